"""What one process alone may hold, beside a file and in PostgreSQL."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pytest

from storage.database import Database
from storage.seats import Seat

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_seat_is_kept_by_one_and_free_once_it_is_left(address: str, opened: Callable[..., Database]) -> None:
    first, second = (Seat(opened(address), "discord-1-all", owner) for owner in ("one", "two"))
    assert first.take()
    assert not second.take()
    assert first.take(), "whoever has it keeps it"
    second.leave()
    assert not second.take(), "nobody leaves for another"
    first.leave()
    assert second.take()
    assert not first.take()
    second.leave()


def test_seats_of_different_names_have_nothing_to_do_with_each_other(database: Database) -> None:
    one, other = Seat(database, "discord-1-all", "me"), Seat(database, "discord-2-all", "you")
    assert one.take()
    assert other.take()
    one.leave()
    other.leave()


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_seat_of_whoever_says_nothing_is_free_after_its_time(database: Database) -> None:
    silent = Seat(database, "discord-1-all", "silent", dt.timedelta(seconds=0.4))
    waiting = Seat(database, "discord-1-all", "waiting")
    assert silent.take()
    began = time.monotonic()
    while not waiting.take():
        assert time.monotonic() - began < 10
    assert time.monotonic() - began > 0.3
    assert not silent.take(), "it was given to somebody else meanwhile"


def test_in_a_database_in_memory_nobody_else_can_sit() -> None:
    with Database.open("sqlite://") as database:
        seat = Seat(database, "discord-1-all", "me")
        assert seat.take()
        seat.leave()
