"""One person with several accounts: what may come of saying on one of them the code that another one gave."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from pathways.journal import Entry

LASTS = dt.timedelta(minutes=10)
"""How long a code can be said."""
GUESSES = 5
"""Wrong codes that an account may say before it has to rest."""
REST = dt.timedelta(minutes=15)
"""How long after the last wrong one its codes are not looked at."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The accounts are one learner's from now on."""

    here: tuple[Entry, ...]
    """What was told on the side that said the code, until now."""
    there: tuple[Entry, ...]
    """What was told on the side that gave it."""


@dataclass(frozen=True, slots=True)
class NoSuchCode:
    """Never given, too old, or used up."""


@dataclass(frozen=True, slots=True)
class Resting:
    """Too many wrong ones; no code is looked at before then (UTC)."""

    until: dt.datetime


@dataclass(frozen=True, slots=True)
class OwnCode:
    """It was given to this very account; it can still be said on another one."""


@dataclass(frozen=True, slots=True)
class OneAlready:
    """Both accounts are the same learner's."""


Outcome: TypeAlias = Joined | NoSuchCode | Resting | OwnCode | OneAlready


@dataclass(frozen=True, slots=True)
class Parted:
    """The account is on its own again."""

    here: tuple[Entry, ...]
    """What it keeps."""
    there: tuple[Entry, ...]
    """What the others keep."""
