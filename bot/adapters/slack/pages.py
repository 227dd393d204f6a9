"""What is served over HTTP: Slack's deliveries, the health page, and the pages for installing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from bot.adapters.slack.manifest import EVENTS_PATH

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp

    from bot.adapters.slack.install import Install

READ = 10.0
"""Seconds that a request may take to arrive; Slack itself waits three for the answer."""
_MOST = 1024**2
"""Bytes of a request; Slack's are far smaller."""


def pages(bolt: AsyncApp | None, install: Install | None, trouble: Callable[[], str | None]) -> web.Application:
    """The pages; ``bolt`` where Slack delivers over HTTP, ``install`` where there are many workspaces.

    ``trouble`` tells why nobody can be served, and None while all is well.
    """

    async def healthy(_: web.Request) -> web.Response:
        said = trouble()
        if said is None:
            return web.json_response({"ready": True})
        return web.json_response({"ready": False, "trouble": said}, status=503)

    made = web.Application(client_max_size=_MOST)
    made.router.add_get("/healthz", healthy)
    if install is not None:
        install.add_to(made)
    if bolt is not None:

        async def events(request: web.Request) -> web.Response:
            try:
                async with asyncio.timeout(READ):
                    await request.read()
            except TimeoutError:
                return web.Response(status=408)
            return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

        made.router.add_post(EVENTS_PATH, events)
    return made
