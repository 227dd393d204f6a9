"""What would be sent to somebody, and when, if they answered every nudge and changed nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.answers import nudge, quiet, you
from bot.core.forgetful import Page
from pathways import nudging

if TYPE_CHECKING:
    from bot.core.coach import Coach
    from bot.core.memory import Notebook
    from bot.core.reply import Reply
    from bot.core.turn import Turn
    from pathways.learner import Account
    from pathways.model import Horizon
    from pathways.nudging import Record, Rule


@dataclass(frozen=True, slots=True)
class Preview:
    """What was said of nudges, where they come, and those to come."""

    settings: str
    home: Account
    coming: tuple[Coming, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    """One nudge to come."""

    at: datetime
    """UTC."""
    kind: Horizon
    slot: str
    said: Reply | str
    """What it says, or why none would be sent."""
    timezone: str
    wished: datetime | None = None
    """When it would come if nothing were quiet (UTC); None where that is the same."""


def preview(coach: Coach, account: Account, weeks: int) -> Preview | None:
    """The nudges of so many weeks, first one first; None for somebody nobody knows. Nothing is changed."""
    now = coach.clock()
    with coach.memory.look(account) as notebook:
        if notebook is None:
            return None
        turn = coach.taken(notebook, now)
        coming = _all(turn, turn.rule, turn.record, now + timedelta(weeks=weeks)) if turn.rule else ()
        return Preview(f"{you.in_words(turn)}{quiet.ahead(turn)}", notebook.accounts[0], coming)


def _all(turn: Turn, rule: Rule, record: Record, until: datetime) -> tuple[Coming, ...]:
    found: list[Coming] = []
    due = nudging.coming(rule, record)
    while due is not None and due.slot.due <= until:
        at = due.slot.due
        said = _said(turn, due.kind, at, record)
        found.append(Coming(at, due.kind, due.slot.key, said, rule.rhythm.timezone, due.slot.wished))
        record = nudging.dealt_with(record, nudging.fallen(rule, record, at), at)
        record = record if isinstance(said, str) else replace(record, nudged_at=at, unanswered=0)
        due = nudging.coming(rule, record)
    return tuple(found)


def _said(turn: Turn, kind: Horizon, at: datetime, record: Record) -> Reply | str:
    then = replace(turn, notebook=_page(turn.notebook), now=at)
    needless = nudge.needless(then, kind)
    return needless or nudge.due(then, kind, record.unanswered)


def _page(kept: Notebook) -> Page:
    return Page(is_new=False, entries=kept.entries, enrolments=kept.enrolments, shown=kept.shown, nudges=kept.nudges)
