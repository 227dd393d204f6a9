"""From a clause's frame and what was found in it to the intent with its slots."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core import intents as say
from bot.core.understand import own, quiet, wanted
from bot.core.understand.frames import Group, horizon, rules
from bot.core.understand.linking import Context, Link, listed, only
from pathways.model import Horizon

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.intents import Intent
    from bot.core.understand.names import Kind
    from bot.core.understand.pattern import Cell

_UNCLEAR = frozenset({"FOREIGN", "THING", "NAME", "CAREER"})
"""What may be the name of something that is not known."""
_ASKING = frozenset(
    {"what", "why", "how", "when", "which", "who", "where", "is", "are", "do", "does", "did", "can", "could", "should"}
    | {"will", "would", "tell", "explain", "describe", "show", "give", "about"}
)
"""How a question or a plea begins."""
_KINDS: dict[str, Kind] = {"learn": "skill", "skill": "skill", "phase": "phase", "stage": "phase"}
"""What says of which kind a name is that several things have: steps are done, skills are learnt."""
_IT = frozenset({"it", "that", "this", "them", "one"})
_FOLLOWING = re.compile(
    r"\b(comes?|coming|happens|follows|next|is|what) (right |straight )?after |^after |\bafter .* comes\b"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One request: its cells, what was found in it, and its words as they were said."""

    cells: tuple[Cell, ...]
    links: tuple[Link, ...]
    said: str
    spoken: tuple[str, ...]
    """What the learner wrote, cell by cell."""

    @property
    def asks(self) -> bool:
        """Whether it begins as a question or a plea does."""
        return bool(self.cells) and not _ASKING.isdisjoint(self.cells[0])

    @property
    def points(self) -> bool:
        """Whether it speaks of something by "it" alone."""
        return any(not _IT.isdisjoint(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Read:
    """What a clause was read as: one intent, or several where it names several steps."""

    intents: tuple[Intent, ...]
    name: str
    """Of the rules that fit."""
    bare: bool = False
    """Nothing but a name."""
    sure: bool = True
    """No word in it was foreign."""
    asks: bool = False
    """It begins as a question or a plea does."""
    points: bool = False
    """It speaks of something by "it" alone."""
    odds: float = 0.0
    """The logarithm of its probability."""
    rival: tuple[Intent, ...] = ()
    """What else may well be meant, where it would change something."""


def as_read(group: Group, clause: Clause, context: Context) -> Read:
    """A clause read as a group of rules says."""
    sure = not any("FOREIGN" in cell for cell in clause.cells)
    found = tuple(_of_another(one, clause, context) for one in meant(group, clause, context))
    return Read(found, group.intent, bare=len(clause.cells) <= 2, sure=sure, asks=clause.asks, points=clause.points)


def meant(group: Group, clause: Clause, context: Context) -> tuple[Intent, ...]:
    """What a clause of this build asks, its slots filled by what was found in it."""
    match group.intent:
        case "about":
            one = _about(clause, context)
            return _roadmap(clause, context) if isinstance(one, say.Roadmap) else (one,)
        case "done" | "skip" | "later" | "undo":
            return _of_steps(group.intent, clause, context)
        case "credit" | "part" | "split" | "load" | "follow" | "pause":
            return own.meant(
                group,
                clause.links,
                context,
                said=clause.said,
                named=_named(clause),
                until=wanted.date(clause.links, clause.said),
            )
        case "roadmap":
            return _roadmap(clause, context)
        case "resources":
            return (_resources(clause, context),)
        case "next":
            return (say.Next(Horizon(horizon(clause.cells) or "week"), spare=own.minutes(clause.links)),)
        case "digest":
            day, time = wanted.day_and_time(clause.links, clause.said)
            return (say.Digest(**group.filled, day=day, time=time),)
        case "smalltalk" | "reality" | "fact" | "export" | "check-in" | "name-me":
            return (say.INTENTS[group.intent](**group.filled),)
        case "step":
            return (say.AboutStep(),)
        case "lost":
            return (say.Help(),)
        case "unknown":
            return (say.Unknown(said=clause.said),)
        case _:
            return (_WITH_SLOTS.get(group.intent, lambda _: say.INTENTS[group.intent]())(clause),)


def _of_steps(name: str, clause: Clause, context: Context) -> tuple[Intent, ...]:
    """One intent for each step named; one without a step where none is."""
    surest = wanted.not_denied([one for one in clause.links if "NAME" in one.symbols] or clause.links)
    deeds = rules().lists["over"]  # "the model is deployed" names one step, though a skill is called deployment
    surest = [one for one in surest if one.words not in deeds] or surest
    steps = list(dict.fromkeys(step for one in surest if (step := _step(one, context)) is not None))
    if len(steps) == 1 and len(surest) == 1:
        steps = [context.names.narrowed(steps[0], clause.said.split())]
    match name:
        case "undo":
            latest = any(one.words.startswith("last ") for one in surest)  # "the last one": what was said last
            return (say.Undo(step=steps[0] if len(steps) == 1 and not latest else None),)
        case "later":
            until, own_date = wanted.date(clause.links, clause.said), wanted.dates_of(surest, clause.links)
            return tuple(
                say.Later(step, own_date.get(step or "", until), "" if step else _named(clause))
                for step in steps or [None]
            )
        case "skip":
            return tuple(say.Skip(step, "" if step else _named(clause)) for step in steps or [None])
        case _:
            on = own.day_gone_by(clause.links, clause.said, context.today)
            return tuple(say.Done(step, "" if step else _named(clause), on) for step in steps or [None])


def _step(one: Link, context: Context) -> str | None:
    """The one step that a link means; of what names a skill or a phase the step that has most of its words."""
    if "NUM" in one.symbols:
        return listed(int(one.value), context) if one.value == int(one.value) else None
    if one.meaning is None or one.meaning.best in {"step", "path"} or "THING" in one.symbols:
        return only(one, "step")
    ranked = context.names.ranked(one.words.split(), "step")
    return only(one, "step") or (ranked[0][1] if ranked and (len(ranked) == 1 or ranked[0] > ranked[1]) else None)


def _first(clause: Clause, kind: Kind) -> str | None:
    return next((name for one in clause.links if (name := only(one, kind)) is not None), None)


def _named(clause: Clause) -> str:
    """The words that should name something and fit nothing known, as they were written."""
    at = [place for place, cell in enumerate(clause.cells) if _UNCLEAR & cell]
    if not at:
        return ""
    return " ".join(clause.spoken[at[0] : at[-1] + 1])


def _about(clause: Clause, context: Context) -> Intent:
    """A name alone, or a question about one: the answer depends on what sort of thing it names."""
    named: list[tuple[Link, Kind]] = [(one, one.meaning.best) for one in clause.links if one.meaning is not None]
    if not named:
        beyond = next((one.words for one in clause.links if "STEP" in one.symbols), None)
        return say.Roadmap() if beyond is None and not clause.points else say.AboutStep(named=beyond or "")
    one, best = min(named, key=lambda pair: pair[1] == "path")  # the pathway itself only where nothing in it is named
    told: list[Kind] = [_KINDS[word] for word in clause.said.split() if word in _KINDS]
    if best == "step" and told and only(one, told[0]):
        best = told[0]
    sole = only(one, best)
    match best:
        case "step":
            return say.AboutStep(sole, "" if sole else one.words)
        case "skill":
            return say.AboutSkill(sole, "" if sole else one.words)
        case "phase":
            return say.Roadmap(_asked_phase(sole, clause, context))
        case _:
            return say.Overview() if best == "path" else say.Resources(_served(one, context))


def _served(one: Link, context: Context) -> str | None:
    """The step, skill or phase that a name is, or that the book or course it names is for."""
    if one.meaning is None:
        return None
    name = only(one, one.meaning.best)
    return context.names.serves.get(name or "", name)


def _of_another(intent: Intent, clause: Clause, context: Context) -> Intent:
    """A question about a pathway, together with the one that it names beside the one in hand."""
    if not isinstance(intent, say.OfAPathway):
        return intent
    named = {only(one, "path") for one in clause.links if one.meaning is not None and one.meaning.best == "path"}
    others = named - {context.names.pathway.id, None}
    return replace(intent, pathway=others.pop()) if len(named) == len(others) == 1 else intent


def _forecast(clause: Clause) -> Intent:
    """Where it begins with its name, a number alone is hours a week: "forecast 12"."""
    bare = wanted.value(clause.links, "NUM") if clause.said.startswith("forecast") else None
    begins = next((one.value for one in clause.links if "BEGINS" in one.symbols), None)
    date = wanted.date(clause.links, clause.said)  # "what if I start in March?" asks for no day to be done by
    return say.Forecast(wanted.value(clause.links, "HOURS") or bare, None if date == begins else date)


def _roadmap(clause: Clause, context: Context) -> tuple[Intent, ...]:
    number = wanted.value(clause.links, "NUM")
    phases = context.names.pathway.phases
    counted = phases[int(number) - 1].id if number in range(1, len(phases) + 1) else None
    named = dict.fromkeys(name for one in wanted.not_denied(clause.links) if (name := only(one, "phase")) is not None)
    if len(named) > 1:
        return tuple(say.Roadmap(name) for name in named)
    return (say.Roadmap(_asked_phase(next(iter(named), counted), clause, context)),)


def _asked_phase(named: str | None, clause: Clause, context: Context) -> str | None:
    """The phase that was named, or the one behind it where that is asked for; none behind the last."""
    if named is None or not _FOLLOWING.search(clause.said):
        return named
    ids = [phase.id for phase in context.names.pathway.phases]
    return [*ids, None][ids.index(named) + 1]


def _resources(clause: Clause, context: Context) -> Intent:
    kinds = {"STEP", "SKILL", "PHASE", "RESOURCE"}
    named = [one for one in clause.links if one.symbols & kinds]
    return say.Resources(next((name for one in named if (name := _served(one, context)) is not None), None))


def _compare(clause: Clause) -> Intent:
    paths = dict.fromkeys(name for one in clause.links if (name := only(one, "path")) is not None)
    careers = (said for cell, said in zip(clause.cells, clause.spoken, strict=True) if "CAREER" in cell)
    return say.Compare(tuple(paths), next(careers, ""))


def _start(clause: Clause) -> Intent:
    path = _first(clause, "path")
    return say.Start(path, "" if path else _named(clause))


def _settings(clause: Clause) -> Intent:
    words = clause.said.split()
    hours = [one for one in clause.links if "HOURS" in one.symbols]
    denied = hours != [] and all("DENIED" in one.symbols for one in hours)  # "not 10 hours, only 4"
    day, time = wanted.day_and_time(clause.links, clause.said)
    found = say.Settings(
        hours=(wanted.value(clause.links, "NUM") if denied or (not hours and "hours" in words) else None)
        or wanted.value(clause.links, "HOURS"),
        timezone=wanted.value(clause.links, "ZONE"),
        day=day,
        time=time,
    )
    told = quiet.said(words) if "quiet" in words or not hours else None
    return found if told is None else quiet.with_it(found, told)


_WITH_SLOTS: dict[str, Callable[[Clause], Intent]] = {
    "forecast": _forecast,
    "compare": _compare,
    "start": _start,
    "settings": _settings,
    "aim": lambda clause: say.Aim(wanted.date(clause.links, clause.said)),
}
"""Intents whose slots come out of what was found."""
