"""What is wanted of all that was found in a clause: a number, a date, a day of the week and a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.core.understand.linking import only

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bot.core.understand.linking import Link

_DATES = (frozenset({"DATE", "DAY", "DAYS"}), frozenset({"SPAN"}))
_EVENING = re.compile(r"\b(evenings?|nights?|afternoons?)\b(?!.*\b(am|morning)\b)")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def value(links: Sequence[Link], *kinds: str) -> Any:
    """What is wanted of several: none that is denied, and of the rest the last ("8 is too early, make it 9")."""
    found = [one for one in links if one.symbols.intersection(kinds)]
    return not_denied(found)[-1].value if found else None


def not_denied(found: Sequence[Link]) -> Sequence[Link]:
    """Those that are wanted, where there are any: "not phase 2, phase 3"."""
    return [one for one in found if "DENIED" not in one.symbols] or found


def date(links: Sequence[Link], said: str) -> dt.date | None:
    """The date that is meant; of "from tomorrow for ten days" the second, for the first is where it begins."""
    dates = [one for kinds in _DATES for one in links if kinds & one.symbols]
    ends = (
        [one for one in dates if "ENDS" in one.symbols]
        or [one for one in dates if "SPAN" in one.symbols and f"for {one.words}" in said]
        or [one for one in dates if "BEGINS" not in one.symbols]
        or dates
    )
    return ends[0].value if ends else None


def dates_of(named: Sequence[Link], links: Sequence[Link]) -> dict[str, dt.date]:
    """Of several steps the date behind each ("Kafka to March, Bishop to May"), where each has one."""
    starts = [one.start for one in named]
    dates = [one for one in links if "DATE" in one.symbols or "SPAN" in one.symbols or "DAY" in one.symbols]
    behind = [
        next((when.value for when in dates if start < when.start < end), None)
        for start, end in zip(starts, [*starts, 10**6][1:], strict=True)
    ]
    found = {step: when for one, when in zip(named, behind, strict=True) if when and (step := only(one, "step"))}
    return found if len(found) == len(named) > 1 else {}


def day_and_time(links: Sequence[Link], said: str) -> tuple[str | None, dt.time | None]:
    """On which day of the week, and at what time."""
    day: dt.date | None = value(links, "DAY", "DAYS")
    time: dt.time | None = value(links, "TIME")
    if time is not None and 1 <= time.hour < 12 and _EVENING.search(said):
        time = time.replace(hour=time.hour + 12)  # "on Sunday evenings at eight"
    return None if day is None else _DAYS[day.weekday()], time
