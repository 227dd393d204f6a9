"""How long a plan takes, and how that grows with the pathway: ``python -m benchmarks.planner``.

Exits 1 when a plan of 24 steps in five phases takes a millisecond or more (median), or when ten times the steps take
more than twelve times as long.
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
ROUNDS = 400


def pathway(times: int) -> Pathway:
    """Five phases of three steps and an action plan of nine, or so many times each; every third step needs another."""

    def step(name: str, number: int, hours: float, **more: Any) -> dict[str, Any]:
        needs = (f"{name}-{number - 1}",) if number % 3 == 2 else ()
        return {"id": f"{name}-{number}", "hours": hours, "needs": needs, **more}

    def asked(name: str, hours: float) -> list[dict[str, Any]]:
        return [step(name, n, hours, part_of=f"phase1-{n}") for n in range(3 * times)]

    phases = [[step(f"phase{phase}", n, 16.0) for n in range(3 * times)] for phase in range(1, 6)]
    return pathway_of(phases, asked("week", 1.0), asked("month", 4.0), asked("quarter", 6.0))


def median_ms(made: Pathway, rounds: int) -> float:
    """Milliseconds for one whole plan in mid-course: something done, dropped and put off, days off ahead."""
    today = MONDAY + dt.timedelta(days=2)
    progress = Progress({"week-0": MONDAY, "week-1": MONDAY}, {"phase3-1": MONDAY}, {"month-0": dt.date(2027, 1, 11)})
    rhythm = Rhythm(hours=6.0)
    times: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        plan(made, progress, rhythm, today, started=MONDAY - dt.timedelta(weeks=3))
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def main() -> int:
    small, large = pathway(1), pathway(10)
    assert (len(small.steps), len(large.steps)) == (24, 240)
    one, ten = median_ms(small, ROUNDS), median_ms(large, ROUNDS // 10)
    print(f"plan of  24 steps: {one:6.3f} ms median (goal: under {GOAL_MS:.0f} ms)")
    print(f"plan of 240 steps: {ten:6.3f} ms median, {ten / one:.1f} times as long (goal: at most {GOAL_GROWTH:.0f})")
    return 0 if one < GOAL_MS and ten / one <= GOAL_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
