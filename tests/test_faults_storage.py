"""Faults of disks, locks, processes and networks that the memory survives. Names follow the fault matrix."""
# ruff: noqa: N802, S311 - tests are named after the fault they show survived; chance is seeded

from __future__ import annotations

import datetime as dt
import os
import random
import sqlite3
import stat
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import text

from pathways.journal import Finished, Resumed, Started, TakenBack
from pathways.learner import Account
from storage import files, place
from storage.database import Database
from storage.errors import StorageError
from storage.notebook import Memory
from storage.turnstile import Turnstile
from tests import writers

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from tests.postgres import Server

NOW = writers.NOW
TODAY = NOW.date()
ADA = Account("slack", "T1", "ada")
SOON = dt.timedelta(milliseconds=200)


def say_something(memory: Memory, account: Account = ADA) -> int:
    with memory.turn(account, now=NOW) as book:
        return book.write(Resumed(), said=NOW, counts=TODAY).number


def heard(memory: Memory, account: Account = ADA) -> list[int]:
    with memory.turn(account, now=NOW) as book:
        return [entry.number for entry in book.entries]


def test_D1_connections_that_the_server_drops_are_replaced(postgres: Server, opened: Callable[..., Database]) -> None:
    name = postgres.database()
    from storage import migrate

    migrate.upgrade(postgres.url(name))
    memory = Memory(opened(postgres.url(name)))
    say_something(memory)

    def drop() -> None:
        postgres.drop_connections(name)

    drop()
    assert say_something(memory) == 2

    def interrupted() -> None:
        with memory.turn(ADA, now=NOW) as book:
            book.write(Resumed(), said=NOW, counts=TODAY)
            drop()
            book.write(Resumed(), said=NOW, counts=TODAY)

    with pytest.raises(StorageError, match=r"try again|reached"):
        interrupted()
    assert heard(memory) == [1, 2]


def test_D1_a_server_that_is_not_there_is_named_without_its_password(opened: Callable[..., Database]) -> None:
    with pytest.raises(StorageError, match=r"'coach' on 127\.0\.0\.1: cannot be reached; check") as refused:
        opened("postgres://ada:s3cret@127.0.0.1:9/coach")
    assert "s3cret" not in str(refused.value)


def test_D1_a_missing_database_is_told_from_a_missing_server(postgres: Server, opened: Callable[..., Database]) -> None:
    with pytest.raises(StorageError, match=r"'nowhere' on .*: refused the connection"):
        opened(postgres.url("nowhere"))


def test_D2_a_file_locked_by_another_process_is_waited_for_then_given_up(
    sqlite_file: Path, opened: Callable[..., Database]
) -> None:
    memory = Memory(opened(sqlite_file, wait=SOON))
    say_something(memory)
    here, there = writers.processes().Pipe()
    other = writers.processes().Process(target=writers.lock, args=(str(sqlite_file), there))
    other.start()
    assert here.recv() == "locked"
    with pytest.raises(StorageError, match="stayed locked"):
        say_something(memory)
    here.send("let go")
    assert here.recv() == "free"
    assert say_something(memory) == 2
    other.join()


def test_D2_a_learner_locked_too_long_is_given_up(postgres: Server, opened: Callable[..., Database]) -> None:
    from storage import migrate

    address = postgres.schema()
    migrate.upgrade(address)
    memory, impatient = Memory(opened(address)), Memory(opened(address, wait=SOON))
    say_something(memory)
    with memory.turn(ADA, now=NOW):
        assert say_something(impatient, Account("slack", "T1", "somebody else")) == 1
        with pytest.raises(StorageError, match="stayed locked"):
            say_something(impatient)
    assert say_something(impatient) == 2


def test_D2_a_thread_that_hogs_the_file_does_not_block_others_for_ever(
    sqlite_file: Path, opened: Callable[..., Database]
) -> None:
    database = opened(sqlite_file, wait=SOON)
    with database.write(), pytest.raises(StorageError, match="stayed locked"):
        say_something_in_a_thread(database)
    assert say_something(Memory(database)) == 1


def say_something_in_a_thread(database: Database) -> None:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            say_something(Memory(database))
        except StorageError as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


def test_D3_no_update_is_lost_between_threads_and_processes(address: str, opened: Callable[..., Database]) -> None:
    context = writers.processes()
    pipes = [context.Pipe() for _ in range(2)]
    others = [context.Process(target=writers.count_up, args=(address, 8, 5, there)) for _, there in pipes]
    for other in others:
        other.start()
    commits = sum(here.recv() for here, _ in pipes)
    for other in others:
        other.join()
    with Memory(opened(address)).turn(writers.WRITER, now=NOW) as book:
        assert commits == 80
        assert [entry.number for entry in book.entries] == list(range(1, commits + 1))
        assert [entry.deed for entry in book.entries] == [TakenBack(n) for n in range(1, commits + 1)]


def test_D4_a_full_disk_is_named_and_loses_nothing(sqlite_file: Path, opened: Callable[..., Database]) -> None:
    database = opened(sqlite_file)
    memory = Memory(database)
    before = say_something(memory)
    with database.write() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    def fill() -> None:
        for _ in range(1000):
            with memory.turn(ADA, now=NOW) as book:
                book.write(Finished("p" * 100, "s" * 100), said=NOW, counts=TODAY)

    with pytest.raises(StorageError, match="no room left"):
        fill()
    told = heard(memory)
    assert told == list(range(before, len(told) + 1))
    with database.write() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    assert say_something(memory) == len(told) + 1
    database.close()
    files.check(sqlite_file)


def garbage(file: Path) -> None:
    file.write_bytes(random.Random(5).randbytes(20_000))


def not_a_database(file: Path) -> None:
    file.write_text("Dear diary, today I learned SQL.\n" * 100)


def a_page_of_noise(file: Path) -> None:
    page = 4096
    with file.open("r+b") as opened:
        for number in range(2, file.stat().st_size // page):
            opened.seek(number * page)
            opened.write(random.Random(number).randbytes(page))


def a_torn_header(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(20)
        opened.write(b"\xff" * 80)


def half_a_file(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


@pytest.mark.parametrize("harm", [garbage, not_a_database, a_page_of_noise, a_torn_header, half_a_file])
def test_D5_a_damaged_file_is_refused_and_left_as_it_is(
    sqlite_file: Path, opened: Callable[..., Database], harm: Callable[[Path], None]
) -> None:
    from storage import migrate

    harm(sqlite_file)
    before = sqlite_file.read_bytes()
    for attempt in (opened, migrate.upgrade):
        with pytest.raises(StorageError, match=r"coach\.db: is damaged.*copy a backup to its place"):
            attempt(sqlite_file)
        assert sqlite_file.read_bytes() == before
        # looking into a file in WAL mode may leave an empty log beside it, and nothing else
        log = sqlite_file.with_name("coach.db-wal")
        assert not log.exists() or log.stat().st_size == 0
        assert {path.name for path in sqlite_file.parent.iterdir()} <= {"coach.db", "coach.db-wal", "coach.db-shm"}


def test_D5_a_file_of_another_program_is_refused(tmp_path: Path, opened: Callable[..., Database]) -> None:
    file = tmp_path / "places.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    before = file.read_bytes()
    from storage import migrate

    for attempt in (opened, migrate.upgrade):
        with pytest.raises(StorageError, match="another program"):
            attempt(file)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    assert len(file.read_bytes()) == len(before)


def test_D6_a_new_file_and_its_folder_are_private(tmp_path: Path, opened: Callable[..., Database]) -> None:
    file = tmp_path / "new folder %20 #" / "coach.db"
    opened(f"sqlite:///{quote(str(file))}")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}


def test_D6_a_new_file_may_be_opened_by_many_at_once(tmp_path: Path) -> None:
    opened: list[str] = []
    many = 6

    for number in range(8):
        barrier = threading.Barrier(many)

        def come(file: Path, barrier: threading.Barrier) -> None:
            barrier.wait()
            with Database.open(file) as database:
                opened.append(database.name)

        file = tmp_path / str(number) / "coach.db"
        threads = [threading.Thread(target=come, args=(file, barrier)) for _ in range(many)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(opened) == 8 * many


def test_D6_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, sqlite_file: Path, opened: Callable[..., Database]
) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "closed").mkdir(mode=0o500)
    with as_nobody(tmp_path):
        for file, remedy in (
            (tmp_path / "file" / "coach.db", "cannot be made .*name a file in a folder"),
            (tmp_path / "closed" / "coach.db", "cannot be made .*name a file in a folder"),
            (tmp_path / "closed", "is a folder"),
            (tmp_path / "closed" / "deeper" / "coach.db", "cannot be made .*name a file in a folder"),
        ):
            with pytest.raises(StorageError, match=remedy):
                opened(file)
        sqlite_file.chmod(0o400)
        with pytest.raises(StorageError, match="cannot be written to; let this user write"):
            opened(sqlite_file)


@contextmanager
def as_nobody(folder: Path) -> Generator[None]:
    """Root may write anywhere; be somebody else who owns the folder."""
    if os.geteuid() != 0:
        yield
        return
    above = [parent for parent in folder.parents if parent.stat().st_mode & 0o011 != 0o011]
    modes = [parent.stat().st_mode for parent in above]
    for parent in above:
        parent.chmod(parent.stat().st_mode | 0o011)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        for parent, mode in zip(above, modes, strict=True):
            parent.chmod(mode)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("mysql://u:s3cret@h/d", "mysql:// is not understood; use sqlite"),
        ("postgres://u:s3cret@h:port/d", "not a database address"),
        ("sqlite://coach.db", "three or four slashes"),
        ("sqlite:///coach.db?mode=ro", "no options"),
    ],
)
def test_an_address_that_is_none_is_named_without_its_password(
    url: str, remedy: str, opened: Callable[..., Database]
) -> None:
    with pytest.raises(StorageError, match=remedy) as refused:
        opened(url)
    assert "s3cret" not in str(refused.value)


def test_both_spellings_of_postgresql_are_understood() -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        understood = place.of(f"{scheme}://u:s3cret@db.example/coach")
        assert understood.url.drivername == "postgresql+psycopg"
        assert understood.name == "PostgreSQL database 'coach' on db.example"


def test_behind_a_pooler_nothing_is_prepared_and_bounds_still_hold(
    postgres: Server, opened: Callable[..., Database]
) -> None:
    database = opened(postgres.url(), wait=SOON, pooler=True)
    with database.read() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        assert raw.prepare_threshold is None
    with pytest.raises(StorageError, match="stayed locked"), database.read() as connection:
        connection.execute(text("SELECT pg_sleep(5)"))
    with pytest.raises(StorageError), database.read() as connection:
        connection.execute(text("CREATE TABLE written (by text)"))


@pytest.mark.parametrize("seed", [1])
def test_D9_what_was_acknowledged_survives_a_kill(
    address: str, opened: Callable[..., Database], seed: int, backend: str
) -> None:
    chance = random.Random(seed)
    context = writers.processes()
    acknowledged = 0
    for _ in range(15):
        here, there = context.Pipe(duplex=False)
        writer = context.Process(target=writers.acknowledge, args=(address, there))
        writer.start()
        there.close()
        for _ in range(chance.randint(1, 12)):
            acknowledged = int(here.recv_bytes())
        # anywhere between, and within, two writes
        time.sleep(chance.uniform(0, 0.004))
        writer.kill()
        writer.join()
        acknowledged = max([acknowledged, *rest_of(here)])

        database = opened(address)
        stored = heard(Memory(database), writers.WRITER)
        assert stored == list(range(1, len(stored) + 1))
        assert acknowledged <= len(stored) <= acknowledged + 1
        if backend == "sqlite":
            with database.read() as connection:
                assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        database.close()


def rest_of(pipe: writers.Connection) -> Generator[int]:
    try:
        while True:
            yield int(pipe.recv_bytes())
    except (EOFError, OSError):
        pipe.close()


def test_a_turn_that_says_nothing_writes_nothing(sqlite_file: Path, opened: Callable[..., Database]) -> None:
    memory = Memory(opened(sqlite_file))
    with memory.turn(ADA, now=NOW) as book:
        book.write(Started("p"), said=NOW, counts=TODAY)
    log = sqlite_file.with_name("coach.db-wal")
    before = (log.stat().st_size, log.stat().st_mtime_ns)
    for _ in range(3):
        assert heard(memory) == [1]
    assert (log.stat().st_size, log.stat().st_mtime_ns) == before


def test_the_turnstile_serves_in_the_order_of_coming_and_survives_giving_up() -> None:
    turnstile = Turnstile()
    served: list[int] = []

    def come(number: int, patience: dt.timedelta) -> None:
        try:
            with turnstile.passed(patience):
                served.append(number)
        except TimeoutError:
            served.append(-number)

    threads: list[threading.Thread] = []
    with turnstile.passed(SOON):
        for number in range(1, 7):
            patience = dt.timedelta(milliseconds=1) if number == 3 else dt.timedelta(seconds=20)
            threads.append(threading.Thread(target=come, args=(number, patience)))
            threads[-1].start()
            while len(turnstile._waiting) < number - (number > 3) and -3 not in served:
                time.sleep(0.0005)
        threads[2].join()
    for thread in threads:
        thread.join()
    assert served == [-3, 1, 2, 4, 5, 6]
    with turnstile.passed(SOON):
        pass
