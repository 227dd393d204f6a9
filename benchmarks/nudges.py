"""Finding and planning all who are due, and an idle beat, as towns grow: ``python -m benchmarks.nudges [--million]``.

On a SQLite file, in processor time of this process. Beside it: the least that could be done (two statements for
everybody, no time zones), and what most people would write (a job for each learner in APScheduler's SQL store).
Exits 1 past a goal.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # also by path, not only as a module

from storage import migrate  # noqa: E402  (after the path is set)
from storage.database import Database  # noqa: E402
from storage.outbox import Outbox  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

ENROLLED = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
DUE = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
NOW = DUE + dt.timedelta(minutes=1)
SIZES = (10_000, 100_000)
JOBS = 1_000
"""As many jobs as the peer can bear for this to end soon."""
GOAL_SWEEP, GOAL_IDLE, GOAL_HELD, GOAL_PEER = 8.0, 1.2, 0.1, 10.0


def town(folder: Path, size: int) -> Path:
    """A database of so many learners who are all due at once."""
    file = folder / f"{size}.db"
    migrate.upgrade(file)
    rule = {"zone": "Europe/Berlin", "day": 0, "time": "09:00", "paused": False, "until": None}
    rule |= {"started": "2026-11-25", "planned": ENROLLED.isoformat(), "served": {}}
    told, due, made = json.dumps(rule), f"{DUE:%Y-%m-%d %H:%M:%S.%f}", f"{ENROLLED:%Y-%m-%d %H:%M:%S.%f}"
    with sqlite3.connect(file) as connection:
        connection.executemany(
            "INSERT INTO learners (id, created_at, next_nudge_at, nudging) VALUES (?, ?, ?, ?)",
            ((f"{number:032}", made, due, told) for number in range(size)),
        )
        connection.executemany(
            "INSERT INTO accounts (platform, workspace, user, learner_id, home) VALUES ('slack', ?, ?, ?, 1)",
            ((f"T{number % 50}", f"U{number}", f"{number:032}") for number in range(size)),
        )
    connection.close()
    return file


def spent(deed: Callable[[], object]) -> float:
    """Seconds of the processor, all threads and the kernel included."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    deed()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def sweep(outbox: Outbox) -> int:
    total = 0
    while planned := outbox.plan(NOW).learners:
        total += planned
    return total


def least(file: Path) -> None:
    """Two statements for everybody at once."""
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


def idle(outbox: Outbox) -> float:
    """Milliseconds of one beat with nothing to do: the middle of many."""
    later = NOW + dt.timedelta(minutes=10)

    def beat() -> None:
        outbox.plan(NOW)
        outbox.claim(later, ("nowhere",))

    beat()
    return statistics.median(1000 * spent(lambda: [beat() for _ in range(50)]) / 50 for _ in range(7))


def held(outbox: Outbox) -> float:
    """The longest that the event loop was kept waiting while everybody was planned for."""

    async def watch() -> float:
        work = asyncio.create_task(asyncio.to_thread(sweep, outbox))
        worst = 0.0
        while not work.done():
            began = time.monotonic()
            await asyncio.sleep(0.005)
            worst = max(worst, time.monotonic() - began - 0.005)
        await work
        return worst

    return asyncio.run(watch())


_ran: list[int] = []


def job(number: int) -> None:
    _ran.append(number)


def peer(folder: Path, size: int) -> tuple[float, int]:
    """A job for each learner in APScheduler's own store: seconds to wake up with all of them due, and how many ran."""
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler
    from apscheduler.schedulers.base import STATE_RUNNING

    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    store = {"default": SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.db")}
    scheduler = BackgroundScheduler(jobstores=store, executors={"default": ThreadPoolExecutor(1)}, timezone="UTC")
    scheduler.start(paused=True)  # its own thread must not come first
    begin = dt.datetime.fromtimestamp(time.clock_gettime(time.CLOCK_REALTIME), dt.UTC)
    for number in range(size):
        scheduler.add_job(job, "interval", weeks=1, args=[number], next_run_time=begin, misfire_grace_time=None)
    scheduler.state = STATE_RUNNING
    took = spent(scheduler._process_jobs)  # noqa: SLF001
    scheduler.shutdown(wait=True)
    return took, len(_ran)


def main() -> int:
    sizes = (*SIZES, 1_000_000) if "--million" in sys.argv else SIZES
    wrong: list[str] = []
    idles: dict[int, float] = {}
    took: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in sizes:
            file = town(folder, size)
            with Database.open(file) as database:
                outbox, found = Outbox(database, "bench"), list[int]()
                took[size] = spent(lambda outbox=outbox, found=found: found.append(sweep(outbox)))
                idles[size] = idle(outbox)
            file.unlink()
            each = took[size] / size * 1e6
            print(
                f"{size:>9,} due: {took[size]:6.2f} s of the processor, {each:.0f} µs each; idle {idles[size]:.3f} ms"
            )
            if found[0] != size:
                wrong.append(f"{size - found[0]} of {size} were not planned")
        bare_file = town(folder, SIZES[-1])
        bare = spent(lambda: least(bare_file))
        print(f"{SIZES[-1]:>9,} due: {bare:6.2f} s for two statements without time zones")
        small = folder / "held"
        small.mkdir()
        with Database.open(town(small, SIZES[0])) as database:
            longest = held(Outbox(database, "bench"))
        woke, ran = peer(folder, JOBS)
    print(f"{JOBS:>9,} due: {woke:6.2f} s for APScheduler's own store, {woke / JOBS * 1e6:.0f} µs each; {ran} ran")
    print(f"the event loop was held {1000 * longest:.0f} ms at most;", end=" ")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for name, value, goal in (
        ("sweep / two statements", took[SIZES[-1]] / bare, GOAL_SWEEP),
        ("idle beat, largest / smallest", idles[sizes[-1]] / idles[sizes[0]], GOAL_IDLE),
        ("event loop held, s", longest, GOAL_HELD),
    ):
        print(f"{name}: {value:.2f} (goal: at most {goal})")
        if value > goal:
            wrong.append(f"{name} is {value:.2f}, past {goal}")
    dearer = (woke / JOBS) / (took[SIZES[-1]] / SIZES[-1])
    print(f"a job for each learner / ours: {dearer:.1f} (goal: at least {GOAL_PEER})")
    if dearer < GOAL_PEER:
        wrong.append(f"the peer is only {dearer:.1f} times as dear")
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
