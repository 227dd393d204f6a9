"""The worker, put together: nudges on every platform that is configured, with no more of each than its way out."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.clock import Beat, beating
from bot.clock import ticking
from bot.core.deliverer import Deliverer
from pathways import zones
from storage.outbox import Outbox
from storage.reckoning import reckon

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.adapters.roof import Roof
    from bot.clock import Clock, Watch
    from bot.core.coach import Coach
    from bot.core.deliverer import Sender
    from bot.settings import DiscordSettings, SlackSettings
    from storage.database import Database
    from storage.workspaces import Workspaces


@dataclass(frozen=True, slots=True)
class Means:
    """What the rest of the program lends to the worker."""

    coach: Coach
    database: Database
    workspaces: Workspaces
    watch: Watch
    now: Clock


def name() -> str:
    """What this process is called, in the books that several share."""
    return f"{socket.gethostname()}:{os.getpid()}"[:64]


@asynccontextmanager
async def nudging(
    means: Means, slack: SlackSettings | None, discord: DiscordSettings | None, roof: Roof
) -> AsyncGenerator[str]:
    """Send nudges while the context is open. Raises ``SaysNo``."""
    await asyncio.to_thread(reckon, means.database, zones.edition())
    outbox = Outbox(means.database, name())
    async with AsyncExitStack() as stack:
        senders: dict[str, Sender] = {}
        if slack:
            senders["slack"] = await _to_slack(means, slack, outbox, stack)
        if discord:
            senders["discord"] = await _to_discord(means, discord, roof, stack)
        deliverer = Deliverer(means.coach, outbox, senders, means.now, ticking, asyncio.to_thread)
        beat = Beat(deliverer, means.watch)
        roof.troubles.append(lambda: beat.trouble)
        yield await stack.enter_async_context(beating(beat))


async def _to_slack(means: Means, told: SlackSettings, outbox: Outbox, stack: AsyncExitStack) -> Sender:
    from bot.adapters.slack import sender
    from bot.adapters.slack.serve import Means as OfSlack
    from storage.states import States

    lent = OfSlack(means.coach, means.workspaces, States(means.database), means.now)
    slack = await stack.enter_async_context(sender.opened(lent, told))
    if slack.team:
        await asyncio.to_thread(outbox.resume, "slack", slack.team)
    return slack


async def _to_discord(means: Means, told: DiscordSettings, roof: Roof, stack: AsyncExitStack) -> Sender:
    from bot.adapters.discord import sender
    from storage.mailboxes import Mailboxes
    from storage.openings import Openings

    known, turns = Mailboxes(means.database), Openings(means.database)
    discord = await stack.enter_async_context(sender.opened(told, known, turns, means.now, roof.fail))
    roof.troubles.append(lambda: discord.trouble)
    return discord
