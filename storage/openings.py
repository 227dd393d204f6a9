"""Conversations that are opened one after the other, by all workers together: many at once are taken for spam."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import storable
from storage.tables import openings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from storage.database import Database

    _Found: TypeAlias = Row[tuple[str, datetime, int, datetime | None]]

EVERY = timedelta(seconds=5)
"""Between two openings."""
REST, LONGEST_REST = timedelta(hours=1), timedelta(days=1)
"""Without an opening after a platform called them too many; twice as long each further time."""
FORGIVEN = timedelta(days=7)
"""After as long as that without a word the next rest is a first one."""

_ON_SQLITE, _ON_POSTGRESQL = sqlite.insert(openings), postgresql.insert(openings)
_BEGIN = {
    "sqlite": _ON_SQLITE.on_conflict_do_nothing(),
    "postgresql": _ON_POSTGRESQL.on_conflict_do_nothing(),
}
_LOOK = select(openings).where(openings.c.platform == bindparam("on"))
_ALONE = _LOOK.with_for_update()
_MOVE = update(openings).where(openings.c.platform == bindparam("on")).values(next_at=bindparam("soonest"))
_REST = _MOVE.values(rest=bindparam("seconds"), rested_at=bindparam("now"))


class Openings:
    """Gives turns. Safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def turn(self, platform: str, now: datetime, every: timedelta = EVERY) -> datetime | None:
        """Take the turn to open one; None: it is yours. Otherwise nothing is taken, and it is no use before then."""
        moment = storable.moment(now)
        with self._database.write() as connection:
            found = _alone(connection, platform, moment)
            if found.next_at > moment:
                return found.next_at
            connection.execute(_MOVE, {"on": platform, "soonest": moment + every})
            return None

    def rests(self, platform: str, now: datetime) -> bool:
        """Whether the platform found them too many, and none is to be opened."""
        with self._database.read() as connection:
            found = connection.execute(_LOOK, {"on": platform}).one_or_none()
        return found is not None and _is_rest(found, storable.moment(now))

    def rest(self, platform: str, now: datetime, wished: timedelta | None = None) -> datetime:
        """The platform asks for a rest, of a length that it may say; when that is over."""
        moment = storable.moment(now)
        with self._database.write() as connection:
            found = _alone(connection, platform, moment)
            if wished is not None:
                until = max(found.next_at, moment + wished)
                connection.execute(_MOVE, {"on": platform, "soonest": until})
                return until
            if _is_rest(found, moment):
                return found.next_at  # what was under way when the rest began is told the same
            again = found.rested_at is not None and found.rested_at + FORGIVEN > moment
            length = min(LONGEST_REST, timedelta(seconds=found.rest * 2)) if again else REST
            told = {"seconds": round(length.total_seconds()), "now": moment}
            connection.execute(_REST, {"on": platform, "soonest": moment + length, **told})
            return moment + length


def _is_rest(found: _Found, now: datetime) -> bool:
    return found.rested_at is not None and found.rested_at + timedelta(seconds=found.rest) > now


def _alone(connection: Connection, platform: str, now: datetime) -> _Found:
    connection.execute(_BEGIN[connection.dialect.name], {"platform": platform, "next_at": now, "rest": 0})
    return connection.execute(_ALONE, {"on": platform}).one()
