"""Who is due: slots become rows of the deliveries table, and each learner's next moment moves on with them.

Both in one transaction, so that a slot is neither lost nor planned without its successor, whatever dies in between.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, bindparam, exists, false, literal_column, null, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pathways import nudging
from storage import nudging as rules
from storage.bulk import Bulk, told
from storage.nudging import MOVE
from storage.tables import accounts, deliveries, learners

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection, Update

    from pathways.nudging import Due, Fate
    from storage.bulk import Values

_log = logging.getLogger("coach.nudges")
AT_ONCE = 500
"""Learners in one transaction, so that nobody else waits for long."""

_REASONS = {"ready": None, "superseded": "another one speaks for it", "stale": "too late"}
_READY: ColumnElement[str] = literal_column("'ready'")
_DUE = (
    select(
        learners.c.id,
        learners.c.nudging,
        learners.c.nudged_at,
        learners.c.unanswered,
        accounts.c.platform,
        accounts.c.workspace,
        accounts.c.user,
        exists().where(deliveries.c.learner_id == learners.c.id, deliveries.c.state == _READY).label("waiting"),
    )
    .join(accounts, accounts.c.learner_id == learners.c.id)
    .where(learners.c.next_nudge_at <= bindparam("now"), accounts.c.home)
    .order_by(learners.c.next_nudge_at, learners.c.id)
    .limit(bindparam("most", type_=Integer))
    # a learner who is talking to the coach right now is planned for afterwards
    .with_for_update(of=learners, skip_locked=True)
)
_PARK = update(learners).where(learners.c.id == bindparam("learner")).values(next_nudge_at=None)
_FRESH: dict[str, Any] = {"tries": literal_column("0"), "fence": literal_column("0"), "in_doubt": false()}
_GIVEN = (
    *("id", "learner_id", "kind", "slot", "platform", "workspace", "user"),
    *("state", "reason", "due_at", "not_after", "next_try"),
)


def _adding(insert: Callable[..., Any], rows: Values) -> Any:
    return insert(deliveries).values([{**row, **_FRESH} for row in rows]).on_conflict_do_nothing()


def _superseding(rows: Values) -> Update:
    newer = told(rows)
    return (
        update(deliveries)
        .where(
            deliveries.c.learner_id == newer.c.learner_id, deliveries.c.id != newer.c.id, deliveries.c.state == _READY
        )
        .values(state=literal_column("'superseded'"), next_try=null(), reason=literal_column("'a newer one is due'"))
    )


_TYPES = {name: deliveries.c[name].type for name in _GIVEN}
_ADD = {
    "sqlite": Bulk(partial(_adding, sqlite.insert), _TYPES),
    "postgresql": Bulk(partial(_adding, postgresql.insert), _TYPES),
}
_SUPERSEDE = Bulk(_superseding, {name: _TYPES[name] for name in ("id", "learner_id")})


@dataclass(frozen=True, slots=True)
class Planned:
    """What one transaction of planning did."""

    learners: int
    ready: int
    more: bool
    """It took as many as one transaction takes: others may be due as well."""
    parked: tuple[str, ...] = ()
    """Learners whose rule cannot be followed: left alone until their next word."""


def plan(connection: Connection, now: datetime, most: int, passing: Callable[[str], None]) -> Planned:
    """Plan for some of those who are due; ``passing`` is told of the points at which a process may die."""
    found = connection.execute(_DUE, {"now": now, "most": most}).all()
    rows: list[dict[str, Any]] = []
    moves: list[dict[str, object]] = []
    waiting: set[str] = set()
    parked: list[str] = []
    for row in found:
        try:
            planned, move = _one(row, now)
        except Exception as error:  # noqa: BLE001  (whatever one learner's rule does, the others are not to suffer)
            _log.error("no nudges can be planned for one learner: %s", type(error).__name__)
            parked.append(row.id)
        else:
            rows += planned
            moves.append(move)
            if row.waiting:
                waiting.add(row.id)
    _ADD[connection.dialect.name].run(connection, rows)
    passing("plan.mid")
    ready = [row for row in rows if row["state"] == "ready"]
    _SUPERSEDE.run(connection, [row for row in ready if row["learner_id"] in waiting])
    MOVE.run(connection, moves)
    for learner in parked:
        connection.execute(_PARK, {"learner": learner})
    return Planned(len(found), len(ready), len(found) == most, tuple(parked))


def _one(row: Any, now: datetime) -> tuple[list[dict[str, Any]], dict[str, object]]:
    """The deliveries of one learner, and when to look again."""
    known = rules.read(row.nudging, row.nudged_at, row.unanswered)
    if known is None:
        raise ValueError("due without a rule")
    rule, record = known
    dues, coming = nudging.look(rule, record, now)
    rows = [_delivery(row, due, fate, now) for due, fate in nudging.sort_out(dues, now)]
    soonest = coming.slot.due if coming else None
    return rows, rules.kept(row.id, rule, nudging.dealt_with(record, dues, now), soonest)


def _delivery(row: Any, due: Due, fate: Fate, now: datetime) -> dict[str, Any]:
    kind, slot = due.kind.value, due.slot
    return {
        "id": blake2b(f"{row.id} {kind} {slot.key}".encode(), digest_size=16).hexdigest(),
        "learner_id": row.id,
        "kind": kind,
        "slot": slot.key,
        "platform": row.platform,
        "workspace": row.workspace,
        "user": row.user,
        "state": fate,
        "reason": _REASONS[fate],
        "due_at": slot.due,
        "not_after": due.not_after,
        "next_try": max(now, slot.due + nudging.spread(row.id)) if fate == "ready" else None,
    }
