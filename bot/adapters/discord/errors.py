"""Discord's numbers for no, and what each is about when a nudge is refused. What is not here gets a second try."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pathways.delivery import Ground

UNAUTHORIZED, TOO_MANY = 401, 429
"""Statuses, not numbers: the token is refused; asked too fast."""
OPENING_TOO_FAST = frozenset({40003, 20026})
"""Too many conversations were opened; the second is a quarantine, in which those that are open go on."""
UNKNOWN_CHANNEL = 10003

_PERSON = (50007, 50278, 50001, 50013, 10013, 50033)
_FORM = (50035, 50006, 50109, 40005)
GROUNDS: Mapping[int, Ground] = MappingProxyType(
    {**dict.fromkeys(_PERSON, "person"), **dict.fromkeys(_FORM, "form")},
)
