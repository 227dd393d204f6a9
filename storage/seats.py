"""What one process alone may hold, such as a bot's connection: whoever holds it says so again before its time is up.

On PostgreSQL the database's own clock counts, so that no two machines need agree on the time. Beside a SQLite file
it is a lock that dies with its process.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, or_
from sqlalchemy.dialects import postgresql

from storage import files
from storage.tables import seats

if TYPE_CHECKING:
    from storage.database import Database

LEASE = timedelta(seconds=15)
"""How long a seat is kept for a process that says nothing."""

_CLOCK = func.clock_timestamp()
_OFFER = postgresql.insert(seats).values(
    name=bindparam("what"), owner=bindparam("me"), until=_CLOCK + bindparam("lease", type_=postgresql.INTERVAL())
)
_TAKE = _OFFER.on_conflict_do_update(
    index_elements=["name"],
    set_={"owner": _OFFER.excluded.owner, "until": _OFFER.excluded.until},
    where=or_(seats.c.owner == _OFFER.excluded.owner, seats.c.until <= _CLOCK),
).returning(seats.c.owner)
_LEAVE = delete(seats).where(seats.c.name == bindparam("what"), seats.c.owner == bindparam("me"))


class Seat:
    """One seat, as one process sees it. Every method blocks, and may raise ``StorageError``."""

    def __init__(self, database: Database, name: str, owner: str, lease: timedelta = LEASE) -> None:
        self._database = database
        self._asked = {"what": name, "me": owner}
        self._lease = lease
        self._lock: int | None = None

    def take(self) -> bool:
        """Take it, or keep it; False while another process has it."""
        if not self._database.is_shared:
            return self._lock_beside()
        with self._database.write() as connection:
            asked = {**self._asked, "lease": self._lease}
            return connection.execute(_TAKE, asked).scalar_one_or_none() is not None

    def leave(self) -> None:
        """Let somebody else have it at once."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        if self._database.is_shared:
            with self._database.write() as connection:
                connection.execute(_LEAVE, self._asked)

    def _lock_beside(self) -> bool:
        file = self._database.file
        if file is None:
            return True  # a database in memory is this process's own
        if self._lock is None:
            self._lock = files.locked(file, self._asked["what"])
        return self._lock is not None
