"""Socket Mode: the app holds web sockets, and Slack sends each envelope to one of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.fakes.slack import limits
from tests.fakes.slack.methods.desk import Refusal, Visit
from tests.fakes.slack.records import Book, Json
from tests.fakes.slack.world import World


@dataclass(slots=True, eq=False)
class Link:
    """One socket: open to envelopes until Slack has told the app to leave it."""

    id: int
    socket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False
    muted: bool = False
    sent: list[Json] = field(default_factory=list[Json])
    acks: list[Json] = field(default_factory=list[Json])


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an envelope: the ack with its payload, or the reason why there is none."""

    reason: Literal["", "http_timeout", "connection_failed"]
    payload: Json | None
    elapsed: float
    link: int = 0


class Sockets:
    """All sockets of the app."""

    def __init__(self, world: World, book: Book) -> None:
        self.world = world
        self.book = book
        self.base = ""
        self.enabled = True
        self.turns_away = 0
        self.links: list[Link] = []
        self._tickets: set[str] = set()
        self._count = 0
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[Json]] = {}

    @property
    def open(self) -> list[Link]:
        """The sockets that take envelopes."""
        return [link for link in self.links if not link.leaving]

    # What the app does.

    def connections_open(self, visit: Visit) -> Json:
        """apps.connections.open: an address that works once."""
        if not self.enabled:
            raise Refusal("not_allowed")  # the real code is not known here
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return {"url": f"{self.base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={visit.world.app.id}"}

    async def link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408, text="ticket is not good")
        self._tickets.discard(ticket)
        if self.turns_away:
            self.turns_away -= 1
            return web.Response(status=503, text="the ticket is used up all the same")
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.open) >= limits.CONNECTIONS:
            self.book.complain("apps.connections.open", "", "more than ten sockets", error="too_many_websockets")
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self._count += 1
        link = Link(self._count, socket, request)
        await socket.send_json(self._hello())
        self.links.append(link)
        self.book.on_change()
        try:
            await self._listen(link)
        finally:
            self.links.remove(link)
            self.book.on_change()
        return socket

    def _hello(self) -> Json:
        debug = {"host": "fake", "build_number": 1, "approximate_connection_time": 18_060}
        info = {"app_id": self.world.app.id}
        return {
            "type": "hello",
            "num_connections": len(self.open) + 1,
            "debug_info": debug,
            "connection_info": info,
        }

    async def _listen(self, link: Link) -> None:
        async for frame in link.socket:
            if frame.type is WSMsgType.PING and not link.muted:
                await link.socket.pong(frame.data)
            elif frame.type is WSMsgType.TEXT:
                self._acked(link, json.loads(frame.data))

    def _acked(self, link: Link, ack: Json) -> None:
        envelope = str(ack.get("envelope_id", ""))
        link.acks.append(ack)
        if not any(sent["envelope_id"] == envelope for sent in link.sent):
            self.book.complain("socket", "/envelope_id", f"{envelope!r} was not sent here", payload=ack)
        waiting = self._waiting.pop(envelope, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(ack.get("payload") or {})
        self.book.on_change()

    # What Slack does.

    async def send(
        self, kind: str, payload: Json, *, patience: float, retry: int = 0, reason: str = "", link: Link | None = None
    ) -> Answer:
        """Send one envelope to one socket, in turn, and wait for its ack."""
        began = time.monotonic()
        ready = self.open
        if not ready:
            return Answer("connection_failed", None, 0.0)
        self._turn += 1
        chosen = link or ready[self._turn % len(ready)]
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        chosen.sent.append(envelope)
        try:
            await chosen.socket.send_json(envelope)
            ack: Any = await asyncio.wait_for(waiting, patience)
        except (TimeoutError, ConnectionError) as error:
            failed = "http_timeout" if isinstance(error, TimeoutError) else "connection_failed"
            return Answer(failed, None, time.monotonic() - began, chosen.id)
        finally:
            self._waiting.pop(envelope["envelope_id"], None)
        return Answer("", ack, time.monotonic() - began, chosen.id)

    async def disconnect(
        self, reason: Literal["warning", "refresh_requested", "link_disabled"], link: Link | None = None
    ) -> None:
        """Tell the app to leave: a warning leaves the socket open, the others close it."""
        for each in [link] if link is not None else list(self.open):
            each.leaving = True
            await each.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})
            if reason != "warning":
                await each.socket.close()
        self.enabled = self.enabled and reason != "link_disabled"

    def cut(self, link: Link | None = None) -> None:
        """Break the connection off without a word."""
        for each in [link] if link is not None else list(self.links):
            each.leaving = True
            if each.request.transport is not None:
                each.request.transport.abort()

    def mute(self, link: Link | None = None) -> None:
        """The sockets stay, but pings are answered no more and nothing comes."""
        for each in [link] if link is not None else list(self.links):
            each.muted = each.leaving = True

    async def close(self) -> None:
        """The fake goes."""
        for link in list(self.links):
            with contextlib.suppress(ConnectionError):
                await link.socket.close()
