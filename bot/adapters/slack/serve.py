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
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import app as slack_app
from bot.adapters.slack.calls import Refused, ask
from bot.adapters.slack.chores import repeat
from bot.adapters.slack.hello import SlackSaysNo, introduce
from bot.adapters.slack.install import Install
from bot.adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH
from bot.adapters.slack.oauth import Exchange
from bot.adapters.slack.surface import Surface
from bot.adapters.slack.tenants import Tenants

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

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
        known = await introduce(client_of(told, session, told.bot_token), means.now)
        client = client_of(told, session, None)
        surface = Surface(means.coach, session)
        stack.push_async_callback(_finish, surface)
        exchange = Exchange(client, told.oauth, means.now) if told.oauth else None
        house = known if exchange is None else Tenants(means.workspaces, exchange, means.now)
        bolt = slack_app.build(surface, client, signing_secret=told.signing_secret.reveal(), house=house)
        chores = _chores(means, house, leave)
        stack.push_async_callback(asyncio.wait, chores, timeout=_LEAVE)
        if isinstance(house, Tenants):
            stack.push_async_callback(house.finish)
        stack.callback(leave.set)  # also where serving never begins
        if told.app_token is not None:
            await _listen(bolt, client_of(told, session, told.app_token), told.app_token, stack)
        pages = _pages(bolt if told.app_token is None else None, house, means)
        await _open(pages, place, stack)
        ready(_standing(told, place))
        await leave.wait()


def _chores(means: Means, house: AuthorizeResult | Tenants, leave: asyncio.Event) -> list[asyncio.Task[None]]:
    """What keeps the house while nobody writes."""
    chores = [repeat("tidying", TIDY_EVERY, lambda: asyncio.to_thread(means.tidy), leave)]
    if isinstance(house, Tenants):
        chores.append(repeat("replacing tokens", RENEW_EVERY, house.renew_due, leave))
    return [asyncio.create_task(chore) for chore in chores]


def client_of(told: SlackSettings, session: aiohttp.ClientSession, token: Secret | None) -> AsyncWebClient:
    """A client on the one shared session. The library's own retries would post again what may have been accepted."""
    secret = token.reveal() if token else None
    return AsyncWebClient(token=secret, base_url=told.api_url, session=session, timeout=_TIMEOUT, retry_handlers=[])


async def _listen(bolt: AsyncApp, own: AsyncWebClient, app_token: Secret, stack: AsyncExitStack) -> None:
    """Open the web socket. A token that Slack refuses is asked about first: the library would ask for ever."""
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

    try:
        await ask(own, "apps.connections.open")
    except Refused as refusal:
        raise SlackSaysNo(
            f"SLACK_APP_TOKEN: Slack refuses it ({refusal.code})."
            " Make an app-level token (xapp-…) with connections:write."
        ) from None
    handler = AsyncSocketModeHandler(bolt, app_token.reveal())
    await handler.connect_async()
    stack.push_async_callback(handler.close_async)


def _pages(bolt: AsyncApp | None, house: AuthorizeResult | Tenants, means: Means) -> web.Application:
    pages = web.Application(client_max_size=1024**2)
    pages.router.add_get("/healthz", _healthy)
    if isinstance(house, Tenants):
        Install(house, means.states, means.now).add_to(pages)
    if bolt is not None:

        async def events(request: web.Request) -> web.Response:
            return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

        pages.router.add_post(EVENTS_PATH, events)
    return pages


async def _open(pages: web.Application, place: Place, stack: AsyncExitStack) -> None:
    if place.port is None:
        return
    runner = web.AppRunner(pages, access_log=None, handle_signals=False)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, place.host, place.port, shutdown_timeout=_LEAVE).start()
    except OSError as trouble:
        raise SlackSaysNo(
            f"Port {place.port} cannot be opened ({trouble.strerror}); set PORT to a free one, or stop what holds it."
        ) from None


async def _healthy(_: web.Request) -> web.Response:
    return web.json_response({"ready": True})


def _standing(told: SlackSettings, place: Place) -> str:
    way = "by Socket Mode" if told.app_token else f"at http://{place.host}:{place.port}{EVENTS_PATH}"
    return f"Slack is served {way}." + (f" Install it at {told.oauth.url}{INSTALL_PATH}" if told.oauth else "")


async def _finish(surface: Surface) -> None:
    """Give what runs beside its time, then let go."""
    if surface.tasks:
        await asyncio.wait(surface.tasks, timeout=_LEAVE)
    surface.hands.shutdown(wait=False, cancel_futures=True)
