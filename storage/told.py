"""What was done last about something outside, by its digest, so that it is done again only once that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from storage.tables import told

if TYPE_CHECKING:
    from storage.database import Database

_SAME = (told.c.platform == bindparam("on"), told.c.about == bindparam("what"))
_LAST = select(told.c.digest).where(*_SAME)
_CHANGE = update(told).where(*_SAME).values(digest=bindparam("of"))
_ADD = insert(told).values(platform=bindparam("on"), about=bindparam("what"), digest=bindparam("of"))


class Told:
    """Remembers digests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, platform: str, about: str) -> str | None:
        """The digest of what it was last; None where there was nothing."""
        with self._database.read() as connection:
            return connection.execute(_LAST, {"on": platform, "what": about}).scalar_one_or_none()

    def keep(self, platform: str, about: str, digest: str) -> None:
        """Keep what it is now."""
        row = {"on": platform, "what": about, "of": digest}
        with self._database.write() as connection:
            if not connection.execute(_CHANGE, row).rowcount:
                connection.execute(_ADD, row)
