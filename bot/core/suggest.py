"""Names that somebody may be typing, from memory alone: for surfaces that offer them letter by letter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.core import forms, phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pathways.model import Pathway

Kind: TypeAlias = Literal["step", "skill", "phase", "topic", "pathway", "timezone", "date", "past"]
_AHEAD = (("tomorrow", 1), ("in a week", 7), ("in two weeks", 14), ("in four weeks", 28), ("in three months", 91))
_BEHIND = (("yesterday", -1), *((f"{days} days ago", -days) for days in range(2, 8)))
_LEAST = 60
"""From this likeness on (of 100) a misspelt name was perhaps meant."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name to choose."""

    label: str
    value: str
    """What it stands for: an id, a zone, an ISO date."""


@dataclass(frozen=True, slots=True)
class Names:
    """All that can be named, of one pathway or of all."""

    catalog: Mapping[str, Pathway]

    def like(self, kind: Kind, typed: str, *, pathway: str, today: dt.date, most: int) -> tuple[Suggestion, ...]:
        """Up to ``most`` names that go with what is typed, best first; all of them while nothing is."""
        match kind:
            case "timezone":
                found = forms.zones(typed, most)
                return tuple(Suggestion(name.replace("_", " "), name) for name in found)
            case "date" | "past":
                return _best(_dates(today, _AHEAD if kind == "date" else _BEHIND), typed, most)
            case "pathway":
                return _best((Suggestion(one.title, one.id) for one in self.catalog.values()), typed, most)
            case "step" | "skill" | "phase" | "topic":
                return _best(_named(kind, self.catalog[pathway]), typed, most)

    def knows(self, kind: Kind, value: str) -> bool:
        """Whether a value is one that could have been chosen, on whatever pathway."""
        match kind:
            case "timezone":
                return value in forms.zones(value, 1)
            case "date" | "past":
                return _is_date(value)
            case "pathway":
                return value in self.catalog
            case "step" | "skill" | "phase" | "topic":
                return any(value == name.value for one in self.catalog.values() for name in _named(kind, one))


def _named(kind: Kind, pathway: Pathway) -> Iterator[Suggestion]:
    if kind in {"step", "topic"}:
        yield from (Suggestion(step.title, step.id) for step in pathway.steps.values())
    if kind in {"skill", "topic"}:
        yield from (Suggestion(skill.name, skill.id) for skill in (*pathway.skills, *pathway.transferable_skills))
    if kind == "phase":
        phases = enumerate(pathway.phases, start=1)
        yield from (Suggestion(f"Phase {number}: {phase.name}", phase.id) for number, phase in phases)


def _dates(today: dt.date, around: tuple[tuple[str, int], ...]) -> Iterator[Suggestion]:
    for words, days in around:
        day = today + dt.timedelta(days=days)
        yield Suggestion(f"{words}, {phrases.day(day, today)}", day.isoformat())


def _is_date(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _best(known: Iterable[Suggestion], typed: str, most: int) -> tuple[Suggestion, ...]:
    """Names in which every word that is typed begins a word; where there are none, those that look most alike."""
    names, wanted = tuple(known), typed.casefold().split()
    found = [name for name in names if _has(name.label.casefold().split(), wanted)]
    return tuple(found or _alike(names, typed))[:most]


def _has(words: list[str], wanted: list[str]) -> bool:
    return all(any(word.strip("'(“").startswith(part) for word in words) for part in wanted)


def _alike(names: tuple[Suggestion, ...], typed: str) -> list[Suggestion]:
    from rapidfuzz import fuzz, process

    labels = [name.label.casefold() for name in names]
    ranked = process.extract(typed[:100].casefold(), labels, scorer=fuzz.partial_ratio, limit=5)
    return [names[place] for _, score, place in ranked if score >= _LEAST]
