"""The outbox: each nudge or digest is planned once, lent to one worker at a time, and closed with what became of it.

Time comes in from outside, and no statement asks the database for its own. Every change is guarded by the state that
it changes and by the fence of the claim, so whoever comes too late changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, Integer, bindparam, exists, insert, or_, select, update

from pathways.delivery import DIGEST, Claim, Posting
from pathways.digest import Place
from pathways.learner import Account
from pathways.model import Horizon
from storage import planning, posting, settling, storable
from storage.gates import reopen
from storage.planning import AT_ONCE, Planned
from storage.tables import attempts, deliveries, gates

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Row

    from pathways.delivery import Letter, Outcome
    from storage.database import Database

LEASE = timedelta(seconds=120)
"""How long a worker may take for one nudge before it is given up for dead; more than any call can take."""
POINTS = ("plan.mid", "plan.done", "claim.mid", "claim.done", "record.mid", "record.done")
"""Where a process may die, each told to ``passing`` as it goes by."""

_GATED = exists().where(
    gates.c.platform == deliveries.c.platform,
    gates.c.workspace == deliveries.c.workspace,
    gates.c.until > bindparam("now"),
)
_ON: BindParameter[list[str]] = bindparam("on", expanding=True)
_WAITING = (
    select(deliveries)
    .where(
        deliveries.c.next_try <= bindparam("now"),
        deliveries.c.platform.in_(_ON),
        or_(~_GATED, deliveries.c.not_after <= bindparam("now")),
    )
    .order_by(deliveries.c.next_try, deliveries.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=deliveries, skip_locked=True)
)
_LEND = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("this"))
    .values(
        state="sending",
        next_try=None,
        fence=bindparam("now_fence"),
        lease_until=bindparam("until"),
        owner=bindparam("by"),
        first_try_at=bindparam("first"),
    )
)
_CLOSE_LATE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("this"))
    .values(state=bindparam("became"), next_try=None, reason=bindparam("why"))
)
_BEGIN = insert(attempts)
_EXPIRE = (
    update(deliveries)
    .where(deliveries.c.lease_until <= bindparam("now"))
    .values(state="unknown", in_doubt=True, lease_until=None, owner=None, next_try=bindparam("now"))
)
_GIVE_BACK = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("this"), deliveries.c.state == "sending", deliveries.c.fence == bindparam("f"))
    .values(state=bindparam("became"), lease_until=None, owner=None, next_try=bindparam("again"))
)


def _nothing(_: str) -> None:
    pass


class Outbox:
    """Plans, lends and closes. Safe to share between threads; any number of processes on PostgreSQL."""

    def __init__(
        self, database: Database, owner: str, *, passing: Callable[[str], None] = _nothing, lease: timedelta = LEASE
    ) -> None:
        self._database = database
        self._owner = owner
        self._passing = passing
        self._lease = lease

    def plan(self, now: datetime, most: int = AT_ONCE) -> Planned:
        """Plan for some of those who are due."""
        moment = storable.moment(now)
        with self._database.write() as connection:
            posting.plan(connection, moment, most)
            planned = planning.plan(connection, moment, most, self._passing)
        self._passing("plan.done")
        return planned

    def claim(self, now: datetime, platforms: Sequence[str], most: int = 10) -> tuple[Letter, ...]:
        """Borrow some of those whose time has come, oldest first; what is too late is closed instead.

        What other workers borrowed and never brought back is in doubt from now on.
        """
        moment = storable.moment(now)
        with self._database.write() as connection:
            connection.execute(_EXPIRE, {"now": moment})
            asked = {"now": moment, "on": list(platforms), "most": most}
            found = connection.execute(_WAITING, asked).all()
            late = [row for row in found if row.not_after <= moment]
            for row in late:
                state, why = ("expired_unknown", "nobody can say") if row.in_doubt else ("stale", "too late")
                connection.execute(_CLOSE_LATE, {"this": row.id, "became": state, "why": why})
            claims = tuple(_claim(row, moment) for row in found if row.not_after > moment)
            if claims:
                lent = {"until": moment + self._lease, "by": self._owner}
                connection.execute(
                    _LEND, [{"this": c.id, "now_fence": c.fence, "first": c.first_try, **lent} for c in claims]
                )
                connection.execute(
                    _BEGIN, [{"delivery_id": c.id, "fence": c.fence, "started_at": moment} for c in claims]
                )
            self._passing("claim.mid")
        self._passing("claim.done")
        return claims

    def record(self, claim: Letter, outcome: Outcome, now: datetime) -> bool:
        """Keep what became of a claim; False where the claim was not valid any more, and nothing was changed."""
        with self._database.write() as connection:
            counted = settling.settle(connection, claim, outcome, storable.moment(now))
            self._passing("record.mid")
        self._passing("record.done")
        return counted

    def give_back(self, claims: Sequence[Letter], now: datetime) -> None:
        """Return what was borrowed and not begun, as it was."""
        with self._database.write() as connection:
            for claim in claims:
                back = {"this": claim.id, "f": claim.fence, "again": storable.moment(now)}
                connection.execute(_GIVE_BACK, {**back, "became": "unknown" if claim.in_doubt else "ready"})

    def resume(self, platform: str, workspace: str) -> None:
        """A tenant that was closed is open again: the coach was let in anew."""
        with self._database.write() as connection:
            reopen(connection, platform, workspace)


def _claim(row: Row[Any], now: datetime) -> Letter:
    right: dict[str, Any] = {
        "id": row.id,
        "fence": row.fence + 1,
        "slot": row.slot,
        "due": row.due_at,
        "not_after": row.not_after,
        "first_try": row.first_try_at or now,
        "in_doubt": row.in_doubt,
        "tries": row.tries,
    }
    if row.kind == DIGEST:
        return Posting(place=Place(row.platform, row.workspace, row.user), **right)
    account = Account(row.platform, row.workspace, row.user)
    return Claim(learner=row.learner_id, account=account, kind=Horizon(row.kind), **right)
