"""What was done and what was on offer, day by day and week by week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pathways.calendar import week_start
from pathways.effort import DONE, Efforts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pathways.learner import Progress, Rhythm
    from pathways.outline import Outline

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LOOKS_BACK = 12
"""Weeks that are looked back on, a quarter of a year."""
RESERVES = 2
"""Of them, so many may pass without study and count as kept."""


def offered_in(rhythm: Rhythm, first: date, last: date) -> float:
    """Minutes on offer from a day to another, both included."""
    return sum(minutes for _, minutes in days_of(rhythm, first, last))


def days_of(rhythm: Rhythm, first: date, last: date) -> Iterator[tuple[date, float]]:
    """Each day with its minutes: a seventh of its week's hours, none on a day off."""
    day = first
    while day <= last:
        monday = week_start(day)
        minutes = _full(rhythm, monday) / 7
        while day <= last and day < monday + timedelta(weeks=1):
            yield day, 0.0 if any(off.first <= day <= off.last for off in rhythm.away) else minutes
            day += DAY


def _full(rhythm: Rhythm, monday: date) -> float:
    spell = next((each for each in reversed(rhythm.spells) if each.first <= monday <= each.last), None)
    return 60 * (rhythm.hours_on(monday) if spell is None else spell.hours)


def done_by(known: Outline, progress: Progress, day: date) -> int:
    """Minutes that were done by the end of a day."""
    efforts = Efforts.of(known, progress, before=day + DAY)
    return sum(
        efforts.needed[n] if status is DONE else efforts.worked.get(n, 0) for n, status in enumerate(efforts.status)
    )


def as_of(progress: Progress, day: date) -> Progress:
    """What had become of each step when a day began."""

    def was(days: Mapping[str, date]) -> dict[str, date]:
        return {step: when for step, when in days.items() if when < day}

    worked = {step: tuple(each for each in of if each.day < day) for step, of in progress.worked.items()}
    return replace(progress, done=was(progress.done), skipped=was(progress.skipped), worked=worked)


@dataclass(frozen=True, slots=True)
class Active:
    """Weeks with study of the last ones. A week without is no break of anything: some are reserves, to be spent."""

    weeks: int
    of: int
    spared: int
    """Weeks without study that a reserve stands in for."""

    @property
    def reserves(self) -> int:
        """Reserves that are left."""
        return RESERVES - self.spared


def active(days: Iterable[date], rhythm: Rhythm, today: date, *, started: date) -> Active:
    """The last twelve weeks, or as many as there were; a week of days off takes no reserve, nor does this one."""
    this = week_start(today)
    of = min(LOOKS_BACK, (this - week_start(started)).days // 7 + 1)
    studied = {week_start(day) for day in days}
    span = [this - n * WEEK for n in range(of)]
    missed = [week for week in span[1:] if week not in studied and offered_in(rhythm, week, week + 6 * DAY)]
    return Active(sum(week in studied for week in span), of, min(RESERVES, len(missed)))
