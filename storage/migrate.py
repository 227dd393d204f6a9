"""Bringing the tables of a database up to date: all of it or nothing, one process at a time.

Alembic is imported only when there is something to do.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, inspect, select, table

from storage import backup, engines, files, place, schema
from storage.errors import StorageError, told

if TYPE_CHECKING:
    from collections.abc import Generator

    from alembic.config import Config
    from sqlalchemy import Connection, Engine

    from storage.database import Database
    from storage.place import Place

SCRIPTS = Path(__file__).with_name("migrations")
VERSIONS = SCRIPTS / "versions"

PATIENCE = timedelta(minutes=1)
_QUEUE = 0x70617468
"""The advisory lock, any number of our own, at which release jobs queue on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade did: nothing, where ``before`` and ``after`` are the same."""

    before: str | None
    after: str
    backup: Path | None
    """A copy of the file as it was; None where there was nothing to keep, and on PostgreSQL."""


def current(database: Database) -> str | None:
    """The version of the tables, None where there are none yet."""
    with database.read() as connection:
        return schema.current(connection)


def needed(database: Database) -> bool:
    """True when the tables are older than this program."""
    return current(database) != schema.HEAD


def upgrade(url: str | Path, *, wait: timedelta = PATIENCE) -> Upgrade:
    """Make or change the tables, after a backup of a SQLite file that holds any.

    A second call, even at the same time, finds nothing left to do. Raises ``StorageError`` or whatever a migration
    raises; tables and data are then as they were.
    """
    where = place.of(url)
    if where.file:
        files.prepare(where.file)
    with (
        _engine(where, wait) as engine,
        told(where.name, engine.dialect),
        engines.transaction(engine, engines.MIGRATE) as connection,
    ):
        if not where.is_sqlite:
            connection.execute(select(func.pg_advisory_xact_lock(_QUEUE)))
        before = schema.refuse_strange(connection, where)
        if before == schema.HEAD:
            return Upgrade(before, before, None)
        kept = _keep(where.file, before) if where.file and before else None
        try:
            _run(connection)
        except BaseException:
            # all will be as it was: a release that is tried again and again must not fill the disk with copies of it
            if kept:
                kept.unlink(missing_ok=True)
            raise
        return Upgrade(before, schema.HEAD, kept)


def config(connection: Connection, **attributes: Any) -> Config:
    """Alembic's settings, without its file."""
    from alembic.config import Config

    settings = Config(attributes={"connection": connection, **attributes})
    for name, value in (("script_location", SCRIPTS), ("version_locations", VERSIONS), ("path_separator", "newline")):
        settings.set_main_option(name, str(value).replace("%", "%%"))
    return settings


@contextmanager
def _engine(where: Place, wait: timedelta) -> Generator[Engine]:
    # foreign keys are off while tables are rebuilt: dropping the old table would delete the rows that point at it
    engine = (
        engines.sqlite(where, wait, foreign_keys=False)
        if where.is_sqlite
        else engines.postgresql(where, wait, statements=timedelta(0))
    )
    try:
        yield engine
    finally:
        engine.dispose()


def _run(connection: Connection) -> None:
    from alembic import command

    watch = _Watch(connection) if connection.dialect.name == "sqlite" else None
    command.upgrade(config(connection, watch=watch), "head")


def _keep(file: Path, before: str) -> Path:
    """A copy of the file, under a name that is free."""
    stem = f"{file.name}.{before}"
    names = (f"{stem}.backup", *(f"{stem}.backup-{number}" for number in range(2, 100)))
    for name in names:
        to = file.with_name(name)
        if not to.exists():
            return backup.copy(file, to)
    raise StorageError(f"{file}: has too many backups beside it; move the old ones away")


class _Watch:
    """Sees to it that a migration on SQLite, where tables are rebuilt by copying, loses no row.

    A migration that means to add or remove rows names their tables in ``CHANGES_ROWS``.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = self._count()

    def __call__(self, *, step: Any, **_: object) -> None:
        """Called by Alembic after each migration, before it is committed."""
        rows = self._count()
        meant: tuple[str, ...] = getattr(step.up_revision.module, "CHANGES_ROWS", ())
        for name in self._rows.keys() & rows.keys() - {*meant, schema.VERSION_TABLE}:
            if rows[name] != self._rows[name]:
                raise StorageError(f"migration {step.up_revision_id} changed the number of rows in {name}; undone")
        if self._connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StorageError(f"migration {step.up_revision_id} left rows that point nowhere; undone")
        self._rows = rows

    def _count(self) -> dict[str, int]:
        return {
            name: self._connection.execute(select(func.count()).select_from(table(name))).scalar_one()
            for name in inspect(self._connection).get_table_names()
        }
