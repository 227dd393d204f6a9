"""What is read by the driver itself is what the library reads."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import bindparam, insert, select

from storage.errors import StorageError
from storage.prepared import Prepared
from storage.tables import accounts, enrolments, inbox, journal, learners, told
from tests import writers

if TYPE_CHECKING:
    from sqlalchemy import Table

    from storage.database import Database

WHO = "0" * 32
AT = writers.NOW + dt.timedelta(microseconds=7)
ROWS = (
    (learners, {"id": WHO, "created_at": AT, "nudged_at": AT, "unanswered": 3}),
    (accounts, {"platform": "slack", "workspace": "T1", "user": "Ada", "learner_id": WHO, "home": True}),
    (enrolments, {"learner_id": WHO, "pathway": "ai-architect", "started": AT.date()}),
    (
        journal,
        {"learner_id": WHO, "number": 1, "said": AT, "counts": AT.date(), "kind": "resumed", "detail": "{}"},
    ),
)


@pytest.mark.parametrize(("table", "row"), ROWS, ids=lambda one: getattr(one, "name", ""))
def test_every_kind_of_column_is_read_as_the_library_reads_it(
    database: Database, table: Table, row: dict[str, object]
) -> None:
    column = "id" if table is learners else "learner_id"
    statement = select(table).where(table.c[column] == bindparam("who"))
    with database.write() as connection:
        for before, values in ROWS[: ROWS.index((table, row)) + 1]:
            connection.execute(insert(before), values)
        assert Prepared(statement).rows(connection, {"who": WHO}) == [
            tuple(one) for one in connection.execute(statement, {"who": WHO})
        ]
        assert Prepared(statement).one(connection, {"who": WHO}) is not None
        assert Prepared(statement).one(connection, {"who": "nobody"}) is None


def test_what_no_database_keeps_is_refused_on_the_way_in(database: Database) -> None:
    found = Prepared(select(inbox.c.told).where(inbox.c.key == bindparam("key")))
    with database.read() as connection, pytest.raises(StorageError, match="NUL"):
        found.rows(connection, {"key": "a\0b"})


def test_what_the_driver_refuses_is_told_with_place_and_remedy(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE told")
        connection.exec_driver_sql("CREATE TABLE told (platform TEXT)")
    found = Prepared(select(told.c.digest).where(told.c.platform == bindparam("on")))
    refused = pytest.raises(StorageError, match=r"lacks a table or a column; run: coach db upgrade")
    with refused as refusal, database.read() as connection:
        found.rows(connection, {"on": "slack"})
    assert str(refusal.value).startswith(database.name)
    with database.write() as connection:  # and the connection is as good as before
        assert Prepared(select(inbox.c.told)).rows(connection, {}) == []
