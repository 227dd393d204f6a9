"""Serving Slack: over HTTP, or over web sockets where an app token is set."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.chores import repeat
from bot.adapters.slack import app as slack_app
from bot.adapters.slack.calls import Gates
from bot.adapters.slack.hello import introduce
from bot.adapters.slack.house import OneWorkspace
from bot.adapters.slack.install import Install
from bot.adapters.slack.lines import Lines
from bot.adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH
from bot.adapters.slack.oauth import Exchange
from bot.adapters.slack.pages import take_events
from bot.adapters.slack.surface import Surface
from bot.adapters.slack.tenants import Tenants
from pathways.secret import Secret

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from datetime import datetime

    from bot.adapters.roof import Roof
    from bot.adapters.slack.house import House
    from bot.adapters.slack.install import States
    from bot.adapters.slack.tenants import Workspaces
    from bot.core.coach import Coach
    from bot.settings import SlackSettings

_TIMEOUT = 10
"""Seconds for one call to Slack."""
RENEW_EVERY = timedelta(minutes=5)
FOLLOW_EVERY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Means:
    """What the rest of the program lends for serving Slack."""

    coach: Coach
    workspaces: Workspaces
    states: States
    now: Callable[[], datetime]


@asynccontextmanager
async def serve(means: Means, told: SlackSettings, roof: Roof) -> AsyncGenerator[str]:
    """Serve while the context is open, and see what was begun to its end. Raises ``SlackSaysNo``."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT)))
        known = await introduce(client_of(told, session, told.bot_token), means.now)
        client = client_of(told, session, None)
        exchange = Exchange(client, told.oauth, means.now) if told.oauth else None
        house = OneWorkspace(known, means.now()) if exchange is None else Tenants(means.workspaces, exchange, means.now)
        surface = Surface(means.coach, session, Gates(house))
        stack.push_async_callback(_finish, surface, roof)
        secret = told.signing_secret.reveal()
        bolt = slack_app.build(surface, client, signing_secret=secret, house=house, now=means.now)
        follow = partial(surface.catch_up, speaker(told, session, house))
        roof.beside(stack, repeat("following changes", FOLLOW_EVERY, follow, roof.leave))
        if isinstance(house, Tenants):
            roof.beside(stack, repeat("replacing tokens", RENEW_EVERY, house.renew_due, roof.leave))
            stack.push_async_callback(house.finish)
            stack.callback(roof.leave.set)
            Install(house, means.states, means.now).add_to(roof.pages)
        lines = Lines(bolt, client_of(told, session, told.app_token)) if told.app_token else None
        if lines is not None:
            stack.push_async_callback(lines.close)
            await lines.open()
            roof.beside(stack, lines.watch(roof.leave))
        else:
            take_events(bolt, roof.pages)
        roof.troubles.append(lambda: house.trouble or (lines.trouble if lines else None))
        yield _standing(told, roof)


def speaker(
    told: SlackSettings, session: aiohttp.ClientSession, house: House
) -> Callable[[str], Awaitable[AsyncWebClient | None]]:
    """The client for a workspace that nobody there has just written from."""

    async def speak(team: str) -> AsyncWebClient | None:
        allowed = await house.authorize(team)
        if allowed is None or allowed.team_id != team or not allowed.bot_token:
            return None
        return client_of(told, session, Secret(allowed.bot_token))

    return speak


def client_of(told: SlackSettings, session: aiohttp.ClientSession, token: Secret | None) -> AsyncWebClient:
    """A client on the one shared session. The library's own retries would post again what may have been accepted."""
    secret = token.reveal() if token else None
    return AsyncWebClient(token=secret, base_url=told.api_url, session=session, timeout=_TIMEOUT, retry_handlers=[])


def _standing(told: SlackSettings, roof: Roof) -> str:
    way = "by Socket Mode" if told.app_token else f"at http://{roof.place.host}:{roof.place.port}{EVENTS_PATH}"
    return f"Slack is served {way}." + (f" Install it at {told.oauth.url}{INSTALL_PATH}" if told.oauth else "")


async def _finish(surface: Surface, roof: Roof) -> None:
    """Give what runs beside its time, then let go."""
    await roof.last_of(*surface.tasks)
    surface.hands.rest()
