"""What can go wrong with the memory, in words that name the place and the remedy."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from storage import StorageError
from storage.turnstile import TooLong

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import Dialect


UNREACHABLE = "cannot be reached; check that the server runs, and DATABASE_URL"
REFUSED = "refused the connection; check the user, the password and the database's name in DATABASE_URL"
BUSY = "stayed locked for too long; something else is writing to it, try again"
FULL = "has no room left; nothing was lost, but nothing can be added until there is space on the disk"
READ_ONLY = "cannot be written to; let this user write to the file and to its folder"
DAMAGED = (
    "is damaged or not a database, and was left as it is. Stop the coach, move it and the files "
    "ending in -wal and -shm beside it somewhere safe, and copy a backup to its place"
)
OUTDATED = "lacks a table or a column; run: coach db upgrade"

_SQLITE = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": READ_ONLY,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_IOERR": "could not be read or written; check the disk",
}
_POSTGRESQL = {
    "08": UNREACHABLE,
    "28": REFUSED,
    "3D": REFUSED,
    "42P01": OUTDATED,
    "42703": OUTDATED,
    "53100": FULL,
    "53": "has no resources left; try again, or give it more connections or memory",
    "55P03": BUSY,
    "57014": BUSY,
    "57": "is shutting down or starting; try again",
    "25006": "takes no writes; it is a standby, point DATABASE_URL at the primary",
    "25P03": "ended a turn that took too long; try again",
    "40": "stopped two turns that waited for each other; try again",
}


@contextmanager
def told(place: str, dialect: Dialect) -> Generator[None]:
    """Turn what the database library or its driver raises inside the block into a ``StorageError`` about ``place``."""
    try:
        yield
    except dialect.loaded_dbapi.Error as error:
        raise StorageError(f"{place}: {explain(error)}") from error
    except StatementError as error:
        if isinstance(error.orig, StorageError):
            raise StorageError(f"{place}: {error.orig}") from None
        raise StorageError(f"{place}: {explain(error)}") from error
    except (PoolExhausted, TooLong) as error:
        raise StorageError(f"{place}: {BUSY}") from error


def explain(error: BaseException) -> str:
    """The predicate of the sentence that begins with the database's name."""
    cause = getattr(error, "orig", None) or error
    if name := getattr(cause, "sqlite_errorname", None):
        return _of_sqlite(str(name), str(cause))
    if state := getattr(cause, "sqlstate", None):
        return _of_postgresql(str(state))
    if isinstance(error, IntegrityError):
        return "refused a value that breaks one of its rules; this is a bug"
    if type(cause).__name__ == "OperationalError":
        # psycopg tells a failed log-in by no code, only by its words
        return REFUSED if "authentication failed" in str(cause) or "does not exist" in str(cause) else UNREACHABLE
    return f"was asked for something it cannot do ({type(cause).__name__}); this is a bug"


def is_duplicate(error: IntegrityError) -> bool:
    """True when the row was refused only because its like is there already."""
    name, state = getattr(error.orig, "sqlite_errorname", ""), getattr(error.orig, "sqlstate", "")
    return name in {"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"} or state == "23505"


def _of_sqlite(name: str, words: str) -> str:
    if words.startswith(("no such table", "no such column", "table ")):
        return OUTDATED
    if name.startswith("SQLITE_CONSTRAINT"):
        return "refused a value that breaks one of its rules; this is a bug"
    family = "_".join(name.split("_")[:2])
    return _SQLITE.get(family, f"reported {name}; this is a bug")


def _of_postgresql(state: str) -> str:
    if state.startswith("23"):
        return "refused a value that breaks one of its rules; this is a bug"
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2]) or f"reported state {state}; this is a bug"
