"""A fake in a thread of its own, for tests that start the program itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Looped:
    """`with` starts the fake in the thread; the deeds of the fake are then there without `await`."""

    def __init__(self, name: str, fake: AbstractAsyncContextManager[object]) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._running = fake

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self.call(self._begin())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.call(self._stop(kind, error, trace))
        finally:
            self._end()

    def call(self, coroutine: Coroutine[Any, Any, T], timeout: float = 60.0) -> T:
        """Run any coroutine in the thread of the fake."""
        return self.begin(coroutine).result(timeout)

    def begin(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Run any coroutine in the thread of the fake, and do not wait for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def together(self, *coroutines: Coroutine[Any, Any, T]) -> list[T]:
        """Run several at once: `thread.together(thread.fake.press(...), thread.fake.press(...))`."""

        async def gathered() -> list[T]:
            return list(await asyncio.gather(*coroutines))

        return self.call(gathered())

    def soon(self, deed: Callable[[], object]) -> None:
        """Do something small in the thread of the fake and wait for it: release, cut, mute."""

        async def done() -> None:
            deed()

        self.call(done())

    def _waited(self, function: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
        def waited(*args: P.args, **kwargs: P.kwargs) -> T:
            return self.call(function(*args, **kwargs))

        return waited

    async def _begin(self) -> None:
        await self._running.__aenter__()

    async def _stop(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._running.__aexit__(kind, error, trace)

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()
