"""Serving Slack: over HTTP, or over web sockets where an app token is set."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.chores import repeat
from bot.adapters.house import PATIENCE
from bot.adapters.slack import app as slack_app
from bot.adapters.slack.calls import Refused, ask
from bot.adapters.slack.hello import SlackSaysNo, introduce
from bot.adapters.slack.install import Install
from bot.adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH
from bot.adapters.slack.oauth import Exchange
from bot.adapters.slack.surface import Surface
from bot.adapters.slack.tenants import Tenants

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime

    from aiohttp import web
    from slack_bolt.async_app import AsyncApp

    from bot.adapters.house import House
    from bot.adapters.slack.install import States
    from bot.adapters.slack.tenants import Workspaces
    from bot.core.coach import Coach
    from bot.settings import SlackSettings
    from pathways.secret import Secret

_TIMEOUT = 10
"""Seconds for one call to Slack."""
RENEW_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Means:
    """What the rest of the program lends for serving Slack."""

    coach: Coach
    workspaces: Workspaces
    states: States
    now: Callable[[], datetime]


@asynccontextmanager
async def serve(means: Means, told: SlackSettings, house: House) -> AsyncGenerator[str]:
    """Serve while the context is open, and see what was begun to its end. Raises ``SlackSaysNo``."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT)))
        known = await introduce(_client(told, session, told.bot_token), means.now)
        client = _client(told, session, None)
        surface = Surface(means.coach, session)
        stack.push_async_callback(_finish, surface)
        exchange = Exchange(client, told.oauth, means.now) if told.oauth else None
        tenants = Tenants(means.workspaces, exchange, means.now) if exchange else None
        bolt = slack_app.build(surface, client, signing_secret=told.signing_secret.reveal(), house=tenants or known)
        if tenants is not None:
            house.beside(stack, repeat("replacing tokens", RENEW_EVERY, tenants.renew_due, house.leave))
            stack.push_async_callback(tenants.finish)
            Install(tenants, means.states, means.now).add_to(house.pages)
        if told.app_token is not None:
            await _listen(bolt, _client(told, session, told.app_token), told.app_token, stack)
        else:
            _take_events(bolt, house)
        yield _standing(told, house)


def _client(told: SlackSettings, session: aiohttp.ClientSession, token: Secret | None) -> AsyncWebClient:
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


def _take_events(bolt: AsyncApp, house: House) -> None:
    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    house.pages.router.add_post(EVENTS_PATH, events)


def _standing(told: SlackSettings, house: House) -> str:
    way = "by Socket Mode" if told.app_token else f"at http://{house.place.host}:{house.place.port}{EVENTS_PATH}"
    return f"Slack is served {way}." + (f" Install it at {told.oauth.url}{INSTALL_PATH}" if told.oauth else "")


async def _finish(surface: Surface) -> None:
    """Give what runs beside its time, then let go."""
    if surface.tasks:
        await asyncio.wait(surface.tasks, timeout=PATIENCE)
    surface.hands.shutdown(wait=False, cancel_futures=True)
