"""The door: a text goes in, what it means comes out. It never raises, whatever the text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.core import intents as say
from bot.core.intents import Intent
from bot.core.understand.clauses import carried, parted, split_readings
from bot.core.understand.data import english
from bot.core.understand.frames import horizon, parse_all
from bot.core.understand.linking import Context, link, only
from bot.core.understand.meaning import Clause, Read, guess_clause, read_clause
from bot.core.understand.names import names
from bot.core.understand.nearest import half_understood
from bot.core.understand.outside import elsewhere, other_tongue
from bot.core.understand.quoted import proven
from bot.core.understand.spelling import known, mended
from bot.core.understand.words import BREATH, STOP, Word, peeled, plainly, spelling, words
from pathways.model import Horizon, Pathway

MOST = 4000
"""Characters that a message may have."""
_MOST_WORDS = 160
"""Words that are looked at; what one asks is said by then."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means: its first intent, further ones in order, and how sure that is."""

    intent: Intent
    also: tuple[Intent, ...] = ()
    confidence: float = 1.0
    nearest: tuple[Intent, ...] = ()
    """Where nothing was understood: two or three things that would work, as near as can be told."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What words may refer to."""

    pathway: Pathway
    """The one in hand."""
    pathways: tuple[Pathway, ...]
    """The catalog."""
    today: dt.date
    shown: tuple[str, ...] = ()
    """Ids of the steps listed last."""


def understand(text: str, scope: Scope) -> Reading:
    """What a text means to the coach."""
    if not text.strip():
        return Reading(say.Unknown(puzzle="empty"))
    if len(text) > MOST:
        return Reading(say.Unknown(puzzle="too long"))
    context = _context(scope)
    if (given := proven(text)) is not None:
        return Reading(_proof(*given, context))
    raw = words(text)[:_MOST_WORDS]
    if other_tongue([word.raw.casefold() for word in raw]):
        return Reading(say.Unknown(said=text[:200]), confidence=0.9, nearest=(say.Next(), say.Help()))
    said = plainly(_mended(raw, context))
    reads = _completed(split_readings(said, lambda part: _read(part, context)), said, context) or _guessed(
        said, context
    )
    found = [intent for one in reads for intent in one.intents]
    serious = [intent for intent in found if not isinstance(intent, say.Smalltalk)]
    rest = [intent for intent in serious if not isinstance(intent, say.Unknown)] or serious or found
    if not rest or isinstance(rest[0], say.Unknown):
        return Reading(say.Unknown(said=text[:200]), confidence=0.5, nearest=half_understood(said, context.names))
    unique = _without_echoes(tuple(dict.fromkeys(rest)))
    return Reading(unique[0], unique[1:], 0.95 if all(one.sure for one in reads) else 0.8)


def _proof(named: str, said: str, context: Context) -> Intent:
    """Evidence, and the one step or skill that it is for, where that is said."""
    links = _clause(plainly(_mended(words(named), context)), context).links if named else ()
    steps = [step for one in links if (step := only(one, "step")) is not None]
    return say.Proof(steps[0] if steps else None, said)


def clause_of(text: str, scope: Scope) -> Clause:
    """A text as one clause, politeness peeled off: what likeness compares."""
    context = _context(scope)
    said = plainly(_mended(words(text)[:_MOST_WORDS], context))
    return _clause(peeled(said) or said, context)


def _context(scope: Scope) -> Context:
    return Context(names(scope.pathway, scope.pathways), scope.shown, scope.today)


def _guessed(said: tuple[Word, ...], context: Context) -> list[Read]:
    """What the whole is most like, or else its parts between full stops and commas."""
    for marks in ((), (STOP,), (STOP, BREATH)):
        found = [one for part in parted(said, marks) if (one := guess_clause(_clause(peeled(part), context), context))]
        if found:
            return found
    return []


def _without_echoes(found: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Without "done!" beside a step that is done: the same deed said twice, once without its object."""
    said: set[type[Intent]] = {type(one) for one in found if getattr(one, "step", None) is not None}
    kept: list[Intent] = []
    for one in found:
        if _is_reason(one, found):
            continue
        if getattr(one, "step", "") is None and getattr(one, "skill", None) is None and type(one) in said:
            continue
        said.add(type(one))
        kept.append(one)
    return tuple(kept)


def _is_reason(one: Intent, found: tuple[Intent, ...]) -> bool:
    """Whether it only says why something else is asked for: "I know it, drop it", "I was ill, move it all"."""
    match one:
        case say.Credit(step=str(step)):
            return say.Skip(step) in found
        case say.Pause(since=dt.date()):
            return any(isinstance(each, say.Later) for each in found)
        case _:
            return False


def warm(scope: Scope) -> None:
    """Do now what the first sentences would pay for: a process that lives long calls this before its first learner."""
    index = names(scope.pathway, scope.pathways)
    parse_all()
    for word in ("kafak", "wek"):  # slips: the library that measures them, and the list of real words
        mended(word, index)
    understand("timezone europe/berlin", scope)
    understand("what of the this there", scope)  # like nothing: the known sentences


def _completed(reads: list[Read], said: tuple[Word, ...], context: Context) -> list[Read]:
    """The requests, with what only the rest of the message tells: which step "it" is, how much time there is."""
    if len(reads) != 1 or not (reads[0].points or isinstance(reads[0].intents[0], say.Next)):
        return reads
    whole = _clause(said, context)
    steps = {step for one in whole.links if one.meaning and (step := only(one, "step")) is not None}
    period = horizon(whole.cells)
    match reads[0].intents:
        case (say.Next(horizon=Horizon.WEEK),) if period is not None:
            return [replace(reads[0], intents=(say.Next(Horizon(period)),))]
        case (first, *_) if len(steps) == 1 and not isinstance(first, say.Undo):
            return [carried(reads[0], (say.AboutStep(steps.pop()),))]
        case _:
            return reads


def _mended(said: tuple[Word, ...], context: Context) -> tuple[Word, ...]:
    return tuple(one for word in said for one in _right(word, context))


def _right(word: Word, context: Context) -> tuple[Word, ...]:
    text = mended(word.text, context.names)
    if text == word.text:
        return (word,)
    return tuple(Word(part, word.raw) for part in spelling().written_out.get(text, (text,)))


def _read(said: tuple[Word, ...], context: Context) -> Read | None:
    """One stretch of words as one request."""
    core = peeled(said)
    if not core:
        return read_clause(_clause(said, context), context) if said else None
    return read_clause(_clause(core, context), context) or (
        read_clause(_clause(said, context), context) if len(core) < len(said) else None
    )


def _clause(said: tuple[Word, ...], context: Context) -> Clause:
    """The cells of a clause: each a word or a link's symbols; marks are gone."""
    texts, raws = [word.text for word in said], [word.raw for word in said]
    links = link(texts, raws, context)
    cells: list[frozenset[str]] = []
    spoken: list[str] = []
    at = 0
    begins = {one.start: one for one in links}
    while at < len(texts):
        if (one := begins.get(at)) is not None:
            cells.append(one.symbols)
            spoken.append(" ".join(raws[at : one.end]))
            at = one.end
            continue
        if texts[at] not in {STOP, BREATH}:
            cells.append(_cell(texts[at], context))
            spoken.append(raws[at])
        at += 1
    return Clause(tuple(cells), links, " ".join(text for text in texts if text not in {STOP, BREATH}), tuple(spoken))


def _cell(word: str, context: Context) -> frozenset[str]:
    if word in elsewhere():
        return frozenset({word, "ELSEWHERE"})
    if word in spelling().people:
        return frozenset({word, "PERSON", "FOREIGN"})
    if known(word, context.names):
        return frozenset({word})
    return frozenset({word, "FOREIGN"} if word in english() else {word, "FOREIGN", "STRANGE"})
