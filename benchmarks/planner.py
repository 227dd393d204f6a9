"""How long a plan takes, and how that grows with the pathway: ``python -m benchmarks.planner``.

Exits 1 when a plan of 24 steps in five phases takes a millisecond or more (median), or when ten times the steps take
more than twelve times the work.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # also by path, not only as a module

from pathways.learner import Progress, Rhythm
from pathways.model import Pathway
from pathways.planner import plan
from tests.strategies import MONDAY, pathway_of

GOAL_MS, GOAL_GROWTH = 1.0, 12.0
ROUNDS, TURNS = 400, 12


def pathway(times: int) -> Pathway:
    """Five phases of three steps and an action plan of nine, or so many times each; every third step needs another."""

    def step(name: str, number: int, hours: float, **more: Any) -> dict[str, Any]:
        needs = (f"{name}-{number - 1}",) if number % 3 == 2 else ()
        return {"id": f"{name}-{number}", "hours": hours, "needs": needs, **more}

    def asked(name: str, hours: float) -> list[dict[str, Any]]:
        return [step(name, n, hours, part_of=f"phase1-{n}") for n in range(3 * times)]

    phases = [[step(f"phase{phase}", n, 16.0) for n in range(3 * times)] for phase in range(1, 6)]
    return pathway_of(phases, asked("week", 1.0), asked("month", 4.0), asked("quarter", 6.0))


def measured(made: Pathway, rounds: int) -> tuple[float, float]:
    """Milliseconds for one whole plan in mid-course, by the wall's clock (median) and by the processor's (mean).

    Something is done, dropped and put off. Long work on a busy machine waits for its turn more often than short work
    does, which the processor's clock leaves out: how the time grows is read from it.
    """
    today = MONDAY + dt.timedelta(days=2)
    progress = Progress({"week-0": MONDAY, "week-1": MONDAY}, {"phase3-1": MONDAY}, {"month-0": dt.date(2027, 1, 11)})
    rhythm = Rhythm(hours=6.0)
    times: list[float] = []
    busy = time.process_time()
    for _ in range(rounds):
        begun = time.perf_counter()
        plan(made, progress, rhythm, today, started=MONDAY - dt.timedelta(weeks=3))
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), (time.process_time() - busy) * 1000 / rounds


def main() -> int:
    small, large = pathway(1), pathway(10)
    assert (len(small.steps), len(large.steps)) == (24, 240)
    # In turns, and the best of each, so that a busy machine is not taken for a slow plan.
    turns = [(*measured(small, ROUNDS), *measured(large, ROUNDS // 10)) for _ in range(TURNS)]
    one, one_busy, ten, ten_busy = (min(times) for times in zip(*turns, strict=True))
    growth = ten_busy / one_busy
    print(f"plan of  24 steps: {one:6.3f} ms median (goal: under {GOAL_MS:.0f} ms)")
    print(f"plan of 240 steps: {ten:6.3f} ms median, {growth:.1f} times the work (goal: at most {GOAL_GROWTH:.0f})")
    return 0 if one < GOAL_MS and growth <= GOAL_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
