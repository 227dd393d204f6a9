"""The one place that reads the wall clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def ticking() -> float:
    """Seconds that pass while the machine sleeps as well, and that nobody can set; from no particular beginning."""
    # Linux's plain monotonic clock stands still while the machine is suspended, and leases do not
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


SANE = 120.0
"""Seconds by which the wall clock may move against time itself before it is taken to be wrong."""


@dataclass
class Watch:
    """Holds the wall clock against time itself, from the moment it is made."""

    clock: Clock = utc_now
    ticking: Callable[[], float] = ticking
    _wall: datetime = field(init=False)
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._wall, self._began = self.clock(), self.ticking()

    @property
    def skew(self) -> float:
        """Seconds by which the wall clock has moved against time itself."""
        return (self.clock() - self._wall).total_seconds() - (self.ticking() - self._began)

    @property
    def trouble(self) -> str | None:
        """That the clock is known to be wrong, in a few words; None while nothing speaks against it."""
        skew = self.skew
        return f"the clock was moved by {skew:.0f} seconds" if abs(skew) > SANE else None
