"""Direct messages: answered in their order, once, also those that came while nobody listened.

Discord does not repeat what it told to nobody, so the last message that was answered in each conversation is kept,
and read on from there whenever a new session with the gateway begins.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import discord

from bot.adapters.discord import inbound
from bot.adapters.discord.calls import UNANSWERED, named
from bot.adapters.roof import PATIENCE
from pathways.learner import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.adapters.discord.surface import Surface

_log = logging.getLogger("coach.discord")
AGE = timedelta(days=30)
"""Conversations without a word for longer are not looked through."""
MOST = 500
"""Conversations that are looked through after a time away, the latest first."""
_MESSAGES = 100
"""Messages of one conversation that are read then."""
_REMEMBERED = 10_000


class Mailboxes(Protocol):
    """What remembers how far was read; storage fulfils it. Every method blocks, and may raise ``StorageError``."""

    def keep(self, mailbox: Mailbox, *, now: datetime) -> None:
        """Keep how far was read."""
        ...

    def latest(self, platform: str, *, since: datetime, most: int) -> tuple[Mailbox, ...]:
        """Those with a message since then, the latest first."""
        ...


@dataclass
class Backlog:
    """Takes direct messages, live ones and missed ones."""

    surface: Surface
    mailboxes: Mailboxes
    now: Callable[[], datetime]
    _held: list[discord.Message] | None = None
    """What comes while it is looked up how far was read."""
    _missed: dict[int, Mailbox] = field(default_factory=dict[int, Mailbox])
    """Conversations that are still to be read on, by channel."""
    _taken: dict[int, None] = field(default_factory=dict[int, None])
    _last: dict[int, asyncio.Task[None]] = field(default_factory=dict[int, "asyncio.Task[None]"])
    """The last message under way, by conversation."""

    async def catch_up(self, client: discord.Client) -> None:
        """A session has begun: read on in every conversation, and answer what nobody has."""
        self._held = []
        try:
            await self._look_up()
        finally:
            held, self._held = self._held or [], None
            for message in held:
                self.hear(message, client)
        while self._missed and not self.surface.closing:
            await self._read_on(client, next(iter(self._missed)))

    async def _look_up(self) -> None:
        if self._last:
            await asyncio.wait(self._last.values(), timeout=PATIENCE)
        since = self.now() - AGE
        found = await asyncio.to_thread(self.mailboxes.latest, inbound.PLATFORM, since=since, most=MOST)
        self._missed = {int(mailbox.channel): mailbox for mailbox in found}

    async def _read_on(self, client: discord.Client, channel: int) -> None:
        """What was written in a conversation since, which is told from the last message that was answered."""
        mailbox = self._missed.pop(channel, None)
        if mailbox is None:
            return
        after = discord.Object(int(mailbox.read))
        try:
            told = client.get_partial_messageable(channel).history(after=after, limit=_MESSAGES, oldest_first=True)
            async for message in told:
                self.take(message)
        except UNANSWERED as trouble:
            _log.warning("conversation not read: %s", named(trouble))

    def hear(self, message: discord.Message, client: discord.Client) -> None:
        """A message as it comes: after those that were missed before it."""
        if self._held is not None:
            self._held.append(message)
        elif message.channel.id in self._missed:
            self.surface.start(self._hear_after_the_rest(message, client))
        else:
            self.take(message)

    async def _hear_after_the_rest(self, message: discord.Message, client: discord.Client) -> None:
        await self._read_on(client, message.channel.id)
        self.take(message)

    def take(self, message: discord.Message) -> None:
        """Answer a message after those before it in its conversation; the same one once."""
        if message.id in self._taken or not inbound.is_said(message):
            return
        self._taken[message.id] = None
        if len(self._taken) > _REMEMBERED:
            del self._taken[next(iter(self._taken))]
        channel = message.channel.id
        task = self.surface.start(self._in_turn(message, self._last.get(channel)))
        if task is not None:
            self._last[channel] = task
            task.add_done_callback(lambda done: self._last.pop(channel) if self._last.get(channel) is done else None)

    async def _in_turn(self, message: discord.Message, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        await self.surface.direct(message)
        mailbox = Mailbox(inbound.account(message.author), str(message.channel.id), str(message.id))
        await asyncio.to_thread(self._keep, mailbox)

    def _keep(self, mailbox: Mailbox) -> None:
        try:
            self.mailboxes.keep(mailbox, now=self.now())
        except Exception as trouble:  # noqa: BLE001  (the message is answered; it is only read again one day)
            _log.warning("not kept how far was read: %s", type(trouble).__name__)
