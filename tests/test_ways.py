"""What slipped, and the ways on from there: each shows what taking it brings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from pathways.deeds import Allotted, Skipped
from pathways.journal import Entry, Rerouted, progress, rhythm
from pathways.learner import Away, Progress, Rhythm
from pathways.outline import outline
from pathways.record import RESERVES, Active, active, as_of
from pathways.ways import Here, Slip, less, slip, ways
from tests.strategies import MONDAY, entry, pathway_of, situations
from tests.talk import ARCHITECT

if TYPE_CHECKING:
    from pathways.deeds import Deed
    from pathways.model import Pathway

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


def order() -> list[str]:
    known = outline(ARCHITECT)
    return [known.steps[n].id for n in known.order(6.0)]


def here(weeks: int, *, done: int = 4, rhythm: Rhythm | None = None) -> Here:
    """So many weeks on, the first steps done in the first two."""
    told = Progress(dict(zip(order()[:done], (MONDAY + n * 3 * DAY for n in range(done)), strict=True)))
    return Here((ARCHITECT,), told, rhythm or Rhythm(), MONDAY + weeks * WEEK + 2 * DAY, MONDAY)


def test_two_weeks_in_a_row_are_a_slip_and_one_is_none() -> None:
    assert slip(here(3), MONDAY) is None
    missed = slip(here(4), MONDAY)
    assert missed
    assert (missed.weeks, missed.minutes) == (2, 12 * 60)
    assert slip(here(4), MONDAY + 3 * WEEK) is None


def test_a_break_is_no_slip_and_long_silence_is_counted_so_far_only() -> None:
    away = Rhythm(away=(Away(MONDAY + 2 * WEEK, MONDAY + 4 * WEEK - DAY),))
    assert slip(here(4, rhythm=away), MONDAY) is None
    missed = slip(here(30), MONDAY)
    assert missed
    assert missed.weeks == 8
    done = replace(here(30), progress=Progress(dict.fromkeys(ARCHITECT.steps, MONDAY)))
    assert slip(done, MONDAY) is None


def test_three_ways_on_each_with_its_own_end() -> None:
    now = here(4)
    missed = slip(now, MONDAY)
    assert missed
    later, more, lean = ways(now, missed)
    assert (later.way, more.way, lean.way) == ("later", "more", "less")
    assert later.deeds == ()
    assert later.finish == now.finish
    assert later.finish > missed.before
    # 12 hours are caught up in eight weeks of one and a half more
    first = MONDAY + 5 * WEEK
    assert more.deeds == (Allotted(7.5, first, first + 7 * WEEK),)
    assert abs(more.finish - missed.before) <= WEEK
    assert lean.deeds
    assert all(isinstance(deed, Skipped) for deed in lean.deeds)
    assert lean.finish <= missed.before
    assert more.outlook.late < later.outlook.late > lean.outlook.late


def taken(now: Here, *deeds: Deed) -> Here:
    """After the deeds were told."""
    entries = [Entry(n, entry(n, deed).said, now.today, deed) for n, deed in enumerate(deeds, 1)]
    skipped = progress(entries, ARCHITECT.id).skipped
    told = replace(now.progress, skipped={**now.progress.skipped, **skipped})
    return replace(now, progress=told, rhythm=rhythm(entries, now.rhythm))


@pytest.mark.parametrize("weeks", [3, 4, 9, 20])
def test_what_a_preview_shows_is_what_taking_it_brings(weeks: int) -> None:
    now = here(weeks)
    missed = slip(now, MONDAY) or Slip(1, 360, now.finish or now.today)
    for way in ways(now, missed):
        then = taken(now, Rerouted(way.way), *way.deeds)
        assert (then.outlook, then.finish) == (way.outlook, way.finish)


def test_nobody_is_asked_for_more_hours_than_a_week_can_hold() -> None:
    now = here(4, rhythm=Rhythm(hours=80.0))
    assert [way.way for way in ways(now, Slip(2, 9600, now.today))] == ["later", "less"]


def test_what_is_not_only_nice_to_have_is_not_dropped_and_a_road_is_not_dropped_whole() -> None:
    plain = pathway_of([[{"id": "a", "teaches": ("core",)}]], [{"id": "b"}])
    now = Here((plain,), Progress(), Rhythm(), MONDAY, MONDAY)
    assert less(now, MONDAY) is None
    nice = pathway_of([[{"id": "a", "teaches": ("extra",)}]], [{"id": "b", "teaches": ("extra",)}])
    assert less(replace(now, roads=(nice,)), MONDAY - DAY) is None


@given(situations())
def test_ways_are_lawful_wherever_somebody_stands(
    situation: tuple[Pathway, Progress, Rhythm, dt.date, dt.date],
) -> None:
    pathway, told, rhythm, today, started = situation
    now = Here((pathway,), told, rhythm, today, started)
    missed = slip(now, started) or Slip(2, 600, today)
    finish = now.finish
    if finish is None:
        return
    for way in ways(now, missed):
        assert way.outlook.early <= way.outlook.late
        if way.way != "more" or not rhythm.spells:
            assert way.finish <= finish


def test_weeks_with_study_of_the_last_twelve_and_two_in_reserve() -> None:
    today = MONDAY + 20 * WEEK
    every = [MONDAY + n * WEEK for n in range(21)]
    assert active(every, Rhythm(), today, started=MONDAY) == Active(12, 12, 0)
    assert active(every[:-1], Rhythm(), today, started=MONDAY) == Active(11, 12, 0)
    some = active(every[:18], Rhythm(), today, started=MONDAY)
    assert (some.weeks, some.spared, some.reserves) == (9, RESERVES, 0)
    away = Rhythm(away=(Away(MONDAY + 18 * WEEK, MONDAY + 19 * WEEK - DAY),))
    assert active(every[:18], away, today, started=MONDAY).reserves == 1
    assert active([], Rhythm(), MONDAY, started=MONDAY) == Active(0, 1, 0)


def test_how_things_stood_when_a_day_began() -> None:
    now = here(4).progress
    assert as_of(now, MONDAY + DAY).done == {order()[0]: MONDAY}
    assert as_of(now, MONDAY + 99 * DAY) == now
