"""What a career pathway is: the values that one pathway file holds, frozen once they are read."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9-]{0,63}$",
        description="Lower-case letters, digits and hyphens; for ever: progress is stored under it.",
    ),
]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Sentence = Annotated[str, Field(min_length=1, max_length=400)]
Paragraph = Annotated[str, Field(min_length=1, max_length=700)]
Weeks = Annotated[int, Field(ge=1, le=104)]
Hours = Annotated[float, Field(gt=0, le=400, multiple_of=0.25, description="In quarters of an hour.")]
Months = Annotated[int, Field(ge=1, le=60)]
Money = Annotated[int, Field(ge=0, le=10_000_000)]
Percent = Annotated[int, Field(ge=-90, le=1000)]


class Value(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Priority(StrEnum):
    """How much a skill matters, most important first."""

    CRITICAL = "critical"
    IMPORTANT = "important"
    NICE_TO_HAVE = "nice-to-have"


class Horizon(StrEnum):
    """The periods that the action plan and the nudges speak of."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class MonthRange(Value):
    """A span of calendar months, as some place on the page states it."""

    where: Name = Field(description="Where the source says so: title, header, faq …")
    low: Months
    high: Months


class PercentRange(Value):
    """A change of pay in percent, as some place on the page states it."""

    where: Name
    low: Percent
    high: Percent


class PayRange(Value):
    """Yearly pay from low to high, in the pathway's currency."""

    where: Name
    low: Money
    high: Money


class Difficulty(Value):
    """How hard the source says the change is."""

    level: Name
    note: Sentence | None = None


class Demand(Value):
    """How much the market wants the role, as the source says."""

    level: Name
    note: Sentence


class Pay(Value):
    """All that the source says of money: claimed changes, and the ranges they can be held against."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    change: tuple[PercentRange, ...] = Field(min_length=1)
    now: PayRange | None = None
    then: PayRange | None = None
    note: Sentence | None = None


class Facts(Value):
    """The header figures of a pathway."""

    difficulty: Difficulty
    timeline: tuple[MonthRange, ...] = Field(min_length=1)
    pay: Pay
    demand: Demand


class Pace(Value):
    """How many hours a week the source's "weeks" stand for."""

    hours: Annotated[float, Field(gt=0, le=80)]
    assumed: bool = True
    why: Sentence | None = None


class Provenance(Value):
    """Where the facts come from and who put them into words."""

    name: Name
    url: Annotated[str, Field(pattern=r"^https://", max_length=300)] | None = None
    note: Paragraph | None = None


class TransferableSkill(Value):
    """A skill the learner already has, and how it carries over."""

    id: Id
    name: Name
    carries_over: Paragraph
    aliases: tuple[Name, ...] = ()


class Skill(Value):
    """A skill to learn."""

    id: Id
    name: Name
    priority: Priority
    weeks: Weeks
    how: tuple[Sentence, ...] = Field(min_length=1)
    aliases: tuple[Name, ...] = ()


class Step(Value):
    """One thing to do. What the source does not say (hours, ties) is the author's judgement: ``assumed``."""

    id: Id
    title: Name
    why: Sentence | None = None
    hours: Hours
    assumed: bool = True
    teaches: tuple[Id, ...] = ()
    needs: tuple[Id, ...] = ()
    part_of: Id | None = Field(default=None, description="The bigger step whose hours include this one's.")
    phase: Id | None = Field(default=None, description="For a step of the action plan that is part of no other.")
    aliases: tuple[Name, ...] = ()


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

    id: Id
    name: Name
    kind: ResourceKind
    by: Name | None = Field(default=None, description="Author or provider.")
    about: tuple[Id, ...] = Field(default=(), description="Skills and steps it serves.")
    note: Sentence | None = Field(default=None, description="What a learner should know, e.g. believed retired.")


class Phase(Value):
    """A stretch of the roadmap."""

    id: Id
    name: Name
    weeks: Weeks
    steps: tuple[Step, ...] = Field(min_length=1)
    resources: tuple[Resource, ...] = ()
    aliases: tuple[Name, ...] = ()


class ActionPlan(Value):
    """What the source says to do in the first week, month and ninety days."""

    week: tuple[Step, ...] = Field(min_length=1, alias="this_week")
    month: tuple[Step, ...] = Field(default=(), alias="this_month")
    quarter: tuple[Step, ...] = Field(default=(), alias="next_90_days")


class RealityCheck(Value):
    """The honest look at the new role."""

    love: tuple[Sentence, ...] = Field(min_length=1)
    miss: tuple[Sentence, ...] = Field(min_length=1)
    challenges: tuple[Sentence, ...] = Field(min_length=1)


class Answer(Value):
    """A frequently asked question. The question may be the author's where the source lost it."""

    id: Id
    question: Sentence
    question_assumed: bool = False
    answer: Paragraph
    about: Literal["salary", "timeline", "difficulty", "demand"] | None = None


class Pathway(Value):
    """A whole pathway, as one file holds it."""

    id: Id
    title: Name
    from_role: Name = Field(alias="from")
    to_role: Name = Field(alias="to")
    aliases: tuple[Name, ...] = ()
    updated: date
    provenance: Provenance
    pace: Pace
    facts: Facts
    overview: tuple[Paragraph, ...] = Field(min_length=1)
    transferable_skills: tuple[TransferableSkill, ...] = ()
    skills: tuple[Skill, ...] = Field(min_length=1)
    phases: tuple[Phase, ...] = Field(min_length=1)
    action_plan: ActionPlan
    reality_check: RealityCheck
    faq: tuple[Answer, ...] = ()

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
        home = {step.id: phase for phase in self.phases for step in phase.steps}
        for step in self.steps.values():
            if step.id not in home:
                home[step.id] = (
                    home[step.part_of] if step.part_of is not None else phases[step.phase or self.phases[0].id]
                )
        return home
