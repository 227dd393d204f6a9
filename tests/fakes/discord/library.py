"""discord.py run against the fake. Where it looks for Discord are two attributes of classes, one for a process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.discord.server import Server


@contextmanager
def aimed_at(fake: Server) -> Generator[None]:
    """Within, discord.py talks to this fake, which runs already. One at a time in a process."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = fake.api_url, yarl.URL(fake.gateway.url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def connected(client: discord.Client, fake: Server, *, token: str = "") -> AsyncGenerator[None]:
    """Within, the client is connected and ready; what ends it early is raised.

    Give it `guild_ready_timeout=0`, or it waits two seconds; with several shards, or after op 9, its
    `before_identify_hook` waits five.
    """
    with aimed_at(fake):
        async with client:
            task = asyncio.create_task(client.start(token or fake.token))
            ready = asyncio.create_task(client.wait_until_ready())
            await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                ready.cancel()
                await task
            yield
            await client.close()
            await task
