"""How long `coach ask` takes from cold, against a bare interpreter in the same run. Exits 1 past half a second."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

GOAL = 0.5
ROUNDS = 9


def seconds(*command: str) -> float:
    """Wall time of one run of the interpreter."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> int:
    """Measure both, interleaved, and print medians."""
    bare, ask = [], []
    for _ in range(ROUNDS):
        bare.append(seconds("-c", "pass"))
        ask.append(seconds("-m", "bot", "ask", "what's next this week?"))
    print(f"bare interpreter  {statistics.median(bare):.3f} s")
    print(f"coach ask         {statistics.median(ask):.3f} s (goal: under {GOAL} s)")
    return 0 if statistics.median(ask) < GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
