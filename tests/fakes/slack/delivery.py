"""Slack's way to the app: signed HTTP posts or socket envelopes, three seconds of patience, retries of events."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode

from aiohttp import ClientError, ClientTimeout

from bot.clock import utc_now
from tests.fakes.slack import limits
from tests.fakes.slack.records import Json
from tests.fakes.slack.server import Server

Kind = Literal["slash_commands", "events_api", "interactive"]
Reason = Literal["", "http_timeout", "http_error", "connection_failed"]


@dataclass(frozen=True, slots=True)
class Wire:
    """How a delivery travels. All defaults are Slack's own ways; the rest is for what is not Slack."""

    via: Literal["", "http", "socket"] = ""  # "": HTTP where there is an app_url, else the sockets
    skew: float = 0.0  # seconds by which the timestamp is wrong: -301 is too old
    timestamp: int | None = None
    secret: str = ""  # another signing secret
    unsigned: bool = False
    retry_num: int = 0  # a first copy that comes as a retry
    retry_reason: str = "http_timeout"
    retries: int = 0  # how often an event is sent again when it fails
    path: str = "/slack/events"


@dataclass(slots=True)
class Delivered:
    """What became of a delivery. `reason` says why it failed; `status` is None where nothing was answered."""

    kind: Kind
    payload: Json
    status: int | None = None
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    elapsed: float = 0.0
    reason: Reason = ""
    trigger_id: str = ""
    response_url: str = ""
    attempts: list[Delivered] = field(default_factory=list["Delivered"])
    url: str = ""
    raw: bytes = b""
    sent_headers: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def ok(self) -> bool:
        """Was it acknowledged, in time?"""
        return not self.reason

    @property
    def json(self) -> Json:
        """The answer in the ack; nothing where it is empty or mere text."""
        return json.loads(self.body) if self.body.startswith("{") else {}


def signed(secret: str, raw: bytes, timestamp: int) -> dict[str, str]:
    """The two headers that prove a delivery to be Slack's."""
    base = b"v0:%d:%s" % (timestamp, raw)
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": signature}


class Delivery(Server):
    """Brings payloads to the app, and keeps all that was delivered."""

    async def deliver(self, kind: Kind, payload: Json, wire: Wire | None = None) -> Delivered:
        """Bring one payload to the app; events come again when that was asked for and the first copy failed."""
        travels = wire or Wire()
        socket = travels.via == "socket" or (not travels.via and not self.app_url)
        send = self._by_socket if socket else self._by_http
        last = await send(kind, payload, travels)
        attempts = [last]
        if kind == "events_api":
            for again in range(travels.retry_num + 1, travels.retries + 1):
                if last.ok or last.headers.get("X-Slack-No-Retry") == "1":
                    break
                last = await send(kind, payload, replace(travels, retry_num=again, retry_reason=last.reason))
                attempts.append(last)
        last.attempts = attempts
        return last

    async def replay(self, delivered: Delivered, times: int = 1) -> list[Delivered]:
        """The very same bytes and signature again, all at once: an attacker's or a proxy's doing."""
        again = (self._post(delivered.url, replace(delivered, attempts=[])) for _ in range(times))
        return list(await asyncio.gather(*again))

    async def _by_http(self, kind: Kind, payload: Json, wire: Wire) -> Delivered:
        raw, content_type = _encoded(kind, payload)
        # Signed by the real clock, which is the app's, even where a test has put the fake's forward.
        stamp = wire.timestamp if wire.timestamp is not None else int(utc_now().timestamp() + wire.skew)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        if not wire.unsigned:
            headers |= signed(wire.secret or self.world.app.signing_secret, raw, stamp)
        if wire.retry_num:
            headers |= {"X-Slack-Retry-Num": str(wire.retry_num), "X-Slack-Retry-Reason": wire.retry_reason}
        blank = Delivered(kind, payload, url=self.app_url + wire.path, raw=raw, sent_headers=headers)
        return await self._post(blank.url, blank)

    async def _post(self, url: str, blank: Delivered) -> Delivered:
        began = time.monotonic()
        done = replace(blank, status=None, body="", headers={}, reason="")
        try:
            async with self.session.post(
                url,
                data=blank.raw,
                headers=blank.sent_headers,
                allow_redirects=False,
                timeout=ClientTimeout(total=self.patience),
            ) as response:
                done.status, done.body, done.headers = response.status, await response.text(), response.headers
                done.reason = "" if 200 <= response.status < 300 else "http_error"
        except TimeoutError:
            done.reason = "http_timeout"
        except (ClientError, OSError):
            done.reason = "connection_failed"
        done.elapsed = time.monotonic() - began
        return done

    async def _by_socket(self, kind: Kind, payload: Json, wire: Wire) -> Delivered:
        reason = wire.retry_reason if wire.retry_num else ""
        answer = await self.sockets.send(kind, payload, patience=self.patience, retry=wire.retry_num, reason=reason)
        status = 200 if not answer.reason else None
        body = json.dumps(answer.payload) if answer.payload else ""
        return Delivered(kind, payload, status, body, {}, answer.elapsed, answer.reason)

    async def fetch(self, path: str, *, cookie: str = "") -> tuple[int, str, Any]:
        """A browser's look at a page of the app: status, body, headers. Redirects are not followed."""
        headers = {"Cookie": cookie} if cookie else {}
        timeout = ClientTimeout(total=limits.PATIENCE * 10)
        async with self.session.get(
            self.app_url + path, headers=headers, allow_redirects=False, timeout=timeout
        ) as response:
            return response.status, await response.text(), response.headers.copy()


def _encoded(kind: Kind, payload: Json) -> tuple[bytes, str]:
    """The body as Slack sends it: commands as a form, interactions as a form around JSON, events as JSON."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"
