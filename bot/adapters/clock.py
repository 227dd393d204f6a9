"""The beat: when to plan and when to send. It remembers nothing; what is due stands in the memory."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]

from bot.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from bot.clock import Watch
    from bot.core.deliverer import Deliverer

_log = logging.getLogger("coach.nudges")
PLAN, DISPATCH = timedelta(seconds=30), timedelta(seconds=5)
LONGEST = 60.0
"""Seconds; a beat that hangs would keep all later ones of its kind from coming."""
STALE = 90.0
"""Seconds without a beat that ended well, after which something is wrong."""
PATIENCE = 10.0
"""Seconds that a beat may take to its end when it is time to leave."""


@dataclass
class Beat:
    """Plans and sends in time, and says when it does not."""

    deliverer: Deliverer
    watch: Watch
    longest: float = LONGEST
    _well: dict[str, float] = field(default_factory=dict[str, float], init=False)
    _running: set[asyncio.Task[Any]] = field(default_factory=set[asyncio.Task[Any]], init=False)

    def __post_init__(self) -> None:
        self._well = dict.fromkeys(("planning", "sending"), self.deliverer.ticking())

    @property
    def trouble(self) -> str | None:
        """What is wrong, in a few words; None while all is well."""
        if (wrong := self.watch.trouble) is not None:
            return wrong
        late = [name for name, at in self._well.items() if self.deliverer.ticking() - at > STALE]
        return f"{late[0]} of nudges has stopped" if late else None

    async def plan(self) -> None:
        """One beat of planning."""
        await self._once("planning", self.deliverer.plan)

    async def dispatch(self) -> None:
        """One beat of sending."""
        await self._once("sending", self.deliverer.dispatch)

    async def _once(self, name: str, deed: Callable[[], Awaitable[object]]) -> None:
        if (wrong := self.watch.trouble) is not None:
            _log.error("nudges wait: %s; set it right, or start again", wrong)
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
    for deed, every in ((beat.plan, plan), (beat.dispatch, dispatch)):
        scheduler.add_job(deed, "interval", seconds=every.total_seconds(), next_run_time=now)
    scheduler.start()
    try:
        yield "Nudges are sent when they are due."
    finally:
        scheduler.pause()
        await beat.finish()
        scheduler.shutdown(wait=False)
