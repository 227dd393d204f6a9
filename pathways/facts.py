"""The kinds of text and number that a pathway is made of, and the figures its source claims.

Every text is one line without control characters once it is read, so no renderer has to mistrust it for that.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What a reader cannot see yet a terminal or a chat obeys: controls, and marks that turn the writing direction."""


def one_line(text: str) -> str:
    """Join the lines and refuse what cannot be seen."""
    line = " ".join(text.split())
    if found := _UNSEEN.search(line):
        raise ValueError(f"there is an unseen character (U+{ord(found[0]):04X}) in this text; type the text anew")
    return line


def _text(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


def _shaped(pattern: str, shape: str) -> object:
    """A pattern with the words for it; editors show ``patternErrorMessage`` in place of the expression."""
    return Field(pattern=pattern, json_schema_extra={"patternErrorMessage": shape})


Id = Annotated[
    str,
    _shaped(r"^[a-z0-9][a-z0-9-]{0,63}$", "an id such as first-step: lower-case letters, digits and hyphens"),
]
Name = Annotated[str, _text(120), AfterValidator(one_line)]
Sentence = Annotated[str, _text(400), AfterValidator(one_line)]
Paragraph = Annotated[str, _text(700), AfterValidator(one_line)]
Currency = Annotated[str, _shaped(r"^[A-Z]{3}$", "a currency's three capital letters, such as USD")]
Address = Annotated[
    str,
    Field(max_length=300),
    _shaped(r"^https://[^\s<>|\"'`]+$", "a web address that begins with https://"),
]
Weeks = Annotated[int, Field(ge=1, le=104)]
Hours = Annotated[float, Field(gt=0, le=400, multiple_of=0.25)]
Months = Annotated[int, Field(ge=1, le=60)]
Money = Annotated[int, Field(ge=0, le=10_000_000)]
Percent = Annotated[int, Field(ge=-90, le=1000)]
Where = Annotated[Name, Field(description="Where the source says so: title, header, FAQ …")]


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


class _Span(Value):
    """From ``low`` to ``high``; a single figure is both."""

    where: Where
    low: int
    high: int

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low is {self.low} and high is {self.high}; low goes first, and may equal high")
        return self


class MonthRange(_Span):
    """A span of calendar months, as some place on the page states it."""

    low: Months = Field(description="The fewest months; the same as high where the source gives one figure.")
    high: Months = Field(description="The most months.")


class PercentRange(_Span):
    """A change of pay in percent, as some place on the page states it."""

    low: Percent = Field(description="The smallest change, 50 for +50 %; a loss is negative.")
    high: Percent = Field(description="The biggest change; the same as low where the source gives one figure.")


class PayRange(_Span):
    """Yearly pay from low to high, in the pathway's currency."""

    low: Money = Field(description="A plain number, such as 85000.")
    high: Money = Field(description="A plain number, such as 140000.")


class Difficulty(Value):
    """How hard the source says the change is."""

    level: Name = Field(description="The source's word for it: Easy, Moderate, Challenging …")
    note: Sentence | None = Field(default=None, description="What makes it so.")


class Demand(Value):
    """How much the market wants the role, as the source says."""

    level: Name = Field(description="The source's word for it, such as Very high.")
    note: Sentence = Field(description="Who wants such people, and what for.")


class Pay(Value):
    """All that the source says of money: claimed changes, and the ranges they can be held against."""

    currency: Currency = Field(description="Three letters, such as USD or EUR.")
    change: tuple[PercentRange, ...] = Field(min_length=1, description="Each rise or fall the source claims.")
    now: PayRange | None = Field(default=None, description="What the role left behind pays.")
    then: PayRange | None = Field(default=None, description="What the new role pays.")
    note: Sentence | None = Field(default=None, description="What the pay depends on.")


class Facts(Value):
    """The header figures of a pathway. Where the source contradicts itself, all its figures."""

    difficulty: Difficulty = Field(description="How hard the change is.")
    timeline: tuple[MonthRange, ...] = Field(min_length=1, description="Each length the source claims.")
    pay: Pay = Field(description="Claimed changes of pay and the pay ranges.")
    demand: Demand = Field(description="How much the market wants the role.")
