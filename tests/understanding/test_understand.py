import datetime as dt
import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot import evaluation
from bot.core import intents as say
from bot.core.understand import fitted, nearest_steps, reading, understand, warm
from bot.core.understand.frames import frame
from bot.core.understand.reading import clauses_of
from bot.core.understand.traits import seen
from bot.core.understand.words import plainly, words
from tests.understanding import learn, table

# What is reached on sentences that nothing was tuned on, and must not be lost: joint, refusal, false refusal. The goal
# is 95 %, 95 % and 2 %; see the heads of the tables and docs/understanding.md.
KEPT = [
    ("kept.txt", 0.95, 0.95, 0.01),
    ("kept_2.txt", 0.94, 0.92, 0.02),
    ("kept_3.txt", 0.95, 0.95, 0.01),
    ("kept_4.txt", 0.91, 0.95, 0.03),
]


def read(text: str, **scope: object) -> say.Intent:
    return understand(text, replace(table.scope(), **scope)).intent


@pytest.mark.parametrize(
    ("name", "least"),
    [("looked_at.txt", 0.98), ("looked_at_2.txt", 0.94), ("looked_at_4.txt", 0.9), ("digest.txt", 0.98)],
)
def test_reads_the_sentences_it_was_written_against(name: str, least: float) -> None:
    found = table.results(name)
    assert sum(one.joint for one in found) / len(found) >= least, evaluation.misread(found)


@pytest.mark.parametrize(("name", "joint", "refusal", "false_refusal"), KEPT)
def test_reads_most_sentences_it_has_not_seen(name: str, joint: float, refusal: float, false_refusal: float) -> None:
    told = evaluation.figures(table.results(name))
    assert told.joint >= joint
    assert told.refusal >= refusal
    assert told.false_refusal <= false_refusal


def test_what_is_reached_on_all_that_was_kept() -> None:
    told = evaluation.figures([one for name, *_ in KEPT for one in table.results(name)])
    assert told.joint >= 0.94  # the goal: 0.95
    assert told.refusal >= 0.95
    assert told.false_refusal <= 0.02


def test_there_are_enough_sentences_and_none_of_the_kept_was_looked_at() -> None:
    looked_at = {case.sentence for name in learn.LOOKED_AT for case in table.cases(name)}
    kept = {case.sentence for name, *_ in KEPT for case in table.cases(name)}
    assert len(looked_at | kept) >= 1200
    assert len(kept - looked_at) >= 0.9 * len(kept)  # "help" is said by everybody


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
    assert read("skip the zumba course") == say.Skip(None, "zumba course")
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
    assert read("sign me up for astronaut").name == "unknown"  # another career


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


def test_the_fit_is_made_from_the_tables_as_they_are() -> None:
    kept = json.loads(fitted.FILE.read_text(encoding="utf-8"))
    assert kept["digest"] == learn.digest(learn.known()), "python -m tests.understanding.learn"


@pytest.mark.soak
def test_the_fit_can_be_made_again(tmp_path: Path) -> None:
    learn.main(tmp_path / "fitted.json")
    assert (tmp_path / "fitted.json").read_bytes() == fitted.FILE.read_bytes()


def test_the_fitting_is_the_same_every_time() -> None:
    lessons = learn.lessons(learn.told(table.cases("kept.txt")[:40]))
    assert learn.fitted(lessons) == learn.fitted(lessons)


def test_a_clause_like_nothing_known_is_anything() -> None:
    odds = fitted.Fit(("a", "b"), {}).odds_of(("never seen",))
    assert odds == {"a": -math.log(2), "b": -math.log(2)}


def test_it_is_ready_at_once_and_small() -> None:
    code = (
        "import time, tracemalloc, datetime as dt; from pathways.loader import SHIPPED, load;"
        "from bot.core.understand import Scope, warm;"
        "path = load(SHIPPED / 'backend-developer-to-ai-architect.yaml');"
        "begin = time.process_time(); warm(Scope(path, (path,), dt.date(2026, 11, 23)));"
        "print(time.process_time() - begin);"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True) for _ in range(3)]
    took = min(float(run.stdout) for run in runs)
    assert took < 0.6  # 0.2 s on a machine that does nothing else


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("finished bishop, and also kafka", [say.Done("bishop-first-five-chapters"), say.Done("kafka-spark-pipeline")]),
        (
            "kafka to march, dashboard to may",
            [
                say.Later("kafka-spark-pipeline", dt.date(2027, 3, 1)),
                say.Later("monitoring-dashboard", dt.date(2027, 5, 1)),
            ],
        ),
        (
            "kafka and the dashboard to may",
            [
                say.Later("kafka-spark-pipeline", dt.date(2027, 5, 1)),
                say.Later("monitoring-dashboard", dt.date(2027, 5, 1)),
            ],
        ),
        (
            "any books on pytorch, and on mlops",
            [say.Resources("deep-learning-frameworks"), say.Resources("devops-and-mlops")],
        ),
        (
            "I know SQL and Docker already",
            [say.Credit(skill="sql-and-databases", level="known"), say.Credit(skill="cloud-platforms", level="known")],
        ),
        (
            "I know docker, and also sql",
            [say.Credit(skill="cloud-platforms", level="known"), say.Credit(skill="sql-and-databases", level="known")],
        ),
        (
            "any books on mlops, and why is it important?",
            [say.Resources("devops-and-mlops"), say.AboutSkill("devops-and-mlops")],
        ),
    ],
)
def test_what_is_said_of_one_thing_is_said_of_the_next(text: str, meant: list[say.Intent]) -> None:
    found = understand(text, table.scope())
    assert [found.intent, *found.also] == meant


def test_letters_are_no_words() -> None:
    for text in ("sdfghjkl", "zxcvb qwrtp", "aaaaaaa"):
        assert read(text).name == "unknown"


def test_proof_that_is_no_evidence() -> None:
    assert read("proof that the earth is round").name == "unknown"
    assert isinstance(read("proof: it runs on my server"), say.Proof)


def test_two_phases_are_both_shown() -> None:
    reading = understand("show me phase 1 and phase 2", table.scope())
    assert (reading.intent, *reading.also) == (say.Roadmap("foundation"), say.Roadmap("deep-dive"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("not on Mondays, better Fridays", say.Settings(day="fri")),
        ("8 am is way too early, make it 8 in the evening", say.Settings(time=dt.time(20))),
        ("write to me on Sunday evenings at eight", say.Settings(day="sun", time=dt.time(20))),
        ("I don't have 10 hours a week, only 4", say.Settings(hours=4.0)),
        ("remind me sundays at eight thirty in the morning", say.Settings(day="sun", time=dt.time(8, 30))),
        ("timezone Etc/GMT+2", say.Settings(timezone="Etc/GMT+2")),
        ("mute 2w", say.Pause(dt.date(2026, 12, 7))),
        ("we fly to Japan tomorrow, leave me alone for ten days", say.Pause(dt.date(2026, 12, 3))),
        ("will i be done by the first of july", say.Forecast(date=dt.date(2027, 7, 1))),
        ("done by christmas next year?", say.Forecast(date=dt.date(2027, 12, 25))),
        ("push kafka a week, kid is ill", say.Later("kafka-spark-pipeline", dt.date(2026, 11, 30))),
        ("signed up for andrew ng's course", say.Done("enroll-ml-specialization")),
        ("I gave the presentation to the stakeholders yesterday", say.Done("business-case", on=dt.date(2026, 11, 22))),
        ("skip everything", say.Skip()),
        ("I was away last week. push kafka to next week", say.Later("kafka-spark-pipeline", dt.date(2026, 11, 30))),
        ("I know the kafka pipeline already, skip it", say.Skip("kafka-spark-pipeline")),
        ("set my hours to six and a half a week", say.Settings(hours=6.5)),
        ("six and a half hours a week from now on", say.Settings(hours=6.5)),
        ("thursdays 0800", say.Settings(day="thu", time=dt.time(8))),
        ("finshed lnr rgrssn from scratch", say.Done("linear-regression-from-scratch")),
        ("what's phase 3? why is it important?", say.Roadmap("hands-on")),
        ("not phase 2, phase 3 please", say.Roadmap("hands-on")),
        ("finished bishop, not kafka", say.Done("bishop-first-five-chapters")),
        ("done with part 1 of bishop", say.Part("bishop-first-five-chapters")),
        ("did kafka on 03.11.2026", say.Done("kafka-spark-pipeline", on=dt.date(2026, 11, 3))),
        ("did kafka on 20 December", say.Done("kafka-spark-pipeline", on=dt.date(2025, 12, 20))),
        ("did kafka on 20.12.2026", say.Done("kafka-spark-pipeline")),
        ("what if I start in March?", say.Forecast()),
        ("done by June if I start in March?", say.Forecast(date=dt.date(2027, 6, 1))),
        ("over Christmas", say.Pause(dt.date(2026, 12, 27), dt.date(2026, 12, 24))),
        ("no nudges over Easter", say.Pause(dt.date(2027, 3, 30), dt.date(2027, 3, 27))),
        ("how long would it take to learn data pipelines", say.AboutSkill("data-engineering-pipelines")),
        ("which phase is the certification one?", say.Roadmap("certification")),
        ("how do people go about the mlflow setup", say.AboutStep("mlflow-cicd")),
        ("the pre-trained model is deployed, finally", say.Done("deploy-pretrained-model")),
        ("cut my hours in half, to four", say.Settings(hours=4.0)),
        ("give me the difficulty rating", say.Fact("difficulty")),
        ("I can cross off the business case", say.Done("business-case")),
    ],
)
def test_what_is_meant_of_several(text: str, meant: say.Intent) -> None:
    assert understand(text, table.scope()).intent == meant


def test_the_rest_of_a_month_is_no_interface() -> None:
    assert not any(one.meaning for one in clauses_of("the rest of November", table.scope())[0].links)
    assert any(one.meaning for one in clauses_of("rest of the specialization", table.scope())[0].links)


def test_the_same_deed_without_its_object_is_an_echo() -> None:
    kafka = say.Done("kafka-spark-pipeline")
    assert reading._without_echoes((kafka, say.Done(), say.Next())) == (kafka, say.Next())


def test_a_message_is_never_only_an_aside() -> None:
    assert understand("well, you know, it is like this", table.scope()).intent is not None


def test_the_page_follows_a_sentence_from_end_to_end() -> None:
    page = (Path(__file__).parents[2] / "docs" / "understanding.md").read_text(encoding="utf-8")
    told = page.partition("<!-- example: a test computes it -->\n```\n")[2].partition("\n```")[0].splitlines()
    text = told[0]
    scope = table.scope()
    context = reading._context(scope)
    said = plainly(reading._mended(words(text), context))
    parts = clauses_of(text, scope)[1:]
    asks = parts[-1]
    ruled = frame(asks.cells)
    odds = fitted.fit().odds(asks.cells)
    read_as = understand(text, scope).intent
    assert ruled is not None
    assert told[1:] == [
        "words     " + " ".join(word.text for word in said),
        "seen      " + " | ".join(" ".join(seen(part.cells)) for part in parts),
        f"rule      {ruled.intent}",
        f"fitted    {max(odds, key=odds.__getitem__)}",
        f"read      {evaluation.told(read_as)}",
    ]
