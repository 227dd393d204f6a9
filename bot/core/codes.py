"""Codes that one account gives and another says: made of signs that nobody takes for one another, or for a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNS = "CDFGHJKMNPQRTVWX2346789"
"""No vowels, so that no code is a word; of signs that look alike at most one."""
_HALF = 4

_GIVEN = re.compile(rf"([{SIGNS}]{{4}})[-\s]?([{SIGNS}]{{4}})", re.IGNORECASE)
_ALONE = re.compile(r"([A-Z0-9]{4})-([A-Z0-9]{4})")
_LED = re.compile(r"(?:([a-z0-9]{4})-|(?=[a-z]*\d)([a-z0-9]{4}))([a-z0-9]{4})", re.IGNORECASE)
"""Not ours, but meant as one; alone only where nobody could mean a word."""
_LEAD = re.compile(
    r".*\b(?:link|connect|join|pair|code)(?: (?:is|to|with|me|my|the|it|this|code|account|accounts))*\b", re.IGNORECASE
)
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_LONGEST = 80


def make(choose: Callable[[str], str]) -> str:
    """A new code; ``choose`` picks one of several signs."""
    return "-".join("".join(choose(SIGNS) for _ in range(_HALF)) for _ in range(2))


def is_one(code: str) -> bool:
    """Whether it could have been given: mistyped and made-up ones mostly could not."""
    return _GIVEN.fullmatch(code) is not None


def said(text: str) -> str | None:
    """The code that is said alone or after "link", as it is written; None where there is none."""
    if len(text) > _LONGEST:
        return None
    text = _AROUND.sub("", text)
    alone = _GIVEN.fullmatch(text) or _ALONE.fullmatch(text)
    if alone:
        return _written(alone)
    lead = _LEAD.match(text)
    rest = _AROUND.sub("", text[lead.end() :]) if lead else ""
    led = _GIVEN.fullmatch(rest) or _LED.fullmatch(rest)
    return _written(led) if led else None


def _written(found: re.Match[str]) -> str:
    return "-".join(half for half in found.groups() if half).upper()
