"""One id is one thing in the whole catalog: each kind of clash is found with file, line and remedy, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pytest

from bot.cli import main
from pathways.identity import Member, clashes
from pathways.loader import SHIPPED, load_member, parse
from pathways.source import read

ONE = """\
id: one
title: One
from: Baker
to: Gardener
updated: 2026-11-23
provenance: {name: a friend}
pace: {hours: 5}
facts:
  difficulty: {level: Easy}
  timeline: [{where: title, low: 1, high: 1}]
  pay: {currency: EUR, change: [{where: title, low: 0, high: 0}]}
  demand: {level: High, note: Wanted.}
overview: [Much alike.]
transferable_skills:
  - {id: patience, name: Patience, carries_over: Plants take their time.}
skills:
  - {id: planting, name: Planting, priority: critical, weeks: 4, how: [Plant.]}
phases:
  - id: spring
    name: Spring
    weeks: 4
    steps:
      - {id: dig, title: Dig a bed, hours: 19, teaches: [planting], why: For the roots.}
    resources:
      - {id: almanac, name: The Almanac, kind: book, by: A. Sower, about: [dig]}
action_plan:
  this_week:
    - {id: spade, title: Buy a spade, hours: 1, phase: spring}
reality_check: {love: [Air.], miss: [Bread.], challenges: [Slugs.]}
faq:
  - {id: why, question: Why?, answer: Because.}
"""


def member(*changes: tuple[str, str], name: str = "two") -> Member:
    text = ONE.replace("id: one", f"id: {name}").replace("title: One", f"title: {name.capitalize()}")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return Member(f"{name}.yaml", parse(text.encode(), name), read(text.encode()))


def found(*changes: tuple[str, str]) -> list[str]:
    return [str(problem) for problem in clashes((member(name="one"), member(*changes)))]


@pytest.mark.parametrize(
    "changes",
    [
        (),
        ((", why: For the roots.", ", why: For the worms."),),
        (("priority: critical, weeks: 4", "priority: important, weeks: 9"),),
        (("name: Spring\n", "name: Spring again\n"),),
        (("question: Why?", "question: Why not?"),),
        (("title: Buy a spade, hours: 1, phase: spring", "title: Buy a spade, hours: 1, part_of: dig"),),
        (("by: A. Sower", "by: A. Sower, url: 'https://example.org/almanac'"),),
        (
            ("transferable_skills:\n  - {id: patience, name: Patience, carries_over: Plants take their time.}\n", ""),
            ("skills:\n", "skills:\n  - {id: patience, name: Patience, priority: important, weeks: 1, how: [Wait.]}\n"),
        ),
    ],
)
def test_what_each_pathway_may_say_for_itself_is_no_clash(changes: Iterable[tuple[str, str]]) -> None:
    assert found(*changes) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("title: Dig a bed", "title: Dig a well"),
            "two.yaml:23: 'dig' is “Dig a bed” in one.yaml; "
            "if it is the same step, give it the same name; if not, another id",
        ),
        (
            ("hours: 19", "hours: 12"),
            "two.yaml:23: 'dig' is 19 hours long in one.yaml and 12 hours long here; "
            "make them equal, or give this one another id",
        ),
        (
            ("name: Planting", "name: Sowing"),
            "two.yaml:17: 'planting' is “Planting” in one.yaml; "
            "if it is the same skill, give it the same name; if not, another id",
        ),
        (
            ("kind: book", "kind: course"),
            "two.yaml:25: 'almanac' is of the kind book in one.yaml and of the kind course here; "
            "make them equal, or give this one another id",
        ),
        (
            (", by: A. Sower", ""),
            "two.yaml:25: 'almanac' is by A. Sower in one.yaml and by nobody named here; "
            "make them equal, or give this one another id",
        ),
        (
            ("id: spade, title: Buy a spade", "id: patience-2, title: Buy a spade"),
            "two.yaml:28: “Buy a spade” has the id 'spade' in one.yaml; "
            "the same step has the same id everywhere, so take it",
        ),
        (
            ("id: patience, name: Patience", "id: calm, name: patience"),
            "two.yaml:15: “patience” has the id 'patience' in one.yaml; "
            "the same skill has the same id everywhere, so take it",
        ),
        (
            ("id: almanac, name: The Almanac", "id: spade-guide, name: The Almanac"),
            "two.yaml:25: “The Almanac” has the id 'almanac' in one.yaml; "
            "the same resource has the same id everywhere, so take it",
        ),
    ],
)
def test_each_clash_has_its_line_and_its_remedy(change: tuple[str, str], said: str) -> None:
    assert found(change) == [said]


def test_a_skill_there_is_no_resource_here() -> None:
    changes = (("id: patience, name: Patience", "id: calm, name: Calm"), ("id: almanac", "id: patience"))
    said = "two.yaml:25: 'patience' is a skill in one.yaml and a resource here; give this one another id"
    assert found(*changes) == [said]


def test_the_check_holds_a_file_against_those_that_are_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "own.yaml"
    own.write_text(ONE.replace("id: one", "id: own").replace("id: spade", "id: huyen-ml-systems"))
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: broken\n")
    assert main(["pathways", "check", str(own)]) == 1
    told = capsys.readouterr()
    assert f"{own}:28: 'huyen-ml-systems' is “Study 'Designing Machine Learning Systems' by Chip Huyen” in" in told.err
    assert told.out == f"{own}: no errors, 1 clash, no conflicts\n"
    assert main(["pathways", "check", "--json", str(own), str(broken)]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert (len(first["clashes"]), first["errors"], second["clashes"]) == (1, [], [])
    own.write_text(ONE.replace("id: one", "id: own"))
    assert main(["pathways", "check", str(own)]) == 0
    copy = tmp_path / "backend-developer-to-mlops-engineer.yaml"
    copy.write_text((SHIPPED / copy.name).read_text().replace("hours: 22", "hours: 21"))
    assert main(["pathways", "check", str(copy)]) == 1
    assert "2 clashes" in capsys.readouterr().out


def test_the_shipped_pathways_share_what_they_share() -> None:
    members = [load_member(path) for path in sorted(SHIPPED.glob("*.yaml"))]
    assert clashes(members) == ()
    for one, other in combinations([each.pathway for each in members], 2):
        assert len(set(one.steps) & set(other.steps)) >= 3
        assert len({skill.id for skill in one.skills} & {skill.id for skill in other.skills}) >= 2
