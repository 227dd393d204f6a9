"""All open work of one learner, week by week: what is open, what waits for its day, what is meant for this week."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pathways.calendar import week_start
from pathways.effort import DONE, OPEN, Efforts
from pathways.filling import Filling, Portion, Weeks
from pathways.learner import MIN_HOURS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pathways.learner import Progress, Rhythm
    from pathways.outline import Outline


@dataclass(frozen=True, slots=True)
class Opening:
    """What a week was meant to hold, as things stood when it began."""

    portions: tuple[Portion, ...]
    spent: int
    """Minutes of it that are done by now."""
    ends: frozenset[int]
    """Steps whose end it was to see."""


@dataclass(frozen=True)
class Schedule:
    """All open work, week by week, worked out as far as it is asked for."""

    weeks: Weeks
    efforts: Efforts
    opening: Opening
    held: Mapping[int, date]
    """Steps that wait for a date: theirs, or that of something they need."""
    work: Filling = field(compare=False, repr=False)
    """What follows from all of this, worked out week by week."""
    today: date

    @cached_property
    def finish(self) -> date | None:
        """The day all is done: the free one of the last week by which as much of it is over as it holds work.

        None where nothing is left.
        """
        filled = list(self.work)
        if not filled:
            return None
        week = len(filled) - 1
        used = sum(minutes for _, minutes in filled[week]) + (0 if week else self.opening.spent)
        days = self.weeks.days(week)
        return max(self.today, days[-(-used * len(days) // self.weeks.capacity(week)) - 1])


def schedule(known: Outline, progress: Progress, rhythm: Rhythm, today: date) -> Schedule:
    """All open work from the week of ``today`` on, in the learner's order."""
    if rhythm.hours < MIN_HOURS:
        raise ValueError(f"A plan needs at least {MIN_HOURS} hours a week, not {rhythm.hours}.")
    efforts = Efforts.of(known, progress)
    weeks = Weeks.of(week_start(today), rhythm)
    opening = opened(known, progress, rhythm, weeks.first, efforts)
    left = efforts.open(known.order(rhythm.hours))
    held = {n: day for n, day in holds(known, left, progress.postponed).items() if day > today}
    work = Filling(known, left, held, weeks, spent=opening.spent)
    return Schedule(weeks, efforts, opening, held, work, today)


def opened(known: Outline, progress: Progress, rhythm: Rhythm, first: date, now: Efforts) -> Opening:
    """The week that began on ``first`` as it was meant then, held against what became of its steps since.

    What somebody tells of steps that the week was never meant to hold takes nothing from the week.
    """
    was = Efforts.of(known, progress, before=first)
    hours = rhythm.hours_on(first)
    left = was.open(known.order(hours))
    # A step that is done by now did not wait, whatever it was put off to before.
    freed = {n for n in left if now.status[n] is DONE} if progress.postponed else ()
    held = holds(known, left, progress.postponed, freed)
    week = Filling(known, left, held, Weeks.of(first, rhythm, hours)).week(0)
    portions = tuple((n, minutes) for n, minutes in week if minutes)
    spent = sum(_spent(n, minutes, was, now) for n, minutes in portions)
    return Opening(portions, spent, frozenset(n for n, minutes in portions if minutes == left[n]))


def _spent(n: int, minutes: int, was: Efforts, now: Efforts) -> int:
    """Minutes of a portion that are done by now."""
    became = now.status[n]
    if became is OPEN:
        return min(minutes, max(0, now.worked.get(n, 0) - was.worked.get(n, 0)))
    return minutes if became is DONE else 0


def holds(
    known: Outline, order: Iterable[int], postponed: Mapping[str, date], freed: Collection[int] = ()
) -> dict[int, date]:
    """Which open steps wait for a date: those put off, the parts of a whole put off, and all that needs one of them."""
    put_off: dict[int, date] = {}
    for step, day in postponed.items():
        n = known.number.get(step)
        if n is not None:
            for each in (n, *known.parts.get(n, ())):
                put_off[each] = max(day, put_off.get(each, day))
    held: dict[int, date] = {}
    if put_off:
        for n in order:
            days = [held[need] for need in known.needs[n] if need in held]
            if n in put_off:
                days.append(put_off[n])
            if days and n not in freed:
                held[n] = max(days)
    return held
