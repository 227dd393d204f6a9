"""``python -m tests.understanding.learn``: fit ``bot/core/understand/fitted.json`` to the known sentences.

Taken from the tables that were looked at, never from the kept ones, and from ``paraphrases.yaml``. The fit is a softmax
over sums of weights, found by stepping down from sentence to sentence in a fixed order: the same tables, the same file.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.understand.fitted import FAR, FILE, SCALE, ZERO, Fit
from bot.core.understand.pattern import Cell
from bot.core.understand.reading import clauses_of
from bot.core.understand.traits import MARKS, traits
from bot.core.understand.weighing import ASIDE, SEVERAL, TOLD_APART
from bot.evaluation import Case
from tests.understanding.paraphrase import drawn
from tests.understanding.table import cases, scope

LOOKED_AT = sorted(path.name for path in Path(__file__).parent.glob("looked_at*.txt"))
ROUNDS, FEW = 8, 4
LEAST = 3
"""Sentences that must show a trait for it to be weighed."""
STEP = 8.0
SURE, DOUBTFUL = math.log(0.5), math.log(0.1)
"""From which probability on a part of a sentence is what asks, and below which it only surrounds that."""
OFTEN = 3
"""How often the same is learnt at most: once names are masked, many sentences are one."""
PAIRS, DRAWN = 900, 12
BLUR = 0.12
"""How likely a word is made one that nobody knows, in a copy of each sentence: people will say what was never heard."""
ASTRAY = 0.3
"""How many of the sentences that name something are learnt once more as what they would be of another world."""
OF_NAMES = {"done", "skip", "later", "undo", "about", "resources"}
NAMED = {"STEP", "SKILL", "PHASE", "RESOURCE"}
OUTSIDE = frozenset({"outside", "ELSEWHERE"})
FADE = 0.98
"""What is left of every weight after a round, so that none grows beyond what many sentences bear out."""
OF_SEVERAL_STEPS = {"done", "skip", "later", "roadmap"}
JOINTS = (", ", " and ", ". ", ", and ", " then ", " also ", "? ", " but ")

Lesson = tuple[str, tuple[str, ...]]
"""What a sentence means, and its traits."""


def label(asked: tuple[str, dict[str, frozenset[str]]]) -> str:
    """The meaning that is told apart: an intent, with the slot that only the words can fill."""
    name, wanted = asked
    if name == "skill" or (name == "step" and wanted):
        return "about"
    return " ".join([name, *sorted(wanted.get(TOLD_APART.get(name, ""), frozenset()))[:1]])


@dataclass(frozen=True)
class Told:
    """A sentence: what it asks, the traits of the whole, and those of its parts where it has several."""

    labels: tuple[str, ...]
    whole: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    blurred: tuple[str, ...]
    """Those of the whole with some of its words unknown; none where it kept them all."""
    astray: tuple[str, ...]
    """Those of the whole with what it names put out of this world; mostly none."""

    @property
    def is_one(self) -> bool:
        """Whether it is one request, if of several steps: "skip Kafka and Bishop"."""
        return len(self.labels) == 1 or (len(set(self.labels)) == 1 and self.labels[0] in OF_SEVERAL_STEPS)


def told(sentences: Iterable[Case]) -> list[Told]:
    found: list[Told] = []
    draw = random.Random(3)  # noqa: S311
    for case in sentences:
        whole, *parts = (clause.cells for clause in clauses_of(case.sentence, scope()))
        dim = blurred(whole, draw)
        labels = tuple(map(label, case.wanted))
        other = astray(whole) if OF_NAMES.issuperset(labels) and draw.random() < ASTRAY else whole
        found.append(
            Told(
                labels,
                traits(whole),
                tuple(map(traits, parts)),
                () if dim == whole else traits(dim),
                () if other == whole else traits(other),
            )
        )
    return found


def astray(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """A clause with what it names put out of this world: "push Kafka to March" as if it were the piano."""
    return tuple(OUTSIDE if not cell.isdisjoint(NAMED) else cell for cell in cells)


def blurred(cells: tuple[Cell, ...], draw: random.Random) -> tuple[Cell, ...]:
    """A clause with some of its words turned into ones that nobody knows, each of them different."""
    return tuple(
        cell
        if not cell.isdisjoint(MARKS) or draw.random() >= BLUR
        else frozenset({f"blur{draw.randrange(10**9)}", "FOREIGN"})
        for cell in cells
    )


def paired(sentences: Iterable[Case], many: int = PAIRS) -> list[Case]:
    """Two short requests in one message: what no single meaning covers."""
    draw = random.Random(1)  # noqa: S311
    short = [
        case
        for case in sentences
        if len(case.wanted) == 1
        and case.wanted[0][0] not in {"unknown", "smalltalk"}
        and len(case.sentence.split()) < 8
    ]
    pairs = (draw.sample(short, 2) for _ in range(many))
    return [
        Case(first.sentence.rstrip(".?! ") + draw.choice(JOINTS) + second.sentence, (*first.wanted, *second.wanted))
        for first, second in pairs
        if label(first.wanted[0]) != label(second.wanted[0])
    ]


def lessons(sentences: Sequence[Told]) -> list[Lesson]:
    """What the fit is to learn: of each sentence the whole, and which part of it asks and which only surround that."""
    wholes = [(one.labels[0], one.whole) for one in sentences if one.is_one]
    first = Fit(*fitted(wholes, FEW))
    found = [*wholes, *((SEVERAL, one.whole) for one in sentences if not one.is_one)]
    found += [(one.labels[0] if one.is_one else SEVERAL, one.blurred) for one in sentences if one.blurred]
    found += [("unknown", one.astray) for one in sentences if one.astray]
    for one in sentences:
        if len(one.labels) > 1:
            found += zip(one.labels, one.parts, strict=True) if len(one.labels) == len(one.parts) else []
        elif one.labels != ("unknown",) and one.parts:
            odds = [first.odds_of(part)[one.labels[0]] for part in one.parts]
            if max(odds) > SURE:
                found += (
                    (one.labels[0] if likely > SURE else ASIDE, part)
                    for likely, part in zip(odds, one.parts, strict=True)
                    if likely > SURE or likely < DOUBTFUL
                )
    return [lesson for lesson, times in Counter(found).items() for _ in range(min(times, OFTEN))]


def digest(sentences: Sequence[Told]) -> str:
    """What the fit was made from, in short: while it stays the same, so does the fit."""
    numbers = [LEAST, ROUNDS, STEP, OFTEN, FADE]
    kept = [numbers, [[one.labels, one.whole, one.parts, one.blurred, one.astray] for one in sentences]]
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()


def fitted(sentences: Sequence[Lesson], rounds: int = ROUNDS) -> tuple[tuple[str, ...], dict[str, list[float]]]:
    labels = sorted({name for name, _ in sentences})
    at = {name: place for place, name in enumerate(labels)}
    count = Counter(trait for _, seen in sentences for trait in seen)
    weights = {trait: [0.0] * len(labels) for trait in sorted(count) if count[trait] >= LEAST}
    lines = [
        (at[name], [weights[trait] for trait in seen if trait in weights], 1 / math.sqrt(len(seen)))
        for name, seen in sentences
    ]
    order = random.Random(0)  # noqa: S311  (the same order every time is what is wanted)
    for turn in range(rounds):
        order.shuffle(lines)
        step = STEP / (1 + turn / 2)
        for right, rows, size in lines:
            scores = [sum(column) * size for column in zip(*rows, strict=True)]
            top = max(scores)
            shares = [math.exp(score - top) for score in scores]
            whole = sum(shares)
            for place, share in enumerate(shares):
                slope = share / whole - (place == right)
                if abs(slope) > 0.002:
                    move = step * size * slope
                    for row in rows:
                        row[place] -= move
        for row in weights.values():
            row[:] = [weight * FADE for weight in row]
    return tuple(labels), weights


def letter(weight: float) -> str:
    return chr(ZERO + max(-FAR, min(FAR, round(weight * SCALE))))


def known() -> list[Told]:
    """All that there is to learn from."""
    looked_at = [case for table in LOOKED_AT for case in cases(table)]
    return told([*looked_at, *paired(looked_at), *drawn(DRAWN)])


def main(target: Path = FILE) -> None:
    sentences = known()
    labels, weights = fitted(lessons(sentences))
    letters = {trait: "".join(map(letter, row)) for trait, row in weights.items()}
    weighed = {trait: row for trait, row in letters.items() if set(row) != {chr(ZERO)}}
    table = {"digest": digest(sentences), "labels": labels, "weights": weighed}
    target.write_text(
        json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
