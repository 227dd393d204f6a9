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
    assert ada.labels == ["Switch to Data Engineer", "Side by side", "Which fits me?", "What is it about?"]
    assert ada.press("Switch to Data Engineer").startswith("You are on Backend Developer to Data Engineer now.")
    assert Button("Switch to AI Architect", i.Start(ARCHITECT.id)) in _buttons(ada, "what else can you teach me?")


def _buttons(ada: Learner, words: str) -> list[Button]:
    ada.say(words)
    return ada.buttons


def test_going_over_and_back_keeps_what_was_done(ada: Learner) -> None:
    ada.say("done with the jupyter setup")
    said = ada.say("switch to backend developer to data engineer")
    assert "What you did before is kept." in said
    assert "Here is your week" in said
    # the same step is taught here
    assert "1 of 3 steps" in ada.say("how am I doing?")
    ada.say("done with the sql course")
    assert "3 of 3 steps" in ada.say("how am I doing?")
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


def test_a_step_is_the_same_on_every_pathway_but_what_is_dropped_is_dropped_on_one(ada: Learner) -> None:
    ada.say(i.Done("python-jupyter-setup"))
    ada.say(i.Start(ENGINEER.id))
    assert "1 of 3 steps" in ada.say("how am I doing?")
    assert "Taken back: done with Python and Jupyter setup" in ada.say(i.Undo("python-jupyter-setup"))
    ada.say(i.Skip("python-jupyter-setup"))
    ada.say(i.Start(ARCHITECT.id))
    assert "0 of 24 steps" in ada.say("how am I doing?")
    assert "Nothing was said of Set up a Python environment" in ada.say(i.Undo("python-jupyter-setup"))


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
    assert bob.labels == ["Stay with Role 0", "Take Role 1", "Take Role 2", "Side by side"]


def test_the_fitting_one_starts_where_the_learner_is(ada: Learner) -> None:
    said = ada.say("which one should I pick?")
    assert said.startswith("Backend Developer to Data Engineer fits best. It begins where you are")
    assert "Backend Developer to AI Architect · 235 h more" in said
    assert ada.labels == ["Take Data Engineer", "Stay with AI Architect"]
    assert ada.press("Take Data Engineer").startswith("You are on")


def test_what_is_known_and_done_speaks_for_a_pathway() -> None:
    elsewhere = pathway_of([[{"id": "walk"}]], [{"id": "sit"}], id="walker", to="Walker")
    same = pathway_of([[{"id": "sail"}]], [{"id": "rest"}], id="sailor", to="Sailor", **{"from": "Backend Developer"})
    ada = Learner(Kept(), {each.id: each for each in (ARCHITECT, elsewhere, same, ENGINEER)})
    ada.say(i.Done("python-jupyter-setup"))
    said = ada.say(i.Recommend())
    # of the data engineer's five hours one is done already
    assert said.startswith("Backend Developer to Data Engineer fits best.")
    assert "you are 20% of the way there. 4 h are left, at 6 h a week until about" in said
    assert "Made up · it begins as a one, which you are not" in said
    assert "0% of it is done, against 20%" in said
    assert "you are 20% of the way there without trying" in ada.say(i.Pathways())
    for step in ENGINEER.steps:
        ada.say(i.Start(ENGINEER.id))
        ada.say(i.Done(step))
    assert "you are 100% of the way there. 0 h are left." in ada.say(i.Recommend())


def test_two_of_a_kind_are_a_matter_of_taste() -> None:
    twins = {name: pathway_of([[{"id": "walk"}]], [{"id": "sit"}], id=name, to=name) for name in ("one", "two")}
    said = Learner(Kept(), twins).say(i.Recommend())
    assert "as good a fit; it is a matter of taste" in said


def test_side_by_side_says_what_is_shared_and_what_would_wait() -> None:
    ada = Learner(Kept(), BOTH)
    ada.say(i.Done("huyen-chapter-one"))
    said = ada.say(i.Compare((ENGINEER.id,)))
    assert "Data Engineer teaches other skills. By a switch Huyen, chapter 1 would not count there, and waits" in said
    assert ada.labels == ["Switch to Data Engineer", "Data Engineer as well", "Which do you know?"]
    like = ARCHITECT.model_copy(update={"id": "like-it", "to_role": "Twin"})
    bob = Learner(Kept(), {ARCHITECT.id: ARCHITECT, like.id: like})
    bob.say(i.Done("huyen-chapter-one"))
    said = bob.say(i.Compare())
    assert "Twin also teaches: Data Engineering Pipelines; Strategic Thinking" in said
    assert "By a switch nothing is lost" in said
    assert "(1% done)" in said


def test_how_far_one_is_elsewhere_is_told_of_what_was_done_here(ada: Learner) -> None:
    ada.say("done with the jupyter setup")
    said = ada.say(i.HowFar(ENGINEER.id))
    assert "About Data Engineer; you are on AI Architect." in said
    assert "You are 20% of the way to Data Engineer without trying." in said
    assert "1 of 3 steps, 1 of 5 hours" in said
    assert "Counted there: Set up Python for data. At 6 h a week it would end about" in said
    assert ada.labels == ["Switch to Data Engineer", "Side by side"]
    for step in ENGINEER.steps:
        ada.say(i.Start(ENGINEER.id))
        ada.say(i.Done(step))
    ada.say(i.Start(ARCHITECT.id))
    assert "You are 100% of the way to Data Engineer" in (said := ada.say(i.HowFar(ENGINEER.id)))
    assert "it would end" not in said
    ada.say(i.Start(ENGINEER.id, beside=True))
    assert "without trying" not in ada.say(i.HowFar(ENGINEER.id))


def test_at_the_end_of_a_road_others_go_on_from_there(ada: Learner) -> None:
    ada.say(i.Start(ENGINEER.id))
    *most, last = ENGINEER.steps
    for step in most:
        ada.say(i.Done(step))
    said = ada.say(i.Done(last))
    assert "The whole road is behind you. What now is yours to say." in said
    assert "Without trying" not in said
    assert ada.labels == ["A certificate", "Take AI Architect", "Add a link or note", "Undo"]
    ada.say(i.Done("huyen-chapter-one"))
    ada.say(i.Credit(skill="machine-learning-algorithms"))
    assert "What now is yours to say." in ada.say("what now?")
    assert "You are on Backend Developer to AI Architect now." in ada.press("Take AI Architect")


def test_a_road_is_asked_after_and_taken_alone_in_few_words() -> None:
    ada = Learner(Kept(), SHIPPED)
    other = "backend-developer-to-mlops-engineer"
    ada.say("only mlops engineer")
    assert ada.answer.reading.intent == i.Start(other)
    ada.say("how far am I towards AI architect?")
    assert ada.answer.reading.intent == i.HowFar(ARCHITECT.id)


def test_a_switch_says_nothing_twice(ada: Learner) -> None:
    assert "I assumed 6 hours a week" in ada.say("sign me up for AI architect")
    said = ada.say(i.Start(ENGINEER.id))
    assert "I assumed" not in said
    assert "Backend Developer → Data Engineer" not in said


def test_of_two_with_nothing_shared_or_nothing_left_only_what_is_so_is_said(ada: Learner) -> None:
    lone = pathway_of([[{"id": "walk"}]], [{"id": "sit"}], id="walker", to="Walker")
    bob = Learner(Kept(), {lone.id: lone, ENGINEER.id: ENGINEER})
    bob.say(i.Done("walk"))
    bob.say(i.Done("sit"))
    said = bob.say(i.Start(ENGINEER.id, beside=True))
    assert "done once" not in said
    assert "for the first alone" not in said
    for step in ENGINEER.steps:
        bob.say(i.Done(step))
    cleo = Learner(Kept(), {lone.id: lone, "twin": lone.model_copy(update={"id": "twin", "to_role": "Twin"})})
    cleo.say(i.Done("walk"))
    cleo.say(i.Done("sit"))
    assert "Both are done" not in cleo.say(i.Start("twin", beside=True))


def test_the_second_pathway_is_asked_for_in_words() -> None:
    other = ENGINEER.model_copy(update={"title": "Baker to Gardener", "to_role": "Gardener", "aliases": ("gardener",)})
    ada = Learner(Kept(), {ARCHITECT.id: ARCHITECT, other.id: other})
    said = ada.say("I want to follow the baker to gardener pathway on the side")
    assert said.startswith("You follow AI Architect and Gardener together now.")


def test_who_has_answered_everything_is_asked_nothing(ada: Learner) -> None:
    for question in ("hours", "known", "by"):
        ada.say(i.Fit(question, passed=True))
    ada.say(i.Start(ARCHITECT.id))
    assert "Make it fit me" not in ada.labels


def test_weeks_on_another_road_are_no_slip_on_this_one(ada: Learner) -> None:
    ada.say(i.Done("python-jupyter-setup"))
    ada.say(i.Start(ENGINEER.id))
    ada.wait(weeks=8)
    assert "went elsewhere" not in ada.say(i.Start(ARCHITECT.id))
    assert "went elsewhere" not in ada.say("what's next this week?")
    assert "At 6 h a week you are done about" in ada.say("when will I be done?")


def test_two_are_followed_together_in_one_week(ada: Learner) -> None:
    said = ada.say(i.Start(ENGINEER.id, beside=True))
    assert said.startswith("You follow AI Architect and Data Engineer together now. One budget of 6 h a week")
    assert "On both, and done once: Python and Jupyter setup." in said
    assert "Both are done about" in said
    assert "You follow Backend Developer to Data Engineer already." in ada.say(i.Start(ENGINEER.id, beside=True))
    assert "SQL course" in ada.say("what is next in the next 90 days?")
    assert "That ends phase 1 towards Data Engineer" in ada.say(i.Done("sql-course"))
    assert ada.say("what else can you teach me?").count("yours") == 2
    # what was done beside counts for it, and going back to one changes nothing of it
    assert "0 of 24 steps" in ada.say("how am I doing?")
    assert ada.say(i.Start(ARCHITECT.id)).startswith("You are on Backend Developer to AI Architect now.")
    assert "Taken back" in ada.press("Undo")
    assert "You follow" not in ada.say("what is next?")


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
    assert chooser.labels[:2] == ["Switch to MLOps Engineer", "Switch to AI Architect"]


@pytest.mark.parametrize("pathway", SHIPPED.values(), ids=lambda pathway: pathway.to_role)
def test_each_can_be_taken_up_by_each_of_its_names(chooser: Learner, pathway: Pathway) -> None:
    for name in (pathway.to_role, pathway.title, *pathway.aliases):
        for words in (f"switch to {name}", f"start {name}", f"sign me up for {name}"):
            chooser.say(words)
            assert chooser.answer.reading.intent == i.Start(pathway.id), words
