"""What every plan keeps to, whatever the pathway, the progress and the rhythm."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pathways.effort import Efforts
from pathways.forecast import finish, hours_needed
from pathways.learner import MAX_HOURS, Credit, Effort, Level, Progress, Rhythm
from pathways.model import Horizon, Pathway
from pathways.outline import outline
from pathways.planner import Plan, plan
from pathways.standing import Status, settle
from pathways.tailored import LEAST, MOST_PARTS, pieces, tailored, whole_of
from tests.strategies import SKILLS, pathways, situations

Situation = tuple[Pathway, Progress, Rhythm, dt.date, dt.date]


def planned(situation: Situation, **changed: Any) -> Plan:
    pathway, progress, rhythm, today, started = situation
    return plan(pathway, changed.get("progress", progress), changed.get("rhythm", rhythm), today, started=started)


def places(plan: Plan) -> dict[str, list[tuple[int, int]]]:
    """By step id, week and place in the week of each of its shares."""
    found: dict[str, list[tuple[int, int]]] = {}
    for week in plan.weeks:
        for place, share in enumerate(week.shares):
            found.setdefault(share.step.id, []).append((week.number, place))
    return found


def own_minutes(pathway: Pathway) -> dict[str, int]:
    inside = {whole: sum(part.hours for part in parts) for whole, parts in pathway.parts.items()}
    return {step.id: round(60 * max(0.0, step.hours - inside.get(step.id, 0.0))) for step in pathway.steps.values()}


def by_id(pathway: Pathway, progress: Progress) -> dict[str, tuple[Status, int, int]]:
    """Of each step, what became of it, the minutes it takes this learner, and those that are left."""
    efforts, known = Efforts.of(outline(pathway), progress), outline(pathway)
    left = efforts.open(range(len(known.steps)))
    return {id_: (efforts.status[n], efforts.needed[n], left.get(n, 0)) for id_, n in known.number.items()}


@given(situations())
def test_nothing_is_lost_and_no_finished_step_is_planned(situation: Situation) -> None:
    pathway, progress, *_ = situation
    result, status = planned(situation), settle(pathway, progress).status
    still_open = {step for step, became in status.items() if became is Status.OPEN}
    assert set(status) == set(pathway.steps)
    assert set(places(result)) == still_open
    minutes = dict.fromkeys(still_open, 0)
    for week in result.weeks:
        for share in week.shares:
            minutes[share.step.id] += share.minutes
    assert minutes == {step: by_id(pathway, progress)[step][2] for step in still_open}


@given(situations())
def test_every_tick_is_kept(situation: Situation) -> None:
    pathway, progress, *_ = situation
    status = settle(pathway, progress).status
    assert all(status[step] is Status.DONE for step in progress.done if step in status)
    assert all(status[step] is Status.SKIPPED for step in progress.skipped if step in status)
    said = {item for item, credit in progress.credit.items() if credit.level is Level.KNOWN}
    assert all(status[step] is not Status.OPEN for step in said if step in status)


@given(situations())
def test_nothing_comes_before_what_it_needs(situation: Situation) -> None:
    pathway, *_ = situation
    where = places(planned(situation))
    for step in pathway.steps.values():
        before = [*step.needs, *(part.id for need in step.needs for part in pathway.parts.get(need, ()))]
        before += [part.id for part in pathway.parts.get(step.id, ())]
        if step.id in where:
            assert all(max(where[need]) < min(where[step.id]) for need in before if need in where)


@given(situations())
def test_no_week_holds_more_than_its_hours_and_none_idles(situation: Situation) -> None:
    _, _, rhythm, today, _ = situation
    result = planned(situation)
    off = {
        stretch.first + dt.timedelta(days=n)
        for stretch in rhythm.away
        for n in range((stretch.last - stretch.first).days + 1)
    }
    monday = today - dt.timedelta(days=today.weekday())
    for number, week in enumerate(result.weeks):
        assert (week.number, week.first) == (number, monday + dt.timedelta(weeks=number))
        assert week.last - week.first == dt.timedelta(days=6)
        free = sum(week.first + dt.timedelta(days=n) not in off for n in range(7))
        own = [spell.hours for spell in rhythm.spells if spell.first <= week.first <= spell.last]
        assert week.minutes <= week.capacity <= [rhythm.hours, *own][-1] * 60 * free / 7
        later = [share for after in result.weeks[number + 1 :] for share in after.shares if share.minutes]
        if week.minutes < week.capacity:
            # Whatever comes later had to wait for a date.
            assert all(share.reason.put_off and share.reason.put_off > week.last for share in later)


@given(situations())
def test_what_was_put_off_waits_and_so_does_all_that_needs_it(situation: Situation) -> None:
    pathway, progress, *_ = situation
    result = planned(situation)
    where = places(result)
    for step, day in progress.postponed.items():
        followers = {step, *(part.id for part in pathway.parts.get(step, ()))} & set(where)
        while more := {
            later.id
            for later in pathway.steps.values()
            if later.id in where and followers.intersection(later.needs) and later.id not in followers
        }:
            followers |= more
        assert all(result.weeks[where[one][0][0]].last >= day for one in followers)


@given(situations())
def test_the_same_inputs_give_the_same_plan(situation: Situation) -> None:
    pathway, *rest = situation
    again = Pathway.model_validate(pathway.model_dump(by_alias=True))
    assert planned(situation) == planned((again, *rest))


@given(situations(), st.data())
def test_one_more_step_done_never_moves_the_finish_later(situation: Situation, data: st.DataObject) -> None:
    _, progress, _, today, _ = situation
    result = planned(situation)
    if not (still_open := sorted(places(result))):
        return
    step = data.draw(st.sampled_from(still_open))
    day = today - dt.timedelta(days=data.draw(st.integers(0, 20)))
    done = {**progress.done, step: day}
    postponed = {one: until for one, until in progress.postponed.items() if one != step}
    for after in (progress.postponed, postponed):
        then = planned(situation, progress=replace(progress, done=done, postponed=after))
        assert then.finish is None or (result.finish and then.finish <= result.finish)


@given(situations(), st.data())
def test_dropping_a_step_never_moves_the_finish_later(situation: Situation, data: st.DataObject) -> None:
    _, progress, _, today, _ = situation
    result = planned(situation)
    if still_open := sorted(places(result)):
        skipped = {**progress.skipped, data.draw(st.sampled_from(still_open)): today}
        then = planned(situation, progress=replace(progress, skipped=skipped))
        assert then.finish is None or (result.finish and then.finish <= result.finish)


@given(situations(), st.integers(1, 40))
def test_more_hours_never_move_the_finish_later(situation: Situation, more: int) -> None:
    _, _, rhythm, today, _ = situation
    before, after = planned(situation), planned(situation, rhythm=rhythm.at(rhythm.hours + more / 4, today))
    assert (after.finish is None) == (before.finish is None)
    assert before.finish is None or (after.finish and today <= after.finish <= before.finish)


@given(situations())
def test_the_finish_lies_on_a_free_day_of_the_last_week(situation: Situation) -> None:
    result = planned(situation)
    if result.finish is None:
        assert [week.shares for week in result.weeks] == [()]
    else:
        assert result.weeks[-1].shares
        assert result.weeks[-1].first <= result.finish <= result.weeks[-1].last


@given(situations())
def test_every_share_has_a_reason_and_a_place_in_its_step(situation: Situation) -> None:
    pathway, _, _, today, _ = situation
    result = planned(situation)
    where = places(result)
    seen = dict.fromkeys(where, 0)
    for week in result.weeks:
        for share in week.shares:
            seen[share.step.id] += 1
            assert (share.part, share.parts) == (seen[share.step.id], len(where[share.step.id]))
            assert share.reason.phase == pathway.phase_of[share.step.id]
            assert all(max(where[before.id]) < where[share.step.id][0] for before in share.reason.after)
            assert all(later.id in where for later in share.reason.unlocks)
            assert share.reason.put_off is None or share.reason.put_off > today


@given(situations())
def test_a_week_loses_what_it_was_meant_to_hold_and_is_done(situation: Situation) -> None:
    result = planned(situation)
    of = dict.fromkeys(Status, 0)
    for meant in result.opening:
        of[meant.status] += meant.minutes
    # of what is still open, as much as was worked on
    assert of[Status.DONE] <= result.spent <= of[Status.DONE] + of[Status.OPEN]
    assert result.weeks[0].capacity == max(0, result.budget - result.spent)


@given(situations())
def test_horizons_hold_one_another(situation: Situation) -> None:
    result = planned(situation)
    today, week, month, quarter = (result.horizon(horizon) for horizon in Horizon)
    assert today == week == month[:1]
    assert (month, quarter) == (result.weeks[:4], result.weeks[:13])


@given(situations())
def test_what_is_carried_over_is_still_open(situation: Situation) -> None:
    result = planned(situation)
    assert len(result.carried.still_open) <= result.carried.of
    assert {step.id for step in result.carried.still_open} <= set(places(result))


@given(situations())
def test_the_figures_of_the_standing_add_up(situation: Situation) -> None:
    pathway, progress, *_ = situation
    whole = settle(pathway, progress)
    assert whole.tally.steps == len(pathway.steps)
    for field in ("steps", "done", "skipped", "known", "open", "minutes", "minutes_done"):
        assert getattr(whole.tally, field) == sum(getattr(phase.tally, field) for phase in whole.phases)
    figures = by_id(pathway, progress).values()
    assert whole.tally.minutes == sum(n for became, n, _ in figures if became in {Status.OPEN, Status.DONE})
    left = sum(left for became, _, left in figures if became is Status.OPEN)
    assert whole.tally.minutes_done == whole.tally.minutes - left
    assert 0 <= whole.tally.share <= 1
    assert (whole.current is None) == (whole.tally.open == 0)


@given(situations(), st.integers(0, 300))
def test_the_fewest_hours_meet_the_date_and_half_an_hour_less_does_not(situation: Situation, wait: int) -> None:
    pathway, progress, rhythm, today, _ = situation
    by = today + dt.timedelta(days=wait)
    hours = hours_needed(pathway, progress, rhythm, today, by)

    def day(hours: float) -> dt.date | None:
        return finish(pathway, progress, rhythm, today, hours=hours)

    if hours is None:
        assert (day(MAX_HOURS) or by) > by
    elif hours == 0:
        assert finish(pathway, progress, rhythm, today) is None
    else:
        assert (day(hours) or today) <= by
        assert hours == 0.5 or (day(hours - 0.5) or by) > by


@given(pathways(), st.integers(1, 40), st.integers(1, 40))
def test_the_order_keeps_every_need_at_any_hours(pathway: Pathway, one: int, other: int) -> None:
    known = outline(pathway)
    for hours in (one / 2, other / 2):
        order = known.order(hours)
        place = {n: at for at, n in enumerate(order)}
        assert sorted(order) == list(range(len(pathway.steps)))
        assert all(place[need] < place[n] for n, needs in enumerate(known.needs) for need in needs)


def level(progress: Progress, item: str, known: Level, day: dt.date) -> Progress:
    return replace(progress, credit={**progress.credit, item: Credit(known, day)})


@given(situations(), st.data())
def test_knowing_more_never_lengthens_a_plan(situation: Situation, data: st.DataObject) -> None:
    pathway, progress, _, today, _ = situation
    item = data.draw(st.sampled_from((*SKILLS, *pathway.steps)))
    plans = [planned(situation, progress=level(progress, item, known, today)) for known in Level]
    if item != "brought" and item not in progress.credit:
        plans.insert(0, planned(situation))
    for less, more in pairwise(plans):
        assert more.finish is None or (less.finish and more.finish <= less.finish)
        assert more.standing.tally.minutes <= less.standing.tally.minutes


@given(situations(), st.data())
def test_getting_further_with_a_step_never_lengthens_a_plan(situation: Situation, data: st.DataObject) -> None:
    _, progress, _, today, _ = situation
    result = planned(situation)
    if not (still_open := sorted(places(result))):
        return
    step = data.draw(st.sampled_from(still_open))
    before = progress.worked.get(step, ())
    further = (before[-1].minutes if before else 0) + data.draw(st.integers(0, 2000))
    worked = {**progress.worked, step: (*before, Effort(today, further))}
    then = planned(situation, progress=replace(progress, worked=worked))
    assert set(places(then)) == set(places(result))
    assert then.finish
    assert result.finish
    assert then.finish <= result.finish
    assert then.standing.tally.minutes_done >= result.standing.tally.minutes_done


@given(situations(), st.data())
def test_a_split_keeps_the_sum_the_order_and_the_finish(situation: Situation, data: st.DataObject) -> None:
    pathway, progress, rhythm, today, started = situation
    step = data.draw(st.sampled_from(sorted(pathway.steps)))
    parts = data.draw(st.integers(2, MOST_PARTS))
    cut = tailored(pathway, {step: parts, "of-an-older-edition": 2})
    assert cut is tailored(pathway, {step: parts})
    if own_minutes(pathway)[step] < parts * LEAST:
        assert cut is pathway
        return
    assert sum(own_minutes(cut).values()) == sum(own_minutes(pathway).values())
    assert {whole_of(piece) for piece in pieces(step, parts)} == {step}
    clean = replace(progress, credit={}, worked={})
    before = plan(pathway, clean, rhythm, today, started=started)
    after = plan(cut, clean, rhythm, today, started=started)
    assert after.standing.tally.minutes == before.standing.tally.minutes
    assert after.finish == before.finish or progress.postponed
    where = places(after)
    order = [min(where[piece]) for piece in pieces(step, parts) if piece in where]
    assert order == sorted(order)
    done = replace(clean, done={**clean.done, **dict.fromkeys(pieces(step, parts), today)})
    if before.standing.is_open(step) and step not in pathway.parts:
        assert settle(cut, done).is_done(step)


@given(situations(), st.data())
def test_two_abreast_share_the_week_and_plan_each_step_once(situation: Situation, data: st.DataObject) -> None:
    pathway, progress, rhythm, today, started = situation
    other = data.draw(pathways(most=4))
    both = plan(pathway, progress, rhythm, today, started=started, beside=[other])
    ids = {**other.steps, **pathway.steps}
    assert set(both.standing.status) == set(ids)
    assert both.standing.tally.steps == len(ids)
    where = places(both)
    still_open = {step for step, became in both.standing.status.items() if became is Status.OPEN}
    assert set(where) == still_open
    for step in ids.values():
        if step.id in where:
            assert all(max(where[need]) < min(where[step.id]) for need in step.needs if need in where)
    alone = planned(situation)
    assert not alone.finish or (both.finish and both.finish >= alone.finish) or set(other.steps) & set(pathway.steps)
