"""Nudges and digests in Discord, each with a nonce and a mark of its own, so that one in doubt can be found.

Discord takes a message with the same nonce once only, but not for long, and not through a crash. So nothing is ever
sent again unless Discord has said that it did not take it, or the conversation shows that it is not there.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

import aiohttp
import discord

from bot.adapters.discord import render
from bot.adapters.discord.errors import GROUNDS, TOO_MANY, UNAUTHORIZED, UNKNOWN_CHANNEL
from bot.adapters.discord.hello import DiscordSaysNo, hush, introduce
from bot.adapters.discord.numbers import mark
from bot.adapters.discord.registry import Registry
from bot.adapters.discord.rest import Api, Refused
from bot.adapters.discord.rooms import Room, Rooms
from pathways import delivery
from pathways.delivery import Absent, Accepted, Claim, Unsent, Unsure, Wait

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

    from bot.adapters.discord.rooms import Known, Turns
    from bot.adapters.roof import SaysNo
    from bot.core.reply import Reply
    from bot.settings import DiscordSettings
    from pathways.delivery import Found, Letter, Sent
    from pathways.digest import Place

_log = logging.getLogger("coach.discord")
TIMEOUT = 10.0
"""Seconds for one nudge, however many calls it takes."""
APART = 0.2
"""Seconds between two nudges."""
AT_ONCE = 3
"""Calls under way: when a token is refused, no more than these were made with it."""
_BEFORE = timedelta(minutes=1)
"""How far the clocks may be apart, when a message is looked for."""
_PAGE, _PAGES = 100, 5
_NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ClientConnectorDNSError)
_FORESEEN = (aiohttp.ClientError, TimeoutError, OSError)

_Trouble: TypeAlias = delivery.Refused | Wait | Unsent | Unsure


@dataclass
class Sender:
    """Discord's way out for nudges and digests. It needs no gateway."""

    api: Api
    rooms: Rooms
    fail: Callable[[SaysNo], None]
    """Told once, when Discord does not take the token any more."""
    apart: float = APART
    timeout: float = TIMEOUT
    trouble: str | None = field(default=None, init=False)
    """Why nothing is sent any more; None while all is well."""
    _free: float = field(default=0.0, init=False)
    _hands: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), init=False)

    async def send(self, claim: Letter, reply: Reply) -> Sent:
        """Write it into the learner's conversation with the coach, or into the channel."""
        await self._in_turn()
        async with self._hands:
            return Unsent(str(UNAUTHORIZED)) if self.trouble else await self._send(claim, reply)

    async def look_up(self, claim: Letter) -> Found:
        """Whether the conversation holds a message with the claim's nonce or mark."""
        async with self._hands:
            if self.trouble:
                return Unsure(f"looking: {UNAUTHORIZED}")
            try:
                async with asyncio.timeout(self.timeout):
                    return await self._look(claim)
            except Exception as trouble:  # noqa: BLE001  (as in ``_send``: it stays in doubt)
                outcome = self._outcome(trouble, began=True)
        return outcome if isinstance(outcome, Wait) else Unsure(f"looking: {outcome.code}")

    async def names(self, place: Place, users: Sequence[str]) -> Mapping[str, str] | None:
        """What people are called in their server."""
        if self.trouble:
            return None
        async with self._hands:
            return await Registry(self._get, self.timeout).names(place, users)

    async def _get(self, path: str) -> Any:
        return await self.api.ask("GET", path)

    async def _send(self, claim: Letter, reply: Reply) -> Sent:
        room: Room | None = None
        try:
            async with asyncio.timeout(self.timeout):
                found = await self.rooms.of(claim.account) if isinstance(claim, Claim) else Room(claim.place.channel)
                if isinstance(found, delivery.Deferred):
                    return found
                room = found
                told = await self.api.ask("POST", f"/channels/{room.channel}/messages", body=written(claim, reply))
            return Accepted(str(told["id"]))
        except Refused as refusal:
            if room is not None and refusal.code == UNKNOWN_CHANNEL:
                return await self._without_room(claim, fresh=room.fresh)
            return self._outcome(refusal, began=room is not None)
        except Exception as trouble:  # noqa: BLE001  (each has its place; what nobody foresaw is in doubt)
            return self._outcome(trouble, began=room is not None)

    async def _without_room(self, claim: Letter, *, fresh: bool) -> Sent:
        """The conversation is no more: another one is opened at the next try, if this one was not just opened."""
        code = str(UNKNOWN_CHANNEL)
        if not isinstance(claim, Claim):
            return delivery.Refused("person", code)
        await self.rooms.lose(claim.account)
        return delivery.Refused("person", code) if fresh else Unsent(code)

    async def _look(self, claim: Letter) -> Found:
        channel = await self.rooms.find(claim.account) if isinstance(claim, Claim) else claim.place.channel
        if channel is None:
            return Absent()  # where a conversation is, is kept before a word is said in it
        after = str(discord.utils.time_snowflake(claim.first_try - _BEFORE))
        for _ in range(_PAGES):
            page = await self.api.ask("GET", f"/channels/{channel}/messages", after=after, limit=str(_PAGE))
            for message in page:
                if _is_it(message, claim):
                    return Accepted(str(message["id"]))
            if len(page) < _PAGE:
                return Absent()
            after = str(max(int(message["id"]) for message in page))
        return Unsure("too much was said since")

    def _outcome(self, trouble: Exception, *, began: bool) -> _Trouble:
        """What it means; ``began`` says that the message itself may have been under way."""
        match trouble:
            case Refused():
                return self._of_word(trouble, began=began)
            case _ if isinstance(trouble, _NOT_REACHED) or not began:
                return Unsent(type(trouble).__name__)
            case _:
                if not isinstance(trouble, _FORESEEN):
                    _log.error("unforeseen from Discord: %s", type(trouble).__name__)
                return Unsure(type(trouble).__name__)

    def _of_word(self, refusal: Refused, *, began: bool) -> _Trouble:
        if refusal.status == UNAUTHORIZED:
            self._end()
            return Unsent(refusal.name)
        if refusal.status == TOO_MANY:
            return Wait(refusal.retry_after)
        if refusal.is_vague:
            return Unsure(refusal.name) if began else Unsent(refusal.name)
        return delivery.Refused(GROUNDS.get(refusal.code, "other"), refusal.name)

    def _end(self) -> None:
        if self.trouble is None:
            refusal = DiscordSaysNo(
                "DISCORD_TOKEN: Discord does not take it any more. Copy the new one from page Bot, and start again."
            )
            self.trouble = str(refusal)
            self.fail(refusal)

    async def _in_turn(self) -> None:
        """Wait until it is this one's turn."""
        now = asyncio.get_running_loop().time()
        begins = max(now, self._free)
        self._free = begins + self.apart
        await asyncio.sleep(begins - now)


def nonce(claim: Letter) -> str:
    """Under which Discord takes the message once only."""
    return blake2b(claim.id.encode()).hexdigest()[:25]


def written(claim: Letter, reply: Reply) -> dict[str, Any]:
    """The message as it is sent."""
    owner = claim.account.user if isinstance(claim, Claim) else ""
    shown = render.message(reply, owner=owner, of=claim.id, mark=mark(claim.id))
    return {
        "components": shown.view.to_components(),
        "flags": discord.MessageFlags(components_v2=True).value,
        "nonce": nonce(claim),
        "enforce_nonce": True,
        "allowed_mentions": {"parse": []},
    }


def _is_it(message: dict[str, Any], claim: Letter) -> bool:
    marks = [component.get("id") for component in message.get("components") or ()]
    return message.get("nonce") == nonce(claim) or mark(claim.id) in marks


@asynccontextmanager
async def opened(
    told: DiscordSettings, known: Known, turns: Turns, now: Callable[[], datetime], fail: Callable[[SaysNo], None]
) -> AsyncGenerator[Sender]:
    """A sender while the context is open. It listens to nothing. Raises ``DiscordSaysNo``."""
    hush()
    async with discord.Client(intents=discord.Intents.none()) as client:
        await introduce(client, told)
        headers = {"Authorization": f"Bot {told.token.reveal()}", "User-Agent": client.http.user_agent}
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        api = Api(session, told.api_url)
        yield Sender(api, Rooms(api, known, turns, now), fail)
