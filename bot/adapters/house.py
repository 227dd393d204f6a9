"""One process and what its adapters share: one way to leave it, one web server, one page on whether all is well."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from aiohttp import web

from bot.adapters.chores import repeat

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

PATIENCE = 8.0
"""Seconds that work begun before a SIGTERM may still take."""
TIDY_EVERY = timedelta(hours=1)


class SaysNo(Exception):
    """Something cannot be served as things are; the message names the setting and the remedy."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the web server listens; port None: not at all."""

    host: str
    port: int | None


@dataclass
class House:
    """What an adapter finds when it moves in."""

    place: Place
    pages: web.Application = field(default_factory=lambda: web.Application(client_max_size=1024**2))
    leave: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the program is to end."""
    checks: list[Callable[[], str | None]] = field(default_factory=list["Callable[[], str | None]"])
    """Each tells why somebody cannot be served now; None while all is well."""
    trouble: SaysNo | None = None

    def fail(self, trouble: SaysNo) -> None:
        """End the program, because one who serves cannot go on."""
        self.trouble = self.trouble or trouble
        self.leave.set()

    def beside(self, stack: AsyncExitStack, work: Coroutine[object, object, object]) -> None:
        """Do something until all leave; when the stack ends, all do, and what was begun is given its time."""
        task = asyncio.create_task(work)
        stack.push_async_callback(asyncio.wait, [task], timeout=PATIENCE)
        stack.callback(self.leave.set)

    def troubles(self) -> list[str]:
        """Why somebody is not served; empty while everybody is."""
        leaving = ["The program is about to end."] if self.leave.is_set() else []
        return leaving + [trouble for check in self.checks if (trouble := check())]


Tenant: TypeAlias = "Callable[[House], AbstractAsyncContextManager[str]]"
"""An adapter: serves while its context is open, which is named by a sentence on where."""


async def keep(place: Place, tenants: Sequence[Tenant], tidy: Callable[[], object], say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, and see what was begun to its end. Raises ``SaysNo``.

    ``tidy`` deletes what nobody may keep any longer; it blocks.
    """
    house = House(place)
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, house.leave.set)
    async with AsyncExitStack() as stack:
        house.beside(stack, repeat("tidying", TIDY_EVERY, lambda: asyncio.to_thread(tidy), house.leave))
        told = [await stack.enter_async_context(tenant(house)) for tenant in tenants]
        house.pages.router.add_get("/healthz", _healthy(house))
        await _open(house, stack)
        for words in told:
            say(words)
        await house.leave.wait()
    if house.trouble is not None:
        raise house.trouble


def _healthy(house: House) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def healthy(_: web.Request) -> web.StreamResponse:
        troubles = house.troubles()
        if not troubles:
            return web.json_response({"ready": True})
        return web.json_response({"ready": False, "trouble": " ".join(troubles)}, status=503)

    return healthy


async def _open(house: House, stack: AsyncExitStack) -> None:
    if house.place.port is None:
        return
    runner = web.AppRunner(house.pages, access_log=None, handle_signals=False)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, house.place.host, house.place.port, shutdown_timeout=PATIENCE).start()
    except OSError as trouble:
        raise SaysNo(
            f"Port {house.place.port} cannot be opened ({trouble.strerror}); set PORT to a free one, or stop what"
            " holds it."
        ) from None
