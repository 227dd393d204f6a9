"""A filled-in form as an intent: each answer is read as if it had been said, so a form knows no more than words do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.answers.you import refusals
from bot.core.intents import Settings
from bot.core.phrases import shorten
from bot.core.understand import understand
from pathways.zones import nearest_zones, zone_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.understand import Scope

ENOUGH_TO_SEARCH = 3
"""Letters of a place before anything is searched."""
_RIGHT = {
    "hours": ("number of hours", "4 or 7.5 would work"),
    "timezone": ("place whose time I know", "a big city near you would work, such as Berlin"),
    "day": ("weekday", "Monday to Sunday would work"),
    "time": ("time of day", "18:30 would work"),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What the answers of a form come to: the settings, or what is wrong with which answer."""

    settings: Settings
    errors: Mapping[str, str]


def read(answers: Mapping[str, str], scope: Scope) -> Filled:
    """Read the answers by the names of their fields; an empty one leaves its setting as it is. Never raises."""
    settings, errors = Settings(), dict[str, str]()
    for name, words in answers.items():
        if not words.strip():
            continue
        # half of Europe writes 7,5
        plain = words.replace(",", ".") if name == "hours" else words
        said = understand(f"settings {name} {plain.strip()[:80]}", scope).intent
        value = getattr(said, name, None) if isinstance(said, Settings) else None
        if value is None:
            wanted, right = _RIGHT[name]
            errors[name] = f"“{shorten(words, 40)}” is no {wanted}; {right}."
        else:
            settings = replace(settings, **{name: value})
    return Filled(settings, {**refusals(settings), **errors})


def zones(typed: str, most: int) -> tuple[str, ...]:
    """Time zones that match what somebody types, best first."""
    exact = zone_of(typed)
    near = nearest_zones(typed, most) if len(typed.strip()) >= ENOUGH_TO_SEARCH else ()
    found = dict.fromkeys((exact, *near) if exact else near)
    return tuple(name for name in found if _is_a_place(name))[:most]


def _is_a_place(name: str) -> bool:
    """UTC and Area/City. The sentence that a form becomes cannot say "Etc/GMT+2", and nobody lives there."""
    return name == "UTC" or ("/" in name and not name.startswith("Etc/"))
