"""The fake as a running server, with its world, its logs and its fates."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import pytest
from aiohttp import web

from tests.fakes.book import Logged
from tests.fakes.clock import Clock
from tests.fakes.discord.fates import Fates
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.people import Channel, Guild, Interaction, Message, User
from tests.fakes.discord.records import Accepted, Book, Call
from tests.fakes.discord.web import BASE, Desk
from tests.fakes.discord.world import World

LOOK_AGAIN = 0.05  # seconds; what the bot does with what it hears makes no news here


class Server(Logged[Call, Accepted]):
    """Discord on a free port of 127.0.0.1, with a server `Acme` that Ada and the bot are in.

    Left and entered again it is there again, on the same port and with the same world: an outage.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.world = World()
        self.book = Book(self.world.clock)
        self.book.on_change = self._changed
        self.fates = Fates()
        self.gateway = Gateway(self.world, self.book)
        self.desk = Desk(self.world, self.book, self.fates, self.gateway)
        self.budgets = self.desk.budgets
        self.user = self.world.add_user("Ada")
        self.guild = self.world.add_guild("Acme", self.user)
        self.channel = next(iter(self.guild.channels.values()))
        self.url = ""
        self._port = port
        self._runner: web.AppRunner | None = None
        self._waiting: set[asyncio.Future[None]] = set()

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.add_routes([web.get("/gateway/", self.gateway.connect), *self.desk.routes()])
        self._runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        self.desk.base, self.gateway.url = self.url, f"{self.url.replace('http', 'ws', 1)}/gateway/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fates.release()
        await self.gateway.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    # What tests look at.

    @property
    def api_url(self) -> str:
        """The base of all routes: what stands in for `https://discord.com/api/v10`."""
        return self.url + BASE

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.app.token

    @property
    def clock(self) -> Clock:
        return self.world.clock

    def messages(self, where: User | Channel) -> list[Message]:
        """What can be read by all in a channel, or in a user's DM with the bot."""
        channel = self.world.dm(where) if isinstance(where, User) else where
        return [message for message in channel.messages if not message.deleted and not message.ephemeral_for]

    def ephemerals(self, user: User) -> list[Message]:
        """What only this user sees, wherever it is."""
        everything = (message for channel in self.world.channels.values() for message in channel.messages)
        return [message for message in everything if message.ephemeral_for == user.id and not message.deleted]

    def modal(self, user: User) -> Interaction | None:
        """The form that the user has open: the interaction that brought it."""
        return self.world.modals.get(user.id)

    def add_user(self, name: str, *, guild: Guild | None = None, alone: bool = False, **more: str | bool) -> User:
        """Somebody new, in `Acme` or another server; `alone` in none. `more`: locale, dms_closed, installed."""
        user = self.world.add_user(name, **more)
        if not alone:
            (guild or self.guild).members[user.id] = user
        return user

    def add_guild(self, name: str, *members: User, bot: bool = True, **more: Any) -> Guild:
        """Another server; `permissions`, `grants` and `locale` as in `Guild`. The bot hears of it if it is in it."""
        guild = self.world.add_guild(name, *members, bot=bot, **more)
        if bot:
            self.gateway.dispatch("GUILD_CREATE", guild.info(self.world.bot), guild=guild.id, needs=1)
        return guild

    def environment(self) -> dict[str, str]:
        """The settings that make `coach run discord` talk to this fake."""
        return {"DISCORD_API_URL": self.api_url, "DISCORD_TOKEN": self.token}

    def no_complaints(self) -> None:
        """The app has done nothing that Discord would mind; the end of each test."""
        if self.complaints:
            pytest.fail(f"Discord complains:\n{self.complaints}", pytrace=False)

    async def until(self, true: Callable[[], object], timeout: float = 10.0) -> None:  # noqa: ASYNC109 - for tests
        """Wait until something has become true, here or in the bot; looked at after each thing that happens here."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not true():
            if loop.time() > end:
                raise TimeoutError
            news: asyncio.Future[None] = loop.create_future()
            self._waiting.add(news)
            again = loop.call_later(LOOK_AGAIN, _ring, news)
            try:
                await news
            finally:
                again.cancel()
                self._waiting.discard(news)

    def _changed(self) -> None:
        for news in self._waiting:
            _ring(news)


def _ring(news: asyncio.Future[None]) -> None:
    """Let one who waits look again."""
    if not news.done():
        news.set_result(None)
