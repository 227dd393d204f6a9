"""The beat: when to plan and when to send. It remembers nothing; what is due stands in the memory."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]

from bot.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from bot.core.deliverer import Deliverer

_log = logging.getLogger("coach.nudges")
PLAN, DISPATCH, TIDY = timedelta(seconds=30), timedelta(seconds=5), timedelta(hours=1)
LONGEST = 60.0
"""Seconds; a beat that hangs would keep all later ones of its kind from coming."""
STALE = 90.0
"""Seconds without a beat that ended well, after which something is wrong."""
SANE = 120.0
"""Seconds by which the wall clock may move against time itself before nothing is sent any more."""
PATIENCE = 10.0
"""Seconds that a beat may take to its end when it is time to leave."""


@dataclass
class Beat:
    """Plans and sends in time, and says when it does not."""

    deliverer: Deliverer
    tidy: Callable[[], Awaitable[object]]
    """Done every hour, and once at the start."""
    longest: float = LONGEST
    _wall: datetime = field(init=False)
    _began: float = field(init=False)
    _well: dict[str, float] = field(default_factory=dict[str, float], init=False)
    _running: set[asyncio.Task[Any]] = field(default_factory=set[asyncio.Task[Any]], init=False)

    def __post_init__(self) -> None:
        self._wall, self._began = self.deliverer.clock(), self.deliverer.ticking()
        self._well = dict.fromkeys(("planning", "sending"), self._began)

    @property
    def trouble(self) -> str | None:
        """What is wrong, in a few words; None while all is well."""
        if abs(self.skew) > SANE:
            return f"the clock was moved by {self.skew:.0f} seconds"
        late = [name for name, at in self._well.items() if self.deliverer.ticking() - at > STALE]
        return f"{late[0]} of nudges has stopped" if late else None

    @property
    def skew(self) -> float:
        """Seconds by which the wall clock has moved against time itself since the start."""
        passed = (self.deliverer.clock() - self._wall).total_seconds()
        return passed - (self.deliverer.ticking() - self._began)

    async def plan(self) -> None:
        """One beat of planning."""
        await self._once("planning", self.deliverer.plan)

    async def dispatch(self) -> None:
        """One beat of sending."""
        await self._once("sending", self.deliverer.dispatch)

    async def keep_tidy(self) -> None:
        """One beat of keeping the house."""
        await self._once("tidying", self.tidy)

    async def _once(self, name: str, deed: Callable[[], Awaitable[object]]) -> None:
        if name != "tidying" and abs(self.skew) > SANE:
            _log.error("nudges wait: the wall clock was moved by %.0f seconds; set it right, or start again", self.skew)
            return
        task = asyncio.ensure_future(deed())
        self._running.add(task)
        try:
            async with asyncio.timeout(self.longest):
                await task
            self._well[name] = self.deliverer.ticking()
        except Exception as trouble:  # noqa: BLE001  (whatever it is, the next beat comes)
            _log.error("%s of nudges: %s", name, type(trouble).__name__)
        finally:
            self._running.discard(task)

    async def finish(self) -> None:
        """Begin nothing more, and see what was begun to its end."""
        self.deliverer.leave()
        if self._running:
            await asyncio.wait(tuple(self._running), timeout=PATIENCE)


@asynccontextmanager
async def beating(beat: Beat, *, plan: timedelta = PLAN, dispatch: timedelta = DISPATCH) -> AsyncGenerator[str]:
    """Beat while the context is open; what is said of it."""
    defaults: dict[str, Any] = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler: Any = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
    now = utc_now()  # the scheduler's own clock is the wall's as well
    for deed, every in ((beat.plan, plan), (beat.dispatch, dispatch), (beat.keep_tidy, TIDY)):
        scheduler.add_job(deed, "interval", seconds=every.total_seconds(), next_run_time=now)
    scheduler.start()
    try:
        yield "Nudges are sent when they are due."
    finally:
        scheduler.pause()
        await beat.finish()
        scheduler.shutdown(wait=False)
