"""How much weeks hold, and how work flows into them: one after the other, and no further than somebody looks.

Nothing that may be worked on ever waits while there is time. So the day all is over does not depend on the order of
work, and neither more hours nor one more step done can move it later.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pathways.learner import Rhythm, Spell
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
        begin = first.toordinal()
        end = begin + 7 * FARTHEST
        off = frozenset(
            date.fromordinal(day)
            for stretch in rhythm.away
            for day in range(max(stretch.first.toordinal(), begin), min(stretch.last.toordinal() + 1, end))
        )
        return cls(first, (rhythm.hours if hours is None else hours) * 60, off, rhythm.spells)

    def day(self, week: int) -> date:
        """The first day of a week."""
        return self.first + timedelta(7 * week)

    def days(self, week: int) -> list[date]:
        """The days of a week that are free for study."""
        return [day for n in range(7) if (day := self.day(week) + timedelta(n)) not in self.off]

    def capacity(self, week: int) -> int:
        """Minutes that a week can hold."""
        return int(self.full(week) * (len(self.days(week)) if self.off else 7) / 7)

    def full(self, week: int) -> float:
        """Minutes that a week could hold if none of its days were off."""
        if not self.spells:
            return self.minutes
        begins = self.day(week)
        spell = next((each for each in reversed(self.spells) if each.first <= begins <= each.last), None)
        return self.minutes if spell is None else spell.hours * 60

    def number(self, day: date) -> int:
        """The week that holds a day; 0 for days gone by."""
        return min(max(0, (day - self.first).days // 7), FARTHEST)


class Filling:
    """Work by week: in the order given, but nothing before its release; others fill the gap meanwhile.

    A whole that is no more than its parts takes no minutes: it stands in the week that ends the last it waits for.
    """

    def __init__(
        self, known: Outline, left: Mapping[int, int], release: Mapping[int, date], weeks: Weeks, *, spent: int = 0
    ) -> None:
        """``left`` is the minutes of each step, in the order of work; ``spent`` those of the first week gone by."""
        self._weeks, self._spent = weeks, spent
        self._order = list(left)
        self._left = dict(left)
        """Minutes of each step that no week holds yet; once all are in some week, the step is not here any more."""
        self._ready: list[int] = []
        """Places in the order of work: as they ascend, they are a heap."""
        self._waiting: list[tuple[int, int]] = []
        self._wholes: dict[int, Sequence[int]] = {}
        for place, n in enumerate(self._order):
            if not left[n]:
                self._wholes[n] = known.needs[n]
            elif n in release:
                self._waiting.append((weeks.number(release[n]), place))
            else:
                self._ready.append(place)
        self._waiting.sort(reverse=True)
        self._filled: list[list[Portion]] = []
        self._spread: dict[int, list[int]] = {}

    def __iter__(self) -> Iterator[Sequence[Portion]]:
        """Week by week, each filled when it is come to; a week may be empty, the last one never is."""
        week = 0
        while self._reach(week):
            yield self._filled[week]
            week += 1

    def week(self, number: int) -> Sequence[Portion]:
        """What one week holds; nothing after the last."""
        return self._filled[number] if self._reach(number) else ()

    def spread(self, n: int) -> Sequence[int]:
        """The weeks that a step falls into."""
        while n in self._left:
            self._fill()
        return self._spread[n]

    def _reach(self, week: int) -> bool:
        """Fill the weeks up to this one; False where the work is over before."""
        while len(self._filled) <= week and (self._ready or self._waiting):
            self._fill()
        return week < len(self._filled)

    def _fill(self) -> None:
        """Fill one more week."""
        week, ready, left = len(self._filled), self._ready, self._left
        while self._waiting and self._waiting[-1][0] <= week:
            heapq.heappush(ready, self._waiting.pop()[1])
        room = max(0, self._weeks.capacity(week) - (0 if week else self._spent))
        held: list[Portion] = []
        before = len(left)
        while ready and room:
            n = self._order[ready[0]]
            some = min(room, left[n])
            room -= some
            held.append((n, some))
            if some < left[n]:
                left[n] -= some
            else:
                del left[n]
                heapq.heappop(ready)
        if self._wholes and len(left) < before:
            self._end_wholes(held)
        for n, _ in held:
            self._spread.setdefault(n, []).append(week)
        self._filled.append(held)

    def _end_wholes(self, held: list[Portion]) -> None:
        """Put into the week each whole that waits for nothing any more; needs come first in the order of work."""
        filled = len(held)
        for n, needs in list(self._wholes.items()):
            if self._left.keys().isdisjoint(needs):
                held.append((n, 0))
                del self._left[n], self._wholes[n]
        if len(held) > filled:
            held.sort(key=lambda portion: self._order.index(portion[0]))
