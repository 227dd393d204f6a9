"""The one way out to Slack: a 429 is waited for, a call that may have been accepted is never made again."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

_log = logging.getLogger("coach.slack")
_TRIES = 3
_LONGEST_WAIT = 30.0
"""Seconds; a longer ban is not sat out with somebody waiting."""
UNANSWERED = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""What a call raises that was not answered, or not in time."""

Answer = dict[str, Any]


class Refused(Exception):
    """Slack answered, and the answer is no; ``code`` is its word for why, ``date`` its clock."""

    def __init__(self, code: str, retry_after: float | None = None, date: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        self.date = date


async def ask(client: AsyncWebClient, method: str, **arguments: Any) -> Answer:
    """One call with JSON arguments. Raises ``Refused``, or one of ``UNANSWERED``."""
    return await _made(client, method, json=arguments)


async def ask_by_form(client: AsyncWebClient, method: str, **arguments: str) -> Answer:
    """One call with the arguments of a form, where Slack takes nothing else. Raises as ``ask`` does."""
    return await _made(client, method, data=arguments)


async def _made(client: AsyncWebClient, method: str, **body: dict[str, Any]) -> Answer:
    try:
        told: Any = await client.api_call(method, **body)  # pyright: ignore[reportUnknownMemberType, reportArgumentType]
    except SlackApiError as refusal:
        response: Any = refusal.response
        headers = response.headers
        wait = headers.get("Retry-After") if response.status_code == 429 else None
        date = headers.get("Date")
        raise Refused(str(response.get("error")), None if wait is None else float(wait), date) from None
    return {**told.data, "date": told.headers.get("Date")}


class Gates:
    """Calls that wait where a workspace has asked us to be quiet."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], float] = {}

    async def call(self, client: AsyncWebClient, workspace: str, method: str, **arguments: Any) -> Answer | None:
        """Make one call; None where Slack refused it, or may have taken it without saying so. Never raises for that."""
        clock = asyncio.get_running_loop().time
        for _ in range(_TRIES):
            wait = self._until.get((workspace, method), 0.0) - clock()
            if wait > _LONGEST_WAIT:
                break
            await asyncio.sleep(max(0.0, wait))
            try:
                return await ask(client, method, **arguments)
            except Refused as refusal:
                if refusal.retry_after is None:
                    _log.warning("%s refused: %s", method, refusal.code)
                    return None
                # a 429 was surely not accepted, so the same call may be made again, later
                self._until[workspace, method] = clock() + refusal.retry_after
            except UNANSWERED as trouble:
                _log.warning("%s unanswered: %s", method, type(trouble).__name__)
                return None
        _log.warning("%s: still asked to wait", method)
        return None
