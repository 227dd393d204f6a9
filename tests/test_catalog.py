"""The first pathway holds all of its source page; the schema is fresh, and what the guide shows is true."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pathways.check import check
from pathways.identity import Member, clashes
from pathways.loader import SHIPPED, load_catalog, parse
from pathways.model import Pathway, Priority
from pathways.schema import schema, schema_text, settle
from pathways.source import read

ID = "backend-developer-to-ai-architect"
RAW = (SHIPPED / f"{ID}.yaml").read_bytes()
GUIDE = (Path(__file__).parent.parent / "docs" / "writing-pathways.md").read_text(encoding="utf-8")
PHASES = {
    "foundation": ["ml-specialization", "bishop-first-five-chapters", "linear-regression-from-scratch"],
    "deep-dive": ["huyen-ml-systems", "kafka-spark-pipeline", "recommender-architecture"],
    "hands-on": ["deploy-pretrained-model", "mlflow-cicd", "monitoring-dashboard"],
    "leadership": ["lead-poc", "business-case", "hard-thing-book"],
    "certification": ["cloud-architect-certification", "resume-and-linkedin", "system-design-interviews"],
}


@pytest.fixture(scope="module")
def shipped() -> Pathway:
    catalog = load_catalog()
    assert not catalog.broken
    return catalog.pathways[ID]


def ids(items: Iterable[Any]) -> list[str]:
    return [item.id for item in items]


def test_the_ids_are_the_ones_that_progress_is_stored_under(shipped: Pathway) -> None:
    assert {phase.id: ids(phase.steps) for phase in shipped.phases} == PHASES
    plan = shipped.action_plan
    assert ids(plan.week) == ["enroll-ml-specialization", "python-jupyter-setup", "huyen-chapter-one"]
    assert ids(plan.month) == ["ml-specialization-first-course", "simple-classifier", "join-ai-groups"]
    assert ids(plan.quarter) == ["finish-ml-specialization", "deploy-small-model", "lead-poc-at-work"]
    assert ids(shipped.skills) == [
        "data-engineering-pipelines",
        "strategic-thinking",
        "machine-learning-algorithms",
        "ai-ml-system-design",
        "deep-learning-frameworks",
        "model-deployment-and-monitoring",
    ]
    assert ids(shipped.transferable_skills) == [
        "system-architecture",
        "cloud-platforms",
        "api-development",
        "sql-and-databases",
        "devops-and-mlops",
    ]


def test_every_figure_of_the_page_is_there(shipped: Pathway) -> None:
    facts = shipped.facts
    assert facts.difficulty.level == "Challenging"
    assert [(claim.where, claim.low, claim.high) for claim in facts.timeline] == [("title", 9, 9), ("header", 9, 12)]
    assert [(claim.where, claim.low, claim.high) for claim in facts.pay.change] == [
        ("header", 50, 50),
        ("FAQ", 50, 100),
    ]
    assert facts.pay.now is not None
    assert facts.pay.then is not None
    assert (facts.pay.now.low, facts.pay.now.high) == (85_000, 140_000)
    assert (facts.pay.then.low, facts.pay.then.high) == (180_000, 350_000)
    assert facts.demand.level == "Very high"
    assert [phase.weeks for phase in shipped.phases] == [4, 6, 6, 4, 4]
    assert [(skill.priority, skill.weeks) for skill in shipped.skills] == [
        (Priority.IMPORTANT, 6),
        (Priority.IMPORTANT, 4),
        (Priority.CRITICAL, 8),
        (Priority.CRITICAL, 10),
        (Priority.NICE_TO_HAVE, 6),
        (Priority.NICE_TO_HAVE, 4),
    ]
    assert len(shipped.overview) == 3
    assert [len(phase.resources) for phase in shipped.phases] == [3] * 5
    reality = shipped.reality_check
    assert (len(reality.love), len(reality.miss), len(reality.challenges)) == (4, 4, 4)
    (answer,) = shipped.faq
    assert answer.question_assumed
    assert answer.question.endswith("?")
    for figure in ("50-100%", "$85k-$140k", "$180k-$350k"):
        assert figure in answer.answer


def test_what_is_believed_retired_says_that_it_is_believed(shipped: Pathway) -> None:
    (pramp,) = [r for phase in shipped.phases for r in phase.resources if "Pramp" in r.name]
    assert "believed" in (pramp.note or "")
    papers = [line for skill in shipped.skills for line in skill.how if "paperswithcode" in line]
    assert papers
    assert all("believed" in line for line in papers)


def test_phases_hold_what_their_weeks_hold(shipped: Pathway) -> None:
    hours: defaultdict[str, float] = defaultdict(float)
    for step in shipped.steps.values():
        if step.part_of is None:
            hours[shipped.phase_of[step.id].id] += step.hours
    assert hours == {"foundation": 40, "deep-dive": 60, "hands-on": 60, "leadership": 40, "certification": 40}
    assert shipped.pace.hours == 10
    assert shipped.pace.assumed


def test_parts_add_up(shipped: Pathway) -> None:
    parts = {whole: [(part.id, part.hours) for part in parts] for whole, parts in shipped.parts.items()}
    assert set(parts) == {"ml-specialization", "huyen-ml-systems", "deploy-pretrained-model", "lead-poc"}
    for whole in ("ml-specialization", "deploy-pretrained-model", "lead-poc"):
        assert sum(hours for _, hours in parts[whole]) == shipped.steps[whole].hours
    assert parts["huyen-ml-systems"] == [("huyen-chapter-one", 2.5)]
    assert [step.hours for step in shipped.action_plan.week] == [0.5, 1, 2.5]


def test_the_shipped_schema_is_fresh_and_sound() -> None:
    assert (SHIPPED / "pathway.schema.json").read_text(encoding="utf-8") == schema_text(), "run coach pathways schema"
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"from", "to"} <= set(schema()["properties"])


def test_an_editor_explains_every_key() -> None:
    for name, definition in {"Pathway": schema(), **schema()["$defs"]}.items():
        assert definition["description"], name
        for key, node in definition.get("properties", {}).items():
            assert node.get("description") or settle(node, schema()).get("description"), (name, key)


def test_shipped_files_fit_the_schema_and_point_editors_at_it() -> None:
    validator = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    for path in SHIPPED.glob("*.yaml"):
        raw = path.read_bytes()
        assert raw.startswith(b"# yaml-language-server: $schema=pathway.schema.json\n")
        assert not list(validator.iter_errors(read(raw).data))
    broken: Any = json.loads(json.dumps(read(RAW).data))
    broken["skills"][0]["weeks"] = "six"
    assert list(validator.iter_errors(broken))


BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, flags=re.MULTILINE | re.DOTALL)


def test_the_guides_examples_are_pathways_without_a_conflict() -> None:
    *sections, whole = BLOCKS
    for text in ("".join(sections), whole):
        pathway = parse(text.encode(), "docs/writing-pathways.md")
        assert pathway.id == "baker-to-gardener"
        assert check(pathway) == ()


def test_the_guide_shows_every_section_and_every_kind_of_conflict() -> None:
    shown: Any = read("".join(BLOCKS[:-1]).encode()).data
    assert set(shown) == set(schema()["properties"])
    assert set(read(BLOCKS[-1].encode()).data or ()) == set(schema()["required"])
    for kind in ("length", "pay", "deadline", "priority", "orphan", "hours"):
        assert f"| `{kind}` |" in GUIDE


def test_the_guides_errors_are_what_is_said() -> None:
    text = "".join(BLOCKS[:-1])
    for old, new, said in (
        ("weeks: 8", "weeks: six", "'weeks' is a whole number from 1 to 104, not 'six'"),
        ("        title: Dig a bed\n", "", "a step needs 'title': text of up to 120 characters"),
        ("needs: [dig-a-bed]", "needs: [dig-a-bad]", "there is no step 'dig-a-bad'; did you mean 'dig-a-bed'?"),
    ):
        assert said in GUIDE
        with pytest.raises(Exception, match=re.escape(said)):
            parse(text.replace(old, new).encode(), "x")
    longer = parse(text.replace("hours: 7", "hours: 11").encode(), "x")
    (conflict,) = check(longer)
    assert f"{conflict.kind}: {conflict.message}" in GUIDE
    other = text.replace("to-gardener", "to-fishkeeper").replace("Dig a bed", "Dig a pond")
    files = (("baker-to-fishkeeper.yaml", other.encode()), ("baker-to-gardener.yaml", text.encode()))
    (clash,) = clashes([Member(file, parse(raw, file), read(raw)) for file, raw in files])
    assert str(clash) in GUIDE


def test_F13_no_wording_is_taken_as_a_template() -> None:
    """Text of a pathway is never run through ``format`` or ``%``, so braces in it stay braces."""
    for path in SHIPPED.parent.glob("*.py"):
        assert not re.search(r"\.format\(|format_map|Template\(", path.read_text(encoding="utf-8")), path.name
