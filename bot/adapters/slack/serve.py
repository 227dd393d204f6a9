"""Serving Slack: over HTTP, or over web sockets where an app token is set; with a health page either way."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import app as slack_app
from bot.adapters.slack.calls import UNANSWERED, Refused, ask
from bot.adapters.slack.surface import Surface

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slack_bolt.async_app import AsyncApp

    from bot.core.coach import Coach
    from bot.settings import SlackSettings

_log = logging.getLogger("coach.slack")
_TIMEOUT = 10
"""Seconds for one call to Slack."""
_LEAVE = 8.0
"""Seconds that work begun before a SIGTERM may still take."""
_SKEW = 120.0
"""Seconds of difference to Slack's clock; past five minutes Slack's own signatures count as forged."""


class SlackSaysNo(Exception):
    """Slack cannot be served as things are; the message names the setting and the remedy."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the web server listens; port None: not at all."""

    host: str
    port: int | None


async def serve(
    coach: Coach, told: SlackSettings, place: Place, now: Callable[[], datetime], ready: Callable[[str], None]
) -> None:
    """Serve until SIGTERM or SIGINT, and see what was begun to its end. Raises ``SlackSaysNo``."""
    leave = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, leave.set)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT)))
        client = AsyncWebClient(
            token=told.bot_token.reveal(),
            base_url=told.api_url,
            session=session,
            timeout=_TIMEOUT,
            retry_handlers=[],  # the library's own would post again what may have been accepted
        )
        known = await _introduce(client, now)
        surface = Surface(coach, session)
        stack.push_async_callback(_finish, surface)

        async def authorize(**_: Any) -> AuthorizeResult:
            return known

        bolt = slack_app.build(surface, client, signing_secret=told.signing_secret.reveal(), authorize=authorize)
        if told.app_token is not None:
            await _listen(bolt, told.app_token.reveal(), stack)
        await _open(bolt if told.app_token is None else None, place, stack)
        ready(_standing(told, place))
        await leave.wait()


async def _introduce(client: AsyncWebClient, now: Callable[[], datetime]) -> AuthorizeResult:
    """Who we are, from Slack; and whether our clocks agree."""
    try:
        told = await ask(client, "auth.test")
    except Refused as refusal:
        raise SlackSaysNo(
            f"SLACK_BOT_TOKEN: Slack refuses it ({refusal.code})."
            " Install the app in the workspace again and copy its bot token (xoxb-…)."
        ) from None
    except UNANSWERED as trouble:
        raise SlackSaysNo(
            f"Slack cannot be reached ({type(trouble).__name__}); check the network and SLACK_API_URL."
        ) from None
    with suppress(TypeError, ValueError):
        apart = (now() - parsedate_to_datetime(told["date"])).total_seconds()
        if abs(apart) > _SKEW:
            side = "ahead of" if apart > 0 else "behind"
            raise SlackSaysNo(
                f"This machine's clock is {abs(apart) / 60:.0f} minutes {side} Slack's, and Slack's requests would"
                " count as forged. Set the clock (turn on NTP), then start again."
            )
    return AuthorizeResult(
        enterprise_id=told.get("enterprise_id"),
        team_id=told.get("team_id"),
        bot_user_id=told.get("user_id"),
        bot_id=told.get("bot_id"),
        bot_token=client.token,
    )


async def _listen(bolt: AsyncApp, app_token: str, stack: AsyncExitStack) -> None:
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

    handler = AsyncSocketModeHandler(bolt, app_token)
    try:
        await handler.connect_async()
    except (SlackApiError, *UNANSWERED) as trouble:
        code = trouble.response.get("error") if isinstance(trouble, SlackApiError) else type(trouble).__name__  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        raise SlackSaysNo(
            f"SLACK_APP_TOKEN: Slack refuses it ({code}). Make an app-level token (xapp-…) with connections:write."
        ) from None
    stack.push_async_callback(handler.close_async)


async def _open(bolt: AsyncApp | None, place: Place, stack: AsyncExitStack) -> None:
    if place.port is None:
        return
    pages = web.Application(client_max_size=1024**2)
    pages.router.add_get("/healthz", _healthy)
    if bolt is not None:

        async def events(request: web.Request) -> web.Response:
            return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

        pages.router.add_post("/slack/events", events)
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
    way = "by Socket Mode" if told.app_token else f"at http://{place.host}:{place.port}/slack/events"
    return f"Slack is served {way}."


async def _finish(surface: Surface) -> None:
    """Give what runs beside its time, then let go."""
    if surface.tasks:
        await asyncio.wait(surface.tasks, timeout=_LEAVE)
    surface.hands.shutdown(wait=False, cancel_futures=True)
