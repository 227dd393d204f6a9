"""Conversations are opened one after the other, by all workers together, and not at all while a platform wants rest."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from storage.openings import EVERY, FORGIVEN, LONGEST_REST, REST, Openings
from tests import writers

if TYPE_CHECKING:
    from storage.database import Database

NOW = writers.NOW
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def openings(database: Database) -> Openings:
    return Openings(database)


def test_a_turn_is_given_to_one_and_the_next_one_later(openings: Openings) -> None:
    assert not openings.rests("discord", NOW)
    assert openings.turn("discord", NOW) is None
    assert openings.turn("discord", NOW + SECOND) == NOW + EVERY
    assert not openings.rests("discord", NOW + SECOND)
    assert openings.turn("elsewhere", NOW + SECOND) is None
    assert openings.turn("discord", NOW + EVERY) is None


def test_of_many_workers_at_once_one_gets_the_turn(openings: Openings) -> None:
    with ThreadPoolExecutor(8) as many:
        got = list(many.map(lambda _: openings.turn("discord", NOW), range(8)))
    assert got.count(None) == 1


def test_a_rest_that_is_asked_for_is_kept_and_only_ever_longer(openings: Openings) -> None:
    assert openings.rest("discord", NOW, 60 * SECOND) == NOW + 60 * SECOND
    assert openings.rest("discord", NOW, SECOND) == NOW + 60 * SECOND
    assert openings.turn("discord", NOW + 59 * SECOND) == NOW + 60 * SECOND
    assert openings.turn("discord", NOW + 60 * SECOND) is None


def test_B7_too_many_is_an_hour_of_rest_and_twice_as_long_each_time(openings: Openings) -> None:
    now = NOW
    for length in (REST, 2 * REST, 4 * REST):
        assert openings.rest("discord", now) == now + length
        assert openings.rest("discord", now + SECOND) == now + length, "one rest for all that was under way"
        assert openings.turn("discord", now + length - SECOND) == now + length
        assert openings.rests("discord", now + length - SECOND)
        assert not openings.rests("discord", now + length)
        now += length
        assert openings.turn("discord", now) is None
    for _ in range(4):
        now = openings.rest("discord", now)
    assert openings.rest("discord", now) == now + LONGEST_REST
    now += FORGIVEN
    assert openings.rest("discord", now) == now + REST
