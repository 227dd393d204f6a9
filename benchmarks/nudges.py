"""Finding and planning all who are due, and an idle beat, as towns grow: ``python -m benchmarks.nudges [--million]``.

Beside it the least that could be done, and what most people would write (``benchmarks/peers/nudges.py``). Each figure
comes from a process of its own. Where valgrind is installed, instructions are counted for 5,000 learners (or as many
as ``--counted`` says), which nothing else on the machine changes; seconds are those of the processor. Then one, two
and four workers share a town on PostgreSQL.

On two busy cores: 458 thousand instructions for each learner, 5.7 times two statements; a job for each learner 14.7
times as dear; an idle beat the same at 10,000 and 100,000 (1.00); the event loop held 9 ms at most; 101 and 104 MB.

Exits 1 past a goal, and says which.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import itertools
import json
import os
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # also by path, not only as a module

from benchmarks.peers.nudges import Jobs, two_statements  # noqa: E402  (after the path is set)
from bot.adapters.roof import spare_what_is_loaded  # noqa: E402
from storage import migrate  # noqa: E402
from storage.database import Database  # noqa: E402
from storage.outbox import Outbox  # noqa: E402
from tests import postgres  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DUE = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
NOW = DUE + dt.timedelta(minutes=1)
WEEK = dt.timedelta(weeks=1)
ZONES = ("Berlin", "Paris", "Rome", "Madrid", "Vienna", "Zurich", "Stockholm", "Prague", "Warsaw", "Oslo")
"""Where it is nine in the morning then."""
SIZES = (10_000, 100_000)
COUNTED, JOBS, SHARED, WORKERS = 5_000, 1_000, 20_000, (1, 2, 4)
"""Learners whose instructions are counted; jobs, as many as the peer can bear; learners whom workers share."""
WARM, BEATS, ROUNDS, TICK = 500, 50, 5, 0.005
GOALS = {
    "sweep / two statements, instructions": 6.0,
    "sweep / two statements, seconds of the processor": 10.0,
    "idle beat, largest / smallest town, instructions": 1.2,
    "idle beat, largest / smallest town, seconds of the processor": 2.0,
    "ms that the sweep held the event loop": 50.0,
    "peak memory, largest / smallest town": 1.25,
    "sweep / a job for each learner": 0.1,
}
"""None of them may be more than that. Seconds are a bound for machines without valgrind, with room for neighbours."""


def people(size: int) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]]:
    """Learners who are all due at once, their accounts and last week's nudges; they began on any day of a year."""
    for number in range(size):
        learner = blake2b(f"{number}".encode(), digest_size=16).hexdigest()
        started = DUE.date() - dt.timedelta(days=1 + number * 37 % 364)
        seen = DUE - WEEK + dt.timedelta(seconds=60 + number // 500)
        last = "2026-W48" if started < seen.date() else None
        rule = {"zone": f"Europe/{ZONES[number % len(ZONES)]}", "day": 0, "time": "09:00", "paused": False}
        rule |= {"until": None, "started": f"{started}", "planned": seen.isoformat()}
        told = json.dumps(rule | {"served": {"week": last} if last else {}})
        account = ("slack", f"T{number % 50}", f"U{number}")
        yield (
            (learner, DUE - WEEK, DUE, seen if last else None, number % 3, told),
            (*account, learner, True),
            (learner[::-1], learner, "week", "2026-W48", *account, "sent", DUE - WEEK, DUE - WEEK, 1, 1, False),
        )


TABLES = {
    "learners": "id, created_at, next_nudge_at, nudged_at, unanswered, nudging",
    "accounts": 'platform, workspace, "user", learner_id, home',
    "deliveries": "id, learner_id, kind, slot, platform, workspace, "
    '"user", state, due_at, not_after, tries, fence, in_doubt',
}


def town(address: str, size: int) -> str:
    """A database of so many learners who are all due at once."""
    migrate.upgrade(address)
    for place, (table, columns) in enumerate(TABLES.items()):
        rows = (one[place] for one in people(size))
        if address.startswith("postgresql"):
            with (
                psycopg.connect(address) as server,
                server.cursor().copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns.split(",")))
            made = ([f"{v:%F %T.%f}" if isinstance(v, dt.datetime) else v for v in row] for row in rows)
            with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as file, file:
                file.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", made)  # noqa: S608
    return address


def sweep(outbox: Outbox) -> int:
    """Plan for all who are due; for how many."""
    total, more = 0, True
    while more:
        planned = outbox.plan(NOW)
        total, more = total + planned.learners, planned.more
    return total


def spent(deed: Callable[[], object]) -> float:
    """Seconds of the processor, all threads and the kernel included."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    deed()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def most_memory() -> float:
    """Megabytes that this process held at most. ``ru_maxrss`` is inherited from whoever started it."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def counted(deed: Callable[[], object]) -> None:
    """Do it while valgrind, in which this process runs, counts."""
    control = shutil.which("callgrind_control") or ""
    subprocess.run([control, "-i", "on", str(os.getpid())], check=True, capture_output=True)
    deed()
    subprocess.run([control, "-i", "off", str(os.getpid())], check=True, capture_output=True)


def ours(address: str) -> dict[str, Any]:
    """The sweep of a town, then beats with nothing to do."""
    with Database.open(address) as database:
        outbox, found = Outbox(database, "bench"), list[int]()
        seconds = spent(lambda: found.append(sweep(outbox)))
        peak = most_memory()
        beats(outbox)
        idle = statistics.median(spent(lambda: beats(outbox)) / BEATS for _ in range(9))
    return {"learners": found[0], "seconds": seconds, "peak": peak, "idle": 1000 * idle}


def beats(outbox: Outbox) -> None:
    """Beats with nothing to do."""
    for _ in range(BEATS):
        outbox.plan(NOW)
        outbox.claim(NOW, ("nowhere",))


def idle_counted(address: str) -> dict[str, Any]:
    """Beats in a town that was planned for, for valgrind."""
    with Database.open(address) as database:
        outbox = Outbox(database, "bench")
        beats(outbox)
        counted(lambda: beats(outbox))
    return {}


def ours_counted(address: str) -> dict[str, Any]:
    """The same sweep for valgrind, after its first batch: statements are put into words once in a process."""
    with Database.open(address) as database:
        outbox = Outbox(database, "bench")
        outbox.plan(NOW, WARM)
        counted(lambda: sweep(outbox))
    return {}


def least(address: str) -> dict[str, Any]:
    file = Path(address.removeprefix("sqlite:///"))
    return {"seconds": spent(lambda: two_statements(file))}


def least_counted(address: str) -> dict[str, Any]:
    counted(lambda: two_statements(Path(address.removeprefix("sqlite:///"))))
    return {}


def peer(folder: str) -> dict[str, Any]:
    jobs = Jobs(Path(folder), JOBS)
    return {"seconds": spent(jobs.wake), "ran": jobs.ran()}


def held(address: str) -> dict[str, Any]:
    """How long the event loop was kept waiting at most: in all, and for the processor's time of the sweep alone."""
    with Database.open(address) as database:

        async def watch() -> tuple[float, float]:
            begun = threading.Event()

            def work() -> int:
                begun.set()
                return sweep(Outbox(database, "bench"))

            thread = threading.Thread(target=work)
            thread.start()
            begun.wait()
            clock = time.pthread_getcpuclockid(thread.ident or 0)
            waited = ran = 0.0
            while thread.is_alive():
                began, before = time.monotonic(), time.clock_gettime(clock)
                await asyncio.sleep(TICK)
                if thread.is_alive():
                    ran = max(ran, time.clock_gettime(clock) - before - TICK)
                    waited = max(waited, time.monotonic() - began - TICK)
            return waited, ran

        spare_what_is_loaded()  # as the program does before it serves
        waited, ran = asyncio.run(watch())
    return {"waited": 1000 * waited, "ran": 1000 * ran}


def worker(address: str) -> dict[str, Any]:
    """A worker that begins when it is told to."""
    with Database.open(address) as database:
        outbox = Outbox(database, f"worker {os.getpid()}")
        outbox.plan(DUE - WEEK)  # nobody
        print("ready", flush=True)
        sys.stdin.readline()
        return {"learners": sweep(outbox)}


PARTS = {part.__name__: part for part in (ours, ours_counted, idle_counted, least, least_counted, peer, held, worker)}


def process(part: str, address: str, *before: str, **more: Any) -> subprocess.Popen[str]:
    command = [*before, sys.executable, "-m", "benchmarks.nudges", "--part", part, address]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, **more)


def told(one: subprocess.Popen[str]) -> dict[str, Any]:
    """What a process found out."""
    out, _ = one.communicate("\n" if one.stdin else None)
    if one.returncode:
        raise SystemExit(one.returncode)
    return json.loads(out.splitlines()[-1])


def instructions(part: str, address: str, folder: Path) -> int:
    """How many instructions a part takes, its kernel's and its start's not counted."""
    out = folder / f"{part}.callgrind"
    valgrind = ("valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}")
    told(process(part, address, *valgrind))
    found = re.search(r"^totals: (\d+)", out.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def shared(server: postgres.Server, workers: int) -> tuple[float, list[int], bool]:
    """Seconds in which so many workers plan for a town, for how many each, and whether each learner has one nudge."""
    address = town(server.schema(), SHARED)
    them = [process("worker", address, stdin=subprocess.PIPE) for _ in range(workers)]
    for one in them:
        assert one.stdout
        one.stdout.readline()
    began = time.monotonic()
    for one in them:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    found = [told(one)["learners"] for one in them]
    took = time.monotonic() - began
    with psycopg.connect(address) as connection:
        ready = connection.execute(
            "SELECT count(*), count(DISTINCT learner_id) FROM deliveries WHERE state = 'ready'"
        ).fetchone()
        left = connection.execute("SELECT count(*) FROM learners WHERE next_nudge_at <= %s", (NOW,)).fetchone()
    return took, found, sum(found) == SHARED and ready == (SHARED, SHARED) and left == (0,)


class Report:
    """Figures beside their goals, and what is wrong."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def hold(self, name: str, value: float) -> None:
        """Print a figure, and keep it where it is past its goal."""
        print(f"{name}: {value:.2f} (goal: at most {GOALS[name]:g})")
        if value > GOALS[name]:
            self.wrong.append(f"{name} is {value:.2f}, past {GOALS[name]:g}")

    def must(self, what: str, *, be: bool) -> None:
        """Keep what should not be."""
        if not be:
            self.wrong.append(what)


def on_sqlite(folder: Path, chosen: argparse.Namespace, report: Report) -> None:
    made = itertools.count()

    def fresh(size: int) -> str:
        return town(f"sqlite:///{folder}/{next(made)}.db", size)

    found: dict[int, dict[str, Any]] = {}
    towns = {size: fresh(size) for size in ((*SIZES, 1_000_000) if chosen.million else SIZES)}
    for size, address in towns.items():
        one = found[size] = told(process("ours", address))
        each = one["seconds"] / size * 1e6
        print(f"{size:>9,} due: {one['seconds']:6.2f} s of the processor, {each:.0f} µs each;", end=" ")
        print(f"an idle beat {one['idle']:.3f} ms; {one['peak']:.0f} MB at most")
        report.must(f"{size - one['learners']} of {size} were not planned for", be=one["learners"] == size)
    sweep, bare = found[SIZES[-1]]["seconds"] / SIZES[-1], told(process("least", fresh(SIZES[-1])))["seconds"]
    print(f"{SIZES[-1]:>9,} due: {bare:6.2f} s for two statements")
    if shutil.which("valgrind"):
        print(f"{chosen.counted:>9,} due, counted by valgrind (this process, not the kernel):", end=" ", flush=True)
        many = instructions("ours_counted", fresh(chosen.counted + WARM), folder) / chosen.counted
        few = instructions("least_counted", fresh(chosen.counted), folder) / chosen.counted
        print(f"{many / 1000:.0f} thousand instructions each, {few / 1000:.0f} thousand for two statements")
        report.hold("sweep / two statements, instructions", many / few)
        beat = {size: instructions("idle_counted", towns[size], folder) for size in (min(towns), max(towns))}
        report.hold("idle beat, largest / smallest town, instructions", beat[max(towns)] / beat[min(towns)])
    else:
        print("valgrind is not installed: instructions were not counted")
    report.hold("sweep / two statements, seconds of the processor", sweep / (bare / SIZES[-1]))
    one = told(process("peer", str(folder)))
    woke = one["seconds"] / JOBS
    print(f"{JOBS:>9,} due: {one['seconds']:6.2f} s for APScheduler's own store; {one['ran']} ran")
    report.hold("sweep / a job for each learner", sweep / woke)
    rounds = [told(process("held", fresh(SIZES[0]))) for _ in range(ROUNDS)]
    waited = statistics.median(each["waited"] for each in rounds)
    print(f"the event loop waited {waited:.0f} ms at most, other programs on the machine included")
    report.hold("ms that the sweep held the event loop", statistics.median(each["ran"] for each in rounds))
    first, last = found[min(found)], found[max(found)]
    report.hold("idle beat, largest / smallest town, seconds of the processor", last["idle"] / first["idle"])
    report.hold("peak memory, largest / smallest town", last["peak"] / first["peak"])


def on_postgresql(report: Report) -> None:
    try:
        with postgres.running() as server:
            for workers in WORKERS:
                took, found, once = shared(server, workers)
                shares = " + ".join(f"{share:,}" for share in found)
                print(f"{SHARED:>9,} due on PostgreSQL, {workers} at once: {took:.1f} s ({shares})")
                report.must(f"{workers} workers did not plan for everybody once: {shares}", be=once)
    except postgres.Unavailable as reason:
        print(f"not measured on PostgreSQL: {reason}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--million", action="store_true", help="a town of a million as well")
    parser.add_argument("--counted", type=int, default=COUNTED, help="learners whose instructions are counted (5000)")
    parser.add_argument("--part", nargs=2, metavar=("PART", "ADDRESS"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        print(json.dumps(PARTS[chosen.part[0]](chosen.part[1])))
        return 0
    report = Report()
    with tempfile.TemporaryDirectory() as name:
        on_sqlite(Path(name), chosen, report)
    on_postgresql(report)
    print("\n".join(report.wrong))
    return bool(report.wrong)


if __name__ == "__main__":
    sys.exit(main())
