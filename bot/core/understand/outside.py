"""Signs that a sentence is about something else, or in another language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.core.understand.data import read

if TYPE_CHECKING:
    from collections.abc import Sequence

_LATIN = "\u024f"
"""The last letter of the Latin alphabets of Europe."""


@cache
def elsewhere() -> frozenset[str]:
    """The words of other worlds, with their plurals."""
    listed = frozenset(word for words in read("elsewhere").values() for word in words.split())
    return listed | {word + "s" for word in listed}


@cache
def _tongues() -> tuple[frozenset[str], frozenset[str]]:
    table = read("tongues")
    doubtful = frozenset(table["english_too"].split())
    return frozenset(table["words"].split()) - doubtful, doubtful


def other_tongue(said: Sequence[str]) -> bool:
    """Whether the words are of another language: two of its small words, or a script that English is not written in."""
    sure, doubtful = _tongues()
    strange = sum(1 for word in said if word in sure or (word[:1].isalpha() and word[0] > _LATIN))
    return strange >= 2 or (strange == 1 and sum(1 for word in said if word in doubtful) >= 2 and len(said) <= 6)
