"""The real program, killed at any moment: what was answered is stored, and the next start carries on."""
# ruff: noqa: S311 - chance is seeded

from __future__ import annotations

import getpass
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from pathways import journal
from pathways.learner import Account
from storage.database import Database
from storage.notebook import Memory
from tests.network import environment
from tests.talk import ARCHITECT, MONDAY_MORNING

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

ROUNDS = 15
"""Kills in all, dealt out among three learners so that two cores can share the work."""
STEPS = {
    "done with the jupyter setup": "python-jupyter-setup",
    "finished the bishop book": "bishop-first-five-chapters",
    "done with kafka": "kafka-spark-pipeline",
    "done with mlflow": "mlflow-cicd",
    "finished the monitoring dashboard": "monitoring-dashboard",
    "done with the business case": "business-case",
    "done with the iris model": "simple-classifier",
    "done with joining the ai groups": "join-ai-groups",
}


@contextmanager
def chat(folder: Path) -> Generator[subprocess.Popen[str]]:
    """``coach chat`` at the end of a pipe; killed when the block ends."""
    command = [sys.executable, "-m", "bot", "chat"]
    pipe = subprocess.PIPE
    settings = environment(COACH_DATA=str(folder), PYTHONIOENCODING="utf-8")
    with subprocess.Popen(
        command,
        stdin=pipe,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=settings,
        cwd=folder,
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def say(program: subprocess.Popen[str], line: str) -> None:
    assert program.stdin is not None
    program.stdin.write(f"{line}\n")
    program.stdin.flush()


def answer(program: subprocess.Popen[str]) -> str:
    """One whole answer; each ends with an empty line."""
    assert program.stdout is not None
    lines: list[str] = []
    while (line := program.stdout.readline()).strip():
        lines.append(line)
    assert line, "the program ended by itself"
    return " ".join("".join(lines).split())


def after(said: list[str], line: str) -> list[str]:
    """The steps that stand, in the order of telling, once a line was heard."""
    if line == "undo":
        return said[:-1]
    return said if STEPS[line] in said else [*said, STEPS[line]]


def stored(folder: Path) -> list[str]:
    """The steps that stand in the database."""
    with Database.open(folder / "coach.db") as database:
        with Memory(database).turn(Account("terminal", "", getpass.getuser()), now=MONDAY_MORNING) as notebook:
            entries = notebook.entries
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        done = [entry.deed.step for entry in journal.standing(entries) if isinstance(entry.deed, journal.Finished)]
        assert set(done) == set(journal.progress(entries, ARCHITECT.id).done)
        return done


def is_sound(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "coach.db")) as connection:
        return connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("seed", [20261130, 20261131, 20261132])
def test_what_was_answered_survives_a_kill_at_any_moment(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    stand: list[str] = []
    for _ in range(ROUNDS // 3):
        with chat(tmp_path) as program:
            # answered lines are sure; a line that the kill overtook is heard whole or not at all
            for _ in range(chance.randint(1, 5)):
                line = chance.choice([*STEPS, "undo"])
                say(program, line)
                answer(program)
                stand = after(stand, line)
            possible = [stand]
            if chance.random() < 0.8:
                line = chance.choice([*STEPS, "undo"])
                say(program, line)
                possible.append(after(stand, line))
                time.sleep(chance.uniform(0, 0.05))  # a random moment, not a time to wait for
            program.kill()
        assert is_sound(tmp_path)
        kept = stored(tmp_path)
        assert kept in possible
        stand = kept
    with chat(tmp_path) as program:
        say(program, "how am I doing?")
        assert f"{len(stand)} of 24 steps" in answer(program)
        say(program, "undo")
        assert "Taken back" in answer(program) or not stand
