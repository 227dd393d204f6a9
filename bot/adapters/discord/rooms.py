"""Conversations with people: those that are known, and new ones, opened slowly.

Discord takes a bot that opens many conversations for a nuisance, and forbids it to open any. Those that are open go
on all the same, so none is opened twice, and where one was opened is kept before a word is said in it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import discord

from bot.adapters.discord.errors import OPENING_TOO_FAST, TOO_MANY
from bot.adapters.discord.inbound import PLATFORM
from bot.adapters.discord.rest import Refused
from pathways.delivery import Deferred
from pathways.learner import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.discord.rest import Api
    from pathways.learner import Account

_APART = timedelta(seconds=5)
"""Between the moments for which several are put off."""


class Known(Protocol):
    """What remembers where conversations are; storage fulfils it. Every method blocks, and may raise."""

    def channel(self, account: Account) -> str | None:
        """Where an account has its direct messages; None where that is not known."""
        ...

    def keep(self, mailbox: Mailbox, *, now: datetime) -> None:
        """Keep where it is, and how far was read."""
        ...

    def lose(self, account: Account) -> None:
        """The platform knows the channel no more."""
        ...


class Turns(Protocol):
    """What lets all workers together open one after the other; storage fulfils it. Every method blocks, may raise."""

    def turn(self, platform: str, now: datetime) -> datetime | None:
        """Take the turn to open one; None: it is yours. Otherwise it is no use before then."""
        ...

    def rests(self, platform: str, now: datetime) -> bool:
        """Whether the platform found them too many, and none is to be opened."""
        ...

    def rest(self, platform: str, now: datetime, wished: timedelta | None = None) -> datetime:
        """The platform asks for a rest, of a length that it may say; when that is over."""
        ...


@dataclass(frozen=True, slots=True)
class Room:
    """A conversation."""

    channel: str
    fresh: bool = False
    """It was opened just now."""


@dataclass
class Rooms:
    """Finds conversations, and opens them."""

    api: Api
    known: Known
    turns: Turns
    now: Callable[[], datetime]
    _promised: datetime = field(default=datetime(1970, 1, 1, tzinfo=UTC), init=False)
    """The last moment for which somebody was put off."""

    async def find(self, account: Account) -> str | None:
        """The channel of a conversation that is open."""
        return await asyncio.to_thread(self.known.channel, account)

    async def of(self, account: Account) -> Room | Deferred:
        """The conversation, opened where there is none yet and one may be. Raises as ``Api.ask`` does."""
        channel = await self.find(account)
        if channel is not None:
            return Room(channel)
        until = await asyncio.to_thread(self.turns.turn, PLATFORM, self.now())
        if until is not None:
            return self._put_off(until)
        try:
            told = await self.api.ask("POST", "/users/@me/channels", body={"recipient_id": account.user})
        except Refused as refusal:
            wished = timedelta(seconds=refusal.retry_after)
            if refusal.code in OPENING_TOO_FAST:
                return self._put_off(await asyncio.to_thread(self.turns.rest, PLATFORM, self.now()))
            if refusal.status == TOO_MANY and not refusal.everywhere:
                return self._put_off(await asyncio.to_thread(self.turns.rest, PLATFORM, self.now(), wished))
            raise
        opened = str(told["id"])
        # what is said from now on is to be read; what was said before nobody has a right to count as new
        mailbox = Mailbox(account, opened, str(discord.utils.time_snowflake(self.now())))
        await asyncio.to_thread(lambda: self.known.keep(mailbox, now=self.now()))
        return Room(opened, fresh=True)

    async def lose(self, account: Account) -> None:
        """Discord knows the conversation no more."""
        await asyncio.to_thread(self.known.lose, account)

    def _put_off(self, until: datetime) -> Deferred:
        """One after the other, so that a crowd does not come back as one."""
        self._promised = max(self._promised + _APART, until)
        return Deferred(self._promised)
