"""When nudges fall due, which one is sent, and how silence is answered. Names follow the fault matrix."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from pathways.calendar import GAP, QuietHours
from pathways.journal import Entry, Paused, Settled
from pathways.learner import Enrolment, Rhythm
from pathways.model import Horizon
from pathways.nudging import (
    GOODBYE,
    SPREAD,
    Due,
    Record,
    Rule,
    coming,
    dealt_with,
    fallen,
    heard_from,
    quiet_hours,
    rule,
    sendable,
    sort_out,
    spread,
)
from pathways.zones import zone

WEEK, MONTH, QUARTER = Horizon.WEEK, Horizon.MONTH, Horizon.QUARTER
BERLIN = "Europe/Berlin"
MONDAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
STARTED = dt.date(2026, 11, 23)
RULE = Rule(Rhythm(timezone=BERLIN), STARTED)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def sent(
    rule: Rule, record: Record, weeks: int, *, answers: bool = True, every: float = 0.25
) -> list[tuple[dt.datetime, str]]:
    """What is sent when the planner looks every few hours, and sends at once."""
    told: list[tuple[dt.datetime, str]] = []
    now = record.planned_to
    for _ in range(int(weeks * 7 / every)):
        now += dt.timedelta(days=every)
        dues = fallen(rule, record, now)
        chosen = [due for due, fate in sort_out(dues, now) if fate == "ready"]
        record = dealt_with(record, dues, now)
        if chosen:
            told.append((chosen[0].slot.due, f"{chosen[0].kind.value} {chosen[0].slot.key}"))
            record = replace(record, nudged_at=now, unanswered=0 if answers else record.unanswered + 1)
    return told


def test_a_quarter_of_nudges_is_one_a_week() -> None:
    told = sent(RULE, Record(MONDAY), 15)
    assert [words for _, words in told] == [
        "week 2026-W49",
        "month 2026-12",
        *(f"week 2026-W{week}" for week in (51, 52, 53)),
        "month 2027-01",
        *(f"week 2027-W0{week}" for week in (2, 3, 4)),
        "month 2027-02",
        *(f"week 2027-W0{week}" for week in (6, 7)),
        "quarter d90-1",
        "month 2027-03",
        "week 2027-W10",
    ]
    assert {f"{due.astimezone(zone(BERLIN)):%a %H:%M}" for due, _ in told} == {"Mon 09:00"}


def test_C1_a_time_that_the_clocks_leave_out_comes_later_by_the_gap() -> None:
    sunday = Rule(Rhythm(timezone="America/New_York", day=6, time=dt.time(2, 30)), dt.date(2026, 1, 1))
    due = coming(sunday, Record(at("2026-03-06T12:00")))
    assert due is not None
    assert due.slot.due == at("2026-03-08T07:30")
    assert due.slot.due.astimezone(zone("America/New_York")).time() == dt.time(3, 30)


def test_C2_a_time_that_comes_twice_is_the_first() -> None:
    sunday = Rule(Rhythm(timezone="America/New_York", day=6, time=dt.time(1, 30)), dt.date(2025, 12, 1))
    dues = fallen(sunday, Record(at("2026-10-30T12:00")), at("2026-11-02T00:00"))
    # the first Sunday of November is the month's as well
    assert [due.slot.due for due in dues] == [at("2026-11-01T05:30")] * 2
    assert [fate for _, fate in sort_out(dues, at("2026-11-02T00:00"))] == ["superseded", "ready"]


@pytest.mark.parametrize("day", range(7))
def test_C3_moving_never_makes_a_second_nudge_of_one_week(day: int) -> None:
    auckland, honolulu = (
        Rule(Rhythm(timezone=name, day=day), STARTED) for name in ("Pacific/Auckland", "Pacific/Honolulu")
    )
    record, told = Record(at("2026-11-20T12:00")), []
    for hour in range(6 * 7 * 24):
        now = at("2026-11-20T12:00") + dt.timedelta(hours=hour)
        here = auckland if (hour // 40) % 2 else honolulu
        dues = fallen(here, record, now)
        told += [due.slot.key for due, fate in sort_out(dues, now) if fate == "ready" and due.kind is WEEK]
        record = dealt_with(record, dues, now)
    assert len(told) == len(set(told))
    assert len(told) >= 3


def test_C3_the_gap_holds_whatever_the_zone() -> None:
    now = at("2026-11-23T20:00")
    record = Record(now, nudged_at=now)
    moment = sendable(Rule(Rhythm(timezone="Pacific/Honolulu"), STARTED), record, now + dt.timedelta(hours=36), now)
    assert moment is not None
    assert moment >= now + GAP


@pytest.mark.parametrize("weeks", [1, 3, 30])
def test_C10_after_an_outage_one_nudge_the_newest_of_the_highest_kind(weeks: int) -> None:
    # the morning of the first month's Monday that is a 90-day point as well
    enrolled = Rule(RULE.rhythm, dt.date(2026, 9, 8))
    now = at("2026-12-07T12:00")
    dues = fallen(enrolled, Record(now - dt.timedelta(weeks=weeks)), now)
    fates = sort_out(dues, now)
    assert [(due.kind, due.slot.key) for due, fate in fates if fate == "ready"] == [(QUARTER, "d90-1")]
    assert {fate for due, fate in fates if due.slot.due < now - dt.timedelta(days=7)} <= {"stale"}
    assert [due.kind for due, fate in fates if fate == "superseded"] == [WEEK, MONTH]
    assert len(dues) <= 14, "the cost does not grow with the outage"


def test_what_is_too_late_is_stale() -> None:
    now = at("2026-12-02T12:00")
    dues = fallen(RULE, Record(at("2026-11-24T00:00")), now)
    assert [(due.slot.key, fate) for due, fate in sort_out(dues, now)] == [("2026-W49", "stale")]
    assert sort_out((), now) == []


def test_C11_quiet_hours_defer_to_the_morning_or_until_it_is_too_late() -> None:
    night = at("2026-11-30T21:00")
    assert sendable(RULE, Record(night), night + dt.timedelta(hours=36), night) == at("2026-12-01T07:00")
    assert sendable(RULE, Record(night), at("2026-12-01T07:00"), night) is None
    morning = at("2026-11-30T08:00")
    assert sendable(RULE, Record(morning), night, morning) == morning


@pytest.mark.parametrize(
    ("wished", "quiet"),
    [
        (dt.time(9), QuietHours()),
        (dt.time(6, 30), QuietHours(dt.time(20), dt.time(6, 30))),
        (dt.time(21), QuietHours(dt.time(23), dt.time(8))),
        (dt.time(23, 15), QuietHours(dt.time(1, 15), dt.time(8))),
        (dt.time(0), QuietHours(dt.time(20), dt.time(0))),
    ],
)
def test_who_asks_for_nudges_at_night_gets_them(wished: dt.time, quiet: QuietHours) -> None:
    rhythm = Rhythm(timezone=BERLIN, time=wished)
    assert quiet_hours(rhythm) == quiet
    due = coming(Rule(rhythm, STARTED), Record(MONDAY))
    assert due is not None
    assert sendable(Rule(rhythm, STARTED), Record(MONDAY), due.not_after, due.slot.due) == due.slot.due


def test_C12_the_90_days_count_from_the_first_pathway_in_local_days() -> None:
    enrolments = (Enrolment("b", dt.date(2027, 6, 1)), Enrolment("a", dt.date(2026, 12, 1)))
    found = rule((), enrolments, BERLIN)
    assert found is not None
    dues = fallen(found, Record(at("2027-02-28T00:00")), at("2027-03-01T08:00"))
    assert [due.slot.due for due in dues if due.slot.key == "d90-1"] == [at("2027-03-01T08:00")]


def test_nobody_who_took_up_nothing_is_nudged() -> None:
    assert rule((), (), BERLIN) is None


def test_what_was_said_goes_before_what_the_platform_says() -> None:
    said = Entry(1, MONDAY, STARTED, Settled(timezone="Asia/Tokyo", day=6, time=dt.time(18), hours=3))
    found = rule((said,), (Enrolment("a", STARTED),), BERLIN)
    assert found == Rule(Rhythm(timezone="Asia/Tokyo", day=6, time=dt.time(18)), STARTED)
    assert rule((), (Enrolment("a", STARTED),), None) == Rule(Rhythm(), STARTED)


def paused(until: dt.date | None) -> Rule:
    said = Entry(1, MONDAY, STARTED, Paused(until))
    found = rule((said,), (Enrolment("a", STARTED),), BERLIN)
    assert found is not None
    return found


def test_a_pause_with_a_date_ends_with_the_first_nudge_after_it() -> None:
    holiday = paused(dt.date(2026, 12, 21))
    due = coming(holiday, Record(MONDAY))
    assert due is not None
    assert due.slot.key == "2026-W52"
    dues = fallen(holiday, Record(MONDAY), at("2026-12-21T09:00"))
    assert [due.slot.key for due in dues] == ["2026-W52"]


def test_a_pause_without_a_date_is_silence_and_leaves_no_arrears() -> None:
    quiet, record = paused(None), Record(MONDAY)
    later = at("2026-12-30T12:00")
    assert coming(quiet, record) is None
    assert fallen(quiet, record, later) == ()
    back = heard_from(record, quiet, RULE, later)
    assert fallen(RULE, back, later) == ()
    due = coming(RULE, back)
    assert due is not None
    assert due.slot.key in {"2027-W01", "2027-01"}


def test_silence_is_answered_with_less_and_ends_in_silence() -> None:
    told = sent(RULE, Record(MONDAY, unanswered=0), 52, answers=False)
    assert len(told) == GOODBYE + 1
    days = [(later - before).days for (before, _), (later, _) in itertools.pairwise(told)]
    assert days[:2] == [7, 7], "two that go unanswered change nothing yet"
    assert days[2] == 14
    assert min(days[3:]) >= 14
    assert max(days[3:]) >= 28
    silent = Record(MONDAY, unanswered=GOODBYE + 1)
    assert coming(RULE, silent) is None
    assert fallen(RULE, silent, at("2027-11-30T12:00")) == ()


def test_a_word_after_a_long_silence_brings_the_next_week_and_none_of_the_old_ones() -> None:
    later = at("2027-03-10T12:00")
    back = heard_from(Record(MONDAY, unanswered=5, nudged_at=at("2027-02-01T08:00")), RULE, RULE, later)
    assert back.unanswered == 0
    assert fallen(RULE, back, later) == ()
    due = coming(RULE, back)
    assert due is not None
    assert due.slot.key == "2027-W11"


def test_a_word_in_time_loses_no_slot() -> None:
    record = Record(MONDAY, unanswered=1)
    assert heard_from(record, RULE, RULE, at("2026-11-30T08:00")) == replace(record, unanswered=0)


def test_a_slot_that_new_settings_put_behind_us_is_due_at_once() -> None:
    record, now = Record(at("2026-11-23T12:00")), at("2026-11-30T07:30")
    earlier = Rule(Rhythm(timezone=BERLIN, time=dt.time(8)), STARTED)
    assert [due.slot.key for due in fallen(earlier, record, now)] == ["2026-W49"]
    assert fallen(RULE, record, now) == ()


def test_everybody_has_a_moment_of_their_own_within_minutes() -> None:
    moments = {spread(f"{number:032}") for number in range(500)}
    assert len(moments) > 150
    assert all(dt.timedelta() <= moment < SPREAD for moment in moments)
    assert spread("ada") == spread("ada")


def test_a_due_nudge_knows_until_when() -> None:
    due = coming(RULE, Record(MONDAY))
    assert isinstance(due, Due)
    assert due.not_after == due.slot.due + dt.timedelta(hours=36)
