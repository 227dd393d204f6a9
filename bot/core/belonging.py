"""Intents about being one person with several accounts; ``intents`` has them among all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Link:
    """Join your accounts on several platforms: get a code on one, say it on the other."""

    name: ClassVar = "link"
    example: ClassVar = "link my discord"
    code: str | None = None
    """None: one is asked for."""


@dataclass(frozen=True, slots=True)
class Unlink:
    """Part this account from the others again."""

    name: ClassVar = "unlink"
    example: ClassVar = "unlink"


@dataclass(frozen=True, slots=True)
class Here:
    """Get the nudges on this account."""

    name: ClassVar = "here"
    example: ClassVar = "send my nudges here"
