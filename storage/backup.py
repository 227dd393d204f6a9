"""Copies of a SQLite file, taken while it is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from storage import files
from storage.errors import StorageError, explain

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Database


def make(database: Database, to: Path) -> Path:
    """Copy everything committed so far into the new file ``to``, and check the copy; the path of the copy.

    Raises ``StorageError``; ``to`` then does not exist.
    """
    if database.file is None:
        raise StorageError(f"{database.name}: is not a file; back it up with pg_dump")
    return copy(database.file, to)


def copy(file: Path, to: Path) -> Path:
    """As ``make``, for a file that is not open."""
    if to.exists():
        raise StorageError(f"{to}: exists already; name a file that does not")
    partial = to.with_name(f"{to.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        files.create(partial)
        _fill(file, partial)
        files.check(partial)
        partial.rename(to)
    except OSError as error:
        raise StorageError(f"{to}: cannot be written ({error.strerror}); name another folder") from error
    except sqlite3.Error as error:
        raise StorageError(f"{file}: while it was copied to {to}, it or the copy {explain(error)}") from error
    finally:
        partial.unlink(missing_ok=True)
    return to


def _fill(file: Path, partial: Path) -> None:
    with (
        closing(files.read_only(file)) as source,
        closing(sqlite3.connect(partial, isolation_level=None)) as target,
    ):
        target.execute("PRAGMA synchronous = FULL")
        # all pages in one step: one consistent moment, and writers need not wait for it
        source.backup(target)
        # one file, not three: the copy travels
        target.execute("PRAGMA journal_mode = DELETE").fetchone()
