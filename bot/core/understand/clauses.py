"""Where one message holds several requests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.intents import AboutStep, Done, Fact, Later, Resources, Skip, Undo
from bot.core.understand.words import BREATH, STOP

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.intents import Intent
    from bot.core.understand.meaning import Read
    from bot.core.understand.words import Word

_JOINTS = frozenset({BREATH, "and", "but", "then", "also", "plus", "so", "because"})
"""What may stand between two requests within a sentence."""
_MOST_JOINTS = 8
_OF_STEPS = frozenset({"done", "skip", "later", "undo"})
"""Intents that one message may well hold twice."""
_OF_MANY = frozenset({"fact", "about", "reality", "roadmap"})
"""Intents that may be asked twice of different things."""
_CONDITIONAL = frozenset({"if", "when", "once", "after", "suppose", "assuming", "until", "unless"})
"""A sentence that begins so is one thought, whatever its commas."""


def split_readings(said: tuple[Word, ...], read: Callable[[tuple[Word, ...]], Read | None]) -> list[Read]:
    """What each request of a message reads as, in order."""
    known: dict[tuple[Word, ...], Read | None] = {}

    def once(part: tuple[Word, ...]) -> Read | None:
        if part not in known:
            known[part] = read(part)
        return known[part]

    parts = [_within(sentence, once) for sentence in parted(said, (STOP,))]
    found = _linked([one for part in parts for one in part])
    return [] if not all(parts) and _courtesy(found) else found


def _linked(found: Sequence[Read]) -> list[Read]:
    """The requests, each "it" standing for what was named just before."""
    linked: list[Read] = []
    for one in found:
        if linked and _only_named(linked[-1]) and one.name in _OF_STEPS and _lacks_step(one):
            linked[-1] = carried(replace(one, points=True), linked[-1].intents)  # "Kafka? Done."
        else:
            linked.append(carried(one, linked[-1].intents) if linked else one)
    serious = [one for one in linked if one.name not in {"lost", "smalltalk"}]
    return serious or linked


def _only_named(one: Read) -> bool:
    """A name, or a sigh about it, and no question."""
    return one.name == "about" and not one.asks


def _lacks_step(one: Read) -> bool:
    return all(getattr(each, "step", None) is None and not getattr(each, "named", "") for each in one.intents)


def carried(one: Read, before: Sequence[Intent]) -> Read:
    """A request with "it" in it, about what the one before named."""
    if not one.points:
        return one
    for each in before:
        if (named := _object(each)) is not None:
            return replace(one, intents=tuple(_about(intent, named, each) for intent in one.intents))
    return one


def _object(said: Intent) -> str | None:
    """What a request is about: the id of a step, a skill or a phase."""
    return next((name for slot in ("step", "skill", "phase", "about") if (name := getattr(said, slot, None))), None)


def _about(said: Intent, named: str, before: Intent) -> Intent:
    match said:
        case Fact(fact="timeline" | "difficulty"):
            return before  # "what is MLflow? how long does it take?": of the step, not of the road
        case Resources(about=None):
            return replace(said, about=named)
        case Done(step=None) | Skip(step=None) | Later(step=None) | Undo(step=None) | AboutStep(step=None):
            return replace(said, step=named)
        case _:
            return said


def _courtesy(found: Sequence[Read]) -> bool:
    """Nothing but thanks or a greeting: no answer to the rest that was not understood."""
    return all(one.name == "smalltalk" for one in found)


def parted(said: tuple[Word, ...], marks: tuple[str, ...]) -> list[tuple[Word, ...]]:
    """A message cut at some marks."""
    parts: list[list[Word]] = [[]]
    for word in said:
        if word.text in marks:
            parts.append([])
        else:
            parts[-1].append(word)
    return [tuple(part) for part in parts if part]


def _within(sentence: tuple[Word, ...], read: Callable[[tuple[Word, ...]], Read | None]) -> list[Read]:
    """The requests of one sentence: cut where both sides are requests of different kinds."""
    whole = read(sentence)
    joints = [at for at, word in enumerate(sentence) if word.text in _JOINTS and 0 < at < len(sentence) - 1]
    joints.sort(key=lambda at: sentence[at].text != BREATH)  # a comma parts requests more surely than "and"
    if not joints or len(joints) > _MOST_JOINTS or (whole is not None and whole.name == "unknown"):
        return [] if whole is None else [whole]
    if sentence[0].text in _CONDITIONAL and whole is not None:
        return [whole]
    for at in joints:
        left, right = read(sentence[:at]), _within(sentence[at + 1 :], read)
        if left is not None and not right and sentence[at + 1].text == "not":
            return [left]  # "… but not the other": what is denied asks for nothing
        if left is not None and right and _denies(sentence):
            return [_instead(right[0], left), *right[1:]]
        if left is None or not right or "unknown" in {left.name, right[0].name}:
            continue
        if _apart(left, right[0], whole):
            return [left, *right]
    if whole is not None:
        return [whole]
    # No reading of the whole: the parts that can be read speak for it.
    for at in joints:
        left, right = read(sentence[:at]), _within(sentence[at + 1 :], read)
        if left is not None or right:
            found = [*([left] if left is not None else []), *right]
            return [] if _courtesy(found) else found
    return []


def _denies(sentence: tuple[Word, ...]) -> bool:
    """Whether a sentence begins with what not to do: "don't drop Kafka, just …"."""
    return tuple(word.text for word in sentence[:2]) == ("do", "not") and sentence[2:3] != ()


def _instead(asked: Read, denied: Read) -> Read:
    """What is asked for, about what was named in saying what not to do."""
    return carried(asked, denied.intents)


def _apart(left: Read, right: Read, whole: Read | None) -> bool:
    """Whether two readings are two requests, and not one with a comma in it."""
    if any(one.bare and one.name in {"about", "resources", "overview"} for one in (left, right)):
        return False
    if left.name == right.name and left.name in _OF_MANY:
        return left.intents != right.intents and (whole is None or whole.intents in (left.intents, right.intents))
    if left.name == right.name and left.name not in _OF_STEPS:
        return False
    if left.name == right.name and whole is not None:
        return left.intents != right.intents and len(whole.intents) < len({*left.intents, *right.intents})
    return True
