"""The calendar's arithmetic: which day is meant, counted from another."""

from __future__ import annotations

import calendar
import datetime as dt

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)


def monday(day: dt.date) -> dt.date:
    """The Monday of its week."""
    return day - DAY * day.weekday()


def coming(number: int, today: dt.date) -> dt.date:
    """The next such weekday; a week on where it is today."""
    return today + DAY * ((number - today.weekday() - 1) % 7 + 1)


def coming_date(month: int, day: int, today: dt.date) -> dt.date:
    """The next such day of the year."""
    here = dt.date(today.year, month, day)
    return here if here > today else in_year(today.year + 1, month, day)


def in_year(year: int, month: int, day: int) -> dt.date:
    """A date, unless its year is past the last that there is."""
    if year > dt.MAXYEAR:
        raise OverflowError("past the last year")
    return dt.date(year, month, day)


def next_day(number: int, today: dt.date) -> dt.date:
    """The next day of a month with this number."""
    months = (months_on(today.replace(day=1), ahead) for ahead in range(3))
    days = (month.replace(day=number) for month in months if number <= calendar.monthrange(month.year, month.month)[1])
    return next(day for day in days if day > today)


def months_on(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        raise OverflowError("past the last year")
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def after_easter(year: int, days: int) -> dt.date:
    """So many days after Easter Sunday (Gauss, as Butcher corrected him)."""
    century, rest = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (year % 19 + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1) + days * DAY


def nth_weekday(year: int, rule: str) -> dt.date:
    """The day of a rule like ``11-3-4``: month, weekday (Monday is 0), which one of the month."""
    month, number, nth = map(int, rule.split("-"))
    first = dt.date(year, month, 1)
    return first + DAY * ((number - first.weekday()) % 7 + 7 * (nth - 1))
