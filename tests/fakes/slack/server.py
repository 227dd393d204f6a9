"""The fake as a running server, with its world, its logs and its fates."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email.utils import formatdate
from types import TracebackType
from typing import Self

import pytest
from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web

from tests.fakes.book import Logged
from tests.fakes.slack import limits
from tests.fakes.slack.fates import Fates
from tests.fakes.slack.people import Channel, Message, Team, User
from tests.fakes.slack.records import Accepted, Book, Call, Json
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.web import Desk
from tests.fakes.slack.world import Clock, World


class Server(Logged[Call, Accepted]):
    """Slack on a free port of 127.0.0.1. `app_url` is where the app under test listens for HTTP deliveries."""

    def __init__(self, app_url: str = "", *, port: int = 0) -> None:
        self.world = World()
        self.book = Book(self.world.clock)
        self.book.on_change = self._changed
        self.fates = Fates()
        self.sockets = Sockets(self.world, self.book)
        self.desk = Desk(self.world, self.book, self.fates, {"apps.connections.open": self.sockets.connections_open})
        self.team = self.world.add_team("Acme")
        self.user = self.world.add_user(self.team, "Ada")
        self.app_url = app_url
        self.patience = limits.PATIENCE
        self.url = ""
        self._port = port
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.on_response_prepare.append(self._dated)
        application.add_routes([*self.desk.routes(), web.get("/link/", self.sockets.link)])
        self._runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.desk.base = self.sockets.base = self.url
        self._session = ClientSession(
            connector=TCPConnector(force_close=True), cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=None)
        )
        return self

    async def _dated(self, _: web.Request, response: web.StreamResponse) -> None:
        """Slack's answers bear Slack's clock."""
        response.headers["Date"] = formatdate(self.world.clock(), usegmt=True)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fates.release()
        await self.sockets.close()
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def session(self) -> ClientSession:
        """The HTTP client that Slack delivers with."""
        if self._session is None:
            raise RuntimeError("the fake does not run")
        return self._session

    # What tests look at.

    @property
    def api_url(self) -> str:
        """The `base_url` for slack_sdk."""
        return f"{self.url}/api/"

    @property
    def clock(self) -> Clock:
        return self.world.clock

    def messages(self, where: User | Channel) -> list[Message]:
        """What can be read in a channel, or in a user's DM with the app."""
        channel = self.world.im(where) if isinstance(where, User) else where
        return [message for message in channel.messages if not message.deleted]

    def ephemerals(self, user: User) -> list[Message]:
        """What only this user sees."""
        seen = self.world.team_of(user).ephemerals
        return [message for message in seen if message.ephemeral_for == user.id and not message.deleted]

    def home(self, user: User) -> Json | None:
        """The user's Home tab."""
        team = self.world.team_of(user)
        return team.views.get(team.homes.get(user.id, ""))

    def modals(self, user: User) -> list[Json]:
        """The modals that the user has open, the uppermost last."""
        team = self.world.team_of(user)
        return [team.views[view_id] for view_id in team.stacks.get(user.id, [])]

    def add_team(self, name: str, *, installed: bool = True, rotation: bool = False, **more: frozenset[str]) -> Team:
        """A new workspace; `scopes=` for fewer than all."""
        return self.world.add_team(name, installed=installed, rotation=rotation, **more)

    def bot_token(self, team: Team | None = None) -> str:
        """The newest living bot token of a workspace."""
        return self.world.bot_token(team or self.team)

    def environment(self, *, oauth: bool = False, socket: bool = False) -> dict[str, str]:
        """The settings that make `coach run slack` talk to this fake."""
        app = self.world.app
        shared = {"SLACK_API_URL": self.api_url, "SLACK_SIGNING_SECRET": app.signing_secret}
        if oauth:
            shared |= {"SLACK_CLIENT_ID": app.client_id, "SLACK_CLIENT_SECRET": app.client_secret}
        else:
            shared |= {"SLACK_BOT_TOKEN": self.bot_token()}
        return shared | ({"SLACK_APP_TOKEN": app.app_token} if socket else {})

    def no_complaints(self) -> None:
        """The app has done nothing that Slack would mind; the end of each test."""
        if self.complaints:
            pytest.fail(f"Slack complains:\n{self.complaints}", pytrace=False)

    async def until(self, true: Callable[[], object], timeout: float = 10.0) -> None:  # noqa: ASYNC109 - for tests
        """Wait until something has become true; looked at after each thing that happens."""
        async with asyncio.timeout(timeout):
            while not true():
                self._news.clear()
                await self._news.wait()

    def _changed(self) -> None:
        self._news.set()
