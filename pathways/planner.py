"""Who does what when: a plan is a pure function of pathway, progress, rhythm and day, made anew each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from pathways.effort import OPEN, Status
from pathways.model import Horizon
from pathways.outline import Source, outline
from pathways.schedule import opened, schedule
from pathways.standing import Standing, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
    _why: Callable[[], Reason] = field(compare=False, repr=False)

    @property
    def reason(self) -> Reason:
        """Why the step is where it is; worked out when somebody asks."""
        return self._why()


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


@dataclass(frozen=True)
class Plan:
    """All that is left to do, seen from one day. Worked out as it is asked for: most answers need one week of it."""

    known: Outline = field(repr=False)
    made: Schedule = field(repr=False)
    before: Opening | None = field(repr=False)
    """Last week as it was meant when it began; None where there was none."""

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """Week by week, the current week first; a week may be empty, the last one never is."""
        # The current week is there even when nothing is left, so that it can be spoken of.
        return (self.week, *(self._week(number) for number in range(1, len(list(self.made.work)))))

    @cached_property
    def week(self) -> Week:
        """The current week."""
        return self._week(0)

    @cached_property
    def ahead(self) -> Week | None:
        """The first week that holds work; None where nothing is left."""
        for number, portions in enumerate(self.made.work):
            if any(minutes for _, minutes in portions):
                return self._week(number) if number else self.week
        return None

    @property
    def finish(self) -> date | None:
        """The local date all is done; None where nothing is left."""
        return self.made.finish

    @cached_property
    def standing(self) -> Standing:
        """Where each step stands."""
        return standing(self.known, self.made.efforts)

    @cached_property
    def opening(self) -> tuple[Meant, ...]:
        """What the current week was meant to hold when it began."""
        return self._meant(self.made.opening)

    @property
    def spent(self) -> int:
        """Minutes of ``opening`` that are done."""
        return self.made.opening.spent

    @property
    def budget(self) -> int:
        """Minutes that the current week holds at the learner's hours, done or not."""
        return self.made.weeks.capacity(0)

    @property
    def carried(self) -> Carried:
        """What last week was to see the end of."""
        ends = [meant for meant in self._meant(self.before) if meant.ends] if self.before else []
        return Carried(tuple(meant.step for meant in ends if meant.status is OPEN), len(ends))

    def horizon(self, horizon: Horizon) -> tuple[Week, ...]:
        """The plan weeks of a period, the current one first."""
        return self.weeks[: SPAN[horizon]]

    def _week(self, number: int) -> Week:
        weeks, opening = self.made.weeks, self.made.opening
        first = weeks.day(number)
        capacity = weeks.capacity(number) - (0 if number else opening.spent)
        shares = tuple(self._share(n, minutes, number) for n, minutes in self.made.work.week(number))
        return Week(number, first, first + timedelta(6), max(0, capacity), shares)

    def _share(self, n: int, minutes: int, week: int) -> Share:
        weeks = self.made.work.spread(n)
        return Share(self.known.steps[n], minutes, weeks.index(week) + 1, len(weeks), partial(self._reason, n))

    def _reason(self, n: int) -> Reason:
        known, status = self.known, self.made.efforts.status
        return Reason(
            known.sources[n],
            known.phases[known.phase[n]],
            tuple(known.steps[need] for need in known.needs[n] if status[need] is OPEN),
            tuple(known.steps[later] for later in known.unlocks[n] if status[later] is OPEN),
            self.made.held.get(n),
        )

    def _meant(self, opening: Opening) -> tuple[Meant, ...]:
        known, status = self.known, self.made.efforts.status
        return tuple(Meant(known.steps[n], minutes, n in opening.ends, status[n]) for n, minutes in opening.portions)


def plan(  # noqa: PLR0913
    pathway: Pathway, progress: Progress, rhythm: Rhythm, today: date, *, started: date, beside: Iterable[Pathway] = ()
) -> Plan:
    """The plan of somebody who took the pathway up on ``started``, seen from ``today``; both local dates.

    Pathways ``beside`` it share the learner's week; a step that several have is planned once.
    """
    known = outline(pathway, *beside)
    made = schedule(known, progress, rhythm, today)
    last_week = made.weeks.first - timedelta(weeks=1)
    before = opened(known, progress, rhythm, last_week, made.efforts) if started < made.weeks.first else None
    return Plan(known, made, before)
