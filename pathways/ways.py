"""After a slip: how much went elsewhere, and the ways on, each worked out. Looking at them changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from pathways.calendar import week_start
from pathways.deeds import Allotted, Deed, Skipped, Way
from pathways.forecast import HALF_HOUR, spare
from pathways.learner import MAX_HOURS, Spell
from pathways.outline import outline
from pathways.outlook import Outlook, outlook
from pathways.record import DAY, WEEK, as_of, done_by, offered_in
from pathways.schedule import schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pathways.learner import Progress, Rhythm
    from pathways.model import Pathway, Step
    from pathways.outline import Outline

LOOKS_BACK = 8
"""Weeks beyond which a slip is a fresh start."""
THIN = 0.5
"""A week in which less than this share of its hours was done went elsewhere."""
SLIP = 2
"""One such week is a week like any other; so many in a row are a slip."""
MORE = 0.2
"""A little more each week: this share of the learner's hours."""
MOST_DROPPED = 4
"""More steps than this are no longer a little less."""


@dataclass(frozen=True, slots=True)
class Here:
    """A learner on a road, or on two abreast, as of one day: all that a look ahead needs."""

    roads: tuple[Pathway, ...]
    progress: Progress
    rhythm: Rhythm
    today: date
    started: date

    @property
    def known(self) -> Outline:
        """All that is followed, as numbers."""
        return outline(*self.roads)

    @property
    def outlook(self) -> Outlook | None:
        """When the rest will be done."""
        return outlook(self.known, self.progress, self.rhythm, self.today, started=self.started)

    @property
    def finish(self) -> date | None:
        """The same by the plan alone."""
        return schedule(self.known, self.progress, self.rhythm, self.today).finish

    def without(self, steps: Sequence[Step]) -> Here:
        """The same without some steps."""
        skipped = {**self.progress.skipped, **{step.id: self.today for step in steps}}
        return replace(self, progress=replace(self.progress, skipped=skipped))

    def at(self, spell: Spell) -> Here:
        """The same with other hours for a while."""
        return replace(self, rhythm=replace(self.rhythm, spells=(*self.rhythm.spells, spell)))


@dataclass(frozen=True, slots=True)
class Slip:
    """Whole weeks in a row, up to the last one, that went elsewhere."""

    weeks: int
    minutes: int
    """On offer in them and not done."""
    before: date
    """The day all would have been done, as it looked when they began."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One way on: what it would write, and when all is done then."""

    way: Way
    outlook: Outlook
    finish: date
    steps: tuple[Step, ...] = ()
    """Steps that it drops."""
    spell: Spell | None = None
    """Weeks for which it asks for other hours."""
    deeds: tuple[Deed, ...] = ()


def slip(here: Here, since: date) -> Slip | None:
    """What slipped since a day, on which the learner began or chose a way on; None where nothing did."""
    this = week_start(here.today)
    weeks, minutes = 0, 0.0
    while weeks < LOOKS_BACK:
        first = this - (weeks + 1) * WEEK
        if first < since:
            break
        offered = offered_in(here.rhythm, first, first + 6 * DAY)
        done = done_by(here.known, here.progress, first + 6 * DAY) - done_by(here.known, here.progress, first - DAY)
        if not offered or done >= THIN * offered:
            break
        weeks, minutes = weeks + 1, minutes + offered - done
    if weeks < SLIP:
        return None
    began = this - weeks * WEEK
    before = replace(here, progress=as_of(here.progress, began), today=began).finish
    return Slip(weeks, int(minutes), before) if before else None


def ways(here: Here, missed: Slip) -> tuple[Preview, ...]:
    """Finish later, do a little more each week, drop what is only nice to have; those that are to be had."""
    found = (_seen(here, "later"), _more(here, missed), less(here, missed.before))
    return tuple(way for way in found if way)


def less(here: Here, by: date) -> Preview | None:
    """Without as few of the steps that are only nice to have as meet a date, or come nearest to it."""
    nice = spare(here.known, here.roads, here.progress)[:MOST_DROPPED]
    for count in range(1, len(nice) + 1):
        then = here.without(nice[:count])
        finish = then.finish
        if finish is None or finish <= by or count == len(nice):
            deeds = tuple(Skipped(road_of(here.roads, step).id, step.id) for step in nice[:count])
            return _seen(then, "less", steps=tuple(nice[:count]), deeds=deeds)
    return None


def _more(here: Here, missed: Slip) -> Preview | None:
    """So many more hours, for so many weeks, that what was missed is caught up."""
    first, finish = week_start(here.today) + WEEK, here.finish or here.today
    weeks_left = max(1, (finish - first).days // 7)
    extra = max(_halves(here.rhythm.hours * MORE), _halves(missed.minutes / 60 / weeks_left))
    last = first + (ceil(missed.minutes / 60 / extra) - 1) * WEEK
    spell = Spell(first, last, here.rhythm.hours + extra)
    if spell.hours > MAX_HOURS:
        return None
    return _seen(here.at(spell), "more", spell=spell, deeds=(Allotted(spell.hours, first, last),))


def _seen(
    then: Here, way: Way, *, steps: tuple[Step, ...] = (), spell: Spell | None = None, deeds: tuple[Deed, ...] = ()
) -> Preview | None:
    """How a way looks from its beginning; None where it leaves nothing to do."""
    seen, finish = then.outlook, then.finish
    return Preview(way, seen, finish, steps, spell, deeds) if seen and finish else None


def road_of(roads: Iterable[Pathway], step: Step) -> Pathway:
    """The pathway that a step belongs to: the first that has it."""
    return next(road for road in roads if step.id in road.steps)


def _halves(hours: float) -> float:
    return ceil(hours / HALF_HOUR) * HALF_HOUR
