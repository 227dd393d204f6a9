"""The worked example of docs/planning.md is what the planner does. ``REWRITE=1`` writes it anew."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core import phrases
from pathways.learner import Away, Credit, Effort, Level, Progress, Rhythm, Spell
from pathways.outline import outline
from pathways.outlook import outlook
from pathways.planner import plan
from pathways.tailored import tailored
from tests.strategies import MONDAY
from tests.talk import ARCHITECT

if TYPE_CHECKING:
    from pathways.model import Pathway

PAGE = Path(__file__).parent.parent / "docs" / "planning.md"
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


def told(title: str, progress: Progress, rhythm: Rhythm, pathway: Pathway = ARCHITECT, *, weeks: int = 1) -> list[str]:
    today = MONDAY + 2 * DAY
    made = plan(pathway, progress, rhythm, today, started=MONDAY)
    seen = outlook(outline(pathway), progress, rhythm, today, started=MONDAY)
    assert seen
    assert made.finish
    lines = [title]
    for week in made.weeks[:weeks]:
        shares = ", ".join(f"{share.step.name} {phrases.duration(share.minutes)}" for share in week.shares)
        lines.append(f"  week of {phrases.date(week.first, today)}: {shares or 'nothing'}")
    tally = made.standing.tally
    lines.append(
        f"  {phrases.steps(tally)}, {phrases.hours_of_all(tally)}; done about {phrases.date(made.finish, today)},"
    )
    return [*lines, f"  range {phrases.span(seen, today)}"]


def example() -> str:
    six = Rhythm()
    new = Progress()
    known = Progress(credit={"data-engineering-pipelines": Credit(Level.KNOWN, MONDAY + DAY)})
    half = Progress(worked={"ml-specialization-first-course": (Effort(MONDAY + DAY, 210),)})
    thin = Rhythm(spells=(Spell(MONDAY, MONDAY, 2.0),))
    away = Rhythm(away=(Away(MONDAY + WEEK, MONDAY + 3 * WEEK - DAY),))
    cut = tailored(ARCHITECT, {"ml-specialization-first-course": 2})
    blocks = [
        told("At first", new, six, weeks=2),
        told('"I know data engineering"', known, six),
        told('"Halfway through the first course"', half, six),
        told('"Only 2 hours this week"', new, thin, weeks=2),
        told('"I am away from 7 to 21 December"', new, away, weeks=2),
        told('"The first course is too big"', new, six, cut, weeks=2),
    ]
    return "```\n" + "\n\n".join("\n".join(block) for block in blocks) + "\n```\n"


def test_the_worked_example_is_what_the_planner_does() -> None:
    text = PAGE.read_text()
    found = re.search(r"(<!-- example:[^\n]*-->\n)(.*?)(<!-- /example -->)", text, re.DOTALL)
    assert found
    wanted = example()
    if os.environ.get("REWRITE"):
        PAGE.write_text(text[: found.start(2)] + wanted + text[found.end(2) :])
    assert found[2] == wanted


def test_what_the_page_says_of_the_last_course_is_so() -> None:
    known = outline(ARCHITECT)
    course = known.number["finish-ml-specialization"]
    assert known.steps[course].teaches == ("machine-learning-algorithms", "data-engineering-pipelines")
    credit = {"data-engineering-pipelines": Credit(Level.KNOWN, MONDAY)}
    made = plan(ARCHITECT, Progress(credit=credit), Rhythm(), MONDAY, started=MONDAY)
    minutes = sum(s.minutes for week in made.weeks for s in week.shares if s.step.id == "finish-ml-specialization")
    assert abs(minutes - known.own[course] * 5 / 8) < 1
