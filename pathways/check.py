"""Where a pathway contradicts itself: found by rule, so that answers state both figures and authors mend them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pathways.claims import lengths, pay_changes
from pathways.conflict import Conflict, at_pace, counted
from pathways.model import Priority

if TYPE_CHECKING:
    from pathways.model import Pathway, Phase, Step

DAYS_OFF = 6
"""90 days end six days after twelve weeks, 30 days two after four; a whole week is a contradiction."""
HOURS_OFF = 0.1
"""The share by which a phase's hours may miss its weeks at the pace."""
MOST = 0.5
"""The share of a phase from which it is a skill's phase."""


def check(pathway: Pathway) -> tuple[Conflict, ...]:
    """Every conflict in a pathway, kind by kind."""
    rules = (lengths, pay_changes, _deadlines, _priorities, _orphans, _hours)
    return tuple(conflict for rule in rules for conflict in rule(pathway))


def _deadlines(pathway: Pathway) -> Iterator[Conflict]:
    """Steps of the action plan whose date does not go with the end of their phase."""
    ends = _ends(pathway)
    due = _due(pathway)
    for whole_id, parts in pathway.parts.items():
        whole, phase = pathway.steps[whole_id], pathway.phase_of[whole_id]
        end = ends[phase.id]
        last = max(due.get(part.id, end) for part in parts)
        complete = sum(part.hours for part in parts) >= whole.hours
        if last - end > DAYS_OFF or (complete and end - last > DAYS_OFF):
            dated = [part for part in parts if part.id in due]
            plan = ", ".join(f"“{part.title}” ({_share(part, whole)}) {_by(due[part.id])}" for part in dated)
            yield Conflict(
                "deadline",
                f"“{whole.title}” is due with {_until(phase, ends)}, but the action plan says: {plan}.",
                (f"phases.{phase.id}.{whole_id}", *(f"action_plan.{part.id}" for part in dated)),
            )
    for step_id, day in due.items():
        step, phase = pathway.steps[step_id], pathway.phase_of[step_id]
        if step.part_of is None and day - ends[phase.id] > DAYS_OFF:
            yield Conflict(
                "deadline",
                f"“{step.title}” counts to {_until(phase, ends)}, yet is due {_by(day)}.",
                (f"action_plan.{step_id}", f"phases.{phase.id}"),
            )


def _due(pathway: Pathway) -> dict[str, int]:
    """The day by which each step of the action plan is due."""
    plan = pathway.action_plan
    return {step.id: day for steps, day in ((plan.week, 7), (plan.month, 30), (plan.quarter, 90)) for step in steps}


def _ends(pathway: Pathway) -> dict[str, int]:
    """The day on which each phase ends, if one follows the other."""
    ends: dict[str, int] = {}
    weeks = 0
    for phase in pathway.phases:
        weeks += phase.weeks
        ends[phase.id] = weeks * 7
    return ends


def _until(phase: Phase, ends: dict[str, int]) -> str:
    return f"“{phase.name}” (week {ends[phase.id] // 7})"


def _share(part: Step, whole: Step) -> str:
    return "all of it" if part.hours >= whole.hours else "a part of it"


def _by(day: int) -> str:
    return {7: "in the first week", 30: "in the first month"}.get(day, f"within {day} days (week {-(-day // 7)})")


def _priorities(pathway: Pathway) -> Iterator[Conflict]:
    """Skills that are only nice to have, yet fill most of a phase."""
    for skill in pathway.skills:
        if skill.priority is not Priority.NICE_TO_HAVE:
            continue
        for phase in pathway.phases:
            taught = sum(step.hours for step in _top_level(phase, pathway) if skill.id in step.teaches)
            total = sum(step.hours for step in _top_level(phase, pathway))
            if taught / total > MOST:
                yield Conflict(
                    "priority",
                    f"“{skill.name}” is only nice to have, yet takes {taught:g} of {total:g} hours of “{phase.name}”.",
                    (f"skills.{skill.id}", f"phases.{phase.id}"),
                )


def _top_level(phase: Phase, pathway: Pathway) -> list[Step]:
    """The steps whose hours make up a phase: those that are no parts of others."""
    return [
        step for step in pathway.steps.values() if step.part_of is None and pathway.phase_of[step.id].id == phase.id
    ]


def _orphans(pathway: Pathway) -> Iterator[Conflict]:
    """Skills to learn that no step teaches."""
    taught = {skill for step in pathway.steps.values() for skill in step.teaches}
    for skill in pathway.skills:
        if skill.id not in taught:
            yield Conflict(
                "orphan",
                f"“{skill.name}” is a skill to learn ({counted(skill.weeks)}), yet no step teaches it.",
                (f"skills.{skill.id}",),
            )


def _hours(pathway: Pathway) -> Iterator[Conflict]:
    """Phases whose steps take more or less than their weeks hold."""
    for phase in pathway.phases:
        planned = phase.weeks * pathway.pace.hours
        total = sum(step.hours for step in _top_level(phase, pathway))
        if abs(total - planned) > planned * HOURS_OFF:
            yield Conflict(
                "hours",
                f"The steps of “{phase.name}” take {total:g} hours. {at_pace(phase.weeks, pathway)}.",
                (f"phases.{phase.id}", "pace"),
            )
