"""How work flows into weeks, in numbers: each week is filled to what it can hold before the next one is begun.

Nothing that may be worked on ever waits while there is time. So the day all is over does not depend on the order of
work, and neither more hours nor one more step done can move it later.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pathways.calendar import week_start
from pathways.effort import DONE, OPEN, Efforts, Status
from pathways.learner import MIN_HOURS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pathways.learner import Progress, Rhythm, Spell
    from pathways.outline import Outline

FARTHEST = 5200
"""Weeks that can be seen ahead, a hundred years: dates beyond them count as that far."""

Portion = tuple[int, int]
"""A step's number and its minutes in one week."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weeks of seven days from ``first`` on, and the minutes that each can hold."""

    first: date
    minutes: float
    off: frozenset[date]
    spells: tuple[Spell, ...] = ()

    @classmethod
    def of(cls, first: date, rhythm: Rhythm, hours: float | None = None) -> Weeks:
        """Weeks at the learner's hours, or at others. Days off count once, however often they were asked for."""
        last = first + timedelta(weeks=FARTHEST, days=-1)
        off = frozenset(
            date.fromordinal(day)
            for stretch in rhythm.away
            for day in range(max(stretch.first, first).toordinal(), min(stretch.last, last).toordinal() + 1)
        )
        return cls(first, (rhythm.hours if hours is None else hours) * 60, off, rhythm.spells)

    def day(self, week: int) -> date:
        """The first day of a week."""
        return self.first + timedelta(weeks=week)

    def days(self, week: int) -> list[date]:
        """The days of a week that are free for study."""
        return [day for n in range(7) if (day := self.day(week) + timedelta(days=n)) not in self.off]

    def capacity(self, week: int) -> int:
        """Minutes that a week can hold."""
        return int(self.full(week) * (len(self.days(week)) if self.off else 7) / 7)

    def full(self, week: int) -> float:
        """Minutes that a week could hold if none of its days were off."""
        begins = self.day(week)
        spell = next((each for each in reversed(self.spells) if each.first <= begins <= each.last), None)
        return self.minutes if spell is None else spell.hours * 60

    def number(self, day: date) -> int:
        """The week that holds a day; 0 for days gone by."""
        return min(max(0, (day - self.first).days // 7), FARTHEST)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a week was meant to hold, as things stood when it began."""

    portions: tuple[Portion, ...]
    spent: int
    """Minutes of it that are done by now."""
    ends: frozenset[int]
    """Steps whose end it was to see."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """All open work, week by week."""

    weeks: Weeks
    efforts: Efforts
    opening: Opening
    held: Mapping[int, date]
    """Steps that wait for a date: theirs, or that of something they need."""
    portions: list[list[Portion]]
    finish: date | None
    """The day all is done; None where nothing is left."""


def schedule(known: Outline, progress: Progress, rhythm: Rhythm, today: date) -> Schedule:
    """All open work from the week of ``today`` on, in the learner's order."""
    if rhythm.hours < MIN_HOURS:
        raise ValueError(f"A plan needs at least {MIN_HOURS} hours a week, not {rhythm.hours}.")
    efforts = Efforts.of(known, progress)
    weeks = Weeks.of(week_start(today), rhythm)
    opening = opened(known, progress, rhythm, weeks.first, efforts)
    order = [n for n in known.order(rhythm.hours) if efforts.status[n] is OPEN]
    held = {n: day for n, day in holds(known, order, progress.postponed).items() if day > today}
    left = {n: efforts.left(n) for n in order}
    portions = fill(left, {n: weeks.number(day) for n, day in held.items()}, weeks, spent=opening.spent)
    _add_empty(known, left, portions)
    return Schedule(weeks, efforts, opening, held, portions, _finish(weeks, portions, opening.spent, today))


def opened(known: Outline, progress: Progress, rhythm: Rhythm, first: date, now: Efforts) -> Opening:
    """The week that began on ``first`` as it was meant then, held against what became of its steps since.

    What somebody tells of steps that the week was never meant to hold takes nothing from the week.
    """
    was = Efforts.of(known, progress, before=first)
    hours = rhythm.hours_on(first)
    order = [n for n in known.order(hours) if was.status[n] is OPEN]
    # A step that is done by now did not wait, whatever it was put off to before.
    held = holds(known, order, progress.postponed, freed={n for n in order if now.status[n] is DONE})
    weeks = Weeks.of(first, rhythm, hours)
    left = {n: was.left(n) for n in order}
    begun = fill(left, {n: weeks.number(day) for n, day in held.items()}, weeks, only=1)
    portions = tuple(begun[0]) if begun else ()
    spent = sum(_spent(n, minutes, was, now) for n, minutes in portions)
    return Opening(portions, spent, frozenset(n for n, minutes in portions if minutes == left[n]))


def _spent(n: int, minutes: int, was: Efforts, now: Efforts) -> int:
    """Minutes of a portion that are done by now."""
    match now.status[n]:
        case Status.DONE:
            return minutes
        case Status.OPEN:
            return min(minutes, max(0, now.worked.get(n, 0) - was.worked.get(n, 0)))
        case _:
            return 0


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


def fill(
    minutes: Mapping[int, int], release: Mapping[int, int], weeks: Weeks, *, spent: int = 0, only: int = FARTHEST**2
) -> list[list[Portion]]:
    """Work by week: in the order given, but nothing before the week of its release; others fill the gap meanwhile."""
    order = list(minutes)
    left = {place: minutes[n] for place, n in enumerate(order) if minutes[n]}
    ready = [place for place in left if not release.get(order[place])]
    waiting = sorted(((release[order[place]], place) for place in left if release.get(order[place])), reverse=True)
    filled: list[list[Portion]] = []
    while (ready or waiting) and len(filled) < only:
        week = len(filled)
        while waiting and waiting[-1][0] <= week:
            heapq.heappush(ready, waiting.pop()[1])
        room = max(0, weeks.capacity(week) - (0 if week else spent))
        held: list[Portion] = []
        while ready and room:
            place = ready[0]
            some = min(room, left[place])
            room -= some
            left[place] -= some
            held.append((order[place], some))
            if not left[place]:
                heapq.heappop(ready)
        filled.append(held)
    return filled


def _add_empty(known: Outline, left: Mapping[int, int], portions: list[list[Portion]]) -> None:
    """Put each whole that is no more than its parts into the week in which the last thing it waits for is over."""
    empty = [n for n, minutes in left.items() if not minutes]
    if not empty:
        return
    over = {n: week for week, held in enumerate(portions) for n, _ in held}
    place = {n: at for at, n in enumerate(left)}
    for n in empty:
        week = over[n] = max(over[need] for need in known.needs[n] if need in place)
        portions[week].append((n, 0))
        portions[week].sort(key=lambda portion: place[portion[0]])


def _finish(weeks: Weeks, portions: Sequence[Sequence[Portion]], spent: int, today: date) -> date | None:
    """The free day of the last week by which as much of the week is over as the week holds work."""
    if not portions:
        return None
    week = len(portions) - 1
    used = sum(minutes for _, minutes in portions[week]) + (0 if week else spent)
    days = weeks.days(week)
    return max(today, days[-(-used * len(days) // weeks.capacity(week)) - 1])
