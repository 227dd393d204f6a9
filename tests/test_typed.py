"""Commands as they are typed: name and options in one go; a sentence that only begins like one is a sentence."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.core import intents as i
from bot.core import typed
from bot.core.understand import Scope
from pathways.model import Horizon
from tests.talk import ARCHITECT, MONDAY_MORNING, SHIPPED, Kept, Learner

SCOPE = Scope(ARCHITECT, tuple(SHIPPED.values()), MONDAY_MORNING.date())
KAFKA = "kafka-spark-pipeline"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("credit", i.Credit()),
        ("credit kafka", i.Credit(KAFKA)),
        ("Credit deep learning rusty", i.Credit(skill="deep-learning-frameworks", level="rusty")),
        ("road credit sql new to me", i.Credit(skill="sql-and-databases", level="new")),
        (f"credit {KAFKA}", i.Credit(KAFKA)),
        ("credit data-engineering-pipelines", i.Credit(skill="data-engineering-pipelines")),
        ("part kafka halfway", i.Part(KAFKA, 0.5)),
        ("part kafka 45 min", i.Part(KAFKA, minutes=45)),
        ("split kafka 3", i.Split(KAFKA, 3)),
        ("split kafka four", i.Split(KAFKA, 4)),
        ("aim june 2027", i.Aim(dt.date(2027, 6, 1))),
        ("aim by 2027-06-01", i.Aim(dt.date(2027, 6, 1))),
        ("load 2", i.Load(2.0)),
        ("load 2,5 hours until friday", i.Load(2.5, dt.date(2026, 12, 4))),
        ("check-in too little", i.CheckIn("more")),
        ("replan drop what is nice to have", i.Replan("less")),
        ("nudge 90 days", i.Nudge(Horizon.QUARTER)),
        ("changes take", i.Changes(take=True)),
        ("fit 5 kafka by june", i.Fit(hours=5.0, known=(KAFKA,), by=dt.date(2027, 6, 1))),
        ("account here", i.Here()),
        ("here", i.Here()),
        ("road gaps", i.Gaps()),
        ("road proof kafka", i.Proof(KAFKA)),
        ("road step kafka", i.AboutStep(KAFKA)),
        ("account unlink", i.Unlink()),
    ],
)
def test_a_command_is_read_whole(words: str, meant: i.Intent) -> None:
    assert typed.read(words, SCOPE) == meant


@pytest.mark.parametrize(
    "words",
    [
        "",
        "road",
        "road trip",
        "road proof https://example.org",
        "account link ABCD-EFGH",
        "road overview mlops",
        "load balancing book?",
        "part of the plan?",
        "aim for the stars",
        "credit where credit is due",
        "here we go",
        "split the bill with friends",
        "changes in my life",
        "nudge my friend",
        "fit for purpose?",
        "part 7.5",
        "what's next?",
        "done kafka",
    ],
)
def test_a_sentence_that_only_begins_like_one_is_a_sentence(words: str) -> None:
    assert typed.read(words, SCOPE) is None


def test_what_is_typed_is_done_whatever_was_shown_before() -> None:
    ada = Learner(Kept())
    ada.say("next")
    assert ada.say("load 2").startswith("2 h this week")
    assert ada.say("credit data engineering").startswith("Data Engineering Pipelines: you know it.")
