"""Every fact of a shipped pathway can be asked for, and the answer says it and where it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.terminal import render
from bot.core import phrases
from bot.core.coach import Coach, Request
from bot.core.forgetful import Forgetful
from pathways.learner import Account
from pathways.loader import load_catalog
from pathways.model import Pathway

CATALOG = load_catalog(Path(__file__).parent.parent / "pathways" / "catalog").pathways
NOW = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)


BROADER = {
    "salary": "how much more would I make?",
    "timeline": "how long does it take?",
    "difficulty": "how hard is it?",
    "demand": "is there demand for it?",
    None: "what is this pathway about?",
}
"""What asks for the figure that a page's question is about, for whoever does not know that question."""


@dataclass(frozen=True)
class Item:
    """Something that the file says: where, natural ways to ask for it, and what an answer must hold."""

    pathway: Pathway
    place: str
    questions: tuple[str, ...]
    facts: tuple[str, ...]
    within: str = ""
    """The place that the answer may name instead: the list it stands in."""

    def __str__(self) -> str:
        return f"{self.pathway.to_role}: {self.place}"


def items(pathway: Pathway) -> list[Item]:
    parts = (header, page, skills, phases, steps, horizons, reality)
    return [item for part in parts for item in part(pathway)]


def header(pathway: Pathway) -> list[Item]:
    facts = pathway.facts
    pay, now, then = facts.pay, facts.pay.now, facts.pay.then
    assert now is not None
    assert then is not None
    long, much = ("how long does it take?",), ("how much more would I make?",)
    claims = [
        Item(
            pathway,
            "facts.timeline",
            long,
            (f"{claim.low} {f'to {claim.high} ' * (claim.low != claim.high)}months", where),
        )
        for claim in facts.timeline
        for where in (f"({claim.where})",)
    ]
    rises = [
        Item(pathway, "facts.pay", much, (f"+{c.low}% {f'to +{c.high}% ' * (c.low != c.high)}({c.where})",))
        for c in pay.change
    ]
    ranges = [
        Item(pathway, "facts.pay", much, (f"${r.low // 1000}k to ${r.high // 1000}k {when} ({r.where})",))
        for when, r in (("now", now), ("then", then))
    ]
    why = pathway.pace.why
    assert why is not None
    return [
        Item(pathway, "facts.difficulty", ("how hard is it?",), (facts.difficulty.level.lower(),)),
        Item(pathway, "facts.demand", ("is there demand for it?",), (facts.demand.level.lower(), facts.demand.note)),
        *claims,
        *rises,
        *ranges,
        Item(pathway, "pace", long, (f"{pathway.pace.hours:g} h a week is assumed", why)),
    ]


def page(pathway: Pathway) -> list[Item]:
    about = ("what is this pathway about?", f"what does an {pathway.to_role} do?")
    source = pathway.provenance
    updated = f"{pathway.updated.day} {pathway.updated:%b}"
    assert source.note is not None
    asked = [
        Item(pathway, f"faq.{each.id}", (each.question, BROADER[each.about]), (each.question, each.answer))
        for each in pathway.faq
    ]
    return [
        Item(pathway, "title", ("what else can you teach me?",), (pathway.title,)),
        Item(pathway, "overview", about, (pathway.from_role, pathway.to_role, *pathway.overview)),
        Item(pathway, "provenance", about, (source.name, source.url or source.name, source.note, updated)),
        *asked,
    ]


def skills(pathway: Pathway) -> list[Item]:
    brought = [
        Item(
            pathway,
            f"transferable_skills.{skill.id}",
            (f"tell me about {skill.name}",),
            (skill.name, skill.carries_over),
        )
        for skill in pathway.transferable_skills
    ]
    wanted = [
        Item(
            pathway,
            f"skills.{skill.id}",
            (f"tell me about {skill.name}",),
            (skill.name, skill.priority.value.replace("-", " "), phrases.count(skill.weeks, "week"), *skill.how),
        )
        for skill in pathway.skills
    ]
    missing = tuple(f"{skill.name} · {phrases.count(skill.weeks, 'week')}" for skill in pathway.skills)
    have = tuple(f"{skill.name}: {skill.carries_over}" for skill in pathway.transferable_skills)
    return [
        *brought,
        *wanted,
        Item(pathway, "skills", ("what am I missing?",), missing),
        Item(pathway, "transferable_skills", ("what do I already have going for me?",), have),
    ]


def phases(pathway: Pathway) -> list[Item]:
    found: list[Item] = []
    for number, phase in enumerate(pathway.phases, start=1):
        holds = (phase.name, f"{phase.weeks} weeks", *(step.title for step in phase.steps))
        questions = (f"what happens in phase {number}?", f"what is in {phase.name}?")
        found += [Item(pathway, f"phases.{phase.id}", (question,), holds) for question in questions]
        for resource in phase.resources:
            facts = tuple(fact for fact in (resource.name, resource.kind.value, resource.by, resource.note) if fact)
            place = f"phases.{phase.id}.resources"
            found += [
                Item(pathway, f"{place}.{resource.id}", (f"resources for {phase.name}",), facts, within=place),
                Item(
                    pathway,
                    f"{place}.{resource.id}",
                    (f"tell me about {resource.name}", f"resources for {resource.name}"),
                    facts,
                ),
            ]
    found.append(
        Item(pathway, "phases", ("roadmap",), tuple(f"{phase.name} · {phase.weeks} weeks" for phase in pathway.phases))
    )
    return found


def steps(pathway: Pathway) -> list[Item]:
    names = {skill.id: skill.name for skill in pathway.skills}
    found: list[Item] = []
    for step in pathway.steps.values():
        hours, minutes = divmod(round(step.hours * 60), 60)
        length = " ".join(
            ([f"{hours} h"] if hours else []) + ([f"{minutes}" if hours else f"{minutes} min"] if minutes else [])
        )
        needed = [pathway.steps[need].name for need in step.needs]
        taught = [names[skill] for skill in step.teaches]
        facts = (step.title, step.why or step.title, length, *needed, *taught)
        questions = (
            f"why {step.title}?",
            *(f"why {name}?" for name in (step.name, *step.aliases)),
        )
        found.append(Item(pathway, f"steps.{step.id}", questions, facts))
    return found


def horizons(pathway: Pathway) -> list[Item]:
    plan = pathway.action_plan
    asked = (
        ("steps", plan.week, "what's next this week?"),
        ("action_plan.this_month", plan.month, "what's next this month?"),
        ("action_plan.next_90_days", plan.quarter, "what's next in the next 90 days?"),
    )
    return [
        Item(pathway, f"steps.{step.id}" if place == "steps" else place, (question,), (step.title,))
        for place, steps, question in asked
        for step in steps
    ]


def reality(pathway: Pathway) -> list[Item]:
    check = pathway.reality_check
    asked = (
        ("love", check.love, "what will I love about it?"),
        ("miss", check.miss, "what will I miss?"),
        ("challenges", check.challenges, "what are the biggest challenges?"),
    )
    return [
        Item(pathway, f"reality_check.{side}", (question,), (said,))
        for side, sayings, one in asked
        for said in sayings
        for question in (one, "give me the reality check")
    ]


@pytest.mark.parametrize("item", [item for each in CATALOG.values() for item in items(each)], ids=str)
def test_the_fact_is_a_question_away(item: Item) -> None:
    coach = Coach(CATALOG, Forgetful(), lambda: NOW, item.pathway.id)
    tried: list[str] = []
    for question in item.questions:
        answer = coach.consider(Request(Account("test", "", "somebody"), question))
        said = " ".join(render.text(answer.reply).split())
        places = {source.removeprefix(f"{item.pathway.id}#") for source in answer.reply.sources}
        lacking = [fact for fact in item.facts if fact not in said]
        if not lacking and places & {item.place, item.within or item.place}:
            return
        tried.append(f"{question!r} was read as {answer.reading.intent}; lacks {lacking}; names {sorted(places)}")
    pytest.fail("\n".join(tried))


@pytest.mark.parametrize("pathway", CATALOG.values(), ids=lambda pathway: pathway.to_role)
def test_no_part_of_the_file_is_left_out(pathway: Pathway) -> None:
    told = {item.place.split(".")[0] for item in items(pathway)}
    parts = set(type(pathway).model_fields) - {"id", "aliases", "from_role", "to_role", "updated", "changes"}
    # the roles and the day stand in the overview, the first week under its steps; changes are told in time
    assert parts <= told
