"""Whether the ids in a pathway tie up: each one unique, each one named is there, and nothing waits for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING

from pathways.problems import MAX_TOLD, Flaw, nearest

if TYPE_CHECKING:
    from pathways.model import Pathway, Step
    from pathways.source import Place, Source

MAX_CYCLES, MAX_LINKS = 20, 10
"""A file with more has one cause for them all, and nobody follows a longer circle."""


def untied(pathway: Pathway, source: Source) -> list[Flaw]:
    """The ids that do not tie up, each with its line."""
    found = chain.from_iterable(check(pathway) for check in (_taken, _unknown, _wholes, _hours, _circles))
    return [Flaw(source.line(place), message) for place, message in islice(found, MAX_TOLD)]


def steps_in(pathway: Pathway) -> Iterator[tuple[Place, Step]]:
    """Every step and its place; a step that lost its id to another one included."""
    plan = pathway.action_plan
    for key, steps in (("this_week", plan.week), ("this_month", plan.month), ("next_90_days", plan.quarter)):
        for number, step in enumerate(steps):
            yield ("action_plan", key, number), step
    for where, phase in enumerate(pathway.phases):
        for number, step in enumerate(phase.steps):
            yield ("phases", where, "steps", number), step


def _ids(pathway: Pathway) -> Iterator[tuple[Place, str]]:
    for key, items in (
        ("transferable_skills", pathway.transferable_skills),
        ("skills", pathway.skills),
        ("phases", pathway.phases),
        ("faq", pathway.faq),
    ):
        for number, item in enumerate(items):
            yield (key, number, "id"), item.id
    for where, phase in enumerate(pathway.phases):
        for number, resource in enumerate(phase.resources):
            yield ("phases", where, "resources", number, "id"), resource.id
    for place, step in steps_in(pathway):
        yield (*place, "id"), step.id


def _taken(pathway: Pathway) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for place, name in _ids(pathway):
        if name in seen:
            yield place, f"the id '{name}' is taken by something else in this file; give one of the two another id"
        seen.add(name)


def _unknown(pathway: Pathway) -> Iterator[tuple[Place, str]]:
    skills = {skill.id for skill in pathway.skills}
    phases = {phase.id for phase in pathway.phases}
    wholes = {step.id for phase in pathway.phases for step in phase.steps}
    steps = set(pathway.steps)
    served = steps | skills | {skill.id for skill in pathway.transferable_skills}
    for place, step in steps_in(pathway):
        yield from _strangers((*place, "teaches"), step.teaches, skills, "skill to learn")
        yield from _strangers((*place, "needs"), step.needs, steps, "step")
        if step.part_of is not None:
            yield from _stranger((*place, "part_of"), step.part_of, wholes, "step of a phase")
        if step.phase is not None:
            yield from _stranger((*place, "phase"), step.phase, phases, "phase")
    for where, skill in enumerate(pathway.transferable_skills):
        for number, ease in enumerate(skill.eases):
            yield from _stranger(("transferable_skills", where, "eases", number, "step"), ease.step, steps, "step")
    for where, phase in enumerate(pathway.phases):
        for number, resource in enumerate(phase.resources):
            place = ("phases", where, "resources", number, "about")
            yield from _strangers(place, resource.about, served, "skill or step")


def _strangers(place: Place, names: tuple[str, ...], known: set[str], what: str) -> Iterator[tuple[Place, str]]:
    for number, name in enumerate(names):
        yield from _stranger((*place, number), name, known, what)


def _stranger(place: Place, name: str, known: set[str], what: str) -> Iterator[tuple[Place, str]]:
    if name not in known:
        near = nearest(name, sorted(known))
        hint = f"did you mean '{near}'?" if near else f"there can be: {', '.join(sorted(known)[:12])}"
        yield place, f"there is no {what} '{name}'; {hint}"


def _wholes(pathway: Pathway) -> Iterator[tuple[Place, str]]:
    """Where a step counts to: a step of a phase to that phase, one of the action plan to what it names."""
    home = {step.id: phase.id for phase in pathway.phases for step in phase.steps}
    for place, step in steps_in(pathway):
        whole = pathway.steps.get(step.part_of or "")
        if whole is not None and whole.part_of is not None:
            yield (*place, "part_of"), f"'{whole.id}' is itself a part of '{whole.part_of}'; name that one"
        if place[0] == "phases":
            if step.phase is not None:
                yield (*place, "phase"), f"'{step.id}' stands in a phase already; leave 'phase' out"
            if whole is not None and home.get(whole.id, home[step.id]) != home[step.id]:
                yield (*place, "part_of"), f"'{whole.id}' stands in another phase; a part stands with its whole"
        elif step.part_of is None and step.phase is None:
            yield place, f"'{step.id}' needs either 'part_of' (a step of a phase) or 'phase' (the phase it counts to)"
        elif whole is not None and step.phase not in {None, home.get(whole.id)}:
            yield (*place, "phase"), f"'{whole.id}' stands in another phase; leave 'phase' out, 'part_of' is enough"


def _hours(pathway: Pathway) -> Iterator[tuple[Place, str]]:
    for place, step in steps_in(pathway):
        parts = sum(part.hours for part in pathway.parts.get(step.id, ()))
        if parts > step.hours:
            remedy = "a whole's hours include its parts', so raise them or shorten a part"
            yield (*place, "hours"), f"'{step.id}' takes {step.hours:g} hours and its parts {parts:g}; {remedy}"


def _circles(pathway: Pathway) -> Iterator[tuple[Place, str]]:
    """Steps that wait for each other. A whole waits for its parts, and a part for what its whole needs."""
    places = {step.id: place for place, step in steps_in(pathway)}
    waits = {step.id: _waits(step, pathway) for step in pathway.steps.values()}
    for _ in range(MAX_CYCLES):
        try:
            TopologicalSorter({step: list(reasons) for step, reasons in waits.items()}).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1][::-1]  # graphlib goes from what is needed to what needs it
            links = [waits[one][other] for one, other in pairwise(circle)]
            del waits[circle[0]][circle[1]]
            left_out = f" … and {len(links) - MAX_LINKS} more" if len(links) > MAX_LINKS else ""
            said = f"{', '.join(links[:MAX_LINKS])}{left_out}"
            yield (
                (*places[circle[0]], "needs"),
                f"these steps wait for each other: {said}; take one of them out of 'needs'",
            )
        else:
            return


def _waits(step: Step, pathway: Pathway) -> dict[str, str]:
    """What a step waits for, each with the words for it."""
    known: Mapping[str, Step] = pathway.steps
    whole = known.get(step.part_of or "")
    inherited = () if whole is None else whole.needs
    return {
        **{
            need: f"'{step.id}' is part of '{step.part_of}', which needs '{need}'"
            for need in inherited
            if need in known and need != step.id
        },
        **{part.id: f"'{step.id}' ends with its part '{part.id}'" for part in pathway.parts.get(step.id, ())},
        **{need: f"'{step.id}' needs '{need}'" for need in step.needs if need in known},
    }
