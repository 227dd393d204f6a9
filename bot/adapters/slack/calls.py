"""Calls to Slack that are made once: a 429 is waited for, an answer that may have been accepted is never repeated."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError, SlackClientError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_sdk.web.async_client import AsyncSlackResponse

_log = logging.getLogger("coach.slack")
_TRIES = 3
_LONGEST_WAIT = 30.0
"""Seconds; a longer ban is not sat out with somebody waiting."""


class Gates:
    """Until when a workspace has asked us to be quiet, by workspace and method."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], float] = {}

    async def call(
        self, workspace: str, method: str, make: Callable[[], Awaitable[AsyncSlackResponse]]
    ) -> AsyncSlackResponse | None:
        """Make one call; None where Slack refused or might have taken it without saying so. Never raises for that."""
        for _ in range(_TRIES):
            wait = self._until.get((workspace, method), 0.0) - asyncio.get_running_loop().time()
            if wait > _LONGEST_WAIT:
                return None
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                return await make()
            except SlackApiError as refusal:
                answer: Any = refusal.response  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
                if getattr(answer, "status_code", 200) != 429:
                    _log.warning("%s refused: %s", method, answer.get("error"))
                    return None
                # a 429 was surely not accepted, so the same call may be made again, later
                pause = float(answer.headers.get("Retry-After", 1))
                self._until[workspace, method] = asyncio.get_running_loop().time() + pause
            except (SlackClientError, TimeoutError, OSError) as trouble:
                _log.warning("%s unanswered: %s", method, type(trouble).__name__)
                return None
        return None
