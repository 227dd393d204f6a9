"""The project's own tables of sentences."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from bot import evaluation
from bot.core.understand import Scope
from pathways.loader import SHIPPED, load

HERE = Path(__file__).parent
TODAY = dt.date(2026, 11, 23)


@cache
def scope() -> Scope:
    pathway = load(SHIPPED / "backend-developer-to-ai-architect.yaml")
    return Scope(pathway=pathway, pathways=(pathway,), today=TODAY)


def cases(name: str) -> tuple[evaluation.Case, ...]:
    return evaluation.table((HERE / name).read_text(encoding="utf-8"), name).cases


def results(name: str) -> list[evaluation.Result]:
    return evaluation.results(cases(name), scope())
