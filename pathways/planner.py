"""Who does what when: a plan is a pure function of pathway, progress, rhythm and day, made anew each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathways.model import Step


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one step that falls into one week."""

    step: Step
    minutes: int
    part: int
    """This is week ``part`` of ``parts`` for the step."""
    parts: int


@dataclass(frozen=True, slots=True)
class Week:
    """One plan week: from ``first`` (the learner's week start) to ``last``, both included."""

    number: int
    """0 is the current week."""
    first: date
    last: date
    capacity: int
    """Minutes that can still be planned into it."""
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is left to do, week by week."""

    weeks: tuple[Week, ...]
