"""The web sockets of Socket Mode: two, so that one listens while the other is renewed; a dead one is made anew."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.adapters.slack.calls import UNANSWERED, Refused, ask
from bot.adapters.slack.hello import SlackSaysNo
from bot.adapters.slack.house import OFF

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest
    from slack_sdk.web.async_client import AsyncWebClient

_log = logging.getLogger("coach.slack")
# the library would quote addresses, which hold a ticket, and whatever it could not read
_silent = logging.getLogger("coach.slack.socket")
_silent.setLevel(logging.CRITICAL + 1)

TWO = 2
PING = 5.0
"""Seconds between two pings; a socket that answers none for some of them is dead."""
LOOK = 1.0
"""Seconds between two looks at a socket."""
PATIENCE = 10.0
"""Seconds that the library may take to mend a socket by itself; it may also try a used-up address for ever."""
LONGEST_REST = 600.0
_CLOSING = 3.0
"""Seconds that saying goodbye may take; whoever is gone does not answer it."""


class Line:
    """One web socket to Slack, for as long as the program runs."""

    def __init__(self, bolt: AsyncApp, own: AsyncWebClient) -> None:
        self.up = False
        self.trouble: str | None = None
        self._bolt = bolt
        self._own = own
        self._client: SocketModeClient | None = None

    async def open(self) -> None:
        """Connect. Raises ``Refused``, or one of ``UNANSWERED``."""
        told = await ask(self._own, "apps.connections.open")
        client = SocketModeClient(self._own.token or "", logger=_silent, web_client=self._own, ping_interval=PING)
        client.socket_mode_request_listeners.append(self._deliver)
        client.wss_uri = str(told["url"])
        self._client = client
        async with asyncio.timeout(PATIENCE):
            await client.connect()
        self.up = True

    async def watch(self, leave: asyncio.Event) -> None:
        """Look after the socket until ``leave``: one that stays dead is made anew, more and more patiently."""
        clock = asyncio.get_running_loop().time
        seen, rest = clock(), PATIENCE
        while not leave.is_set() and self.trouble is None:
            self.up = self._client is not None and await self._client.is_connected()
            if self.up:
                seen, rest = clock(), PATIENCE
            elif clock() - seen > rest:
                await self._anew()
                seen, rest = clock(), min(2 * rest, LONGEST_REST)
            with suppress(TimeoutError):
                await asyncio.wait_for(leave.wait(), LOOK)

    async def close(self) -> None:
        """Let go of the socket."""
        client, self._client, self.up = self._client, None, False
        if client is not None:
            with suppress(*UNANSWERED):
                async with asyncio.timeout(_CLOSING):
                    await client.close()
            # where the goodbye took too long, the library has let go of none of its own
            library: Any = client
            for task in (library.message_processor, library.current_session_monitor, library.message_receiver):
                if task is not None:
                    task.cancel()
            await client.aiohttp_client_session.close()

    async def _anew(self) -> None:
        await self.close()
        try:
            await self.open()
        except Refused as refusal:
            if refusal.code in OFF:
                self.trouble = f"SLACK_APP_TOKEN: Slack does not take it any more ({refusal.code})."
            _log.warning("web socket refused: %s", refusal.code)
        except UNANSWERED as trouble:
            _log.warning("web socket not opened: %s", type(trouble).__name__)
        else:
            _log.warning("web socket was dead and was made anew")

    async def _deliver(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = await run_async_bolt_app(self._bolt, request)
        await send_async_response(client, request, answer, 0.0)


class Lines:
    """All web sockets of this program."""

    def __init__(self, bolt: AsyncApp, own: AsyncWebClient) -> None:
        self._lines = [Line(bolt, own) for _ in range(TWO)]

    @property
    def trouble(self) -> str | None:
        """Why Slack cannot deliver; None while it can."""
        if any(line.up for line in self._lines):
            return None
        return next((line.trouble for line in self._lines if line.trouble), "There is no web socket to Slack.")

    async def open(self) -> None:
        """Connect all. Raises ``SlackSaysNo`` where Slack refuses the token."""
        try:
            for line in self._lines:
                await line.open()
        except Refused as refusal:
            raise SlackSaysNo(
                f"SLACK_APP_TOKEN: Slack refuses it ({refusal.code})."
                " Make an app-level token (xapp-…) with connections:write."
            ) from None
        except UNANSWERED as trouble:
            raise SlackSaysNo(
                f"Slack cannot be reached by a web socket ({type(trouble).__name__}); check the network, and whether"
                " it lets web sockets out."
            ) from None

    async def watch(self, leave: asyncio.Event) -> None:
        """Look after all of them until ``leave``."""
        await asyncio.gather(*(line.watch(leave) for line in self._lines))
        if not leave.is_set():
            _log.error("%s Make an app-level token (xapp-…), and start this program again.", self.trouble)

    async def close(self) -> None:
        """Let go of all."""
        await asyncio.gather(*(line.close() for line in self._lines))
