"""Slack's deliveries over HTTP."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from bot.adapters.slack.manifest import EVENTS_PATH

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

READ = 10.0
"""Seconds that a request may take to arrive; Slack itself waits three for the answer."""


def take_events(bolt: AsyncApp, pages: web.Application) -> None:
    """Serve the one address that Slack delivers at."""

    async def events(request: web.Request) -> web.Response:
        if not request.content.is_eof():  # nearly always all of it has come with the headers
            try:
                async with asyncio.timeout(READ):
                    await request.read()
            except TimeoutError:
                return web.Response(status=408)
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    pages.router.add_post(EVENTS_PATH, events)
