"""Digests on their way: which are due, and what became of those that were posted."""

from __future__ import annotations

import logging
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pathways.calendar import DAY, UnknownZone
from pathways.delivery import DIGEST, Accepted, Refused
from pathways.digest import GRACE, Place, coming, newest
from storage.digests import last_slot, read
from storage.tables import deliveries, digests

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from pathways.calendar import Slot
    from pathways.delivery import Outcome, Posting

_log = logging.getLogger("coach.nudges")

_DUE = (
    select(digests)
    .where(digests.c.next_at <= bindparam("now"))
    .order_by(digests.c.next_at, digests.c.platform, digests.c.workspace)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_WAITING = select(digests).where(digests.c.next_at.is_not(None)).with_for_update()
_ADD = {
    "sqlite": sqlite.insert(deliveries).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(deliveries).on_conflict_do_nothing(),
}
_THIS = (digests.c.platform == bindparam("on"), digests.c.workspace == bindparam("tenant"))
_MOVE_ON = update(digests).where(*_THIS).values(next_at=bindparam("soonest"))
_TOLD = update(digests).where(*_THIS).values(told_to=bindparam("until"))
_PAUSE = (
    update(digests)
    # somebody may have moved it to another channel meanwhile
    .where(*_THIS, digests.c.channel == bindparam("in_channel"))
    .values(paused=bindparam("why"), next_at=None, untold=digests.c.set_by.is_not(None))
)


def plan(connection: Connection, now: datetime, most: int) -> None:
    """Plan the digests that are due; each week becomes one delivery, whatever else is planned for it."""
    for row in connection.execute(_DUE, {"now": now, "most": most}).all():
        there = {"on": row.platform, "tenant": row.workspace}
        try:
            place = Place(row.platform, row.workspace, row.channel)
            fallen, ahead = newest(read(row), row.next_at, last_slot(connection, place), now)
        except UnknownZone as error:
            _log.error("no digest can be planned for one tenant: %s", type(error).__name__)
            connection.execute(_PAUSE, {**there, "in_channel": row.channel, "why": type(error).__name__})
            continue
        if fallen is not None:
            connection.execute(_ADD[connection.dialect.name], _delivery(place, fallen, now))
        connection.execute(_MOVE_ON, {**there, "soonest": ahead.due})


def reckon(connection: Connection) -> None:
    """Set when each digest is due by the rules of time zones as they are now: the same week as before."""
    for row in connection.execute(_WAITING).all():
        place = Place(row.platform, row.workspace, row.channel)
        try:
            slot = coming(read(row), row.next_at - DAY, last_slot(connection, place))
        except UnknownZone:
            continue  # planning finds it out
        connection.execute(_MOVE_ON, {"on": row.platform, "tenant": row.workspace, "soonest": slot.due})


def settled(connection: Connection, posting: Posting, outcome: Outcome) -> None:
    """What follows from an outcome for the digest itself."""
    platform, tenant = posting.tenant
    there = {"on": platform, "tenant": tenant}
    match outcome:
        case Accepted():
            connection.execute(_TOLD, {**there, "until": posting.due})
        case Refused("person", code):
            connection.execute(_PAUSE, {**there, "in_channel": posting.place.channel, "why": code[:100]})
        case _:
            pass


def _delivery(place: Place, slot: Slot, now: datetime) -> dict[str, Any]:
    not_after = slot.due + GRACE
    ready = not_after > now
    named = f"{place.platform} {place.tenant} {DIGEST} {slot.key}"
    return {
        "id": blake2b(named.encode(), digest_size=16).hexdigest(),
        "learner_id": None,
        "kind": DIGEST,
        "slot": slot.key,
        "platform": place.platform,
        "workspace": place.tenant,
        "user": place.channel,
        "state": "ready" if ready else "stale",
        "reason": None if ready else "too late",
        "due_at": slot.due,
        "not_after": not_after,
        "next_try": now if ready else None,
        "tries": 0,
        "fence": 0,
        "in_doubt": False,
    }
