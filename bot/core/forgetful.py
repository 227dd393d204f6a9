"""A memory that keeps nothing: every turn meets a stranger. For ``coach ask``, which stores nothing."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pathways.joining import NoSuchCode
from pathways.journal import Deed, Entry
from pathways.learner import Account, Enrolment, Outdated, Profile, Shown
from pathways.model import Pathway
from pathways.nudging import Record

if TYPE_CHECKING:
    from collections.abc import Generator

    from pathways.delivery import Claim


NOBODY = Account("", "", "")


@dataclass
class Page:
    """A notebook that lives for one turn."""

    is_new: bool = True
    entries: tuple[Entry, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    shown: Shown | None = None
    profile: Profile = field(default_factory=Profile)
    account: Account = NOBODY
    accounts: tuple[Account, ...] = ()
    is_changed: bool = False
    nudges: Record | None = None
    home_timezone: str | None = None
    editions: dict[str, Pathway] = field(default_factory=dict[str, Pathway])
    digests: None = None
    has_news: bool = False

    @property
    def unanswered(self) -> int:
        """How many nudges came since the learner's last word."""
        return self.nudges.unanswered if self.nudges else 0

    def write(self, deed: Deed, *, said: dt.datetime, counts: dt.date) -> Entry:
        """Add a line to the journal of this turn."""
        entry = Entry(len(self.entries) + 1, said, counts, deed)
        self.entries = (*self.entries, entry)
        self.is_changed = True
        return entry

    def enrol(self, pathway: str, *, started: dt.date) -> None:
        """Keep the first day of a pathway for this turn."""
        if all(enrolment.pathway != pathway for enrolment in self.enrolments):
            self.enrolments = (*self.enrolments, Enrolment(pathway, started))
            self.is_changed = True

    def keep(self, page: Pathway) -> None:
        """Keep an edition for this turn."""
        self.editions[page.edition] = page
        self.enrolments = tuple(
            replace(known, edition=known.edition or page.edition) if known.pathway == page.id else known
            for known in self.enrolments
        )

    def edition(self, name: str) -> Pathway | None:
        """What was kept in this turn."""
        return self.editions.get(name)

    def give(self, code: str, *, at: dt.datetime) -> bool:
        """Nobody could come with it: it is forgotten as soon as it is told."""
        del code, at
        return False

    def redeem(self, code: str, *, at: dt.datetime) -> NoSuchCode:
        """No code was ever given."""
        del code, at
        return NoSuchCode()

    def part(self) -> None:
        """Nothing is joined."""

    def move_home(self) -> None:
        """No nudges come."""

    def show(
        self, steps: tuple[str, ...], *, at: dt.datetime, offered: tuple[tuple[str, str], ...] = (), subject: str = ""
    ) -> None:
        """Keep what was listed and offered for this turn."""
        self.shown = Shown(steps, at, offered, subject)

    def keep_profile(self, profile: Profile) -> None:
        """Keep what the platform says for this turn."""
        self.profile, self.home_timezone = profile, profile.timezone

    def heard(self, key: str) -> str | None:
        """Every delivery is new to whoever remembers none."""
        del key

    def hear(self, key: str, told: str, *, at: dt.datetime) -> None:
        """Keep nothing."""

    def forget(self) -> None:
        """Tear the page out."""
        self.entries, self.enrolments, self.shown = (), (), None
        self.profile, self.accounts, self.is_changed = Profile(), (), True


class Forgetful:
    """Opens an empty page at every turn."""

    at_once = 1

    @contextmanager
    def turn(self, account: Account, *, now: dt.datetime) -> Generator[Page]:
        """An empty page; what is written on it is gone afterwards."""
        del now
        yield Page(account=account, accounts=(account,))

    @contextmanager
    def due(self, claim: Claim, *, now: dt.datetime) -> Generator[None]:
        """Nobody is remembered, so nobody is nudged."""
        del claim, now
        yield None

    @contextmanager
    def digests(self) -> Generator[None]:
        """No workspace is remembered."""
        yield None

    def outdated(self, platform: str) -> tuple[Outdated, ...]:
        """Nothing was ever changed."""
        del platform
        return ()

    def catch_up(self, page: Outdated) -> None:
        """There is nothing to keep."""

    @contextmanager
    def look(self, account: Account) -> Generator[None]:
        """Nobody is remembered."""
        del account
        yield None
