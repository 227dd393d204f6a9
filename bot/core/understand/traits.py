"""What there is to see in a clause: its words, what they stand beside, and how it is built.

The fitted reading (``fitted.py``) weighs these traits. Names, dates and hours are seen as what they are and not as
what they say, so that a new pathway needs no new fitting; a word of one of the lists in frames.yaml or senses.yaml is
seen as that list too, so that a word added there is understood where its neighbours are.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.understand.data import read
from bot.core.understand.frames import rules
from bot.core.understand.names import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.understand.pattern import Cell

MARKS = (
    "STEP", "SKILL", "PHASE", "PATH", "RESOURCE", "THING", "FROM", "CAREER", "PERSON", "ELSEWHERE", "TIME", "DAYS",
    "HOURS", "MINUTES", "ZONE", "NUM", "DATE", "DAY", "SPAN",
)  # fmt: skip
"""The symbols that stand for what was found, the most telling first."""
_NAMED = frozenset({"NAME", "THING"})
DULL = frozenset({"the", "a", "an"})
_MOST = 40
"""Cells that are looked at."""


@cache
def senses() -> dict[str, tuple[str, ...]]:
    """Each word (by its stem) to the lists that hold it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, words in read("senses").items():
        for word in words.split():
            found[stem(word)].add(name)
    for name, words in rules().lists.items():
        for word in words:
            found[stem(word)].add(f"<{name}>")
    return {word: tuple(sorted(names)) for word, names in found.items()}


def _seen(cells: Sequence[Cell]) -> list[tuple[str, tuple[str, ...]]]:
    """A clause as the fitted reading sees it: words by their stems, marks for what was found; and the lists of each."""
    found = [(_token(cell), cell) for cell in cells[:_MOST]]
    return [
        (token, senses().get(token) or (("FOREIGN",) if "FOREIGN" in cell else ()))
        for token, cell in found
        if token not in DULL
    ]


def seen(cells: Sequence[Cell]) -> list[str]:
    """A clause as the fitted reading sees it, for people to look at."""
    return [token for token, _ in _seen(cells)]


def _token(cell: Cell) -> str:
    mark = next((mark for mark in MARKS if mark in cell), None)
    if mark is not None:
        return mark
    return stem(min(symbol for symbol in cell if not symbol.isupper()))


def traits(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Everything that is weighed, each thing once."""
    told = _seen(cells)
    tokens = seen(cells)
    heads = ["^", *(held[0] if held else token for token, held in told), "$"]
    edged = ["^", *tokens, "$"]
    marks = [token for token in tokens if token.isupper()]
    found = [
        *tokens,
        *(name for _, held in told for name in held),
        *(f"{left} {right}" for left, right in pairwise(edged)),
        *(f"{left}~{right}" for left, right in pairwise(heads)),
        *(f"{left} _ {right}" for left, right in zip(edged, edged[2:], strict=False)),
        *(f"{left}~{middle}~{right}" for left, middle, right in zip(heads, heads[1:], heads[2:], strict=False)),
        *(trait for cell in cells if not _NAMED.isdisjoint(cell) for trait in sorted(_within(cell))),
        *(f"at {index} {token}" for index, token in enumerate(tokens[:2])),
        f"marks {' '.join(marks[:4])}",
        f"size {min(len(tokens), 9)}",
        *_unknown(cells),
    ]
    return tuple(dict.fromkeys(found))


def _within(cell: Cell) -> set[str]:
    """What a name is, and the plain words in it."""
    return {
        f"is {symbol}" if symbol.isupper() else f"in {stem(symbol)}"
        for symbol in cell
        if symbol.isupper() or "-" not in symbol
    }


def _unknown(cells: Sequence[Cell]) -> list[str]:
    """How many words nobody knows there are, and whether a name stands among them."""
    foreign = min(sum("FOREIGN" in cell and not senses().get(_token(cell)) for cell in cells), 4)
    strange = min(sum("STRANGE" in cell for cell in cells), 3)
    named = any("NAME" in cell and "SHY" not in cell for cell in cells)
    told = [f"foreign {foreign} {named}", f"strange {strange}"]
    return ["foreign", *told] if foreign else told
