"""Digests as admins asked for them, and the people of a tenant, as far as a digest may speak of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pathways.digest import Digest, Member, Place, coming
from pathways.woven import Woven
from storage import journals, storable
from storage.learners import here
from storage.tables import accounts, deliveries, digest_members, digests, journal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from pathways.learner import Account

_THIS = (digests.c.platform == bindparam("on"), digests.c.workspace == bindparam("tenant"))
_FIND = select(digests).where(*_THIS)
_INSERT = {"sqlite": sqlite.insert(digests), "postgresql": postgresql.insert(digests)}
_CHANGED = ("channel", "day", "time", "timezone", "set_by", "next_at", "paused", "untold")
_KEEP = {
    name: made.on_conflict_do_update(
        index_elements=["platform", "workspace"], set_={column: made.excluded[column] for column in _CHANGED}
    )
    for name, made in _INSERT.items()
}
_DROP = delete(digests).where(*_THIS)
_POSTINGS = (
    deliveries.c.learner_id.is_(None),
    deliveries.c.platform == bindparam("on"),
    deliveries.c.workspace == bindparam("tenant"),
)
_LAST = select(deliveries.c.slot).where(*_POSTINGS).order_by(deliveries.c.slot.desc()).limit(1)
_MOVE = (
    update(deliveries)
    .where(*_POSTINGS, deliveries.c.state == "ready", ~deliveries.c.in_doubt)
    .values(user=bindparam("channel"))
)
_CANCEL = (
    update(deliveries)
    .where(*_POSTINGS, deliveries.c.next_try.is_not(None))
    .values(state="cancelled", next_try=None, reason="turned off")
)
_TALLY = select(deliveries.c.state, func.count().label("many")).where(*_POSTINGS).group_by(deliveries.c.state)

_OF_TENANT = (digest_members.c.platform == bindparam("on"), digest_members.c.tenant == bindparam("tenant"))
_ITS_MEMBERS = delete(digest_members).where(*_OF_TENANT)
_MINE = (
    digest_members.c.platform == bindparam("on"),
    digest_members.c.workspace == bindparam("at"),
    digest_members.c.user == bindparam("who"),
)
_TENANTS = (
    select(digest_members.c.tenant, digest_members.c.named)
    .join(
        digests,
        and_(digests.c.platform == digest_members.c.platform, digests.c.workspace == digest_members.c.tenant),
    )
    .where(*_MINE)
    .order_by(digest_members.c.tenant)
)
_JOIN = insert(digest_members)
_NAME = (
    update(digest_members).where(*_MINE, digest_members.c.tenant == bindparam("there")).values(named=bindparam("so"))
)
_NEWS = select(digests).where(
    digests.c.untold,
    digests.c.platform == bindparam("on"),
    digests.c.set_by == bindparam("who"),
    or_(digests.c.workspace == bindparam("at"), bindparam("at") == ""),
)
_TELL = update(digests).where(*_THIS).values(untold=False)
_UNSIGN = (
    update(digests)
    .where(
        exists().where(
            accounts.c.learner_id == bindparam("learner"),
            accounts.c.platform == digests.c.platform,
            accounts.c.user == digests.c.set_by,
            or_(accounts.c.workspace == digests.c.workspace, accounts.c.workspace == ""),
        )
    )
    .values(set_by=None, untold=False)
)

_OWN = func.coalesce(accounts.c.own_id, accounts.c.learner_id)
_BUSY = (
    select(accounts.c.learner_id, _OWN.label("own"), accounts.c.user, digest_members.c.named)
    .join_from(
        accounts,
        digest_members,
        and_(
            digest_members.c.platform == accounts.c.platform,
            digest_members.c.workspace == accounts.c.workspace,
            digest_members.c.user == accounts.c.user,
            digest_members.c.tenant == bindparam("tenant"),
        ),
        isouter=True,
    )
    .where(
        accounts.c.platform == bindparam("on"),
        or_(accounts.c.workspace == bindparam("tenant"), digest_members.c.tenant == bindparam("tenant")),
        exists().where(
            journal.c.learner_id == _OWN, journal.c.said > bindparam("since"), journal.c.said <= bindparam("until")
        ),
    )
    .order_by(accounts.c.learner_id, accounts.c.user)
)


class Digests:
    """The digests, within one transaction, as one account may know and change them. Whether it may, others decide."""

    def __init__(self, connection: Connection, account: Account | None = None) -> None:
        self._connection = connection
        self._account = account

    def of(self, place: Place) -> Digest | None:
        """The digest of a place's tenant; None where there is none."""
        found = self._connection.execute(_FIND, _there(place)).one_or_none()
        return read(found) if found else None

    def keep(self, digest: Digest, *, now: dt.datetime) -> dt.datetime:
        """Keep a digest in place of one before it, paused no more; when the next one is due."""
        there = _there(digest.place)
        slot = coming(digest, storable.moment(now), last_slot(self._connection, digest.place))
        row = {
            "platform": digest.place.platform,
            "workspace": digest.place.tenant,
            "channel": digest.place.channel,
            "day": digest.day,
            "time": f"{digest.time:%H:%M}",
            "timezone": digest.timezone,
            "set_by": self._account.user if self._account else None,
            "next_at": slot.due,
            "paused": None,
            "untold": False,
        }
        # first the delivery, then the digest: whoever writes down what became of one takes its locks in that order
        self._connection.execute(_MOVE, {**there, "channel": digest.place.channel})
        self._connection.execute(_KEEP[self._connection.dialect.name], row)
        return slot.due

    def drop(self, place: Place) -> None:
        """Keep no digest, and nothing of who was to be named in it."""
        there = _there(place)
        self._connection.execute(_CANCEL, there)
        self._connection.execute(_ITS_MEMBERS, there)
        self._connection.execute(_DROP, there)

    def tally(self, place: Place) -> Mapping[str, int]:
        """How many digests there were, by what became of them."""
        return {row.state: row.many for row in self._connection.execute(_TALLY, _there(place))}

    def tenants(self) -> Mapping[str, bool]:
        """The tenants with a digest that the account is kept as a member of, and whether it is named there."""
        return {row.tenant: row.named for row in self._connection.execute(_TENANTS, self._mine())}

    def meet(self, tenant: str) -> None:
        """Keep that the account was met in a tenant."""
        if tenant not in self.tenants():
            mine = self._mine()
            row = {"platform": mine["on"], "workspace": mine["at"], "user": mine["who"]}
            self._connection.execute(_JOIN, {**row, "tenant": tenant, "named": False})

    def name(self, tenant: str, *, named: bool) -> None:
        """Name the account in the digest of a tenant, or do not any more."""
        self.meet(tenant)
        self._connection.execute(_NAME, {**self._mine(), "there": tenant, "so": named})

    def news(self) -> Digest | None:
        """A digest that was paused and that the account asked for, as long as it has not been told."""
        found = self._connection.execute(_NEWS, self._mine()).first()
        return read(found) if found else None

    def tell(self, place: Place) -> None:
        """The one who asked has been told."""
        self._connection.execute(_TELL, _there(place))

    def members(self, place: Place, since: dt.datetime, until: dt.datetime) -> tuple[Member, ...]:
        """Everybody of a tenant who told something there in that time: each person once, however many accounts."""
        asked = {**_there(place), "since": storable.moment(since), "until": storable.moment(until)}
        found: dict[str, list[Any]] = {}
        for row in self._connection.execute(_BUSY, asked):
            found.setdefault(row.learner_id, []).append(row)
        return tuple(self._member(learner, rows) for learner, rows in found.items())

    def _member(self, learner: str, rows: list[Any]) -> Member:
        told = Woven(journals.read(self._connection, learner), rows[0].own)
        return Member(
            next((row.user for row in rows if row.named), ""),
            tuple(told.entries),
            journals.taken_up(journals.first_days(self._connection, learner)),
            told.told_in({row.own for row in rows}),
        )

    def _mine(self) -> dict[str, str]:
        if self._account is None:
            raise LookupError("this is nobody's look at the digests")
        return here(self._account)


def unsign(connection: Connection, learner: str) -> None:
    """Before somebody is forgotten: the digests that they asked for are nobody's."""
    connection.execute(_UNSIGN, {"learner": learner})


def last_slot(connection: Connection, place: Place) -> str | None:
    """The last week that was dealt with."""
    return connection.execute(_LAST, _there(place)).scalar()


def read(row: Row[Any]) -> Digest:
    """A digest from its row."""
    return Digest(
        Place(row.platform, row.workspace, row.channel),
        row.day,
        dt.time.fromisoformat(row.time),
        row.timezone,
        row.paused or "",
        row.told_to,
    )


def _there(place: Place) -> dict[str, str]:
    return {"on": place.platform, "tenant": place.tenant}
