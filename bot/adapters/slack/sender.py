"""Nudges as direct messages in Slack, and digests in channels, each marked with its id: one in doubt can be looked for.

Slack knows no key under which the same message is taken once only. So nothing is ever posted again unless Slack has
said that it did not take it, or the conversation shows that it is not there.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import aiohttp

from bot.adapters.slack import calls, render
from bot.adapters.slack.calls import UNANSWERED, ask
from bot.adapters.slack.errors import AMBIGUOUS, GROUNDS, WAITING
from bot.adapters.slack.hello import introduce
from bot.adapters.slack.house import OneWorkspace
from bot.adapters.slack.oauth import Exchange
from bot.adapters.slack.registry import Registry
from bot.adapters.slack.serve import client_of, speaker
from bot.adapters.slack.tenants import Tenants
from pathways.delivery import Absent, Accepted, Claim, Refused, Unsent, Unsure, Wait
from pathways.learner import Account

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.slack.calls import Answer
    from bot.adapters.slack.serve import Means
    from bot.core.reply import Reply
    from bot.settings import SlackSettings
    from pathways.delivery import Found, Ground, Letter, Sent
    from pathways.digest import Place

_log = logging.getLogger("coach.slack")
TIMEOUT = 10.0
"""Seconds for one nudge, however many calls it takes."""
APART = 1.0
"""Seconds between two nudges in one workspace: Slack limits them all together, too."""
_WAIT = 30.0
"""Seconds, where Slack asks for patience and does not say how much."""
_BEFORE = 60
"""Seconds that the clocks may be apart, when a message is looked for."""
_PAGE, _PAGES = 100, 5
_MANY = 20_000
_UNREADABLE = (AttributeError, TypeError, ValueError)
"""What slack_sdk raises for an answer that is none of Slack's, such as a proxy's page."""
_NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ClientConnectorDNSError)

_Trouble: TypeAlias = Refused | Wait | Unsent | Unsure


@dataclass
class Sender:
    """Slack's way out for nudges and digests."""

    client: Callable[[str], Awaitable[AsyncWebClient | None]]
    """The client of a workspace; None where the coach is not installed."""
    put_out: Callable[[str, str, str], Awaitable[object]]
    """Told of a workspace, its token, and Slack's word for not taking that any more."""
    team: str = ""
    """The one workspace that is served by a token of its own."""
    apart: float = APART
    timeout: float = TIMEOUT
    _free: dict[str, float] = field(default_factory=dict[str, float], init=False)
    _channels: dict[Account, str] = field(default_factory=dict[Account, str], init=False)

    async def send(self, claim: Letter, reply: Reply) -> Sent:
        """Post it into the learner's conversation with the coach, or into the channel."""
        _, workspace = claim.tenant
        client = await self.client(workspace)
        if client is None:
            return Refused("tenant", "not_installed")
        await self._in_turn(workspace)
        shown = render.message(reply, owner=claim.account.user if isinstance(claim, Claim) else "")
        blocks = [{**shown.blocks[0], "block_id": mark(claim)}, *shown.blocks[1:]]
        began = False
        try:
            async with asyncio.timeout(self.timeout):
                channel = await self._channel(client, claim)
                began = True
                told = await ask(
                    client,
                    "chat.postMessage",
                    channel=channel,
                    text=shown.text,
                    blocks=blocks,
                    unfurl_links=False,
                    unfurl_media=False,
                )
            return Accepted(str(told["ts"]))
        except Exception as trouble:  # noqa: BLE001  (each has its place; what nobody foresaw is in doubt)
            outcome = _outcome(trouble, began=began)
        if isinstance(outcome, Refused) and outcome.ground == "tenant":
            await self.put_out(workspace, client.token or "", outcome.code)
        if isinstance(outcome, Refused) and outcome.ground == "person" and isinstance(claim, Claim):
            self._channels.pop(claim.account, None)
        return outcome

    async def look_up(self, claim: Letter) -> Found:
        """Whether the conversation holds a message with the claim's mark.

        What is said in channels Slack shows only to whom it was allowed: without that it stays in doubt.
        """
        client = await self.client(claim.tenant[1])
        if client is None:
            return Unsure("not_installed")
        try:
            async with asyncio.timeout(self.timeout):
                return await self._look(client, claim)
        except Exception as trouble:  # noqa: BLE001  (as above: it stays in doubt)
            outcome = _outcome(trouble, began=True)
        return outcome if isinstance(outcome, Wait) else Unsure(f"looking: {getattr(outcome, 'code', '')}")

    async def names(self, place: Place, users: Sequence[str]) -> Mapping[str, str] | None:
        """What people are called in their workspace."""
        client = await self.client(place.tenant)
        return await Registry(client, self.timeout).names(place, users) if client else None

    async def _look(self, client: AsyncWebClient, claim: Letter) -> Found:
        where: dict[str, Any] = {
            "channel": await self._channel(client, claim),
            "oldest": f"{claim.first_try.timestamp() - _BEFORE:.6f}",
            "limit": _PAGE,
        }
        for _ in range(_PAGES):
            told = await ask(client, "conversations.history", **where)
            for message in told["messages"]:
                if any(block.get("block_id") == mark(claim) for block in message.get("blocks") or ()):
                    return Accepted(str(message["ts"]))
            more: Answer = told.get("response_metadata") or {}
            if not more.get("next_cursor"):
                return Absent()
            where["cursor"] = more["next_cursor"]
        return Unsure("too much was said since")

    async def _channel(self, client: AsyncWebClient, claim: Letter) -> str:
        if not isinstance(claim, Claim):
            return claim.place.channel
        account = claim.account
        known = self._channels.get(account)
        if known is None:
            told = await ask(client, "conversations.open", users=account.user)
            known = str(told["channel"]["id"])
            if len(self._channels) >= _MANY:
                self._channels.clear()
            self._channels[account] = known
        return known

    async def _in_turn(self, workspace: str) -> None:
        """Wait until it is this one's turn in its workspace."""
        now = asyncio.get_running_loop().time()
        begins = max(now, self._free.get(workspace, now))
        self._free[workspace] = begins + self.apart
        await asyncio.sleep(begins - now)


def mark(claim: Letter) -> str:
    """The id of the message's first block, by which it is known again."""
    return f"d:{claim.id}"


def _outcome(trouble: Exception, *, began: bool) -> _Trouble:
    """What it means; ``began`` says that the message itself may have been under way."""
    match trouble:
        case calls.Refused():
            return _of_word(trouble, began=began)
        case _ if isinstance(trouble, _NOT_REACHED) or not began:
            return Unsent(type(trouble).__name__)
        case _:
            if not isinstance(trouble, (*UNANSWERED, *_UNREADABLE)):
                _log.error("unforeseen from Slack: %s", type(trouble).__name__)
            return Unsure(type(trouble).__name__)


def _of_word(refusal: calls.Refused, *, began: bool) -> _Trouble:
    code = refusal.code
    if refusal.retry_after is not None or code in WAITING:
        return Wait(refusal.retry_after or _WAIT)
    if code in AMBIGUOUS or code.startswith("unreadable"):
        return Unsure(code) if began else Unsent(code)
    ground: Ground = GROUNDS.get(code, "other")
    return Refused(ground, code)


@asynccontextmanager
async def opened(means: Means, told: SlackSettings) -> AsyncGenerator[Sender]:
    """A sender while the context is open. It asks for no profile and listens to nothing. Raises ``SlackSaysNo``."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        known = await introduce(client_of(told, session, told.bot_token), means.now)
        exchange = Exchange(client_of(told, session, None), told.oauth, means.now) if told.oauth else None
        house = OneWorkspace(known, means.now()) if exchange is None else Tenants(means.workspaces, exchange, means.now)
        yield Sender(speaker(told, session, house), house.refused, "" if exchange else known.team_id or "")
        if isinstance(house, Tenants):
            await house.finish()
