"""The clock of a fake: the wall clock, put forward by tests."""

from __future__ import annotations

from bot.clock import utc_now


class Clock:
    """The wall clock, and how far a test has put it forward."""

    def __init__(self) -> None:
        self.offset = 0.0

    def __call__(self) -> float:
        return utc_now().timestamp() + self.offset

    def advance(self, seconds: float) -> None:
        """Put the clock forward: what the platform has handed out grows old."""
        self.offset += seconds
