"""Threads that take turns off the event loop: a turn may wait for a disk or a lock, the loop for nobody."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], Any]
    told: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop

    def do(self) -> None:
        """In a thread: do it, and tell whoever waits on the loop, if the loop is still there."""
        try:
            tell, outcome = _succeed, self.work()
        except BaseException as error:  # noqa: BLE001  (it is raised where the work was asked for)
            tell, outcome = _fail, error
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(tell, self.told, outcome)


class Hands:
    """As many threads as can work side by side; a hop to them and back costs less than half of an executor's."""

    def __init__(self, many: int) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._many = many
        for number in range(many):
            # a turn that outlasts the patience of a program that ends is rolled back: nobody was told of it
            Thread(target=_toil, args=(self._jobs,), name=f"turn-{number}", daemon=True).start()

    def do(self, work: Callable[[], _T]) -> asyncio.Future[_T]:
        """Do something in one of the threads, those that came before first; awaited on the loop."""
        loop = asyncio.get_running_loop()
        told: asyncio.Future[_T] = loop.create_future()
        self._jobs.put(_Job(work, told, loop))
        return told

    def rest(self) -> None:
        """Begin nothing more; the threads end with what they have begun."""
        with suppress(Empty):
            while (job := self._jobs.get_nowait()) is not None:
                job.told.cancel()
        for _ in range(self._many):
            self._jobs.put(None)


def _toil(jobs: SimpleQueue[_Job | None]) -> None:
    while (job := jobs.get()) is not None:
        job.do()


def _succeed(told: asyncio.Future[_T], outcome: _T) -> None:
    if not told.done():  # nobody may be waiting any more
        told.set_result(outcome)


def _fail(told: asyncio.Future[Any], error: BaseException) -> None:
    if not told.done():
        told.set_exception(error)
