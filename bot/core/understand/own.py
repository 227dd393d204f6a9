"""What makes a road one's own, read from what was found in a clause: credit, parts, thin weeks, breaks."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from bot.core import intents as say
from bot.core.understand.dates import month_names
from bot.core.understand.days import DAY, months_on
from bot.core.understand.linking import Context, Link, only
from pathways.calendar import week_start

_WHOLE = ("in", "during", "throughout", "all of", "the whole of")
_OF_A_MONTH = re.compile(r"\d.*[a-z]{3}|[a-z]{3}.*\d|\d.*\d{4}|\d{4}-")
_YEAR = re.compile(r"\d{4}")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.intents import Intent
    from bot.core.understand.frames import Group
    from bot.core.understand.names import Kind


def meant(  # noqa: PLR0913
    group: Group, links: Sequence[Link], context: Context, *, said: str, named: str, until: dt.date | None
) -> tuple[Intent, ...]:
    """The intent of a clause, or one for each name where several may be meant."""
    steps, skills = _ids(links, "step"), _ids(links, "skill")
    step, named = next(iter(steps), None), "" if steps or skills else named
    match group.intent:
        case "credit":
            level = group.filled["level"]
            found = [say.Credit(skill=skill, level=level) for skill in skills]
            return tuple(found or [say.Credit(step, level=level, named=named) for step in steps or [None]])
        case "part":
            return (say.Part(step, group.filled.get("share"), minutes(links), named),)
        case "split":
            number = next((int(one.value) for one in links if "NUM" in one.symbols), None)
            return (say.Split(step, number, named),)
        case "load":
            hours = minutes(links)
            return (say.Load(None if hours is None else hours / 60, until),)
        case "follow":
            return (say.Start(next(iter(_ids(links, "path")), None), named, beside=True),)
        case _:
            return (_pause(links, context, said, until),)


def minutes(links: Sequence[Link]) -> int | None:
    """How many minutes were said; hours without a week are minutes as well."""
    return next((round(one.value * 60) for one in links if one.symbols & {"MINUTES", "HOURS"}), None)


def day_gone_by(links: Sequence[Link], said: str, today: dt.date) -> dt.date | None:
    """The past day that was named: "yesterday", "last Tuesday", "three days ago", "on Saturday", "on 20 December"."""
    if "yesterday" in said:
        return today - dt.timedelta(days=2 if "before yesterday" in said else 1)
    span = next((one.value for one in links if "SPAN" in one.symbols), None)
    if span is not None and said.endswith(" ago"):
        return today - (span - today)
    days = [one for one in links if "PAST" in one.symbols or ("DAY" in one.symbols and one.words.startswith("on "))]
    last = days[0].words.split()[-1] if days else ""
    if last[:3] not in _DAYS:
        named = next((one for one in links if "DATE" in one.symbols and _OF_A_MONTH.search(one.words)), None)
        if named is None or named.value <= today:
            return named and named.value
        # read as the next such day, as dates are; what is done was done on the last one
        return None if _YEAR.search(named.words) else months_on(named.value, -12)
    return today - dt.timedelta(days=(today.weekday() - _DAYS.index(last[:3]) - 1) % 7 + 1)


def _pause(links: Sequence[Link], context: Context, said: str, until: dt.date | None) -> Intent:
    if said.endswith("last week"):
        monday = week_start(context.today)
        return say.Pause(monday, monday - dt.timedelta(weeks=1))
    if (month := next((one for one in links if "DATE" in one.symbols and _is_month(one, said)), None)) is not None:
        return say.Pause(months_on(month.value, 1), month.value)
    if (
        feast := next((one.value for one in links if "DATE" in one.symbols and f"over {one.words}" in said), None)
    ) is not None:
        return say.Pause(feast + 2 * DAY, feast - DAY)  # "over Christmas": the eve and the day after too
    begins = next((one.value for one in links if "BEGINS" in one.symbols), None)
    return say.Pause(until, begins if until and begins and begins < until else None)


def _is_month(one: Link, said: str) -> bool:
    """Whether a whole month is meant: "no nudges in August", not "until August"."""
    return any(f"{before} {one.words}" in said for before in _WHOLE) and one.words in month_names()


def _ids(links: Sequence[Link], kind: Kind) -> list[str]:
    return list(dict.fromkeys(found for one in links if (found := only(one, kind)) is not None))
