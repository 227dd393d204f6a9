"""Who is who: accounts, and the learner behind them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from pydantic_core import from_json
from sqlalchemy import bindparam, delete, exists, func, insert, literal_column, or_, select, update
from sqlalchemy.exc import IntegrityError

from pathways.learner import Account, Profile, Shown
from storage import nudging, storable
from storage.errors import StorageError, is_duplicate
from storage.nudging import Home
from storage.prepared import Prepared
from storage.tables import accounts, digests, learners

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from pathways.nudging import Record, Rule

HERE = (
    accounts.c.platform == bindparam("on"),
    accounts.c.workspace == bindparam("at"),
    accounts.c.user == bindparam("who"),
)
"""One account; ``here`` names it."""

_own = learners.alias("own")
_FIND = Prepared(
    select(
        learners.c.id,
        _own.c.id.label("own"),
        _own.c.shown,
        learners.c.nudging,
        learners.c.nudged_at,
        learners.c.unanswered,
        learners.c.next_nudge_at.is_not(None),
        accounts.c.timezone,
        accounts.c.locale,
        accounts.c.home,
        accounts.c.unreachable_at,
        exists().where(
            digests.c.untold,
            digests.c.platform == accounts.c.platform,
            digests.c.set_by == accounts.c.user,
            or_(digests.c.workspace == accounts.c.workspace, accounts.c.workspace == literal_column("''")),
        ),
    )
    .select_from(accounts)
    .join(learners, learners.c.id == accounts.c.learner_id)
    .join(_own, _own.c.id == func.coalesce(accounts.c.own_id, accounts.c.learner_id))
    .where(
        *HERE,
        # what joins or parts accounts changes one of the two rows: whoever waited for them meanwhile finds nothing
        # here, and looks again
        learners.c.joined_id.is_(None),
        or_(_own.c.id == learners.c.id, _own.c.joined_id == learners.c.id),
    )
    # two turns of one learner take turns, on whatever account; SQLite needs no such lock and ignores it
    .with_for_update(of=[learners, _own])
)
_ADD = insert(learners)
_ADD_ACCOUNT = insert(accounts)
_SHOW = update(learners).where(learners.c.id == bindparam("own")).values(shown=bindparam("listed"))
_ACCOUNTS = (
    select(accounts.c.platform, accounts.c.workspace, accounts.c.user)
    .where(accounts.c.learner_id == bindparam("learner"))
    .order_by(accounts.c.home.desc(), accounts.c.platform, accounts.c.workspace, accounts.c.user)
)
_PROFILE = update(accounts).where(*HERE).values(timezone=bindparam("zone"), locale=bindparam("language"))
_REACHABLE = update(accounts).where(*HERE).values(unreachable_at=None)
_FORGET = delete(learners).where(learners.c.id == bindparam("learner"))

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Met:
    """A learner, locked until the transaction ends."""

    id: str
    own: str
    """Whose journal the account writes; for ever the same."""
    is_new: bool
    shown: Shown | None
    profile: Profile
    planned: str | None = None
    """Rule and record as they are written; None where no nudge was ever planned."""
    nudged_at: dt.datetime | None = None
    unanswered: int = 0
    is_due: bool = False
    """A nudge is to come."""
    home: Home | None = None
    """This account, where nudges go to it."""
    unreachable: bool = False
    """The platform refused what was written to this account first."""
    has_news: bool = False
    """A digest that was asked for on this account was paused, which was not told yet."""

    @property
    def nudging(self) -> tuple[Rule, Record] | None:
        """When nudges are due and what has come of them. Read for who asks: most turns do not."""
        return nudging.read(self.planned, self.nudged_at, self.unanswered)


def new_id() -> str:
    """An id that nobody has."""
    return uuid4().hex


def meet(connection: Connection, account: Account, *, now: dt.datetime, ids: Callable[[], str] = new_id) -> Met:
    """The learner behind an account, made at the first meeting."""
    for _ in range(_TRIES):
        met = _find(connection, account) or _add(connection, account, ids(), now)
        if met:
            return met
    # only a learner who is made and forgotten elsewhere again and again could bring us here
    raise StorageError("the account is in use elsewhere; try again")


def known(connection: Connection, account: Account, learner: str | None = None) -> Met | None:
    """Who is met on this account, where that is still the ``learner`` who is meant; nobody is made."""
    met = _find(connection, account)
    return met if met is not None and learner in {None, met.id} else None


def reached(connection: Connection, account: Account) -> None:
    """Who writes can be written to."""
    connection.execute(_REACHABLE, here(account))


def show(connection: Connection, own: str, shown: Shown) -> None:
    """Keep what was listed last on an account."""
    listed = {
        "steps": [storable.text(step) for step in shown.steps],
        "at": shown.at.isoformat(),
        "offered": [[storable.text(label), storable.text(wire)] for label, wire in shown.offered],
        "subject": storable.text(shown.subject),
    }
    connection.execute(_SHOW, {"own": own, "listed": json.dumps(listed, ensure_ascii=False)})


def known_as(connection: Connection, learner: str) -> tuple[Account, ...]:
    """Every account of the learner, the one where they are at home first."""
    return tuple(Account(*row) for row in connection.execute(_ACCOUNTS, {"learner": learner}))


def keep_profile(connection: Connection, account: Account, profile: Profile) -> None:
    """Keep what a platform says of one account."""
    connection.execute(_PROFILE, {**here(account), "zone": profile.timezone, "language": profile.locale})


def forget(connection: Connection, learner: str) -> None:
    """Delete the learner, and by the tables' own rules everything that belongs to them."""
    connection.execute(_FORGET, {"learner": learner})


def here(account: Account) -> dict[str, str]:
    """What ``HERE`` asks for."""
    return {"on": account.platform, "at": account.workspace, "who": account.user}


def _find(connection: Connection, account: Account) -> Met | None:
    found = _FIND.one(connection, here(account))
    if not found:
        return None
    learner, own, shown, planned, nudged_at, unanswered, is_due, timezone, locale, is_home, unreachable_at, has_news = (
        found
    )
    return Met(
        learner,
        own,
        is_new=False,
        shown=_listed(shown),
        profile=Profile(timezone, locale),
        planned=planned,
        nudged_at=nudged_at,
        unanswered=unanswered,
        is_due=is_due,
        home=Home(account.platform, timezone, reachable=True) if is_home else None,
        unreachable=unreachable_at is not None,
        has_news=has_news,
    )


def _add(connection: Connection, account: Account, learner: str, now: dt.datetime) -> Met | None:
    """A new learner, or None when somebody else was first."""
    try:
        with connection.begin_nested():
            connection.execute(_ADD, {"id": learner, "created_at": storable.moment(now)})
            key = {"platform": account.platform, "workspace": account.workspace, "user": account.user}
            connection.execute(_ADD_ACCOUNT, {**key, "learner_id": learner, "home": True})
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        return None
    home = Home(account.platform, None, reachable=True)
    return Met(learner, learner, is_new=True, shown=None, profile=Profile(), home=home)


def _listed(kept: str | None) -> Shown | None:
    if kept is None:
        return None
    try:
        listed = from_json(kept)
        return Shown(
            tuple(str(step) for step in listed["steps"]),
            dt.datetime.fromisoformat(listed["at"]),
            tuple((str(label), str(wire)) for label, wire in listed.get("offered", ())),
            str(listed.get("subject", "")),
        )
    except (ValueError, KeyError, TypeError):
        # what was listed last is a convenience: the learner is asked again
        return None
