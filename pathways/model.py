"""What a career pathway is: the values that one pathway file holds, frozen once they are read."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from typing import Annotated, Any, Literal

from pydantic import Field

from pathways.facts import (
    Address,
    Demand,
    Difficulty,
    Facts,
    Horizon,
    Hours,
    Id,
    MonthRange,
    Name,
    Paragraph,
    Pay,
    PayRange,
    PercentRange,
    Priority,
    Sentence,
    ShortName,
    Value,
    Weeks,
)

__all__ = [
    "ActionPlan",
    "Answer",
    "Change",
    "Demand",
    "Difficulty",
    "Ease",
    "Facts",
    "Horizon",
    "MonthRange",
    "Pace",
    "Pathway",
    "Pay",
    "PayRange",
    "PercentRange",
    "Phase",
    "Priority",
    "Provenance",
    "RealityCheck",
    "Resource",
    "ResourceKind",
    "Skill",
    "Step",
    "TransferableSkill",
    "Value",
]

OwnId = Annotated[Id, Field(description="For ever: people's progress is stored under it. Unique in the whole file.")]
Aliases = Annotated[tuple[Name, ...], Field(description="Other words that people would type for it.")]
Sentences = Annotated[tuple[Sentence, ...], Field(min_length=1)]


class Pace(Value):
    """How many hours a week the source's "weeks" stand for."""

    hours: Annotated[float, Field(gt=0, le=80)] = Field(description="Hours a week.")
    assumed: bool = Field(default=True, description="false if the source says it, true if you assume it.")
    why: Sentence | None = Field(default=None, description="What the assumption rests on.")


class Provenance(Value):
    """Where the facts come from and who put them into words."""

    name: Name = Field(description="The source: a page, a book, yourself.")
    url: Address | None = Field(default=None, description="Its web address, if it has one.")
    note: Paragraph | None = Field(default=None, description="What you took from it and what you added.")


class Ease(Value):
    """How much lighter a skill that people bring along makes a step."""

    step: Id = Field(description="Id of the step.")
    hours: Hours = Field(description="How much longer it would take without the skill; the step's hours leave it out.")


class TransferableSkill(Value):
    """A skill the learner already has, and how it carries over."""

    id: OwnId
    name: Name = Field(description="What the skill is called.")
    carries_over: Paragraph = Field(description="What it is good for in the new role.")
    aliases: Aliases = ()
    eases: tuple[Ease, ...] = Field(default=(), description="Steps that it makes lighter; your judgement.")


class Skill(Value):
    """A skill to learn."""

    id: OwnId
    name: Name = Field(description="What the skill is called.")
    priority: Priority = Field(description="How much it matters.")
    weeks: Weeks = Field(description="How many weeks it takes, learned by itself.")
    how: Sentences = Field(description="How to learn it: first what to study, then how to practise.")
    aliases: Aliases = ()


class Step(Value):
    """One thing to do. What the source does not say (hours, ties) is the author's judgement: ``assumed``."""

    id: OwnId
    title: Name = Field(description="The deed in one line; begin with a verb.")
    short: ShortName | None = Field(
        default=None, description="The same in a few words, for buttons and lists; without it the title is used."
    )
    why: Sentence | None = Field(default=None, description="What it gives the learner, in one sentence.")
    hours: Hours = Field(description="How long it takes, in quarters of an hour (0.25).")
    assumed: bool = Field(default=True, description="false if the source states the hours, true if you judged them.")
    teaches: tuple[Id, ...] = Field(default=(), description="Ids of skills to learn that it teaches.")
    needs: tuple[Id, ...] = Field(default=(), description="Ids of steps that must be done before it.")
    part_of: Id | None = Field(default=None, description="The bigger step of a phase; its hours include this one's.")
    phase: Id | None = Field(
        default=None, description="The phase it counts to. Action plan only, for a step that is part of no other."
    )
    aliases: Aliases = ()

    @property
    def name(self) -> str:
        """What it is called in passing."""
        return self.short or self.title


class ResourceKind(StrEnum):
    """What sort of thing a resource is."""

    COURSE = "course"
    BOOK = "book"
    DOCUMENTATION = "documentation"
    TUTORIAL = "tutorial"
    EXAMPLES = "examples"
    ARTICLES = "articles"
    PRACTICE = "practice"
    MATERIAL = "material"


class Resource(Value):
    """Something to learn from."""

    id: OwnId
    name: Name = Field(description="Its title.")
    kind: ResourceKind = Field(description="What sort of thing it is.")
    by: Name | None = Field(default=None, description="Author or provider.")
    url: Address | None = Field(default=None, description="Its own web address, where you are sure of it.")
    about: tuple[Id, ...] = Field(default=(), description="Ids of the skills and steps it serves.")
    note: Sentence | None = Field(default=None, description="What a learner should know, such as believed retired.")


class Phase(Value):
    """A stretch of the roadmap. Phases follow each other in the order of the file."""

    id: OwnId
    name: Name = Field(description="What the phase is called.")
    weeks: Weeks = Field(description="How long it takes at the pace given above.")
    steps: tuple[Step, ...] = Field(min_length=1, description="What to do, in order.")
    resources: tuple[Resource, ...] = Field(default=(), description="What to learn from.")
    aliases: Aliases = ()


class ActionPlan(Value):
    """What the source says to do in the first week, month and ninety days."""

    week: tuple[Step, ...] = Field(min_length=1, alias="this_week", description="To do in the first week.")
    month: tuple[Step, ...] = Field(default=(), alias="this_month", description="To do in the first 30 days.")
    quarter: tuple[Step, ...] = Field(default=(), alias="next_90_days", description="To do in the first 90 days.")


class RealityCheck(Value):
    """The honest look at the new role."""

    love: Sentences = Field(description="What somebody from the old role will love.")
    miss: Sentences = Field(description="What they might miss.")
    challenges: Sentences = Field(description="What will be hard.")


class Answer(Value):
    """A frequently asked question. The question may be the author's where the source lost it."""

    id: OwnId
    question: Sentence = Field(description="The question, ending in a question mark.")
    question_assumed: bool = Field(default=False, description="true if you had to supply the question.")
    answer: Paragraph = Field(description="The answer, with the source's figures.")
    about: Literal["salary", "timeline", "difficulty", "demand"] | None = Field(
        default=None, description="The fact it speaks of, if it is one of these."
    )


class Change(Value):
    """Why a later edition of the file is as it is. People who are on the way are told, and take it when ready."""

    on: date = Field(description="The day of the edition: year-month-day.")
    note: Sentence = Field(description="Why, in one sentence; what is different the coach finds by itself.")


_ALSO = {"__all__": {"aliases"}}
_UNSEEN: Any = {
    **dict.fromkeys(("updated", "changes", "aliases"), True),
    **dict.fromkeys(("transferable_skills", "skills"), _ALSO),
    "phases": {"__all__": {"aliases": True, "steps": _ALSO}},
    "action_plan": {"week": _ALSO, "month": _ALSO, "quarter": _ALSO},
}
"""What speaks to the file's readers and to the reading of words, and shows nowhere."""


class Pathway(Value):
    """A whole pathway, as one file holds it."""

    id: OwnId = Field(description="The same as the file's name without .yaml. For ever.")
    title: Name = Field(description="What the pathway is called.")
    from_role: Name = Field(alias="from", description="The role that people leave.")
    to_role: Name = Field(alias="to", description="The role that people reach.")
    aliases: Aliases = ()
    updated: date = Field(description="When you last changed the file: year-month-day, such as 2026-11-23.")
    provenance: Provenance = Field(description="Where the facts come from.")
    pace: Pace = Field(description="How many hours a week the weeks stand for.")
    facts: Facts = Field(description="Difficulty, timeline, pay and demand.")
    overview: tuple[Paragraph, ...] = Field(min_length=1, description="What the role is and why it suits; paragraphs.")
    transferable_skills: tuple[TransferableSkill, ...] = Field(default=(), description="What people bring along.")
    skills: tuple[Skill, ...] = Field(min_length=1, description="What there is to learn.")
    phases: tuple[Phase, ...] = Field(min_length=1, description="The roadmap.")
    action_plan: ActionPlan = Field(description="The first week, month and ninety days.")
    reality_check: RealityCheck = Field(description="What people will love, miss and find hard.")
    faq: tuple[Answer, ...] = Field(default=(), description="Questions people ask, and their answers.")
    changes: tuple[Change, ...] = Field(default=(), description="Why later editions changed, oldest first.")

    @cached_property
    def edition(self) -> str:
        """Names what a learner sees of the pathway: where it is the same, nothing that they could see has changed."""
        return blake2b(json.dumps(self.seen(), sort_keys=True).encode(), digest_size=16).hexdigest()

    def seen(self) -> dict[str, Any]:
        """All that a learner could see of it, as plain values."""
        # what stays as it is by default is left out, so that a key that the format gains changes no edition's name
        return self.model_dump(mode="json", exclude=_UNSEEN, exclude_defaults=True)

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step by id: the action plan's first, then the phases', each in the source's order."""
        actions = (*self.action_plan.week, *self.action_plan.month, *self.action_plan.quarter)
        return {step.id: step for step in (*actions, *(step for phase in self.phases for step in phase.steps))}

    @cached_property
    def parts(self) -> dict[str, tuple[Step, ...]]:
        """The parts of each step that has parts, in the source's order."""
        whole: dict[str, list[Step]] = {}
        for step in self.steps.values():
            if step.part_of is not None:
                whole.setdefault(step.part_of, []).append(step)
        return {step_id: tuple(parts) for step_id, parts in whole.items()}

    @cached_property
    def phase_of(self) -> dict[str, Phase]:
        """The phase each step belongs to: its own, or that of the step it is part of."""
        phases = {phase.id: phase for phase in self.phases}
        own = {step.id: phase for phase in self.phases for step in phase.steps}
        return {
            step.id: own[step.part_of or step.id] if step.phase is None else phases[step.phase]
            for step in self.steps.values()
        }
