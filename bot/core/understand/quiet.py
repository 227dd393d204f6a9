"""Hours and days on which no nudges are to come, in a row of words: "not after 8 pm", "quiet from 22 to 7".

What is named becomes marks, the form in which ``Settings`` carries it: ``22:00-07:00``, ``20:00-`` (from then on),
``-10:00`` (until then), ``sat``.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.understand.dates import WEEKDAYS, weekday
from bot.core.understand.numbers import clock, figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.intents import Settings

_NOT = frozenset({"no", "not", "never", "quiet", "silent", "silence", "stop", "without", "nothing", "hush", "except"})
"""What is said behind one of these is not to be disturbed."""
_OFF = frozenset({"off", "quiet", "sacred", "taboo", "silent"})
"""The same, said of what stands before."""
_MAY = frozenset({"may", "can", "okay", "fine", "allowed", "again", "could"})
_BETTER = frozenset({"better", "rather", "instead", "but", "prefer", "make", "move"})
"""Something else is wanted in its place: that is the nudge day, not silence."""
_PARTS = {
    **dict.fromkeys(("night", "nights", "nighttime", "overnight"), "20:00-08:00"),
    **dict.fromkeys(("evening", "evenings"), "18:00-"),
    **dict.fromkeys(("morning", "mornings"), "-12:00"),
}
_SPANS = {
    **dict.fromkeys(("weekend", "weekends"), WEEKDAYS[5:]),
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), WEEKDAYS[:5]),
}
_ONCE = frozenset({"this", "next", "last"})
_AFTER, _BEFORE = frozenset({"after", "past"}), frozenset({"before"})
_TO = frozenset({"to", "until", "till", "and", "-"})
_FILLING = frozenset({"at", "around", "about", "the"})
_FROM = frozenset({"from", "between"})
_CONTACT = frozenset(
    {"nudge", "nudges", "nudging", "message", "messages", "messaging", "remind", "reminder", "reminders", "reminding"}
    | {"ping", "pings", "pinging", "write", "writing", "notify", "notification", "notifications", "text", "texting"}
    | {"dm", "dms", "contact", "disturb", "bother", "bug", "bugging", "send", "sending", "mail", "alert", "alerts"}
    | {"quiet", "silence", "silent", "hush"}
)
_TERSE = 5
"""Words in which it need not be said that nudges are meant: "never on Sundays"."""
EVERYTHING = "all"
"""The mark of all that was ever said to be quiet."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be quiet from now on, and what no longer."""

    quiet: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()


def said(words: Sequence[str]) -> Told | None:
    """What a clause says of quiet; None where it speaks of something else."""
    told = frozenset(words)
    if not (_CONTACT & told or len(words) <= _TERSE):
        return None
    if "quiet" in told and ({"no", "end", "stop", "lift"} & told or words[-1] == "off") and not marks(words):
        return Told(lifted=(EVERYTHING,))
    if "only" in told and not _SPANS.keys().isdisjoint(told):
        wanted = marks(words)
        return Told(tuple(day for day in WEEKDAYS if day not in wanted), wanted)
    if (_BETTER & told and "rather not" not in " ".join(words)) or _instead(words):
        return None
    begins = next((at for at, word in enumerate(words) if word in _NOT), None)
    if begins is not None and (found := marks(words[begins:])):
        return Told(quiet=found)
    if _OFF & told and not _MAY & told and (found := tuple(mark for mark in marks(words) if mark in WEEKDAYS)):
        return Told(quiet=found)
    lifts = begins is None and _MAY & told and ("again" in told or not _SPANS.keys().isdisjoint(told))
    return Told(lifted=found) if lifts and (found := marks(words)) else None


def with_it(found: Settings, told: Told) -> Settings:
    """Settings with what is to be quiet; a day, a time or hours named for that are not asked for."""
    marked = (*told.quiet, *told.lifted)
    time = None if found.time is None else f"{found.time:%H:%M}"
    return replace(
        found,
        hours=None,
        day=None if found.day in marked else found.day,
        time=None if time is None or any(time in mark for mark in marked) else found.time,
        quiet=told.quiet,
        lifted=told.lifted,
    )


def form(words: Sequence[str]) -> Told | None:
    """What the answer of a form names, in place of all before; None where it names nothing."""
    if {"none", "no", "nothing", "off", "never"} & frozenset(words) and not marks(words):
        return Told(lifted=(EVERYTHING,))
    found = marks(words)
    return Told(found, (EVERYTHING,)) if found else None


def marks(words: Sequence[str]) -> tuple[str, ...]:
    """The hours and weekdays that are named, in their order."""
    found: list[str] = []
    at = 0
    while at < len(words):
        marked, at = _hours(words, at) or _days(words, at) or ((), at + 1)
        found += marked
    return tuple(dict.fromkeys(found))


def _days(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    word = words[at]
    if word in _PARTS:
        return (_PARTS[word],), at + 1
    if at and words[at - 1] in _ONCE:
        return None
    name = weekday(word)
    days = _SPANS.get(word, () if name is None else (name,))
    return (days, at + 1) if days else None


def _hours(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    if words[at] in _AFTER and (start := _time(words, at + 1, late=True)):
        return (f"{start[0]:%H:%M}-",), start[1]
    if words[at] in _BEFORE and (end := _time(words, at + 1)):
        return (f"-{end[0]:%H:%M}",), end[1]
    begin = at + (words[at] in _FROM)
    start = _time(words, begin, late=True)
    if start is None or words[start[1] : start[1] + 1] == [] or words[start[1]] not in _TO:
        return None
    end = _time(words, start[1] + 1)
    return ((f"{start[0]:%H:%M}-{end[0]:%H:%M}",), end[1]) if end else None


def _time(words: Sequence[str], at: int, *, late: bool = False) -> tuple[dt.time, int] | None:
    """A time of day, and where it ends; a bare figure from five to eleven is of the evening where that is ``late``."""
    while at < len(words) and words[at] in _FILLING:
        at += 1
    if at >= len(words):
        return None
    if (sure := clock(words, at)) is not None and (words[at - 1] not in _FILLING or not words[at].isdecimal()):
        return sure.value, sure.end
    number = figure(words[at])
    if number is None or number != math.floor(number) or not 0 <= number <= 24:
        return None
    hour = int(number) % 24
    return dt.time(hour + 12 if late and 5 <= hour < 12 else hour), at + 1


def _instead(words: Sequence[str]) -> bool:
    """Whether another day is named by itself: "not on Monday, on Friday"."""
    days = [at for at, word in enumerate(words) if weekday(word) is not None and words[at - 1 : at] == ["on"]]
    return any(words[at - 2] not in {"and", "or", "nor"} for at in days[1:])
