"""What is to become of a call: done or not, and answered or not. These two are independent, and that is the point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.fakes.discord.records import Call
from tests.fakes.plans import Plans


@dataclass(frozen=True, slots=True)
class Fate:
    """The fate of one call. `accepts` says whether it is done, `answers` what the caller gets to see.

    discord.py itself repeats after 500, 502, 504 and 524, with waits of seconds; after 503 it does not.
    """

    accepts: bool = True
    answers: Literal["reply", "drop", "status", "error", "limited", "banned", "garbled"] = "reply"
    status: int = 200
    code: int = 0
    retry_after: float = 0.0
    everywhere: bool = False
    delay: float = 0.0
    held: bool = False

    @classmethod
    def accept(cls) -> Fate:
        return cls()

    @classmethod
    def accept_drop(cls) -> Fate:
        return cls(answers="drop")

    @classmethod
    def accept_5xx(cls, status: int = 503) -> Fate:
        return cls(answers="status", status=status)

    @classmethod
    def accept_late(cls, seconds: float) -> Fate:
        return cls(delay=seconds)

    @classmethod
    def accept_held(cls) -> Fate:
        """Done, and answered when the test says `fates.release()`."""
        return cls(held=True)

    @classmethod
    def accept_garbled(cls) -> Fate:
        return cls(answers="garbled")

    @classmethod
    def refuse(cls, code: int) -> Fate:
        """One of Discord's own codes: 50007 DMs closed, 10003 unknown channel; its status and words come with it."""
        return cls(accepts=False, answers="error", code=code)

    @classmethod
    def refuse_429(cls, retry_after: float = 0.05, *, everywhere: bool = False) -> Fate:
        """Too fast on this route, or on all of them."""
        return cls(accepts=False, answers="limited", status=429, retry_after=retry_after, everywhere=everywhere)

    @classmethod
    def refuse_banned(cls) -> Fate:
        """Cloudflare in front of Discord has had enough: 429 without `Via`, and no JSON."""
        return cls(accepts=False, answers="banned", status=429)

    @classmethod
    def refuse_5xx(cls, status: int = 503) -> Fate:
        return cls(accepts=False, answers="status", status=status)

    @classmethod
    def refuse_drop(cls) -> Fate:
        return cls(accepts=False, answers="drop")

    @classmethod
    def refuse_held(cls) -> Fate:
        """Not done, and nothing is said until `fates.release()`; then the connection is dropped."""
        return cls(accepts=False, answers="drop", held=True)


class Fates(Plans[Call, Fate]):
    """Which fate comes to which call; `channel=`, `user=`, `verb=` or `path=` narrow it down."""

    def __init__(self) -> None:
        super().__init__(Fate())
