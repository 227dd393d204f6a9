"""Learners whose nudges are due, and workers of the outbox that die where a test wants them to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pathways.learner import Account, Profile
from storage.notebook import Memory
from storage.outbox import Outbox
from storage.tables import accounts, attempts, deliveries, gates, learners

if TYPE_CHECKING:
    from collections.abc import Callable

    from pathways.delivery import Claim
    from storage.database import Database

ENROLLED = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
DUE = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
"""Monday, nine o'clock in Berlin."""
NOW = DUE + dt.timedelta(minutes=5)
"""When everybody's own moment has come as well."""
PATHWAY = "backend-developer-to-ai-architect"


class Killed(BaseException):
    """The process is no more; nothing that runs may outlive this."""


def dies_at(point: str) -> Callable[[str], None]:
    def passing(name: str) -> None:
        if name == point:
            raise Killed(name)

    return passing


def somebody(number: int = 1, workspace: str = "T1") -> Account:
    return Account("slack", workspace, f"U{number}")


def enrol(database: Database, *whom: Account, at: dt.datetime = ENROLLED, timezone: str = "Europe/Berlin") -> None:
    memory = Memory(database)
    for account in whom or (somebody(),):
        with memory.turn(account, now=at) as book:
            book.keep_profile(Profile(timezone))
            book.enrol(PATHWAY, started=at.date())


def say(database: Database, account: Account, at: dt.datetime) -> None:
    """Any word of a learner."""
    with Memory(database).turn(account, now=at):
        pass


def rows(database: Database) -> list[Any]:
    with database.read() as connection:
        return list(connection.execute(select(deliveries).order_by(deliveries.c.due_at, deliveries.c.id)))


def states(database: Database) -> dict[str, str]:
    return {row.slot: row.state for row in rows(database)}


def tried(database: Database) -> list[tuple[int, str | None]]:
    with database.read() as connection:
        found = connection.execute(select(attempts).order_by(attempts.c.delivery_id, attempts.c.fence))
        return [(row.fence, row.outcome) for row in found]


def learner_row(database: Database, account: Account | None = None) -> Any:
    account = account or somebody()
    with database.read() as connection:
        return connection.execute(
            select(learners, accounts.c.unreachable_at)
            .join(accounts, accounts.c.learner_id == learners.c.id)
            .where(accounts.c.user == account.user, accounts.c.workspace == account.workspace)
        ).one()


def gate_rows(database: Database) -> list[Any]:
    with database.read() as connection:
        return list(connection.execute(select(gates)))


def claimed(database: Database, now: dt.datetime = NOW, owner: str = "worker") -> Claim:
    """One nudge, planned and borrowed."""
    outbox = Outbox(database, owner)
    outbox.plan(now)
    (claim,) = outbox.claim(now, ("slack",))
    return claim
