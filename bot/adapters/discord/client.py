"""The connection to Discord's gateway: which events are heard, and to whom they go."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import AllowedMentions, Intents, InteractionType, MemberCacheFlags

from bot.adapters.discord import inbound
from bot.adapters.discord.buttons import TAKEN, Pressable

if TYPE_CHECKING:
    from bot.adapters.discord.backlog import Backlog
    from bot.adapters.discord.buttons import Interaction
    from bot.adapters.discord.surface import Surface
    from bot.settings import Shards

_log = logging.getLogger("coach.discord")
INTENTS = Intents(guilds=True, dm_messages=True, guild_messages=True)
"""None is privileged: of messages in servers only those have contents that name the coach."""
_LONGEST_WAIT = 30.0
"""Seconds that a 429 may ask for; a longer ban is not sat out with somebody waiting."""


class Client(discord.AutoShardedClient):
    """Hears Discord. Keeps nothing of what it hears: neither messages nor members."""

    def __init__(self, surface: Surface, backlog: Backlog, part: Shards | None) -> None:
        asked: dict[str, Any] = {"shard_ids": list(part.ids), "shard_count": part.count} if part else {}
        super().__init__(
            intents=INTENTS,
            allowed_mentions=AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.0,
            max_ratelimit_timeout=_LONGEST_WAIT,
            **asked,
        )
        self.surface = surface
        self.up = set[int]()
        """The shards that are connected."""
        self.first = asyncio.Event()
        """Set once one shard was connected."""
        self._backlog = backlog

    async def setup_hook(self) -> None:
        """Before anything is heard, once however often the connection begins anew."""
        self.add_dynamic_items(Pressable)

    def trouble(self) -> str | None:
        """Why some are not served; None while every shard of this process is connected."""
        asked = self.shard_ids if self.shard_ids is not None else range(self.shard_count or 1)
        return None if self.up.issuperset(asked) else "The connection to Discord's gateway is lost; it is made anew."

    async def on_interaction(self, interaction: Interaction) -> None:
        """Commands, what is typed into them, and forms; a press finds its own way by its id."""
        match interaction.type:
            case InteractionType.application_command:
                self.surface.start(self.surface.command(interaction))
            case InteractionType.autocomplete:
                self.surface.start(self.surface.complete(interaction))
            case InteractionType.modal_submit:
                self.surface.start(self.surface.filled(interaction))
            case InteractionType.component if TAKEN not in interaction.extras:
                # another press was faster, and the message holds something else by now
                self.surface.start(self.surface.end(interaction))
            case _:
                pass

    async def on_message(self, message: discord.Message) -> None:
        """Direct messages, and the coach's name where others read along."""
        if inbound.is_private(message):
            self._backlog.hear(message, self)
        elif inbound.is_said(message) and self.user in message.mentions:
            self.surface.start(self.surface.mention(message))

    async def on_shard_connect(self, shard: int) -> None:
        """A session has begun. Direct messages are the first shard's."""
        self.up.add(shard)
        self.first.set()
        if shard == 0:
            self.surface.start(self._backlog.catch_up(self))

    async def on_shard_resumed(self, shard: int) -> None:
        """A session goes on; what was missed, the gateway tells by itself."""
        self.up.add(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        """A connection is lost; the library makes another one."""
        self.up.discard(shard)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """A bug in what hears. Its words may be a learner's, so it is told without them."""
        del args, kwargs
        _log.exception("bug in %s", event_method)
