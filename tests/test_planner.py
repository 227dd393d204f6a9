"""The plan of learners whom one can picture."""

from __future__ import annotations

import datetime as dt
import gc
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pathways import outline as outlines
from pathways.filling import FARTHEST
from pathways.forecast import drops, finish, hours_needed
from pathways.learner import Away, Progress, Rhythm
from pathways.model import Horizon
from pathways.outline import CircularNeeds, Source, outline
from pathways.planner import Plan, plan
from pathways.schedule import schedule
from pathways.standing import Status, settle
from tests.strategies import MONDAY, pathway_of

if TYPE_CHECKING:
    from pathways.model import Pathway

WEEK = dt.timedelta(weeks=1)
TODAY = MONDAY + dt.timedelta(days=2)


def page() -> Pathway:
    """24 steps in five phases of 40, 60, 60, 40 and 40 hours; the action plan is mostly parts of bigger steps."""
    phases = [
        [("course", 24.0), ("bishop", 9.0), ("regression", 6.0)],
        [("huyen", 20.0), ("pipeline", 25.0), ("paper", 15.0)],
        [("deploy", 20.0), ("ci", 20.0), ("dashboard", 20.0)],
        [("proof", 20.0), ("case", 10.0), ("horowitz", 10.0)],
        [("certificate", 25.0), ("resume", 5.0), ("interviews", 10.0)],
    ]
    needs = {"regression": ("setup",), "pipeline": ("huyen",), "ci": ("deploy",), "interviews": ("resume",)}
    teaches = {"ci": ("extra",), "dashboard": ("extra",), "resume": ("extra",), "course": ("core", "extra")}
    return pathway_of(
        [
            [{"id": i, "hours": h, "needs": needs.get(i, ()), "teaches": teaches.get(i, ())} for i, h in steps]
            for steps in phases
        ],
        [
            {"id": "enrol", "hours": 0.5, "part_of": "course"},
            {"id": "setup", "hours": 1.0, "phase": "phase-1"},
            {"id": "chapter-1", "hours": 2.5, "part_of": "huyen"},
        ],
        [
            {"id": "first-course", "hours": 9.5, "part_of": "course", "needs": ("enrol",)},
            {"id": "classifier", "hours": 5.0, "part_of": "regression", "needs": ("setup",)},
            {"id": "groups", "hours": 1.0, "part_of": "proof"},
        ],
        [
            {"id": "rest-of-course", "hours": 14.0, "part_of": "course", "needs": ("first-course",)},
            {"id": "small-model", "hours": 8.0, "part_of": "deploy"},
            {"id": "lead", "hours": 6.0, "part_of": "proof"},
        ],
    )


PAGE = page()


def small(**more: Any) -> Pathway:
    """Three steps of one phase after one of the first week: a, b and c, 6 hours each."""
    steps = [{"id": i, "hours": 6.0, **more.get(i, {})} for i in "abc"]
    return pathway_of([steps], [{"id": "first", "hours": 6.0, **more.get("first", {})}])


def planned(pathway: Pathway = PAGE, progress: Progress | None = None, today: dt.date = TODAY, **more: Any) -> Plan:
    started = more.pop("started", MONDAY)
    return plan(pathway, progress or Progress(), Rhythm(**more), today, started=started)


def ids(plan: Plan, horizon: Horizon) -> list[str]:
    return [share.step.id for week in plan.horizon(horizon) for share in week.shares]


def by_week(plan: Plan) -> list[list[tuple[str, int]]]:
    return [[(share.step.id, share.minutes) for share in week.shares] for week in plan.weeks]


def test_a_beginner_sees_the_pages_own_week_month_and_90_days() -> None:
    result = planned(hours=6.0)
    assert ids(result, Horizon.WEEK)[:3] == ["enrol", "setup", "chapter-1"]
    assert ids(result, Horizon.TODAY) == ids(result, Horizon.WEEK)
    ends = {share.step.id: week.number for week in result.weeks for share in week.shares}
    assert all(ends[step.id] == 0 for step in PAGE.action_plan.week)
    assert all(ends[step.id] < 4 for step in PAGE.action_plan.month)
    assert all(ends[step.id] < 13 for step in PAGE.action_plan.quarter)
    assert len(result.weeks) == 40
    assert result.finish == MONDAY + 40 * WEEK - dt.timedelta(days=1)


def test_the_figures_of_a_standing() -> None:
    done = dict.fromkeys(("enrol", "setup", "chapter-1", "case", "of-an-older-edition"), TODAY)
    whole = settle(PAGE, Progress(done, {"horowitz": TODAY, "never-heard-of": TODAY}))
    tally = whole.tally
    assert (tally.done, tally.skipped, tally.open, tally.steps) == (4, 1, 19, 24)
    assert (tally.minutes_done, tally.minutes) == (14 * 60, 230 * 60)
    assert "of-an-older-edition" not in whole.status
    assert whole.current is not None
    assert whole.current.phase.id == "phase-1"
    assert whole.current.tally.share == pytest.approx(1.5 / 40)
    everything = settle(PAGE, Progress(skipped=dict.fromkeys(PAGE.steps, TODAY)))
    assert everything.current is None
    assert everything.tally.share == 1.0


def test_a_whole_settles_its_open_parts() -> None:
    status = settle(PAGE, Progress({"course": TODAY, "groups": TODAY}, {"enrol": TODAY, "proof": TODAY})).status
    assert status["enrol"] is Status.SKIPPED
    assert status["first-course"] is status["rest-of-course"] is Status.DONE
    assert status["groups"] is Status.DONE
    assert status["lead"] is Status.SKIPPED


def test_parts_settle_a_whole_that_is_nothing_more() -> None:
    parts = ("enrol", "first-course", "rest-of-course")
    assert settle(PAGE, Progress(dict.fromkeys(parts, TODAY))).status["course"] is Status.DONE
    assert settle(PAGE, Progress({}, dict.fromkeys(parts, TODAY))).status["course"] is Status.SKIPPED
    mixed = Progress({"enrol": TODAY}, dict.fromkeys(parts[1:], TODAY))
    assert settle(PAGE, mixed).status["course"] is Status.DONE
    assert settle(PAGE, Progress(dict.fromkeys(parts[1:], TODAY))).status["course"] is Status.OPEN
    # Regression costs an hour besides its part.
    assert settle(PAGE, Progress({"classifier": TODAY})).status["regression"] is Status.OPEN


def test_a_whole_that_is_no_more_than_its_parts_ends_with_the_last_of_them() -> None:
    pathway = pathway_of(
        [[{"id": "whole", "hours": 6.0}, {"id": "after", "needs": ("whole",)}]],
        [{"id": "one", "hours": 2.0, "part_of": "whole"}, {"id": "two", "hours": 4.0, "part_of": "whole"}],
    )
    assert by_week(planned(pathway, hours=7.0)) == [[("one", 120), ("two", 240), ("whole", 0), ("after", 60)]]
    assert by_week(planned(pathway, hours=6.0)) == [[("one", 120), ("two", 240), ("whole", 0)], [("after", 60)]]
    assert by_week(planned(pathway, hours=5.0)) == [
        [("one", 120), ("two", 180)],
        [("two", 60), ("whole", 0), ("after", 60)],
    ]


def test_a_deadline_pulls_in_what_it_needs() -> None:
    pathway = small(first={"needs": ("c",)})
    assert [week[0][0] for week in by_week(planned(pathway))] == ["c", "first", "a", "b"]


def test_more_hours_bring_phases_before_the_90_days() -> None:
    pathway = pathway_of(
        [[{"id": "a", "hours": 40.0}], [{"id": "b", "hours": 40.0}]],
        [{"id": "first"}],
        quarter=[{"id": "late", "phase": "phase-2"}],
    )

    def order(hours: float) -> list[str]:
        known = outline(pathway)
        return [known.steps[n].id for n in known.order(hours)]

    assert order(2.0) == ["first", "late", "a", "b"]
    assert order(4.0) == ["first", "a", "late", "b"]
    assert order(10.0) == ["first", "a", "b", "late"]


def test_what_is_done_this_week_is_taken_from_it_and_no_more() -> None:
    before = planned(small())
    assert by_week(before)[0] == [("first", 360)]
    assert (before.spent, before.budget) == (0, 360)
    finished = planned(small(), Progress({"first": MONDAY}))
    assert (finished.spent, finished.budget, finished.weeks[0].capacity) == (360, 360, 0)
    assert [(meant.step.id, meant.minutes, meant.ends, meant.status) for meant in finished.opening] == [
        ("first", 360, True, Status.DONE)
    ]
    assert by_week(finished) == [[], [("a", 360)], [("b", 360)], [("c", 360)]]
    # The week was never meant to hold c.
    told = planned(small(), Progress({"c": MONDAY}))
    assert (told.spent, told.weeks[0].capacity) == (0, 360)


def test_a_step_put_off_and_done_all_the_same_is_part_of_the_week() -> None:
    # Beforehand "first" keeps b waiting; b was done nonetheless, and counts for the week as it would without that.
    pathway = small(b={"needs": ("first",)}, a={"needs": ("b",)})
    later = {"first": MONDAY + 20 * WEEK}
    with_wait = planned(pathway, Progress({"b": TODAY}, {}, later), hours=6.0)
    assert (with_wait.spent, by_week(with_wait)[0]) == (360, [])
    without = planned(pathway, Progress({"b": TODAY, "first": MONDAY - WEEK}), hours=6.0)
    assert without.spent == 360
    assert without.finish is not None
    assert with_wait.finish is not None
    assert without.finish < with_wait.finish


def test_the_hours_of_the_week_are_those_it_began_with() -> None:
    rhythm = Rhythm(hours=3.0).at(12.0, TODAY)
    assert rhythm.hours_on(MONDAY) == rhythm.hours_on(TODAY) == 3.0
    assert rhythm.hours_on(TODAY + dt.timedelta(days=1)) == 12.0
    result = plan(small(), Progress({"first": TODAY}), rhythm, TODAY, started=MONDAY)
    assert (result.spent, result.budget, result.weeks[0].capacity) == (180, 720, 540)


def test_what_last_week_left_open_is_said() -> None:
    progress = Progress({"enrol": TODAY, "setup": TODAY})
    result = planned(progress=progress, today=TODAY + WEEK, started=MONDAY)
    assert result.carried.of == 3
    assert [step.id for step in result.carried.still_open] == ["chapter-1"]
    assert result.weeks[0].shares[0].step.id == "chapter-1"
    assert planned(started=MONDAY).carried.of == 0
    put_off = Progress(postponed={"chapter-1": MONDAY + 3 * WEEK})
    assert planned(progress=put_off, today=TODAY + WEEK).carried.of == 2


def test_what_was_put_off_waits_while_other_work_goes_on() -> None:
    pathway = small(b={"needs": ("a",)})
    postponed = {"a": MONDAY + 2 * WEEK, "never-heard-of": MONDAY}
    result = planned(pathway, Progress(postponed=postponed))
    assert by_week(result) == [[("first", 360)], [("c", 360)], [("a", 360)], [("b", 360)]]
    assert [week.shares[0].reason.put_off for week in result.weeks] == [None, None, *[MONDAY + 2 * WEEK] * 2]
    gap = planned(pathway, Progress(postponed=dict.fromkeys("ac", MONDAY + 3 * WEEK)))
    assert by_week(gap)[1:3] == [[], []]
    assert gap.finish == MONDAY + 6 * WEEK - dt.timedelta(days=1)


def test_a_whole_put_off_takes_its_parts_along() -> None:
    result = planned(progress=Progress(postponed={"course": MONDAY + 8 * WEEK, "first-course": MONDAY}))
    begins = {share.step.id: week.number for week in reversed(result.weeks) for share in week.shares}
    assert min(begins[step] for step in ("enrol", "first-course", "rest-of-course", "course")) == 8
    # Of two dates the later one counts.
    both = planned(progress=Progress(postponed={"setup": MONDAY + 2 * WEEK, "classifier": MONDAY + WEEK}))
    assert next(week.number for week in both.weeks for share in week.shares if share.step.id == "classifier") == 2
    part = planned(progress=Progress(postponed={"enrol": MONDAY + 9 * WEEK, "course": MONDAY + 8 * WEEK}))
    assert next(week.number for week in part.weeks for share in week.shares if share.step.id == "enrol") == 9


def test_days_off_leave_room_only_for_the_others() -> None:
    away = (Away(MONDAY + WEEK, MONDAY + 2 * WEEK + dt.timedelta(days=2)), Away(MONDAY + WEEK, MONDAY + WEEK))
    result = planned(small(), away=away, hours=7.0)
    assert [week.capacity for week in result.weeks] == [420, 0, 240, 420, 420]
    assert result.weeks[1].shares == ()
    # 360 of 420 minutes are needed of the last week: six days of seven.
    assert [week.minutes for week in result.weeks] == [420, 0, 240, 420, 360]
    assert result.finish == MONDAY + 4 * WEEK + dt.timedelta(days=5)


def test_the_finish_avoids_days_off_and_days_gone_by() -> None:
    step = pathway_of([[{"id": "a", "hours": 1.0}]], [{"id": "first", "hours": 1.0}])
    off = (Away(MONDAY, MONDAY + dt.timedelta(days=3)),)
    assert planned(step, today=MONDAY, away=off, hours=14.0).finish == MONDAY + dt.timedelta(days=4)
    assert planned(step, today=MONDAY + dt.timedelta(days=6), hours=14.0).finish == MONDAY + dt.timedelta(days=6)
    half_spent = planned(step, Progress({"first": MONDAY}), today=MONDAY, hours=2.0)
    assert half_spent.finish == MONDAY + dt.timedelta(days=6)


def test_dates_beyond_a_hundred_years_end_a_plan_all_the_same() -> None:
    forever = planned(small(), away=(Away(MONDAY, dt.date.max),))
    assert len(forever.weeks) == FARTHEST + 4
    never = planned(small(), Progress(postponed={"c": dt.date.max}))
    assert len(never.weeks) == FARTHEST + 1


def test_nothing_left_is_a_plan_too() -> None:
    progress = Progress(dict.fromkeys(small().steps, MONDAY - WEEK))
    result = planned(small(), progress)
    assert result.finish is None
    assert by_week(result) == [[]]
    assert result.weeks[0].capacity == 360
    assert result.opening == ()


def test_every_step_can_say_why_it_is_there() -> None:
    reasons = {share.step.id: share.reason for week in planned().weeks for share in week.shares}
    assert [reasons[step].source for step in ("enrol", "groups", "lead", "huyen")] == list(Source)
    assert reasons["groups"].phase.id == "phase-4"
    assert [step.id for step in reasons["setup"].unlocks] == ["classifier", "regression"]
    assert [step.id for step in reasons["regression"].after] == ["setup", "classifier"]
    assert reasons["regression"].put_off is None


def test_a_plan_needs_hours() -> None:
    with pytest.raises(ValueError, match="at least"):
        planned(hours=0.0)


def test_circles_are_refused() -> None:
    with pytest.raises(CircularNeeds, match="a, b"):
        outline(small(a={"needs": ("b",)}, b={"needs": ("a",)})).order(6.0)


def test_an_outline_lives_as_long_as_its_pathway() -> None:
    pathway = small()
    assert outline(pathway) is outline(pathway)
    key = (id(pathway),)
    assert key in outlines._outlines
    del pathway
    gc.collect()
    assert key not in outlines._outlines


def test_odd_hours_do_not_pile_up() -> None:
    known = outline(small())
    orders = {known.order(1 + n / 1000) for n in range(300)}
    assert len(orders) == 1
    assert len(known._orders) < 300


def test_what_if() -> None:
    rhythm, progress = Rhythm(), Progress()
    usual = finish(PAGE, progress, rhythm, TODAY)
    assert usual == MONDAY + 40 * WEEK - dt.timedelta(days=1)
    assert finish(PAGE, progress, rhythm, TODAY, hours=12.0) == MONDAY + 20 * WEEK - dt.timedelta(days=1)
    lighter = finish(PAGE, progress, rhythm, TODAY, without=("ci", "dashboard", "setup"))
    assert lighter == finish(PAGE, Progress(skipped=dict.fromkeys(("ci", "dashboard", "setup"), TODAY)), rhythm, TODAY)
    assert finish(PAGE, Progress({"ci": TODAY}), rhythm, TODAY, without=("ci",)) == finish(
        PAGE, Progress({"ci": TODAY}), rhythm, TODAY
    )


def test_more_hours_leave_alone_what_the_week_was_meant_to_hold() -> None:
    # At 4 hours a week a comes before the step of the 90 days, at 2 hours after it.
    pathway = pathway_of([[{"id": "a", "hours": 40.0}]], [{"id": "first"}], quarter=[{"id": "late", "hours": 4.0}])
    rhythm, progress = Rhythm(hours=2.0), Progress({"first": MONDAY, "a": MONDAY})
    assert finish(pathway, progress, rhythm, TODAY) == MONDAY + 3 * WEEK - dt.timedelta(days=4)
    assert finish(pathway, progress, rhythm, TODAY, hours=4.0) == MONDAY + 2 * WEEK - dt.timedelta(days=6)


def test_what_was_put_off_to_a_day_gone_by_is_no_reason_any_more() -> None:
    result = planned(small(), Progress(postponed={"first": TODAY}))
    assert result.weeks[0].shares[0].reason.put_off is None
    later = planned(small(), Progress(postponed={"first": TODAY + dt.timedelta(days=1)}))
    assert later.weeks[0].shares[0].reason.put_off == TODAY + dt.timedelta(days=1)


def test_the_hours_that_a_date_asks_for() -> None:
    def needed(by: dt.date, progress: Progress | None = None) -> float | None:
        return hours_needed(PAGE, progress or Progress(), Rhythm(), TODAY, by)

    assert needed(MONDAY + 40 * WEEK - dt.timedelta(days=1)) == 6.0
    assert needed(MONDAY + 20 * WEEK - dt.timedelta(days=1)) == 12.0
    assert needed(MONDAY + 2000 * WEEK) == 0.5
    assert needed(MONDAY + 3 * WEEK - dt.timedelta(days=1)) == 80.0
    assert needed(TODAY) is None
    assert needed(TODAY, Progress(dict.fromkeys(PAGE.steps, TODAY))) == 0.0


def test_the_steps_whose_loss_meets_a_date() -> None:
    def dropped(by: dt.date, progress: Progress | None = None) -> list[str] | None:
        steps = drops(PAGE, progress or Progress(), Rhythm(), TODAY, by)
        return None if steps is None else [step.id for step in steps]

    usual = MONDAY + 40 * WEEK - dt.timedelta(days=1)
    assert dropped(usual) == []
    assert dropped(usual - WEEK) == ["ci"]
    assert dropped(usual - 5 * WEEK) == ["ci", "dashboard"]
    assert dropped(TODAY) is None
    # Interviews need the resume; once they are dropped, it can go as well.
    assert dropped(usual - 9 * WEEK, Progress(skipped={"interviews": TODAY})) == ["ci", "dashboard", "resume"]
    assert dropped(TODAY, Progress(dict.fromkeys(PAGE.steps, TODAY))) == []


def test_ten_times_the_steps_take_about_ten_times_as_long() -> None:
    def cost(pathway: Pathway) -> float:
        known, rhythm, rounds = outline(pathway), Rhythm(hours=6.0), 12_000 // len(pathway.steps)
        times: list[float] = []
        for _ in range(3):
            begun = time.process_time()
            for _ in range(rounds):
                assert schedule(known, Progress(), rhythm, TODAY).finish
            times.append((time.process_time() - begun) / rounds)
        return min(times)

    def chain(count: int) -> Pathway:
        steps = [{"id": f"s{n}", "hours": 10.0, "needs": (f"s{n - 1}",) if n else ()} for n in range(count)]
        return pathway_of([steps], [{"id": "first"}])

    # The goal is 12; a quadratic plan would take a hundred times as long.
    assert cost(chain(1000)) < 40 * cost(chain(100))


def test_a_plan_does_not_change_what_it_was_made_of() -> None:
    progress = Progress({"enrol": TODAY}, {"groups": TODAY}, {"huyen": MONDAY + 4 * WEEK})
    kept = replace(progress, done=dict(progress.done), skipped=dict(progress.skipped))
    assert planned(progress=progress) == planned(progress=progress)
    assert progress == kept
