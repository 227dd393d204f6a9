"""An installation as a row of the workspaces table, and back. Tokens are sealed on the way in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from pathways.workspace import Installation
from storage import gates, storable
from storage.errors import StorageError, is_duplicate
from storage.sealing import NO_KEYS
from storage.tables import workspaces

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from pathways.secret import Secret
    from storage.sealing import Seal

_SEALED = ("bot_token", "refresh_token")

_THIS = (workspaces.c.platform == bindparam("on"), workspaces.c.workspace == bindparam("at"))
_STAYED = workspaces.c.left_at.is_(None)
_SAME = (*_THIS, _STAYED, workspaces.c.version == bindparam("known"))
_IS_FREE = or_(workspaces.c.refreshing_until.is_(None), workspaces.c.refreshing_until <= bindparam("now"))

_KEPT = select(workspaces).where(_STAYED)
_FIND = _KEPT.where(*_THIS)
_ALL = _KEPT.where(workspaces.c.platform == bindparam("on")).order_by(workspaces.c.workspace)
_DUE = (
    select(workspaces.c.platform, workspaces.c.workspace)
    .where(_STAYED, workspaces.c.refresh_token.is_not(None), workspaces.c.expires <= bindparam("by"), _IS_FREE)
    .order_by(workspaces.c.expires, workspaces.c.platform, workspaces.c.workspace)
)
# what an UPDATE sets is what it is given columns for, and this
_NEXT = {"version": workspaces.c.version + 1, "refreshing_until": None}
_ADD = insert(workspaces)
_SAVE = update(workspaces).where(*_THIS).values(**_NEXT)
_REPLACE = update(workspaces).where(*_SAME).values(**_NEXT)
_LEAVE = update(workspaces).where(*_THIS, _STAYED).values(**_NEXT)
_LEAVE_EARLIER = _LEAVE.where(workspaces.c.installed_at <= bindparam("told"))
_GIVE_UP = update(workspaces).where(*_SAME).values(**_NEXT)
_LEASE = update(workspaces).where(*_SAME, _IS_FREE).values(refreshing_until=bindparam("until"))
_GIVE_BACK = update(workspaces).where(*_SAME).values(refreshing_until=None)
_RESEAL = update(workspaces).where(*_THIS)
_EACH = _KEPT.order_by(workspaces.c.platform, workspaces.c.workspace)
_TO_RESEAL = _EACH.with_for_update()


@dataclass(frozen=True, slots=True)
class Kept:
    """An installation as it was found."""

    installation: Installation
    version: int
    refreshing_until: datetime | None


def save(connection: Connection, seal: Seal, installation: Installation, *, now: datetime) -> None:
    """Keep an installation, in place of an earlier one of the same workspace."""
    columns = {
        "name": installation.name,
        "bot_user": installation.bot_user,
        "scopes": json.dumps(installation.scopes),
        "installed_by": installation.installed_by,
        "installed_at": storable.moment(now),
        "enterprise": installation.enterprise,
        "left_at": None,
        **_tokens(seal, installation),
    }
    gates.reopen(connection, installation.platform, installation.workspace)
    if connection.execute(_SAVE, {**_named(installation), **columns}).rowcount:
        return
    key = {"platform": installation.platform, "workspace": installation.workspace}
    try:
        with connection.begin_nested():
            connection.execute(_ADD, {**key, "version": 1, **columns})
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        # somebody else was first, and this one comes later
        connection.execute(_SAVE, {**_named(installation), **columns})


def find(connection: Connection, seal: Seal, platform: str, workspace: str) -> Kept | None:
    """An installation; None where there is none, or it was left."""
    found = connection.execute(_FIND, {"on": platform, "at": workspace}).one_or_none()
    return Kept(_read(seal, found), found.version, found.refreshing_until) if found else None


def every(connection: Connection, seal: Seal, platform: str) -> tuple[Installation, ...]:
    """Every installation on a platform."""
    return tuple(_read(seal, row) for row in connection.execute(_ALL, {"on": platform}))


def leave(
    connection: Connection, platform: str, workspace: str, *, now: datetime, told: datetime | None = None
) -> None:
    """Erase the tokens, and keep the day; the first one, where it is told twice. What came after ``told`` stays."""
    there = {"on": platform, "at": workspace, **_erased(now)}
    if told is None:
        connection.execute(_LEAVE, there)
    else:
        connection.execute(_LEAVE_EARLIER, {**there, "told": storable.moment(told)})


def give_up(connection: Connection, seal: Seal, useless: Installation, *, now: datetime) -> None:
    """Erase tokens that are of no use any more, if they are still there."""
    kept = find(connection, seal, useless.platform, useless.workspace)
    if kept is not None and kept.installation.bot_token == useless.bot_token:
        connection.execute(_GIVE_UP, {**_found(kept), **_erased(now)})


def due(connection: Connection, *, now: datetime, by: datetime) -> tuple[tuple[str, str], ...]:
    """Platform and workspace of the tokens that end by then and that nobody is replacing now."""
    return tuple((platform, workspace) for platform, workspace in connection.execute(_DUE, {"now": now, "by": by}))


def lease(connection: Connection, kept: Kept, *, now: datetime, until: datetime) -> bool:
    """True for the one who may replace the tokens that were found."""
    return connection.execute(_LEASE, {**_found(kept), "now": now, "until": until}).rowcount == 1


def give_back(connection: Connection, kept: Kept) -> None:
    """Let somebody else try."""
    connection.execute(_GIVE_BACK, _found(kept))


def replace_tokens(connection: Connection, seal: Seal, kept: Kept, fetched: Installation) -> None:
    """Put the tokens that were fetched in place of those they were fetched with, if they are still there."""
    # by version and not by lease: whoever fetched late holds the only tokens that are good, unless others came first
    connection.execute(_REPLACE, {**_found(kept), **_tokens(seal, fetched, kept.installation)})


def lost(connection: Connection, seal: Seal) -> tuple[tuple[tuple[str, str], ...], int]:
    """Platform and workspace of every installation whose tokens no key opens, and how many installations there are."""
    found = connection.execute(_EACH).all()
    if found and not seal.is_ready:
        raise StorageError(NO_KEYS)
    return tuple((row.platform, row.workspace) for row in found if not _opens(seal, row)), len(found)


def reseal(connection: Connection, seal: Seal) -> int:
    """Seal every token with the newest key; how many installations."""
    found = connection.execute(_TO_RESEAL).all()
    for row in found:
        sealed = {column: getattr(row, column) for column in _SEALED}
        anew = {column: None if old is None else seal.rotate(old) for column, old in sealed.items()}
        connection.execute(_RESEAL, {"on": row.platform, "at": row.workspace, **anew})
    return len(found)


def _read(seal: Seal, row: Row[Any]) -> Installation:
    def token(column: str, sealed: str) -> Secret:
        return seal.unseal(_context(row.platform, row.workspace, column), sealed)

    return Installation(
        platform=row.platform,
        workspace=row.workspace,
        name=row.name,
        bot_user=row.bot_user,
        bot_token=token("bot_token", row.bot_token),
        scopes=tuple(json.loads(row.scopes)),
        installed_by=row.installed_by,
        refresh_token=None if row.refresh_token is None else token("refresh_token", row.refresh_token),
        expires=row.expires,
        enterprise=row.enterprise,
    )


def _opens(seal: Seal, row: Row[Any]) -> bool:
    try:
        _read(seal, row)
    except StorageError:
        return False
    return True


def _erased(now: datetime) -> dict[str, Any]:
    return {"bot_token": None, "refresh_token": None, "expires": None, "left_at": storable.moment(now)}


def _tokens(seal: Seal, fetched: Installation, of: Installation | None = None) -> dict[str, Any]:
    """The columns of the tokens, sealed for the workspace that they are of."""
    of = of or fetched
    secrets = {"bot_token": fetched.bot_token, "refresh_token": fetched.refresh_token}
    sealed = {
        column: None if secret is None else seal.seal(_context(of.platform, of.workspace, column), secret)
        for column, secret in secrets.items()
    }
    return {**sealed, "expires": None if fetched.expires is None else storable.moment(fetched.expires)}


def _context(platform: str, workspace: str, column: str) -> str:
    return json.dumps([platform, workspace, column])


def _named(installation: Installation) -> dict[str, str]:
    return {"on": installation.platform, "at": installation.workspace}


def _found(kept: Kept) -> dict[str, str | int]:
    return {**_named(kept.installation), "known": kept.version}
