"""Reads the tables of sentences, and says how many of them are read as they say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.core.intents import Intent
from bot.core.understand import Reading, Scope, understand
from bot.core.wire import slots
from pathways.loader import SHIPPED, load

STYLE = "# style: "
HERE = Path(__file__).parent
TODAY = dt.date(2026, 11, 23)


@cache
def scope() -> Scope:
    pathway = load(SHIPPED / "backend-developer-to-ai-architect.yaml")
    return Scope(pathway=pathway, pathways=(pathway,), today=TODAY)


@dataclass(frozen=True)
class Case:
    sentence: str
    wanted: tuple[tuple[str, dict[str, frozenset[str]]], ...]
    style: str = "plain"

    def holds(self, reading: Reading) -> bool:
        found = (reading.intent, *reading.also)
        return len(found) == len(self.wanted) and all(
            fits(intent, *wanted) for intent, wanted in zip(found, self.wanted, strict=True)
        )


def fits(intent: Intent, name: str, wanted: dict[str, frozenset[str]]) -> bool:
    filled = {key: spelt(value) for key, value in slots(intent).items()}
    return intent.name == name and filled.keys() == wanted.keys() and all(filled[key] in wanted[key] for key in wanted)


def spelt(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def cases(name: str) -> list[Case]:
    """The sentences of a table; a line ``# style: …`` says how those below it were said."""
    style, found = "plain", list[Case]()
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith(STYLE):
            style = line.removeprefix(STYLE)
        elif line.strip() and not line.startswith("#"):
            found.append(case(line, style))
    return found


def case(line: str, style: str) -> Case:
    sentence, _, wanted = line.rpartition(" -> ")
    return Case(sentence, tuple(one(part.split()) for part in wanted.split(" + ")), style)


def one(parts: list[str]) -> tuple[str, dict[str, frozenset[str]]]:
    pairs = (part.split("=", 1) for part in parts[1:])
    return parts[0], {key: frozenset(value.split("|")) for key, value in pairs}


def misread(name: str) -> list[str]:
    wrong: list[str] = []
    for each in cases(name):
        reading = understand(each.sentence, scope())
        if not each.holds(reading):
            said = " + ".join(f"{one.name} {slots(one)}" for one in (reading.intent, *reading.also))
            wrong.append(f"{each.sentence!r}: {said}")
    return wrong
