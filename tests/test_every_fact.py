"""Every fact of the shipped pathway can be asked for, and the answer says it and where it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.terminal import render
from bot.core.coach import Coach, Request
from bot.core.forgetful import Forgetful
from pathways.learner import Account
from pathways.loader import load_catalog

CATALOG = load_catalog(Path(__file__).parent.parent / "pathways" / "catalog").pathways
PATHWAY = CATALOG["backend-developer-to-ai-architect"]
NOW = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
COACH = Coach(CATALOG, Forgetful(), lambda: NOW, PATHWAY.id)


@dataclass(frozen=True)
class Item:
    """Something that the file says: where, natural ways to ask for it, and what an answer must hold."""

    place: str
    questions: tuple[str, ...]
    facts: tuple[str, ...]
    within: str = ""
    """The place that the answer may name instead: the list it stands in."""

    def __str__(self) -> str:
        return self.place


def items() -> list[Item]:
    return [*header(), *page(), *skills(), *phases(), *steps(), *horizons(), *reality()]


def header() -> list[Item]:
    facts = PATHWAY.facts
    pay, now, then = facts.pay, facts.pay.now, facts.pay.then
    assert now is not None
    assert then is not None
    long, much = ("how long does it take?",), ("how much more would I make?",)
    claims = [
        Item("facts.timeline", long, (f"{claim.low} {f'to {claim.high} ' * (claim.low != claim.high)}months", where))
        for claim in facts.timeline
        for where in (f"({claim.where})",)
    ]
    rises = [
        Item("facts.pay", much, (f"+{c.low}% {f'to +{c.high}% ' * (c.low != c.high)}({c.where})",)) for c in pay.change
    ]
    ranges = [
        Item("facts.pay", much, (f"${r.low // 1000}k to ${r.high // 1000}k {when} ({r.where})",))
        for when, r in (("now", now), ("then", then))
    ]
    why = PATHWAY.pace.why
    assert why is not None
    return [
        Item("facts.difficulty", ("how hard is it?",), (facts.difficulty.level.lower(),)),
        Item("facts.demand", ("is there demand for it?",), (facts.demand.level.lower(), facts.demand.note)),
        *claims,
        *rises,
        *ranges,
        Item("pace", long, (f"{PATHWAY.pace.hours:g} h a week is assumed", why)),
    ]


def page() -> list[Item]:
    about = ("what is this pathway about?", f"what does an {PATHWAY.to_role} do?")
    source = PATHWAY.provenance
    updated = f"{PATHWAY.updated.day} {PATHWAY.updated:%b}"
    assert source.url is not None
    assert source.note is not None
    asked = [Item(f"faq.{each.id}", (each.question,), (each.question, each.answer)) for each in PATHWAY.faq]
    return [
        Item("title", ("what else can you teach me?",), (PATHWAY.title,)),
        Item("overview", about, (PATHWAY.from_role, PATHWAY.to_role, *PATHWAY.overview)),
        Item("provenance", about, (source.name, source.url, source.note, updated)),
        *asked,
    ]


def skills() -> list[Item]:
    brought = [
        Item(f"transferable_skills.{skill.id}", (f"tell me about {skill.name}",), (skill.name, skill.carries_over))
        for skill in PATHWAY.transferable_skills
    ]
    wanted = [
        Item(
            f"skills.{skill.id}",
            (f"tell me about {skill.name}",),
            (skill.name, skill.priority.value.replace("-", " "), f"{skill.weeks} weeks", *skill.how),
        )
        for skill in PATHWAY.skills
    ]
    missing = tuple(f"{skill.name} · {skill.weeks} weeks" for skill in PATHWAY.skills)
    have = tuple(f"{skill.name}: {skill.carries_over}" for skill in PATHWAY.transferable_skills)
    return [
        *brought,
        *wanted,
        Item("skills", ("what am I missing?",), missing),
        Item("transferable_skills", ("what do I already have going for me?",), have),
    ]


def phases() -> list[Item]:
    found: list[Item] = []
    for number, phase in enumerate(PATHWAY.phases, start=1):
        holds = (phase.name, f"{phase.weeks} weeks", *(step.title for step in phase.steps))
        questions = (f"what happens in phase {number}?", f"what is in {phase.name}?")
        found += [Item(f"phases.{phase.id}", (question,), holds) for question in questions]
        for resource in phase.resources:
            facts = tuple(fact for fact in (resource.name, resource.kind.value, resource.by, resource.note) if fact)
            place = f"phases.{phase.id}.resources"
            found += [
                Item(f"{place}.{resource.id}", (f"resources for {phase.name}",), facts, within=place),
                Item(
                    f"{place}.{resource.id}",
                    (f"tell me about {resource.name}", f"resources for {resource.name}"),
                    facts,
                ),
            ]
    found.append(Item("phases", ("roadmap",), tuple(f"{phase.name} · {phase.weeks} weeks" for phase in PATHWAY.phases)))
    return found


def steps() -> list[Item]:
    names = {skill.id: skill.name for skill in PATHWAY.skills}
    found: list[Item] = []
    for step in PATHWAY.steps.values():
        hours, minutes = divmod(round(step.hours * 60), 60)
        length = " ".join(
            ([f"{hours} h"] if hours else []) + ([f"{minutes}" if hours else f"{minutes} min"] if minutes else [])
        )
        needed = [PATHWAY.steps[need].name for need in step.needs]
        taught = [names[skill] for skill in step.teaches]
        facts = (step.title, step.why or step.title, length, *needed, *taught)
        questions = (
            f"why {step.title}?",
            *(f"why {name}?" for name in (step.name, *step.aliases)),
        )
        found.append(Item(f"steps.{step.id}", questions, facts))
    return found


def horizons() -> list[Item]:
    plan = PATHWAY.action_plan
    asked = (
        ("steps", plan.week, "what's next this week?"),
        ("action_plan.this_month", plan.month, "what's next this month?"),
        ("action_plan.next_90_days", plan.quarter, "what's next in the next 90 days?"),
    )
    return [
        Item(f"steps.{step.id}" if place == "steps" else place, (question,), (step.title,))
        for place, steps, question in asked
        for step in steps
    ]


def reality() -> list[Item]:
    check = PATHWAY.reality_check
    asked = (
        ("love", check.love, "what will I love about it?"),
        ("miss", check.miss, "what will I miss?"),
        ("challenges", check.challenges, "what are the biggest challenges?"),
    )
    return [
        Item(f"reality_check.{side}", (question,), (said,))
        for side, sayings, one in asked
        for said in sayings
        for question in (one, "give me the reality check")
    ]


@pytest.mark.parametrize("item", items(), ids=str)
def test_the_fact_is_a_question_away(item: Item) -> None:
    tried: list[str] = []
    for question in item.questions:
        answer = COACH.consider(Request(Account("test", "", "somebody"), question))
        said = " ".join(render.text(answer.reply).split())
        places = {source.removeprefix(f"{PATHWAY.id}#") for source in answer.reply.sources}
        lacking = [fact for fact in item.facts if fact not in said]
        if not lacking and places & {item.place, item.within or item.place}:
            return
        tried.append(f"{question!r} was read as {answer.reading.intent}; lacks {lacking}; names {sorted(places)}")
    pytest.fail("\n".join(tried))


def test_no_part_of_the_file_is_left_out() -> None:
    told = {item.place.split(".")[0] for item in items()}
    parts = set(type(PATHWAY).model_fields) - {"id", "aliases", "from_role", "to_role", "updated", "changes"}
    # the roles and the day stand in the overview, the first week under its steps; changes are told in time
    assert parts <= told
