"""The fitted reading: how likely each meaning is for a clause, by what known sentences were built of.

``fitted.json`` holds a weight for each trait and meaning; ``python -m tests.understanding.learn`` fits it to the tables
of sentences. Reading is a sum of rows of small whole numbers.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.understand.traits import traits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.understand.pattern import Cell

SCALE, ZERO, FAR = 2, 80, 45
"""A weight is kept as one letter: so many letters on from ``ZERO``, ``SCALE`` to one, ``FAR`` at most."""
FILE = Path(__file__).parent / "fitted.json"


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted: the meanings, and for each trait a weight for each of them."""

    labels: tuple[str, ...]
    weights: Mapping[str, Sequence[float]]
    scale: float = 1.0
    zero: int = 0
    """The number that stands for no weight."""

    def odds(self, cells: Sequence[Cell]) -> dict[str, float]:
        """The logarithm of each meaning's probability, for a clause."""
        return self.odds_of(traits(cells))

    def odds_of(self, seen: Sequence[str]) -> dict[str, float]:
        """The same for what was seen of one."""
        rows = [row for trait in seen if (row := self.weights.get(trait)) is not None]
        if not rows:
            return dict.fromkeys(self.labels, -math.log(len(self.labels)))
        size = self.scale * math.sqrt(len(seen))
        zero = self.zero * len(rows)
        scores = [(sum(column) - zero) / size for column in zip(*rows, strict=True)]
        top = max(scores)
        whole = top + math.log(sum(math.exp(score - top) for score in scores))
        return {label: score - whole for label, score in zip(self.labels, scores, strict=True)}


@cache
def fit() -> Fit:
    """The fit, read once."""
    table = json.loads(FILE.read_bytes())
    weights = {trait: row.encode() for trait, row in table["weights"].items()}
    return Fit(tuple(table["labels"]), weights, SCALE, ZERO)
