"""What the memory keeps, and for whom, on SQLite and on PostgreSQL."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import ast
import datetime as dt
import threading
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select, text

from pathways.deeds import Deed, Question, Way
from pathways.journal import (
    Adopted,
    Aimed,
    Allotted,
    Credited,
    Finished,
    Passed,
    Paused,
    Postponed,
    Proved,
    Rerouted,
    Resumed,
    Settled,
    Skipped,
    Split,
    Started,
    TakenBack,
    TookOff,
    Worked,
)
from pathways.learner import Account, Enrolment, Level, Shown
from storage import backup, deeds, migrate, tables
from storage.errors import StorageError
from storage.notebook import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Database

NOW = dt.datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=dt.UTC)
TODAY = NOW.date()
ADA = Account("slack", "T1", "U1")

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=100)
days = st.dates()
# by name, because what st.timezones() lists may be gone once another test has taken the bundled zones
zones = st.sampled_from(("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia")).map(ZoneInfo)
deeds_of = {
    Started: st.builds(Started, words, st.booleans()),
    Finished: st.builds(Finished, words, words),
    Skipped: st.builds(Skipped, words, words),
    Postponed: st.builds(Postponed, words, words, days),
    TookOff: st.builds(TookOff, days, st.none() | days),
    Settled: st.builds(
        Settled,
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.none() | words,
        st.none() | st.integers(0, 6),
        st.none() | st.times(),
    ),
    Paused: st.builds(Paused, st.none() | days),
    Resumed: st.builds(Resumed),
    TakenBack: st.builds(TakenBack, st.integers(1, 10**6)),
    Adopted: st.builds(Adopted, words, words),
    Worked: st.builds(Worked, words, words, st.integers(0, 10**5)),
    Credited: st.builds(Credited, words, words, st.sampled_from(Level)),
    Split: st.builds(Split, words, words, st.integers(2, 4)),
    Proved: st.builds(Proved, words, words, words),
    Allotted: st.builds(Allotted, st.floats(0, 80), days, days),
    Aimed: st.builds(Aimed, st.none() | days),
    Rerouted: st.builds(Rerouted, st.sampled_from(get_args(Way))),
    Passed: st.builds(Passed, st.sampled_from(get_args(Question))),
}
any_deed = st.one_of(*deeds_of.values())


def counted(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.METADATA.tables.items()
        }


def kept(database: Database) -> dict[str, int]:
    return {name: rows for name, rows in counted(database).items() if rows}


def test_a_first_turn_makes_the_learner_and_a_second_one_knows_them(memory: Memory) -> None:
    with memory.turn(ADA, now=NOW) as first:
        assert first.is_new
        assert (first.entries, first.enrolments, first.shown) == ((), (), None)
    with memory.turn(ADA, now=NOW) as second:
        assert not second.is_new


def test_E10_everything_told_is_there_after_a_restart(address: str, opened: Callable[..., Database]) -> None:
    before = opened(address)
    with Memory(before).turn(ADA, now=NOW) as book:
        book.enrol("analyst-to-engineer", started=TODAY)
        book.write(Started("analyst-to-engineer"), said=NOW, counts=TODAY)
        book.write(Finished("analyst-to-engineer", "sql"), said=NOW, counts=TODAY)
        book.show(("sql", "python"), at=NOW)
        told = (book.entries, book.enrolments, book.shown)
    before.close()

    with Memory(opened(address)).turn(ADA, now=NOW) as book:
        assert (book.entries, book.enrolments, book.shown) == told
        assert [entry.number for entry in book.entries] == [1, 2]
        assert book.entries[0].said.tzinfo is dt.UTC


def test_an_error_in_a_turn_undoes_the_whole_turn(memory: Memory, database: Database) -> None:
    def interrupted() -> None:
        with memory.turn(ADA, now=NOW) as book:
            book.write(Resumed(), said=NOW, counts=TODAY)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert set(counted(database).values()) == {0}


def test_enrolling_twice_keeps_the_first_day(memory: Memory) -> None:
    with memory.turn(ADA, now=NOW) as book:
        book.enrol("a", started=TODAY)
        book.enrol("a", started=TODAY + dt.timedelta(days=3))
    with memory.turn(ADA, now=NOW) as book:
        book.enrol("a", started=TODAY + dt.timedelta(days=4))
        book.enrol("b", started=TODAY - dt.timedelta(days=9))
        assert book.enrolments == (Enrolment("b", TODAY - dt.timedelta(days=9)), Enrolment("a", TODAY))


def test_forgetting_leaves_no_row_whatever_the_turn_does_next(memory: Memory, database: Database) -> None:
    with memory.turn(ADA, now=NOW) as book:
        book.write(Started("a"), said=NOW, counts=TODAY)
        book.enrol("a", started=TODAY)
        book.show(("x",), at=NOW)
    with memory.turn(ADA, now=NOW) as book:
        book.write(Resumed(), said=NOW, counts=TODAY)
        book.forget()
        assert (book.entries, book.enrolments, book.shown) == ((), (), None)
        book.show(("y",), at=NOW)
        book.enrol("b", started=TODAY)
        book.write(Resumed(), said=NOW, counts=TODAY)
        assert (book.entries, book.enrolments, book.shown) == ((), (), None)
    assert set(counted(database).values()) == {0}
    with memory.turn(ADA, now=NOW) as book:
        assert book.is_new


def test_forgetting_reaches_every_account_and_nobody_else(memory: Memory, database: Database) -> None:
    grace = Account("discord", "", "7")
    for account in (ADA, grace):
        with memory.turn(account, now=NOW) as book:
            book.write(Started("a"), said=NOW, counts=TODAY)
    with database.write() as connection:
        learner = connection.execute(
            select(tables.accounts.c.learner_id).where(tables.accounts.c.platform == "slack")
        ).scalar_one()
        connection.execute(
            tables.accounts.insert(),
            {"platform": "discord", "workspace": "", "user": "8", "learner_id": learner, "home": False},
        )
    with memory.turn(Account("discord", "", "8"), now=NOW) as book:
        assert len(book.entries) == 1
        book.forget()
    assert kept(database) == {"learners": 1, "accounts": 1, "journal": 1}


def test_F10_two_workspaces_with_the_same_user_are_two_learners(memory: Memory) -> None:
    with memory.turn(Account("slack", "T1", "U1"), now=NOW) as book:
        book.write(Finished("a", "secret"), said=NOW, counts=TODAY)
    for other in (Account("slack", "T2", "U1"), Account("discord", "T1", "U1"), Account("slack", "", "U1")):
        with memory.turn(other, now=NOW) as book:
            assert book.is_new
            assert book.entries == ()


@pytest.mark.parametrize(
    "hostile", ["'; DROP TABLE learners; --", '"); DELETE FROM journal; --', "%s %(x)s :learner {0.__class__}", "\\'\n"]
)
def test_F5_what_looks_like_sql_is_only_text(memory: Memory, hostile: str) -> None:
    account = Account(hostile, hostile, hostile)
    told: list[Deed] = [
        Started(hostile),
        Finished(hostile, hostile),
        Skipped(hostile, hostile),
        Postponed(hostile, hostile, TODAY),
        Settled(timezone=hostile),
    ]
    with memory.turn(account, now=NOW) as book:
        for deed in told:
            book.write(deed, said=NOW, counts=TODAY)
        book.enrol(hostile, started=TODAY)
        book.show((hostile,), at=NOW)
    with memory.turn(account, now=NOW) as book:
        assert [entry.deed for entry in book.entries] == told
        assert book.enrolments == (Enrolment(hostile, TODAY),)
        assert book.shown == Shown((hostile,), NOW)


def test_a_race_of_first_hellos_makes_one_learner(memory: Memory, database: Database) -> None:
    barrier = threading.Barrier(8)
    new: list[bool] = []

    def hello() -> None:
        barrier.wait()
        with memory.turn(ADA, now=NOW) as book:
            new.append(book.is_new)
            book.write(Resumed(), said=NOW, counts=TODAY)

    threads = [threading.Thread(target=hello) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False] * 7 + [True]
    assert kept(database) == {"learners": 1, "accounts": 1, "journal": 8}


def test_the_journal_is_only_ever_added_to(memory: Memory, database: Database) -> None:
    said: list[str] = []
    event.listen(database._engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    for _ in range(2):
        with memory.turn(ADA, now=NOW) as book:
            book.write(TakenBack(1), said=NOW, counts=TODAY)
            book.show(("x",), at=NOW)
    assert not [statement for statement in said if "UPDATE journal" in statement or "DELETE" in statement]
    # the usual turn: find the learner, read the two lists, and whatever it writes
    assert len([statement for statement in said[-8:] if statement.startswith("SELECT")]) <= 3


def test_every_kind_of_deed_has_a_kind_of_line() -> None:
    assert set(deeds_of) == set(get_args(Deed))
    assert len(tables.KINDS) == len(get_args(Deed))


@given(any_deed)
def test_a_line_says_the_deed_it_was_written_for(deed: Deed) -> None:
    assert deeds.read(**deeds.write(deed)) == deed
    assert deeds.write(deed)["kind"] in tables.KINDS


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.differing_executors],
)
@given(
    told=st.lists(st.tuples(any_deed, st.datetimes(timezones=zones), days), max_size=6),
    user=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60),
    steps=st.lists(words).map(tuple),
)
def test_both_databases_give_back_what_they_were_told(
    memory: Memory, told: list[tuple[Deed, dt.datetime, dt.date]], user: str, steps: tuple[str, ...]
) -> None:
    account = Account("slack", "T", user)
    with memory.turn(account, now=NOW) as book:
        book.show(steps, at=NOW)
        for deed, said, counts in told:
            if dt.MINYEAR + 1 < said.year < dt.MAXYEAR:
                book.write(deed, said=said, counts=counts)
        kept = book.entries
    with memory.turn(account, now=NOW) as book:
        assert book.entries == kept
        assert book.shown == Shown(steps, NOW)
        book.forget()


@pytest.mark.parametrize("bad", ["nul\0", "half \ud83d"])
def test_D11_text_that_one_database_would_garble_is_refused_by_both(
    memory: Memory, database: Database, bad: str
) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: memory.turn(Account("slack", "T", bad), now=NOW).__enter__(),
        lambda: memory.turn(Account("slack", bad, "U"), now=NOW).__enter__(),
    ]
    for attempt in attempts:
        with pytest.raises(StorageError, match="surrogate"):
            attempt()
    for deed in (Started(bad), Finished("p", bad), Settled(timezone=bad)):
        with pytest.raises(StorageError, match="surrogate"), memory.turn(ADA, now=NOW) as book:
            book.write(deed, said=NOW, counts=TODAY)
    with pytest.raises(StorageError, match="surrogate"), memory.turn(ADA, now=NOW) as book:
        book.show((bad,), at=NOW)
    with pytest.raises(StorageError, match="surrogate"), memory.turn(ADA, now=NOW) as book:
        book.enrol(bad, started=TODAY)
    assert set(counted(database).values()) == {0}


@pytest.mark.parametrize(
    "deed",
    [
        Started(""),
        Finished("p" * 101, "s"),
        Finished("p", ""),
        Settled(hours=float("nan")),
        Settled(timezone="x" * 999),
        Proved("p", "s", "x" * 999),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_and_the_turn_undone(
    memory: Memory, database: Database, deed: Deed
) -> None:
    with pytest.raises(StorageError), memory.turn(ADA, now=NOW) as book:
        book.write(deed, said=NOW, counts=TODAY)
    assert set(counted(database).values()) == {0}


def test_a_moment_without_a_zone_is_refused(memory: Memory) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StorageError, match="time zone"), memory.turn(ADA, now=naive):
        pass
    with pytest.raises(StorageError, match="time zone"), memory.turn(ADA, now=NOW) as book:
        book.write(Resumed(), said=naive, counts=TODAY)
    with pytest.raises(StorageError, match="time zone"), memory.turn(ADA, now=NOW) as book:
        book.show((), at=naive)


@pytest.mark.parametrize(
    "account", [Account("", "T", "U"), Account("slack", "T", ""), Account("slack", "T", "U" * 256)]
)
def test_an_account_that_no_platform_gives_is_refused(memory: Memory, account: Account) -> None:
    with pytest.raises(StorageError, match="rules"), memory.turn(account, now=NOW):
        pass


def test_a_deed_from_the_future_is_named_not_guessed(memory: Memory, database: Database, backend: str) -> None:
    with memory.turn(ADA, now=NOW) as book:
        book.write(Resumed(), said=NOW, counts=TODAY)
    with database.write() as connection:
        if backend == "sqlite":
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        else:
            connection.execute(text("ALTER TABLE journal DROP CONSTRAINT ck_journal_kind"))
        connection.execute(text("UPDATE journal SET kind = 'celebrated'"))
    with pytest.raises(StorageError, match="'celebrated', which a newer program wrote"), memory.turn(ADA, now=NOW):
        pass


@pytest.mark.parametrize("detail", ["", "[]", "{}", '{"until": "tomorrow"}', '{"until": 3}'])
def test_a_damaged_line_is_named(detail: str) -> None:
    with pytest.raises(StorageError, match="damaged"):
        deeds.read("postponed", "p", "s", detail)


@pytest.mark.parametrize(
    ("kind", "detail"),
    [("rerouted", '{"way": "up"}'), ("passed", '{"question": "why"}'), ("credited", '{"level": "guru"}')],
)
def test_a_line_that_says_what_nobody_can_is_named(kind: str, detail: str) -> None:
    with pytest.raises(StorageError, match="damaged"):
        deeds.read(kind, "p", "s", detail)


def test_a_database_in_memory_works_for_as_long_as_it_is_open(opened: Callable[..., Database]) -> None:
    database = opened("sqlite://")
    with database.write() as connection:
        tables.METADATA.create_all(connection)
    memory = Memory(database)
    with memory.turn(ADA, now=NOW) as book:
        book.write(Resumed(), said=NOW, counts=TODAY)
    with memory.turn(ADA, now=NOW) as book:
        assert len(book.entries) == 1
    with pytest.raises(StorageError, match="pg_dump"):
        backup.make(database, Path("nowhere"))


def test_D10_a_backup_holds_all_that_was_committed_and_nothing_that_was_not(
    sqlite_file: Path, opened: Callable[..., Database], tmp_path: Path
) -> None:
    database = opened(sqlite_file)
    memory = Memory(database)
    with memory.turn(ADA, now=NOW) as book:
        book.write(Resumed(), said=NOW, counts=TODAY)
    with memory.turn(ADA, now=NOW) as book:
        book.write(Resumed(), said=NOW, counts=TODAY)
        copy = backup.make(database, tmp_path / "copy.db")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in sorted(tmp_path.glob("copy*"))] == ["copy.db"]
    with Memory(opened(copy)).turn(ADA, now=NOW) as book:
        assert len(book.entries) == 1
    with pytest.raises(StorageError, match="exists already"):
        backup.make(database, copy)
    with pytest.raises(StorageError, match="cannot be written"):
        backup.make(database, tmp_path / "no" / "copy.db")


def test_the_tables_are_known_to_be_up_to_date_without_alembic(sqlite_file: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys; from storage import migrate; from storage.database import Database\n"
        "db = Database.open(sys.argv[1]); assert not migrate.needed(db); db.close()\n"
        "assert migrate.upgrade(sys.argv[1]).backup is None; assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, str(sqlite_file)], check=True)


def test_the_statements_are_written_nowhere_else() -> None:
    """No SQL is put together from text at run time, but for the names of settings."""
    for path in Path(migrate.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                said = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
                assert not said.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")), path


def test_a_list_that_is_shown_again_at_once_is_not_written_again_but_its_age_stays_true(memory: Memory) -> None:
    for minutes, kept_at in ((0, 0), (9, 0), (11, 11), (12, 11)):
        with memory.turn(ADA, now=NOW) as book:
            book.show(("sql", "python"), at=NOW + dt.timedelta(minutes=minutes))
        with memory.turn(ADA, now=NOW) as book:
            assert book.shown == Shown(("sql", "python"), NOW + dt.timedelta(minutes=kept_at))
    with memory.turn(ADA, now=NOW) as book:
        book.show(("python",), at=NOW + dt.timedelta(minutes=13))
        assert book.shown == Shown(("python",), NOW + dt.timedelta(minutes=13))
