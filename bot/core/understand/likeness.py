"""Where no rule fits: the known sentence that a clause is most like, if it is like one at all.

``examples.yaml`` holds sentences as they stand once names and dates are taken out;
``python -m tests.understanding.learn`` writes it from the tables of sentences. Words that few of them share count most.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.core.understand.data import lines, read
from bot.core.understand.frames import Group
from bot.core.understand.names import stem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.understand.pattern import Cell

_MARKS = (
    "STEP", "SKILL", "PHASE", "PATH", "RESOURCE", "THING", "FROM", "CAREER", "PERSON", "ELSEWHERE", "TIME", "DAYS",
    "HOURS", "MINUTES", "ZONE", "NUM", "DATE", "DAY", "SPAN",
)  # fmt: skip
_ALIKE = {"DAY": "DATE", "SPAN": "DATE"}
_OUTSIDE = frozenset({"ELSEWHERE", "CAREER", "PERSON"})
"""With one of these in it a sentence is about something else, whatever it is like."""
_LEAST = {False: (0.25,), True: (0.18, 0.18, 0.22)}
"""How like a known sentence it must be, by how many unknown words it holds; less is enough beside a name."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The known sentences, indexed by what they hold."""

    groups: tuple[Group, ...]
    weights: tuple[float, ...]
    holders: Mapping[str, tuple[int, ...]]
    rarity: Mapping[str, float]
    unseen: float


def masked(cells: Sequence[Cell]) -> str:
    """A clause with marks for what was found in it."""
    return " ".join(_mark(cell) for cell in cells)


def _mark(cell: Cell) -> str:
    found = next((mark for mark in _MARKS if mark in cell), None)
    if found is not None:
        return _ALIKE.get(found, found)
    return min(symbol for symbol in cell if not symbol.isupper())


def _features(said: str) -> frozenset[str]:
    """Its words and pairs of words, endings and articles aside."""
    words = [word if word.isupper() else stem(word) for word in said.split() if word not in {"the", "a", "an"}]
    return frozenset(words) | {f"{left} {right}" for left, right in zip(["^", *words], [*words, "$"], strict=True)}


@cache
def _known() -> _Known:
    groups: list[Group] = []
    features: list[frozenset[str]] = []
    for name, block in read("examples").items():
        intent, filled = _named(name)
        for line in lines(block):
            groups.append(Group(intent, (), (), frozenset(), filled, 0))
            features.append(_features(line))
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at, held in enumerate(features):
        for feature in held:
            holders[feature].append(at)
    count = Counter({feature: len(at) for feature, at in holders.items()})
    rarity = {feature: math.log(1 + len(groups) / (1 + times)) for feature, times in count.items()}
    weights = tuple(sum(rarity[feature] for feature in held) for held in features)
    whole = {feature: tuple(at) for feature, at in holders.items()}
    return _Known(tuple(groups), weights, whole, rarity, math.log(1 + len(groups)))


def _named(heading: str) -> tuple[str, dict[str, Any]]:
    """The intent of a heading, and the slot it sets: "fact salary"."""
    intent, _, value = heading.partition(" ")
    slot = {"fact": "fact", "reality": "aspect", "export": "format", "smalltalk": "kind"}.get(intent)
    return intent, {slot: value} if slot and value else {}


def most_alike(cells: Sequence[Cell]) -> Group | None:
    """What the most alike of the known sentences asks, where it is alike enough and asks anything of the coach."""
    here = frozenset[str]().union(*cells)
    named = any("NAME" in cell and "SHY" not in cell for cell in cells)
    foreign = sum("FOREIGN" in cell for cell in cells)
    if here & _OUTSIDE or foreign >= len(_LEAST[named]):
        return None
    book = _known()
    features = _features(masked(cells))
    weight = sum(book.rarity.get(feature, book.unseen) for feature in features)
    shared: defaultdict[int, float] = defaultdict(float)
    for feature in features & book.rarity.keys():
        for at in book.holders[feature]:
            shared[at] += book.rarity[feature]
    if not shared:
        return None
    likeness, at = max((both / (weight + book.weights[at] - both), -at) for at, both in shared.items())
    group = book.groups[-at]
    return group if likeness >= _LEAST[named][foreign] and group.intent != "unknown" else None
