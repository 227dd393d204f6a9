"""Names that are offered while somebody types: from memory, best first, and quickly."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from bot.core.suggest import Kind, Names
from tests.talk import ARCHITECT, SHIPPED

NAMES = Names(SHIPPED)
TODAY = dt.date(2026, 11, 30)


def like(kind: Kind, typed: str, most: int = 25) -> dict[str, str]:
    found = NAMES.like(kind, typed, pathway=ARCHITECT.id, today=TODAY, most=most)
    return {one.label: one.value for one in found}


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("step", "kaf", "kafka-spark-pipeline"),
        ("step", "spark kafka", "kafka-spark-pipeline"),
        ("step", "kafak pipelin", "kafka-spark-pipeline"),
        ("step", "designing mach", "huyen-chapter-one"),
        ("skill", "devops", "devops-and-mlops"),
        ("phase", "phase 2", ARCHITECT.phases[1].id),
        ("phase", "foundation", "foundation"),
        ("topic", "devops", "devops-and-mlops"),
        ("topic", "kafka", "kafka-spark-pipeline"),
        ("pathway", "architect", ARCHITECT.id),
        ("timezone", "berl", "Europe/Berlin"),
        ("timezone", "new york", "America/New_York"),
        ("date", "tom", "2026-12-01"),
        ("past", "yes", "2026-11-29"),
        ("past", "3 days", "2026-11-27"),
        ("date", "in two", "2026-12-14"),
    ],
)
def test_what_is_typed_is_found(kind: Kind, typed: str, value: str) -> None:
    assert value in list(like(kind, typed).values())[:3]
    assert NAMES.knows(kind, value)


@pytest.mark.parametrize("kind", ["step", "skill", "phase", "topic", "pathway", "date"])
def test_before_anything_is_typed_all_are_offered_in_their_order(kind: Kind) -> None:
    assert 1 < len(like(kind, "")) <= 25 or kind == "pathway"
    assert len(like(kind, "", 2)) <= 2


def test_a_date_says_which_day_it_is() -> None:
    assert like("date", "") == {
        "tomorrow, Tue 1 Dec": "2026-12-01",
        "in a week, Mon 7 Dec": "2026-12-07",
        "in two weeks, Mon 14 Dec": "2026-12-14",
        "in four weeks, Mon 28 Dec": "2026-12-28",
        "in three months, Mon 1 Mar 2027": "2027-03-01",
    }


@pytest.mark.parametrize("kind", ["step", "skill", "phase", "topic", "pathway", "timezone", "date"])
def test_what_is_none_of_them_is_not_known(kind: Kind) -> None:
    assert not NAMES.knows(kind, "xyzzy plugh")
    assert like(kind, "xyzzyplugh") == {}


def test_a_date_is_known_in_one_form() -> None:
    assert not NAMES.knows("date", "20261201")
    assert not NAMES.knows("date", "2026-13-01")


@pytest.mark.parametrize("typed", ["", "k", "kafka", "the machine learning thing", "x" * 500])
@pytest.mark.parametrize("kind", ["step", "topic", "timezone"])
def test_it_takes_no_time_to_speak_of(kind: Kind, typed: str) -> None:
    like(kind, typed)
    took: list[float] = []
    for _ in range(7):
        begun = time.perf_counter()
        like(kind, typed)
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.05
