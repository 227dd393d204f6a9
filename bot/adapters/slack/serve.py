"""Serving Slack: over HTTP, or over web sockets where an app token is set."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.chores import repeat
from bot.adapters.house import PATIENCE
from bot.adapters.slack import app as slack_app
from bot.adapters.slack.admission import OneWorkspace
from bot.adapters.slack.calls import Gates
from bot.adapters.slack.hello import introduce
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

    from bot.adapters.house import House
    from bot.adapters.slack.admission import Admission
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
async def serve(means: Means, told: SlackSettings, house: House) -> AsyncGenerator[str]:
    """Serve while the context is open, and see what was begun to its end. Raises ``SlackSaysNo``."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT)))
        known = await introduce(_client(told, session, told.bot_token), means.now)
        client = _client(told, session, None)
        tenants = None
        if told.oauth:
            tenants = Tenants(means.workspaces, Exchange(client, told.oauth, means.now), means.now)
        admission = tenants or OneWorkspace(known, means.now())
        house.checks.append(lambda: admission.trouble)
        surface = Surface(means.coach, session, Gates(admission))
        stack.push_async_callback(_finish, surface)
        secret = told.signing_secret.reveal()
        bolt = slack_app.build(surface, client, signing_secret=secret, admission=admission, now=means.now)
        follow = partial(surface.catch_up, _speaker(told, session, admission))
        house.beside(stack, repeat("following changes", FOLLOW_EVERY, follow, house.leave))
        if tenants is not None:
            house.beside(stack, repeat("replacing tokens", RENEW_EVERY, tenants.renew_due, house.leave))
            stack.push_async_callback(tenants.finish)
            Install(tenants, means.states, means.now).add_to(house.pages)
        if told.app_token is not None:
            lines = Lines(bolt, _client(told, session, told.app_token))
            stack.push_async_callback(lines.close)
            await lines.open()
            house.beside(stack, lines.watch(house.leave))
            house.checks.append(lambda: lines.trouble)
        else:
            take_events(bolt, house.pages)
        yield _standing(told, house)


def _speaker(
    told: SlackSettings, session: aiohttp.ClientSession, admission: Admission
) -> Callable[[str], Awaitable[AsyncWebClient | None]]:
    """The client for a workspace that nobody there has just written from."""

    async def speak(team: str) -> AsyncWebClient | None:
        allowed = await admission.authorize(team)
        if allowed is None or allowed.team_id != team or not allowed.bot_token:
            return None
        return _client(told, session, Secret(allowed.bot_token))

    return speak


def _client(told: SlackSettings, session: aiohttp.ClientSession, token: Secret | None) -> AsyncWebClient:
    """A client on the one shared session. The library's own retries would post again what may have been accepted."""
    secret = token.reveal() if token else None
    return AsyncWebClient(token=secret, base_url=told.api_url, session=session, timeout=_TIMEOUT, retry_handlers=[])


def _standing(told: SlackSettings, house: House) -> str:
    way = "by Socket Mode" if told.app_token else f"at http://{house.place.host}:{house.place.port}{EVENTS_PATH}"
    return f"Slack is served {way}." + (f" Install it at {told.oauth.url}{INSTALL_PATH}" if told.oauth else "")


async def _finish(surface: Surface) -> None:
    """Give what runs beside its time, then let go."""
    if surface.tasks:
        await asyncio.wait(surface.tasks, timeout=PATIENCE)
    surface.hands.shutdown(wait=False, cancel_futures=True)
