"""Days that have a name, and days that are written in figures or spelled out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core.understand.days import after_easter, coming_date, in_year, next_day, nth_weekday
from bot.core.understand.numbers import Found, table

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEFORE_A_DAY = frozenset({"till", "until", "by", "before", "after", "from"})


def named(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    """Christmas, new year, spring: every year on one day."""
    days: dict[str, str] = table()["named_days"]
    for size in (4, 3, 2, 1):
        if (day := days.get(" ".join(words[at : at + size]))) is not None and at + size <= len(words):
            month, number = (int(part) for part in day.split("-"))
            end = at + size
            if words[end : end + 2] == ["next", "year"]:
                return Found(at, end + 2, in_year(today.year + 1, month, number), "DATE")
            if end < len(words) and words[end].isdecimal() and len(words[end]) == 4 and words[end] != "0000":
                return Found(at, end + 1, dt.date(int(words[end]), month, number), "DATE")
            return Found(at, end, coming_date(month, number, today), "DATE")
    return None


def moving(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    """Easter and the days that hang on it; the fourth Thursday of November and its like."""
    for size in (2, 1):
        name = " ".join(words[at : at + size])
        for table_, day in ((table()["from_easter"], after_easter), (table()["nth_weekdays"], nth_weekday)):
            if name in table_ and at + size <= len(words):
                this = day(today.year, table_[name])
                return Found(
                    at,
                    at + size,
                    this if this > today else day(in_year(today.year + 1, 1, 1).year, table_[name]),
                    "DATE",
                )
    return None


def spelled(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    """Till the first, by the twenty-third: where an ordinal can only be a day."""
    before = [word for word in words[max(at - 2, 0) : at] if word != "the"]
    if not before or before[-1] not in _BEFORE_A_DAY:
        return None
    days: dict[str, int] = table()["spelled_days"]
    tens = {"twenty": 20, "thirty": 30}.get(words[at], 0)
    place = at + 1 if tens else at
    number = tens + days.get(words[place], 0) if place < len(words) else 0
    months = {word for names in table()["months"].values() for word in names.split()}
    if words[place + 1 : place + 2] == ["of"] and not months.isdisjoint(words[place + 2 : place + 3]):
        return None  # the first of July
    if number <= tens or number > 31 or words[place + 1 : place + 2] not in ([], ["."], [","], ["of"], ["please"]):
        return None
    return Found(at, place + 1, next_day(number, today), "DATE")


def in_figures(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    """12/31 or 31/12, with a year or without, the month first where both could be it; 31.12.2026, the day first."""
    dotted = words[at].count(".") == 2
    mark = "." if dotted else "/"
    parts = [int(part) for part in words[at].split(mark)] if mark in words[at] and words[at][0].isdigit() else []
    if len(parts) < 2:
        return None
    day, month = (parts[0], parts[1]) if parts[0] > 12 or (dotted and parts[1] <= 12) else (parts[1], parts[0])
    year = parts[2] + (2000 if parts[2] < 100 else 0) if len(parts) > 2 else None
    try:
        return Found(at, at + 1, dt.date(year, month, day) if year else coming_date(month, day, today), "DATE")
    except ValueError:
        return None
