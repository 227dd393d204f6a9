"""Places and the names of time zones in a row of words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.core.understand.data import read
from bot.core.understand.numbers import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

_FROM_GREENWICH = re.compile(r"(?:utc|gmt)([+-])(\d{1,2})(?::?(\d{2}))?")


@cache
def _places() -> dict[tuple[str, ...], str]:
    zones: dict[str, str] = read("places")["zones"]
    return {tuple(place.split("-")): zone for zone, places in zones.items() for place in places.split()}


@cache
def _shy() -> tuple[frozenset[str], frozenset[str]]:
    table = read("places")
    return frozenset(table["shy"].split()), frozenset(table["shy_after"].split())


@cache
def _official() -> dict[str, str]:
    """Every IANA name, by itself in lower case."""
    import zoneinfo

    return {name.lower(): name for name in zoneinfo.available_timezones()}


def place_words() -> frozenset[str]:
    """Every word of a place's name, so that a slip in one can be mended."""
    return frozenset(word for place in _places() for word in place)


def zone(words: Sequence[str], raws: Sequence[str], at: int) -> Found | None:
    """The time zone that a place or a zone's name at this position means."""
    if (fixed := _FROM_GREENWICH.fullmatch(words[at])) is not None:
        return Found(at, at + 1, _fixed(*fixed.groups()), "ZONE")
    if "/" in words[at] and words[at][0].isalpha():
        # A name that no table knows is kept as it was written: the coach says kindly that it does not exist.
        return Found(at, at + 1, _official().get(words[at], raws[at]), "ZONE")
    for size in (3, 2, 1):
        name = _places().get(tuple(words[at : at + size]))
        if name is not None and at + size <= len(words) and not (size == 1 and _doubtful(words, at)):
            return Found(at, at + size, name, "ZONE")
    return None


def _fixed(sign: str, hours: str, minutes: str | None) -> str:
    """The zone so far from Greenwich; one with a half hour is a country's. The signs of Etc/ stand the wrong way."""
    far = f"{sign}{int(hours)}:{minutes}" if minutes not in {None, "00"} else f"{sign}{int(hours)}"
    named: dict[str, str] = read("places")["half_hours"]
    if int(hours) == 0:
        return "UTC"
    return named.get(far, f"Etc/GMT{'-' if sign == '+' else '+'}{int(hours)}")


def _doubtful(words: Sequence[str], at: int) -> bool:
    """Whether a word that is also something else stands where no place would."""
    shy, after = _shy()
    before = words[at - 1] if at else ""
    return words[at] in shy and before not in after | {"timezone", "zone"} and len(words) > 1
