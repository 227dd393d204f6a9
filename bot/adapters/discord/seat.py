"""One process holds a bot's connections; others wait, and take over when it is gone.

Discord tells everything to everybody who is connected, and each of them would answer.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.adapters.discord.hello import DiscordSaysNo

if TYPE_CHECKING:
    from bot.adapters.roof import Roof

_log = logging.getLogger("coach.discord")
EVERY = 3.0
"""Seconds between two looks; several fit into the time for which a seat is kept."""
WAITING = "Another process holds this bot's connection to Discord; this one takes over when that one is gone."


class Seat(Protocol):
    """What one process alone can have; storage fulfils it. Every method blocks, and may raise ``StorageError``."""

    def take(self) -> bool:
        """Take it, or keep it; False while another process has it."""
        ...

    def leave(self) -> None:
        """Let somebody else have it at once."""
        ...


@dataclass
class Holder:
    """One who waits for a seat, and keeps it."""

    seat: Seat
    taken: asyncio.Event = field(default_factory=asyncio.Event)

    def trouble(self) -> str | None:
        """Why nobody is served here; None once the seat is taken."""
        return None if self.taken.is_set() else WAITING

    async def try_once(self) -> bool:
        """Take the seat where it is free."""
        if await asyncio.to_thread(self.seat.take):
            self.taken.set()
        return self.taken.is_set()

    async def wait(self, leave: asyncio.Event) -> bool:
        """Wait for the seat; False where all leave before it is free."""
        ends = [asyncio.create_task(event.wait()) for event in (self.taken, leave)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        return self.taken.is_set()

    async def keep(self, roof: Roof) -> None:
        """Take the seat when it is free, and say again and again that it is held."""
        while not roof.leave.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(roof.leave.wait(), EVERY)
                return
            try:
                mine = await asyncio.to_thread(self.seat.take)
            except Exception as trouble:  # noqa: BLE001  (a memory that is away is away for all; nobody takes over)
                _log.warning("not said that the connection is held: %s", type(trouble).__name__)
                continue
            if mine:
                self.taken.set()
            elif self.taken.is_set():
                roof.fail(
                    DiscordSaysNo(
                        "Another process holds this bot's connection to Discord now, since this one was silent for too"
                        " long; start it again, and it waits."
                    )
                )

    async def leave(self) -> None:
        """Let somebody else have it, now that the connections are closed."""
        try:
            await asyncio.to_thread(self.seat.leave)
        except Exception as trouble:  # noqa: BLE001  (it is free in a little while by itself)
            _log.warning("seat not given back: %s", type(trouble).__name__)
