"""SQLAlchemy engines with the settings under which no write is lost."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import timedelta

    from storage.place import Place

READ, WRITE, MIGRATE = "BEGIN", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"
"""How a transaction on SQLite begins."""

POOL = 8
IDLE_SECONDS = 60
"""A process that hangs in the middle of a turn must not keep a learner locked for ever."""


def sqlite(place: Place, wait: timedelta, *, foreign_keys: bool = True) -> Engine:
    """Connections to a SQLite file, or the one connection to a database in memory."""
    engine = (
        create_engine(place.url, hide_parameters=True, pool_timeout=wait.total_seconds())
        if place.file
        else create_engine(
            place.url, hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    )

    def connected(connection: sqlite3.Connection, _: object) -> None:
        # left to itself the driver starts transactions late and in deferred mode: reads before the
        # first write then happen outside of it, and concurrent updates are lost in silence
        connection.isolation_level = None
        for setting in (
            f"busy_timeout = {wait.total_seconds() * 1000:.0f}",
            "synchronous = FULL",
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
            "trusted_schema = OFF",
            "cache_size = -16384",  # KiB: pages of the indexes that a sweep of all who are due goes through
            "secure_delete = ON",  # what a learner wants forgotten is overwritten, not merely unlinked
        ):
            connection.execute(f"PRAGMA {setting}")
        _log_ahead(connection, wait)

    event.listen(engine, "connect", connected)
    return engine


@contextmanager
def transaction(engine: Engine, how: str) -> Generator[Connection]:
    """One transaction, begun on SQLite as said: its driver would begin none before the first write."""
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute(how)
        yield connection


def _log_ahead(connection: sqlite3.Connection, wait: timedelta) -> None:
    """Switch the file to WAL, where it is not. SQLite itself does not wait for others that do the same."""
    give_up = time.monotonic() + wait.total_seconds()
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def postgresql(place: Place, wait: timedelta, *, statements: timedelta, pooler: bool = False) -> Engine:
    """Connections to a PostgreSQL server.

    ``wait`` bounds reaching it and waiting for a lock, ``statements`` a statement (0 is no bound); behind a
    ``pooler`` statements are not prepared, and the bounds are set in each transaction.
    """
    milliseconds = {
        "statement_timeout": statements.total_seconds() * 1000,
        "lock_timeout": wait.total_seconds() * 1000,
        "idle_in_transaction_session_timeout": IDLE_SECONDS * 1000,
    }
    arguments: dict[str, Any] = {"connect_timeout": max(2, round(wait.total_seconds()))}
    url = place.url
    if pooler:
        arguments["prepare_threshold"] = None
    else:
        own = url.query.get("options", "")
        bounds = (f"-c {name}={value:.0f}" for name, value in milliseconds.items())
        arguments["options"] = " ".join((own if isinstance(own, str) else " ".join(own), *bounds)).strip()
        url = url.difference_update_query(["options"])
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=wait.total_seconds(),
        pool_pre_ping=True,
        connect_args=arguments,
    )
    if pooler:
        event.listen(engine, "begin", _bounded("; ".join(f"SET LOCAL {k} = {v:.0f}" for k, v in milliseconds.items())))
    return engine


def _bounded(statement: str) -> Any:
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begun
