"""Slips of the finger: a word that nobody knows, and one that is nearly it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.core.understand.data import english
from bot.core.understand.dates import date_words
from bot.core.understand.frames import rules
from bot.core.understand.names import name_words
from bot.core.understand.outside import elsewhere
from bot.core.understand.places import place_words
from bot.core.understand.words import spelling

if TYPE_CHECKING:
    from bot.core.understand.names import Names

_LONG = 7
"""From this length on two slips are borne, below it one; below ``_SHORT`` only a letter lost or two swapped."""
_SHORT = 5
_BONES = 4
"""How many consonants tell a word without its vowels."""


@cache
def _spoken() -> frozenset[str]:
    """The words of the rules and tables."""
    table = name_words()
    return (
        rules().spoken
        | date_words()
        | place_words()
        | table.career_heads
        | table.career_fields
        | table.pointers
        | table.phase_words
    )


@cache
def _trades() -> frozenset[str]:
    """The words of trades: spelt right, though they tell the coach nothing by themselves."""
    return frozenset(word for found in name_words().careers.values() for trade in found for word in trade)


@cache
def _everyday() -> frozenset[str]:
    return spelling().everyday | spelling().dropped | elsewhere()


def known(word: str, names: Names) -> bool:
    """Whether a word belongs to the rules, to the names or to everyday speech."""
    said = word in _spoken() or word in names.words or word in _everyday() or word in spelling().colourless
    said = said or not word.isalpha()
    return said or (word.endswith("ly") and word in english())  # how something is done says nothing of what


@cache
def _against() -> frozenset[str]:
    """Words that the rules know only as signs of something else."""
    return rules().vocabulary - _spoken()


@lru_cache(maxsize=4096)
def mended(word: str, names: Names) -> str:
    """The known word that an unknown one was meant to be; itself where none is near."""
    if (
        known(word, names)
        or word in spelling().not_typos
        or word in _against()
        or word in _trades()
        or word in english()
        or not 3 <= len(word) <= 20
        or not word.isascii()
    ):
        return word
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if (whole := _vowels_dropped(names).get(_consonants(word))) is not None and len(word) < len(whole):
        return whole
    slips = 2 if len(word) >= _LONG - 1 else 1
    near = process.extract(
        word, _targets(names, short=len(word) < _SHORT), scorer=OSA.distance, score_cutoff=slips, limit=12
    )
    fits = [
        (
            score,
            sorted(word) != sorted(found),
            found not in spelling().common,
            found not in names.words,
            -len(found),
            found,
        )
        for found, score, _ in near
        if _likely(word, found, int(score))
    ]
    return min(fits)[-1] if fits else word


def _consonants(word: str) -> str:
    """A word as people write it who are in a hurry: "explain" is "expln"."""
    return word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")


@lru_cache(maxsize=16)
def _vowels_dropped(names: Names) -> dict[str, str]:
    """Each word that is often meant by its consonants, where they are enough to tell it."""
    meant = (word for word in spelling().common | names.words if word.isalpha() and word.isascii())
    told = sorted(((_consonants(word), word) for word in meant), key=lambda pair: (-len(pair[1]), pair[1]))
    return {bones: word for bones, word in told if len(bones) >= _BONES and len(word) > len(bones)}


@lru_cache(maxsize=16)
def _targets(names: Names, *, short: bool) -> tuple[str, ...]:
    """What an unknown word may be mended to: for short ones only what is often meant."""
    if short:
        return tuple(
            sorted(
                word
                for word in spelling().common | names.words
                if len(word) >= 3 and word.isalpha() and (len(word) > 4 or word in spelling().common)
            )
        )
    everyday = {word for word in _everyday() if len(word) >= _SHORT}
    return tuple(
        sorted(
            word
            for word in _spoken() | _trades() | spelling().common | names.words | everyday
            if len(word) >= 4 and word.islower()
        )
    )


def _likely(word: str, found: str, slips: int) -> bool:
    """Whether one is a slip of the other, and not another form of it or another word."""
    if word[0] != found[0]:
        return slips == 1 and (sorted(word) == sorted(found) or len(word) >= 9)
    if len(word) < _SHORT:
        return sorted(word) == sorted(found) or len(found) == len(word) + 1
    if slips == 2 and (len(word) < len(found) - 1 or (len(word) < _LONG and sorted(word) != sorted(found))):
        return False
    return word not in {found + "s", found + "r", found + "d"}
