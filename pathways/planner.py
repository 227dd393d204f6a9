"""Who does what when: a plan is a pure function of pathway, progress, rhythm and day, made anew each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pathways.model import Horizon
from pathways.outline import Source, outline
from pathways.schedule import opened, schedule
from pathways.standing import OPEN, Standing, Status, standing

if TYPE_CHECKING:
    from pathways.learner import Progress, Rhythm
    from pathways.model import Pathway, Phase, Step
    from pathways.outline import Outline
    from pathways.schedule import Opening, Schedule

SPAN = {Horizon.TODAY: 1, Horizon.WEEK: 1, Horizon.MONTH: 4, Horizon.QUARTER: 13}
"""Plan weeks that each horizon takes in, the current one first."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is where it is in the plan."""

    source: Source
    """Which part of the page asks for it."""
    phase: Phase
    after: tuple[Step, ...]
    """Open steps that had to come first."""
    unlocks: tuple[Step, ...]
    """Open steps that wait for this one."""
    put_off: date | None
    """Not before this local date: the step was put off, or something that it needs; None where nothing was."""


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one step that falls into one week."""

    step: Step
    minutes: int
    """0 for a whole that is no more than its parts, in the week that ends the last of them."""
    part: int
    """This is week ``part`` of ``parts`` for the step."""
    parts: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Week:
    """One plan week: from ``first`` (the learner's week start) to ``last``, both included."""

    number: int
    """0 is the current week."""
    first: date
    last: date
    capacity: int
    """Minutes that can still be planned into it."""
    shares: tuple[Share, ...]

    @property
    def minutes(self) -> int:
        """Minutes that are planned into it."""
        return sum(share.minutes for share in self.shares)


@dataclass(frozen=True, slots=True)
class Meant:
    """What the current week was meant to hold of one step when the week began."""

    step: Step
    minutes: int
    ends: bool
    """The week was to see the end of the step."""
    status: Status
    """What has become of the step by now."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What last week was to see the end of."""

    still_open: tuple[Step, ...]
    of: int
    """How many steps that were, whatever became of them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is left to do, week by week, the current week first; a week may be empty, the last one never is."""

    weeks: tuple[Week, ...]
    finish: date | None
    """The local date all is done; None where nothing is left."""
    standing: Standing
    opening: tuple[Meant, ...]
    """What the current week was meant to hold when it began."""
    spent: int
    """Minutes of ``opening`` that are done."""
    budget: int
    """Minutes that the current week holds at the learner's hours, done or not."""
    carried: Carried

    def horizon(self, horizon: Horizon) -> tuple[Week, ...]:
        """The plan weeks of a period, the current one first."""
        return self.weeks[: SPAN[horizon]]


def plan(pathway: Pathway, progress: Progress, rhythm: Rhythm, today: date, *, started: date) -> Plan:
    """The plan of somebody who took the pathway up on ``started``, seen from ``today``; both local dates."""
    known = outline(pathway)
    made = schedule(known, progress, rhythm, today)
    last_week = made.weeks.first - timedelta(weeks=1)
    before = opened(known, progress, rhythm, last_week, made.status) if started < made.weeks.first else None
    return Plan(
        weeks=_weeks(known, made),
        finish=made.finish,
        standing=standing(known, made.status),
        opening=tuple(_meant(known, made, made.opening)),
        spent=made.opening.spent,
        budget=made.weeks.capacity(0),
        carried=_carried(_meant(known, made, before) if before else []),
    )


def _weeks(known: Outline, made: Schedule) -> tuple[Week, ...]:
    parts: dict[int, int] = {}
    for portions in made.portions:
        for n, _ in portions:
            parts[n] = parts.get(n, 0) + 1
    reasons = {n: _reason(known, made, n) for n in parts}
    part = dict.fromkeys(parts, 0)
    weeks: list[Week] = []
    # The current week is there even when nothing is left, so that it can be spoken of.
    for number, portions in enumerate(made.portions or ([],)):
        shares: list[Share] = []
        for n, minutes in portions:
            part[n] += 1
            shares.append(Share(known.steps[n], minutes, part[n], parts[n], reasons[n]))
        first = made.weeks.day(number)
        capacity = made.weeks.capacity(number) - (0 if number else made.opening.spent)
        weeks.append(Week(number, first, first + timedelta(days=6), max(0, capacity), tuple(shares)))
    return tuple(weeks)


def _reason(known: Outline, made: Schedule, n: int) -> Reason:
    steps, status = known.steps, made.status
    return Reason(
        known.sources[n],
        known.phases[known.phase[n]],
        tuple(steps[need] for need in known.needs[n] if status[need] is OPEN),
        tuple(steps[later] for later in known.unlocks[n] if status[later] is OPEN),
        made.held.get(n),
    )


def _meant(known: Outline, made: Schedule, opening: Opening) -> list[Meant]:
    return [Meant(known.steps[n], minutes, minutes == known.own[n], made.status[n]) for n, minutes in opening.portions]


def _carried(meant: list[Meant]) -> Carried:
    ends = [each for each in meant if each.ends]
    return Carried(tuple(each.step for each in ends if each.status is OPEN), len(ends))
