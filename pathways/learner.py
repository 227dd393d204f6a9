"""Who learns and at what rhythm: accounts, settings and the standing of each step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_HOURS, MAX_HOURS = 0.5, 80.0
"""Hours a week that a plan can be made for."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody on one platform; ``workspace`` is the tenant (a Slack team), empty where there is none."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The direct messages of an account, and the last of them that was answered; both under the platform's ids."""

    account: Account
    channel: str
    read: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform says of an account; None is what it does not say."""

    timezone: str | None = None
    """IANA."""
    locale: str | None = None
    """A language, with or without a place, such as ``de`` or ``en-GB``."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """An account whose own page shows what is no longer so: something was changed from elsewhere."""

    account: Account
    mark: str
    """Another one for each change, so that a change made meanwhile is not taken for seen."""


@dataclass(frozen=True, slots=True)
class Away:
    """Days without study, both ends included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Formerly:
    """Hours a week that held until they were changed on a day."""

    until: dt.date
    hours: float


@dataclass(frozen=True, slots=True)
class Spell:
    """Other hours a week in the weeks that begin between two days, both included."""

    first: dt.date
    last: dt.date
    hours: float


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When and how much somebody studies, and when nudges may come. Times are local to ``timezone`` (IANA)."""

    hours: float = 6.0
    timezone: str = "UTC"
    day: int = 0
    """Nudge day, Monday 0 to Sunday 6."""
    time: dt.time = dt.time(9)
    """Nudge time, local."""
    paused: bool = False
    paused_until: dt.date | None = None
    """First day of nudges again; None while paused means: until resumed."""
    quiet: tuple[dt.time, dt.time] | None = None
    """From when to when no nudges may come, local; None: as usual."""
    quiet_days: tuple[int, ...] = ()
    """Weekdays without nudges; Monday is 0."""
    silences: tuple[Away, ...] = ()
    """Days without nudges that were named ahead."""
    away: tuple[Away, ...] = ()
    """Days off; the plan leaves them free."""
    chosen: frozenset[str] = frozenset()
    """Names of the settings that the learner has given; the others are assumed."""
    formerly: tuple[Formerly, ...] = ()
    """Earlier hours, oldest first: what a week was meant to hold does not change with what is asked of later ones."""
    spells: tuple[Spell, ...] = ()
    """Weeks with hours of their own; what was said last holds."""

    def is_silent(self, day: dt.date) -> bool:
        """Whether a day lies in days without nudges that were named ahead."""
        return any(silence.first <= day <= silence.last for silence in self.silences)

    def is_paused(self, day: dt.date) -> bool:
        """Whether no nudges come on a day; a pause ends by itself on its date."""
        return self._is_on_hold(day) or self.is_silent(day)

    def paused_to(self, day: dt.date) -> dt.date | None:
        """The first day of nudges after the pause that a day lies in; None: until further notice."""
        if self._is_on_hold(day):
            return self.paused_until
        return max(silence.last for silence in self.silences if silence.first <= day) + dt.timedelta(days=1)

    def _is_on_hold(self, day: dt.date) -> bool:
        return self.paused and (self.paused_until is None or day < self.paused_until)

    def hours_on(self, day: dt.date) -> float:
        """Hours a week as they stood when the day began."""
        return next((then.hours for then in self.formerly if day <= then.until), self.hours)

    def at(self, hours: float, today: dt.date) -> Rhythm:
        """The same with other hours a week from today on."""
        return replace(self, hours=hours, formerly=(*self.formerly, Formerly(today, self.hours)))


class Level(StrEnum):
    """How well something is known."""

    NEW = "new"
    RUSTY = "rusty"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Credit:
    """What somebody says of what they know."""

    level: Level
    since: dt.date
    """The local date it was said."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How far somebody had got into a step."""

    day: dt.date
    minutes: int
    """Of the whole step, by the end of the day."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What somebody has done, dropped and put off, each under its step id, and what they know already."""

    done: Mapping[str, dt.date] = field(default_factory=lambda: MappingProxyType({}))
    """The local date it counts for."""
    skipped: Mapping[str, dt.date] = field(default_factory=lambda: MappingProxyType({}))
    postponed: Mapping[str, dt.date] = field(default_factory=lambda: MappingProxyType({}))
    """Not before this local date."""
    worked: Mapping[str, tuple[Effort, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Steps somebody got some way into, in the order of telling."""
    credit: Mapping[str, Credit] = field(default_factory=lambda: MappingProxyType({}))
    """By the id of a skill or a step."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A pathway that a learner follows."""

    pathway: str
    started: dt.date
    """The learner's local date."""
    edition: str = ""
    """Names the edition that they took up; empty where none is kept."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the learner saw last, which "1", "the second one", "yes" and "tell me more" refer to."""

    steps: tuple[str, ...]
    """Those listed last."""
    at: dt.datetime
    """UTC."""
    offered: tuple[tuple[str, str], ...] = ()
    """The buttons of the last reply: what is written on each, and what it carries."""
    subject: str = ""
    """What the last reply was about, as a button would carry it."""

    def says_the_same(self, other: Shown) -> bool:
        """Whether the learner saw the same, whenever that was."""
        return (self.steps, self.offered, self.subject) == (other.steps, other.offered, other.subject)
