"""The range in which somebody will be done: calibrated on learners whose pace is known, and lawful on any."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from bot.core import phrases
from pathways.learner import Away, Effort, Progress, Rhythm, Spell
from pathways.outline import outline
from pathways.outlook import CONFIDENCE, HELD_WITH, OWN_AFTER, USUAL_SHARE, Outlook, outlook
from tests.strategies import MONDAY, pathway_of, situations
from tests.talk import ARCHITECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pathways.model import Pathway

KNOWN = outline(ARCHITECT)
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
LEARNERS = 400


def life(chance: random.Random, hours: float) -> list[tuple[str, dt.date]]:
    """Every step with the day it is done, of somebody whose weeks differ, at a pace that they do not tell."""
    kept, unrest = chance.lognormvariate(-0.105, 0.25), chance.uniform(0.2, 0.9)
    left = [(KNOWN.steps[n].id, KNOWN.own[n]) for n in KNOWN.order(hours)]
    told: list[tuple[str, dt.date]] = []
    worked, week = 0.0, MONDAY
    while left:
        minutes = chance.gammavariate(unrest**-2, hours * 60 * kept * unrest**2)
        for day in sorted(chance.sample(range(7), 3)):
            worked += minutes / 3
            while left and worked >= left[0][1]:
                step, own = left.pop(0)
                worked -= own
                told.append((step, week + day * DAY))
        week += WEEK
    return told


def forecasts(seed: int) -> Iterator[tuple[Outlook, bool]]:
    """Of many learners one look ahead in the first weeks and one later on, and whether they were done within it."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(LEARNERS):
        hours = chance.choice((4.0, 6.0, 8.0, 10.0))
        told = life(chance, hours)
        end = told[-1][1]
        for share in (chance.uniform(0, OWN_AFTER * WEEK / (end - MONDAY)), chance.uniform(0.1, 0.97)):
            today = MONDAY + int((end - MONDAY).days * share) * DAY
            progress = Progress({step: day for step, day in told if day <= today})
            seen = outlook(KNOWN, progress, Rhythm(hours), today, started=MONDAY)
            assert seen
            yield seen, seen.early <= end <= seen.late


def test_the_range_holds_as_often_as_it_says() -> None:
    held: defaultdict[bool, list[bool]] = defaultdict(list)
    for seen, holds in forecasts(seed=2026):
        assert seen.confidence == CONFIDENCE
        held[seen.own].append(holds)
    assert min(map(len, held.values())) > 300
    for holds in held.values():
        assert 0.75 <= sum(holds) / len(holds) <= 0.85


def at(today: dt.date, progress: Progress | None = None, rhythm: Rhythm | None = None, **more: Pathway) -> Outlook:
    known = outline(more["pathway"]) if more else KNOWN
    seen = outlook(known, progress or Progress(), rhythm or Rhythm(), today, started=MONDAY)
    assert seen
    return seen


def test_it_rests_on_what_was_declared_until_three_weeks_show_another_pace() -> None:
    order = [KNOWN.steps[n].id for n in KNOWN.order(6.0)]
    # the first four are 11 hours
    progress = Progress(dict(zip(order[:4], (MONDAY, MONDAY + DAY, MONDAY + WEEK, MONDAY + 13 * DAY), strict=True)))
    early = at(MONDAY + 2 * WEEK, progress)
    assert (early.own, early.pace) == (False, 6.0)
    later = at(MONDAY + 3 * WEEK, progress)
    assert later.own
    # nothing was told since, though the next one takes three hours only
    offered, held = 22 * 6 / 7, HELD_WITH * 6
    assert later.pace == pytest.approx(6 * (11 + 3 + USUAL_SHARE * held) / (offered + held))
    assert later.likely > early.likely
    assert at(MONDAY + 3 * WEEK, progress) == later


def test_whoever_tells_nothing_for_long_is_slower_than_they_were_and_a_break_is_no_silence() -> None:
    order = [KNOWN.steps[n].id for n in KNOWN.order(6.0)]
    progress = Progress(dict.fromkeys(order[:6], MONDAY + 20 * DAY))
    day = MONDAY + 3 * WEEK
    now, silent = at(day, progress), at(day + 8 * WEEK, progress)
    assert silent.pace < now.pace
    away = Rhythm(away=(Away(day, day + 8 * WEEK - DAY),))
    rested = at(day + 8 * WEEK, progress, away)
    assert rested.pace == pytest.approx(now.pace)
    assert abs(rested.likely - now.likely - 8 * WEEK) <= DAY


def test_thin_weeks_and_what_was_half_done_count() -> None:
    half = Progress(worked={"ml-specialization": (Effort(MONDAY, 60), Effort(MONDAY + 2 * WEEK, 900))})
    day = MONDAY + 3 * WEEK
    assert at(day, half).own
    thin = Rhythm(spells=(Spell(day, day + 12 * WEEK, 2.0),))
    assert at(day, half, thin).early > at(day, half).early + 6 * WEEK


def test_what_cannot_be_measured_rests_on_what_was_declared() -> None:
    away = Rhythm(away=(Away(MONDAY, MONDAY + 4 * WEEK),))
    told = Progress({"join-ai-groups": MONDAY + DAY})
    assert not at(MONDAY + 4 * WEEK, told, away).own
    assert not at(MONDAY + 4 * WEEK).own


def test_what_is_put_off_holds_the_range_back_and_nothing_left_has_none() -> None:
    tiny = pathway_of([[{"id": "a"}]], [{"id": "b"}])
    put_off = Progress(postponed={"a": MONDAY + 20 * WEEK})
    assert at(MONDAY, put_off, pathway=tiny).early == MONDAY + 20 * WEEK
    done = Progress(dict.fromkeys("ab", MONDAY))
    assert outlook(outline(tiny), done, Rhythm(), MONDAY, started=MONDAY) is None


def test_no_end_is_seen_farther_than_a_hundred_years() -> None:
    never = Rhythm(0.5, spells=(Spell(MONDAY, MONDAY + 6000 * WEEK, 0.01),))
    seen = at(MONDAY, Progress(), never)
    assert seen.late == MONDAY + 5200 * WEEK


@given(situations())
def test_a_range_begins_before_it_ends(
    situation: tuple[Pathway, Progress, Rhythm, dt.date, dt.date],
) -> None:
    pathway, progress, rhythm, today, started = situation
    seen = outlook(outline(pathway), progress, rhythm, today, started=started)
    if seen is not None:
        assert today <= seen.early <= seen.likely <= seen.late
        assert seen.pace > 0


def test_a_range_says_its_years_where_they_are_needed() -> None:
    def said(early: dt.date, late: dt.date) -> str:
        return phrases.span(Outlook(early, late, late, 5.0, own=True), dt.date(2026, 11, 30))

    assert said(dt.date(2026, 12, 1), dt.date(2026, 12, 9)) == "1 Dec to 9 Dec"
    assert said(dt.date(2027, 1, 5), dt.date(2027, 6, 1)) == "5 Jan to 1 Jun 2027"
    assert said(dt.date(2026, 12, 29), dt.date(2027, 3, 1)) == "29 Dec 2026 to 1 Mar 2027"
    assert said(dt.date(2027, 1, 5), dt.date(2027, 1, 5)) == "5 Jan 2027"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0"), (20, "0.25"), (585, "9.75"), (1125, "19"), (3465, "58"), (12_855, "214")]
)
def test_the_more_hours_the_less_exact(minutes: int, said: str) -> None:
    assert phrases.in_hours(minutes) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (1, "5 min"), (23, "25 min"), (58, "1 h"), (301, "5 h"), (203, "3 h 25")]
)
def test_a_duration_is_no_more_exact_than_it_can_be(minutes: int, said: str) -> None:
    assert phrases.duration(minutes) == said
