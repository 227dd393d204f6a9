"""What the surfaces draw alike: words without what nobody sees, facts as lines, a bar in letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.reply import Bold

if TYPE_CHECKING:
    from bot.core.reply import Line, Span

NOTHING = "…"
"""Stands where there is nothing to show; no platform takes empty text."""
_GLUE = "\N{NO-BREAK SPACE}"
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no reader sees: control characters, halves of characters, and marks that turn the direction of what follows."""
_LENGTH = re.compile(r"· (\d+(?:\.\d+)? (?:h|min)(?: \d\d)?\.?$)")
"""How long something takes, at the end of a line: on a phone its unit would often stand on the next one alone."""


def clean(words: str) -> str:
    """The words without what no reader sees."""
    return words if words.isprintable() else _UNSEEN.sub("", words)


def one_line(words: str) -> str:
    """The words, clean and on one line."""
    return " ".join(clean(words).split()) or NOTHING


def unbroken(words: str) -> str:
    """The words, clean, with a length at their end that no line break parts from its unit."""
    return _LENGTH.sub(lambda length: f"· {length[1].replace(' ', _GLUE)}", clean(words))


def table(rows: tuple[tuple[str, Line], ...]) -> Line:
    """Facts, one a line. Names stand out, unless something in the values already does."""
    dressed = any(isinstance(span, Bold) for _, value in rows for span in value)
    spans: list[Span] = []
    for number, (name, value) in enumerate(rows):
        words = f"{name}:"
        spans += ["\n" if number else "", words if dressed else Bold(words), " ", *value]
    return tuple(spans)


def bar(share: float, words: str, *, blocks: int = 20) -> str:
    """The words, then the bar: a screen reader gets to the point before it meets the blocks."""
    full = round(share * blocks)
    return f"{words}\n{'▓' * full}{'░' * (blocks - full)}"
