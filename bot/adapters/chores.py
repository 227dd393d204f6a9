"""What is done every now and then while the program runs, whether or not anybody writes."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import timedelta

_log = logging.getLogger("coach.chores")


async def repeat(name: str, every: timedelta, deed: Callable[[], Awaitable[object]], leave: asyncio.Event) -> None:
    """Do it now, and again each time that so much has passed, until ``leave``; a failure waits for the next time."""
    while not leave.is_set():
        try:
            await deed()
        except Exception as trouble:  # noqa: BLE001  (whatever it is, it must not end what else keeps the house)
            _log.warning("%s: %s", name, type(trouble).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(leave.wait(), every.total_seconds())
