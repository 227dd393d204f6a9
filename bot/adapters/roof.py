"""One process and what its adapters share: one way to leave it, one web server, one page on whether all is well."""

from __future__ import annotations

import asyncio
import gc
import signal
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import web

from bot.adapters.chores import repeat

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from bot.clock import Watch

PATIENCE = 8.0
"""Seconds that work begun before a SIGTERM may still take."""
TIDY_EVERY = timedelta(hours=1)
_MOST = 1024**2
"""Bytes of a request; what the platforms send is far smaller."""


class SaysNo(Exception):
    """Something cannot be served as things are; the message names the setting and the remedy."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the web server listens; port None: not at all."""

    host: str
    port: int | None


@dataclass
class Roof:
    """What an adapter finds when it moves in."""

    place: Place
    pages: web.Application = field(default_factory=lambda: web.Application(client_max_size=_MOST))
    leave: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the program is to end."""
    troubles: list[Callable[[], str | None]] = field(default_factory=list["Callable[[], str | None]"])
    """Of each adapter: why nobody can be served there, and None while all is well."""
    refusal: SaysNo | None = None
    _end: float | None = None

    def left(self) -> float:
        """Seconds that what was begun may still take, counted from the first that asks."""
        now = asyncio.get_running_loop().time()
        self._end = self._end or now + PATIENCE
        return max(0.0, self._end - now)

    async def last_of(self, *tasks: asyncio.Task[Any]) -> None:
        """Give tasks what is left."""
        if tasks:
            await asyncio.wait(tasks, timeout=self.left())

    def fail(self, refusal: SaysNo) -> None:
        """End the program, because one who serves cannot go on."""
        self.refusal = self.refusal or refusal
        self.leave.set()

    def beside(self, stack: AsyncExitStack, work: Coroutine[object, object, object]) -> None:
        """Do something until all leave; when the stack ends, all do, and what was begun is given its time."""
        task = asyncio.create_task(work)
        stack.push_async_callback(self.last_of, task)
        stack.callback(self.leave.set)

    def trouble(self) -> str | None:
        """Why somebody cannot be served; None while all is well."""
        return next((said for look in self.troubles if (said := look()) is not None), None)


Adapter: TypeAlias = "Callable[[Roof], AbstractAsyncContextManager[str]]"
"""Serves while its context is open; the context's value is a sentence on where."""


async def keep(
    place: Place, adapters: Sequence[Adapter], tidy: Callable[[], object], watch: Watch, say: Callable[[str], None]
) -> None:
    """Serve until SIGTERM or SIGINT, and see what was begun to its end. Raises ``SaysNo``.

    ``tidy`` deletes what nobody may keep any longer; it blocks. As it goes by dates, it waits while the clock is wrong.
    """

    async def tidied() -> None:
        if watch.trouble is None:
            await asyncio.to_thread(tidy)

    roof = Roof(place)
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, roof.leave.set)
    async with AsyncExitStack() as stack:
        roof.beside(stack, repeat("tidying", TIDY_EVERY, tidied, roof.leave))
        told = [await stack.enter_async_context(adapter(roof)) for adapter in adapters]
        roof.pages.router.add_get("/healthz", _healthy(roof))
        await _open(roof, stack)
        spare_what_is_loaded()
        for words in told:
            say(words)
        await roof.leave.wait()
    if roof.refusal is not None:
        raise roof.refusal


def spare_what_is_loaded() -> None:
    """Have the collector of garbage leave alone what stays for good: going through all of it stops everything."""
    gc.collect()
    gc.freeze()


def _healthy(roof: Roof) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def healthy(_: web.Request) -> web.StreamResponse:
        said = roof.trouble()
        if said is None:
            return web.json_response({"ready": True})
        return web.json_response({"ready": False, "trouble": said}, status=503)

    return healthy


async def _open(roof: Roof, stack: AsyncExitStack) -> None:
    if roof.place.port is None:
        return
    runner = web.AppRunner(roof.pages, access_log=None, handle_signals=False)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, roof.place.host, roof.place.port, shutdown_timeout=PATIENCE).start()
    except OSError as trouble:
        raise SaysNo(
            f"Port {roof.place.port} cannot be opened ({trouble.strerror}); set PORT to a free one, or stop what"
            " holds it."
        ) from None
