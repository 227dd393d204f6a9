"""What a learner can do or say that is kept: one frozen class a deed, closed by the ``Deed`` union."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from pathways.learner import Level

Way: TypeAlias = Literal["later", "more", "less"]
"""Finish later, do a little more each week, or drop what matters least."""
Question: TypeAlias = Literal["hours", "known", "by"]
"""What is asked at the start: hours a week, what is known already, by when."""


@dataclass(frozen=True, slots=True)
class Started:
    """Took up a pathway, or went back to it."""

    pathway: str
    beside: bool = False
    """True: together with the one in hand. False: in its place, and in place of all that was beside it."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Finished a step."""

    pathway: str
    step: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Dropped a step for good."""

    pathway: str
    step: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """Put a step off until a local date."""

    pathway: str
    step: str
    until: dt.date


@dataclass(frozen=True, slots=True)
class TookOff:
    """Keeps the days before a local date free of study; nudges stay as they are."""

    until: dt.date
    since: dt.date | None = None
    """The first free day; None: the day it counts for."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Changed settings; None leaves a setting as it was."""

    hours: float | None = None
    timezone: str | None = None
    day: int | None = None
    time: dt.time | None = None
    quiet: tuple[dt.time, dt.time] | None = None
    """From when to when no nudges may come; the same time twice: as usual again."""
    quiet_days: tuple[int, ...] | None = None
    """All the weekdays without nudges; Monday is 0."""


@dataclass(frozen=True, slots=True)
class Paused:
    """Asked for quiet, until a local date or until further notice."""

    until: dt.date | None
    """The first day of nudges again."""
    since: dt.date | None = None
    """The first day without; None: at once."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Asked for nudges again."""


@dataclass(frozen=True, slots=True)
class Worked:
    """Got some way into a step without finishing it."""

    pathway: str
    step: str
    minutes: int
    """Of the whole step, by now."""


@dataclass(frozen=True, slots=True)
class Credited:
    """Said what is known already, a skill or a step; on trust, until evidence is given."""

    pathway: str
    item: str
    level: Level


@dataclass(frozen=True, slots=True)
class Split:
    """Cut a step into smaller ones of equal length."""

    pathway: str
    step: str
    parts: int


@dataclass(frozen=True, slots=True)
class Proved:
    """Gave evidence of a step that is done, or of what is known: one line or a link."""

    pathway: str
    item: str
    words: str
    """Empty: they belong to another account, or went with one."""


@dataclass(frozen=True, slots=True)
class Allotted:
    """Has other hours a week for a while: in the weeks that begin on these local dates or between them."""

    hours: float
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Aimed:
    """Would like to be done by a local date, or by none in particular."""

    by: dt.date | None


@dataclass(frozen=True, slots=True)
class Rerouted:
    """Chose a way on after a slip; what that changes stands beside it, said in the same breath."""

    way: Way


@dataclass(frozen=True, slots=True)
class Passed:
    """Left one of the first questions unanswered."""

    question: Question


@dataclass(frozen=True, slots=True)
class Adopted:
    """Took a later edition of a pathway."""

    pathway: str
    edition: str
    """Its name; empty where an older program wrote it, which kept no editions."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Took an earlier entry back."""

    entry: int


Deed: TypeAlias = (
    Started | Finished | Skipped | Postponed | TookOff | Settled | Paused | Resumed | TakenBack
    | Adopted | Worked | Credited | Split | Proved | Allotted | Aimed | Rerouted | Passed
)  # fmt: skip


def elsewhere(deed: Deed) -> Deed:
    """A deed as it is known on other accounts than the one it was told on: what was done, in nobody's own words."""
    return replace(deed, words="") if isinstance(deed, Proved) else deed
