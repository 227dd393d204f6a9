"""What is to become of a call: done or not, and answered or not. These two are independent, and that is the point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.fakes.plans import Plans
from tests.fakes.slack.records import Call


@dataclass(frozen=True, slots=True)
class Fate:
    """The fate of one call. `accepts` says whether it is done, `answers` what the caller gets to see."""

    accepts: bool = True
    answers: Literal["reply", "drop", "status", "error", "garbled"] = "reply"
    status: int = 200
    error: str = ""
    retry_after: int = 0
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
    def accept_error(cls, error: str = "internal_error") -> Fate:
        """Done, and yet an error is said: `internal_error`, `fatal_error`."""
        return cls(answers="error", error=error)

    @classmethod
    def accept_garbled(cls) -> Fate:
        return cls(answers="garbled")

    @classmethod
    def refuse(cls, error: str) -> Fate:
        return cls(accepts=False, answers="error", error=error)

    @classmethod
    def refuse_429(cls, retry_after: int = 1) -> Fate:
        return cls(accepts=False, answers="status", status=429, error="ratelimited", retry_after=retry_after)

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
    """Which fate comes to which call; `team=` and `channel=` narrow it down."""

    def __init__(self) -> None:
        super().__init__(Fate())
