"""The SQLite file: made private, and looked at before it is trusted."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import DAMAGED, READ_ONLY, StorageError, explain

if TYPE_CHECKING:
    from collections.abc import Generator

_log = logging.getLogger("coach.storage")
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
SOUND = (3, 51, 3)
"""From this version on SQLite's log cannot be reset under a writer."""
MOUNTS = Path("/proc/self/mounts")
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "9p", "glusterfs", "lustre", "ncpfs"}
    | {"fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone"}
)


def prepare(file: Path) -> None:
    """Make the folder and the file where they are missing, and check the file where it is there.

    Raises ``StorageError``; a file that fails the check is not touched.
    """
    refuse_network(file)
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


@contextmanager
def alone(file: Path) -> Generator[None]:
    """Be the one worker on the file; ``StorageError`` where another process is. The lock dies with its process."""
    if sqlite3.sqlite_version_info < SOUND:
        _log.warning(
            "SQLite %s can damage a file that two connections write at once, if seldom; %s or later does not",
            sqlite3.sqlite_version,
            ".".join(map(str, SOUND)),
        )
    lock = locked(file, "worker")
    if lock is None:
        raise StorageError(
            f"{file}: another worker sends nudges from it already. Stop that one, "
            "or point DATABASE_URL at PostgreSQL, where any number can work"
        )
    try:
        yield
    finally:
        os.close(lock)


def locked(file: Path, what: str) -> int | None:
    """Hold something beside the file until what is returned is closed, or the process ends; None: another one does."""
    import fcntl  # not on Windows, where a worker needs PostgreSQL

    lock = os.open(file.with_name(f"{file.name}.{what}"), os.O_CREAT | os.O_RDWR, PRIVATE_FILE)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


def refuse_network(file: Path, mounts: Path = MOUNTS) -> None:
    """Raise ``StorageError`` where the file is on a network filesystem, whose locks SQLite cannot rely on."""
    with suppress(OSError):  # only Linux tells in this way
        kinds = [line.split() for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
        found = [(words[1], words[2]) for words in kinds if len(words) > 2 and _holds(words[1], file)]
        _, kind = max(found, key=lambda mount: len(mount[0]), default=("", ""))
        if kind in NETWORK:
            raise StorageError(
                f"{file}: is on a network filesystem ({kind}), where SQLite loses data; "
                "name a file on a disk of this machine, or point DATABASE_URL at PostgreSQL"
            )


def _holds(mount: str, file: Path) -> bool:
    """Whether the file is below a mount; blanks in its name are told as octal."""
    return file.resolve().is_relative_to(mount.replace("\\040", " "))
