"""Hypothesis strategies: pathways of every shape, and learners in every state in them.

Import as ``from tests.strategies import pathways, progresses, rhythms``.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from pathways.journal import (
    Adopted,
    Aimed,
    Allotted,
    Credited,
    Entry,
    Finished,
    Passed,
    Paused,
    Postponed,
    Proved,
    Rerouted,
    Resumed,
    Settled,
    Skipped,
    Split,
    Started,
    TakenBack,
    TookOff,
    Worked,
)
from pathways.learner import Away, Credit, Effort, Formerly, Level, Progress, Rhythm, Spell
from pathways.model import Pathway

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

MONDAY = dt.date(2026, 11, 30)
"""The week that generated learners live around."""


def pathway_of(
    phases: list[list[dict[str, Any]]],
    week: list[dict[str, Any]],
    month: list[dict[str, Any]] | None = None,
    quarter: list[dict[str, Any]] | None = None,
    **more: Any,
) -> Pathway:
    """A pathway around bare steps; everything that a plan never reads is filled in."""
    return Pathway.model_validate(
        {
            "id": "made-up",
            "title": "Made up",
            "from": "One",
            "to": "Another",
            "updated": MONDAY,
            "provenance": {"name": "nobody"},
            "pace": {"hours": 10.0},
            "facts": {
                "difficulty": {"level": "fair"},
                "timeline": ({"where": "header", "low": 6, "high": 9},),
                "pay": {"currency": "USD", "change": ({"where": "header", "low": 50, "high": 50},)},
                "demand": {"level": "high", "note": "Wanted."},
            },
            "overview": ("A change.",),
            "skills": (
                {"id": "core", "name": "Core", "priority": "critical", "weeks": 4, "how": ("Read.",)},
                {"id": "extra", "name": "Extra", "priority": "nice-to-have", "weeks": 4, "how": ("Read.",)},
            ),
            "phases": tuple(
                {"id": f"phase-{n}", "name": f"Phase {n}", "weeks": 4, "steps": tuple(map(_step, steps))}
                for n, steps in enumerate(phases, 1)
            ),
            "action_plan": {
                "this_week": tuple(map(_action, week)),
                "this_month": tuple(map(_action, month or [])),
                "next_90_days": tuple(map(_action, quarter or [])),
            },
            "reality_check": {"love": ("All.",), "miss": ("None.",), "challenges": ("Some.",)},
            **more,
        },
        strict=False,
    )


def _step(bare: dict[str, Any]) -> dict[str, Any]:
    return {"title": bare["id"].capitalize(), "hours": 1.0, **bare}


def _action(bare: dict[str, Any]) -> dict[str, Any]:
    return _step(bare) if "part_of" in bare else _step({"phase": "phase-1", **bare})


@st.composite
def pathways(draw: st.DrawFn, *, most: int = 8) -> Pathway:
    """Up to five phases, an action plan whose steps may be parts of bigger ones, and needs without circles."""
    hours = st.integers(1, 160).map(lambda quarters: quarters / 4)
    phases = [
        [{"id": f"p{n}-{k}", "hours": draw(hours)} for k in range(draw(st.integers(1, most // 2)))]
        for n in range(1, draw(st.integers(1, 5)) + 1)
    ]
    wholes = [step for phase in phases for step in phase]
    action = {
        when: [{"id": f"{when}-{k}", "hours": draw(hours)} for k in range(draw(st.integers(least, most // 2)))]
        for when, least in (("week", 1), ("month", 0), ("quarter", 0))
    }
    parts: dict[str, list[dict[str, Any]]] = {}
    for step in (step for steps in action.values() for step in steps):
        kind = draw(st.sampled_from(("part", "phase", "alone")))
        if kind == "part":
            step["part_of"] = draw(st.sampled_from(wholes))["id"]
            parts.setdefault(step["part_of"], []).append(step)
        elif kind == "phase":
            step["phase"] = f"phase-{draw(st.integers(1, len(phases)))}"
    for whole in wholes:
        inside = sum(part["hours"] for part in parts.get(whole["id"], []))
        # A whole costs at least its parts; often it is no more than they are.
        whole["hours"] = min(
            400.0, inside + (draw(st.sampled_from((0.0, whole["hours"]))) if inside else whole["hours"])
        )
    every = [*wholes, *(step for steps in action.values() for step in steps)]
    _need(draw, every, parts)
    for step in every:
        step["teaches"] = draw(st.sampled_from(((), (), ("core",), ("extra",), ("core", "extra"))))
    eased = draw(st.dictionaries(st.sampled_from([step["id"] for step in every]), hours, max_size=2))
    brought = {
        "id": "brought",
        "name": "Brought",
        "carries_over": "All.",
        "eases": tuple({"step": step, "hours": hours} for step, hours in eased.items()),
    }
    return pathway_of(phases, action["week"], action["month"], action["quarter"], transferable_skills=(brought,))


def _need(draw: st.DrawFn, steps: list[dict[str, Any]], parts: dict[str, list[dict[str, Any]]]) -> None:
    """Let steps need earlier ones of a random order in which parts stand before their whole."""
    first: list[dict[str, Any]] = []
    for step in draw(st.permutations([step for step in steps if "part_of" not in step])):
        first.extend((*parts.get(step["id"], []), step))
    for place, step in enumerate(first):
        if place and draw(st.booleans()):
            chosen = draw(st.lists(st.sampled_from(first[:place]), max_size=2, unique_by=lambda one: one["id"]))
            step["needs"] = tuple(one["id"] for one in chosen)


def days(around: dt.date = MONDAY, *, before: int = 60, after: int = 120) -> SearchStrategy[dt.date]:
    """Dates around a day."""
    return st.dates(around - dt.timedelta(days=before), around + dt.timedelta(days=after))


@st.composite
def progresses(draw: st.DrawFn, pathway: Pathway, today: dt.date = MONDAY) -> Progress:
    """Any standing in a pathway, steps that it no longer has included."""
    ids = [*pathway.steps, "of-an-older-edition"]
    fates = draw(st.fixed_dictionaries({step: st.sampled_from(("open", "open", "done", "skipped")) for step in ids}))
    past = days(today, before=40, after=0)
    return Progress(
        {step: draw(past) for step, fate in fates.items() if fate == "done"},
        {step: draw(past) for step, fate in fates.items() if fate == "skipped"},
        draw(st.dictionaries(st.sampled_from(ids), days(today, before=20), max_size=3)),
        draw(st.dictionaries(st.sampled_from(ids), efforts(past), max_size=3)),
        draw(st.dictionaries(st.sampled_from((*ids, *SKILLS)), st.builds(Credit, LEVELS, past), max_size=3)),
    )


SKILLS = ("core", "extra", "brought")
LEVELS = st.sampled_from(Level)


def efforts(past: SearchStrategy[dt.date]) -> SearchStrategy[tuple[Effort, ...]]:
    """What was told of a step that is not finished, once or twice."""
    return st.lists(st.builds(Effort, past, st.integers(0, 3000)), min_size=1, max_size=2).map(tuple)


@st.composite
def rhythms(draw: st.DrawFn, today: dt.date = MONDAY) -> Rhythm:
    """Any hours from half an hour up, with days off and hours that used to be others."""
    hours = st.integers(1, 80).map(lambda halves: halves / 2)
    stretches = st.tuples(days(today), st.integers(0, 40))
    away = (Away(first, first + dt.timedelta(days=n)) for first, n in draw(st.lists(stretches, max_size=3)))
    spells = st.builds(Spell, days(today), days(today), st.just(0.0) | hours)
    before = st.builds(Formerly, days(today, after=0), hours)
    return Rhythm(
        hours=draw(hours),
        away=tuple(away),
        formerly=tuple(draw(st.lists(before, max_size=1))),
        spells=tuple(draw(st.lists(spells, max_size=2))),
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[Pathway, Progress, Rhythm, dt.date, dt.date]:
    """A pathway, progress in it, a rhythm, today and the day it was taken up."""
    pathway = draw(pathways())
    today = MONDAY + dt.timedelta(days=draw(st.integers(0, 6)))
    started = draw(days(today, before=90, after=0))
    return pathway, draw(progresses(pathway, today)), draw(rhythms(today)), today, started


QUIET_DAYS = st.sets(st.integers(0, 6)).map(lambda days: tuple(sorted(days)))


@st.composite
def journals(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Entries of one learner, numbered in the order of telling; some take earlier ones back."""
    names, steps = st.sampled_from(("here", "there")), st.sampled_from(("a", "b", "c"))
    deeds = st.one_of(
        st.builds(Started, names, st.booleans()),
        st.builds(Adopted, names, st.sampled_from(("", "first", "second"))),
        st.builds(Worked, names, steps, st.integers(0, 600)),
        st.builds(Credited, names, steps, st.sampled_from(Level)),
        st.builds(Split, names, steps, st.integers(2, 4)),
        st.builds(Proved, names, steps, st.just("a link")),
        st.builds(Allotted, st.sampled_from((0.0, 2.0, 7.0)), days(), days()),
        st.builds(Aimed, st.none() | days()),
        st.builds(Rerouted, st.sampled_from(("later", "more", "less"))),
        st.builds(Passed, st.sampled_from(("hours", "known", "by"))),
        st.builds(Finished, names, steps),
        st.builds(Skipped, names, steps),
        st.builds(Postponed, names, steps, days()),
        st.builds(TookOff, days(), st.none() | days()),
        st.builds(
            Settled,
            st.none() | st.sampled_from((2.0, 6.0, 8.5)),
            st.none() | st.sampled_from(("Europe/Berlin", "UTC")),
            st.none() | st.integers(0, 6),
            st.none() | st.times(),
            st.none() | st.tuples(st.times(), st.times()),
            st.none() | QUIET_DAYS,
        ),
        st.builds(Paused, st.none() | days(), st.none() | days()),
        st.just(Resumed()),
    )
    entries: list[Entry] = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        takes_back = number > 1 and draw(st.integers(0, 4)) == 0
        deed = TakenBack(draw(st.integers(1, number - 1))) if takes_back else draw(deeds)
        entries.append(entry(number, deed, draw(days(after=0))))
    return tuple(entries)


def entry(number: int, deed: Any, counts: dt.date = MONDAY) -> Entry:
    """A line of the journal, told a minute after the one before."""
    return Entry(number, dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC) + dt.timedelta(minutes=number), counts, deed)
