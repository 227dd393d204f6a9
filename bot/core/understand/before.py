"""What only the words before can tell: "yes", "the second one", "tell me more", the words of a button typed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bot.core import intents as say
from bot.core.understand.data import phrases, read
from bot.core.understand.names import names
from bot.core.understand.numbers import figure, table
from bot.core.understand.words import plain_words

if TYPE_CHECKING:
    from bot.core.intents import Intent
    from bot.core.understand.reading import Reading, Scope

_FEW = 4
"""A name in so few words, after "which one?", is the answer to that."""
_POINTING = frozenset({"the", "one", "number", "option", "no", "please", "that", "step", "task"})


@cache
def _ways() -> dict[tuple[str, ...], str]:
    """Each way to refer back, to what it does."""
    return {way: name for name, block in read("before").items() if name != "again" for way in phrases(block)}


@cache
def _again() -> frozenset[str]:
    return frozenset(read("before")["again"].split())


def referred(text: str, scope: Scope) -> Intent | None:
    """What a few words mean that say nothing by themselves, or that are those of a button of the last reply."""
    said = plain_words(text)
    if not said or not (scope.offered or scope.subject):
        return None
    pressed = next((intent for label, intent in scope.offered if plain_words(label) == said), None)
    if pressed is not None:
        return say.Forget() if isinstance(pressed, say.Forget) else pressed  # words never confirm that
    if _which(scope.subject) and (at := _number(said)) is not None and at <= len(scope.offered):
        return scope.offered[at - 1 if at > 0 else at][1]
    return _answered(_ways().get(said, ""), scope)


def _answered(way: str, scope: Scope) -> Intent | None:
    match way, scope.subject:
        case "yes", None if scope.offered:
            return scope.offered[0][1]
        case "more", say.AboutStep(step=str(name)) | say.AboutSkill(skill=str(name)) | say.Roadmap(phase=str(name)):
            return say.Resources(name)
        case "more", say.Next() if scope.shown:
            return say.AboutStep(scope.shown[0])
        case "why", say.AboutStep(step=str(step)) | say.Done(step=str(step)) | say.Later(step=str(step)):
            return say.AboutStep(step)
        case "why", say.AboutSkill(skill=str(skill)):
            return say.AboutSkill(skill)
        case "following", say.Roadmap(phase=str(phase)):
            ids = [each.id for each in scope.pathway.phases]
            return say.Roadmap([*ids, None][ids.index(phase) + 1]) if phase in ids else None
        case _:
            return None


def _which(subject: Intent | None) -> bool:
    """Whether the last reply asked which one was meant."""
    return subject is None or (hasattr(subject, "step") and getattr(subject, "step", None) is None)


def _number(said: tuple[str, ...]) -> int | None:
    """The place in a list that a few words point at, from the end where it is below zero."""
    ordinals: dict[str, int] = table()["ordinals"]
    told = [word for word in said if word not in _POINTING] or list(said[-1:])
    if len(told) != 1 or len(said) > _FEW:
        return None
    number = ordinals.get(told[0], figure(told[0]))
    return int(number) if number and number == int(number) else None


def completed(reading: Reading, text: str, scope: Scope) -> Reading:
    """A reading with what was left out because it was said before: which step, and what a figure is for."""
    said = plain_words(text)
    match scope.subject, reading.intent:
        case (say.Done(step=None) | say.Skip(step=None) | say.Later(step=None)) as asked, say.AboutStep(step=str(step)):
            return replace(reading, intent=replace(asked, step=step, named="")) if len(said) <= _FEW else reading
        case (
            say.AboutStep(step=str(step)) | say.Later(step=str(step)) | say.Resources(about=str(step)),
            (say.Done(step=None, named="") | say.Skip(step=None, named="") | say.Later(step=None, named="")) as deed,
        ) if step in scope.pathway.steps and not _of_week(said):
            return replace(reading, intent=replace(deed, step=step))
        case say.Forecast(), say.Settings(hours=float(hours), timezone=None, day=None, time=None) if _repeats(said):
            return replace(reading, intent=say.Forecast(hours=hours))
        case say.Forecast(), (say.Later(step=None, until=date) | say.Pause(until=date)) if date and _repeats(said):
            return replace(reading, intent=say.Forecast(date=date))
        case say.Recommend(), _ if said[:2] == ("why", "not") and (path := _pathway(said[2:], scope)) is not None:
            return replace(reading, intent=say.Compare((path,)))
        case _:
            return reading


def _pathway(said: tuple[str, ...], scope: Scope) -> str | None:
    """The one pathway that a few words name."""
    meaning = names(scope.pathway, scope.pathways).meaning(said)
    ids = meaning.ids.get("path", ()) if meaning else ()
    return ids[0] if len(ids) == 1 else None


def _of_week(said: tuple[str, ...]) -> bool:
    return not {"week", "everything", "all", "month", "today"}.isdisjoint(said)


def _repeats(said: tuple[str, ...]) -> bool:
    """Whether it begins as a question asked again with another figure does."""
    return said[0] in _again()
