"""Databases for tests: each test that asks for one runs on a SQLite file and on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests import postgres as server

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from storage.database import Database
    from storage.notebook import Memory

BACKENDS = ("sqlite", "postgresql")
NO_POSTGRESQL = "no PostgreSQL"


@pytest.fixture(scope="session")
def postgres() -> Generator[server.Server]:
    """The PostgreSQL of this test process, started by the first test that needs it."""
    with ExitStack() as stack:
        try:
            started = stack.enter_context(server.running())
        except server.Unavailable as reason:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"{NO_POSTGRESQL}: {reason}")
        yield started


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nobody should take a green run for more than it is."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if NO_POSTGRESQL in str(r.longrepr)]
    if skipped:
        reason = str(skipped[0].longrepr[-1])
        terminalreporter.write_line(f"{len(skipped)} tests NOT RUN ON POSTGRESQL: {reason}", red=True, bold=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables of the newest version."""
    from storage import migrate

    file = tmp_path_factory.mktemp("template") / "coach.db"
    migrate.upgrade(file)
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: server.Server) -> str:
    """What the migrations say to PostgreSQL to make the tables of the newest version."""
    from sqlalchemy import Engine, event

    from storage import migrate

    said: list[str] = []

    def listen(*arguments: Any) -> None:
        said.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", listen)
    migrate.upgrade(postgres.schema())
    event.remove(Engine, "before_cursor_execute", listen)
    return ";".join(
        statement for statement in said if statement.lstrip().startswith(("CREATE", "ALTER", "INSERT", "UPDATE"))
    )


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def empty(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path}/empty/coach.db"
    postgres: server.Server = request.getfixturevalue("postgres")
    return postgres.schema()


@pytest.fixture
def address(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with tables and without learners."""
    if backend == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "coach.db")
        return f"sqlite:///{file}"
    postgres: server.Server = request.getfixturevalue("postgres")
    made = postgres.schema()
    with psycopg.connect(made) as connection:
        connection.execute(request.getfixturevalue("postgres_template"))
    return made


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Path:
    """A SQLite file with tables and without learners, for faults that only files have."""
    return shutil.copy(sqlite_template, tmp_path / "coach.db")


@pytest.fixture
def opened() -> Generator[Callable[..., Database]]:
    """``Database.open``, closed again after the test."""
    from storage.database import Database

    databases: list[Database] = []

    def opens(*arguments: object, **options: object) -> Database:
        databases.append(Database.open(*arguments, **options))
        return databases[-1]

    yield opens
    for database in databases:
        database.close()


@pytest.fixture
def database(address: str, opened: Callable[..., Database]) -> Database:
    return opened(address)


@pytest.fixture
def memory(database: Database) -> Memory:
    from storage.notebook import Memory

    return Memory(database)
