"""The outbox as a whole: what is due next, and everything that ever was planned. For looking, not for sending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from pathways.learner import Account
from storage.outbox import Outbox
from storage.tables import deliveries, learners

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.database import Database

_SOONEST = (
    select(func.min(learners.c.next_nudge_at)).where(learners.c.next_nudge_at.is_not(None)).scalar_subquery(),
    select(func.min(deliveries.c.next_try)).where(deliveries.c.next_try.is_not(None)).scalar_subquery(),
    select(func.min(deliveries.c.lease_until)).where(deliveries.c.lease_until.is_not(None)).scalar_subquery(),
)
_ALL = select(deliveries).order_by(deliveries.c.due_at, deliveries.c.id)


@dataclass(frozen=True, slots=True)
class Fact:
    """What the memory says of one nudge."""

    account: Account
    id: str
    slot: str
    state: str
    reason: str | None


class Ledger:
    """Reads the outbox of a database, and makes outboxes for its workers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def worker(self, name: str, passing: Callable[[str], None]) -> Outbox:
        """An outbox for one worker."""
        return Outbox(self._database, name, passing=passing)

    def soonest(self) -> datetime | None:
        """When something is due next; None where nothing is."""
        with self._database.read() as connection:
            found = connection.execute(select(*_SOONEST)).one()
        return min((moment for moment in found if moment is not None), default=None)

    def facts(self) -> tuple[Fact, ...]:
        """Every nudge ever planned, in the order of falling due."""
        with self._database.read() as connection:
            return tuple(
                Fact(Account(row.platform, row.workspace, row.user), row.id, row.slot, row.state, row.reason)
                for row in connection.execute(_ALL)
            )
