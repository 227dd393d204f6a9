"""Tenants that nothing is sent to for a while, or until the coach is let in again. All workers see the same gates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import gates

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_PLACE = ["platform", "workspace"]
_ON_SQLITE, _ON_POSTGRESQL = sqlite.insert(gates), postgresql.insert(gates)
_CLOSE = {
    "sqlite": _ON_SQLITE.on_conflict_do_update(
        index_elements=_PLACE, set_={name: _ON_SQLITE.excluded[name] for name in ("until", "why")}
    ),
    "postgresql": _ON_POSTGRESQL.on_conflict_do_update(
        index_elements=_PLACE, set_={name: _ON_POSTGRESQL.excluded[name] for name in ("until", "why")}
    ),
}
_REOPEN = delete(gates).where(gates.c.platform == bindparam("on"), gates.c.workspace == bindparam("at"))


def close(connection: Connection, place: tuple[str, str], until: datetime, why: str) -> None:
    """Send nothing to a tenant (platform and workspace) until then."""
    platform, workspace = place
    row = {"platform": platform, "workspace": workspace, "until": until, "why": why[:100]}
    connection.execute(_CLOSE[connection.dialect.name], row)


def reopen(connection: Connection, platform: str, workspace: str) -> None:
    """The coach was let in anew."""
    connection.execute(_REOPEN, {"on": platform, "at": workspace})
