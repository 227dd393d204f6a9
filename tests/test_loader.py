"""A file that is right is read; of one that is not, everything wrong is said, with its line and a remedy."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.explain import shown
from pathways.loader import SHIPPED, Catalog, load, load_catalog, parse
from pathways.model import Pathway
from pathways.problems import MAX_TOLD, Flaw, PathwayError, Problem
from pathways.schema import at, schema
from pathways.ties import MAX_CYCLES
from tests.pace import EXAMPLES

NAME = "baker-to-gardener"
SMALL = """\
id: baker-to-gardener
title: Baker to Gardener
from: Baker
to: Gardener
updated: 2026-11-23
provenance:
  name: a neighbour
pace:
  hours: 5
facts:
  difficulty: {level: Easy}
  timeline:
    - {where: title, low: 2, high: 2}
  pay:
    currency: EUR
    change:
      - {where: title, low: -5, high: 10}
  demand: {level: High, note: Everybody wants a garden.}
overview:
  - Dough and soil have much in common.
skills:
  - id: planting
    name: Planting
    priority: critical
    weeks: 8
    how:
      - Plant something.
phases:
  - id: spring
    name: Spring
    weeks: 4
    steps:
      - id: dig
        title: Dig a bed
        hours: 12
        teaches: [planting]
      - id: sow
        title: Sow
        hours: 7
        needs: [dig]
    resources:
      - id: almanac
        name: The Almanac
        kind: book
        about: [planting, dig]
  - id: summer
    name: Summer
    weeks: 4
    steps:
      - id: water
        title: Water the bed
        hours: 20
        needs: [sow]
action_plan:
  this_week:
    - id: buy-a-spade
      title: Buy a spade
      hours: 1
      phase: spring
  this_month:
    - id: dig-a-corner
      title: Dig a corner
      hours: 4
      part_of: dig
      needs: [buy-a-spade]
reality_check:
  love: [Fresh air.]
  miss: [Warm bread.]
  challenges: [Slugs.]
"""


def problems(text: str) -> list[str]:
    """What is said of a text, each as LINE: MESSAGE."""
    with pytest.raises(PathwayError) as error:
        parse(text.encode(), f"{NAME}.yaml")
    assert str(error.value) == "\n".join(f"{NAME}.yaml:{p.line}: {p.message}" for p in error.value.problems)
    return [f"{problem.line}: {problem.message}" for problem in error.value.problems]


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) >= 1, old
    return SMALL.replace(old, new, 1)


def test_a_file_that_is_right_is_read() -> None:
    pathway = parse(SMALL.encode(), "any name")
    assert (pathway.id, pathway.from_role, pathway.to_role) == (NAME, "Baker", "Gardener")
    assert list(pathway.steps) == ["buy-a-spade", "dig-a-corner", "dig", "sow", "water"]
    assert {step: phase.id for step, phase in pathway.phase_of.items()} == {
        "buy-a-spade": "spring",
        "dig-a-corner": "spring",
        "dig": "spring",
        "sow": "spring",
        "water": "summer",
    }
    assert [part.id for part in pathway.parts["dig"]] == ["dig-a-corner"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Baker", "titel: Baker", "2: there is no key 'titel' in a pathway; did you mean 'title'?"),
        ("title: Baker", "titel: Baker", "1: a pathway needs 'title': text of up to 120 characters"),
        ("        title: Dig a bed\n", "", "33: a step needs 'title': text of up to 120 characters"),
        ("    priority: critical\n", "", "22: a skill needs 'priority': one of critical, important, nice-to-have"),
        ("critical", "vital", "24: 'priority' is one of critical, important, nice-to-have, not 'vital'"),
        ("kind: book", "kind: [book]", "44: 'kind' is one of course, book, documentation, tutorial"),
        ("weeks: 8", "weeks: six", "25: 'weeks' is a whole number from 1 to 104, not 'six'"),
        ("weeks: 8", "weeks: 8.5", "25: 'weeks' is a whole number from 1 to 104, not the number 8.5"),
        ("weeks: 8", "weeks: 0", "25: 'weeks' is a whole number from 1 to 104, not the number 0"),
        ("weeks: 8", "weeks: 105", "25: 'weeks' is a whole number from 1 to 104, not the number 105"),
        ("weeks: 8", "weeks:", "25: 'weeks' is a whole number from 1 to 104, not nothing"),
        ("weeks: 8", "weeks: true", "25: 'weeks' is a whole number from 1 to 104, not true"),
        (
            "hours: 12",
            "hours: 12.1",
            "35: 'hours' is a number above 0, up to 400, in steps of 0.25, not the number 12.1",
        ),
        ("hours: 5", "hours: 0", "9: 'hours' is a number above 0, up to 80, not the number 0"),
        ("hours: 5", "hours: 5\n  assumed: Yes", "10: 'assumed' is true or false, not 'Yes'"),
        ("2026-11-23", "23 Nov", "5: 'updated' is a date: year-month-day, such as 2026-11-23, not '23 Nov'"),
        ("2026-11-23", "2026-02-30", "5: 'updated' is a date: year-month-day"),
        ("EUR", "euro", "15: 'currency' is a currency's three capital letters, such as USD, not 'euro'"),
        (
            "id: planting",
            "id: Planting",
            "22: 'id' is an id such as first-step: lower-case letters, digits and hyphens",
        ),
        ("a neighbour", "a neighbour\n  url: http://x.org", "8: 'url' is a web address that begins with https://"),
        (
            "title: Dig a bed",
            "title: 12",
            "34: 'title' is text of up to 120 characters, not the number 12; put it in quotes",
        ),
        ("title: Dig a bed", "title: ''", "34: 'title' is text of up to 120 characters, not an empty text"),
        ("title: Dig a bed", "title: " + "dig " * 40, "34: 'title' is text of up to 120 characters; this one has 159"),
        ("title: Dig a bed", r'title: "a\u202eb"', "34: 'title': there is an unseen character (U+202E)"),
        ("title: Dig a bed", r'title: "a\x07b"', "34: 'title': there is an unseen character (U+0007)"),
        ("low: -5, high: 10", "low: 10, high: 5", "17: number 1 of 'change': low is 10 and high is 5"),
        ("love: [Fresh air.]", "love: []", "67: 'love' is a list of at least 1, not an empty list"),
        (
            "love: [Fresh air.]",
            "love: [{air: fresh}]",
            "67: number 1 of 'love' is text of up to 400 characters, not a group",
        ),
        ("love: [Fresh air.]", "love: " + "x" * 50, f"67: 'love' is a list of at least 1, not '{'x' * 40}…'"),
        ("about: [planting, dig]", "about: dig", "45: 'about' is a list, not 'dig'"),
        ("  name: a neighbour", "  - a neighbour", "6: 'provenance' is a group of keys (name), not a list"),
        (
            "to: Gardener",
            "to: Gardener\nto_role: Gardener",
            "5: there is no key 'to_role' in a pathway; there can be: id, title, from, to",
        ),
        ("to: Gardener", "to: Gardener\nqqq: 1", "5: there is no key 'qqq' in a pathway; there can be: id, title"),
        ("weeks: 8", "weeks: 8\n    weeks: 9", "26: the key 'weeks' stands here twice; keep one of the two"),
        ("Everybody", "Note: everybody", "18: "),
        ("[dig]", "[digg]", "40: there is no step 'digg'; did you mean 'dig'?"),
        ("[dig]", "[swim]", "40: there is no step 'swim'; there can be: buy-a-spade, dig"),
        (
            "teaches: [planting]",
            "teaches: [plantin]",
            "36: there is no skill to learn 'plantin'; did you mean 'planting'?",
        ),
        ("part_of: dig", "part_of: digs", "64: there is no step of a phase 'digs'; did you mean 'dig'?"),
        ("part_of: dig", "part_of: buy-a-spade", "64: there is no step of a phase 'buy-a-spade'; there can be: dig"),
        ("phase: spring", "phase: sprint", "59: there is no phase 'sprint'; did you mean 'spring'?"),
        ("about: [planting, dig]", "about: [plant]", "45: there is no skill or step 'plant'; did you mean 'planting'?"),
        ("id: sow", "id: dig", "37: the id 'dig' is taken by something else in this file"),
        ("id: almanac", "id: planting", "42: the id 'planting' is taken by something else in this file"),
        ("      phase: spring\n", "", "56: 'buy-a-spade' needs either 'part_of' (a step of a phase) or 'phase'"),
        ("part_of: dig", "part_of: dig\n      phase: summer", "65: 'dig' stands in another phase; leave 'phase' out"),
        ("hours: 7", "hours: 7\n        phase: spring", "40: 'sow' stands in a phase already; leave 'phase' out"),
        (
            "hours: 20",
            "hours: 2\n        part_of: dig",
            "53: 'dig' stands in another phase; a part stands with its whole",
        ),
        (
            "hours: 7",
            "hours: 7\n        part_of: dig-a",
            "40: there is no step of a phase 'dig-a'; did you mean 'dig'?",
        ),
        ("hours: 7", "hours: 7\n        part_of: sow", "40: 'sow' is itself a part of 'sow'; name that one"),
        ("hours: 4", "hours: 13", "35: 'dig' takes 12 hours and its parts 13; a whole's hours include its parts'"),
        (
            "needs: [dig]",
            "needs: [sow]",
            "40: these steps wait for each other: 'sow' needs 'sow'; take one of them out",
        ),
        ("needs: [buy-a-spade]", "needs: [dig]", "'dig' ends with its part 'dig-a-corner'"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, said: str) -> None:
    found = problems(changed(old, new))
    assert any(said in problem and problem.partition(":")[0].isdigit() for problem in found), found


def test_a_part_is_no_part_of_a_part() -> None:
    nested = (
        changed("needs: [dig]", "part_of: dig")
        .replace("hours: 7", "hours: 5")
        .replace("part_of: dig\n      n", "part_of: sow\n      n")
    )
    assert problems(nested) == ["64: 'sow' is itself a part of 'dig'; name that one"]


def test_parts_may_stand_in_their_wholes_phase_and_name_it() -> None:
    parse(changed("part_of: dig", "part_of: dig\n      phase: spring").encode(), NAME)
    beside = parse(changed("needs: [dig]", "part_of: dig").encode(), NAME)
    assert [part.id for part in beside.parts["dig"]] == ["dig-a-corner", "sow"]
    assert beside.phase_of["sow"].id == "spring"


def said_of(text: str) -> list[str]:
    return [problem.partition(": ")[2] for problem in problems(text)]


def test_circles_are_named_all_of_them() -> None:
    lone = changed("part_of: dig", "phase: spring")
    two = lone.replace("teaches: [planting]", "needs: [sow]").replace("needs: [buy-a-spade]", "needs: [dig-a-corner]")
    first, second = said_of(two)
    assert first in {
        "these steps wait for each other: 'dig' needs 'sow', 'sow' needs 'dig'; take one of them out of 'needs'",
        "these steps wait for each other: 'sow' needs 'dig', 'dig' needs 'sow'; take one of them out of 'needs'",
    }
    assert second.startswith("these steps wait for each other: 'dig-a-corner' needs 'dig-a-corner'; ")


def test_a_part_waits_for_what_its_whole_needs() -> None:
    (said,) = said_of(changed("teaches: [planting]", "needs: [water]").replace("needs: [sow]", "needs: [dig-a-corner]"))
    assert "'dig-a-corner' is part of 'dig', which needs 'water'" in said or "'dig' ends with its part" in said


def test_a_whole_may_name_its_own_part() -> None:
    parse(changed("teaches: [planting]", "needs: [dig-a-corner]").encode(), NAME)


def test_a_great_many_circles_are_not_all_told() -> None:
    steps = "".join(
        f"      - {{id: {one}{n}, title: A, hours: 1, needs: [{other}{n}]}}\n"
        for n in range(MAX_CYCLES + 5)
        for one, other in (("a", "b"), ("b", "a"))
    )
    assert len(problems(changed("    resources:\n", f"{steps}    resources:\n"))) == MAX_CYCLES


def test_all_problems_come_at_once_in_the_order_of_their_lines() -> None:
    found = problems(SMALL.replace("weeks: 8", "weeks: x").replace("hours: 7", "hours: x").replace("miss", "loves"))
    assert [int(problem.partition(":")[0]) for problem in found] == [25, 39, 66, 68]


def test_a_file_of_another_shape_is_refused() -> None:
    assert problems("") == ["1: the file is empty; docs/writing-pathways.md shows what goes into it"]
    assert problems("# only this\n")[0].startswith("1: the file is empty")
    assert problems("\n- a\n")[0].startswith("2: the file is a group of keys (id, title, from, to,")
    assert problems("a: *b\n")[0].startswith("1: an alias")


def test_text_is_one_line_and_stays_what_it_is() -> None:
    pathway = parse(changed("Dig a bed", "|\n          {0.__class__} %s\n          <@everyone>").encode(), NAME)
    assert pathway.steps["dig"].title == "{0.__class__} %s <@everyone>"


def test_values_are_shown_as_their_author_knows_them() -> None:
    values: list[Any] = [None, False, "a", " ", [1], [], {}, 1.5]
    assert [shown(value) for value in values] == [
        "nothing",
        "false",
        "'a'",
        "an empty text",
        "a list",
        "an empty list",
        "a group of keys",
        "the number 1.5",
    ]


def test_a_place_that_the_schema_does_not_know_has_no_schema() -> None:
    assert at(schema(), ("nowhere", 1)) == {}
    assert at(schema(), ("title", 1)) == {}


def write(folder: Path, name: str, text: str = SMALL) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_named_after_its_id(tmp_path: Path) -> None:
    assert load(write(tmp_path, f"{NAME}.yaml")).id == NAME
    with pytest.raises(
        PathwayError, match=r"not named after its id 'baker-to-gardener'; name it baker-to-gardener\.yml"
    ):
        load(write(tmp_path, "draft.yml"))


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(PathwayError, match=r"gone\.yaml:1: there is no such file"):
        load(tmp_path / "gone.yaml")
    with pytest.raises(PathwayError, match="this is no file"):
        load(tmp_path)
    with pytest.raises(PathwayError, match="cannot be read"):
        load(tmp_path / "a\0b.yaml")
    with pytest.raises(PathwayError, match="cannot be read"):
        load(write(tmp_path, "plain") / "below.yaml")
    with pytest.raises(PathwayError, match="bigger than 256 kB"):
        load(write(tmp_path, "big.yaml", "a" * 300_000))
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(PathwayError, match="this is no file"):
        load(tmp_path / "pipe.yaml")


def test_F8_a_broken_file_takes_no_other_down(tmp_path: Path) -> None:
    write(tmp_path, f"{NAME}.yaml")
    write(tmp_path, "broken.yaml", "a: [")
    write(tmp_path, "half.yml", "id: half\n")
    write(tmp_path, ".hidden.yaml", "a: [")
    write(tmp_path, "notes.txt", "a: [")
    (tmp_path / "folder.yaml").mkdir()
    catalog = load_catalog(tmp_path)
    assert list(catalog.pathways) == [NAME]
    assert [Path(error.file).name for error in catalog.broken] == ["broken.yaml", "folder.yaml", "half.yml"]


def test_an_id_belongs_to_the_first_file_that_has_it(tmp_path: Path) -> None:
    write(tmp_path, f"{NAME}.yaml")
    write(tmp_path, f"{NAME}.yml", SMALL.replace("title: Baker", "title: Other"))
    catalog = load_catalog(tmp_path)
    assert catalog.pathways[NAME].title == "Baker to Gardener"
    assert "another file has the id 'baker-to-gardener' too" in str(catalog.broken[0])


def test_F6_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    write(outside, f"{NAME}.yaml")
    (inside / f"{NAME}.yaml").symlink_to(outside / f"{NAME}.yaml")
    (inside / "loop.yaml").symlink_to(inside / "loop.yaml")
    catalog = load_catalog(inside)
    assert not catalog.pathways
    assert "a link out of its folder" in str(catalog.broken[0])
    assert len(catalog.broken) == 2
    (inside / f"{NAME}.yaml").unlink()
    write(inside, "kept").rename(inside / "kept.txt")
    (inside / f"{NAME}.yaml").symlink_to(inside / "kept.txt")
    assert list(load_catalog(inside).pathways) == [NAME], "a link within the folder is a name like any other"


@pytest.mark.parametrize("name", ["../x", "%2e%2e/x", "/etc/passwd", "a\0b", "..", "", "x" * 5000])
def test_F6_an_id_is_looked_up_and_never_made_into_a_path(name: str) -> None:
    assert name not in load_catalog().pathways


def test_folders_add_up_and_a_missing_one_is_said(tmp_path: Path) -> None:
    write(tmp_path, f"{NAME}.yaml")
    catalog = load_catalog(SHIPPED, tmp_path, tmp_path / "none")
    assert list(catalog.pathways) == [*load_catalog().pathways, NAME]
    assert "the folder cannot be read (No such file or directory)" in str(catalog.broken[0])
    assert Catalog() == Catalog({}, ())


def test_thousands_of_steps_load_in_a_second_or_so() -> None:
    steps = "".join(
        f"      - {{id: s{n}, title: A, hours: 1, needs: [{f's{n - 1}' if n else 'dig'}]}}\n" for n in range(3000)
    )
    before = time.process_time()
    parse(changed("    resources:\n", f"{steps}    resources:\n").encode(), NAME)
    assert time.process_time() - before < 2


MANY = {
    "unknown keys": SMALL + "".join(f"titel{n}: 1\n" for n in range(15_000)),
    "one endless key": SMALL + "t" * 200_000 + ": 1\n",
    "unknown steps": changed(
        "    resources:\n",
        "".join(f"      - {{id: step-{n}, title: A, hours: 1, needs: [stepp-{n}]}}\n" for n in range(3500))
        + "    resources:\n",
    ),
    "the same id": changed("    resources:\n", "      - {id: same, title: A, hours: 1}\n" * 6000 + "    resources:\n"),
    "wrong values": changed("overview:\n", "overview:\n" + "  - 1\n" * 40_000),
    "the same key": SMALL + "title: x\n" * 20_000,
    "one long circle": changed(
        "    resources:\n",
        "".join(f"      - {{id: s{n}, title: A, hours: 1, needs: [s{(n + 1) % 3000}]}}\n" for n in range(3000))
        + "    resources:\n",
    ),
}


@pytest.mark.parametrize("name", MANY)
def test_a_great_many_mistakes_are_refused_within_a_second_or_so(name: str) -> None:
    before = time.process_time()
    found = outcome(MANY[name].encode())
    assert time.process_time() - before < 2
    assert 1 <= len(found) <= MAX_TOLD
    assert all(len(problem.message) < 2000 for problem in found)


def test_the_shipped_pathway_loads_at_once_and_nothing_heavy_comes_with_it() -> None:
    path = SHIPPED / "backend-developer-to-ai-architect.yaml"
    times: list[float] = []
    for _ in range(5):
        before = time.process_time()
        load(path)
        times.append(time.process_time() - before)
    assert min(times) < 0.06
    code = "import sys, pathways.loader as l; l.load_catalog(); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"jsonschema", "sqlmodel", "sqlalchemy", "slack_bolt", "discord", "PIL", "rapidfuzz", "pathways.explain"}
    assert not heavy & set(loaded)


def test_flaws_are_told_once() -> None:
    assert len(PathwayError("a", [Flaw(2, "b"), Flaw(2, "b"), Flaw(1, "c")]).problems) == 2


def outcome(raw: bytes) -> tuple[Problem, ...]:
    """No problems where it is a pathway, some where it is none, and no other way out."""
    try:
        assert isinstance(parse(raw, "x"), Pathway)
    except PathwayError as error:
        return error.problems or (Problem("x", 0, "an error without a problem"),)
    return ()


RAW = (SHIPPED / "backend-developer-to-ai-architect.yaml").read_bytes()


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.randoms(use_true_random=False))
def test_F8_a_damaged_file_is_a_pathway_or_a_pathway_error(chance: random.Random) -> None:
    raw = bytearray(RAW)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(raw))
        raw[start : start + chance.randint(0, 30)] = chance.choice(
            [b"", b": ", b"\n", b"[", b"*a", b"- ", b"null", b"\xff", b"1", b"'", b"id: x\n", raw[:40]]
        )
    assert all(problem.line >= 1 for problem in outcome(bytes(raw)))


def leaves(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(found for key, item in inner for found in leaves(item, (*place, key)))]


TREE = yaml.load(SMALL, yaml.BaseLoader)  # noqa: S506 - our own text, every value as text
PLACES = leaves(TREE)[1:]


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.sampled_from(PLACES), st.none() | st.booleans() | st.integers() | st.just([]) | st.just({}) | st.text(max_size=5)
)
def test_any_value_in_any_place_is_a_pathway_or_a_pathway_error(place: tuple[Any, ...], value: object) -> None:
    tree: Any = yaml.safe_load(SMALL.replace("2026-11-23", "'2026-11-23'"))
    inner = tree
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    assert all(len(problem.message) < 600 for problem in outcome(yaml.safe_dump(tree).encode()))
