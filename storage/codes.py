"""The codes that accounts are joined by: kept as digests, said once, and not for long.

What is kept is scrypt of the code, always with the same salt, so that it can be looked up. Of 78 thousand million
codes a processor tries some fifty thousand while one lasts; and without it, each account has five.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, bindparam, delete, insert, select, update

from pathways.joining import GUESSES, LASTS, REST
from storage import storable
from storage.tables import link_codes, link_guesses

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.database import Database

_SALT = b"a code that joins accounts"
_COST = 2**13

_OWN: BindParameter[str] = bindparam("own")
_DROP = delete(link_codes).where(link_codes.c.learner_id == _OWN)
_GIVE = insert(link_codes)
_FIND = select(link_codes.c.learner_id).where(
    link_codes.c.digest == bindparam("known"), link_codes.c.at > bindparam("after")
)
_TAKE = delete(link_codes).where(link_codes.c.digest == bindparam("known"))
_WRONG = select(link_guesses.c.wrong, link_guesses.c.at).where(link_guesses.c.learner_id == _OWN)
_FIRST = insert(link_guesses)
_FURTHER = (
    update(link_guesses).where(link_guesses.c.learner_id == _OWN).values(wrong=bindparam("count"), at=bindparam("now"))
)
_PURGE = (
    (delete(link_codes).where(link_codes.c.at <= bindparam("before")), LASTS),
    (delete(link_guesses).where(link_guesses.c.at <= bindparam("before")), REST),
)


def digest(code: str) -> str:
    """What is kept of a code."""
    return hashlib.scrypt(code.encode(), salt=_SALT, n=_COST, r=8, p=1, dklen=32).hex()


def give(connection: Connection, own: str, code: str, *, at: datetime) -> None:
    """Keep a code of an account, in place of the one before."""
    connection.execute(_DROP, {"own": own})
    connection.execute(_GIVE, {"learner_id": own, "digest": digest(code), "at": storable.moment(at)})


def find(connection: Connection, known: str, *, now: datetime) -> str | None:
    """Whose code this is the digest of, where it can still be said."""
    return connection.execute(_FIND, {"known": known, "after": storable.moment(now) - LASTS}).scalar_one_or_none()


def take(connection: Connection, known: str) -> bool:
    """Use a code up; False where somebody else was faster."""
    return connection.execute(_TAKE, {"known": known}).rowcount == 1


def resting(connection: Connection, own: str, *, now: datetime) -> datetime | None:
    """Until when no code that an account says is looked at; None where codes are."""
    found = connection.execute(_WRONG, {"own": own}).one_or_none()
    if found is None or found.wrong < GUESSES or now >= found.at + REST:
        return None
    return found.at + REST


def guessed(connection: Connection, own: str, *, now: datetime) -> None:
    """Count a wrong code."""
    found = connection.execute(_WRONG, {"own": own}).one_or_none()
    at = storable.moment(now)
    if found is None:
        connection.execute(_FIRST, {"learner_id": own, "wrong": 1, "at": at})
    else:
        wrong = 1 if at >= found.at + REST else found.wrong + 1
        connection.execute(_FURTHER, {"own": own, "count": wrong, "now": at})


def purge(database: Database, *, now: datetime) -> int:
    """Delete codes that are too old, and wrong ones long enough ago; how many rows."""
    with database.write() as connection:
        return sum(
            connection.execute(statement, {"before": storable.moment(now) - kept}).rowcount
            for statement, kept in _PURGE
        )
