"""What a learner can mean who makes a road their own: intents like those of ``intents.py``, which names them all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Literal

from pathways.deeds import Question, Way


@dataclass(frozen=True, slots=True)
class Part:
    """Say how far you are with a step."""

    name: ClassVar = "part"
    example: ClassVar = "halfway through the kafka pipeline"
    step: str | None = None
    share: float | None = None
    """Of the whole step, from 0 to 1."""
    minutes: int | None = None
    """More than before."""
    named: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """Cut a step that is too big into two to four smaller ones."""

    name: ClassVar = "split"
    example: ClassVar = "split the kafka pipeline"
    step: str | None = None
    parts: int | None = None
    named: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Say what you know already, so that the plan gets shorter."""

    name: ClassVar = "credit"
    example: ClassVar = "I already know SQL"
    step: str | None = None
    skill: str | None = None
    level: Literal["known", "rusty", "new"] = "known"
    named: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Keep a line or a link as evidence for a finished step."""

    name: ClassVar = "proof"
    example: ClassVar = "proof: https://example.org/my-repository"
    step: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """Fewer or more hours for a while: this week, or until a date."""

    name: ClassVar = "load"
    example: ClassVar = "only 2 hours this week"
    hours: float | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Replan:
    """After a slip: three ways on, each worked out, and one tap takes one."""

    name: ClassVar = "replan"
    example: ClassVar = "I fell behind"
    way: Way | None = None
    date: dt.date | None = None
    """By when all should be done; None: when it would have been without the slip."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A date that you would like to be done by."""

    name: ClassVar = "aim"
    example: ClassVar = "my goal is June 2027"
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new edition of your pathway brought; you take it when you are ready."""

    name: ClassVar = "changes"
    example: ClassVar = "what changed in my pathway?"
    take: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """Make the plan yours: three questions, each of which can be left out."""

    name: ClassVar = "fit"
    example: ClassVar = "make it fit me"
    question: Question | None = None
    """The one that is left out; None: all that are open."""
    passed: bool = False
    """What is not answered is left out."""
    hours: float | None = None
    known: tuple[str, ...] = ()
    """Skills and steps that are known already."""
    by: dt.date | None = None
