"""What a process has once, whatever it serves."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.adapters import roof
from bot.adapters.roof import Place, Roof, keep
from bot.clock import SANE, Watch
from tests.fakes.aio import in_loop

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("jump", [30 * 86_400, -86_400])
def test_C9_tidying_goes_by_dates_and_waits_until_the_clock_is_right(
    monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    monkeypatch.setattr(roof, "TIDY_EVERY", dt.timedelta(milliseconds=5))
    now, looks, tidied = NOON, 0, threading.Event()

    def clock() -> dt.datetime:
        nonlocal looks
        looks += 1
        return now

    watch = Watch(clock, lambda: 0.0)

    @asynccontextmanager
    async def moved_in(house: Roof) -> AsyncGenerator[str]:
        async def steps() -> None:
            nonlocal now
            while looks < 5:  # noqa: ASYNC110  (the chore has come round and found the clock wrong each time)
                await asyncio.sleep(0.005)
            assert watch.trouble is not None
            assert not tidied.is_set()
            now = NOON
            await asyncio.to_thread(tidied.wait, 20)
            house.leave.set()

        house.beside(stack, steps())
        yield "here"

    stack = roof.AsyncExitStack()
    now = NOON + dt.timedelta(seconds=jump)

    @in_loop
    async def run() -> None:
        async with stack, asyncio.timeout(30):
            await keep(Place("127.0.0.1", None), [moved_in], tidied.set, watch, lambda _: None)

    assert abs(jump) > SANE
    run()
    assert tidied.is_set()
    assert watch.trouble is None
