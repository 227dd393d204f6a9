"""Changes of many rows at once: each row gets its own values, whatever their number, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Text, event, insert, select, text

from storage.bulk import TOGETHER, Bulk
from storage.nudging import MOVE
from storage.tables import learners, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.database import Database

DAY = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize("many", [0, 1, TOGETHER - 1, TOGETHER, 2 * TOGETHER + 3])
def test_each_row_gets_its_own_values(database: Database, many: int) -> None:
    names = [f"{number:032}" for number in range(many + 1)]
    with database.write() as connection:
        connection.execute(insert(learners), [{"id": name, "created_at": DAY} for name in names])
        rows = [
            {
                "learner": name,
                "soonest": DAY + number // 2 * MINUTE if number % 3 else None,
                "written": f"{number} ü %s ?",
            }
            for number, name in enumerate(names[:-1])
        ]
        MOVE.run(connection, rows[::-1])
    with database.read() as connection:
        columns = (learners.c.id, learners.c.next_nudge_at, learners.c.nudging)
        found = [tuple(row) for row in connection.execute(select(*columns).order_by(learners.c.id))]
    assert found == [*((row["learner"], row["soonest"], row["written"]) for row in rows), (names[-1], None, None)]


def test_whoever_is_moved_on_is_found_by_their_key(sqlite_file: Path, opened: Callable[..., Database]) -> None:
    said: list[str] = []

    def listen(*arguments: Any) -> None:
        said.append(arguments[2])

    with opened(sqlite_file).write() as connection:
        event.listen(connection, "before_cursor_execute", listen)
        MOVE.run(connection, [{"learner": "a", "soonest": None, "written": None}] * (TOGETHER + 1))
        event.remove(connection, "before_cursor_execute", listen)
        assert len(said) == 2
        for words in said:
            found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", (None,) * words.count("?"))
            plan = " ".join(row[-1] for row in found)
            assert "SEARCH learners USING" in plan
            assert "SCAN learners" not in plan


def test_values_that_would_change_places_are_refused(database: Database) -> None:
    swapped = Bulk(lambda rows: insert(told).values(rows), {"digest": Text(), "platform": Text(), "about": Text()})
    with database.write() as connection:
        if database.file is None:
            swapped.run(connection, [{"digest": "d", "platform": "p", "about": "a"}])
            assert connection.execute(text("SELECT platform, about, digest FROM told")).one() == ("p", "a", "d")
        else:
            with pytest.raises(ValueError, match="another order"):
                swapped.run(connection, [{"digest": "d", "platform": "p", "about": "a"}])
