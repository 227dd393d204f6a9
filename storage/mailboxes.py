"""Direct messages: in which channel an account has them, and the last one that was answered.

A platform that does not repeat what was said while nobody listened is asked for it, from there on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, insert, select, update

from pathways.learner import Account, Mailbox
from storage import storable
from storage.tables import accounts, mailboxes

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Database

_WHOSE = {"on": "platform", "of": "workspace", "who": "user"}
_OF = and_(*(mailboxes.c[column] == bindparam(name) for name, column in _WHOSE.items()))
_CHANNEL = select(mailboxes.c.channel).where(_OF)
_LOSE = delete(mailboxes).where(_OF)
_MOVE = (
    update(mailboxes).where(_OF).values(channel=bindparam("channel_id"), read=bindparam("last"), at=bindparam("now"))
)
_ADD = insert(mailboxes).from_select(
    ["platform", "workspace", "user", "channel", "read", "at"],
    select(
        accounts.c.platform,
        accounts.c.workspace,
        accounts.c.user,
        bindparam("channel_id", type_=mailboxes.c.channel.type),
        bindparam("last", type_=mailboxes.c.read.type),
        bindparam("now", type_=mailboxes.c.at.type),
    ).where(and_(*(accounts.c[column] == bindparam(name) for name, column in _WHOSE.items()))),
)
_LATEST = (
    select(mailboxes.c.workspace, mailboxes.c.user, mailboxes.c.channel, mailboxes.c.read)
    .where(mailboxes.c.platform == bindparam("on"), mailboxes.c.at >= bindparam("since"))
    .order_by(mailboxes.c.at.desc())
    .limit(bindparam("most"))
)


class Mailboxes:
    """Keeps them, for as long as their accounts are known."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, mailbox: Mailbox, *, now: datetime) -> None:
        """Keep how far was read; of an account that is not known, or not any more, nothing is kept."""
        told = {"channel_id": mailbox.channel, "last": mailbox.read, "now": storable.moment(now)}
        row = {**_whose(mailbox.account), **told}
        with self._database.write() as connection:
            if not connection.execute(_MOVE, row).rowcount:
                connection.execute(_ADD, row)

    def channel(self, account: Account) -> str | None:
        """Where an account has its direct messages; None where that is not known."""
        with self._database.read() as connection:
            return connection.execute(_CHANNEL, _whose(account)).scalar_one_or_none()

    def lose(self, account: Account) -> None:
        """The platform knows the channel no more."""
        with self._database.write() as connection:
            connection.execute(_LOSE, _whose(account))

    def latest(self, platform: str, *, since: datetime, most: int) -> tuple[Mailbox, ...]:
        """Those with a message since then, the latest first."""
        asked = {"on": platform, "since": storable.moment(since), "most": most}
        with self._database.read() as connection:
            rows = connection.execute(_LATEST, asked).all()
        return tuple(Mailbox(Account(platform, row.workspace, row.user), row.channel, row.read) for row in rows)


def _whose(account: Account) -> dict[str, str]:
    return {"on": account.platform, "of": account.workspace, "who": account.user}
