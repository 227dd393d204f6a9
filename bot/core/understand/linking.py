"""Names, dates, hours and places in a message: found first, and put aside under one symbol each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.understand.dates import date
from bot.core.understand.names import Kind, Meaning, Names, name_words
from bot.core.understand.numbers import Found, clock, figure, hours, table
from bot.core.understand.places import zone
from bot.core.understand.words import BREATH, STOP

if TYPE_CHECKING:
    from collections.abc import Sequence

_SYMBOLS = {"step": "STEP", "skill": "SKILL", "phase": "PHASE", "path": "PATH", "resource": "RESOURCE"}
_ARTICLES = frozenset({"the", "a", "an", "my"})
_NEVER_FIRST = _ARTICLES | {"learn", "learned", "learnt"}
"""No name begins so, though "learning" is part of many."""
_BEGINNINGS = frozenset({"from", "start", "starting", "begin", "beginning"})
"""What stands before the day on which something begins."""
_COMPLAINT = frozenset({"hell", "bad", "early", "late", "impossible", "awful", "terrible", "inconvenient"})
"""What stands behind the day or the hour that does not suit."""
_ENDS = frozenset({"until", "till", "back"})
"""What stands before the day on which it ends."""


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of words and what it stands for."""

    start: int
    end: int
    symbols: frozenset[str]
    words: str
    value: Any = None
    """A date, a time, a number of hours, a zone."""
    meaning: Meaning | None = None
    """For names."""


@dataclass(frozen=True, slots=True)
class Context:
    """What words are read against."""

    names: Names
    shown: tuple[str, ...]
    today: dt.date


def link(words: Sequence[str], raws: Sequence[str], context: Context) -> tuple[Link, ...]:
    """Everything found, from left to right, none over another."""
    found: list[Link] = []
    taken = [word == STOP for word in words]
    for finder in (_pointers, _values, _careers, _names, _numbers):
        for one in finder(words, raws, context, taken):
            found.append(one)
            taken[one.start : one.end] = [True] * (one.end - one.start)
    return tuple(sorted(found, key=lambda one: one.start))


def _made(words: Sequence[str], start: int, end: int, symbols: set[str], **what: Any) -> Link:
    """A link; a single word stays readable beside its symbol, and so do words like "book" in a longer name."""
    said = words[start:end]
    if "NAME" in symbols and [word for word in words[max(start - 2, 0) : start] if word not in _ARTICLES][-1:] == [
        "not"
    ]:
        symbols = {*symbols, "DENIED"}
    kept = set(said) if len(said) == 1 else {word for word in said if word in name_words().generic} | {"-".join(said)}
    return Link(start, end, frozenset(symbols | kept), " ".join(said), **what)


def _free(taken: Sequence[bool], start: int, end: int) -> bool:
    return end <= len(taken) and not any(taken[start:end])


def _pointers(words: Sequence[str], _raws: Sequence[str], context: Context, taken: list[bool]) -> list[Link]:
    """Phase 3, the third phase, step 2, the second one, number 4."""
    found: list[Link] = []
    at = 0
    while at < len(words) - 1:
        one = None if any(taken[at : at + 2]) else _pointer(words, at, context)
        if one is not None:
            found.append(one)
        at = at + 1 if one is None else one.end
    return found


def _pointer(words: Sequence[str], at: int, context: Context) -> Link | None:
    first, second = words[at], words[at + 1]
    table_ = name_words()
    ordinals: dict[str, int] = table()["ordinals"]
    count = ordinals.get(first)
    if first in table_.phase_words and (number := _whole(second)) is not None:
        return _phase(words, at, number, context)
    if second in table_.phase_words and count is not None:
        return _phase(words, at, count, context)
    if first in table_.counters and (number := _whole(second)) is not None:
        return _listed(words, at, number, context)
    return _listed(words, at, count, context) if second in table_.pointers and count is not None else None


def _whole(word: str) -> int | None:
    value = figure(word)
    return int(value) if value is not None and value == int(value) and 0 <= value < 100 else None


def _phase(words: Sequence[str], at: int, number: int, context: Context) -> Link | None:
    phases = context.names.pathway.phases
    if number == 0 or abs(number) > len(phases):
        return _made(words, at, at + 2, {"PHASE", "NAME"})
    phase = phases[number - 1 if number > 0 else number]
    return _made(words, at, at + 2, {"PHASE", "NAME"}, meaning=Meaning({"phase": (phase.id,)}, "phase", exact=True))


def listed(number: int, context: Context) -> str | None:
    """The step at a place in the list shown last, or, where none was, in the pathway's first week."""
    steps = context.shown or tuple(step.id for step in context.names.pathway.action_plan.week)
    return steps[number - 1 if number > 0 else number] if 0 < abs(number) <= len(steps) else None


def _listed(words: Sequence[str], at: int, number: int, context: Context) -> Link:
    step = listed(number, context)
    meaning = None if step is None else Meaning({"step": (step,)}, "step", exact=True)
    return _made(words, at, at + 2, {"STEP", "NAME"}, meaning=meaning)


def _careers(words: Sequence[str], _raws: Sequence[str], context: Context, taken: list[bool]) -> list[Link]:
    """Roles: the pathway's own, and any other trade."""
    found: list[Link] = []
    at = 0
    while at < len(words):
        one = None if taken[at] else _role(words, at, context)
        if one is not None and _free(taken, one.start, one.end):
            found.append(one)
            at = one.end
        else:
            at += 1
    return found


def _role(words: Sequence[str], at: int, context: Context) -> Link | None:
    names = context.names
    for size in range(min(names.longest, len(words) - at), 0, -1):
        said = words[at : at + size]
        if not names.is_whole(said) or (meaning := names.meaning(said)) is None:
            continue
        if meaning.best == "path" and not (at + size < len(words) and names.carries(words[at + size])):
            return _made(words, at, at + size, {"PATH", "NAME"}, meaning=meaning)
        break
    table_ = name_words()
    for phrase in table_.careers.get(words[at], ()):
        if tuple(words[at : at + len(phrase)]) == phrase:
            end = at + len(phrase)
            end += end < len(words) and words[end] in table_.career_heads
            if names.whole_end(words, at) > end:
                return None  # "cloud architect certification"
            return _made(words, at, end, {"CAREER"})
    if words[at].endswith(tuple(table_.career_endings)) and len(words[at]) > 6:
        return _made(words, at, at + 1, {"CAREER"})
    end = at
    while end < len(words) and words[end] in table_.career_fields and end < at + 3:
        end += 1
    if end > at and end < len(words) and words[end] in table_.career_heads:
        own = names.pathway.from_role.casefold().split()[0]
        return _made(words, at, end + 1, {"FROM" if words[at] == own else "CAREER"})
    return None


def _names(words: Sequence[str], _raws: Sequence[str], context: Context, taken: list[bool]) -> list[Link]:
    """Steps, skills, phases and resources by their words."""
    found: list[Link] = []
    at = 0
    while at < len(words):
        end = _run(words, at, context.names, taken)
        if end > at:
            found.extend(_named(words, at, end, context))
        at = max(end, at + 1)
    return found


def _run(words: Sequence[str], at: int, names: Names, taken: Sequence[bool]) -> int:
    """Where the stretch of words that belong to names ends; ``at`` itself where none begins."""
    glue = name_words().glue
    if taken[at] or words[at] in _NEVER_FIRST or not _belongs(words, at, names):
        return at
    end = place = max(at + 1, names.whole_end(words, at))
    while place < len(words) and not taken[place] and words[place] != BREATH and place - end <= 2:
        if _belongs(words, place, names):
            end = max(place + 1, names.whole_end(words, place))
        elif words[place] not in glue:
            break
        place += 1
    return min(end, at + 12)


def _belongs(words: Sequence[str], at: int, names: Names) -> bool:
    end = names.whole_end(words, at)
    if words[at] == "rest" and words[at + 1 : at + 2] == ["of"]:  # "the rest of November" speaks of no interface
        return end > at + 1
    return names.supports(words[at]) or end > at


def _named(words: Sequence[str], start: int, end: int, context: Context) -> list[Link]:
    """The name in a stretch; two where "and" joins what no single name holds."""
    names = context.names
    while words[start] in _ARTICLES:  # behind an "and"
        start += 1
    said = words[start:end]
    if "and" in said:
        cut = said.index("and")
        left, right = names.meaning(said[:cut], context.shown), names.meaning(said[cut + 1 :], context.shown)
        both = names.meaning(said, context.shown)
        if left and right and not (both and both.exact) and not _shared(left, right):
            return [*_named(words, start, start + cut, context), *_named(words, start + cut + 1, end, context)]
    whole = _longest_whole(words, start, end, names)
    strong = [at for at in range(start, end) if names.carries(words[at])]
    cores = ([whole] if whole else []) + [(at, at + 1) for at in strong]
    if not cores:
        return []
    span = (min(first for first, _ in cores), max(last for _, last in cores))
    # The words together where they name something, else the surest of them alone.
    tries = ((span, said), (cores[0], words[slice(*cores[0])]))
    read = ((place, names.meaning(text, context.shown)) for place, text in tries)
    (first, last), meaning = next((place, found) for place, found in read if found is not None)
    generic = all(words[at] in name_words().generic for at in strong) and not meaning.exact and whole is None
    if generic:  # "the book" may be any; only the list shown last tells which
        listed_ = tuple(name for name in meaning.ids.get("step", ()) if name in context.shown)
        return [_made(words, first, last, {"THING"}, meaning=Meaning({"step": listed_}, "step", exact=False))]
    symbols = {"NAME", *(_SYMBOLS[kind] for kind in meaning.ids)}
    if last - first == 1 and words[first] in name_words().shy:
        symbols.add("SHY")
    return [_made(words, first, last, symbols, meaning=meaning)]


def _shared(left: Meaning, right: Meaning) -> bool:
    """Whether two readings name the same step."""
    return bool(set(left.ids.get("step", ())) & set(right.ids.get("step", ())))


def _longest_whole(words: Sequence[str], start: int, end: int, names: Names) -> tuple[int, int] | None:
    """The longest stretch within that is a name as it stands."""
    spans = [
        (at, at + size)
        for size in range(min(names.longest, end - start), 0, -1)
        for at in range(start, end - size + 1)
        if names.is_whole(words[at : at + size])
    ]
    return max(spans, key=lambda span: (span[1] - span[0] - (words[span[0]] == "the"), -span[0])) if spans else None


def _values(words: Sequence[str], raws: Sequence[str], context: Context, taken: list[bool]) -> list[Link]:
    """Hours, times, dates and places."""
    found: list[Link] = []
    at = 0
    while at < len(words):
        one = None if taken[at] else _value(words, raws, at, context.today)
        if one is not None and _free(taken, one.start, one.end):
            symbols = {one.symbol, *_bounds(words, one), *_denied(words, one)}
            found.append(_made(words, one.start, one.end, symbols, value=one.value))
        at = one.end if one is not None else at + 1
    return found


def _bounds(words: Sequence[str], one: Found) -> set[str]:
    """Whether something begins on a day, or lasts until it."""
    before = {word for word in words[max(one.start - 2, 0) : one.start] if word != "the"}
    if one.symbol not in {"DATE", "DAY"} or not before:
        return set()
    return {"BEGINS"} if before & _BEGINNINGS else {"ENDS"} if before & _ENDS else set()


def _denied(words: Sequence[str], one: Found) -> set[str]:
    """Whether "not" stands before it, or a complaint behind it: "not on Mondays", "8 is too early"."""
    before, behind = words[max(one.start - 3, 0) : one.start], words[one.end : one.end + 4]
    denied = "not" in before or "instead of" in " ".join(before) or not _COMPLAINT.isdisjoint(behind)
    return {"DENIED"} if denied else set()


def _value(words: Sequence[str], raws: Sequence[str], at: int, today: dt.date) -> Found | None:
    if words[at] == BREATH:
        return None
    return hours(words, at) or clock(words, at) or date(words, at, today) or zone(words, raws, at)


def _numbers(words: Sequence[str], _raws: Sequence[str], _context: Context, taken: list[bool]) -> list[Link]:
    """Numbers that nothing else has claimed; "one" is seldom one."""
    return [
        _made(words, at, at + 1, {"NUM"}, value=value)
        for at, word in enumerate(words)
        if not taken[at] and word != "one" and (value := figure(word)) is not None
    ]


def only(one: Link, kind: Kind) -> str | None:
    """The id where a link means exactly one of a kind."""
    ids = one.meaning.ids.get(kind, ()) if one.meaning else ()
    return ids[0] if len(ids) == 1 else None
