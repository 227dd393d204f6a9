"""When nudges are due, reckoned anew once the rules of time zones have changed.

The edition they were reckoned with is kept in the database, so that most starts find nothing to do.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, Integer, bindparam, select

from pathways.nudging import REACHED, reckoned_anew
from storage import nudging as rules
from storage import posting
from storage.planning import AT_ONCE
from storage.tables import accounts, learners
from storage.told import Told

if TYPE_CHECKING:
    from storage.database import Database

_log = logging.getLogger("coach.nudges")
_OF = ("time zones", "due times")
_ON: BindParameter[list[str]] = bindparam("on", expanding=True)
_SOME = (
    select(learners.c.id, learners.c.nudging, learners.c.nudged_at, learners.c.unanswered, learners.c.next_nudge_at)
    .join(accounts, accounts.c.learner_id == learners.c.id)
    .where(
        learners.c.id > bindparam("beyond"),
        accounts.c.home,
        accounts.c.platform.in_(_ON),
        accounts.c.unreachable_at.is_(None),
    )
    .order_by(learners.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=learners)
)


def reckon(database: Database, edition: str) -> int:
    """Set everybody's due time and each digest's by this edition of the rules; how many people were looked at.

    None are where it is the edition of before.
    What a failure interrupts is done by the next call.
    """
    told = Told(database)
    if told.last(*_OF) == edition:
        return 0
    total, beyond = 0, ""
    while True:
        with database.write() as connection:
            asked = {"beyond": beyond, "on": sorted(REACHED), "most": AT_ONCE}
            found = connection.execute(_SOME, asked).all()
            rules.MOVE.run(connection, [move for row in found if (move := _one(row)) is not None])
        if not found:
            with database.write() as connection:
                posting.reckon(connection)
            told.keep(*_OF, edition)
            return total
        total, beyond = total + len(found), found[-1].id


def _one(row: Any) -> dict[str, object] | None:
    """What is written of one learner; None where there is no rule, or none that can be followed."""
    try:
        known = rules.read(row.nudging, row.nudged_at, row.unanswered)
        if known is None:  # nothing was taken up
            return None
        rule, record = known
        record = reckoned_anew(rule, record, row.next_nudge_at)
        return rules.kept(row.id, rule, record, rules.next_at(rule, record))
    except Exception as error:  # noqa: BLE001  (whatever one learner's rule does, the others are not to suffer)
        _log.error("no due time can be reckoned for one learner: %s", type(error).__name__)
        return None
