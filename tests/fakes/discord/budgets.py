"""How often a route may be asked: as often as one likes, unless a test says otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.discord.records import Call

PLENTY = (50, 1.0)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a budget after a call; `over` says that the call was one too many."""

    bucket: str
    most: int
    remaining: int
    reset_after: float
    over: bool

    def headers(self, now: float) -> dict[str, str]:
        """How the bot is told."""
        return {
            "Via": "1.1 google",
            "X-RateLimit-Limit": str(self.most),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{now + self.reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Bucket": self.bucket,
        }


class Budgets:
    """Budgets for each route, kept for each channel on its own."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._set: dict[str, tuple[int, float]] = {}
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def set(self, method: str, most: int, seconds: float) -> None:
        """From now on so many calls of a method in so many seconds."""
        self._set[method] = (most, seconds)

    def spend(self, call: Call) -> Left:
        """One call more."""
        bucket = hashlib.sha256(call.method.encode()).hexdigest()[:32]
        if call.method not in self._set:
            most, seconds = PLENTY
            return Left(bucket, most, most - 1, seconds, over=False)
        most, seconds = self._set[call.method]
        key, now = (call.method, call.channel), self._clock()
        began, spent = self._windows.get(key, (now, 0))
        if now >= began + seconds:
            began, spent = now, 0
        self._windows[key] = (began, spent + 1)
        return Left(bucket, most, max(most - spent - 1, 0), began + seconds - now, over=spent >= most)
