"""What planning nudges is measured beside: the least that could be done, and what most people would write."""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
import time
from typing import TYPE_CHECKING

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import STATE_RUNNING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def two_statements(file: Path) -> None:
    """Everybody's nudge and everybody's next moment at once, a week later: no time zones, months or silences."""
    with sqlite3.connect(file) as connection:
        connection.execute(
            "INSERT INTO deliveries (id, learner_id, kind, slot, platform, workspace, user, state, due_at, not_after,"
            " next_try, tries, fence, in_doubt) SELECT l.id, l.id, 'week', '2026-W49', a.platform, a.workspace, a.user,"
            " 'ready', l.next_nudge_at, datetime(l.next_nudge_at, '+36 hours'), l.next_nudge_at, 0, 0, 0"
            " FROM learners l JOIN accounts a ON a.learner_id = l.id WHERE l.next_nudge_at <= '2026-12-01'"
        )
        connection.execute(
            "UPDATE learners SET next_nudge_at = datetime(next_nudge_at, '+7 days') WHERE next_nudge_at <= '2026-12-01'"
        )
    connection.close()


_ran: list[int] = []


def job(number: int) -> None:
    _ran.append(number)


class Jobs:
    """A job for each learner in APScheduler's own store, all of them due."""

    def __init__(self, folder: Path, size: int) -> None:
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        store = {"default": SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.db")}
        executor = {"default": ThreadPoolExecutor(1)}
        self._scheduler = BackgroundScheduler(jobstores=store, executors=executor, timezone="UTC")
        self._scheduler.start(paused=True)  # its own thread must not come first
        begin = dt.datetime.fromtimestamp(time.clock_gettime(time.CLOCK_REALTIME), dt.UTC)
        for number in range(size):
            self._scheduler.add_job(
                job, "interval", weeks=1, args=[number], next_run_time=begin, misfire_grace_time=None
            )
        self._scheduler.state = STATE_RUNNING
        self.wake: Callable[[], object] = self._scheduler._process_jobs  # noqa: SLF001

    def ran(self) -> int:
        """How many jobs ran, once all of them have."""
        self._scheduler.shutdown(wait=True)
        return len(_ran)
