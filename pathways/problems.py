"""What is wrong with a pathway file, told so that its author can put it right."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


MAX_TOLD = 50
"""Nobody reads more problems than this at once, and finding the words for thousands would take a server's time."""
MAX_COMPARED = 300


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One thing that is wrong, the line it is on, and what would put it right."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A flaw and the file it is in."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PathwayError(Exception):
    """A pathway file that cannot be used, with its problems (the first fifty of them) in the order of their lines."""

    def __init__(self, file: str, flaws: Iterable[Flaw]) -> None:
        self.file = file
        told = list(islice(dict.fromkeys(flaws), MAX_TOLD))
        self.problems = tuple(sorted(Problem(file, flaw.line, flaw.message) for flaw in told))
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one was probably meant to be."""
    return next(iter(get_close_matches(word[:64], list(islice(known, MAX_COMPARED)), n=1, cutoff=0.6)), None)
