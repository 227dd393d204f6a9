"""The SQLite file: made private, and looked at before it is trusted."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from storage.errors import DAMAGED, READ_ONLY, StorageError, explain

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


def prepare(file: Path) -> None:
    """Make the folder and the file where they are missing, and check the file where it is there.

    Raises ``StorageError``; a file that fails the check is not touched.
    """
    try:
        file.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if file.is_dir():
            raise StorageError(f"{file}: is a folder; name a file in it")
        if not file.exists():
            with suppress(FileExistsError):  # another process was first; it is the same file
                create(file)
    except OSError as error:
        raise StorageError(
            f"{file}: cannot be made ({error.strerror}); "
            "name a file in a folder that this user can write to, in DATABASE_URL"
        ) from error
    # asked, not tried: closing a second handle on the file would drop the locks that SQLite holds on the first
    if not os.access(file, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise StorageError(f"{file}: {READ_ONLY}")
    if file.stat().st_size:
        check(file)


def create(file: Path) -> None:
    """Make an empty file that only this user can read; raises ``FileExistsError`` where there is one."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE))


def check(file: Path) -> None:
    """Raise ``StorageError`` unless SQLite finds the file sound. Reads only."""
    try:
        with closing(read_only(file)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise StorageError(f"{file}: {explain(error)}") from error
    if found != "ok":
        raise StorageError(f"{file}: {DAMAGED}")


def read_only(file: Path) -> sqlite3.Connection:
    """A connection that cannot change a byte, not even by tidying up after itself."""
    return sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, isolation_level=None)
