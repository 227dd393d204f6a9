"""Numbers, hours a week and times of day in a row of words."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.core.understand.data import read

if TYPE_CHECKING:
    from collections.abc import Sequence

PER_WEEK = frozenset({"week", "weekly", "weeks"})
PER_DAY = {"day": 7, "daily": 7, "night": 7, "evening": 7, "weekday": 5, "weeknight": 5, "workday": 5}
"""How often a week each of these comes round."""
_LINKING = frozenset({"a", "per", "each", "every", "in", "the", "/", "of", "study"})
_HOURS = frozenset({"hour", "hours"})
_MINUTES = {"fifteen": 15, "thirty": 30, "forty-five": 45}
_MORNING, _EVENING = frozenset({"am", "morning"}), frozenset({"pm", "evening", "afternoon", "night", "tonight"})


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the words that say it, from ``start`` to before ``end``."""

    start: int
    end: int
    value: Any
    symbol: str


@cache
def table() -> dict[str, Any]:
    """The words for days, months and numbers."""
    return read("dates")


@cache
def loose() -> dict[tuple[str, ...], float]:
    """Ways to say a number in front of a unit, in words."""
    whole = {(word,): float(value) for word, value in table()["numbers"].items()}
    return whole | {tuple(words.split()): float(value) for words, value in table()["loose_numbers"].items()}


def figure(word: str) -> float | None:
    """The number that one word is."""
    value = table()["numbers"].get(word)
    if value is not None:
        return float(value)
    if not word.lstrip("-").replace(".", "", 1).isdecimal() or len(word) > 9:
        return None
    return float(word)


def amount(words: Sequence[str], at: int) -> tuple[float, int] | None:
    """The number at a place, "a couple of" included, and where it ends."""
    value = figure(words[at])
    if value is not None:
        return value, at + 1
    for size in (3, 2, 1):
        if at + size < len(words) and (some := loose().get(tuple(words[at : at + size]))) is not None:
            return some, at + size
    return None


def hours(words: Sequence[str], at: int) -> Found | None:
    """Hours at a place: "4 hours a week", "an hour a day", "hours 4"."""
    if words[at] in _HOURS:
        return _after(words, at)
    if (number := amount(words, at)) is None:
        return None
    value, end = number
    if end < len(words) and words[end] in {"to", "or"} and end + 1 < len(words) and figure(words[end + 1]) is not None:
        return None  # "4 to 6 hours": the second figure is read, at its own place
    if end < len(words) and words[end] in {"minutes", "minute"}:
        value, unit = value / 60, end + 1
    elif end < len(words) and words[end] in _HOURS:
        unit = end + 1
    elif tuple(words[end : end + 3]) == ("and", "a", "half") and (
        words[end + 3 : end + 4] == ["hours"] or _often(words, end + 3)[0]
    ):
        value, unit = value + 0.5, end + 3 + (words[end + 3] == "hours")
    else:
        return None
    times, end = _often(words, unit)
    if times is None and words[unit - 1] not in _HOURS:
        return Found(at, end, value, "MINUTES")
    return Found(at, end, round(value * (times or 1), 2), "HOURS")


def _after(words: Sequence[str], at: int) -> Found | None:
    """Hours named first: "hours 4", "hours a week to 4", "hours: -5"."""
    place = at + 1
    while place < len(words) and (
        words[place] in {"to", "at", "a", "per", "week", "is", "of", "are", "be", "as"} or words[place] == "."
    ):
        place += 1
    if place >= len(words) or (value := figure(words[place])) is None:
        return None
    if place + 1 < len(words) and words[place + 1] in {"am", "pm", "weeks", "days", "months"}:
        return None
    if tuple(words[place + 1 : place + 4]) == ("and", "a", "half"):
        return Found(at, place + 4, value + 0.5, "HOURS")
    return Found(at, place + 2 if words[place + 1 : place + 2] == ["hours"] else place + 1, value, "HOURS")


def _often(words: Sequence[str], at: int) -> tuple[int | None, int]:
    """How many times a week: "a week", "every day", "per weeknight"; none said: None."""
    place = at
    while place < len(words) and place < at + 3 and words[place] in _LINKING:
        place += 1
    if place < len(words) and words[place] in PER_WEEK:
        return 1, place + 1
    if place < len(words) and words[place] in PER_DAY and (place > at or words[place] == "daily"):
        return PER_DAY[words[place]], place + 1
    return None, at


def clock(words: Sequence[str], at: int) -> Found | None:
    """A time of day at a place: "6pm", "18:00", "half past 8", "noon"."""
    if words[at] in {"noon", "midday", "midnight"}:
        return Found(at, at + 1, dt.time(0 if words[at] == "midnight" else 12), "TIME")
    spelled = _past(words, at)
    hour, minute, end = spelled or _digits(words, at) or (-1, 0, at)
    if hour < 0:
        return None
    half, end = _half(words, end)
    if (
        half is None
        and spelled is None
        and words[end - 1] != "oclock"
        and ":" not in words[at]
        and "." not in words[at]
    ):
        if not (at > 0 and words[at - 1] in {"at", "around"}):
            return None
        if end < len(words) and words[end] in {"hours", "weeks", "days", "months", "week", "minutes"}:
            return None
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return Found(at, end, dt.time(hour, minute), "TIME") if hour < 24 and minute < 60 else None


def _past(words: Sequence[str], at: int) -> tuple[int, int, int] | None:
    """Half past 8, half eight, quarter to nine."""
    if words[at] not in {"half", "quarter"} or at + 1 >= len(words):
        return None
    link = words[at + 1]
    place = at + 2 if link in {"past", "to"} else at + 1
    hour = figure(words[place]) if place < len(words) else None
    if hour is None or hour != math.floor(hour) or not 0 <= hour <= 24 or (words[at] == "quarter" and place == at + 1):
        return None
    minute = 30 if words[at] == "half" else 15
    if link == "to":
        return int(hour) - 1 if hour >= 1 else 23, 60 - minute, place + 1
    return int(hour), minute, place + 1


def _digits(words: Sequence[str], at: int) -> tuple[int, int, int] | None:
    word = words[at]
    spoken = _MINUTES.get(" ".join(words[at + 1 : at + 2]))
    if spoken is not None and (hour := figure(word)) is not None and 1 <= hour <= 12 and hour == math.floor(hour):
        return int(hour), spoken, at + 2  # eight thirty
    mark = ":" if ":" in word else "."
    hour, _, minute = word.partition(mark)
    value = figure(hour)
    if (
        value is None
        or value != math.floor(value)
        or not 0 <= value <= 24
        or (minute and not (minute.isdecimal() and len(minute) == 2))
    ):
        return None
    end = at + 1
    if end < len(words) and words[end] == "oclock":
        end += 1
    if minute and mark == "." and words[end : end + 1] in (["hours"], ["hour"], ["weeks"]):
        return None
    return int(value), int(minute or 0), end


def _half(words: Sequence[str], at: int) -> tuple[str | None, int]:
    """Morning or evening, if it is said behind the time."""
    place = at
    while place < len(words) and place < at + 2 and words[place] in {"in", "the", "at"}:
        place += 1
    if place < len(words) and words[place] in _MORNING:
        return "am", place + 1
    if place < len(words) and words[place] in _EVENING:
        return "pm", place + 1
    return None, at
