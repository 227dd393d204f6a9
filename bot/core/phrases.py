"""How the coach words what many answers share: hours, days, counts, money, names in a row."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core.reply import Bold, Line, Span
from pathways.model import Horizon, Priority
from pathways.outline import Source
from pathways.standing import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pathways.learner import Rhythm
    from pathways.model import PercentRange, Step
    from pathways.outlook import Outlook
    from pathways.planner import Share
    from pathways.standing import Standing, Tally

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHORT_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PRIORITIES = {
    Priority.CRITICAL: "critical",
    Priority.IMPORTANT: "important",
    Priority.NICE_TO_HAVE: "nice to have",
}
FATES = {Status.OPEN: "open", Status.DONE: "done", Status.SKIPPED: "dropped", Status.KNOWN: "known"}
WEEKS_A_MONTH = 52 / 12
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}


_LEAST, _SOME, _MANY = 5, 10 * 60, 100 * 60


def duration(minutes: int) -> str:
    """30 min, 2 h, 2 h 30; to five minutes, for no hours are more exact than that."""
    hours, rest = divmod(max(_LEAST, round(minutes / _LEAST) * _LEAST) if minutes else 0, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


def hours(value: float) -> str:
    """Hours as people write them: 6, 5.5."""
    return f"{value:g}"


def hours_of(step: Step) -> str:
    """What a step takes in all."""
    return duration(round(step.hours * 60))


def fate(standing: Standing, step: Step) -> str:
    """open, done or dropped."""
    return FATES[standing.status[step.id]]


def count(number: int, noun: str, plural: str | None = None) -> str:
    """1 step, 2 steps."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def steps(tally: Tally) -> str:
    """4 of 24 steps."""
    return f"{tally.done} of {count(tally.steps, 'step')}"


def hours_of_all(tally: Tally) -> str:
    """38 of 240 hours."""
    return f"{in_hours(tally.minutes_done)} of {in_hours(tally.minutes)} hours"


def in_hours(minutes: float) -> str:
    """Minutes as hours: 0.25, 38.5, 240. The more there are, the less exact they are."""
    finest = 15 if minutes < _SOME else 30 if minutes < _MANY else 60
    return f"{(minutes + finest / 2) // finest * finest / 60:g}"


def row(words: Sequence[str], last: str = "and") -> str:
    """a, b and c; semicolons where the words have commas or an "and" of their own."""
    if len(words) > 1 and any("," in word or " and " in word for word in words):
        return "; ".join(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def day(date: dt.date, today: dt.date) -> str:
    """Mon 30 Nov, with the year where it is another one."""
    words = f"{DAYS[date.weekday()][:3]} {date.day} {MONTHS[date.month - 1]}"
    return words if date.year == today.year else f"{words} {date.year}"


def date(value: dt.date, today: dt.date) -> str:
    """30 Nov, with the year where it is another one."""
    words = f"{value.day} {MONTHS[value.month - 1]}"
    return words if value.year == today.year else f"{words} {value.year}"


def span(seen: Outlook, today: dt.date) -> str:
    """12 Sep to 3 Oct, with the year once where it is another one, and twice where the range goes over its end."""
    early, late = seen.early, seen.late
    if early == late:
        return date(late, today)
    first = f"{early.day} {early:%b}"
    if early.year == late.year:
        return f"{first} to {date(late, today)}"
    return f"{first} {early.year} to {late.day} {late:%b} {late.year}"


def pace(seen: Outlook) -> str:
    """How sure a range is, and what it rests on."""
    whose = "your own pace" if seen.own else "the hours you plan"
    return f"{seen.confidence:.0%} sure, at {whose} of {seen.pace:.2g} h a week"


def money(amount: int, currency: str) -> str:
    """$85k, 1,200 SEK."""
    short = f"{amount // 1000}k" if amount % 1000 == 0 else f"{amount:,}"
    symbol = SYMBOLS.get(currency)
    return f"{symbol}{short}" if symbol else f"{short} {currency}"


def percent(change: PercentRange) -> str:
    """+50%, +50% to +100%."""
    if change.low == change.high:
        return f"{change.low:+}%"
    return f"{change.low:+}% to {change.high:+}%"


def months(low: int, high: int) -> str:
    """9 months, 9 to 12 months."""
    return count(low, "month") if low == high else f"{low} to {high} months"


def months_of(weeks: float) -> float:
    """Weeks as months."""
    return weeks / WEEKS_A_MONTH


def share(piece: Share, *, whole: bool = True) -> Line:
    """One line of a week: the step by its whole title or its short name, which week of how many, how long."""
    words: list[Span] = [Bold(piece.step.title if whole else piece.step.name)]
    if piece.parts > 1:
        words.append(f": week {piece.part} of {piece.parts}")
    return (*words, f" · {duration(piece.minutes)}")


def nudges(rhythm: Rhythm) -> str:
    """Mondays at 09:00."""
    return f"{DAYS[rhythm.day]}s at {rhythm.time:%H:%M}"


def nudge(kind: Horizon) -> str:
    """Your week, your month, your 90 days."""
    return {Horizon.MONTH: "your month", Horizon.QUARTER: "your 90 days"}.get(kind, "your week")


def place(timezone: str) -> str:
    """Berlin time, UTC."""
    city = timezone.rpartition("/")[2].replace("_", " ")
    return city if city in {"UTC", "GMT"} or "/" not in timezone else f"{city} time"


def reason(piece: Share, today: dt.date) -> str:
    """Why a step is where it is in the plan."""
    why = piece.reason
    asked = {
        Source.WEEK: "the page starts with it",
        Source.MONTH: "the page wants it in the first month",
        Source.QUARTER: "the page wants it within 90 days",
        Source.PHASE: f"it belongs to {why.phase.name}",
    }[why.source]
    words = [asked]
    if why.put_off is not None:
        words.append(f"it was put off to {date(why.put_off, today)}")
    if why.unlocks:
        words.append(f"it opens the way to {why.unlocks[0].name}")
    return "; ".join(words)


def joined(lines: Iterable[Line], between: str = " ") -> Line:
    """Several lines as one."""
    together: list[Span] = []
    for line in lines:
        together.extend((between, *line) if together else line)
    return tuple(together)


def shorten(words: str, limit: int = 60) -> str:
    """At most ``limit`` characters, cut at a word where there is one, on one line."""
    words = " ".join(words.split())
    if len(words) <= limit:
        return words
    return words[: limit - 1].rsplit(" ", 1)[0] + "…"
