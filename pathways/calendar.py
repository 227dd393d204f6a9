"""Local days, periods and the instants at which nudges fall due. Every instant is an aware UTC datetime."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING

from pathways.model import Horizon
from pathways.zones import UnknownZone, forget_zones, nearest_zones, use_bundled_zones, zone, zone_names, zone_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from zoneinfo import ZoneInfo

    from pathways.learner import Rhythm

__all__ = [
    "QuietHours",
    "Slot",
    "UnknownZone",
    "allowed",
    "forget_zones",
    "instant",
    "local_date",
    "month_day",
    "nearest_zones",
    "next_slot",
    "not_before",
    "period",
    "quarter_start",
    "quarter_starts",
    "use_bundled_zones",
    "week_start",
    "zone",
    "zone_names",
    "zone_of",
]

GAP = timedelta(hours=20)
"""The least time between two nudges, whatever happens to zone or settings meanwhile."""
QUARTER_DAYS = 91
DAY, WEEK, MINUTE = timedelta(days=1), timedelta(weeks=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One nudge that is to come: the period it speaks of, and when it falls due."""

    key: str
    due: datetime
    """UTC."""
    wished: datetime | None = None
    """When it would fall due if nothing were quiet (UTC); None where that is the same."""


WEEKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` up to ``end``, local, over midnight if need be; the same time twice means the whole day."""

    start: time = time(20)
    end: time = time(8)
    days: frozenset[int] = frozenset()
    """Weekdays that are quiet from midnight to midnight; Monday is 0."""


def local_date(now: datetime, where: ZoneInfo) -> date:
    """The date that somebody's wall calendar shows."""
    return now.astimezone(where).date()


def instant(day: date, at: time, where: ZoneInfo) -> datetime:
    """When a wall clock shows a time: the first of two such moments; a time that is left out comes later by the gap."""
    return datetime.combine(day, at.replace(fold=0), where).astimezone(UTC)


def week_start(day: date, first_weekday: int = 0) -> date:
    """The first day of the week that holds ``day``; Monday is 0."""
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def month_day(year: int, month: int, day: int) -> date:
    """A day of a month; past the month's end, its last day."""
    return date(year, month, min(day, months.monthrange(year, month)[1]))


def quarter_start(started: date, number: int) -> date:
    """The 90-day point (1), and every 13 weeks from there (2, 3 …), in local days; 0 is the start itself."""
    return started + timedelta(days=max(0, number * QUARTER_DAYS - 1))


def quarter_starts(started: date) -> Iterator[date]:
    """The 90-day points, one after the other, without end."""
    return (quarter_start(started, number) for number in count(1))


def period(kind: Horizon, day: date, *, started: date) -> str:
    """The key of the period that holds a local day: ``2026-W48``, ``2026-11``, ``d90-3``, or the day itself."""
    match kind:
        case Horizon.TODAY:
            return day.isoformat()
        case Horizon.WEEK:
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case Horizon.MONTH:
            return f"{day.year}-{day.month:02}"
        case Horizon.QUARTER:  # pragma: no branch - the last of a closed set
            return f"d90-{max(0, ((day - started).days + 1) // QUARTER_DAYS)}"


def next_slot(  # noqa: PLR0913
    kind: Horizon,
    rhythm: Rhythm,
    after: datetime,
    *,
    started: date,
    served: Collection[str] = frozenset(),
    quiet: QuietHours | None = None,
) -> Slot:
    """The first slot due later than ``after`` (UTC) whose period is not among those served.

    What would fall into ``quiet`` comes at the next moment that may be disturbed, unless it was before the start; in a
    silence there are no slots.

    The key is that of the learner's own calendar, so no change of zone makes a second slot of one week. Ask from the
    last slot's ``due`` with its key as served, not from now: then no change of rules or of zone loses a slot either.
    """
    where = zone(rhythm.timezone)
    today = local_date(after, where)
    # From the period before on: a date that never was may have moved its slot into this one, and quiet days by more.
    ahead = -1 if quiet is None else -2
    while True:
        day = _nudge_day(kind, rhythm, today, started, ahead)
        wished = instant(day, rhythm.time, where)
        due = wished if quiet is None else _undisturbing(day, rhythm.time, quiet, where)
        key = period(kind, day, started=started)
        begun = quiet is None or day >= started
        if due > after and begun and key not in served and not rhythm.is_silent(local_date(due, where)):
            return Slot(key, due, None if due == wished else wished)
        ahead += 1


def _undisturbing(day: date, at: time, quiet: QuietHours, where: ZoneInfo) -> datetime:
    """The same time on the first day that is not quiet, or when that day's silence ends."""
    if _is_hushed(at, quiet):
        day, at = (day + DAY if at >= quiet.end else day), quiet.end
    while day.weekday() in quiet.days:
        day += DAY
    wished = instant(day, at, where)
    return allowed(wished, quiet, where) or wished


def not_before(last_sent: datetime) -> datetime:
    """The earliest instant for another nudge."""
    return last_sent + GAP


def _nudge_day(kind: Horizon, rhythm: Rhythm, today: date, started: date, ahead: int) -> date:
    """The nudge day of the period that is so many ahead of the one that holds ``today``."""
    match kind:
        case Horizon.TODAY:
            return today + DAY * ahead
        case Horizon.WEEK:
            return week_start(today) + WEEK * ahead + DAY * rhythm.day
        case Horizon.MONTH:
            year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
            return _on_or_after(date(year, month + 1, 1), rhythm.day)
        case Horizon.QUARTER:  # pragma: no branch - the last of a closed set
            gone_by = max(0, (today - started).days // QUARTER_DAYS)
            return _on_or_after(quarter_start(started, max(1, gone_by + 1 + ahead)), rhythm.day)


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def allowed(moment: datetime, quiet: QuietHours, where: ZoneInfo) -> datetime | None:
    """The moment itself where it may disturb, else the next minute (UTC) that may; None where none ever may."""
    if quiet.start == quiet.end or len(quiet.days) == 7:
        return None
    while (wall := moment.astimezone(where)) and _is_quiet(wall, quiet):
        naive = wall.replace(tzinfo=None)
        later = moment + (_quiet_until(naive, quiet) - naive)
        moment = later if _offset(later, where) == wall.utcoffset() else _change(moment, later, where)
    return moment


def _is_quiet(wall: datetime, quiet: QuietHours) -> bool:
    if wall.weekday() in quiet.days:
        return True
    return _is_hushed(wall.time(), quiet)


def _is_hushed(at: time, quiet: QuietHours) -> bool:
    if quiet.start < quiet.end:
        return quiet.start <= at < quiet.end
    return at >= quiet.start or at < quiet.end


def _quiet_until(naive: datetime, quiet: QuietHours) -> datetime:
    """The next time on the wall at which silence may end: its end, or a midnight."""
    end = datetime.combine(naive, quiet.end)
    midnight = datetime.combine(naive + DAY, time())
    return end if naive < end else midnight


def _offset(moment: datetime, where: ZoneInfo) -> timedelta | None:
    return moment.astimezone(where).utcoffset()


def _change(low: datetime, high: datetime, where: ZoneInfo) -> datetime:
    """The first full minute after the clocks change, which they do between the two."""
    before = _offset(low, where)
    low = low.replace(second=0, microsecond=0)
    while high - low > MINUTE:
        middle = low + (high - low) // 2 // MINUTE * MINUTE
        low, high = (middle, high) if _offset(middle, where) == before else (low, middle)
    return high
