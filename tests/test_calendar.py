"""Local time, periods and slots; the numbers C1 to C13 are those of the list of faults to survive."""

# ruff: noqa: N802 - the names are those of the list

from __future__ import annotations

import datetime as dt
import zoneinfo
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import pytest

from pathways.calendar import (
    WEEKEND,
    QuietHours,
    Slot,
    UnknownZone,
    allowed,
    instant,
    local_date,
    month_day,
    nearest_zones,
    next_slot,
    not_before,
    period,
    quarter_start,
    quarter_starts,
    use_bundled_zones,
    week_start,
    zone,
    zone_names,
    zone_of,
)
from pathways.learner import Rhythm
from pathways.model import Horizon
from tests import zone_rules
from tests.zone_rules import AFTER, BEFORE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STARTED = dt.date(2025, 12, 1)
NEW_YORK, BERLIN, APIA = "America/New_York", "Europe/Berlin", "Pacific/Apia"


def utc(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=dt.UTC)


def slots(kind: Horizon, rhythm: Rhythm, after: dt.datetime, count: int, started: dt.date = STARTED) -> list[Slot]:
    found: list[Slot] = []
    for _ in range(count):
        found.append(next_slot(kind, rhythm, found[-1].due if found else after, started=started))
    return found


def test_C1_a_time_that_the_clocks_leave_out_comes_later_by_the_gap() -> None:
    where = zone(NEW_YORK)
    due = instant(dt.date(2026, 3, 8), dt.time(2, 30), where)
    assert due == utc(2026, 3, 8, 7, 30)
    assert due.astimezone(where).isoformat() == "2026-03-08T03:30:00-04:00"
    rhythm = Rhythm(timezone=NEW_YORK, day=6, time=dt.time(2, 30))
    first, second = slots(Horizon.WEEK, rhythm, utc(2026, 3, 7), 2)
    assert first == Slot("2026-W10", due)
    assert second == Slot("2026-W11", utc(2026, 3, 15, 6, 30))


def test_C2_a_time_that_comes_twice_counts_the_first_time() -> None:
    due = instant(dt.date(2026, 11, 1), dt.time(1, 30), zone(NEW_YORK))
    assert due == utc(2026, 11, 1, 5, 30)
    assert instant(dt.date(2026, 11, 1), dt.time(1, 30, fold=1), zone(NEW_YORK)) == due
    rhythm = Rhythm(timezone=NEW_YORK, day=6, time=dt.time(1, 30))
    assert [slot.key for slot in slots(Horizon.WEEK, rhythm, utc(2026, 10, 31), 2)] == ["2026-W44", "2026-W45"]


@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize("moved", range(7))
def test_C3_a_move_between_zones_makes_no_second_slot_of_a_week(day: int, moved: int) -> None:
    homes = [Rhythm(timezone=name, day=day) for name in ("Pacific/Auckland", "Pacific/Honolulu")]
    slot = next_slot(Horizon.WEEK, homes[0], utc(2026, 11, 23), started=STARTED)
    sent = [(slot.key, slot.due)]
    for week in range(6):
        home = homes[(week + moved) % 2]
        slot = next_slot(Horizon.WEEK, home, sent[-1][1], started=STARTED, served={key for key, _ in sent})
        sent.append((slot.key, max(slot.due, not_before(sent[-1][1]))))
    keys = [key for key, _ in sent]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys)
    assert all(later - earlier >= dt.timedelta(hours=20) for (_, earlier), (_, later) in pairwise(sent))


@pytest.fixture
def ruled(tmp_path: Path) -> Iterator[Path]:
    yield zone_rules.editions(tmp_path)
    use_bundled_zones()


def test_C4_new_rules_lose_no_slot_and_double_none(ruled: Path) -> None:
    rhythm, sent = Rhythm(timezone=BERLIN), [Slot("2026-W47", utc(2026, 11, 16, 8))]
    for week in range(6):
        zone_rules.use(ruled, (BEFORE, AFTER)[week % 2])
        sent.append(next_slot(Horizon.WEEK, rhythm, sent[-1].due, started=STARTED, served={sent[-1].key}))
    assert [slot.key for slot in sent] == [f"2026-W{n}" for n in range(47, 54)]
    assert [slot.due.hour for slot in sent[1:]] == [8, 6, 8, 6, 8, 6]


def test_C5_the_end_of_a_month_and_the_53rd_week() -> None:
    days = [month_day(year, month, 31) for year, month in ((2027, 11), (2027, 12), (2028, 1), (2028, 2), (2028, 3))]
    assert [day.day for day in days] == [30, 31, 31, 29, 31]
    assert month_day(2027, 2, 29) == dt.date(2027, 2, 28)
    assert period(Horizon.WEEK, dt.date(2026, 12, 28), started=STARTED) == "2026-W53"
    assert period(Horizon.WEEK, dt.date(2027, 1, 3), started=STARTED) == "2026-W53"
    assert period(Horizon.WEEK, dt.date(2027, 1, 4), started=STARTED) == "2027-W01"


def test_C6_a_date_that_never_was_moves_on_with_its_week() -> None:
    assert instant(dt.date(2011, 12, 30), dt.time(9), zone(APIA)).astimezone(zone(APIA)).isoformat() == (
        "2011-12-31T09:00:00+14:00"
    )
    rhythm = Rhythm(timezone=APIA, day=4)
    keys = [slot.key for slot in slots(Horizon.WEEK, rhythm, utc(2011, 12, 20), 4)]
    assert keys == ["2011-W51", "2011-W52", "2012-W01", "2012-W02"]
    again = next_slot(Horizon.WEEK, rhythm, utc(2011, 12, 30, 18, 59), started=STARTED)
    assert again == Slot("2011-W52", utc(2011, 12, 30, 19))


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        ((2026, 1, 14, 18, 0), (2026, 1, 14, 18, 0)),  # by day
        ((2026, 1, 14, 0, 59, 30), (2026, 1, 14, 0, 59, 30)),  # the last minute of the evening before
        ((2026, 1, 14, 1, 0), (2026, 1, 14, 13, 0)),  # silence begins
        ((2026, 1, 14, 12, 59, 59), (2026, 1, 14, 13, 0)),
        ((2026, 3, 8, 2, 0), (2026, 3, 8, 12, 0)),  # the night of the gap
        ((2026, 11, 1, 2, 0), (2026, 11, 1, 13, 0)),  # the night of the overlap
    ],
)
def test_C11_quiet_hours_over_midnight_and_clock_changes(moment: tuple[int, ...], then: tuple[int, ...]) -> None:
    assert allowed(utc(*moment), QuietHours(), zone(NEW_YORK)) == utc(*then)


def test_C11_a_silence_that_ends_within_a_clock_change() -> None:
    where = zone(NEW_YORK)
    in_the_gap = QuietHours(dt.time(22), dt.time(2, 30))
    assert allowed(utc(2026, 3, 8, 6, 59, 30), in_the_gap, where) == utc(2026, 3, 8, 7)
    twice = QuietHours(dt.time(22), dt.time(1, 30))
    assert allowed(utc(2026, 11, 1, 4), twice, where) == utc(2026, 11, 1, 5, 30)
    # Clocks go back from 02:00 to 01:00, and 01:00 is silent once more.
    assert allowed(utc(2026, 11, 1, 6), twice, where) == utc(2026, 11, 1, 6, 30)


def test_C11_quiet_weekends_and_whole_days() -> None:
    by_day = QuietHours(dt.time(12), dt.time(13), days=WEEKEND)
    assert allowed(utc(2026, 1, 16, 11, 59), by_day, zone("UTC")) == utc(2026, 1, 16, 11, 59)
    assert allowed(utc(2026, 1, 16, 12), by_day, zone("UTC")) == utc(2026, 1, 16, 13)
    assert allowed(utc(2026, 1, 17, 5), by_day, zone("UTC")) == utc(2026, 1, 19)
    assert allowed(utc(2026, 1, 17, 5), QuietHours(days=WEEKEND), zone("UTC")) == utc(2026, 1, 19, 8)
    assert allowed(utc(2026, 1, 17, 5), QuietHours(dt.time(9), dt.time(9)), zone("UTC")) is None


def test_C12_the_90_day_point_counts_local_dates() -> None:
    assert quarter_start(STARTED, 1) == dt.date(2026, 3, 1)
    assert list(islice(quarter_starts(STARTED), 3)) == [
        dt.date(2026, 3, 1),
        dt.date(2026, 5, 31),
        dt.date(2026, 8, 30),
    ]
    assert quarter_start(STARTED, 0) == STARTED
    sundays = Rhythm(timezone=BERLIN, day=6)
    first, second = slots(Horizon.QUARTER, sundays, utc(2025, 12, 1), 2)
    assert first == Slot("d90-1", utc(2026, 3, 1, 8))
    assert second == Slot("d90-2", utc(2026, 5, 31, 7))
    mondays = Rhythm(timezone=BERLIN, day=0)
    assert slots(Horizon.QUARTER, mondays, utc(2025, 11, 1), 1) == [Slot("d90-1", utc(2026, 3, 2, 8))]


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "Europe",
        "../x",
        "/etc/localtime",
        "a" * 300,
        "Europe/Berlin\0",
        "\0",
        "localtime",
        "posixrules",
        "Factory",
        "europe/berlin",
        "Mars/Phobos",
        "zone.tab",
        "\udcff",
    ],
)
def test_C13_a_hostile_name_is_an_unknown_zone(name: str) -> None:
    with pytest.raises(UnknownZone) as told:
        zone(name)
    assert len(str(told.value)) < 150
    assert isinstance(told.value, ValueError)
    nearest_zones(name)
    zone_of(name)


def test_periods_of_a_day() -> None:
    day = dt.date(2026, 11, 30)
    keys = [period(kind, day, started=STARTED) for kind in Horizon]
    assert keys == ["2026-11-30", "2026-W49", "2026-11", "d90-4"]
    assert period(Horizon.QUARTER, dt.date(2026, 2, 28), started=STARTED) == "d90-0"
    assert period(Horizon.QUARTER, dt.date(2026, 3, 1), started=STARTED) == "d90-1"
    assert period(Horizon.QUARTER, dt.date(2020, 3, 1), started=STARTED) == "d90-0"


def test_the_month_slot_is_the_first_nudge_day_of_the_month() -> None:
    rhythm = Rhythm(timezone=BERLIN, day=0)
    assert slots(Horizon.MONTH, rhythm, utc(2026, 11, 2, 8), 3) == [
        Slot("2026-12", utc(2026, 12, 7, 8)),
        Slot("2027-01", utc(2027, 1, 4, 8)),
        Slot("2027-02", utc(2027, 2, 1, 8)),
    ]


def test_a_slot_a_day() -> None:
    days = slots(Horizon.TODAY, Rhythm(timezone=BERLIN), utc(2026, 11, 30, 8), 2)
    assert days == [Slot("2026-12-01", utc(2026, 12, 1, 8)), Slot("2026-12-02", utc(2026, 12, 2, 8))]


def test_a_served_slot_is_passed_over() -> None:
    after = utc(2026, 11, 30, 7)
    assert next_slot(Horizon.WEEK, Rhythm(), after, started=STARTED).key == "2026-W49"
    assert next_slot(Horizon.WEEK, Rhythm(), after, started=STARTED, served={"2026-W49"}).key == "2026-W50"


def test_weeks_start_where_somebody_says() -> None:
    sunday = dt.date(2026, 11, 29)
    assert week_start(sunday) == dt.date(2026, 11, 23)
    assert week_start(sunday, 6) == sunday
    assert week_start(sunday, 5) == dt.date(2026, 11, 28)


def test_the_date_on_the_wall() -> None:
    now = utc(2026, 11, 30, 23, 30)
    assert local_date(now, zone(BERLIN)) == dt.date(2026, 12, 1)
    assert local_date(now, zone("Pacific/Honolulu")) == dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("berlin", BERLIN),
        (" New  York ", NEW_YORK),
        ("Europe/Berlin", BERLIN),
        ("EUROPE/BERLIN", BERLIN),
        ("utc", "UTC"),
        ("gmt", "GMT"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("singapore", "Asia/Singapore"),
        ("Japan", "Japan"),
        ("america/indianapolis", "America/Indianapolis"),
        ("kiev", "Europe/Kiev"),
        ("Etc/GMT+2", "Etc/GMT+2"),
        ("gmt+2", None),
        ("eastern", None),
        ("west", None),
        ("europe", None),
        ("", None),
        ("nowhere at all", None),
    ],
)
def test_the_zone_that_words_mean(words: str, name: str | None) -> None:
    assert zone_of(words) == name


@pytest.mark.parametrize(
    ("words", "first"), [("Berlin", BERLIN), ("Berln", BERLIN), ("new yrok", NEW_YORK), ("York", NEW_YORK)]
)
def test_the_nearest_zones(words: str, first: str) -> None:
    found = nearest_zones(words, 3)
    assert found[0] == first
    assert len(found) <= 3
    assert set(found) <= zone_names()


def test_nothing_is_near_another_world() -> None:
    assert nearest_zones("Mars/Phobos", 3) == ()
    assert nearest_zones("") == ()


def test_the_bundled_rules_win() -> None:
    use_bundled_zones()
    assert zoneinfo.TZPATH == ()
    assert instant(dt.date(2026, 7, 1), dt.time(9), zone(BERLIN)) == utc(2026, 7, 1, 7)
    assert not zone_names() & {"localtime", "posixrules", "Factory"}
