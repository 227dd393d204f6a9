"""Which accounts' own pages (a Slack Home) show what is no longer so, because it was changed from elsewhere.

Set within the turn that changes something, and looked for by whoever can draw such pages, in whatever process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Integer, and_, bindparam, not_, null, select, update

from pathways.learner import Account, Outdated
from storage.learners import HERE, here
from storage.tables import accounts

if TYPE_CHECKING:
    from sqlalchemy import Connection

AT_ONCE = 50
"""Pages in one look."""

_OVERTAKE = (
    update(accounts)
    .where(accounts.c.learner_id == bindparam("learner"), not_(and_(*HERE)))
    .values(stale=bindparam("mark"))
)
_OUTDATED = (
    select(accounts.c.platform, accounts.c.workspace, accounts.c.user, accounts.c.stale)
    .where(accounts.c.platform == bindparam("on"), accounts.c.stale.is_not(None))
    .limit(bindparam("most", type_=Integer))
)
# what was changed while a page was drawn has another mark, and stays
_CATCH_UP = update(accounts).where(*HERE, accounts.c.stale == bindparam("seen")).values(stale=null())


def overtake(connection: Connection, learner: str, account: Account) -> None:
    """Something was changed on one account: the pages of the learner's others show it not yet."""
    connection.execute(_OVERTAKE, {**here(account), "learner": learner, "mark": uuid4().hex})


def outdated(connection: Connection, platform: str) -> tuple[Outdated, ...]:
    """Accounts of a platform whose pages are to be drawn anew; not all at once where they are many."""
    found = connection.execute(_OUTDATED, {"on": platform, "most": AT_ONCE})
    return tuple(Outdated(Account(*key), mark) for *key, mark in found)


def catch_up(connection: Connection, page: Outdated) -> None:
    """The page was drawn after it was found outdated."""
    connection.execute(_CATCH_UP, {**here(page.account), "seen": page.mark})
