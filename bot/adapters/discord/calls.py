"""The ways out to Discord that are no first answer: direct messages, each of which can arrive once only.

A message carries a nonce that names what it answers, so neither the library's own repetition nor ours makes two of it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.adapters.discord.errors import OPENING_TOO_FAST
from bot.adapters.discord.inbound import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.adapters.discord.render import Message
    from bot.adapters.discord.rooms import Turns

_log = logging.getLogger("coach.discord")
TIMEOUT = 25.0
"""Seconds for one message, with the waiting that Discord may ask for."""
TOO_LATE = frozenset({10062, 40060})
"""The interaction is unknown (any more), or was answered already."""
UNANSWERED = (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError)
"""What a call raises that was refused, not answered, or not in time."""


class Post:
    """Direct messages. While Discord finds that too many conversations are opened, no further one is, by anybody."""

    def __init__(self, turns: Turns, now: Callable[[], datetime]) -> None:
        self._turns = turns
        self._now = now

    async def direct(self, user: discord.abc.User, shown: Message, *, nonce: str) -> bool:
        """Write to somebody; False where they cannot be reached, or perhaps were not. Never raises for that."""
        if not isinstance(user, (discord.User, discord.Member)):
            return False
        try:
            async with asyncio.timeout(TIMEOUT):
                channel = user.dm_channel or await self._opened(user)
        except Exception as trouble:  # noqa: BLE001  (Discord says no, or who gives the turns is away: none is open)
            return _lost(trouble)
        return channel is not None and await self.into(channel, shown, nonce=nonce)

    async def _opened(self, user: discord.User | discord.Member) -> discord.DMChannel | None:
        # what somebody asked for is not made to wait for its turn
        if await asyncio.to_thread(self._turns.rests, PLATFORM, self._now()):
            _log.warning("no conversation opened: Discord asked for a rest")
            return None
        try:
            return await user.create_dm()
        except discord.HTTPException as refusal:
            if refusal.code in OPENING_TOO_FAST:
                await asyncio.to_thread(self._turns.rest, PLATFORM, self._now())
            raise

    async def into(self, channel: discord.abc.Messageable, shown: Message, *, nonce: str) -> bool:
        """Write into a conversation that is open."""
        try:
            async with asyncio.timeout(TIMEOUT):
                await channel.send(view=shown.view, files=shown.files, nonce=nonce)
        except UNANSWERED as trouble:
            return _lost(trouble)
        return True


def _lost(trouble: BaseException) -> bool:
    """50007 and 50278: this person takes no messages from us; the next time that they ask, the answer comes there."""
    _log.warning("message not delivered: %s", named(trouble))
    return False


def named(trouble: BaseException) -> str:
    """What happened, without the words of whoever was to read it."""
    return str(trouble.code or trouble.status) if isinstance(trouble, discord.HTTPException) else type(trouble).__name__
