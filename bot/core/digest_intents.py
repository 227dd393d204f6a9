"""What can be meant about the weekly digest of a channel; part of the ``Intent`` union in ``intents``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

Doing: TypeAlias = Literal["show", "here", "change", "off", "preview"]

Wish: TypeAlias = Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class Digest:
    """The weekly digest of a channel; admins turn it on and off, move it and look at it first."""

    name: ClassVar = "digest"
    example: ClassVar = "post a digest here on Fridays at 4pm"
    do: Doing = "show"
    day: str | None = None
    """mon … sun"""
    time: dt.time | None = None


@dataclass(frozen=True, slots=True)
class NameMe:
    """Be named in the weekly digest, or not any more."""

    name: ClassVar = "name-me"
    example: ClassVar = "name me in the digest"
    wish: Wish = "no"
    """Where it was not understood which, nobody is named."""
