"""Numbers of our own in messages: Discord keeps them with the message, and tells them with every press in it.

A message shows one listing after the other, since what is pressed is answered in its place. The number of its first
line tells which of them it shows; the number of the whole is its mark, and stays while listings come and go.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import discord

LEAST = 1 << 30
"""Discord takes 31 bits; those that it gives by itself are small."""


def number(of: str) -> int:
    """The number of the listing that answers this."""
    return LEAST | (zlib.crc32(of.encode()) % LEAST)


def mark(of: str) -> int:
    """The mark of the message that was sent for this."""
    return number(f"mark of {of}")


def marked(message: discord.Message) -> int | None:
    """The mark of a message; None where it has none."""
    return _ours(message.components[0]) if message.components else None


def listing(message: discord.Message) -> str:
    """Which of all the listings that a message has shown, or will, it shows."""
    lines: Any = getattr(message.components[0], "children", ()) if message.components else ()
    shown = _ours(lines[0]) if lines else None
    # what was sent before there were numbers is told by its last change
    before = round(message.edited_at.timestamp() * 1000) if message.edited_at else 0
    return str(shown or before)


def _ours(component: Any) -> int | None:
    found: int | None = getattr(component, "id", None)
    return found if found is not None and found >= LEAST else None
