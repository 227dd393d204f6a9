"""Serving Discord: over its gateway, which needs no address of our own."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.adapters.discord.backlog import Backlog
from bot.adapters.discord.calls import Post
from bot.adapters.discord.client import Client
from bot.adapters.discord.hello import (
    UNREACHABLE,
    DiscordSaysNo,
    find_gateway,
    hush,
    introduce,
    invitations,
    register,
    register_if_it_works,
)
from bot.adapters.discord.seat import WAITING, Holder
from bot.adapters.discord.surface import Surface

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime

    from bot.adapters.discord.backlog import Mailboxes
    from bot.adapters.discord.hello import Told
    from bot.adapters.discord.rooms import Turns
    from bot.adapters.discord.seat import Seat
    from bot.adapters.roof import Roof
    from bot.core.coach import Coach
    from bot.settings import DiscordSettings

_FIRST = 12.0
"""Seconds for the first connection; the library tries one every five, and for ever."""
_GOODBYE = 1.0
"""Seconds for closing the connections."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the rest of the program lends for serving Discord."""

    coach: Coach
    mailboxes: Mailboxes
    told: Told
    turns: Turns
    now: Callable[[], datetime]
    seat: Callable[[str], Seat]
    """The seat of this name."""


@asynccontextmanager
async def serve(means: Means, told: DiscordSettings, roof: Roof) -> AsyncGenerator[str]:
    """Serve while the context is open, and see what was begun to its end. Raises ``DiscordSaysNo``."""
    hush()
    async with AsyncExitStack() as stack:
        surface = Surface(means.coach, means.now, Post(means.turns, means.now))
        client = Client(surface, Backlog(surface, means.mailboxes, means.now), told.shards)
        stack.push_async_callback(_close, client)
        await introduce(client, told)
        await find_gateway(client)
        holder = Holder(means.seat(_seat(client, told)))
        stack.push_async_callback(holder.leave)
        sits = await holder.try_once()
        roof.beside(stack, holder.keep(roof))
        staying = asyncio.create_task(_stay(client, holder, roof))
        stack.push_async_callback(_part, client, staying, roof)
        stack.push_async_callback(_finish, surface, roof)
        if sits:
            await _connected(client, staying, roof)
        surface.start(register_if_it_works(client, means.told))
        roof.troubles += [holder.trouble, client.trouble]
        yield f"Discord is served as {client.user}." if sits else WAITING


def _seat(client: Client, told: DiscordSettings) -> str:
    """What is held: all connections of a bot, or a part of them that is set."""
    part = told.shards
    shards = f"{part.ids.start}-{part.ids.stop - 1}-of-{part.count}" if part else "all"
    return f"discord-{client.application_id}-{shards}"


async def _finish(surface: Surface, roof: Roof) -> None:
    await surface.finish(roof.left())


async def _part(client: Client, staying: asyncio.Task[None], roof: Roof) -> None:
    """Close the connections; one that never came about is not waited for."""
    await _close(client)
    if not client.first.is_set():
        staying.cancel()
    await roof.last_of(staying)


async def _close(client: Client) -> None:
    """Say goodbye; whoever is gone does not answer it."""
    await asyncio.wait({asyncio.ensure_future(client.close())}, timeout=_GOODBYE)


async def _stay(client: Client, holder: Holder, roof: Roof) -> None:
    """Hold the connections until all leave; what ends them before is no cause to try for ever."""
    try:
        if await holder.wait(roof.leave):
            await client.connect()
    except discord.PrivilegedIntentsRequired:
        roof.fail(DiscordSaysNo("Discord refuses the intents that the coach asks for (4014). Update the program."))
    except discord.ConnectionClosed as closed:
        roof.fail(_closed(closed.code))
    except (discord.DiscordException, *UNREACHABLE) as trouble:
        roof.fail(DiscordSaysNo(f"Discord's gateway is lost ({type(trouble).__name__}); start again in a minute."))


def _closed(code: int) -> DiscordSaysNo:
    match code:
        case 4004:
            return DiscordSaysNo(
                "DISCORD_TOKEN: the gateway refuses it (4004). It was reset or revoked: copy the new one from page Bot."
            )
        case 4010 | 4011:
            return DiscordSaysNo(
                f"DISCORD_SHARDS: the gateway refuses them ({code}). Leave it unset, or name more shards in all."
            )
        case _:
            return DiscordSaysNo(f"Discord's gateway has closed the connection ({code}); start again in a minute.")


async def _connected(client: Client, staying: asyncio.Task[None], roof: Roof) -> None:
    """Wait for the first connection. Raises ``DiscordSaysNo``."""
    first = asyncio.create_task(client.first.wait())
    leaving = asyncio.create_task(roof.leave.wait())
    await asyncio.wait({first, staying, leaving}, timeout=_FIRST, return_when=asyncio.FIRST_COMPLETED)
    connected = first.done()
    for task in (first, leaving):
        task.cancel()
    if roof.refusal is not None:
        raise roof.refusal
    if not connected and not roof.leave.is_set():
        raise DiscordSaysNo("Discord's gateway cannot be reached; check that web sockets get out of this network.")


async def application(told: DiscordSettings) -> int:
    """The id of the application that the token is for. Raises ``DiscordSaysNo``."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        await introduce(client, told)
        return client.application_id or 0


async def sync(told: DiscordSettings, memory: Told) -> None:
    """Tell Discord of the commands, whatever it was told before. Raises ``DiscordSaysNo``."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        await introduce(client, told)
        try:
            await register(client, memory, anew=True)
        except discord.HTTPException as refusal:
            raise DiscordSaysNo(f"Discord does not take the commands ({refusal.code or refusal.status}).") from None


__all__ = ["Means", "application", "invitations", "serve", "sync"]
