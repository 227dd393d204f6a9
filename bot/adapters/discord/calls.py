"""The ways out to Discord that are no first answer: direct messages, each of which can arrive once only.

A message carries a nonce that names what it answers, so neither the library's own repetition nor ours makes two of it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord

if TYPE_CHECKING:
    from bot.adapters.discord.render import Message

_log = logging.getLogger("coach.discord")
TIMEOUT = 25.0
"""Seconds for one message, with the waiting that Discord may ask for."""
_REST = 3600.0
"""Seconds without opening a conversation after Discord called it too many; twice as long each further time."""
OPENING_TOO_FAST = 40003
TOO_LATE = frozenset({10062, 40060})
"""The interaction is unknown (any more), or was answered already."""
UNANSWERED = (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError)
"""What a call raises that was refused, not answered, or not in time."""


class Post:
    """Direct messages. Where Discord finds that too many conversations are opened, no further one is for a while."""

    def __init__(self) -> None:
        self._rest = _REST
        self._until = 0.0

    async def direct(self, user: discord.abc.User, shown: Message, *, nonce: str) -> bool:
        """Write to somebody; False where they cannot be reached, or perhaps were not. Never raises for that."""
        clock = asyncio.get_running_loop().time
        if not isinstance(user, (discord.User, discord.Member)):
            return False
        try:
            if user.dm_channel is None and clock() < self._until:
                _log.warning("no conversation opened: Discord asked for a rest")
                return False
            async with asyncio.timeout(TIMEOUT):
                channel = user.dm_channel or await user.create_dm()
        except discord.HTTPException as refusal:
            if refusal.code == OPENING_TOO_FAST:
                self._until = clock() + self._rest
                self._rest *= 2
            return _lost(refusal)
        except UNANSWERED as trouble:
            return _lost(trouble)
        return await self.into(channel, shown, nonce=nonce)

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
