"""What a learner can mean about nudges and load; part of the ``Intent`` union in ``intents``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from pathways.model import Horizon

Load: TypeAlias = Literal["less", "same", "more"]


@dataclass(frozen=True, slots=True)
class Pause:
    """No nudges for a while."""

    name: ClassVar = "pause"
    example: ClassVar = "I'm on holiday till the 12th"
    until: dt.date | None = None
    since: dt.date | None = None
    """The first day away; None: today."""
    ask: bool = False
    """Ask for the days first."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Nudges again."""

    name: ClassVar = "resume"
    example: ClassVar = "back, start nudging me again"


@dataclass(frozen=True, slots=True)
class Nudge:
    """What the nudge of the week, the month or the 90 days says, right now."""

    name: ClassVar = "nudge"
    example: ClassVar = "send me a nudge now"
    horizon: Horizon = Horizon.WEEK


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Say whether the load fits: too much, about right, too little."""

    name: ClassVar = "check-in"
    example: ClassVar = "this is too much"
    load: Load | None = None
    """less, same, more: what the coming weeks should hold."""
