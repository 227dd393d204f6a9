import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core import intents as say
from bot.core import understand as understanding
from bot.core.understand import nearest_steps, understand, warm
from tests.understanding import figures, learn, table

# What is reached on sentences the rules were never tuned on, and must not be lost: see the heads of the tables.
KEPT = [("kept.txt", 0.91), ("kept_2.txt", 0.90)]


def read(text: str, **scope: object) -> say.Intent:
    return understand(text, replace(table.scope(), **scope)).intent


def test_reads_the_sentences_it_was_written_against() -> None:
    # one test for all: two thousand of them take longer to be counted than to be read
    assert table.misread("looked_at.txt") == []


@pytest.mark.parametrize(("name", "share"), KEPT)
def test_reads_most_sentences_it_has_not_seen(name: str, share: float) -> None:
    wrong = table.misread(name)
    assert 1 - len(wrong) / len(table.cases(name)) >= share, len(wrong)


@pytest.mark.parametrize("kind", say.INTENTS.values(), ids=lambda kind: kind.name)
def test_every_intents_example_reads_as_that_intent(kind: type[say.Intent]) -> None:
    assert isinstance(read(kind.example), kind)


@pytest.mark.parametrize("text", ["", "   ", "\n\t "])
def test_nothing_said(text: str) -> None:
    assert read(text) == say.Unknown(puzzle="empty")


def test_too_much_said() -> None:
    assert read("x" * 4001) == say.Unknown(puzzle="too long")
    assert understand("next " * 800, table.scope()).intent != say.Unknown(puzzle="too long")


@pytest.mark.parametrize(
    "text",
    ["\x00", "\ud800 next", "\u202enext week", "🎉" * 400, "a" * 100_000, "next\x00", "()[]|^$<want>...", "STEP", "'s"],
)
def test_odd_texts_are_read_too(text: str) -> None:
    read(text)


def test_numbers_point_into_the_list_that_was_shown() -> None:
    shown = ("business-case", "kafka-spark-pipeline")
    assert read("done 2", shown=shown) == say.Done("kafka-spark-pipeline")
    assert read("skip the first one", shown=shown) == say.Skip("business-case")
    assert read("explain the last one", shown=shown) == say.AboutStep("kafka-spark-pipeline")
    assert read("done 7", shown=shown) == say.Done(None)
    assert read("what is step 7", shown=shown) == say.AboutStep(None, "step 7")


def test_the_book_is_the_one_that_was_shown() -> None:
    assert read("skip the book", shown=("hard-thing-book",)) == say.Skip("hard-thing-book")
    assert read("skip the book") == say.Skip(None, "book")
    assert read("finished the course", shown=("kafka-spark-pipeline",)) == say.Done(None, "course")


def test_what_fits_no_step_is_kept_for_the_answer() -> None:
    assert read("done with the origami course") == say.Done(None, "origami course")
    assert read("skip zumba") == say.Skip(None, "zumba")
    assert read("switch me to product manager") == say.Start(None, "product manager")


def test_words_never_confirm_forgetting() -> None:
    assert read("yes delete everything, confirmed") == say.Forget(confirmed=False)


def test_an_unknown_sentence_gets_something_that_would_work() -> None:
    reading = understand("kafka kafka blorp frob zork quux wibble", table.scope())
    assert isinstance(reading.intent, say.Unknown)
    assert 2 <= len(reading.nearest) <= 3
    assert say.AboutStep("kafka-spark-pipeline") in reading.nearest


def test_nearest_steps() -> None:
    scope = table.scope()
    assert nearest_steps("the kafka spark thing", scope)[0] == "kafka-spark-pipeline"
    assert len(nearest_steps("architecture", scope, 3)) == 3
    assert nearest_steps("", scope) == ()
    assert nearest_steps("pipeline", scope)[0] == nearest_steps("kafk pipelin", scope)[0] == "kafka-spark-pipeline"
    assert "resume-and-linkedin" in nearest_steps("linkdin", scope)


def test_the_door_brings_no_heavy_library() -> None:
    code = (
        "import sys, bot.core.understand;"
        "print([name for name in ('rapidfuzz', 'sqlmodel', 'alembic', 'slack_sdk', 'discord') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("pause until tomorrow", dt.date(2026, 11, 24)),
        ("pause until the day after tomorrow", dt.date(2026, 11, 25)),
        ("pause till next weekend", dt.date(2026, 12, 5)),
    ],
)
def test_dates_of_a_pause(text: str, until: dt.date) -> None:
    assert read(text) == say.Pause(until)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my timezone is UTC+2", "Etc/GMT-2"),
        ("timezone GMT-5", "Etc/GMT+5"),
        ("timezone UTC+5:30", "Asia/Kolkata"),
        ("timezone utc+0", "UTC"),
        ("I live in Munich", "Europe/Berlin"),
        ("I'm in San Francisco", "America/Los_Angeles"),
        ("we moved to Bangalore", "Asia/Kolkata"),
    ],
)
def test_places_and_distances_from_greenwich(text: str, name: str) -> None:
    assert read(text) == say.Settings(timezone=name)


def test_a_trade_nobody_listed_is_known_by_its_ending() -> None:
    assert read("start herpetologist") == say.Start(None, "herpetologist")
    assert read("cloud architect certification") == say.AboutStep("cloud-architect-certification")


def test_words_from_elsewhere_are_out_of_scope_and_names_nobody_knows_are_not() -> None:
    assert read("skip this song").name == "unknown"
    assert read("finished my homework").name == "unknown"
    assert read("skip the queue").name == "unknown"
    assert read("done with the quantum blockchain") == say.Done(None, "quantum blockchain")
    assert read("sign me up for astronaut") == say.Start(None, "astronaut")


def test_it_is_what_was_named_before() -> None:
    reading = understand("what is mlflow? push it to monday", table.scope())
    assert (reading.intent, *reading.also) == (
        say.AboutStep("mlflow-cicd"),
        say.Later("mlflow-cicd", dt.date(2026, 11, 30)),
    )
    assert read("honestly bishop is killing me, drop it") == say.Skip("bishop-first-five-chapters")


def test_warming_changes_no_reading() -> None:
    before = understand("finshed the clasifier", table.scope())
    warm(table.scope())
    assert understand("finshed the clasifier", table.scope()) == before


def test_the_known_sentences_can_be_learnt_again(tmp_path: Path) -> None:
    learn.main(tmp_path / "examples.yaml")
    shipped = Path(understanding.__file__).parent / "examples.yaml"
    assert (tmp_path / "examples.yaml").read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")


def test_the_figures_of_a_table() -> None:
    assert "joint, in scope" in figures.report("looked_at.txt", every=True)
