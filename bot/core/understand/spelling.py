"""Slips of the finger: a word that nobody knows, and one that is nearly it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.core.understand.dates import date_words
from bot.core.understand.frames import rules
from bot.core.understand.names import name_words
from bot.core.understand.places import place_words
from bot.core.understand.words import spelling

if TYPE_CHECKING:
    from bot.core.understand.names import Names

_SHORT, _LONG = 5, 8
"""Below the first only two letters may have changed places; from the second on two slips are borne."""


@cache
def _spoken() -> frozenset[str]:
    """The words of the rules and tables."""
    table = name_words()
    trades = {word for found in table.careers.values() for trade in found for word in trade}
    return (
        rules().vocabulary
        | date_words()
        | place_words()
        | trades
        | table.career_heads
        | table.career_fields
        | table.pointers
        | table.phase_words
    )


@cache
def _everyday() -> frozenset[str]:
    return spelling().everyday | spelling().dropped


def known(word: str, names: Names) -> bool:
    """Whether a word belongs to the rules, to the names or to everyday speech."""
    return word in _spoken() or word in names.words or word in _everyday() or not word.isalpha()


@lru_cache(maxsize=4096)
def mended(word: str, names: Names) -> str:
    """The known word that an unknown one was meant to be; itself where none is near."""
    if known(word, names) or word in spelling().not_typos or not 4 <= len(word) <= 20 or not word.isascii():
        return word
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(word) >= _LONG else 1
    near = process.extract(word, _targets(names), scorer=OSA.distance, score_cutoff=slips, limit=8)
    fits = [(score, found) for found, score, _ in near if found[0] == word[0] and _likely(word, found)]
    return min(fits)[1] if fits else word


@lru_cache(maxsize=8)
def _targets(names: Names) -> tuple[str, ...]:
    everyday = {word for word in _everyday() if len(word) >= _SHORT}
    return tuple(sorted(word for word in _spoken() | names.words | everyday if len(word) >= 4 and word.islower()))


def _likely(word: str, found: str) -> bool:
    """Whether one is a slip of the other, and not another form of it."""
    if len(word) < _SHORT:
        return sorted(word) == sorted(found)
    return word not in {found + "s", found + "r", found + "d"}
