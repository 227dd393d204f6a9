"""Which version of the tables a database has. Knows nothing of how to change it, and so imports no Alembic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, Table, Text, inspect, select

from storage.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.place import Place

VERSIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
"""Every version ever released, oldest first."""
HEAD = VERSIONS[-1]
"""The version that this code is written for."""

VERSION_TABLE = "alembic_version"
_version = Table(VERSION_TABLE, MetaData(), Column("version_num", Text))
_CURRENT = select(_version.c.version_num)


def current(connection: Connection) -> str | None:
    """The version of the tables, None where there are none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(_CURRENT).scalar()


def refuse_strange(connection: Connection, place: Place) -> str | None:
    """The version, or ``StorageError`` where it is none of ours."""
    version = current(connection)
    if version is None and place.is_sqlite and inspect(connection).get_table_names():
        raise StorageError(f"{place.name}: is a database of another program; name another file in DATABASE_URL")
    if version is not None and version not in VERSIONS:
        raise StorageError(
            f"{place.name}: has tables of version {version}, and this program knows versions up to {HEAD}; "
            "install the newer program again, or restore the backup made before its upgrade"
        )
    return version
