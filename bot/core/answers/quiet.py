"""When no nudges may come: what was asked, what that makes of what stood, and how it is told."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import whereabouts
from bot.core.understand.quiet import EVERYTHING
from pathways import zones
from pathways.calendar import WEEKDAYS, WEEKEND, QuietHours
from pathways.nudging import quiet_hours

if TYPE_CHECKING:
    from bot.core.intents import Settings
    from bot.core.turn import Turn
    from pathways.learner import Rhythm
    from pathways.nudging import Due

Quiet = tuple[tuple[dt.time, dt.time] | None, tuple[int, ...] | None]
"""Hours and weekdays as they are from now on; None where they stay as they are."""
_HOURS = re.compile(r"(\d\d:\d\d)?-(\d\d:\d\d)?")
_AS_USUAL = (dt.time(), dt.time())
"""The same time twice is no quiet hours of one's own."""
_SILENCE = "That would be silence at any time. For that say “pause”, until a date or until further notice."


def refusal(ask: Settings) -> str | None:
    """Why what is asked of quiet cannot be, by itself."""
    bad = next((mark for mark in (*ask.quiet, *ask.lifted) if not _is_mark(mark)), None)
    if bad is None:
        hours = [mark.partition("-") for mark in ask.quiet if "-" in mark]
        return (
            _SILENCE
            if any(start == end for start, _, end in hours) or set(phrases.SHORT_DAYS) <= {*ask.quiet}
            else None
        )
    return f"“{phrases.shorten(bad, 20)}” is no hour or weekday I know; “22:00 to 7:00, weekends” would work."


def asked(rhythm: Rhythm, ask: Settings) -> Quiet | str:
    """What quiet is to be from now on; why not, where that would be silence for good."""
    usual = QuietHours()
    if not ask.quiet and not ask.lifted:
        # whoever asks for nudges on a quiet day means that day
        day = phrases.SHORT_DAYS.index(ask.day) if ask.day else None
        return None, tuple(one for one in rhythm.quiet_days if one != day) if day in rhythm.quiet_days else None
    everything = EVERYTHING in ask.lifted
    hours = None if everything else rhythm.quiet
    days = set[int]() if everything else set(rhythm.quiet_days)
    days -= {phrases.SHORT_DAYS.index(mark) for mark in ask.lifted if mark in phrases.SHORT_DAYS}
    for mark in ask.quiet:
        if mark in phrases.SHORT_DAYS:
            days.add(phrases.SHORT_DAYS.index(mark))
        else:
            start, _, end = mark.partition("-")
            before = hours or (usual.start, usual.end)
            hours = (_clock(start) or before[0], _clock(end) or before[1])
    if len(days) == 7 or (hours is not None and hours[0] == hours[1]):
        return _SILENCE
    return None if hours == rhythm.quiet else hours or _AS_USUAL, tuple(sorted(days))


def _is_mark(mark: str) -> bool:
    if mark in phrases.SHORT_DAYS or mark == EVERYTHING:
        return True
    fits = _HOURS.fullmatch(mark)
    return fits is not None and mark != "-" and all(_clock(part or "") or not part for part in fits.groups())


def _clock(words: str) -> dt.time | None:
    try:
        return dt.time.fromisoformat(words) if words else None
    except ValueError:
        return None


def is_told(rhythm: Rhythm) -> bool:
    """Whether the learner said anything of it."""
    return bool(rhythm.quiet_days) or rhythm.quiet is not None


def words(rhythm: Rhythm) -> str:
    """From 22:00 to 07:00, on weekends and on Fridays."""
    quiet = quiet_hours(rhythm)
    days = quiet.days
    named = [name for whole, name in ((WEEKDAYS, "weekdays"), (WEEKEND, "weekends")) if whole <= days]
    days -= frozenset[int]().union(*(whole for whole in (WEEKDAYS, WEEKEND) if whole <= days))
    named += [f"{phrases.DAYS[day]}s" for day in sorted(days)]
    on = f" and on {phrases.row(named)}" if named else ""
    return f"from {quiet.start:%H:%M} to {quiet.end:%H:%M}{on}"


def in_a_form(rhythm: Rhythm) -> str:
    """What was said of it, as it could be said again; empty where nothing was."""
    return words(rhythm).removeprefix("from ").replace(" and on ", ", ") if is_told(rhythm) else ""


def moved(turn: Turn, due: Due) -> str:
    """Why the next nudge comes when it comes, where that is not the time that was asked for."""
    where, why = zones.zone(turn.rhythm.timezone), ""
    if due.slot.wished is not None:
        wished = due.slot.wished.astimezone(where)
        told = f"{phrases.day(wished.date(), turn.today)} at {wished:%H:%M} is quiet, as you asked."
        # quiet hours are those of the place that nudges come to
        why = f" {told if whereabouts.is_home(turn) else 'It was moved out of your quiet hours.'}"
    return why + ahead(turn, due.slot.due.astimezone(where).date())


def ahead(turn: Turn, until: dt.date = dt.date.max) -> str:
    """The days without nudges that end before a day."""
    silences = [silence for silence in turn.rhythm.silences if turn.today <= silence.last < until]
    spans = [tuple(phrases.day(day, turn.today) for day in (silence.first, silence.last)) for silence in silences]
    return "".join(f" From {first} to {last} nothing comes, as you asked." for first, last in spans)
