"""When somebody will be done, as a range: from the hours they declared and, after three weeks, from their own pace.

Pace is a share of the hours that were on offer, so days off count for nothing, and other hours move the range.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import exp, sqrt
from typing import TYPE_CHECKING

from pathways.filling import FARTHEST
from pathways.record import days_of, done_by, offered_in
from pathways.schedule import schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pathways.learner import Progress, Rhythm
    from pathways.outline import Outline

CONFIDENCE = 0.8
_Z = 1.2816
"""A normal variable lies within so many deviations of its middle as often as ``CONFIDENCE`` says."""
OWN_AFTER = 3
"""Weeks after which somebody's own pace is known well enough."""
LOOKS_BACK = timedelta(weeks=16)
"""What was before says little of the pace now."""
USUAL_SHARE, USUAL_SPREAD = 0.9, 0.25
"""Of the hours they declare, how much people keep, and how much that differs between them; assumed."""
HELD_WITH = 4
"""So many weeks of the usual are held with somebody's own, lest a few bad ones tell of years."""
USUAL_UNREST, WORTH = 0.5, 3
"""How much one week differs from another (its deviation, as a share of its mean), and how many observations of
somebody's own it takes to outweigh that; assumed."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """When all is done: hardly before ``early``, hardly after ``late``."""

    early: date
    likely: date
    late: date
    pace: float
    """Hours a week that it rests on."""
    own: bool
    """Whether that is the learner's own pace; else it is what they declared."""
    confidence: float = CONFIDENCE


@dataclass(frozen=True, slots=True)
class _Record:
    """What was done so far, against what was on offer; both in minutes."""

    done: float
    offered: float
    """Until the last day on which something was told."""
    last: date
    unrest: float
    """Deviation of a week's work as a share of its mean."""


def outlook(known: Outline, progress: Progress, rhythm: Rhythm, today: date, *, started: date) -> Outlook | None:
    """When the rest will be done; None where nothing is left."""
    made = schedule(known, progress, rhythm, today)
    if made.finish is None:
        return None
    week = rhythm.hours * 60
    lefts = made.efforts.open(known.order(rhythm.hours)).values()
    left = sum(lefts)
    not_before = max([today, *made.held.values()])
    record = _record(known, progress, rhythm, today, max(started, today - LOOKS_BACK))
    own = record is not None and today - started >= timedelta(weeks=OWN_AFTER)
    if own and record:
        silent = record.offered + offered_in(rhythm, record.last + DAY, today)
        # whoever has told nothing for longer than the current step takes is slower than they were
        usual = HELD_WITH * week
        share = min(
            (record.done + USUAL_SHARE * usual) / (record.offered + usual),
            (record.done + next(iter(lefts)) + USUAL_SHARE * usual) / (silent + usual),
        )
        weeks = left / share / week
        spread = record.unrest * sqrt(1 / weeks + week / (record.offered + usual))
    else:
        share = USUAL_SHARE
        spread = sqrt(USUAL_SPREAD**2 + USUAL_UNREST**2 * share * week / left)
    origin = record.last if record else today - DAY
    early, middle, late = (
        max(not_before, _reached(rhythm, origin, left / share * exp(sign * _Z * spread), today)) for sign in (-1, 0, 1)
    )
    likely = middle if own else min(max(early, made.finish), late)
    return Outlook(early, likely, late, (share if own else 1.0) * rhythm.hours, own)


def _record(known: Outline, progress: Progress, rhythm: Rhythm, today: date, since: date) -> _Record | None:
    """What was told since a day; None where that is nothing."""
    told = {*progress.done.values(), *(each.day for efforts in progress.worked.values() for each in efforts)}
    days = [since - DAY, *sorted(day for day in told if since <= day <= today)]
    done = [done_by(known, progress, day) for day in days]
    offered = [offered_in(rhythm, one + DAY, other) for one, other in pairwise(days)]
    whole, work = sum(offered), done[-1] - done[0]
    if work <= 0 or not whole:
        return None
    return _Record(work, whole, days[-1], _unrest(rhythm, offered, [b - a for a, b in pairwise(done)], work / whole))


def _unrest(rhythm: Rhythm, offered: Sequence[float], work: Sequence[float], share: float) -> float:
    """How much the weeks differ, from what was told and from what is usual."""
    week = rhythm.hours * 60
    seen = [(did - share * on) ** 2 / on / week / share**2 for on, did in zip(offered, work, strict=True) if on]
    return sqrt((WORTH * USUAL_UNREST**2 + sum(seen)) / (WORTH + len(seen)))


def _reached(rhythm: Rhythm, after: date, minutes: float, today: date) -> date:
    """The day by which so many minutes were on offer after another day; a day gone by where they were already."""
    for day, some in days_of(rhythm, after + DAY, today + timedelta(weeks=FARTHEST)):
        minutes -= some
        if minutes <= 0:
            return day
    return today + timedelta(weeks=FARTHEST)
