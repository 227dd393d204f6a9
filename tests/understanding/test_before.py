import datetime as dt
from dataclasses import replace

import pytest

from bot.core import intents as say
from bot.core.understand import Reading, understand
from bot.core.understand.before import completed
from pathways.loader import SHIPPED, load
from pathways.model import Horizon
from tests.talk import Kept, Learner
from tests.test_conversations import TRANSCRIPTS
from tests.understanding.table import scope

KAFKA, MLFLOW = "kafka-spark-pipeline", "mlflow-cicd"
MLOPS = "backend-developer-to-mlops-engineer"
DAY = dt.date(2026, 12, 25)


def read(text: str, subject: say.Intent | None = None, **around: object) -> say.Intent:
    return understand(text, replace(scope(), subject=subject, **around)).intent


@pytest.mark.parametrize(
    ("subject", "text", "meant"),
    [
        (say.AboutStep(KAFKA), "tell me more", say.Resources(KAFKA)),
        (say.AboutSkill("sql-and-databases"), "more", say.Resources("sql-and-databases")),
        (say.Roadmap("deep-dive"), "details please", say.Resources("deep-dive")),
        (say.Later(KAFKA, DAY), "why?", say.AboutStep(KAFKA)),
        (say.AboutSkill("sql-and-databases"), "why", say.AboutSkill("sql-and-databases")),
        (say.Roadmap("deep-dive"), "and the next one", say.Roadmap("hands-on")),
        (say.Roadmap("certification"), "next phase", say.Roadmap(None)),
        (say.AboutStep(KAFKA), "done", say.Done(KAFKA)),
        (say.Resources(KAFKA), "skip it", say.Skip(KAFKA)),
        (say.AboutStep(KAFKA), "push it to christmas", say.Later(KAFKA, DAY)),
        (say.AboutStep(KAFKA), "postpone this week", say.Later()),
        (say.Forecast(), "and with 10 hours a week?", say.Forecast(hours=10.0)),
        (say.Forecast(), "I have 10 hours a week", say.Settings(hours=10.0)),
        (say.Done(), "kafka", say.Done(KAFKA)),
        (say.Skip(), "the mlflow one", say.Skip(MLFLOW)),
        (say.Done(), "tell me everything about kafka please", say.AboutStep(KAFKA)),
        (say.Overview(), "what is next this week", say.Next()),
    ],
)
def test_what_was_said_before_completes_what_is_said_now(subject: say.Intent, text: str, meant: say.Intent) -> None:
    assert read(text, subject) == meant


@pytest.mark.parametrize("text", ["why not mlops?", "why not the mlops engineer"])
def test_why_not_another_pathway_compares_it(text: str) -> None:
    paths = tuple(load(file) for file in sorted(SHIPPED.glob("*.yaml")))
    after = replace(scope(), pathways=paths, subject=say.Recommend())
    assert understand(text, after).intent == say.Compare((MLOPS,))
    assert not isinstance(understand(text, replace(after, subject=None)).intent, say.Compare)
    assert read("why not kafka?", say.Recommend()) == say.AboutStep(KAFKA)
    assert read("why not?", say.Recommend()) != say.Compare(("",))


def test_one_pathway_more_takes_no_others_place() -> None:
    paths = tuple(load(file) for file in sorted(SHIPPED.glob("*.yaml")))
    both = replace(scope(), pathways=paths)
    assert understand("start the mlops engineer pathway too", both).intent == say.Start(MLOPS, beside=True)
    assert understand("also start the mlops engineer pathway", both).intent == say.Start(MLOPS, beside=True)
    assert understand("start the mlops engineer pathway", both).intent == say.Start(MLOPS)
    assert understand("start the ai architect pathway too", both).intent == say.Start(both.pathway.id)


def test_a_figure_goes_into_the_question_asked_last() -> None:
    assert read("and until christmas?", say.Forecast()) == say.Forecast(date=DAY)
    asked = replace(scope(), subject=say.Forecast())
    assert completed(Reading(say.Pause(DAY)), "till christmas then", asked).intent == say.Forecast(date=DAY)
    hours = completed(Reading(say.Settings(hours=10.0)), "and with 10 hours?", asked).intent
    assert hours == say.Forecast(hours=10.0)
    assert completed(Reading(say.Pause(DAY)), "no messages till christmas", asked).intent == say.Pause(DAY)


def test_more_after_a_list_is_about_its_first() -> None:
    assert read("tell me more", say.Next(Horizon.WEEK), shown=(MLFLOW, KAFKA)) == say.AboutStep(MLFLOW)


def test_a_phase_that_is_gone_has_none_behind_it() -> None:
    assert read("and the next one", say.Roadmap("gone")) != say.Roadmap(None)


@pytest.mark.parametrize(
    ("text", "at"), [("the second one", 1), ("2", 1), ("the last one", -1), ("number one", 0), ("first", 0)]
)
def test_after_which_one_a_number_is_a_button(text: str, at: int) -> None:
    offered = (("Kafka", say.Done(KAFKA)), ("MLflow", say.Done(MLFLOW)), ("Bishop", say.Done("bishop")))
    assert read(text, say.Done(), offered=offered) == offered[at][1]
    assert read("yes", None, offered=offered) == offered[0][1]


def test_a_number_beyond_the_buttons_is_none_of_them() -> None:
    assert read("7", say.Done(), offered=(("Kafka", say.Done(KAFKA)),)) != say.Done(KAFKA)


def test_words_never_confirm_that_all_be_forgotten() -> None:
    assert read("Delete everything", None, offered=(("Delete everything", say.Forget(confirmed=True)),)) == say.Forget()


@pytest.fixture
def ada() -> Learner:
    return Learner(Kept())


def test_where_it_is_torn_it_asks_and_yes_answers(ada: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    ada.say("hello")
    monkeypatch.setattr("bot.core.understand.weighing._TORN", 50.0)
    assert "Which of these do you mean? Nothing changed so far." in ada.say("finished the jupyter setup")
    assert isinstance(ada.answer.reading.intent, say.Done)
    assert not ada.answer.changed
    assert ada.buttons[0].label.startswith("Done: ")
    assert "✓ Set up a Python environment" in ada.say("yes")


def test_a_question_with_one_answer_can_be_declined(ada: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.core.understand.weighing._TORN", 50.0)
    ada.say("undo")
    assert len(ada.buttons) == 2


def test_what_was_said_long_ago_is_forgotten_and_a_list_is_not(ada: Learner) -> None:
    ada.say("what's next?")
    ada.wait(hours=13)
    ada.say("tell me more")
    assert not isinstance(ada.answer.reading.intent, say.AboutStep)
    ada.say("what's next?")
    ada.wait(days=7)
    assert "✓ Set up a Python environment" in ada.say("done 2")
    ada.say("what's next?")
    ada.wait(days=16)
    ada.say("explain step 3")
    assert ada.answer.reading.intent == say.AboutStep("huyen-chapter-one")  # of the pathway's first week again


def test_done_after_a_step_is_that_step(ada: Learner) -> None:
    ada.say("tell me about kafka")
    assert ada.say("done").startswith("✓ Build an end-to-end data pipeline")


def spoken() -> list[str]:
    """What is said in the transcripts."""
    lines = [line for path in TRANSCRIPTS for line in path.read_text(encoding="utf-8").splitlines()]
    return [line[2:] for line in lines if line.startswith("> ") and not line[2:].startswith("{")]


def test_the_words_of_a_button_typed_are_that_button(ada: Learner) -> None:
    seen = 0
    for line in spoken():
        ada.say(line)
        offered = tuple((button.label, button.intent) for button in ada.buttons)
        for button in ada.buttons:
            wanted = say.Forget() if isinstance(button.intent, say.Forget) else button.intent
            assert read(button.label, None, offered=offered) == wanted, (line, button.label)
            seen += 1
    assert seen > 100
