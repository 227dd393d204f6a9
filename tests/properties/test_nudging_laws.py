"""What holds of nudges for every zone, every wish and every silence."""

# ruff: noqa: N802 - the names are those of the list of faults to survive

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.calendar import GAP, allowed, next_slot
from pathways.learner import Away, Rhythm
from pathways.model import Horizon
from pathways.nudging import (
    KINDS,
    Record,
    Rule,
    coming,
    dealt_with,
    fallen,
    heard_from,
    look,
    quiet_hours,
    reckoned_anew,
    sendable,
    sort_out,
)
from pathways.zones import zone, zone_names
from tests.pace import EXAMPLES
from tests.strategies import QUIET_DAYS

ZONES = st.sampled_from([*sorted(zone_names())[::40], "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns"])
MOMENTS = st.datetimes(dt.datetime(2010, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
HOURS = st.integers(1, 60 * 24).map(lambda hours: dt.timedelta(hours=hours))


QUARTERS = st.builds(dt.time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))
SILENCES = st.lists(st.tuples(st.dates(dt.date(2010, 1, 1), dt.date(2028, 1, 1)), st.integers(0, 40)), max_size=2)


def disturbs(rule: Rule, moment: dt.datetime) -> bool:
    """Whether a moment lies in what the learner keeps quiet; told from the wall clock alone."""
    wall, quiet = moment.astimezone(zone(rule.rhythm.timezone)), quiet_hours(rule.rhythm)
    start, end, now = quiet.start, quiet.end, wall.time()
    night = start <= now < end if start < end else now >= start or now < end
    return night or wall.weekday() in quiet.days or rule.rhythm.is_silent(wall.date())


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    paused = draw(st.booleans())
    until = draw(st.none() | st.dates(dt.date(2010, 1, 1), dt.date(2028, 1, 1))) if paused else None
    rhythm = Rhythm(
        timezone=draw(ZONES),
        day=draw(st.integers(0, 6)),
        time=dt.time(draw(st.integers(0, 23)), draw(st.integers(0, 59))),
        paused=paused,
        paused_until=until,
        quiet=draw(st.none() | st.tuples(QUARTERS, QUARTERS)),
        quiet_days=draw(st.just(()) | QUIET_DAYS),
        silences=tuple(Away(day, day + dt.timedelta(days=n)) for day, n in draw(SILENCES)),
    )
    return Rule(rhythm, draw(st.dates(dt.date(2009, 1, 1), dt.date(2028, 1, 1))))


RECORDS = st.builds(Record, MOMENTS, unanswered=st.integers(0, 8))


@given(rules(), RECORDS, HOURS)
def test_C10_at_most_one_of_those_that_fall_due_is_sent(rule: Rule, record: Record, later: dt.timedelta) -> None:
    now = record.planned_to + later
    dues = fallen(rule, record, now)
    fates = sort_out(dues, now)
    assert [due for due, _ in fates] == list(dues)
    sent = [due for due, fate in fates if fate == "ready"]
    assert len(sent) <= 1
    assert all(due.slot.due <= now for due in dues)
    for due, fate in fates:
        assert (fate == "stale") == (due.not_after <= now)
        if fate == "superseded":
            assert (sent[0].weight, sent[0].slot.due) >= (due.weight, due.slot.due)
    assert len({(due.kind, due.slot.key) for due in dues}) == len(dues)


@given(rules(), RECORDS, HOURS)
def test_what_comes_next_is_the_first_that_falls_due(rule: Rule, record: Record, later: dt.timedelta) -> None:
    now = record.planned_to + later
    due = coming(rule, record)
    found = fallen(rule, record, now)
    if due is None:
        assert found == ()
    elif later < dt.timedelta(days=59):
        assert (due.slot.due <= now) == bool(found)
        assert not found or min(each.slot.due for each in found) == due.slot.due


@given(rules(), RECORDS, HOURS)
def test_slots_that_are_shared_are_those_of_the_calendar(rule: Rule, record: Record, later: dt.timedelta) -> None:
    rule = replace(rule, rhythm=replace(rule.rhythm, paused=False, paused_until=None))
    record, now = replace(record, unanswered=0), record.planned_to + min(later, dt.timedelta(days=59))
    own = rule.rhythm.quiet or rule.rhythm.quiet_days
    then: Any = {"started": rule.started, "quiet": quiet_hours(rule.rhythm) if own else None}
    for kind in KINDS:
        first = next_slot(kind, rule.rhythm, record.planned_to, **then)
        for served in (None, first.key):
            so_far = replace(record, served={kind: served} if served else {})
            found = [due.slot for due in fallen(rule, so_far, now) if due.kind is kind]
            slot = next_slot(kind, rule.rhythm, record.planned_to, **then, served={served or ""})
            for each in found:
                assert each == slot
                slot = next_slot(kind, rule.rhythm, slot.due, **then, served={slot.key})
            assert slot.due > now


@given(rules(), RECORDS, st.lists(HOURS, min_size=2, max_size=12))
def test_no_slot_is_dealt_with_twice_however_often_one_looks(
    rule: Rule, record: Record, waits: list[dt.timedelta]
) -> None:
    now, seen = record.planned_to, list[tuple[Horizon, str]]()
    for wait in waits:
        now += wait
        dues, ahead = look(rule, record, now)
        assert dues == fallen(rule, record, now)
        seen += [(due.kind, due.slot.key) for due in dues]
        record = dealt_with(record, dues, now)
        assert not fallen(rule, record, now)
        following = coming(rule, record)
        assert following == ahead
        assert following is None or following.slot.due > now
    assert len(set(seen)) == len(seen)


@given(rules(), RECORDS, st.integers(1, 400))
def test_looking_often_or_seldom_finds_the_same_slots(rule: Rule, record: Record, hours: int) -> None:
    now = record.planned_to + dt.timedelta(hours=hours)
    middle = record.planned_to + dt.timedelta(hours=hours // 2)
    once = {(due.kind, due.slot.key) for due in fallen(rule, record, now)}
    first = fallen(rule, record, middle)
    second = fallen(rule, dealt_with(record, first, middle), now)
    assert {(due.kind, due.slot.key) for due in (*first, *second)} == once


@given(rules(), RECORDS, st.integers(1, 200))
def test_C11_what_may_be_sent_breaks_neither_silence_nor_gap(rule: Rule, record: Record, hours: int) -> None:
    now = record.planned_to + dt.timedelta(hours=hours)
    record = replace(record, nudged_at=record.planned_to)
    not_after = now + dt.timedelta(hours=36)
    moment = sendable(rule, record, not_after, now)
    if moment is None:
        return
    assert now <= moment < not_after
    assert moment - record.planned_to >= GAP
    assert not disturbs(rule, moment)


@settings(max_examples=EXAMPLES)
@given(rules(), RECORDS)
def test_C11_what_falls_due_falls_due_when_it_may_disturb(rule: Rule, record: Record) -> None:
    for _ in range(8):
        due = coming(rule, record)
        if due is None:
            return
        at = due.slot.due
        assert not disturbs(rule, at)
        if due.slot.wished is not None:
            assert due.slot.wished < at
            assert disturbs(rule, due.slot.wished)
            assert allowed(due.slot.wished, quiet_hours(rule.rhythm), zone(rule.rhythm.timezone)) is not None
        assert sendable(rule, record, due.not_after, at) == at
        record = dealt_with(record, fallen(rule, record, at), at)


FAR_APART = st.sampled_from(
    ["Pacific/Honolulu", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland"]
)


@settings(max_examples=EXAMPLES)
@given(rules(), st.tuples(FAR_APART, FAR_APART), MOMENTS, st.integers(0, 24), st.booleans())
def test_C4_rules_that_change_shortly_before_a_slot_lose_no_week_and_double_none(
    rule: Rule, clocks: tuple[str, str], start: dt.datetime, hours: int, back: bool
) -> None:
    """Another zone is the greatest change of rules that there could be."""
    rule = Rule(replace(rule.rhythm, timezone=clocks[0], paused=False, paused_until=None, silences=()), rule.started)
    record, weeks = Record(start), list[str]()
    for turn in range(6):
        due = coming(rule, record)
        assert due is not None
        now = due.slot.due
        if turn == 2:
            now = max(record.planned_to, now - dt.timedelta(hours=hours))
            # somebody who comes back has no arrears up to that moment
            record = heard_from(replace(record, unanswered=3), rule, rule, now) if back else record
            rule = Rule(replace(rule.rhythm, timezone=clocks[1]), rule.started)
            record = reckoned_anew(rule, record, due.slot.due)
            due = coming(rule, record)
            assert due is not None
            now = max(now, due.slot.due)
        dues = fallen(rule, record, now)
        weeks += [due.slot.key for due in dues if due.kind is Horizon.WEEK]
        record = dealt_with(record, dues, now)
    days = [dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1) for week in weeks]
    assert {after - before for before, after in pairwise(days)} == {dt.timedelta(weeks=1)}


@given(rules())
def test_the_time_that_somebody_asked_for_is_not_quiet_unless_they_say_so(rule: Rule) -> None:
    quiet, wall = quiet_hours(replace(rule.rhythm, quiet=None)), rule.rhythm.time
    assert quiet.start != quiet.end
    assert not (quiet.start <= wall < quiet.end if quiet.start < quiet.end else wall >= quiet.start or wall < quiet.end)


@given(rules(), rules(), RECORDS, HOURS)
def test_a_word_ends_silence_and_turns_back_no_time(
    before: Rule, rule: Rule, record: Record, later: dt.timedelta
) -> None:
    back = heard_from(record, before, rule, record.planned_to + later)
    assert back.unanswered == 0
    assert back.planned_to >= record.planned_to
    assert heard_from(back, rule, rule, back.planned_to + later) == back


@given(rules(), MOMENTS)
def test_a_whole_year_of_answered_nudges_keeps_its_rhythm(rule: Rule, start: dt.datetime) -> None:
    rule = Rule(replace(rule.rhythm, paused=False, paused_until=None, silences=()), min(rule.started, start.date()))
    record, weeks = Record(start), list[dt.datetime]()
    for _ in range(30):
        due = coming(rule, record)
        assert due is not None
        dues = fallen(rule, record, due.slot.due)
        record = dealt_with(record, dues, due.slot.due)
        weeks.append(due.slot.due)
        assert due.kind is max((each.kind for each in dues), key=KINDS.index)
    assert all(dt.timedelta(days=5) < after - before < dt.timedelta(days=9) for before, after in pairwise(weeks))
