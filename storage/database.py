"""The door to the database: opened once, and one transaction for one ``with``."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from storage import engines, files, place, schema
from storage.errors import told
from storage.turnstile import Turnstile

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from storage.place import Place

WAIT = timedelta(seconds=5)


class Database:
    """A database whose address, soundness and version were checked. Safe to share between threads."""

    def __init__(self, where: Place, engine: Engine, wait: timedelta) -> None:
        self._place = where
        self._engine = engine
        self._wait = wait
        self._reader = engine.execution_options(postgresql_readonly=True)
        # SQLite has one writer at a time whatever we do; a database in memory has one connection in all
        self._writers = Turnstile() if where.is_sqlite else None
        self._readers = self._writers if where.file is None else None

    @classmethod
    def open(cls, url: str | Path, *, wait: timedelta = WAIT, pooler: bool = False) -> Self:
        """Open a SQLite file (made where missing), ``sqlite://`` in memory, or a PostgreSQL server.

        ``wait`` is the patience with locks; ``pooler`` says that a connection pooler stands before PostgreSQL.
        Raises ``StorageError`` when the database cannot be reached, read, written or understood; it is then
        as it was.
        """
        where = place.of(url)
        if where.file:
            files.prepare(where.file)
        engine = (
            engines.sqlite(where, wait)
            if where.is_sqlite
            else engines.postgresql(where, wait, statements=wait, pooler=pooler)
        )
        database = cls(where, engine, wait)
        try:
            with database.write() as connection:
                schema.refuse_strange(connection, where)
        except BaseException:
            database.close()
            raise
        return database

    @property
    def name(self) -> str:
        """What messages call it."""
        return self._place.name

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for PostgreSQL and in memory."""
        return self._place.file

    @property
    def is_shared(self) -> bool:
        """Whether other machines may use it, too."""
        return not self._place.is_sqlite

    @property
    def at_once(self) -> int:
        """How many transactions can write side by side."""
        return 1 if self._place.is_sqlite else engines.POOL

    def write(self) -> AbstractContextManager[Connection]:
        """One transaction: committed when the block ends well, rolled back on any error.

        Whatever the database refuses is a ``StorageError``.
        """
        return self._transaction(self._engine, engines.WRITE, self._writers)

    def read(self) -> AbstractContextManager[Connection]:
        """One consistent look at everything, without waiting for writers."""
        return self._transaction(self._reader, engines.READ, self._readers)

    @contextmanager
    def worker(self) -> Generator[None]:
        """Be a worker while the block runs; ``StorageError`` for a second one on a SQLite file."""
        with files.alone(self._place.file) if self._place.file else nullcontext():
            yield

    def close(self) -> None:
        """Let go of every connection; a database that is used again opens new ones."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _transaction(self, engine: Engine, how: str, turnstile: Turnstile | None) -> Generator[Connection]:
        alone = turnstile.passed(self._wait) if turnstile else nullcontext()
        with told(self.name, engine.dialect), alone, engines.transaction(engine, how) as connection:
            yield connection
