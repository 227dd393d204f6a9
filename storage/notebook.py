"""The coach's memory of learners: one turn of talk is one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pathways.joining import Joined, Parted
from pathways.journal import Deed, Entry
from pathways.learner import Account, Enrolment, Outdated, Profile, Shown
from pathways.woven import Woven
from storage import codes, editions, joining, journals, learners, listening, pages, storable
from storage.digests import Digests, unsign
from storage.inbox import Inbox
from storage.listening import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from sqlalchemy import Connection

    from pathways.delivery import Claim
    from pathways.joining import Outcome
    from pathways.model import Pathway
    from pathways.nudging import Record
    from storage.database import Database
    from storage.learners import Met

_SAME = timedelta(minutes=10)
"""For so long a list that is shown again counts as the one that was shown."""


class Memory:
    """Opens notebooks. Safe to share between threads."""

    def __init__(self, database: Database, *, ids: Callable[[], str] = learners.new_id) -> None:
        self._database = database
        self._ids = ids
        self._shelf = editions.Shelf()

    @property
    def at_once(self) -> int:
        """How many turns can run side by side."""
        return self._database.at_once

    @contextmanager
    def turn(self, account: Account, *, now: datetime) -> Generator[Notebook]:
        """One learner's notebook, alone with it until the block ends: committed on success, rolled back on error.

        The learner is made at the first turn. Raises ``StorageError``; nothing of the turn is then kept.
        """
        with self._database.write() as connection:
            notebook = Notebook(
                connection, account, learners.meet(connection, account, now=now, ids=self._ids), self._shelf
            )
            yield notebook
            notebook.close(now)

    @contextmanager
    def due(self, claim: Claim, *, now: datetime) -> Generator[Notebook | None]:
        """The notebook of whom a nudge is for, as in ``turn``; None where they are not there any more.

        Nobody is made, and that the coach looks into it is no word of the learner's.
        """
        del now
        with self._database.write() as connection:
            met = learners.known(connection, claim.account, claim.learner)
            yield Notebook(connection, claim.account, met, self._shelf) if met else None

    @contextmanager
    def digests(self) -> Generator[Digests]:
        """The digests of all tenants, to read; what is asked of them names the tenant."""
        with self._database.read() as connection:
            yield Digests(connection)

    def outdated(self, platform: str) -> tuple[Outdated, ...]:
        """Accounts of a platform whose own pages show what is no longer so; not all at once where they are many."""
        with self._database.read() as connection:
            return pages.outdated(connection, platform)

    def catch_up(self, page: Outdated) -> None:
        """The page was drawn after it was found outdated; a change made meanwhile leaves it so."""
        with self._database.write() as connection:
            pages.catch_up(connection, page)

    @contextmanager
    def look(self, account: Account) -> Generator[Notebook | None]:
        """The notebook of whoever is met on this account, to read; None where nobody is."""
        with self._database.write() as connection:
            met = learners.known(connection, account)
            yield Notebook(connection, account, met, self._shelf) if met else None


class Notebook:
    """All that is kept about one learner. Lives as long as the turn that opened it."""

    def __init__(self, connection: Connection, account: Account, met: Met, shelf: editions.Shelf) -> None:
        self._connection = connection
        self._shelf = shelf
        self._account = account
        self._met = met
        self._learner, self._own = met.id, met.own
        self._inbox = Inbox(connection, account, met.own)
        self._profile = met.profile
        self._is_new = met.is_new
        self._shown = met.shown
        self._forgotten = False
        self._changed = False
        self._moved = False
        self._journal = Woven({}, met.own)
        self._enrolled: frozenset[str] = frozenset()
        self._enrolments: tuple[Enrolment, ...] = ()
        if not met.is_new:
            self._read()

    @property
    def is_new(self) -> bool:
        """True when nothing was known of this account before this turn."""
        return self._is_new

    @property
    def is_changed(self) -> bool:
        """True once this turn has changed what other surfaces show."""
        return self._changed

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The journal, oldest first, what this turn has written included; of all accounts together."""
        return tuple(self._journal.entries)

    @property
    def enrolments(self) -> tuple[Enrolment, ...]:
        """Every pathway ever taken up, with the day it first was; oldest first."""
        return self._enrolments

    @property
    def shown(self) -> Shown | None:
        """What was listed last on the account that is met."""
        return self._shown

    @property
    def profile(self) -> Profile:
        """What the platform said last of the account that is met."""
        return self._profile

    @property
    def unanswered(self) -> int:
        """How many nudges came since the learner's last word."""
        return 0 if self._forgotten else self._met.unanswered

    @property
    def nudges(self) -> Record | None:
        """What has come of the nudges so far; None where none was ever planned."""
        known = None if self._forgotten else self._met.nudging
        return known[1] if known else None

    @property
    def home_timezone(self) -> str | None:
        """The zone that the platform tells of the account that nudges come to."""
        home = listening.home(self._connection, self._learner, self._met, self._profile)
        return home.timezone if home else None

    @property
    def account(self) -> Account:
        """The account that is met."""
        return self._account

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every account of the learner, home first; none once all is forgotten."""
        return learners.known_as(self._connection, self._learner)

    @property
    def has_news(self) -> bool:
        """A digest that was asked for on this account was paused, which was not told yet."""
        return self._met.has_news

    @property
    def digests(self) -> Digests:
        """The digests, as the account that is met may know of them."""
        return Digests(self._connection, self._account)

    def write(self, deed: Deed, *, said: datetime, counts: date) -> Entry:
        """Add a line to the journal of the account; what is taken back is taken back where it stands."""
        if self._forgotten:
            return Entry(1, storable.moment(said), counts, deed)
        entry, own, line = self._journal.write(self._own, deed, said=storable.moment(said), counts=counts)
        journals.write(self._connection, own, line)
        self._changed = True
        return entry

    def enrol(self, pathway: str, *, started: date) -> None:
        """Keep the first day of a pathway; a second call for the same pathway changes nothing."""
        if not self._forgotten and pathway not in self._enrolled:
            journals.enrol(self._connection, self._own, pathway, started)
            self._read_first_days()
            self._changed = True

    def keep(self, page: Pathway) -> None:
        """Keep an edition of a pathway, to be read when its file has changed; who took it up without one has this."""
        if not self._forgotten:
            editions.keep(self._connection, self._learner, page)
            self._read_first_days()

    def edition(self, name: str) -> Pathway | None:
        """The edition of this name; None where it is not kept, or cannot be read any more."""
        return self._shelf.edition(self._connection, name)

    def give(self, code: str, *, at: datetime) -> bool:
        """Keep a code that joins another account to this one, in place of one before; False once all is forgotten."""
        if not self._forgotten:
            codes.give(self._connection, self._own, code, at=at)
        return not self._forgotten

    def redeem(self, code: str, *, at: datetime) -> Outcome:
        """Join this account, and all that are joined with it, to the account that gave the code."""
        outcome, self._learner = joining.redeem(self._connection, self._learner, self._own, code, now=at)
        if isinstance(outcome, Joined):
            self._read()
            self._changed = True
        return outcome

    def part(self) -> Parted | None:
        """Take this account out of what it is joined to, with what was told on it; None where it is joined to none."""
        pages.overtake(self._connection, self._learner, self._account)
        rest = joining.part(self._connection, self._learner, self._own, self._account)
        if rest is None:
            return None
        self._learner = self._own
        self._read()
        self._changed = True
        return Parted(self.entries, tuple(Woven(journals.read(self._connection, rest), self._own).entries))

    def move_home(self) -> None:
        """Let nudges come to this account."""
        joining.move_home(self._connection, self._learner, self._account)
        self._moved = True

    def show(
        self, steps: tuple[str, ...], *, at: datetime, offered: tuple[tuple[str, str], ...] = (), subject: str = ""
    ) -> None:
        """Keep what was listed and offered, and what it was about.

        The same again within a few minutes is kept already: looking twice costs no write.
        """
        shown, before = Shown(steps, storable.moment(at), offered, subject), self._shown
        same = before is not None and timedelta(0) <= shown.at - before.at < _SAME and before.says_the_same(shown)
        if not (self._forgotten or same):
            learners.show(self._connection, self._own, shown)
            self._shown = shown

    def keep_profile(self, profile: Profile) -> None:
        """Keep what the platform says of the account, in place of what it said before."""
        if not self._forgotten and profile != self._profile:
            learners.keep_profile(self._connection, self._account, profile)
            self._profile = profile

    def heard(self, key: str) -> str | None:
        """What was answered to this delivery of the account's tenant before; None for one that is new.

        Empty for a delivery that was somebody else's: it had its effect, and the answer is not for this learner.
        """
        return self._inbox.heard(key)

    def hear(self, key: str, told: str, *, at: datetime) -> None:
        """Keep what is answered to a delivery, so that the same delivery has no second effect."""
        if not self._forgotten:
            self._inbox.hear(key, told, at=at)

    def forget(self) -> None:
        """Delete everything about the learner, on every account. What the turn adds afterwards is not kept."""
        unsign(self._connection, self._learner)
        learners.forget(self._connection, self._learner)
        self._forgotten = self._changed = True
        self._journal, self._enrolled, self._enrolments, self._shown = Woven({}, self._own), frozenset(), (), None
        self._profile = Profile()

    def close(self, now: datetime) -> None:
        """The learner has spoken: with all that the turn wrote goes when their next nudge is due.

        What was changed here, the pages of the learner's other accounts do not show yet.
        """
        if self._forgotten:
            return
        if self._changed or self._moved or not listening.changes_nothing(self._met, self._profile):
            word = Word(self._account, self._learner, self._met, self._profile, self.entries, self._enrolments)
            listening.listen(self._connection, word, storable.moment(now))
        if self._changed:
            pages.overtake(self._connection, self._learner, self._account)

    def _read(self) -> None:
        self._journal = Woven(journals.read(self._connection, self._learner), self._own)
        self._read_first_days()

    def _read_first_days(self) -> None:
        known = journals.first_days(self._connection, self._learner)
        self._enrolled = frozenset(each.pathway for own, each in known if own == self._own)
        self._enrolments = journals.taken_up(known)
