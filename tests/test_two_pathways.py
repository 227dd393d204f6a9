"""Several pathways in the catalog: taking one up, going over, coming back, and choosing between them."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.core import intents as i
from bot.core.reply import Button
from pathways.journal import Started
from pathways.model import Pathway
from tests.strategies import pathway_of
from tests.talk import ARCHITECT, SHIPPED, Kept, Learner

ENGINEER = pathway_of(
    [
        [{"id": "sql-course", "title": "Take a SQL course", "hours": 4.0}],
        [{"id": "python-jupyter-setup", "title": "Set up Python for data"}],
    ],
    [{"id": "enroll-sql", "title": "Enrol in the SQL course", "hours": 0.5, "part_of": "sql-course"}],
    **{
        "id": "backend-developer-to-data-engineer",
        "title": "Backend Developer to Data Engineer",
        "from": "Backend Developer",
        "to": "Data Engineer",
        "aliases": ("data engineer",),
    },
)
BOTH = {each.id: each for each in (ARCHITECT, ENGINEER)}


@pytest.fixture
def ada() -> Learner:
    return Learner(Kept(), BOTH)


def test_both_are_listed_and_the_other_is_a_button_away(ada: Learner) -> None:
    said = ada.say("what else can you teach me?")
    assert "I know 2 pathways so far" in said
    assert "Backend Developer to AI Architect · 24 weeks at 10 h · yours" in said
    assert "More can be added" not in said
    assert ada.labels == ["Switch to Data Engineer", "What is it about?"]
    assert ada.press("Switch to Data Engineer").startswith("You are on Backend Developer to Data Engineer now.")
    assert Button("Switch to AI Architect", i.Start(ARCHITECT.id)) in _buttons(ada, "what else can you teach me?")


def _buttons(ada: Learner, words: str) -> list[Button]:
    ada.say(words)
    return ada.buttons


def test_going_over_and_back_keeps_what_was_done(ada: Learner) -> None:
    ada.say("done with the jupyter setup")
    said = ada.say("switch to backend developer to data engineer")
    assert "What you did before is kept." in said
    assert "Here is your first week" in said
    assert "0 of 3 steps" in ada.say("how am I doing?")
    ada.say("done with the sql course")
    assert "2 of 3 steps" in ada.say("how am I doing?")
    said = ada.say("switch to ai architect")
    assert "Here is your week, about" in said
    assert "1 of 24 steps" in ada.say("how am I doing?")
    assert [entry.deed for entry in ada.entries if isinstance(entry.deed, Started)] == [
        Started(ENGINEER.id),
        Started(ARCHITECT.id),
    ]


def test_starting_the_pathway_in_hand_changes_nothing(ada: Learner) -> None:
    assert "Here is your first week" in ada.say("sign me up for ai architect")
    assert not ada.entries


def test_a_switch_can_be_taken_back(ada: Learner) -> None:
    ada.say("switch to backend developer to data engineer")
    assert "Taken back: the start of Backend Developer to Data Engineer." in ada.press("Undo")
    assert "0 of 24 steps" in ada.say("how am I doing?")


def test_undoing_a_step_leaves_the_other_pathways_step_of_that_id_alone(ada: Learner) -> None:
    ada.say(i.Done("python-jupyter-setup"))
    ada.say(i.Start(ENGINEER.id))
    assert "Nothing was said of Set up Python for data" in ada.say(i.Undo("python-jupyter-setup"))
    ada.say(i.Start(ARCHITECT.id))
    assert "1 of 24 steps" in ada.say("how am I doing?")


def test_an_unknown_one_is_said_with_those_there_are(ada: Learner) -> None:
    said = ada.say(i.Start(named="astronaut"))
    assert "I have no pathway “astronaut”. These I have:" in said
    assert "Backend Developer to Data Engineer" in said
    assert "Nothing was changed." in said
    assert not ada.entries


def test_comparing_names_each_once_and_none_means_all(ada: Learner) -> None:
    for ask in (i.Compare(), i.Compare((ENGINEER.id,)), i.Compare((ENGINEER.id, ENGINEER.id)), i.Compare(tuple(BOTH))):
        said = ada.say(ask)
        assert said.startswith("Side by side")
        assert said.count("Backend Developer to AI Architect") == said.count("Backend Developer to Data Engineer") == 1
        assert set(ada.reply.sources) == {f"{each}#facts" for each in BOTH}
    assert "I have no page to hold Backend Developer to AI Architect against" in ada.say(i.Compare((ARCHITECT.id,)))


def test_more_than_three_are_compared_by_three() -> None:
    more = {f"p{n}": pathway_of([[{"id": "walk"}]], [{"id": "sit"}], id=f"p{n}", to=f"Role {n}") for n in range(7)}
    bob = Learner(Kept(), more)
    bob.say(i.Compare())
    assert bob.reply.summary == "Side by side: Role 0, Role 1 and Role 2"
    bob.say(i.Pathways())
    assert len(bob.buttons) == 5
    bob.say(i.Recommend())
    assert bob.labels == ["Role 0", "Role 1", "Role 2", "Role 3", "Side by side"]


def test_the_fitting_one_starts_where_the_learner_is(ada: Learner) -> None:
    said = ada.say("which one should I pick?")
    assert "AI Architect · from Backend Developer · challenging · about 9 months at your 6 h a week" in said
    assert ARCHITECT.reality_check.love[0] in said
    assert ARCHITECT.reality_check.miss[0] in said
    assert "Data Engineer · from Backend Developer · fair" in said
    assert ada.press("Side by side").startswith("Side by side")
    ada.say("which one should I pick?")
    assert ada.press("Data Engineer").startswith("You are on")


def test_coming_back_to_a_road_that_rests_says_when_it_goes_on(ada: Learner) -> None:
    ada.say(i.Start(ENGINEER.id))
    ada.say(i.Later(until=dt.date(2026, 12, 14)))
    assert "Nothing is due this week. From Mon 14 Dec: Enroll" in ada.say(i.Start(ARCHITECT.id))


# Asked of one that is not in hand


MLOPS, SOLUTIONS = "backend-developer-to-mlops-engineer", "backend-developer-to-ai-solutions-architect"


@pytest.fixture
def chooser() -> Learner:
    """Somebody on the architect's road with the whole catalog to choose from."""
    return Learner(Kept(), SHIPPED)


@pytest.mark.parametrize(
    ("said", "ask", "heard"),
    [
        ("what does an mlops engineer do?", i.Overview(MLOPS), SHIPPED[MLOPS].overview[0]),
        ("how much does an mlops engineer make?", i.Fact("salary", MLOPS), "$110k to $190k then"),
        ("how hard is it to become an mlops engineer?", i.Fact("difficulty", MLOPS), "moderate"),
        (
            "what will I hate about being a solutions architect?",
            i.Reality("miss", SOLUTIONS),
            SHIPPED[SOLUTIONS].reality_check.miss[0],
        ),
        ("show me the mlops engineer roadmap", i.Roadmap(pathway=MLOPS), "Reproducible Training"),
        ("what skills am I missing for ai solutions architect", i.Gaps(SOLUTIONS), "Evaluation of AI Systems"),
        ("how long would mlops engineer take me?", i.Forecast(pathway=MLOPS), "236 h are left"),
    ],
)
def test_what_is_asked_of_another_is_answered_of_that_one_and_says_so(
    chooser: Learner, said: str, ask: i.Intent, heard: str
) -> None:
    answer = chooser.say(said)
    assert chooser.answer.reading.intent == ask
    assert heard in answer
    assert "you are here" not in answer
    role = SHIPPED[getattr(ask, "pathway")].to_role  # noqa: B009
    assert answer.startswith(f"About {role}; you are on AI Architect.")
    assert chooser.reply.summary.startswith(f"{role}: ")
    assert chooser.labels == [f"Switch to {role}", "Side by side"]
    assert all(source.startswith(getattr(ask, "pathway")) for source in chooser.reply.sources)  # noqa: B009
    assert not chooser.entries
    assert chooser.press("Side by side").count("Backend Developer to") == 2


def test_the_one_in_hand_is_no_other_even_by_name(chooser: Learner) -> None:
    chooser.say(i.Start(MLOPS))
    assert not chooser.say("what does an mlops engineer do?").startswith("About")
    assert not chooser.say(i.Overview(MLOPS)).startswith("About")
    assert chooser.say(i.Overview("gone")).startswith("Backend Developer → MLOps Engineer")
    assert chooser.say("what does an ai architect do?").startswith("About AI Architect; you are on MLOps Engineer.")
    assert " · you are here" in chooser.say("roadmap")


def test_two_named_are_no_single_other(chooser: Learner) -> None:
    chooser.say("how hard is it, mlops engineer or solutions architect?")
    assert getattr(chooser.answer.reading.intent, "pathway", None) is None


def test_a_career_without_a_page_is_said_and_nothing_put_in_its_place(chooser: Learner) -> None:
    chooser.say(i.Start(SOLUTIONS))
    said = chooser.say("AI architect or ML engineer?")
    assert "I have no page for “ML engineer”, so I will not guess. This much I know of AI Architect:" in said
    assert "Solutions" not in said
    said = chooser.say("how does this compare to a data engineer?")
    assert "“data engineer”, so I will not guess. This much I know of AI Solutions Architect:" in said
    said = chooser.say("MLOps engineer, AI architect or data scientist?")
    assert said.startswith("Side by side Backend Developer to MLOps Engineer")
    assert said.endswith("I have no page for “data scientist”.")
    assert chooser.labels == ["Switch to MLOps Engineer", "Switch to AI Architect"]


@pytest.mark.parametrize("pathway", SHIPPED.values(), ids=lambda pathway: pathway.to_role)
def test_each_can_be_taken_up_by_each_of_its_names(chooser: Learner, pathway: Pathway) -> None:
    for name in (pathway.to_role, pathway.title, *pathway.aliases):
        for words in (f"switch to {name}", f"start {name}", f"sign me up for {name}"):
            chooser.say(words)
            assert chooser.answer.reading.intent == i.Start(pathway.id), words
