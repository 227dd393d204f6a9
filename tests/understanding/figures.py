"""``python -m tests.understanding.figures FILE …``: how well each table of sentences is read.

Says per file, per style (the lines ``# style: …``) and per intent how many sentences are read as they say:
joint (intent, slots and second intents), intent alone, slots where the intent is right; how much of what is out of
scope is refused, and how much of what is not is refused too. ``-v`` lists the misread sentences.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.understand import Reading, understand, warm
from bot.core.wire import slots
from tests.understanding.table import Case, cases, fits, scope

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    case: Case
    reading: Reading
    seconds: float

    @property
    def wanted(self) -> str:
        return self.case.wanted[0][0]

    @property
    def found(self) -> str:
        return self.reading.intent.name

    @property
    def joint(self) -> bool:
        return self.case.holds(self.reading)

    @property
    def slots(self) -> bool:
        """Whether the first intent's slots are right, where the intent is."""
        return fits(self.reading.intent, *self.case.wanted[0])


def results(name: str) -> list[Result]:
    found: list[Result] = []
    for each in cases(name):
        begin = time.perf_counter()
        reading = understand(each.sentence, scope())
        found.append(Result(each, reading, time.perf_counter() - begin))
    return found


def share(part: Iterable[object], of: Iterable[object]) -> str:
    right, all_ = len(list(part)), len(list(of))
    return f"{100 * right / all_:5.1f} % ({right}/{all_})" if all_ else "-"


def summary(found: list[Result]) -> list[str]:
    inside = [one for one in found if one.wanted != UNKNOWN]
    outside = [one for one in found if one.wanted == UNKNOWN]
    named = [one for one in inside if one.found == one.wanted]
    times = sorted(one.seconds * 1000 for one in found)
    return [
        f"all sentences         {share((one for one in found if one.joint), found)}",
        f"joint, in scope       {share((one for one in inside if one.joint), inside)}",
        f"intent, in scope      {share(named, inside)}",
        f"slots, intent right   {share((one for one in named if one.slots), named)}",
        f"refused, out of scope {share((one for one in outside if one.found == UNKNOWN), outside)}",
        f"false refusals        {share((one for one in inside if one.found == UNKNOWN), inside)}",
        f"ms a sentence         median {times[len(times) // 2]:.2f}, p99 {times[len(times) * 99 // 100]:.2f}",
    ]


def grouped(found: list[Result], key: str) -> list[str]:
    groups: defaultdict[str, list[Result]] = defaultdict(list)
    for one in found:
        groups[one.wanted if key == "intent" else one.case.style].append(one)
    rows = sorted(groups.items(), key=lambda row: sum(one.joint for one in row[1]) / len(row[1]))
    return [f"  {name:16}{share((one for one in row if one.joint), row)}" for name, row in rows]


def confusions(found: list[Result]) -> list[str]:
    pairs = Counter((one.wanted, one.found) for one in found if one.found != one.wanted)
    return [f"  {times:3} times {wanted} read as {read}" for (wanted, read), times in pairs.most_common(8)]


def misread(found: list[Result]) -> list[str]:
    def line(one: Result) -> str:
        said = " + ".join(f"{each.name} {slots(each)}" for each in (one.reading.intent, *one.reading.also))
        wanted = " + ".join(f"{name} { ({k: '|'.join(v) for k, v in want.items()}) }" for name, want in one.case.wanted)
        return f"  {one.case.sentence!r}\n      wanted {wanted}\n      read   {said}"

    return [line(one) for one in found if not one.joint]


def report(name: str, *, every: bool) -> str:
    found = results(name)
    parts = [[name], summary(found), ["by style"], grouped(found, "style"), ["by intent"], grouped(found, "intent")]
    parts += [["worst confusions"], confusions(found)]
    parts += [["misread"], misread(found)] if every else []
    return "\n".join(line for part in parts for line in part)


if __name__ == "__main__":
    names = [argument for argument in sys.argv[1:] if argument != "-v"]
    warm(scope())
    for file in names or ["looked_at.txt"]:
        sys.stdout.write(report(Path(file).name, every="-v" in sys.argv) + "\n\n")
