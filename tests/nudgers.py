"""Workers that send nudges: in this process, or in one of their own that dies where a test wants it to."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.discord import sender as in_discord
from bot.adapters.slack.sender import Sender
from bot.clock import ticking
from bot.core.coach import Coach
from bot.core.deliverer import Deliverer
from bot.settings import DiscordSettings
from pathways.secret import Secret
from storage.database import Database
from storage.mailboxes import Mailboxes
from storage.notebook import Memory
from storage.openings import Openings
from storage.outbox import LEASE, Outbox
from tests.talk import ARCHITECT, SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.connection import Connection


async def inline(work: Callable[..., Any], /, *arguments: object) -> Any:
    return work(*arguments)


def deliverer(
    database: Database,
    senders: Mapping[str, Any],
    clock: Callable[[], dt.datetime],
    *,
    name: str = "worker",
    passing: Callable[[str], None] = lambda _: None,
    ticks: Callable[[], float] = ticking,
) -> Deliverer:
    coach = Coach(SHIPPED, Memory(database), clock, ARCHITECT.id)
    return Deliverer(coach, Outbox(database, name, passing=passing), senders, clock, ticks, inline, passing)


async def at_discord(
    address: str,
    api: tuple[str, str],
    now: dt.datetime,
    passing: Callable[[str], None],
    *,
    ticks: Callable[[], float] = ticking,
) -> None:
    """Plan and send once, with the real sender."""
    url, token = api
    told = DiscordSettings(Secret(token), None, url)
    with Database.open(address, wait=dt.timedelta(seconds=30)) as database:
        known, turns = Mailboxes(database), Openings(database)
        async with in_discord.opened(told, known, turns, lambda: now, print) as discord:
            discord.apart = 0.0
            worker = deliverer(database, {"discord": discord}, lambda: now, passing=passing, ticks=ticks)
            await worker.plan()
            await worker.dispatch()


async def at_slack(
    address: str,
    api: tuple[str, str],
    now: dt.datetime,
    passing: Callable[[str], None],
    *,
    ticks: Callable[[], float] = ticking,
) -> None:
    """Plan and send once, with the real sender."""
    url, token = api

    async def put_out(*_: str) -> None: ...

    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token, base_url=url, session=session, retry_handlers=[])

        async def of(_: str) -> AsyncWebClient:
            return client

        slack = Sender(of, put_out, apart=0.0)
        with Database.open(address, wait=dt.timedelta(seconds=30)) as database:
            worker = deliverer(database, {"slack": slack}, lambda: now, passing=passing, ticks=ticks)
            await worker.plan()
            await worker.dispatch()


WAYS = {"slack": at_slack, "discord": at_discord}


def die_at(address: str, api: tuple[str, str], now: dt.datetime, point: str, way: str = "slack") -> None:
    """Work until the point, and be no more."""

    def passing(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(WAYS[way](address, api, now, passing))


def freeze_at(  # noqa: PLR0917  (as a process is given them)
    address: str, api: tuple[str, str], now: dt.datetime, point: str, pipe: Connection, way: str = "slack"
) -> None:
    """Work until the point, stand still there, for longer than a lease, and say what was passed in all."""
    passed: list[str] = []

    def passing(name: str) -> None:
        passed.append(name)
        if name == point and passed.count(name) == 1:
            pipe.send("frozen")
            pipe.recv()

    def ticks() -> float:
        return ticking() + (LEASE.total_seconds() if point in passed else 0)

    asyncio.run(WAYS[way](address, api, now, passing, ticks=ticks))
    pipe.send(passed)
