"""How well a table of sentences is read: ``coach understand --eval FILE``.

A line of a table is ``sentence -> intent slot=value … + second intent``; ``step=a|b`` means that both are right. A line
``# style: …`` (or ``# tag: …``) says how those below it were said, ``# today: 2026-11-23`` which day it is; other lines
that begin with # are remarks.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from bot.core.intents import INTENTS, Intent, Smalltalk
from bot.core.understand import Reading, Scope, understand, warm
from bot.core.wire import slots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

UNKNOWN = "unknown"
_TAGS = ("# style: ", "# tag: ")
_TODAY = "# today: "
_ARROW = " -> "

Wanted: TypeAlias = tuple[str, dict[str, frozenset[str]]]
"""An intent's name and for each slot the values that are right."""


class BadLine(ValueError):
    """A line that says no sentence and what it means: where, and what was expected."""


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, what it means, and how it was said."""

    sentence: str
    wanted: tuple[Wanted, ...]
    tag: str = "plain"

    def holds(self, reading: Reading) -> bool:
        """Whether a reading has the intents in order, with their slots."""
        found = (reading.intent, *reading.also)
        return len(found) == len(self.wanted) and all(
            fits(intent, wanted) for intent, wanted in zip(found, self.wanted, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Sentences and the day they were said on, where the table says it."""

    cases: tuple[Case, ...]
    today: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A sentence, how it was read, and how long that took."""

    case: Case
    reading: Reading
    seconds: float

    @property
    def wanted(self) -> str:
        """The first intent that is right."""
        return self.case.wanted[0][0]

    @property
    def found(self) -> str:
        """The first intent that was read."""
        return self.reading.intent.name

    @property
    def joint(self) -> bool:
        """Whether intent, slots and further intents are right."""
        return self.case.holds(self.reading)


def fits(intent: Intent, wanted: Wanted) -> bool:
    """Whether an intent is the one that is wanted, with just those slots."""
    name, values = wanted
    filled = {key: _spelt(value) for key, value in slots(intent).items()}
    if "kind" in values and isinstance(intent, Smalltalk):  # no slot of the contract: told where it matters
        filled["kind"] = intent.kind
    return intent.name == name and filled.keys() == values.keys() and all(filled[key] in values[key] for key in values)


def _spelt(value: Any) -> str:
    return ",".join(map(str, cast("list[Any]", value))) if isinstance(value, list) else str(value)


def table(text: str, name: str = "table") -> Table:
    """Read a table; raises ``BadLine``."""
    tag, today, found = "plain", None, list[Case]()
    for number, line in enumerate(text.splitlines(), start=1):
        if mark := next((mark for mark in _TAGS if line.startswith(mark)), None):
            tag = line.removeprefix(mark)
        elif line.startswith(_TODAY):
            today = dt.date.fromisoformat(line.removeprefix(_TODAY))
        elif line.strip() and not line.startswith("# "):
            sentence, arrow, wanted = line.rpartition(_ARROW)
            parts = [asked.split() for asked in wanted.split(" + ")]
            if not arrow or any(not part or part[0] not in INTENTS for part in parts):
                raise BadLine(f"{name}:{number}: write “sentence -> intent slot=value”, not {line[:60]!r}")
            found.append(Case(sentence, tuple(map(wanted_of, parts)), tag))
    return Table(tuple(found), today)


def wanted_of(parts: Sequence[str]) -> Wanted:
    """An intent with its slots, as a table writes it."""
    pairs = (part.split("=", 1) for part in parts[1:])
    return parts[0], {key: frozenset(value.split("|")) for key, value in pairs}


def results(cases: Iterable[Case], scope: Scope) -> list[Result]:
    """Read every sentence."""
    warm(scope)
    found: list[Result] = []
    for each in cases:
        begin = time.perf_counter()
        reading = understand(each.sentence, scope)
        found.append(Result(each, reading, time.perf_counter() - begin))
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of one, of those sentences that each speaks of; 1 where there are none."""

    joint: float
    intent: float
    slots: float
    refusal: float
    false_refusal: float


def figures(found: Sequence[Result]) -> Figures:
    """What is promised and measured."""
    inside = [one for one in found if one.wanted != UNKNOWN]
    outside = [one for one in found if one.wanted == UNKNOWN]
    named = [one for one in inside if one.found == one.wanted]
    return Figures(
        joint=_share(inside, lambda one: one.joint),
        intent=_share(inside, lambda one: one.found == one.wanted),
        slots=_share(named, lambda one: fits(one.reading.intent, one.case.wanted[0])),
        refusal=_share(outside, lambda one: one.found == UNKNOWN),
        false_refusal=1 - _share(inside, lambda one: one.found != UNKNOWN),
    )


def _share(of: Sequence[Result], right: Callable[[Result], bool]) -> float:
    return sum(map(right, of)) / len(of) if of else 1.0


def report(found: Sequence[Result], *, every: bool = False) -> list[str]:
    """The figures, a table by intent and by tag, the worst confusions; with ``every`` the misread sentences too."""
    told, times = figures(found), sorted(one.seconds * 1000 for one in found)
    outside = sum(one.wanted == UNKNOWN for one in found)
    lines = [
        f"{len(found)} sentences, {len(found) - outside} of them in scope",
        f"joint           {told.joint:6.1%}  intent, slots and second intents right, in scope",
        f"intent          {told.intent:6.1%}  of those in scope",
        f"slots           {told.slots:6.1%}  of those whose intent is right",
        f"refusal         {told.refusal:6.1%}  of what is out of scope",
        f"false refusal   {told.false_refusal:6.1%}  of what is in scope",
    ]
    if times:
        lines.append(
            f"a sentence      {times[len(times) // 2]:.2f} ms (median), {times[len(times) * 99 // 100]:.2f} ms (p99)"
        )
    lines += ["", "by intent", *_grouped(found, lambda one: one.wanted)]
    lines += ["", "by tag", *_grouped(found, lambda one: one.case.tag)]
    lines += ["", "worst confusions", *_confusions(found)]
    return [*lines, "", "misread", *misread(found)] if every else lines


def _grouped(found: Sequence[Result], key: Callable[[Result], str]) -> list[str]:
    groups: defaultdict[str, list[Result]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    rows = [(name, _share(row, lambda one: one.joint), len(row)) for name, row in groups.items()]
    return [
        f"  {name:16}{share:6.1%} of {many}" for name, share, many in sorted(rows, key=lambda row: (row[1], row[0]))
    ]


def _confusions(found: Sequence[Result]) -> list[str]:
    pairs = Counter((one.wanted, one.found) for one in found if one.found != one.wanted)
    return [f"  {times:3} times {wanted} read as {read}" for (wanted, read), times in pairs.most_common(10)]


def misread(found: Iterable[Result]) -> list[str]:
    """Every sentence that was not read as it should be, with both readings."""
    return [
        f"  {one.case.sentence!r}\n      wanted {_wanted(one.case.wanted)}\n      read   {_read(one.reading)}"
        for one in found
        if not one.joint
    ]


def _read(reading: Reading) -> str:
    return " + ".join(map(told, (reading.intent, *reading.also)))


def _wanted(asked: Iterable[Wanted]) -> str:
    return " + ".join(
        " ".join([name, *(f"{k}={'|'.join(sorted(v))}" for k, v in slot.items())]) for name, slot in asked
    )


def told(intent: Intent) -> str:
    """An intent with its slots, as a table writes it."""
    return " ".join([intent.name, *(f"{slot}={_spelt(value)}" for slot, value in slots(intent).items())])
