"""The coach's memory of learners: one turn of talk is one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from pathways.journal import Deed, Entry
from pathways.learner import Account, Enrolment, Profile, Shown
from pathways.nudging import Record, heard_from, rule
from storage import deeds, learners, nudging, storable
from storage.inbox import Inbox
from storage.tables import enrolments, journal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from sqlalchemy import Connection

    from pathways.delivery import Claim
    from storage.database import Database
    from storage.learners import Met

_ENTRIES = (
    select(
        journal.c.number,
        journal.c.said,
        journal.c.counts,
        journal.c.kind,
        journal.c.pathway,
        journal.c.step,
        journal.c.detail,
    )
    .where(journal.c.learner_id == bindparam("learner"))
    .order_by(journal.c.number)
)
_ENROLMENTS = (
    select(enrolments.c.pathway, enrolments.c.started)
    .where(enrolments.c.learner_id == bindparam("learner"))
    .order_by(enrolments.c.started, enrolments.c.pathway)
)
_WRITE = insert(journal)
_ENROL = insert(enrolments)


class Memory:
    """Opens notebooks. Safe to share between threads."""

    def __init__(self, database: Database, *, ids: Callable[[], str] = learners.new_id) -> None:
        self._database = database
        self._ids = ids

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
            notebook = Notebook(connection, account, learners.meet(connection, account, now=now, ids=self._ids))
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
            yield Notebook(connection, claim.account, met) if met else None

    @contextmanager
    def look(self, account: Account) -> Generator[Notebook | None]:
        """The notebook of whoever is met on this account, to read; None where nobody is."""
        with self._database.write() as connection:
            met = learners.known(connection, account)
            yield Notebook(connection, account, met) if met else None


class Notebook:
    """All that is kept about one learner. Lives as long as the turn that opened it."""

    def __init__(self, connection: Connection, account: Account, met: Met) -> None:
        self._connection = connection
        self._account = account
        self._met = met
        self._learner = met.id
        self._inbox = Inbox(connection, account, met.id)
        self._profile = met.profile
        self._is_new = met.is_new
        self._shown = met.shown
        self._forgotten = False
        self._entries: list[Entry] = []
        self._enrolments: list[Enrolment] = []
        if not met.is_new:
            self._read()

    @property
    def is_new(self) -> bool:
        """True when nothing was known of this account before this turn."""
        return self._is_new

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The journal, oldest first, what this turn has written included."""
        return tuple(self._entries)

    @property
    def enrolments(self) -> tuple[Enrolment, ...]:
        """Every pathway ever taken up, with the day it first was; oldest first."""
        return tuple(self._enrolments)

    @property
    def shown(self) -> Shown | None:
        """What was listed last."""
        return self._shown

    @property
    def profile(self) -> Profile:
        """What the platform said last of the account that is met."""
        return self._profile

    @property
    def nudges(self) -> Record | None:
        """What has come of the nudges so far; None where none was ever planned."""
        return self._met.nudging[1] if self._met.nudging and not self._forgotten else None

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every account of the learner, home first; none once all is forgotten."""
        return learners.known_as(self._connection, self._learner)

    def write(self, deed: Deed, *, said: datetime, counts: date) -> Entry:
        """Add a line to the journal."""
        number = self._entries[-1].number + 1 if self._entries else 1
        entry = Entry(number, storable.moment(said), counts, deed)
        if not self._forgotten:
            line = {"learner_id": self._learner, "number": number, "said": entry.said, "counts": counts}
            self._connection.execute(_WRITE, {**line, **deeds.write(deed)})
            self._entries.append(entry)
        return entry

    def enrol(self, pathway: str, *, started: date) -> None:
        """Keep the first day of a pathway; a second call for the same pathway changes nothing."""
        if self._forgotten or any(enrolment.pathway == pathway for enrolment in self._enrolments):
            return
        self._connection.execute(_ENROL, {"learner_id": self._learner, "pathway": pathway, "started": started})
        self._enrolments.append(Enrolment(pathway, started))
        self._enrolments.sort(key=lambda enrolment: (enrolment.started, enrolment.pathway))

    def show(self, steps: tuple[str, ...], *, at: datetime) -> None:
        """Keep what was listed."""
        if self._forgotten:
            return
        shown = Shown(steps, storable.moment(at))
        learners.show(self._connection, self._learner, shown)
        self._shown = shown

    def keep_profile(self, profile: Profile) -> None:
        """Keep what the platform says of the account, in place of what it said before."""
        if self._forgotten or profile == self._profile:
            return
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
        learners.forget(self._connection, self._learner)
        self._forgotten = True
        self._entries, self._enrolments, self._shown = [], [], None
        self._profile = Profile()

    def close(self, now: datetime) -> None:
        """The learner has spoken: with all else that the turn wrote it is kept when their next nudge is due."""
        if self._forgotten:
            return
        if self._met.unreachable:
            learners.reached(self._connection, self._account)
        here = self._met.home
        if here is not None:
            home = replace(here, timezone=self._profile.timezone)
        else:
            home = nudging.home_of(self._connection, self._learner)
        told = rule(self._entries, self._enrolments, home.timezone) if home else None
        if home is None or told is None:
            return
        at = storable.moment(now)
        before, so_far = self._met.nudging or (None, Record(at))
        if self._met.unreachable:
            so_far = replace(so_far, planned_to=at)  # what could not be sent meanwhile is not sent now
        record = heard_from(so_far, before, told, at)
        if (told, record) != self._met.nudging or self._met.unreachable:
            nudging.heard(self._connection, self._learner, home, told, record)

    def _read(self) -> None:
        learner = {"learner": self._learner}
        self._entries = [
            Entry(number, said, counts, deeds.read(kind, pathway, step, detail))
            for number, said, counts, kind, pathway, step, detail in self._connection.execute(_ENTRIES, learner)
        ]
        self._enrolments = [Enrolment(*row) for row in self._connection.execute(_ENROLMENTS, learner)]
