import subprocess
import sys
from pathlib import Path

import pytest

from bot import evaluation
from bot.core import intents as say
from bot.core.understand import Reading
from tests.understanding import table

TABLE = """\
# A remark.
# today: 2026-11-23
# tag: short
what's next? -> next horizon=week
done with kafka -> done step=kafka-spark-pipeline
kafka -> skip step=kafka-spark-pipeline
ai architect or data scientist? -> compare pathways=backend-developer-to-ai-architect
thanks -> smalltalk kind=thanks
# style: elsewhere
order me a pizza -> unknown
what is next? -> unknown
help -> unknown
push kafka to monday -> unknown
"""


def test_a_table_is_read() -> None:
    read = evaluation.table(TABLE)
    assert str(read.today) == "2026-11-23"
    assert [case.tag for case in read.cases] == ["short"] * 5 + ["elsewhere"] * 4
    assert read.cases[1].wanted == (("done", {"step": frozenset({"kafka-spark-pipeline"})}),)


@pytest.mark.parametrize("line", ["what now", "what now -> nonsense", "what now -> next + "])
def test_a_line_that_is_no_case_is_named(line: str) -> None:
    with pytest.raises(evaluation.BadLine, match="mine:2: write “sentence -> intent slot=value”"):
        evaluation.table(f"# mine\n{line}", "mine")


def test_the_figures() -> None:
    found = evaluation.results(evaluation.table(TABLE).cases, table.scope())
    told = evaluation.figures(found)
    assert (told.joint, told.intent, told.slots, told.refusal, told.false_refusal) == (0.8, 0.8, 1.0, 0.25, 0.0)
    report = "\n".join(evaluation.report(found, every=True))
    for line in ("joint            80.0%", "refusal          25.0%", "  elsewhere        25.0% of 4", "'kafka'"):
        assert line in report
    assert "    1 times skip read as step" in report


def test_the_figures_of_nothing() -> None:
    assert evaluation.figures([]).joint == 1.0
    assert "0 sentences" in evaluation.report([])[0]


def test_one_intent_of_two_is_not_enough() -> None:
    (case,) = evaluation.table("what's next and how am I doing -> next horizon=week + progress").cases
    assert not case.holds(Reading(say.Next()))
    assert case.holds(Reading(say.Next(), (say.HowFar(),)))
    assert not case.holds(Reading(say.HowFar(), (say.Next(),)))


def coach(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "understand", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text(TABLE, encoding="utf-8")
    done = coach("--eval", str(mine), "--misread")
    assert done.returncode == 0
    assert "9 sentences, 5 of them in scope" in done.stdout
    assert "misread" in done.stdout


def test_the_command_names_what_is_wrong(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("nothing meant\n", encoding="utf-8")
    wrong = coach("--eval", str(mine), "--today", "2026-11-23")
    assert wrong.returncode == 2
    assert "mine.txt:1: write" in wrong.stderr
    assert coach("--eval", str(tmp_path / "none.txt")).returncode == 2
