"""Each contradiction is found by rule: all of the shipped pathway's, each planted one, and none where there is none."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
import yaml

from pathways.check import check
from pathways.loader import load_catalog, parse
from pathways.model import Pathway

HARMONY = """\
id: harmony
title: Harmony
from: Soloist
to: Conductor
updated: 2026-11-23
provenance: {name: a friend}
pace: {hours: 5, assumed: false}
facts:
  difficulty: {level: Easy}
  timeline:
    - {where: title, low: 6, high: 6}
    - {where: header, low: 5, high: 6}
  pay:
    currency: EUR
    change:
      - {where: header, low: 80, high: 80}
      - {where: FAQ, low: 60, high: 100}
    now: {where: FAQ, low: 50000, high: 100000}
    then: {where: FAQ, low: 90000, high: 180000}
  demand: {level: High, note: Orchestras look for conductors.}
overview: [You hear the whole already.]
skills:
  - {id: scores, name: Scores, priority: critical, weeks: 12, how: [Read them.]}
  - {id: gestures, name: Gestures, priority: important, weeks: 10, how: [Wave.]}
  - {id: speeches, name: Speeches, priority: nice-to-have, weeks: 2, how: [Talk.]}
phases:
  - id: reading
    name: Reading
    weeks: 12
    steps:
      - {id: symphony, title: Learn a symphony, hours: 40, teaches: [scores]}
      - {id: opera, title: Learn an opera, hours: 15, teaches: [scores]}
  - id: waving
    name: Waving
    weeks: 12
    steps:
      - {id: rehearsal, title: Lead a rehearsal, hours: 40, teaches: [gestures]}
      - {id: speech, title: Give a speech, hours: 20, teaches: [speeches]}
action_plan:
  this_week:
    - {id: buy-score, title: Buy a score, hours: 1, part_of: symphony}
    - {id: buy-baton, title: Buy a baton, hours: 5, phase: reading}
  this_month:
    - {id: first-movement, title: Learn the first movement, hours: 9, part_of: symphony}
    - {id: watch-rehearsal, title: Watch a rehearsal, hours: 2, part_of: rehearsal}
  next_90_days:
    - {id: other-movements, title: Learn the other movements, hours: 30, part_of: symphony}
reality_check: {love: [Music.], miss: [Your violin.], challenges: [The brass.]}
"""


def conflicts(*changes: tuple[str, str]) -> list[tuple[str, str]]:
    text = HARMONY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return [(conflict.kind, conflict.message) for conflict in check(parse(text.encode(), "harmony"))]


def test_where_all_goes_together_nothing_is_invented() -> None:
    assert conflicts() == []


@pytest.mark.parametrize(
    "change",
    [
        ("    now: {where: FAQ, low: 50000, high: 100000}\n", ""),
        ("    then: {where: FAQ, low: 90000, high: 180000}\n", ""),
        ("now: {where: FAQ, low: 50000", "now: {where: FAQ, low: 0"),
        ("low: 80, high: 80", "low: 60, high: 100"),
        ("low: 60, high: 100", "low: 80, high: 80"),
        ("hours: 5, assumed", "hours: 5.5, assumed"),
        ("weeks: 10", "weeks: 11"),
        ("high: 180000", "high: 200000"),
        ("hours: 30", "hours: 29"),
        ("weeks: 2, how: [Talk.]", "weeks: 3, how: [Talk.]"),
        ("    now: {where: FAQ, low: 50000, high: 100000}", "    now: {where: FAQ, low: 52000, high: 98000}"),
    ],
)
def test_what_is_merely_rough_or_not_said_is_no_conflict(change: tuple[str, str]) -> None:
    assert conflicts(change) == []


PLANTED = [
    ([("low: 5, high: 6", "low: 5, high: 9")], ["length"], "The title says 6 months, the header 5 to 9 months."),
    (
        [("low: 6, high: 6", "low: 1, high: 1"), ("low: 5, high: 6", "low: 1, high: 1")],
        ["length"] * 4,
        (
            "The title says 1 month, the phases add up to 24 weeks (5.5 months). At 5 hours a week 24 weeks "
            "are 120 hours; they fill 1 month at 27.7 hours a week."
        ),
    ),
    (
        [("low: 6, high: 6", "low: 12, high: 12"), ("low: 5, high: 6", "low: 9, high: 12"), ("assumed: false", "")],
        ["length"] * 4,
        (
            "The header says 9 to 12 months, the skills add up to 24 weeks (5.5 months). At the assumed 5 "
            "hours a week 24 weeks are 120 hours; they fill 9 to 12 months at 2.3 to 3.1 hours a week."
        ),
    ),
    (
        [("weeks: 10", "weeks: 13")],
        ["length"],
        (
            "The phases add up to 24 weeks (5.5 months), the skills to 27 weeks (6.2 months). At 5 hours a "
            "week 24 weeks are 120 hours, 27 weeks 135."
        ),
    ),
    ([("low: 80, high: 80", "low: 60, high: 60")], ["pay"] * 2, "The header says +60%, the FAQ +60% to +100%."),
    ([("low: 60, high: 100", "low: 70, high: 75")], ["pay"], "The header says +80%, the FAQ +70% to +75%."),
    (
        [("then: {where: FAQ, low: 90000, high: 180000", "then: {where: FAQ, low: 45000, high: 120000")],
        ["pay"] * 2,
        (
            "The header says +80%; from 50,000-100,000 to 45,000-120,000 EUR it is -10% from low to low, +10% "
            "from middle to middle, +20% from high to high, and -55% in the worst case."
        ),
    ),
    (
        [
            ("weeks: 12\n    steps:\n      - {id: s", "weeks: 11\n    steps:\n      - {id: s"),
            ("weeks: 12\n    steps:\n      - {id: r", "weeks: 13\n    steps:\n      - {id: r"),
        ],
        ["deadline"],
        (
            "“Learn a symphony” is due with “Reading” (week 11), but the action plan says: “Buy a score” (a "
            "part of it) in the first week, “Learn the first movement” (a part of it) in the first month, "
            "“Learn the other movements” (a part of it) within 90 days (week 13)."
        ),
    ),
    (
        [("hours: 2, part_of: rehearsal", "hours: 40, part_of: rehearsal")],
        ["deadline"],
        (
            "“Lead a rehearsal” is due with “Waving” (week 24), but the action plan says: “Watch a rehearsal” "
            "(all of it) in the first month."
        ),
    ),
    (
        [
            ("weeks: 12\n    steps:\n      - {id: s", "weeks: 9\n    steps:\n      - {id: s"),
            ("hours: 40, teaches: [scores]", "hours: 25, teaches: [scores]"),
            ("hours: 30, part_of: symphony", "hours: 1, phase: reading"),
            ("weeks: 12\n    steps:\n      - {id: r", "weeks: 15\n    steps:\n      - {id: r"),
            ("hours: 20, teaches", "hours: 35, teaches"),
        ],
        ["deadline"],
        "“Learn the other movements” counts to “Reading” (week 9), yet is due within 90 days (week 13).",
    ),
    (
        [
            ("hours: 40, teaches: [gestures]", "hours: 25, teaches: [gestures]"),
            ("hours: 20, teaches", "hours: 35, teaches"),
        ],
        ["priority"],
        "“Speeches” is only nice to have, yet takes 35 of 60 hours of “Waving”.",
    ),
    (
        [("hours: 20, teaches: [speeches]", "hours: 20")],
        ["orphan"],
        "“Speeches” is a skill to learn (2 weeks), yet no step teaches it.",
    ),
    (
        [("hours: 15, teaches", "hours: 25, teaches")],
        ["hours"],
        "The steps of “Reading” take 70 hours. At 5 hours a week 12 weeks are 60 hours.",
    ),
    (
        [("hours: 20, teaches", "hours: 5, teaches")],
        ["hours"],
        "The steps of “Waving” take 45 hours. At 5 hours a week 12 weeks are 60 hours.",
    ),
]


@pytest.mark.parametrize(("changes", "kinds", "message"), PLANTED)
def test_each_planted_conflict_is_found_and_no_other(
    changes: list[tuple[str, str]], kinds: list[str], message: str
) -> None:
    found = conflicts(*changes)
    assert [kind for kind, _ in found] == kinds
    assert message in [said for _, said in found]


def test_a_whole_that_is_partly_done_in_its_phase_is_due_with_it() -> None:
    change = "      - {id: encore, title: Learn an encore, hours: 30, part_of: symphony, teaches: [scores]}\n"
    found = conflicts(
        ("      - {id: opera", f"{change}      - {{id: opera"),
        ("    - {id: other-movements, title: Learn the other movements, hours: 30, part_of: symphony}\n", ""),
        ("  next_90_days:\n", ""),
    )
    assert found == []


@pytest.fixture(scope="module")
def shipped() -> Pathway:
    return load_catalog().pathways["backend-developer-to-ai-architect"]


def test_every_known_contradiction_of_the_shipped_pathway_is_found(shipped: Pathway) -> None:
    found = check(shipped)
    assert Counter(conflict.kind for conflict in found) == {
        "length": 4,
        "pay": 3,
        "deadline": 3,
        "priority": 1,
        "orphan": 1,
    }
    said = "\n".join(conflict.message for conflict in found)
    for piece in (
        "The title says 9 months, the header 9 to 12 months.",
        "the phases add up to 24 weeks (5.5 months)",
        "the skills to 38 weeks (8.8 months)",
        "24 weeks are 240 hours; they fill 9 to 12 months at 4.6 to 6.2 hours a week",
        "The header says +50%, the FAQ +50% to +100%.",
        "+112% from low to low, +136% from middle to middle, +150% from high to high, and +29% in the worst case",
        "“Complete Andrew Ng's Machine Learning Specialization on Coursera” is due with “Foundation",
        "(a part of it) in the first month, “Finish the entire Machine Learning Specialization",
        "“Deploy a pre-trained model using AWS SageMaker or GCP AI Platform” is due with “Hands-On",
        "“Lead a small AI proof-of-concept project at work” is due with “Strategic Leadership",
        "“Model Deployment and Monitoring” is only nice to have, yet takes 60 of 60 hours",
        "“Deep Learning Frameworks (TensorFlow/PyTorch)” is a skill to learn (6 weeks), yet no step teaches it",
    ):
        assert piece in said


def test_every_conflict_points_at_things_that_are_there(shipped: Pathway) -> None:
    tree: dict[str, Any] = yaml.safe_load(HARMONY)
    for conflict in check(shipped):
        assert conflict.where
        for place in conflict.where:
            assert place.partition(".")[0] in tree
            named = place.rpartition(".")[2]
            assert re.search(rf"\b{re.escape(named)}\b", shipped.model_dump_json(by_alias=True)), place
