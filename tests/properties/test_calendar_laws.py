"""What holds for every zone and every day; the numbers are those of the list of faults to survive."""

# ruff: noqa: N802 - the names are those of the list

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.calendar import (
    QuietHours,
    allowed,
    instant,
    local_date,
    next_slot,
    period,
    quarter_start,
    week_start,
    zone,
    zone_names,
)
from pathways.learner import Rhythm
from pathways.model import Horizon

FIRST, LAST = dt.datetime(2009, 1, 1, tzinfo=dt.UTC), dt.datetime(2029, 12, 31, tzinfo=dt.UTC)
STARTED = dt.date(2008, 5, 17)
SAMPLE = sorted(zone_names())[::20]
"""One zone in twenty; with them, those whose clocks did the strangest things."""
STRANGE = ["Pacific/Apia", "Pacific/Fakaofo", "Africa/Casablanca", "Antarctica/Troll", "Australia/Lord_Howe"]

moments = st.datetimes(dt.datetime(2009, 1, 1), dt.datetime(2029, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
names = st.sampled_from([*SAMPLE, *STRANGE])
minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize("name", [*SAMPLE, *STRANGE])
def test_C7_one_slot_an_ISO_week_in_every_zone(name: str) -> None:
    at = sum(map(ord, name))
    rhythm = Rhythm(timezone=name, day=at % 7, time=dt.time(at % 24, at % 60))
    due, dues, keys = FIRST, [], []
    while due < LAST:
        slot = next_slot(Horizon.WEEK, rhythm, due, started=STARTED)
        due = slot.due
        dues.append(due)
        keys.append(slot.key)
    assert all(earlier < later for earlier, later in pairwise(dues))
    assert len(set(keys)) == len(keys)
    # No week between the first and the last is left out.
    first, last = (dt.date.fromisocalendar(int(key[:4]), int(key[6:]), 1) for key in (keys[0], keys[-1]))
    assert len(keys) == (last - first).days // 7 + 1
    # Never earlier than asked: the wall shows the asked time, or a later one where the clocks left it out.
    for key, moment in zip(keys, dues, strict=True):
        asked = dt.datetime.combine(dt.date.fromisocalendar(int(key[:4]), int(key[6:]), rhythm.day + 1), rhythm.time)
        assert asked <= moment.astimezone(zone(name)).replace(tzinfo=None) <= asked + dt.timedelta(days=1)


@given(names, moments, st.sampled_from(Horizon), st.integers(0, 6), minutes)
def test_slots_come_later_than_asked_for_and_one_a_period(
    name: str, after: dt.datetime, kind: Horizon, day: int, time: dt.time
) -> None:
    rhythm = Rhythm(timezone=name, day=day, time=time)
    first = next_slot(kind, rhythm, after, started=STARTED)
    second = next_slot(kind, rhythm, first.due, started=STARTED)
    assert after < first.due < second.due
    assert first.key != second.key
    assert next_slot(kind, rhythm, first.due - dt.timedelta(microseconds=1), started=STARTED) == first


@given(name=names, moment=moments, start=minutes, end=minutes, days=st.sets(st.integers(0, 6), max_size=6))
def test_C11_the_next_minute_that_may_disturb(
    name: str, moment: dt.datetime, start: dt.time, end: dt.time, *, days: set[int]
) -> None:
    where, quiet = zone(name), QuietHours(start, end, frozenset(days))

    def silent(when: dt.datetime) -> bool:
        wall = when.astimezone(where)
        now = wall.time()
        night = start <= now < end if start < end else now >= start or now < end
        return night or wall.weekday() in days

    found = allowed(moment, quiet, where)
    if start == end:
        assert found is None
    else:
        assert found is not None
        assert found >= moment
        assert not silent(found)
        assert found == moment or silent(moment)
        # Every quarter of an hour in between, and the minute before, is silent.
        between = moment
        while between < found:
            assert silent(between)
            between += dt.timedelta(minutes=15)
        assert found == moment or silent(found - dt.timedelta(minutes=1)) or found - moment < dt.timedelta(minutes=1)


@given(names, st.dates(dt.date(2009, 1, 1), dt.date(2029, 12, 30)), minutes)
def test_an_instant_shows_the_time_asked_for_or_a_later_one(name: str, day: dt.date, at: dt.time) -> None:
    where = zone(name)
    due = instant(day, at, where)
    assert due.tzinfo is dt.UTC
    wall = due.astimezone(where).replace(tzinfo=None)
    asked = dt.datetime.combine(day, at)
    assert asked <= wall <= asked + dt.timedelta(days=1)
    if wall != asked:
        # Only because no instant shows that time.
        other = asked.replace(tzinfo=where, fold=1).astimezone(dt.UTC).astimezone(where).replace(tzinfo=None)
        assert other != asked
    assert local_date(due, where) >= day


@given(st.dates(), st.integers(0, 6))
def test_a_week_starts_on_its_first_day(day: dt.date, first: int) -> None:
    if day > dt.date(1, 1, 7):
        start = week_start(day, first)
        assert start.weekday() == first
        assert 0 <= (day - start).days < 7


@given(st.dates(dt.date(2009, 1, 1), dt.date(2029, 1, 1)), st.integers(0, 40))
def test_a_quarter_is_the_period_of_all_its_days(started: dt.date, number: int) -> None:
    first, after = quarter_start(started, number), quarter_start(started, number + 1)
    for day in (first, after - dt.timedelta(days=1)):
        assert period(Horizon.QUARTER, day, started=started) == f"d90-{number}"
    assert period(Horizon.QUARTER, after, started=started) == f"d90-{number + 1}"
