"""`coach run …` as its own process with a clock of its own; the fixtures that make them are in `tests.turning`."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.clock import utc_now
from pathways.learner import Account, Profile
from storage.database import Database
from storage.notebook import Memory
from tests.network import environment
from tests.outbox import ENROLLED, NOW, PATHWAY

MONDAY_IN_BERLIN = NOW
MONDAY_IN_TOKYO = dt.datetime(2026, 11, 30, 0, 5, tzinfo=dt.UTC)


class Worker:
    """A program with a clock of its own, and the fakes whose clocks go with it."""

    def __init__(self, address: str, turning: Path, *fakes: Any) -> None:
        self.address, self.turning, self.fakes = address, turning, fakes
        self.running: list[subprocess.Popen[str]] = []
        self.given: dict[str, str] = {}
        """The settings of those fakes."""

    def start(self, at: dt.datetime, *roles: str, until: str = "Nudges are sent") -> subprocess.Popen[str]:
        for fake in self.fakes:
            clock = fake.fake.world.clock
            fake.soon(lambda clock=clock: clock.advance(at.timestamp() - clock()))
        turned = {"LD_PRELOAD": str(self.turning), "COACH_TURNED": str(int((at - utc_now()).total_seconds()))}
        given: Mapping[str, str] = {**self.given, **turned, "DATABASE_URL": self.address}
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", *(roles or ("nudges",))],
            env=environment(**given),
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        assert process.stderr is not None
        while until not in (line := process.stderr.readline()):
            assert line, "it did not start"
        return process

    def leave(self, process: subprocess.Popen[str]) -> None:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
        assert process.returncode == 0, said
        assert "Traceback" not in said

    def enrol(self, account: Account, tz: str) -> None:
        with Database.open(self.address) as database, Memory(database).turn(account, now=ENROLLED) as book:
            book.keep_profile(Profile(tz))
            book.enrol(PATHWAY, started=ENROLLED.date())


def waited_for(true: Callable[[], object], what: str) -> None:
    until = time.monotonic() + 40
    while not true():
        assert time.monotonic() < until, f"{what} did not come"
        time.sleep(0.02)
