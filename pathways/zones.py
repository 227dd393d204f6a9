"""Time zones by name: what the database knows, safely, and what a learner may have meant."""

from __future__ import annotations

import zoneinfo
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

_NOT_PLACES = frozenset({"localtime", "posixrules", "Factory"})
"""Names in the database that follow the machine, or nothing at all."""
_LONGEST = 80
"""Characters that are compared; no name of a zone is half as long."""


class UnknownZone(ValueError):
    """No time zone goes by that name."""


def use_bundled_zones() -> None:
    """Take the rules from the pinned tzdata package alone, so that every machine reckons alike."""
    zoneinfo.reset_tzpath(to=[])
    forget_zones()


def forget_zones() -> None:
    """Read the time zone database anew at the next question, after its source has changed."""
    ZoneInfo.clear_cache()
    for cached in (zone_names, _on_the_map, _by_words):
        cached.cache_clear()


def edition() -> str:
    """Which edition of the rules is in use, by the name that the time zone database gives itself."""
    for folder in (*map(Path, zoneinfo.TZPATH), resources.files("tzdata").joinpath("zoneinfo")):
        source = folder.joinpath("tzdata.zi")
        if source.is_file():
            with source.open(encoding="utf-8") as lines:
                return lines.readline().removeprefix("# version").strip()[:32]
    raise LookupError("the tzdata package is not whole; install it again")  # pragma: no cover


@cache
def zone_names() -> frozenset[str]:
    """Every name that ``zone`` takes."""
    return frozenset(zoneinfo.available_timezones() - _NOT_PLACES)


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. The name may come from anywhere: only known ones ever reach the file system."""
    if name not in zone_names():
        raise UnknownZone(f"No time zone is called {name[:_LONGEST]!r}.")
    return ZoneInfo(name)


def zone_of(words: str) -> str | None:
    """The one zone that a city or a zone's name means, in any case; None where there is none or more than one."""
    wanted = _plain(words)
    names = _by_words().get(wanted, ())
    # Several names of one place are common, most of them old; the one on the map of today wins.
    mapped = [name for name in names if name in _on_the_map()]
    whole = [name for name in names if _plain(name) == wanted]
    for choice in (mapped, whole, list(names)):
        if len(choice) == 1:
            return choice[0]
    return None


def nearest_zones(words: str, n: int = 3) -> tuple[str, ...]:
    """Up to ``n`` names that look most like the words, best first; places on today's map before old names."""
    from difflib import SequenceMatcher, get_close_matches

    wanted = _plain(words[:_LONGEST])
    known = _by_words()
    inside = [text for text in known if len(wanted) >= 3 and wanted in text]
    inside.sort(key=lambda text: (text != wanted, -SequenceMatcher(None, wanted, text).ratio(), text))
    texts = [*inside, *get_close_matches(wanted, sorted(known), n=n, cutoff=0.7)]
    found = (name for text in texts for name in sorted(known[text], key=lambda name: name not in _on_the_map()))
    return tuple(dict.fromkeys(found))[:n]


def _plain(words: str) -> str:
    """As people write it: small letters, blanks for underscores."""
    return " ".join(words.replace("_", " ").casefold().split())


@cache
def _on_the_map() -> frozenset[str]:
    """The names that the database puts on the map, one a place."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    return frozenset(line.split("\t")[2] for line in table.splitlines() if not line.startswith("#"))


@cache
def _by_words() -> dict[str, tuple[str, ...]]:
    """Names by what people write for them: the whole name, and the city at its end."""
    found: dict[str, list[str]] = {}
    for name in sorted(zone_names()):
        city = name.rpartition("/")[2]
        # "GMT+2" alone would be read as two hours ahead, yet the database's Etc/GMT+2 is two hours behind.
        endings = {name} if name.startswith("Etc/GMT") else {name, city}
        for text in sorted(_plain(ending) for ending in endings):
            found.setdefault(text, []).append(name)
    return {text: tuple(names) for text, names in found.items()}
