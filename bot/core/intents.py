"""Everything a learner can mean: one frozen class an intent, closed by the ``Intent`` union.

Names and slots are fixed: stored buttons, ``coach ask`` and outside measurements depend on them.
The docstring of each class is its line in the README's table.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias, get_args

from bot.core.belonging import Here, Link, Unlink
from bot.core.digest_intents import Digest, NameMe
from bot.core.own_road import Aim, Changes, Credit, Fit, Load, Part, Proof, Replan, Split
from bot.core.rhythm_intents import CheckIn, Nudge, Pause, Resume
from pathways.model import Horizon

Aspect: TypeAlias = Literal["love", "miss", "challenges"]
FactName: TypeAlias = Literal["salary", "timeline", "difficulty", "demand"]
ExportFormat: TypeAlias = Literal["calendar", "data", "resume", "certificate"]
Puzzle: TypeAlias = Literal["unclear", "empty", "too long", "unreadable", "stale"]


@dataclass(frozen=True, slots=True)
class Next:
    """What to do today, this week, this month or in the next 90 days."""

    name: ClassVar = "next"
    example: ClassVar = "what's next this week?"
    horizon: Horizon = Horizon.WEEK
    spare: int | None = None
    """Minutes that there are: a piece of the current step that fits them."""


@dataclass(frozen=True, slots=True)
class Done:
    """Mark a step done."""

    name: ClassVar = "done"
    example: ClassVar = "finished the linear regression thing"
    step: str | None = None
    """None: it was not said, or not understood, which."""
    named: str = ""
    """The words that should name the step, where no step fits them."""
    on: dt.date | None = None
    """The day it was done; None: today."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last change, or what was said of one step."""

    name: ClassVar = "undo"
    example: ClassVar = "oops, that wasn't finished"
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Drop a step from the plan for good."""

    name: ClassVar = "skip"
    example: ClassVar = "I don't want the certification"
    step: str | None = None
    named: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Put a step off, or this whole week's work."""

    name: ClassVar = "later"
    example: ClassVar = "push kafka to next week"
    step: str | None = None
    until: dt.date | None = None
    named: str = ""


@dataclass(frozen=True, slots=True)
class AboutStep:
    """Explain a step: what, why, how long, with what."""

    name: ClassVar = "step"
    example: ClassVar = "why do I need the business case?"
    step: str | None = None
    named: str = ""


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far you are and what is done."""

    name: ClassVar = "progress"
    example: ClassVar = "how am I doing?"
    pathway: str | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """When you will finish, at your hours or others, and whether a date can be met."""

    name: ClassVar = "forecast"
    example: ClassVar = "will I be done by June?"
    hours: float | None = None
    date: dt.date | None = None
    pathway: str | None = None


@dataclass(frozen=True, slots=True)
class Roadmap:
    """All phases, or what one phase holds."""

    name: ClassVar = "roadmap"
    example: ClassVar = "what happens in phase 3?"
    phase: str | None = None
    pathway: str | None = None


@dataclass(frozen=True, slots=True)
class Gaps:
    """The skills to learn, by priority."""

    name: ClassVar = "gaps"
    example: ClassVar = "what am I missing?"
    pathway: str | None = None


@dataclass(frozen=True, slots=True)
class Strengths:
    """The skills you bring along."""

    name: ClassVar = "strengths"
    example: ClassVar = "what do I already have going for me?"
    pathway: str | None = None


@dataclass(frozen=True, slots=True)
class AboutSkill:
    """One skill: priority, weeks, how to learn it."""

    name: ClassVar = "skill"
    example: ClassVar = "tell me about MLOps"
    skill: str | None = None
    named: str = ""


@dataclass(frozen=True, slots=True)
class Resources:
    """Books, courses and documentation, all or about one thing."""

    name: ClassVar = "resources"
    example: ClassVar = "a book on system design?"
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Reality:
    """What you will love, miss and find hard."""

    name: ClassVar = "reality"
    example: ClassVar = "what will I hate about it?"
    aspect: Aspect | None = None
    pathway: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the pathway: salary, timeline, difficulty or demand."""

    name: ClassVar = "fact"
    example: ClassVar = "how much more would I make?"
    fact: FactName | None = None
    pathway: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What this pathway and the new role are."""

    name: ClassVar = "overview"
    example: ClassVar = "what does an AI architect do?"
    pathway: str | None = None


@dataclass(frozen=True, slots=True)
class Pathways:
    """Which pathways there are."""

    name: ClassVar = "pathways"
    example: ClassVar = "what else can you teach me?"


@dataclass(frozen=True, slots=True)
class Recommend:
    """Which pathway fits you."""

    name: ClassVar = "recommend"
    example: ClassVar = "which one should I pick?"


@dataclass(frozen=True, slots=True)
class Compare:
    """Pathways side by side."""

    name: ClassVar = "compare"
    example: ClassVar = "AI architect or ML engineer?"
    pathways: tuple[str, ...] = ()
    named: str = ""
    """A career that was named and has no pathway."""


@dataclass(frozen=True, slots=True)
class Start:
    """Take up a pathway, or switch to it."""

    name: ClassVar = "start"
    example: ClassVar = "sign me up for AI architect"
    pathway: str | None = None
    named: str = ""
    beside: bool = False
    """Together with the one in hand, not in its place."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Show your settings, or change hours, time zone, nudge day and time, quiet hours and days."""

    name: ClassVar = "settings"
    example: ClassVar = "I only have 4 hours a week"
    hours: float | None = None
    timezone: str | None = None
    day: str | None = None
    """mon … sun"""
    time: dt.time | None = None
    quiet: tuple[str, ...] = ()
    """When no nudges may come: ``22:00-07:00``, ``20:00-`` (from then on), ``-10:00`` (until then), ``sat``."""
    lifted: tuple[str, ...] = ()
    """Days on which they may come again; ``all`` lifts everything."""


@dataclass(frozen=True, slots=True)
class Export:
    """Take your plan, data or achievements out."""

    name: ClassVar = "export"
    example: ClassVar = "put my plan in my calendar"
    format: ExportFormat | None = None


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete everything about you (asks first)."""

    name: ClassVar = "forget"
    example: ClassVar = "delete my data"
    confirmed: bool = False
    """Only the button of the confirmation says yes."""


@dataclass(frozen=True, slots=True)
class Help:
    """What the coach can do."""

    name: ClassVar = "help"
    example: ClassVar = "help"


@dataclass(frozen=True, slots=True)
class Smalltalk:
    """Greeting, thanks, goodbye."""

    name: ClassVar = "smalltalk"
    example: ClassVar = "thanks!"
    kind: Literal["hello", "thanks", "goodbye", "mood", "ok", "low"] = "hello"


@dataclass(frozen=True, slots=True)
class Unknown:
    """None of the above: said openly, with what would work."""

    name: ClassVar = "unknown"
    example: ClassVar = "order me a pizza"
    said: str = ""
    puzzle: Puzzle = "unclear"


Intent: TypeAlias = (
    Next | Done | Undo | Skip | Later | AboutStep | HowFar | Forecast | Roadmap | Gaps | Strengths
    | AboutSkill | Resources | Reality | Fact | Overview | Pathways | Recommend | Compare | Start
    | Settings | Pause | Resume | Nudge | CheckIn | Export | Link | Unlink | Here | Forget
    | Part | Split | Credit | Proof | Load | Replan | Aim | Changes | Fit | Digest | NameMe | Help | Smalltalk | Unknown
)  # fmt: skip

OfAPathway: TypeAlias = HowFar | Forecast | Roadmap | Gaps | Strengths | Reality | Fact | Overview
"""What can be asked of a pathway beside the one in hand: ``pathway`` names it, and None means the one in hand."""

INTENTS: dict[str, type[Intent]] = {kind.name: kind for kind in get_args(Intent)}
