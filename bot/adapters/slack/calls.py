"""The one way out to Slack: a 429 is waited for, a call that may have been accepted is never made again."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.adapters.slack.house import OFF

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.slack.house import House

_log = logging.getLogger("coach.slack")
_TRIES = 3
_LONGEST_WAIT = 30.0
"""Seconds; a longer ban is not sat out with somebody waiting."""
UNANSWERED = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""What a call raises that was not answered, or not in time."""
UNREADABLE = "unreadable_answer"
"""Our own word beside Slack's."""

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
    return await _made(client.api_call(method, json=arguments))  # pyright: ignore[reportUnknownMemberType]


async def ask_by_form(client: AsyncWebClient, method: str, **arguments: str) -> Answer:
    """One call with the arguments of a form, where Slack takes nothing else. Raises as ``ask`` does."""
    return await _made(client.api_call(method, data=arguments))  # pyright: ignore[reportUnknownMemberType]


async def hand_over(client: AsyncWebClient, **file: Any) -> Answer:
    """Put a file into a conversation, in the three calls that this takes. Raises as ``ask`` does."""
    return await _made(client.files_upload_v2(**file))  # pyright: ignore[reportUnknownMemberType]


async def _made(call: Awaitable[Any]) -> Answer:
    try:
        told = await call
        return {**told.data, "date": told.headers.get("Date")}
    except SlackApiError as refusal:
        raise _read(refusal.response) from None
    except (AttributeError, TypeError):
        # the library takes every answer for an object in JSON; a proxy's may be a page or a list
        raise Refused(UNREADABLE) from None


def _read(response: Any) -> Refused:
    """Why, from the library's answer, or from the bare one of HTTP where the library could not read it."""
    status: int = getattr(response, "status_code", 0) or response.status
    match getattr(response, "data", None):
        case {"error": str(code)}:
            pass
        case _:
            code = f"{UNREADABLE}_{status}"
    wait = str(response.headers.get("Retry-After", ""))
    return Refused(code, float(wait) if status == 429 and wait.isdecimal() else None, response.headers.get("Date"))


class Gates:
    """Calls that wait where a workspace has asked us to be quiet, and are not made where it has shut us out."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._until: dict[tuple[str, str], float] = {}

    async def call(
        self, client: AsyncWebClient, workspace: str, method: str, *, patience: float = _LONGEST_WAIT, **arguments: Any
    ) -> Answer | None:
        """Make one call; None where Slack refused it, or may have taken it without saying so. Never raises for that."""
        return await self._through(client, workspace, method, lambda: ask(client, method, **arguments), patience)

    async def hand_over(self, client: AsyncWebClient, workspace: str, **file: Any) -> Answer | None:
        """Put a file into a conversation, as ``call`` makes a call."""
        return await self._through(client, workspace, "files", lambda: hand_over(client, **file), _LONGEST_WAIT)

    async def _through(
        self,
        client: AsyncWebClient,
        workspace: str,
        method: str,
        make: Callable[[], Awaitable[Answer]],
        patience: float,
    ) -> Answer | None:
        clock = asyncio.get_running_loop().time
        for _ in range(_TRIES):
            wait = self._until.get((workspace, method), 0.0) - clock()
            if wait > patience:
                break
            await asyncio.sleep(max(0.0, wait))
            token = client.token or ""
            if not self._house.trusts(workspace, token):
                return None
            try:
                return await make()
            except Refused as refusal:
                if refusal.retry_after is not None:
                    # a 429 was surely not accepted, so the same call may be made again, later
                    self._until[workspace, method] = clock() + refusal.retry_after
                elif refusal.code in OFF:
                    # nor was what came with a token that Slack does not take
                    client.token = await self._house.refused(workspace, token, refusal.code)
                    if client.token is None:
                        return None
                else:
                    _log.warning("%s refused: %s", method, refusal.code)
                    return None
            except UNANSWERED as trouble:
                _log.warning("%s unanswered: %s", method, type(trouble).__name__)
                return None
        _log.warning("%s: still asked to wait", method)
        return None
