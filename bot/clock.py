"""The one place that reads the wall clock."""

from __future__ import annotations

import time
from collections.abc import Callable
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
