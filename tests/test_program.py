"""The real program, started as a process: what it prints, how fast it is there, and what it needs for that."""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import cli
from tests import pace
from tests.network import environment
from tests.understanding import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REPO = Path(__file__).parent.parent


@pytest.fixture
def coach(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs ``coach`` with an own data folder."""

    def run(*arguments: str, said: str | bytes = "", **more: str) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=said.encode() if isinstance(said, str) else said,
            env=environment(COACH_DATA=str(tmp_path / "data"), **more),
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return subprocess.CompletedProcess(
            ended.args, ended.returncode, ended.stdout.decode(), ended.stderr.decode(errors="replace")
        )

    return run


def test_a_conversation_through_a_pipe_is_remembered_by_the_next_one(coach: Callable[..., object]) -> None:
    first = coach("run", said="what is next this week?\ndone 1\nhow am I doing?\n")
    assert first.returncode == 0, first.stderr
    for step in ("Machine Learning Specialization", "Jupyter", "Read the first chapter"):
        assert step in first.stdout
    assert "1 of 24 steps" in first.stdout
    again = coach("chat", said="how am I doing?\n")
    assert "1 of 24 steps" in again.stdout
    assert "coach.db" in again.stderr


def test_ask_is_there_soon_and_stores_nothing(coach: Callable[..., object], tmp_path: Path) -> None:
    def once() -> float:
        begun = _work_of_children()
        ended = coach("ask", "what's next this week?", **UNTRACED)
        assert ended.returncode == 0, ended.stderr
        assert "Jupyter" in ended.stdout
        return _work_of_children() - begun

    # processor time, best of five, on a machine as quick as it is now: a busy one is slow at everything;
    # benchmarks/ask.py holds the half second by the clock on the wall
    assert min(once() for _ in range(5)) < 0.6 * _slowness()
    assert not (tmp_path / "data").exists()


UNTRACED = {"COVERAGE_PROCESS_START": "", "COVERAGE_PROCESS_CONFIG": ""}


def _slowness() -> float:
    """How much slower than on a quiet machine importing a known library is just now."""

    def once() -> float:
        begun = _work_of_children()
        subprocess.run([sys.executable, "-c", "import pydantic, yaml"], env=environment(**UNTRACED), check=True)
        return _work_of_children() - begun

    return max(1.0, min(once() for _ in range(5)) / QUIET)


QUIET = 0.11
"""Seconds of processor time that importing pydantic and PyYAML takes on two quiet cores."""


def _work_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


HEAVY = ("slack_bolt", "slack_sdk", "discord", "sqlmodel", "sqlalchemy", "alembic", "PIL", "psycopg")


@pytest.mark.parametrize("question", ["what's next this week?", "done with kafka", "will I make it by june?"])
def test_ask_imports_nothing_heavy(coach: Callable[..., object], question: str) -> None:
    ended = coach("ask", question, PYTHONPROFILEIMPORTTIME="1")
    imported = set(re.findall(r"\| +([\w.]+)$", ended.stderr, re.MULTILINE))
    assert "bot.core.coach" in imported
    assert not {name for name in imported if name.split(".")[0] in HEAVY}


def test_ask_json_keeps_its_contract(coach: Callable[..., object]) -> None:
    ended = coach("ask", "--json", "what's next this week")
    told = json.loads(ended.stdout)
    assert list(told) == ["question", "intent", "slots", "also", "confidence", "answer", "sources"]
    assert (told["question"], told["intent"], told["slots"], told["also"]) == (
        "what's next this week",
        "next",
        {"horizon": "week"},
        [],
    )
    assert 0 < told["confidence"] <= 1
    assert "Jupyter" in told["answer"]
    assert told["sources"]
    assert all(source.startswith("backend-developer-to-ai-architect#") for source in told["sources"])
    assert ended.stdout.count("\n") == 1


def test_ask_jsonl_answers_line_by_line_whatever_comes(coach: Callable[..., object]) -> None:
    lines = [
        b"what's next?",
        b"",
        b"\xff\xfe broken",
        b"a" * 100_000,
        b"nul \x00 inside",
        "naïve café 🚀".encode(),
        b"help",
    ]
    ended = coach("ask", "--jsonl", "--today", "2026-11-30", said=b"\n".join(lines) + b"\n")
    assert ended.returncode == 0, ended.stderr
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [row["intent"] for row in told][:4] == ["next", "unknown", "unknown", "unknown"]
    assert told[-1]["intent"] == "help"
    assert "empty" in told[1]["answer"]
    assert "UTF-8" in told[2]["answer"]
    assert "4,000" in told[3]["answer"]


def test_ask_jsonl_streams_sixteen_hundred_lines(coach: Callable[..., object]) -> None:
    said = [case.sentence for case in table.cases("looked_at_2.txt")][:1590]
    odd = [b"\x00", b"\xed\xa0\x80", b"a" * 100_000, b"\xff", b"", b"\xe2\x80\xa8", b"next\x00", b"{}", b"\r", b"end"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = coach("ask", "--jsonl", said=b"\n".join([*(sentence.encode() for sentence in said), *odd]) + b"\n")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [row["question"] for row in told[:1590]] == said
    assert len(told) == 1600
    # one core's time from cold: what a busy machine makes of it is not the coach's doing
    assert after.ru_utime - before.ru_utime < 5 * pace.SLOWER


def test_relative_dates_are_read_against_today(coach: Callable[..., object]) -> None:
    ended = coach("ask", "--json", "--today", "2027-03-01", "push kafka to next week")
    assert json.loads(ended.stdout)["slots"] == {"step": "kafka-spark-pipeline", "until": "2027-03-08"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ask"], "--jsonl"),
        (["ask", "--today", "yesterday", "hi"], "2026-11-30"),
        (["ask", "--timezone", "Mars/Phobos", "hi"], "Mars/Phobos"),
        (["dance"], "dance"),
        ([], "COMMAND"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(coach: Callable[..., object], arguments: list[str], told: str) -> None:
    ended = coach(*arguments)
    assert ended.returncode == 2
    assert told in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not ended.stdout


@pytest.mark.parametrize("arguments", [["run"], ["chat"], ["db", "check"], ["db", "upgrade"]])
def test_a_damaged_database_stops_the_start_and_stays_as_it_is(
    coach: Callable[..., object], tmp_path: Path, arguments: list[str]
) -> None:
    file = tmp_path / "data" / "coach.db"
    file.parent.mkdir()
    garbage = b"this is not a database\n" * 500
    file.write_bytes(garbage)
    ended = coach(*arguments, said="hi\n")
    assert ended.returncode == 2
    assert str(file) in ended.stderr
    assert "backup" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert file.read_bytes() == garbage


def test_a_broken_pathway_is_named_with_line_and_remedy_and_the_others_serve(
    coach: Callable[..., object], tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "bad.yaml").write_text("id: bad\ntitel: Bad\n")
    listed = coach("pathways", "list", COACH_PATHWAYS=str(own))
    assert listed.returncode == 1
    assert "backend-developer-to-ai-architect" in listed.stdout
    assert "bad.yaml:2" in listed.stderr
    assert "title" in listed.stderr
    asked = coach("ask", "what's next?", COACH_PATHWAYS=str(own))
    assert "Jupyter" in asked.stdout


def test_settings_that_cannot_be_are_named(coach: Callable[..., object]) -> None:
    ended = coach("chat", DATABASE_URL="mysql://x", COACH_PATHWAYS="/nowhere/at/all")
    assert ended.returncode == 2
    assert "DATABASE_URL" in ended.stderr
    assert "COACH_PATHWAYS" in ended.stderr


def commands(parser: argparse.ArgumentParser, name: str = "") -> Iterator[str]:
    """The program itself, each command and each command's commands."""
    yield name
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, own in action.choices.items():
                yield from commands(own, f"{name} {word}".strip())


@pytest.mark.parametrize("command", list(commands(cli.parser())))
def test_every_command_helps_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert "example: " in capsys.readouterr().out


def test_kept_safe_and_upgraded_and_checked(coach: Callable[..., object], tmp_path: Path) -> None:
    assert coach("db", "upgrade").returncode == 0
    assert coach("db", "upgrade").stdout.startswith("Up to date")
    assert coach("db", "check").returncode == 0
    copy = tmp_path / "copy.db"
    assert coach("db", "backup", str(copy)).returncode == 0
    assert copy.stat().st_size > 0
    assert coach("db", "backup", str(copy)).returncode == 2


def test_a_terminal_without_our_letters_gets_the_rest(coach: Callable[..., object]) -> None:
    ended = coach("ask", "hi", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert ended.returncode == 0, ended.stderr
    assert "Backend Developer ? AI Architect" in ended.stdout


def test_a_reader_that_goes_away_is_no_trouble(tmp_path: Path) -> None:
    command = f"{sys.executable} -m bot pathways show backend-developer-to-ai-architect | head -n 1"
    ended = subprocess.run(
        ["sh", "-c", command], env=environment(COACH_DATA=str(tmp_path)), capture_output=True, text=True, check=False
    )
    assert ended.stdout.startswith("id: ")
    assert not ended.stderr
