"""Where one message holds several requests, and where it only tells the story around one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.intents import AboutSkill, AboutStep, Credit, Done, Fact, Later, Resources, Roadmap, Skip, Undo
from bot.core.understand.words import BREATH, STOP

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.core.intents import Intent
    from bot.core.understand.linking import Link
    from bot.core.understand.meaning import Read
    from bot.core.understand.words import Word

_JOINTS = frozenset({STOP, BREATH, "and", "but", "then", "also", "plus", "so", "because"})
"""What may stand between two requests, or between a request and what surrounds it."""
_MOST_PARTS = 6
_FURTHER = 0.5
"""How much surer two readings must be than one, as the logarithm of odds: most messages ask one thing."""
_RUN_ON = 0.7
"""How much surer one reading must be that runs on over the end of a sentence."""
_ECHO = 3.0
"""The same where both ask the same."""
_TWICE = frozenset({"done", "skip", "later", "undo", "fact", "about", "reality", "roadmap", "credit", "resources"})
"""Intents that one message may well hold twice."""
_OF_STEPS = frozenset({"done", "skip", "later", "undo"})


@dataclass(frozen=True, slots=True)
class Way:
    """One way to cut the beginning of a message into requests."""

    score: float
    reads: tuple[Read, ...] = ()


def parts_of(said: Sequence[Word], links: Sequence[Link]) -> list[tuple[int, int]]:
    """The stretches between stops, commas and joining words; never within a name."""
    within = {at for one in links for at in range(one.start, one.end)}
    cuts = [at for at, word in enumerate(said) if word.text in _JOINTS and at not in within]
    edges = zip([-1, *cuts], [*cuts, len(said)], strict=True)
    parts = [(before + 1, after) for before, after in edges if after > before + 1]
    return parts if len(parts) <= _MOST_PARTS else [*parts[: _MOST_PARTS - 1], (parts[_MOST_PARTS - 1][0], len(said))]


def requests(
    parts: Sequence[tuple[int, int]], read: Callable[[int, int], Sequence[Read]], stops: Collection[int] = ()
) -> list[Read]:
    """The likeliest requests of a message in order, each "it" standing for what was named just before.

    ``read`` gives what a stretch may be; a stretch that asks nothing has no intents. ``stops`` are the places where a
    sentence ends.
    """
    ways = [Way(0.0)]
    for end in range(1, len(parts) + 1):
        found: list[Way] = []
        for begin in range(end):
            start, last = parts[begin][0], parts[end - 1][1]
            run_on = _RUN_ON * sum(start < at < last for at in stops)
            found += (_with(ways[begin], replace(one, odds=one.odds - run_on)) for one in read(start, last))
        ways.append(max(found, key=lambda way: way.score))
    if parts and not ways[-1].reads:  # nobody writes in order to ask nothing
        return [read(parts[0][0], parts[-1][1])[0]]
    return _linked(ways[-1].reads)


def _with(way: Way, one: Read) -> Way:
    if not one.intents:
        return Way(way.score + one.odds, way.reads)
    if not way.reads or one.name == "smalltalk":
        return Way(way.score + one.odds, (*way.reads, one))
    echo = _ECHO if one.name not in _TWICE and any(one.name == each.name for each in way.reads) else 0.0
    return Way(way.score + one.odds - _FURTHER - echo, (*way.reads, one))


def _linked(found: Sequence[Read]) -> list[Read]:
    linked: list[Read] = []
    for one in found:
        if linked and _only_named(linked[-1]) and one.name in _OF_STEPS and _lacks_step(one):
            linked[-1] = carried(replace(one, points=True), linked[-1].intents)  # "Kafka? Done."
        elif linked and (more := _credited(linked[-1], one)) is not None:
            linked[-1] = replace(linked[-1], intents=(*linked[-1].intents, more))  # "I know Docker, and also SQL"
        else:
            linked.append(carried(one, linked[-1].intents) if linked else one)
    return [one for one in linked if one.name not in {"lost", "smalltalk"}] or linked


def _only_named(one: Read) -> bool:
    """A name, or a sigh about it, and no question."""
    return one.name == "about" and not one.asks


def _credited(before: Read, one: Read) -> Credit | None:
    """What is known as well, where it is only named behind what is known."""
    last, named = before.intents[-1], one.intents[0]
    if not isinstance(last, Credit) or not isinstance(named, AboutSkill) or one.asks:
        return None
    return replace(last, step=None, skill=named.skill, named=named.named)


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
        case AboutStep(step=None) if isinstance(before, Roadmap):
            return before
        case Resources(about=None):
            return replace(said, about=named)
        case Done(step=None) | Skip(step=None) | Later(step=None) | Undo(step=None) | AboutStep(step=None):
            return replace(said, step=named)
        case _:
            return said
