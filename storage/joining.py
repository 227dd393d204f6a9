"""Joining accounts to one learner, and parting them. Nobody's journal is touched: only whose it is read with.

Of the accounts of a learner one is the first: its row is what the others' rows point at, and what turns lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, bindparam, case, func, null, or_, select, update

from pathways.joining import Joined, NoSuchCode, OneAlready, OwnCode, Resting
from pathways.learner import Account
from pathways.woven import Woven
from storage import codes, journals
from storage.errors import StorageError
from storage.learners import HERE, here
from storage.tables import accounts, learners

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from pathways.joining import Outcome

_LEARNER: BindParameter[str] = bindparam("learner")
_OTHER: BindParameter[str] = bindparam("other")
_OWN = func.coalesce(accounts.c.own_id, accounts.c.learner_id)

_own = learners.alias("own")
_LOCK = (
    select(learners.c.id)
    .select_from(_own)
    .join(learners, learners.c.id == func.coalesce(_own.c.joined_id, _own.c.id))
    # as in a turn: who waited while accounts were joined or parted finds nothing, and looks again
    .where(_own.c.id == bindparam("known"), learners.c.joined_id.is_(None))
    .with_for_update(of=[learners, _own])
)
_KNOWN = select(learners.c.id).where(learners.c.id == bindparam("known"))
_TRIES = 5

_MOVE_IN = update(accounts).where(accounts.c.learner_id == _OTHER).values(home=False, own_id=_OWN, learner_id=_LEARNER)
_READ_WITH = (
    update(learners)
    .where(or_(learners.c.id == _OTHER, learners.c.joined_id == _OTHER))
    .values(joined_id=_LEARNER, next_nudge_at=None)
)

_HOUSE = (
    select(accounts.c.platform, accounts.c.workspace, accounts.c.user, accounts.c.home, _OWN.label("own"))
    .where(accounts.c.learner_id == _LEARNER)
    .order_by(accounts.c.home.desc(), accounts.c.platform, accounts.c.workspace, accounts.c.user)
)
_LEAVE_HOME = update(accounts).where(accounts.c.learner_id == _LEARNER).values(home=False)
_BE_HOME = update(accounts).where(*HERE).values(home=True)
_BE_ALONE = update(accounts).where(*HERE).values(learner_id=bindparam("own"), own_id=null())
_READ_ALONE = update(learners).where(learners.c.id == bindparam("own")).values(joined_id=null())
_first = learners.alias("first")
_NUDGED_ON = (
    update(learners)
    .where(learners.c.id == _LEARNER)
    .values(
        {
            name: select(_first.c[name]).where(_first.c.id == _OTHER).scalar_subquery()
            for name in ("next_nudge_at", "nudged_at", "unanswered", "nudging")
        }
    )
)
_FOLLOW = update(learners).where(learners.c.joined_id == _OTHER).values(joined_id=_LEARNER)
_MOVE_ON = (
    update(accounts)
    .where(accounts.c.learner_id == _OTHER)
    .values(learner_id=_LEARNER, own_id=case((_OWN == _LEARNER, null()), else_=_OWN))
)


def redeem(connection: Connection, learner: str, own: str, code: str, *, now: datetime) -> tuple[Outcome, str]:
    """Join a learner with the one whose account gave the code; what came of it, and who the learner is now.

    ``own`` is whose journal the account writes that the code was said on.
    """
    until = codes.resting(connection, own, now=now)
    if until is not None:
        return Resting(until), learner
    known = codes.digest(code)
    giver = codes.find(connection, known, now=now)
    if giver == own:
        return OwnCode(), learner
    # the learner first and the code second, as in the turn that gives one: else two could wait for each other
    other = _locked(connection, giver) if giver else None
    if other is None or not codes.take(connection, known):
        codes.guessed(connection, own, now=now)
        until = codes.resting(connection, own, now=now)
        return (NoSuchCode() if until is None else Resting(until)), learner
    if other == learner:
        return OneAlready(), learner
    before = [tuple(Woven(journals.read(connection, side), own).entries) for side in (learner, other)]
    connection.execute(_MOVE_IN, {"learner": other, "other": learner})
    connection.execute(_READ_WITH, {"learner": other, "other": learner})
    return Joined(*before), other


def part(connection: Connection, learner: str, own: str, account: Account) -> str | None:
    """Take an account out of what is joined, with the journal it wrote; the learner that the others are now.

    None where it is joined to none.
    """
    house = connection.execute(_HOUSE, {"learner": learner}).all()
    others = [row for row in house if row.own != own]
    if not others:
        return None
    connection.execute(_LEAVE_HOME, {"learner": learner})
    if own == learner:
        # the first one leaves: the next takes its place, for those whose accounts are gone too
        rest = others[0].own
        connection.execute(_READ_ALONE, {"own": rest})
        connection.execute(_NUDGED_ON, {"learner": rest, "other": learner})
        connection.execute(_FOLLOW, {"learner": rest, "other": learner})
        connection.execute(_MOVE_ON, {"learner": rest, "other": learner})
    else:
        rest = learner
        connection.execute(_READ_ALONE, {"own": own})
    connection.execute(_BE_ALONE, {**here(account), "own": own})
    for home in (account, Account(*others[0][:3])):
        connection.execute(_BE_HOME, here(home))
    return rest


def move_home(connection: Connection, learner: str, account: Account) -> None:
    """Let the learner be at home on this account."""
    connection.execute(_LEAVE_HOME, {"learner": learner})
    connection.execute(_BE_HOME, here(account))


def _locked(connection: Connection, own: str) -> str | None:
    """The learner that a journal is read with, locked until the transaction ends; None where it is gone."""
    for _ in range(_TRIES):
        found = connection.execute(_LOCK, {"known": own}).scalar_one_or_none()
        if found is not None:
            return found
        if connection.execute(_KNOWN, {"known": own}).first() is None:
            return None
    raise StorageError("the other account is being joined elsewhere; try again")
