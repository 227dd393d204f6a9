"""What the coach needs of a memory; storage fulfils it, and ``forgetful`` does without storing anything."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from bot.core.digests import Digests
from pathways.delivery import Claim
from pathways.joining import Outcome, Parted
from pathways.journal import Deed, Entry
from pathways.learner import Account, Enrolment, Outdated, Profile, Shown
from pathways.model import Pathway
from pathways.nudging import Record


class Notebook(Protocol):
    """All that is kept about one learner, within one transaction: what is written stands when the turn ends."""

    @property
    def is_new(self) -> bool:
        """True when nothing was known of this account before this turn."""
        ...

    @property
    def is_changed(self) -> bool:
        """True once this turn has changed what other surfaces show."""
        ...

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The journal, oldest first, what this turn has written included; of all accounts together."""
        ...

    @property
    def enrolments(self) -> tuple[Enrolment, ...]:
        """Every pathway ever taken up, with the day it first was."""
        ...

    @property
    def shown(self) -> Shown | None:
        """What was listed last on the account that is met."""
        ...

    @property
    def profile(self) -> Profile:
        """What the platform said last of the account that is met."""
        ...

    @property
    def unanswered(self) -> int:
        """How many nudges came since the learner's last word."""
        ...

    @property
    def nudges(self) -> Record | None:
        """What has come of the nudges so far; None where none was ever planned."""
        ...

    @property
    def home_timezone(self) -> str | None:
        """The zone that the platform tells of the account that nudges come to."""
        ...

    @property
    def account(self) -> Account:
        """The account that is met."""
        ...

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every account of the learner, the home that nudges come to first; none once all is forgotten."""
        ...

    @property
    def has_news(self) -> bool:
        """A digest that was asked for on this account was paused, which was not told yet."""
        ...

    @property
    def digests(self) -> Digests | None:
        """The weekly digests; None where nothing is kept."""
        ...

    def write(self, deed: Deed, *, said: datetime, counts: date) -> Entry:
        """Add a line to the journal."""
        ...

    def enrol(self, pathway: str, *, started: date) -> None:
        """Keep the first day of a pathway; a second call for the same pathway changes nothing."""
        ...

    def keep(self, page: Pathway) -> None:
        """Keep an edition of a pathway, to be read when its file has changed; who took it up without one has this."""
        ...

    def edition(self, name: str) -> Pathway | None:
        """The edition of this name; None where it is not kept, or cannot be read any more."""
        ...

    def give(self, code: str, *, at: datetime) -> bool:
        """Keep a code that joins another account to this one, in place of one before; False where nothing is kept."""
        ...

    def redeem(self, code: str, *, at: datetime) -> Outcome:
        """Join this account, and all that are joined with it, to the account that gave the code."""
        ...

    def part(self) -> Parted | None:
        """Take this account out of what it is joined to, with what was told on it; None where it is joined to none."""
        ...

    def move_home(self) -> None:
        """Let nudges come to this account."""
        ...

    def show(
        self, steps: tuple[str, ...], *, at: datetime, offered: tuple[tuple[str, str], ...] = (), subject: str = ""
    ) -> None:
        """Keep what was listed and offered, and what it was about."""
        ...

    def keep_profile(self, profile: Profile) -> None:
        """Keep what the platform says of the account, in place of what it said before."""
        ...

    def heard(self, key: str) -> str | None:
        """What was answered to this delivery of the account's tenant before; None for one that is new.

        Empty for a delivery that was somebody else's: it had its effect, and the answer is not for this learner.
        """
        ...

    def hear(self, key: str, told: str, *, at: datetime) -> None:
        """Keep what is answered to a delivery, so that the same delivery has no second effect."""
        ...

    def forget(self) -> None:
        """Delete everything about the learner, on every account."""
        ...


class Memory(Protocol):
    """Opens notebooks."""

    @property
    def at_once(self) -> int:
        """How many turns it can hold side by side; more threads than that only stand in each other's way."""
        ...

    def turn(self, account: Account, *, now: datetime) -> AbstractContextManager[Notebook]:
        """One learner's notebook, alone with it until the block ends: committed on success, rolled back on error.

        The learner is created at the first turn.
        """
        ...

    def due(self, claim: Claim, *, now: datetime) -> AbstractContextManager[Notebook | None]:
        """The notebook of whom a nudge is for, as in ``turn``; None where they are not there any more."""
        ...

    def digests(self) -> AbstractContextManager[Digests | None]:
        """The weekly digests of all tenants, to read; None where nothing is kept."""
        ...

    def outdated(self, platform: str) -> tuple[Outdated, ...]:
        """Accounts of a platform whose own pages show what is no longer so; not all at once where they are many."""
        ...

    def catch_up(self, page: Outdated) -> None:
        """The page was drawn after it was found outdated; a change made meanwhile leaves it so."""
        ...

    def look(self, account: Account) -> AbstractContextManager[Notebook | None]:
        """The notebook of whoever is met on this account, to read; None where nobody is."""
        ...
