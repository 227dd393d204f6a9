"""What every shipped pathway keeps: it is whole, can be carried out, can be said by name, and fits every answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import pytest

from bot.adapters.terminal import render
from bot.core import intents as i
from bot.core.reply import MAX_LABEL
from bot.core.understand import Scope, understand
from pathways.check import check
from pathways.model import Pathway, Resource, Step
from tests.talk import ARCHITECT, MONDAY_MORNING, SHIPPED, Kept, Learner

OWN = [pathway for pathway in SHIPPED.values() if pathway is not ARCHITECT]
"""Written for this project; the first one keeps the contradictions of the page that it is from."""
UNDIVIDED = 28
"""Hours from which a step must have parts: more than a month of evenings without a tick is too long."""
LEAST_HOURS, MOST_HOURS = 6, 10
"""What the pathways are planned for, a week."""
WEEKS_A_MONTH = 52 / 12

every = pytest.mark.parametrize("pathway", SHIPPED.values(), ids=lambda pathway: pathway.to_role)
own = pytest.mark.parametrize("pathway", OWN, ids=lambda pathway: pathway.to_role)


def resources(pathway: Pathway) -> list[Resource]:
    return [resource for phase in pathway.phases for resource in phase.resources]


def test_there_are_three_to_choose_from() -> None:
    assert len(SHIPPED) == 3
    assert {pathway.from_role for pathway in SHIPPED.values()} == {"Backend Developer"}


@own
def test_it_does_not_contradict_itself(pathway: Pathway) -> None:
    assert check(pathway) == ()


@every
def test_every_section_is_there(pathway: Pathway) -> None:
    plan, honest = pathway.action_plan, pathway.reality_check
    assert 20 <= len(pathway.steps) <= 28
    assert min(len(plan.week), len(plan.month), len(plan.quarter)) >= 2
    assert min(len(honest.love), len(honest.miss), len(honest.challenges)) >= 4
    assert len(pathway.transferable_skills) >= 5
    assert len(pathway.skills) >= 6
    assert len(pathway.overview) == 3
    assert pathway.faq
    assert all(len(phase.resources) >= 2 for phase in pathway.phases)
    assert all(skill.how for skill in pathway.skills)


@own
def test_every_figure_is_sourced_or_called_an_estimate(pathway: Pathway) -> None:
    pay = pathway.facts.pay
    assert pay.now is not None
    assert pay.then is not None
    for claim in (*pathway.facts.timeline, *pay.change, pay.now, pay.then):
        assert re.search("estimate|AI Career Finder", claim.where), claim
    assert re.search(r"\b20\d\d\b", pay.note or "")
    assert re.search(r"\b20\d\d\b", pathway.facts.demand.note)
    assert pathway.pace.why
    assert pathway.provenance.note


@own
def test_the_months_follow_from_the_hours(pathway: Pathway) -> None:
    (claim,) = pathway.facts.timeline
    hours = sum(step.hours for step in pathway.steps.values() if step.part_of is None)
    quick, slow = (hours / pace / WEEKS_A_MONTH for pace in (MOST_HOURS, LEAST_HOURS))
    assert quick <= claim.low < claim.high <= slow + 0.5
    (low, high) = map(float, re.findall(r"[\d.]+", claim.where))
    assert hours / high / WEEKS_A_MONTH == pytest.approx(claim.low, abs=0.35)
    assert hours / low / WEEKS_A_MONTH == pytest.approx(claim.high, abs=0.35)
    assert claim.low <= sum(phase.weeks for phase in pathway.phases) / WEEKS_A_MONTH <= claim.high


@own
def test_each_skill_is_taught_by_a_step_and_has_something_to_learn_from(pathway: Pathway) -> None:
    taught = {skill for step in pathway.steps.values() for skill in step.teaches}
    served = {name for resource in resources(pathway) for name in resource.about}
    for skill in pathway.skills:
        assert skill.id in taught & served


@every
def test_each_resource_serves_a_step_of_its_phase(pathway: Pathway) -> None:
    for phase in pathway.phases:
        here = {step.id for step in pathway.steps.values() if pathway.phase_of[step.id] is phase}
        for resource in phase.resources:
            assert here.intersection(resource.about), resource.id


@every
def test_no_step_is_too_long_to_see_its_end(pathway: Pathway) -> None:
    for step in pathway.steps.values():
        assert step.hours <= UNDIVIDED or step.id in pathway.parts, step.id


def reached(pathway: Pathway, wanted: Iterable[Step]) -> dict[str, Step]:
    """All that has to be done for some steps to be done."""
    found: dict[str, Step] = {}
    todo = list(wanted)
    while todo:
        step = todo.pop()
        if step.id not in found:
            found[step.id] = step
            todo += [pathway.steps[need] for need in step.needs]
            todo += pathway.parts.get(step.id, ())
    return found


@every
def test_the_first_week_needs_nothing_and_ninety_days_are_enough(pathway: Pathway) -> None:
    plan = pathway.action_plan
    assert not any(step.needs for step in plan.week)
    assert sum(step.hours for step in plan.week) <= LEAST_HOURS
    found = reached(pathway, [*plan.week, *plan.month, *plan.quarter, *pathway.phases[0].steps])
    hours = [s.hours for s in found.values() if s.part_of is None or s.part_of not in found]
    assert sum(hours) <= 13 * LEAST_HOURS
    month = reached(pathway, [*plan.week, *plan.month])
    assert sum(step.hours for step in month.values()) <= 4 * LEAST_HOURS


@every
def test_no_step_waits_for_a_later_phase_and_all_say_why(pathway: Pathway) -> None:
    order = [phase.id for phase in pathway.phases]
    for step in pathway.steps.values():
        assert step.why
        assert step.short
        for need in step.needs:
            assert order.index(pathway.phase_of[need].id) <= order.index(pathway.phase_of[step.id].id)


@every
def test_no_other_word_means_two_things_of_one_kind(pathway: Pathway) -> None:
    skills = [*pathway.skills, *pathway.transferable_skills]
    for things in (list(pathway.steps.values()), skills, list(pathway.phases)):
        words = Counter(word.lower() for thing in things for word in {*thing.aliases})
        assert {word for word, uses in words.items() if uses > 1} == set()
        assert all(thing.aliases for thing in things)


@own
def test_each_step_skill_and_phase_is_understood_by_each_of_its_names(pathway: Pathway) -> None:
    scope = Scope(pathway=pathway, pathways=tuple(SHIPPED.values()), today=MONDAY_MORNING.date())
    for step in pathway.steps.values():
        same = {step.id, step.part_of, *(part.id for part in pathway.parts.get(step.id, ()))}
        for name in (step.name, *step.aliases):
            for words in (
                f"done with {name}",
                f"skip {name}",
                f"push {name} to next week",
                f"I finished the {name} thing",
            ):
                intent = understand(words, scope).intent
                assert isinstance(intent, i.Done | i.Skip | i.Later), words
                assert intent.step in same - {None}, words
    for skill in (*pathway.skills, *pathway.transferable_skills):
        for name in (skill.name, *skill.aliases):
            assert understand(f"tell me about {name}", scope).intent == i.AboutSkill(skill.id), name
    for phase in pathway.phases:
        for name in (phase.name, *phase.aliases):
            assert understand(f"what happens in {name}?", scope).intent == i.Roadmap(phase.id), name


def test_no_name_means_two_pathways() -> None:
    names = Counter(
        name
        for pathway in SHIPPED.values()
        for name in {said.lower() for said in (pathway.title, pathway.to_role, *pathway.aliases)}
    )
    assert {name for name, uses in names.items() if uses > 1} == set()


def test_a_shared_resource_has_one_address() -> None:
    known: dict[str, str] = {}
    for resource in (each for pathway in SHIPPED.values() for each in resources(pathway)):
        if resource.url:
            assert known.setdefault(resource.id, resource.url) == resource.url


@every
def test_the_voice_is_calm(pathway: Pathway) -> None:
    written = pathway.model_dump_json()
    assert "!" not in written
    assert not re.search(r"\b(simply|obviously|must-have|game.?changer|you just)\b", written, re.IGNORECASE)


ASKED: tuple[i.Intent, ...] = (
    *(i.Overview(), i.Gaps(), i.Strengths(), i.Reality(), i.Roadmap(), i.Next(), i.Pathways(), i.Recommend()),
    *(
        i.Fact("salary"),
        i.Fact("timeline"),
        i.Fact("difficulty"),
        i.Fact("demand"),
        i.Fact(),
        i.Compare(),
        i.Forecast(),
    ),
)


@every
def test_every_answer_fits_without_being_cut(pathway: Pathway) -> None:
    learner = Learner(Kept(), SHIPPED)
    learner.say(i.Start(pathway.id))
    about = [
        *(i.AboutStep(step) for step in pathway.steps),
        *(i.AboutSkill(skill.id) for skill in (*pathway.skills, *pathway.transferable_skills)),
        *(i.Roadmap(phase.id) for phase in pathway.phases),
        *(i.Resources(name) for name in (None, *(phase.id for phase in pathway.phases))),
    ]
    for ask in (*ASKED, *about):
        said = learner.say(ask)
        assert "…" not in said, ask
        assert not re.search(r"\band \d+ more\b", said), ask
        assert all(len(label) <= MAX_LABEL and "…" not in label for label in learner.labels), ask
        assert render.text(learner.reply)
