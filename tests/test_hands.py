"""Threads that take turns: what they do comes back to the loop, in the order of asking, and so does what went wrong."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.adapters.hands import Hands
from tests.fakes.aio import in_loop

if TYPE_CHECKING:
    from collections.abc import Callable


def fail() -> None:
    raise ValueError("as asked")


@in_loop
async def test_an_outcome_comes_back_and_so_does_an_error() -> None:
    hands = Hands(1)
    assert await hands.do(partial(pow, 2, 5)) == 32
    assert await hands.do(threading.get_ident) != threading.get_ident()
    with pytest.raises(ValueError, match="as asked"):
        await hands.do(fail)
    assert await hands.do(partial(pow, 3, 2)) == 9
    hands.rest()


@in_loop
async def test_one_thread_does_one_thing_at_a_time_and_in_order() -> None:
    hands, done = Hands(1), list[int]()
    await asyncio.gather(*(hands.do(partial(done.append, number)) for number in range(50)))
    assert done == list(range(50))
    hands.rest()


@in_loop
async def test_two_threads_work_side_by_side() -> None:
    hands, both = Hands(2), threading.Barrier(2, timeout=10)
    assert sorted(await asyncio.gather(hands.do(both.wait), hands.do(both.wait))) == [0, 1]
    hands.rest()


@pytest.mark.parametrize("work", [threading.get_ident, fail])
@in_loop
async def test_who_no_longer_waits_is_not_told(work: Callable[[], object]) -> None:
    hands, begun, go_on = Hands(1), threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        go_on.wait(10)
        work()

    told = hands.do(wait)
    await asyncio.to_thread(begun.wait, 10)
    told.cancel()
    go_on.set()
    assert await hands.do(partial(pow, 2, 2)) == 4
    hands.rest()


@in_loop
async def test_at_rest_what_was_begun_ends_and_what_was_not_is_called_off() -> None:
    hands, begun, go_on = Hands(1), threading.Event(), threading.Event()

    def wait() -> str:
        begun.set()
        go_on.wait(10)
        return "done"

    first, second = hands.do(wait), hands.do(fail)
    await asyncio.to_thread(begun.wait, 10)
    hands.rest()
    assert second.cancelled()
    go_on.set()
    assert await first == "done"


def test_a_loop_that_is_gone_is_not_told() -> None:
    hands, go_on, ended = Hands(1), threading.Event(), threading.Event()

    async def leave() -> None:
        hands.do(partial(go_on.wait, 10))
        hands.do(ended.set)

    asyncio.run(leave())
    go_on.set()
    assert ended.wait(10)
    hands.rest()
