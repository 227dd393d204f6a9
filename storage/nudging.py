"""When a learner's next nudge is due, kept beside the learner and set in every turn that may change it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic_core import from_json
from sqlalchemy import bindparam, select, update

from pathways import nudging
from pathways.calendar import UnknownZone
from pathways.learner import Away, Rhythm
from pathways.nudging import KINDS, REACHED, Record, Rule
from storage import storable
from storage.bulk import Bulk, told
from storage.tables import accounts, learners

if TYPE_CHECKING:
    from sqlalchemy import Connection, Update

    from storage.bulk import Values

_WRITE = json.JSONEncoder(ensure_ascii=False).encode
_KINDS = {kind.value: kind for kind in KINDS}
_HOME = select(accounts.c.platform, accounts.c.timezone, accounts.c.unreachable_at).where(
    accounts.c.learner_id == bindparam("learner"), accounts.c.home
)
_HEARD = (
    update(learners)
    .where(learners.c.id == bindparam("learner"))
    .values(next_nudge_at=bindparam("soonest"), nudging=bindparam("written"), unanswered=0)
)


def _move(rows: Values) -> Update:
    moved = told(rows)
    return (
        update(learners)
        .where(learners.c.id == moved.c.learner)
        .values(next_nudge_at=moved.c.soonest, nudging=moved.c.written)
    )


MOVE = Bulk(
    _move, {"learner": learners.c.id.type, "soonest": learners.c.next_nudge_at.type, "written": learners.c.nudging.type}
)
"""Sets for many learners when to look at them again; a row is what ``kept`` gives."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where nudges go, as far as that decides when they are due."""

    platform: str
    timezone: str | None
    reachable: bool


def home_of(connection: Connection, learner: str) -> Home | None:
    """Where a learner's nudges go."""
    found = connection.execute(_HOME, {"learner": learner}).one_or_none()
    return Home(found.platform, found.timezone, found.unreachable_at is None) if found else None


def heard(connection: Connection, learner: str, home: Home, rule: Rule, record: Record) -> None:
    """Set when the next nudge is due, after a word of the learner."""
    soonest = next_at(rule, record) if home.platform in REACHED and home.reachable else None
    connection.execute(_HEARD, {"learner": learner, "soonest": soonest, "written": write(rule, record)})


def nudged(record: Record, now: dt.datetime) -> Record:
    """The record with one more nudge that waits for an answer."""
    return replace(record, nudged_at=now, unanswered=record.unanswered + 1)


def next_at(rule: Rule, record: Record) -> dt.datetime | None:
    """When the next nudge is due; None where none is to come, nor can come in a zone that is no more."""
    try:
        due = nudging.coming(rule, record)
    except UnknownZone:
        return None
    return due.slot.due if due else None


def kept(learner: str, rule: Rule, record: Record, soonest: dt.datetime | None) -> dict[str, object]:
    """What is written of a learner when rule or record have changed."""
    return {"learner": learner, "soonest": soonest, "written": write(rule, record)}


def write(rule: Rule, record: Record) -> str:
    """Rule and record as the learner's row keeps them, apart from what has columns of its own."""
    return _WRITE({**_told(rule), "planned": record.planned_to.isoformat(), "served": dict(record.served)})


@lru_cache(maxsize=4096)
def _told(rule: Rule) -> dict[str, object]:
    """What a row keeps of a rule: worked out once for all who share it."""
    rhythm = rule.rhythm
    return {
        "zone": storable.text(rhythm.timezone[:64]),
        "day": rhythm.day,
        "time": rhythm.time.isoformat("minutes"),
        "paused": rhythm.paused,
        "until": rhythm.paused_until and rhythm.paused_until.isoformat(),
        "started": rule.started.isoformat(),
        **{name: words for name, words in _quiet(rhythm).items() if words},
    }


def _quiet(rhythm: Rhythm) -> dict[str, str]:
    """What was said of quiet, each empty where nothing was."""
    return {
        "quiet": "-".join(at.isoformat("minutes") for at in rhythm.quiet or ()),
        "days": "".join(map(str, rhythm.quiet_days)),
        "silences": " ".join(f"{away.first.isoformat()}/{away.last.isoformat()}" for away in rhythm.silences),
    }


def read(written: str | None, nudged_at: dt.datetime | None, unanswered: int) -> tuple[Rule, Record] | None:
    """Rule and record of a row of learners; None where none were written yet. ``ValueError`` where they are damaged."""
    if written is None:
        return None
    kept = from_json(written)
    said = (kept.get(name, "") for name in ("quiet", "days", "silences"))
    rule = _rule(*(kept[name] for name in ("zone", "day", "time", "paused", "until", "started")), *said)
    served = MappingProxyType({_KINDS[kind]: key for kind, key in kept["served"].items()})
    return rule, Record(dt.datetime.fromisoformat(kept["planned"]), served, nudged_at, unanswered)


@lru_cache(maxsize=4096)
def _rule(  # noqa: PLR0913, PLR0917
    zone: str,
    day: int,
    time: str,
    paused: bool,  # noqa: FBT001
    until: str | None,
    started: str,
    quiet: str,
    days: str,
    silences: str,
) -> Rule:
    """A rule, made once for all who share it."""
    start, _, end = quiet.partition("-")
    rhythm = Rhythm(
        timezone=zone,
        day=day,
        time=dt.time.fromisoformat(time),
        paused=paused,
        paused_until=dt.date.fromisoformat(until) if until else None,
        quiet=(dt.time.fromisoformat(start), dt.time.fromisoformat(end)) if quiet else None,
        quiet_days=tuple(map(int, days)),
        silences=tuple(Away(*map(dt.date.fromisoformat, ends.split("/"))) for ends in silences.split()),
    )
    return Rule(rhythm, dt.date.fromisoformat(started))
