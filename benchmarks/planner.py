"""How long a plan takes, and how that grows with the pathway: ``python -m benchmarks.planner``.

Exits 1 when a plan of 24 steps in five phases takes a millisecond or more (median), when ten times the steps take more
than twelve times the work, or when with everything on (two pathways abreast, forty lines in the journal, breaks, thin
weeks, credit, parts and a split) the whole plan takes two milliseconds or its forecast ten.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # also by path, not only as a module

from pathways.journal import (
    Allotted,
    Credited,
    Entry,
    Finished,
    Paused,
    Postponed,
    Settled,
    Skipped,
    Split,
    Started,
    TookOff,
    Worked,
    progress,
    rhythm,
    splits,
)
from pathways.learner import Level, Progress, Rhythm
from pathways.model import Pathway
from pathways.outline import outline
from pathways.outlook import outlook
from pathways.planner import plan
from pathways.tailored import tailored
from tests.strategies import MONDAY, entry, pathway_of

GOAL_MS, GOAL_GROWTH = 1.0, 12.0
GOAL_ALL_MS, GOAL_FORECAST_MS = 2.0, 10.0
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
        assert plan(made, progress, rhythm, today, started=MONDAY - dt.timedelta(weeks=3)).weeks
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), (time.process_time() - busy) * 1000 / rounds


def life(one: Pathway, other: Pathway) -> tuple[Entry, ...]:
    """Forty lines of somebody who uses all there is, over fourteen weeks."""
    day = MONDAY + dt.timedelta(weeks=14)
    steps = [*one.steps, *(step for step in other.steps if step not in one.steps)]
    deeds: list[Any] = [
        Started(one.id),
        Started(other.id, beside=True),
        Settled(hours=7.0, day=6),
        Settled(hours=6.0),
        TookOff(day + dt.timedelta(weeks=3), day + dt.timedelta(weeks=2)),
        Paused(MONDAY + dt.timedelta(weeks=5)),
        Allotted(2.0, MONDAY + dt.timedelta(weeks=6), MONDAY + dt.timedelta(weeks=7)),
        Allotted(8.0, day, day + dt.timedelta(weeks=6)),
        *(Credited(one.id, item, level) for item, level in zip(("core", "extra"), (Level.RUSTY, Level.KNOWN))),  # noqa: B905
        Split(one.id, "phase3-2", 4),
        *(Postponed(one.id, step, day + dt.timedelta(weeks=4)) for step in ("phase4-0", "phase4-1")),
        *(Skipped(one.id, step) for step in ("phase5-0", "phase5-1")),
        *(Worked(one.id, step, minutes) for step, minutes in (("phase2-0", 120), ("phase2-0", 300), ("phase2-1", 60))),
    ]
    deeds += [Finished(one.id, step) for step in steps[: 40 - len(deeds)]]
    return tuple(entry(n, deed, MONDAY + n * (day - MONDAY) / 40) for n, deed in enumerate(deeds, start=1))


def everything(rounds: int) -> tuple[float, float]:
    """Milliseconds (median) from the journal to the whole plan of two pathways, and for the forecast of its end."""
    one = pathway(1)
    phases = [[{"id": f"other{phase}-{n}", "hours": 16.0} for n in range(3)] for phase in range(5)]
    # a third of its action plan is the first one's as well
    other = pathway_of(phases, [{"id": f"week-{n}", "hours": 1.0} for n in range(9)], id="other")
    entries, today = life(one, other), MONDAY + dt.timedelta(weeks=14, days=2)
    assert len(entries) == 40
    plans: list[float] = []
    forecasts: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        cut = splits(entries)
        main, beside = tailored(one, cut), tailored(other, cut)
        told, rhythmic = progress(entries, one.id, other.id), rhythm(entries, Rhythm())
        made = plan(main, told, rhythmic, today, started=MONDAY, beside=[beside])
        assert made.weeks
        assert made.standing
        planned = time.perf_counter()
        assert outlook(outline(main, beside), told, rhythmic, today, started=MONDAY)
        forecasts.append((time.perf_counter() - planned) * 1000)
        plans.append((planned - begun) * 1000)
    return statistics.median(plans), statistics.median(forecasts)


def main() -> int:
    small, large = pathway(1), pathway(10)
    assert (len(small.steps), len(large.steps)) == (24, 240)
    # In turns, and the best of each, so that a busy machine is not taken for a slow plan.
    turns = [(*measured(small, ROUNDS), *measured(large, ROUNDS // 10)) for _ in range(TURNS)]
    one, one_busy, ten, ten_busy = (min(times) for times in zip(*turns, strict=True))
    growth = ten_busy / one_busy
    print(f"plan of  24 steps: {one:6.3f} ms median (goal: under {GOAL_MS:.0f} ms)")
    print(f"plan of 240 steps: {ten:6.3f} ms median, {growth:.1f} times the work (goal: at most {GOAL_GROWTH:.0f})")
    whole, forecast = (min(times) for times in zip(*(everything(ROUNDS // 4) for _ in range(TURNS)), strict=True))
    print(f"with everything on: {whole:6.3f} ms median (goal: under {GOAL_ALL_MS:.0f} ms)")
    print(f"its forecast:       {forecast:6.3f} ms median (goal: under {GOAL_FORECAST_MS:.0f} ms)")
    met = one < GOAL_MS and growth <= GOAL_GROWTH and whole < GOAL_ALL_MS and forecast < GOAL_FORECAST_MS
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
