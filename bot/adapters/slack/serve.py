"""Serving Slack: over HTTP, or over web sockets where an app token is set; with a health page either way."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import app as slack_app
from bot.adapters.slack.calls import Gates
from bot.adapters.slack.chores import repeat
from bot.adapters.slack.hello import SlackSaysNo, introduce
from bot.adapters.slack.house import OneWorkspace
from bot.adapters.slack.install import Install
from bot.adapters.slack.lines import Lines
from bot.adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH
from bot.adapters.slack.oauth import Exchange
from bot.adapters.slack.pages import pages
from bot.adapters.slack.surface import Surface
from bot.adapters.slack.tenants import Tenants

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.adapters.slack.house import House
    from bot.adapters.slack.install import States
    from bot.adapters.slack.tenants import Workspaces
    from bot.core.coach import Coach
    from bot.settings import SlackSettings
    from pathways.secret import Secret

_log = logging.getLogger("coach.slack")
_TIMEOUT = 10
"""Seconds for one call to Slack."""
_LEAVE = 8.0
"""Seconds that work begun before a SIGTERM may still take."""
RENEW_EVERY = timedelta(minutes=5)
TIDY_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the web server listens; port None: not at all."""

    host: str
    port: int | None


@dataclass(frozen=True, slots=True)
class Means:
    """What the rest of the program lends for serving Slack."""

    coach: Coach
    workspaces: Workspaces
    states: States
    tidy: Callable[[], object]
    """Deletes what nobody may keep any longer; blocks."""
    now: Callable[[], datetime]


async def serve(means: Means, told: SlackSettings, place: Place, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, and see what was begun to its end. Raises ``SlackSaysNo``."""
    leave = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, leave.set)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT)))
        known = await introduce(_client(told, session, told.bot_token), means.now)
        client = _client(told, session, None)
        exchange = Exchange(client, told.oauth, means.now) if told.oauth else None
        house = OneWorkspace(known, means.now()) if exchange is None else Tenants(means.workspaces, exchange, means.now)
        surface = Surface(means.coach, session, Gates(house))
        stack.push_async_callback(_finish, surface)
        secret = told.signing_secret.reveal()
        bolt = slack_app.build(surface, client, signing_secret=secret, house=house, now=means.now)
        chores = _chores(means, house, leave)
        stack.push_async_callback(asyncio.wait, chores, timeout=_LEAVE)
        if isinstance(house, Tenants):
            stack.push_async_callback(house.finish)
        stack.callback(leave.set)  # also where serving never begins
        lines = Lines(bolt, _client(told, session, told.app_token)) if told.app_token else None
        if lines is not None:
            stack.push_async_callback(lines.close)
            await lines.open()
            watching = asyncio.create_task(lines.watch(leave))
            stack.push_async_callback(asyncio.wait, [watching], timeout=_LEAVE)
            stack.callback(leave.set)
        install = Install(house, means.states, means.now) if isinstance(house, Tenants) else None

        def trouble() -> str | None:
            return house.trouble or (lines.trouble if lines else None)

        await _open(pages(bolt if lines is None else None, install, trouble), place, stack)
        ready(_standing(told, place))
        await leave.wait()


def _chores(means: Means, house: House, leave: asyncio.Event) -> list[asyncio.Task[None]]:
    """What keeps the house while nobody writes."""
    chores = [repeat("tidying", TIDY_EVERY, lambda: asyncio.to_thread(means.tidy), leave)]
    if isinstance(house, Tenants):
        chores.append(repeat("replacing tokens", RENEW_EVERY, house.renew_due, leave))
    return [asyncio.create_task(chore) for chore in chores]


def _client(told: SlackSettings, session: aiohttp.ClientSession, token: Secret | None) -> AsyncWebClient:
    """A client on the one shared session. The library's own retries would post again what may have been accepted."""
    secret = token.reveal() if token else None
    return AsyncWebClient(token=secret, base_url=told.api_url, session=session, timeout=_TIMEOUT, retry_handlers=[])


async def _open(served: web.Application, place: Place, stack: AsyncExitStack) -> None:
    if place.port is None:
        return
    runner = web.AppRunner(served, access_log=None, handle_signals=False)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, place.host, place.port, shutdown_timeout=_LEAVE).start()
    except OSError as trouble:
        raise SlackSaysNo(
            f"Port {place.port} cannot be opened ({trouble.strerror}); set PORT to a free one, or stop what holds it."
        ) from None


def _standing(told: SlackSettings, place: Place) -> str:
    way = "by Socket Mode" if told.app_token else f"at http://{place.host}:{place.port}{EVENTS_PATH}"
    return f"Slack is served {way}." + (f" Install it at {told.oauth.url}{INSTALL_PATH}" if told.oauth else "")


async def _finish(surface: Surface) -> None:
    """Give what runs beside its time, then let go."""
    if surface.tasks:
        await asyncio.wait(surface.tasks, timeout=_LEAVE)
    surface.hands.shutdown(wait=False, cancel_futures=True)
