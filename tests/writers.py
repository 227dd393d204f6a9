"""Other processes that use the memory. They are forked from a clean process that has imported it already."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import sqlite3
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from pathways.journal import Finished, TakenBack
from pathways.learner import Account
from pathways.secret import Secret
from storage import migrate
from storage.database import Database
from storage.notebook import Memory
from storage.sealing import Seal
from storage.states import States
from storage.workspaces import Workspaces

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext

    from pathways.workspace import Installation

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
WRITER = Account("slack", "T1", "writer")


def processes() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.writers", "tests.nudgers", "psycopg"])
    return context


def acknowledge(address: str, pipe: Connection) -> None:
    """Write for ever, and say the number of each line once it is committed."""
    memory = Memory(Database.open(address))
    while True:
        with memory.turn(WRITER, now=NOW) as book:
            entry = book.write(Finished("p", "step"), said=NOW, counts=NOW.date())
        pipe.send_bytes(b"%d" % entry.number)


def count_up(address: str, threads: int, times: int, pipe: Connection) -> None:
    """Read and write on what was read, in several threads; say how many commits succeeded."""
    memory = Memory(Database.open(address, wait=dt.timedelta(seconds=30)))
    commits: list[int] = []

    def count() -> None:
        for _ in range(times):
            with memory.turn(WRITER, now=NOW) as book:
                latest = book.entries[-1].deed if book.entries else TakenBack(0)
                assert isinstance(latest, TakenBack)
                book.write(TakenBack(latest.entry + 1), said=NOW, counts=NOW.date())
            commits.append(1)

    running = [threading.Thread(target=count) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    pipe.send(len(commits))


def deliver(address: str, threads: int, keys: int, pipe: Connection) -> None:
    """Answer the same deliveries in several threads, as a platform that repeats itself; say what each was told."""
    memory = Memory(Database.open(address, wait=dt.timedelta(seconds=30)))
    told: list[tuple[str, str]] = []

    def answer() -> None:
        for key in map(str, range(keys)):
            with memory.turn(WRITER, now=NOW) as book:
                before = book.heard(key)
                if before is None:
                    entry = book.write(Finished("p", key), said=NOW, counts=NOW.date())
                    before = f"line {entry.number}"
                    book.hear(key, before, at=NOW)
            told.append((key, before))

    running = [threading.Thread(target=answer) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    pipe.send(told)


def lock(file: str, pipe: Connection) -> None:
    """Hold SQLite's write lock until told to let go."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    pipe.send("locked")
    pipe.recv()
    connection.execute("ROLLBACK")
    connection.close()
    pipe.send("free")


def upgrade(address: str, at: float, pipe: Connection) -> None:
    """Upgrade at a given moment, the same for all."""
    time.sleep(max(0, at - time.monotonic()))
    pipe.send(migrate.upgrade(address).before)


def rotate(address: str, keys: str, threads: int, pipe: Connection) -> None:
    """Ask for a token that lasts, in several threads at once; say how often it was fetched, and what each got."""
    workspaces = Workspaces(Database.open(address, wait=dt.timedelta(seconds=30)), Seal.of(keys))
    fetched: list[str] = []
    got: list[str] = []

    def fetch(old: Installation) -> Installation:
        time.sleep(0.2)
        fetched.append(old.bot_token.reveal())
        text = f"{old.bot_token.reveal()} and again {id(fetched)} {len(fetched)}"
        return replace(old, bot_token=Secret(text), expires=NOW + dt.timedelta(hours=12))

    def ask() -> None:
        installation = workspaces.rotate("slack", "T1", NOW, fetch)
        got.append(installation.bot_token.reveal() if installation else "nothing")

    running = [threading.Thread(target=ask) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    pipe.send((fetched, got))


def consume(address: str, state: str, threads: int, pipe: Connection) -> None:
    """Come back with one OAuth state, in several threads at once; say who was believed."""
    states = States(Database.open(address, wait=dt.timedelta(seconds=30)))
    barrier = threading.Barrier(threads)
    believed: list[bool] = []

    def come() -> None:
        barrier.wait()
        believed.append(states.consume(state, NOW))

    running = [threading.Thread(target=come) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    pipe.send(believed)
