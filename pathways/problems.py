"""What is wrong with a pathway file, told so that its author can put it right."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    """A pathway file that cannot be used, with all its problems in the order of their lines."""

    def __init__(self, file: str, flaws: Iterable[Flaw]) -> None:
        self.file = file
        self.problems = tuple(sorted({Problem(file, flaw.line, flaw.message) for flaw in flaws}))
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one was probably meant to be."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)
