"""Two `coach run discord` on one database: one is connected, the other waits, says so, and takes over."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.adapters.discord import seat
from bot.adapters.roof import Place, Roof
from storage.database import Database
from tests.discord_program import start, told
from tests.fakes.aio import in_loop
from tests.programs import Program, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.fakes.discord import DiscordThread

pytest_plugins = ["tests.fakes.discord.fixtures"]


def waits(program: Program) -> bool:
    return "takes over when that one is gone" in program.health()[1]


@pytest.fixture
def programs() -> Iterator[list[Program]]:
    """Whatever runs still is ended."""
    running: list[Program] = []
    yield running
    for program in running:
        if program.process.poll() is None:
            program.kill()


@pytest.fixture
def starts(
    discord_thread: DiscordThread, tmp_path: Path, address: str, programs: list[Program]
) -> Callable[..., Program]:
    def starts(**more: object) -> Program:
        given = {**discord_thread.fake.environment(), "DATABASE_URL": address}
        program = run("discord", data=tmp_path, **given, **more) if more else start(discord_thread, tmp_path, **given)
        programs.append(program)
        return program

    return starts


@pytest.mark.parametrize("end", ["leave", "kill"])
def test_the_second_waits_and_takes_over_when_the_first_is_gone(
    discord_thread: DiscordThread, starts: Callable[..., Program], end: str
) -> None:
    user = discord_thread.fake.user
    first = starts()
    second = starts(ready=waits)
    assert second.health()[0] == 503
    assert "Jupyter" in told(discord_thread.command(user, "coach next"))
    assert discord_thread.gateway.starts == 1
    getattr(first, end)()
    until = time.monotonic() + 40
    while not second.healthy():
        assert time.monotonic() < until, "nobody took over"
        time.sleep(0.02)
    assert "Jupyter" in told(discord_thread.command(user, "coach next"))
    assert discord_thread.gateway.starts == 2
    assert len(discord_thread.gateway.live()) == 1
    code, said = second.leave()
    assert (code, "Traceback" in said) == (0, False)


def test_one_who_waits_can_be_told_to_leave(starts: Callable[..., Program]) -> None:
    first, second = starts(), starts(ready=waits)
    assert second.leave()[0] == 0
    assert first.healthy()
    assert first.leave()[0] == 0


@pytest.mark.parametrize("backend", ["postgresql"])
def test_one_whose_seat_was_given_away_ends_and_says_why(starts: Callable[..., Program], address: str) -> None:
    program = starts()
    with Database.open(address) as database, database.write() as connection:
        connection.execute(text("UPDATE seats SET owner = 'another', until = clock_timestamp() + interval '1 hour'"))
    code, said = program.ended()
    assert code == 2
    assert "since this one was silent for too long" in said


class Broken:
    """A seat in a memory that is away."""

    def __init__(self) -> None:
        self.well = True
        self.refused = threading.Semaphore(0)

    def take(self) -> bool:
        if not self.well:
            self.refused.release()
            raise OSError("away")
        return True

    def leave(self) -> None:
        raise OSError("away")


@in_loop
async def test_D1_a_memory_that_is_away_takes_nobody_from_their_seat(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(seat, "EVERY", 0.01)
    broken, roof = Broken(), Roof(Place("127.0.0.1", None))
    holder = seat.Holder(broken)
    assert holder.trouble() == seat.WAITING
    assert await holder.try_once()
    assert holder.trouble() is None
    broken.well = False
    keeping = asyncio.create_task(holder.keep(roof))
    for _ in range(3):
        assert await asyncio.to_thread(broken.refused.acquire, timeout=10)
    broken.well = True
    roof.leave.set()
    await keeping
    await holder.leave()
    assert roof.refusal is None
    assert "not said that the connection is held: OSError" in caplog.messages
    assert "seat not given back: OSError" in caplog.messages
