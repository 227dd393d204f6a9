"""Deliveries that were answered. Platforms repeat themselves; a delivery has one effect, however often it comes.

Within one turn: the learner's lock lets two copies of a delivery come one after the other, and the second one
finds what the first was answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from storage import storable
from storage.errors import StorageError, is_duplicate
from storage.prepared import Prepared
from storage.tables import inbox

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pathways.learner import Account
    from storage.database import Database

KEPT = timedelta(days=7)
"""No platform repeats a delivery, and no replay passes its signature, after as long as that."""

_HEARD = Prepared(
    select(inbox.c.learner_id, inbox.c.told).where(
        inbox.c.platform == bindparam("platform"),
        inbox.c.workspace == bindparam("workspace"),
        inbox.c.key == bindparam("key"),
    )
)
_HEAR = insert(inbox)
_PURGE = delete(inbox).where(inbox.c.at < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Inbox:
    """The deliveries of one account's tenant, as one learner may know of them."""

    connection: Connection
    account: Account
    learner: str

    def heard(self, key: str) -> str | None:
        """What was answered before, None for a new delivery; empty where it was answered to somebody else."""
        found = _HEARD.one(self.connection, self._named(key))
        if found is None:
            return None
        learner, told = found
        return told if learner == self.learner else ""

    def hear(self, key: str, told: str, *, at: datetime) -> None:
        """Keep an answer; ``StorageError`` for a delivery that was answered to somebody else meanwhile."""
        row = {**self._named(key), "learner_id": self.learner, "told": told, "at": storable.moment(at)}
        try:
            self.connection.execute(_HEAR, row)
        except IntegrityError as error:
            if not is_duplicate(error):
                raise
            raise StorageError("this delivery was answered already; try again to see the answer") from None

    def _named(self, key: str) -> dict[str, str]:
        return {"platform": self.account.platform, "workspace": self.account.workspace, "key": key}


def purge(database: Database, *, now: datetime, kept: timedelta = KEPT) -> int:
    """Delete what is too old to be delivered again; how many rows."""
    with database.write() as connection:
        return connection.execute(_PURGE, {"before": storable.moment(now) - kept}).rowcount
