"""The fake in a thread of its own, for tests that start the program itself: the same deeds, without `await`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from tests.fakes.slack.install import FakeSlack

P = ParamSpec("P")
T = TypeVar("T")


class SlackThread:
    """`with SlackThread() as slack`: `slack.send_command(...)` waits; `slack.fake` is the fake itself, to look at."""

    def __init__(self, app_url: str = "", *, port: int = 0) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake-slack", daemon=True)
        self.fake = FakeSlack(app_url, port=port)
        self.fates = self.fake.fates
        self.send_command = self._waited(self.fake.send_command)
        self.send_event = self._waited(self.fake.send_event)
        self.say = self._waited(self.fake.say)
        self.open_home = self._waited(self.fake.open_home)
        self.change_user = self._waited(self.fake.change_user)
        self.uninstall = self._waited(self.fake.uninstall)
        self.press = self._waited(self.fake.press)
        self.submit_view = self._waited(self.fake.submit_view)
        self.close_view = self._waited(self.fake.close_view)
        self.replay = self._waited(self.fake.replay)
        self.install = self._waited(self.fake.install)
        self.come_back = self._waited(self.fake.come_back)
        self.until = self._waited(self.fake.until)
        self.disconnect = self._waited(self.fake.sockets.disconnect)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self.call(self.fake.__aenter__())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.call(self.fake.__aexit__(kind, error, trace))
        finally:
            self._end()

    def call(self, coroutine: Coroutine[Any, Any, T], timeout: float = 60.0) -> T:
        """Run any coroutine in the thread of the fake."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout)

    def begin(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Run any coroutine in the thread of the fake, and do not wait for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def together(self, *coroutines: Coroutine[Any, Any, T]) -> list[T]:
        """Run several at once: `slack.together(slack.fake.press(...), slack.fake.press(...))`."""

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

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()
