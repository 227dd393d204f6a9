"""OAuth states: what an installation begins with must be what it ends with, once, and soon."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert

from storage import storable
from storage.tables import oauth_states

if TYPE_CHECKING:
    from storage.database import Database

LIFETIME = timedelta(minutes=10)
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")

_ISSUE = insert(oauth_states)
# looking and deleting are one statement: of several that come with the same state, one is given the row
_CONSUME = delete(oauth_states).where(oauth_states.c.state == bindparam("known")).returning(oauth_states.c.at)
_PURGE = delete(oauth_states).where(oauth_states.c.at <= bindparam("before"))


class States:
    """Issues states and takes each back once. Safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def issue(self, now: datetime) -> str:
        """A new state that nobody can guess, fit for an address; those that nobody came back with are deleted."""
        state, at = token_urlsafe(32), storable.moment(now)
        with self._database.write() as connection:
            connection.execute(_PURGE, {"before": at - LIFETIME})
            connection.execute(_ISSUE, {"state": state, "at": at})
        return state

    def consume(self, state: str, now: datetime, lifetime: timedelta = LIFETIME) -> bool:
        """True for a state that was issued, not too long ago, and never came back before."""
        if not _SHAPE.fullmatch(state):
            return False  # it comes from an address that anybody can type: not worth a question, nor an error
        with self._database.write() as connection:
            at = connection.execute(_CONSUME, {"known": state}).scalar_one_or_none()
        return at is not None and storable.moment(now) < at + lifetime
