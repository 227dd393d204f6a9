"""What is known of the people of a workspace goes some time after the coach was taken out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, Integer, bindparam, delete, exists, func, select, update

from pathways.deeds import Proved
from storage import deeds
from storage.tables import accounts, deliveries, digests, inbox, journal, learners, workspaces

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.database import Database

AT_ONCE = 200
"""Learners in one transaction, so that nobody else waits for long."""

_LONG_LEFT = workspaces.c.left_at <= bindparam("before")
_LEFT = (
    select(workspaces.c.platform, workspaces.c.workspace)
    .where(_LONG_LEFT)
    .order_by(workspaces.c.left_at, workspaces.c.platform, workspaces.c.workspace)
)
_THIS = (workspaces.c.platform == bindparam("on"), workspaces.c.workspace == bindparam("at"))
_STILL_LEFT = select(workspaces.c.version).where(*_THIS, _LONG_LEFT).with_for_update()
_DROP = delete(workspaces).where(*_THIS)
_UNHEAR = delete(inbox).where(inbox.c.platform == bindparam("on"), inbox.c.workspace == bindparam("at"))
_UNPOST = delete(deliveries).where(
    deliveries.c.learner_id.is_(None),
    deliveries.c.platform == bindparam("on"),
    deliveries.c.workspace == bindparam("at"),
)
_SILENCE = delete(digests).where(digests.c.platform == bindparam("on"), digests.c.workspace == bindparam("at"))

_THERE = (accounts.c.platform == bindparam("on"), accounts.c.workspace == bindparam("at"))
_WHO = (
    select(learners.c.id)
    .where(learners.c.id.in_(select(accounts.c.learner_id).where(*_THERE)))
    .order_by(learners.c.id)
    .limit(bindparam("most", type_=Integer))
    # a turn that one of them is in ends first
    .with_for_update()
)
_THEM: BindParameter[list[str]] = bindparam("them", expanding=True)
_THEIRS = select(func.coalesce(accounts.c.own_id, accounts.c.learner_id)).where(
    *_THERE, accounts.c.learner_id.in_(_THEM)
)
_WORDLESS = deeds.write(Proved("p", "s", ""))
_FALL_SILENT = (
    update(journal)
    .where(journal.c.kind == _WORDLESS["kind"], journal.c.learner_id.in_(_THEIRS))
    .values(detail=_WORDLESS["detail"])
)
_UNSHOW = update(learners).where(learners.c.id.in_(_THEIRS)).values(shown=None)
_TAKE_OUT = delete(accounts).where(*_THERE, accounts.c.learner_id.in_(_THEM))
_FORGET = delete(learners).where(
    learners.c.id.in_(_THEM), ~exists().where(accounts.c.learner_id == learners.c.id).correlate(learners)
)
_OTHERS = accounts.alias()
_HOMELESS = (
    select(accounts.c.learner_id, accounts.c.platform, accounts.c.workspace, accounts.c.user)
    .where(
        accounts.c.learner_id.in_(_THEM),
        ~exists().where(_OTHERS.c.learner_id == accounts.c.learner_id, _OTHERS.c.home).correlate(accounts),
    )
    # by the one that comes last in this order, the dictionary below keeps the first
    .order_by(accounts.c.platform.desc(), accounts.c.workspace.desc(), accounts.c.user.desc())
)
_MOVE_IN = update(accounts).where(*_THERE, accounts.c.user == bindparam("who")).values(home=True)


def purge(database: Database, *, before: datetime) -> int:
    """Delete the workspaces left before then with their accounts, and learners with their last account.

    The words that were said there go with them. How many accounts. What a failure interrupts is done by the next call.
    """
    with database.read() as connection:
        left = connection.execute(_LEFT, {"before": before}).all()
    gone = 0
    for platform, workspace in left:
        done: int | None = 0
        while done is not None:
            gone += done
            with database.write() as connection:
                done = _some(connection, platform, workspace, before)
    return gone


def _some(connection: Connection, platform: str, workspace: str, before: datetime) -> int | None:
    """Take some accounts out, how many; None when there was nothing left to do."""
    there = {"on": platform, "at": workspace}
    if connection.execute(_STILL_LEFT, {**there, "before": before}).first() is None:
        return None  # installed anew meanwhile, or somebody else was faster
    them = connection.execute(_WHO, {**there, "most": AT_ONCE}).scalars().all()
    if not them:
        for statement in (_UNHEAR, _UNPOST, _SILENCE):
            connection.execute(statement, there)
        connection.execute(_DROP, there)
        return None
    # what was done there stays with a learner who has other accounts; what was said there does not
    for silence in (_FALL_SILENT, _UNSHOW):
        connection.execute(silence, {**there, "them": them})
    gone = connection.execute(_TAKE_OUT, {**there, "them": them}).rowcount
    connection.execute(_FORGET, {"them": them})
    homes = {learner: account for learner, *account in connection.execute(_HOMELESS, {"them": them})}
    for on, at, who in homes.values():
        connection.execute(_MOVE_IN, {"on": on, "at": at, "who": who})
    return gone
