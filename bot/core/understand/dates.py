"""Dates in a row of words, read against today."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from bot.core.understand.days import (
    DAY,
    WEEK,
    coming,
    coming_date,
    in_year,
    monday,
    months_on,
    next_day,
)
from bot.core.understand.holidays import in_figures, moving, named, spelled
from bot.core.understand.numbers import Found, amount, figure, table

if TYPE_CHECKING:
    from collections.abc import Sequence

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@cache
def _by_word(key: str) -> dict[str, str]:
    """Each word of a table of synonyms, to what it stands for."""
    return {word: str(name) for name, words in table()[key].items() for word in words.split()}


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(table()[key].split())


def weekday(word: str) -> str | None:
    """``mon`` to ``sun`` where a word is a day's name."""
    return _by_word("weekdays").get(word)


def month_names() -> frozenset[str]:
    """Every way to write the name of a month."""
    return frozenset(_by_word("months"))


def date(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    """The date, span or weekday that begins at a place."""
    readers = (
        _iso,
        in_figures,
        _near,
        _end_of,
        named,
        moving,
        spelled,
        _day_and_month,
        _day_of_month,
        _span,
        _weekday,
    )
    try:
        return next((found for reader in readers if (found := reader(words, at, today)) is not None), None)
    except OverflowError:  # past the last year that a date can have
        return None


def _iso(words: Sequence[str], at: int, _today: dt.date) -> Found | None:
    try:
        return Found(at, at + 1, dt.date.fromisoformat(words[at]), "DATE") if "-" in words[at] else None
    except ValueError:
        return None


def _near(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    """Tomorrow, next week, this weekend and their like."""
    match tuple(words[at : at + 4]):
        case ("the", "day", "after", "tomorrow"):
            return Found(at, at + 4, today + 2 * DAY, "DATE")
        case ("day", "after", "tomorrow", *_):
            return Found(at, at + 3, today + 2 * DAY, "DATE")
        case ("week", "after", "next", *_):
            return Found(at, at + 3, monday(today) + 2 * WEEK, "DATE")
        case ("tomorrow", *_):
            return Found(at, at + 1, today + DAY, "DATE")
        case ("next" | "following", unit, *_) if unit in {"week", "month", "year", "weekend", "quarter"}:
            return Found(at, at + 2, _next(unit, today), "DATE")
        case ("weekend", *_):
            return Found(at, at + 1, coming(5, today - DAY), "DATE")
        case _:
            return None


def _next(unit: str, today: dt.date) -> dt.date:
    match unit:
        case "week":
            return monday(today) + WEEK
        case "weekend":
            return coming(5, monday(today) + 6 * DAY)
        case "month":
            return months_on(today.replace(day=1), 1)
        case "quarter":
            return months_on(today.replace(day=1), 3 - (today.month - 1) % 3)
        case _:
            return in_year(today.year + 1, 1, 1)


def _end_of(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    """The end, start or middle of a month, of the year, of a week."""
    if words[at] not in {"end", "start", "beginning", "middle", "mid", "early", "late"}:
        return None
    place = at + 1
    while place < len(words) and words[place] in {"of", "the", "this"}:
        place += 1
    if place >= len(words):
        return None
    part = words[at]
    if (month := _month_at(words, place, today, sure=True)) is not None:
        first, end = month
        return Found(at, end, _part_of(part, first), "DATE")
    match tuple(words[place : place + 2]):
        case ("year", *_):
            return Found(at, place + 1, dt.date(today.year, 12, 31), "DATE")
        case ("next", "year"):
            return Found(at, place + 2, in_year(today.year + 1, 12, 31), "DATE")
        case ("month", *_):
            return Found(at, place + 1, _part_of(part, today.replace(day=1)), "DATE")
        case ("next", "month"):
            return Found(at, place + 2, _part_of(part, _next("month", today)), "DATE")
        case ("week", *_):
            return Found(at, place + 1, monday(today) + 6 * DAY, "DATE")
        case ("next", "week"):
            return Found(at, place + 2, monday(today) + WEEK + 6 * DAY, "DATE")
        case _:
            return None


def _part_of(part: str, first: dt.date) -> dt.date:
    """The day that the start, the middle or the end of a month is."""
    match part:
        case "end" | "late":
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        case "middle" | "mid":
            return first.replace(day=15)
        case _:
            return first


def _day_and_month(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    """12 June, 12th of June, June 12th, June, June 2027."""
    if (number := _day_number(words[at]) or table()["spelled_days"].get(words[at])) is not None:
        place = at + 2 if words[at + 1 : at + 2] == ["of"] else at + 1
        if place < len(words) and (month := _month_at(words, place, today, sure=True)) is not None:
            return _on(number, month, at, today)
    if (month := _month_at(words, at, today, sure=False)) is None:
        return None
    first, end = month
    place = end + 1 if words[end : end + 1] == ["the"] else end
    if end == at + 1 and place < len(words) and (number := _day_number(words[place])) is not None:
        return _on(number, (first, place + 1), at, today)
    return Found(at, end, first, "DATE")


def _on(number: int, month: tuple[dt.date, int], at: int, today: dt.date) -> Found | None:
    """A day in a month; in the year that was said, or the next time it comes round."""
    first, end = month
    try:
        day = first.replace(day=number)
        same = first.replace(year=today.year, day=number)
    except ValueError:
        return None
    return Found(at, end, same if first.month == today.month and same >= today else day, "DATE")


def _month_at(words: Sequence[str], at: int, today: dt.date, *, sure: bool) -> tuple[dt.date, int] | None:
    """The first day of the month at a place, and where its words end."""
    name = _by_word("months").get(words[at])
    if name is None:
        return None
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    shy = words[at] in _set("shy_months") and not sure
    if shy and before not in _set("before_a_month") and _day_number(after) is None:
        return None
    year = figure(after) if after.isdecimal() and len(after) == 4 else None
    if year is not None and 1 <= year <= dt.MAXYEAR:
        return dt.date(int(year), int(name), 1), at + 2
    if after == "next" and words[at + 2 : at + 3] == ["year"]:
        return in_year(today.year + 1, int(name), 1), at + 3
    return coming_date(int(name), 1, today), at + 1


def _day_number(word: str) -> int | None:
    digits = word[:-2] if word[-2:] in {"st", "nd", "rd", "th"} else word
    return int(digits) if digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= 31 else None


def _day_of_month(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    """The 12th: the next one."""
    if words[at] in {"1st", "2nd", "3rd"} and words[at - 1 : at] != ["the"]:
        return None
    if not words[at].endswith(("st", "nd", "rd", "th")) or (number := _day_number(words[at])) is None:
        return None
    if words[at + 1 : at + 2] and words[at + 1] in {"one", "phase", "step", "task", "item", "chapter"}:
        return None
    return Found(at, at + 1, next_day(number, today), "DATE")


def _span(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    """Two weeks, 90 days, a fortnight: today and that much."""
    if words[at] in {"fortnight", "sabbatical"}:
        return Found(at, at + 1, today + 2 * WEEK, "SPAN") if words[at] == "fortnight" else None
    if (number := amount(words, at)) is None:
        return None
    value, end = number
    if end < len(words) and words[end] == "more":
        end += 1
    unit = _by_word("units").get(words[end]) if end < len(words) else None
    if unit is None or not 0 < value < 1500:
        return None
    if words[at] in {"a", "an"} and words[at - 1 : at] and not _a_length(words, at, end):
        return None
    until = months_on(today, round(value * (12 if unit == "year" else 1))) if unit in {"month", "year"} else None
    until = until or today + (DAY if unit == "day" else WEEK) * value
    return Found(at, end + 1, until, "SPAN")


def _a_length(words: Sequence[str], at: int, unit: int) -> bool:
    """Whether "a week" is a length of time, and not "each week"."""
    behind = words[unit + 1 : unit + 2] in (["back"], ["later"], ["off"])
    return words[at - 1] in _BEFORE_SPAN or behind or not _PUTTING_OFF.isdisjoint(words[:at])


_PUTTING_OFF = frozenset({"push", "postpone", "delay", "wait", "shift", "bump", "defer", "snooze", "move", "hold"})
"""Behind one of these it is a length of time too: "push Kafka a week"."""
_BEFORE_SPAN = frozenset(
    {"for", "in", "within", "back", "by", "off", "take", "out", "need", "pause", "mute", "snooze", "about"}
)
"""What stands before "a week" where it is a length of time, not "each week"."""


def _weekday(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    place = at + 1 if words[at] in {"next", "this", "on"} and at + 1 < len(words) else at
    if words[at] == "last" and at + 1 < len(words) and weekday(words[at + 1]) is not None:
        return Found(at, at + 2, None, "PAST")
    name = weekday(words[place])
    if name is None or (
        words[place] in _set("shy_weekdays")
        and len(words) > 4
        and words[place - 1 : place] not in (["on"], ["every"], ["till"], ["to"])
    ):
        return None
    symbol = "DAYS" if words[place].endswith("days") else "DAY"
    return Found(at, place + 1, coming(WEEKDAYS.index(name), today), symbol)


def date_words() -> frozenset[str]:
    """Every word that dates are made of."""
    days = {word for name in table()["named_days"] for word in name.split()}
    return frozenset(
        {
            *_by_word("weekdays"),
            *_by_word("months"),
            *_by_word("units"),
            *table()["numbers"],
            *table()["ordinals"],
            *days,
            *(word for name in (*table()["from_easter"], *table()["nth_weekdays"]) for word in name.split()),
            *table()["spelled_days"],
        }
    )
