"""Changing the tables: all or nothing, and never a row lost, on SQLite and on PostgreSQL."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
import time
from contextlib import contextmanager
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, inspect, select, text

from pathways.journal import Finished, Started
from pathways.learner import Account, Profile
from storage import migrate, schema, tables
from storage.database import Database
from storage.errors import StorageError
from storage.notebook import Memory
from tests import writers

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)

NEXT = dedent(
    '''
    """Rebuild the table that all others point at, and add one."""
    import sqlalchemy as sa
    from alembic import op

    revision = "9000"
    down_revision = "HEAD"


    def upgrade():
        with op.batch_alter_table("learners", recreate="auto") as batch:
            batch.add_column(sa.Column("nickname", sa.Text(), nullable=False, server_default="friend"))
            batch.create_check_constraint("nickname_length", "length(nickname) < 50")
        op.create_table("outbox", sa.Column("id", sa.Text(), primary_key=True))
        op.execute("UPDATE learners SET nickname = 'ada'")
    '''
).replace("HEAD", schema.HEAD)
CLUMSY = NEXT.replace("op.execute(\"UPDATE learners SET nickname = 'ada'\")", 'op.execute("DELETE FROM journal")')


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Pretend that a program with one more migration is installed."""

    def released(source: str) -> None:
        folder = tmp_path / "versions"
        folder.mkdir()
        for script in migrate.VERSIONS.glob("0*.py"):
            (folder / script.name).write_text(script.read_text())
        (folder / "9000_next.py").write_text(source)
        monkeypatch.setattr(migrate, "VERSIONS", folder)
        monkeypatch.setattr(schema, "VERSIONS", (*schema.VERSIONS, "9000"))
        monkeypatch.setattr(schema, "HEAD", "9000")

    return released


@pytest.fixture
def seeded(address: str) -> str:
    """A database with two learners, all of whose rows point at theirs."""
    with Database.open(address) as database:
        for user in ("ada", "grace"):
            with Memory(database).turn(Account("slack", "T", user), now=NOW) as book:
                book.enrol("p", started=NOW.date())
                book.write(Started("p"), said=NOW, counts=NOW.date())
                book.write(Finished("p", "s"), said=NOW, counts=NOW.date())
                book.show(("s",), at=NOW)
                book.hear(f"delivery to {user}", "Done.", at=NOW)
    return address


OF_0001 = (
    "INSERT INTO learners VALUES ('{learner}', '{now}', NULL)",
    "INSERT INTO accounts VALUES ('slack', 'T', '{user}', '{learner}', {home})",
    "INSERT INTO enrolments (learner_id, pathway, started) VALUES ('{learner}', 'p', '2026-11-23')",
    "INSERT INTO journal VALUES ('{learner}', 1, '{now}', '2026-11-23', 'started', 'p', NULL, '{{}}')",
)
"""What the program of version 0001 wrote; today's cannot write to such a database any more."""
COLUMNS_OF_0001 = {
    "learners": "id, created_at, shown",
    "accounts": 'platform, workspace, "user", learner_id, home',
}
"""It named them; tables that have grown since need to be told so here."""


@pytest.fixture
def of_0001(empty: str, opened: Callable[..., Database], backend: str) -> str:
    """A database that the first release left behind, with two learners."""
    with opened(empty).write() as connection:
        command.upgrade(migrate.config(connection), "0001")
        for user in ("ada", "grace"):
            names = {"user": user, "learner": user.ljust(32, "0"), "home": "1" if backend == "sqlite" else "true"}
            for statement in OF_0001:
                stamp = "2026-11-23 09:00:00.000000" + ("" if backend == "sqlite" else "+00")
                connection.execute(text(statement.format(**names, now=stamp)))
    return empty


def dump(address: str) -> dict[str, Any]:
    """Every table's shape and rows."""
    with connected(address) as connection:
        return {
            name: (
                shape(connection, name),
                sorted(connection.execute(text(f'SELECT * FROM "{name}"')).all(), key=repr),  # noqa: S608
            )
            for name in inspect(connection).get_table_names()
        }


def shape(connection: Connection, table: str) -> dict[str, Any]:
    found = inspect(connection)

    def plain(items: Any) -> Any:
        if isinstance(items, list):
            return sorted(plain(item) for item in items)
        return str(sorted((k, plain(v)) for k, v in items.items())) if isinstance(items, dict) else str(items)

    return {
        "columns": plain(found.get_columns(table)),
        "key": plain([dict(found.get_pk_constraint(table))]),
        "foreign keys": plain(found.get_foreign_keys(table)),
        "unique": plain(found.get_unique_constraints(table)),
        "checks": plain(found.get_check_constraints(table)),
        "indexes": plain(found.get_indexes(table)),
    }


@contextmanager
def connected(address: str) -> Generator[Connection]:
    database = Database.open(address)
    try:
        with database.read() as connection:
            yield connection
    finally:
        database.close()


def rows(address: str) -> dict[str, int]:
    return {name: len(found) for name, (_, found) in dump(address).items()}


def test_D13_the_migrations_make_what_the_tables_say(address: str, empty: str, opened: Callable[..., Database]) -> None:
    with connected(address) as migrated:
        command.check(migrate.config(migrated))
        found = {name: shape(migrated, name) for name in tables.METADATA.tables}
    # Alembic compares neither CHECKs nor what a key is called: compare with tables made without it
    with opened(empty).write() as connection:
        tables.METADATA.create_all(connection)
        assert found == {name: shape(connection, name) for name in tables.METADATA.tables}


def test_D13_the_version_that_the_program_expects_is_the_last_there_is(address: str) -> None:
    with connected(address) as connection:
        scripts = ScriptDirectory.from_config(migrate.config(connection))
        assert [script.revision for script in scripts.walk_revisions()] == list(reversed(schema.VERSIONS))
        assert schema.current(connection) == schema.HEAD


class Pulled(Exception):
    """The plug."""


@contextmanager
def plug_pulled_after(statements: int) -> Generator[list[str]]:
    said: list[str] = []

    def count(*arguments: Any) -> None:
        said.append(arguments[2])
        if len(said) == statements:
            raise Pulled

    event.listen(Engine, "after_cursor_execute", count)
    try:
        yield said
    finally:
        event.remove(Engine, "after_cursor_execute", count)


def upgraded_in_spite_of_everything(address: str, *, first: int, every: int) -> int:
    """Upgrade, and fail after the ``first`` statement, then after a later one, until none is left; how often it failed.

    After each failure shape and rows must be what they were.
    """
    before = dump(address)
    for failures, statements in enumerate(range(first, 400, every)):
        with plug_pulled_after(statements):
            try:
                migrate.upgrade(address)
            except Pulled:
                pass
            else:
                return failures
        assert dump(address) == before
    pytest.fail("the upgrade never came to its end")


def test_D14_a_first_upgrade_that_fails_anywhere_leaves_nothing_and_can_be_run_again(empty: str) -> None:
    assert upgraded_in_spite_of_everything(empty, first=1, every=1) >= 8
    assert set(dump(empty)) == {*tables.METADATA.tables, schema.VERSION_TABLE}


@pytest.mark.parametrize("share", range(2))
def test_D14_an_upgrade_that_fails_anywhere_changes_nothing_and_can_be_run_again(
    seeded: str, release: Callable[[str], None], share: int, tmp_path: Path, backend: str
) -> None:
    release(NEXT)
    assert upgraded_in_spite_of_everything(seeded, first=1 + share, every=2) >= 5
    assert len(list(tmp_path.glob("*.backup*"))) == (backend == "sqlite")
    with connected(seeded) as connection:
        assert schema.current(connection) == "9000"
        assert connection.execute(text("SELECT DISTINCT nickname FROM learners")).scalars().all() == ["ada"]


def test_D15_rebuilding_the_table_that_all_others_point_at_keeps_every_row(
    seeded: str, release: Callable[[str], None], opened: Callable[..., Database]
) -> None:
    before = rows(seeded)
    release(NEXT)
    done = migrate.upgrade(seeded)
    assert (done.before, done.after) == (schema.VERSIONS[-2], "9000")
    assert rows(seeded) == {**before, "outbox": 0}
    database = opened(seeded)
    with Memory(database).turn(Account("slack", "T", "ada"), now=NOW) as book:
        assert len(book.entries) == 2
        book.forget()
    # the rebuilt table is still the one that the others point at
    of_one = {"learners": 1, "accounts": 1, "enrolments": 1, "journal": 2, "inbox": 1, "alembic_version": 1}
    assert rows(seeded) == {**dict.fromkeys(before, 0), "outbox": 0, **of_one}


def test_D14_the_upgrade_from_0001_can_fail_anywhere(of_0001: str) -> None:
    assert upgraded_in_spite_of_everything(of_0001, first=1, every=3) >= 4
    assert set(dump(of_0001)) == {*tables.METADATA.tables, schema.VERSION_TABLE}


def test_D15_the_upgrade_from_0001_keeps_every_row_and_their_owners_go_on(
    of_0001: str, opened: Callable[..., Database], empty: str
) -> None:
    before = {name: found for name, (_, found) in dump(of_0001).items() if name != schema.VERSION_TABLE}
    assert set(map(len, before.values())) == {2}
    with pytest.raises(StorageError, match="coach db upgrade"):
        Memory(opened(of_0001)).turn(Account("slack", "T", "ada"), now=NOW).__enter__()
    migrate.upgrade(of_0001)
    after = {name: found for name, (_, found) in dump(of_0001).items() if name in before}
    # what was there is there; new columns stand behind it
    assert {name: [tuple(row) for row in rows] for name, rows in before.items()} == {
        name: [tuple(row)[: len(before[name][0])] for row in rows] for name, rows in after.items()
    }

    memory = Memory(opened(of_0001))
    with memory.turn(Account("slack", "T", "ada"), now=NOW) as book:
        assert [entry.deed for entry in book.entries] == [Started("p")]
        assert (book.profile, book.heard("1")) == (Profile(), None)
        book.keep_profile(Profile("Europe/Berlin", "de"))
        book.hear("1", "Done.", at=NOW)
    with memory.turn(Account("slack", "T", "ada"), now=NOW) as book:
        assert (book.profile, book.heard("1")) == (Profile("Europe/Berlin", "de"), "Done.")


def test_D16_what_0001_wrote_to_it_can_still_write_once_the_tables_are_new(
    of_0001: str, opened: Callable[..., Database], backend: str
) -> None:
    """Expand only: while a release is under way, the program before it goes on for a while."""
    migrate.upgrade(of_0001)
    stamp = "2026-11-23 09:00:00.000000" + ("" if backend == "sqlite" else "+00")
    with opened(of_0001).write() as connection:
        for statement in OF_0001:
            said = statement
            for table, columns in COLUMNS_OF_0001.items():
                said = said.replace(f"{table} VALUES", f"{table} ({columns}) VALUES")
            home = "1" if backend == "sqlite" else "true"
            connection.execute(text(said.format(user="alan", learner="alan".ljust(32, "0"), home=home, now=stamp)))
    with Memory(opened(of_0001)).turn(Account("slack", "T", "alan"), now=NOW) as book:
        assert not book.is_new


@pytest.mark.parametrize("backend", ["sqlite"])
def test_D15_a_migration_that_loses_rows_without_saying_so_is_undone(
    seeded: str, release: Callable[[str], None]
) -> None:
    before = dump(seeded)
    release(CLUMSY)
    with pytest.raises(StorageError, match="9000 changed the number of rows in journal; undone"):
        migrate.upgrade(seeded)
    assert dump(seeded) == before


@pytest.mark.parametrize("backend", ["sqlite"])
def test_D15_a_migration_that_means_to_remove_rows_says_so(seeded: str, release: Callable[[str], None]) -> None:
    release(
        CLUMSY.replace('revision = "9000"', 'revision = "9000"\n    CHANGES_ROWS = ("journal",)'.replace("    ", ""))
    )
    migrate.upgrade(seeded)
    assert rows(seeded)["journal"] == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_upgrade_backs_the_file_up_first_and_never_over_another_backup(
    seeded: str, release: Callable[[str], None], tmp_path: Path
) -> None:
    before = dump(seeded)
    older = tmp_path / f"coach.db.{schema.HEAD}.backup"
    older.write_text("older")
    release(NEXT)
    done = migrate.upgrade(seeded)
    assert done.backup == older.with_name(f"{older.name}-2")
    assert dump(str(done.backup)) == before
    assert older.read_text() == "older"


def test_an_upgrade_says_nothing_and_a_second_one_does_nothing(
    empty: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    import logging

    levels = (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)
    assert migrate.upgrade(empty) == migrate.Upgrade(None, schema.HEAD, None)
    assert migrate.upgrade(empty) == migrate.Upgrade(schema.HEAD, schema.HEAD, None)
    assert capfd.readouterr() == ("", "")
    assert (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level) == levels


def test_an_upgrade_is_needed_until_it_is_made(empty: str, opened: Callable[..., Database]) -> None:
    database = opened(empty)
    assert migrate.current(database) is None
    assert migrate.needed(database)
    with pytest.raises(StorageError, match="coach db upgrade"), Memory(database).turn(writers.WRITER, now=NOW):
        pass
    migrate.upgrade(empty)
    assert not migrate.needed(database)


def test_D17_a_database_newer_than_the_program_is_refused(address: str, opened: Callable[..., Database]) -> None:
    with opened(address).write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (opened, migrate.upgrade):
        with pytest.raises(StorageError, match=r"version 9999.*install the newer program"):
            attempt(address)


def test_D17_of_two_release_jobs_at_once_one_waits_and_finds_nothing_to_do(
    empty: str, opened: Callable[..., Database]
) -> None:
    context = writers.processes()
    pipes = [context.Pipe() for _ in range(2)]
    at = time.monotonic() + 0.3
    jobs = [context.Process(target=writers.upgrade, args=(empty, at, there)) for _, there in pipes]
    for job in jobs:
        job.start()
    befores = {here.recv() for here, _ in pipes}
    for job in jobs:
        job.join()
        assert job.exitcode == 0
    assert befores == {None, schema.HEAD}
    with opened(empty).read() as connection:
        assert connection.execute(select(tables.learners)).all() == []
