"""A pathway whose file has changed: the learner goes on by what they took up, is told, and takes it when ready."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from bot.core import intents as i
from bot.core.coach import Coach
from bot.core.forgetful import Page
from pathways import editions
from pathways.journal import Adopted, adopted
from pathways.learner import Account
from pathways.loader import SHIPPED, load_catalog, parse
from pathways.problems import PathwayError
from storage import deeds
from storage.notebook import Memory
from storage.tables import editions as kept_editions
from storage.tables import enrolments
from tests.strategies import MONDAY, entry, pathway_of
from tests.talk import ARCHITECT, Kept, Learner

if TYPE_CHECKING:
    from collections.abc import Callable

    from pathways.model import Pathway
    from storage.database import Database

LATER = MONDAY + dt.timedelta(days=20)
WALK, RUN, FLY = ({"id": step, "hours": 4.0} for step in ("walk", "run", "fly"))
SIT = {"id": "sit", "hours": 1.0}


def page(*phases: list[dict[str, Any]], **more: Any) -> Pathway:
    return pathway_of(list(phases), [SIT], **more)


OLD = page([WALK, RUN], [FLY])
NEWER = page(
    [RUN, WALK],
    [
        {"id": "hop", "hours": 4.0},
        {"id": "skip", "hours": 4.0, "needs": ("hop",)},
        {"id": "fly", "hours": 6.0, "title": "Soar", "needs": ("skip",)},
    ],
    changes=({"on": LATER, "note": "People fell between the two."},),
)


def published(learner: Learner, *pages: Pathway) -> None:
    """The files are others from now on."""
    learner.catalog = {each.id: each for each in pages}
    learner.coach = Coach(learner.catalog, learner.memory, lambda: learner.now, pages[0].id)


@pytest.fixture
def ada() -> Learner:
    """On the way since before the new edition came."""
    learner = Learner(Kept(), {OLD.id: OLD})
    learner.say(i.Done("walk"))
    published(learner, NEWER)
    learner.wait(weeks=3)
    return learner


NEWS = "2 steps are new, 2 moved, 1 takes other hours, 1 is in other words"


def test_it_is_told_and_waits_until_it_is_taken_and_can_be_taken_back(ada: Learner) -> None:
    assert "1 of 4 steps, 4 of 13 hours" in ada.say("how am I doing?")
    assert f"The page has changed: {NEWS}." in ada.say("what's next this week?")
    assert "Fly · 4 h" in ada.say(i.Roadmap("phase-2"))
    said = ada.say("what changed in my pathway?")
    assert said.startswith(f"What changed: {NEWS}: - ")
    assert "- Hop · new, 4 h, in Phase 2" in said
    assert "- Soar · moved, 6 h instead of 4 h, was “Fly”, in Phase 2" in said
    assert "People fell between the two. (20 Dec)" in said
    assert f"Taken. What changed: {NEWS}. The road ends about" in ada.press("Take it")
    assert "1 of 6 steps, 4 of 23 hours" in ada.say("how am I doing?")
    assert "Soar · 6 h" in ada.say(i.Roadmap("phase-2"))
    assert "Nothing has changed in Made up" in ada.say(i.Changes(take=True))
    assert "The page has changed" not in ada.say("what's next this week?")
    assert "Taken back: the new edition of Made up." in ada.say(i.Undo())
    assert "1 of 4 steps, 4 of 13 hours" in ada.say("how am I doing?")
    assert "Fly · 4 h" in ada.say(i.Roadmap("phase-2"))


def test_who_comes_after_a_change_has_it_from_the_start() -> None:
    bob = Learner(Kept(), {NEWER.id: NEWER})
    bob.wait(weeks=4)
    bob.say("hi")
    assert "Nothing has changed" in bob.say("what changed in my pathway?")
    assert "0 of 6 steps" in bob.say("how am I doing?")


def test_what_is_no_step_is_named_and_what_shows_nowhere_is_no_change(ada: Learner) -> None:
    other = page([WALK, RUN], [FLY], overview=("Another change.",), faq=[dict(ARCHITECT.faq[0])])
    published(ada, other)
    assert "The page has changed: the questions and what it is about changed." in ada.say("what's next this week?")
    said = ada.say("what changed?")
    assert said.startswith("What changed: the questions and what it is about changed. What you did is kept.")
    assert "Taken." in ada.press("Take it")
    asked = {**dict(ARCHITECT.faq[0])}
    quiet = page([WALK, RUN], [FLY], overview=("Another change.",), faq=[asked], updated=LATER, aliases=("made", "up"))
    assert quiet.edition == other.edition
    published(ada, quiet)
    assert "Nothing has changed" in ada.say("what changed?")


def test_what_was_done_of_a_step_that_is_gone_is_kept(ada: Learner) -> None:
    ada.say(i.Done("fly"))
    ada.say(i.Proof("fly", "https://example.org/wings"))
    ada.say(i.Split("run", 2))
    ada.say(i.Done("run~1.2"))
    published(ada, page([{"id": "crawl", "hours": 2.0}]))
    said = ada.say("what changed?")
    assert "3 are gone" in said
    assert "Walk · gone; that you did it is kept" in said
    ada.press("Take it")
    assert "3 of 5 steps, 10 of 13 hours" in ada.say("how am I doing?")
    assert "Fly · example.org (https://example.org/wings)" in ada.say(i.Export("resume"))
    assert "Taken back: done with Fly." in ada.say(i.Undo("fly"))
    assert "2 of 4 steps" in ada.say("how am I doing?")


def test_a_step_that_became_too_short_to_be_cut_keeps_its_done_piece(ada: Learner) -> None:
    ada.say(i.Split("run", 4))
    ada.say(i.Done("run~1.4"))
    assert "2 of 8 steps" in ada.say("how am I doing?")
    published(ada, page([WALK, {"id": "run", "hours": 0.5}], [FLY]))
    ada.say("what changed?")
    ada.press("Take it")
    assert "2 of 8 steps" in ada.say("how am I doing?")


def test_parts_of_what_is_gone_are_kept_with_their_whole_and_by_themselves() -> None:
    parts = [{"id": "one", "hours": 1.0, "part_of": "whole"}, {"id": "two", "hours": 1.0, "part_of": "whole"}]
    before = pathway_of([[{"id": "whole", "hours": 4.0}], [RUN]], [SIT, *parts])
    after = pathway_of([[RUN]], [SIT])
    half = editions.keeping(after, [before], {"one", "unheard-of"})
    assert half.steps["one"].part_of is None
    assert half.phase_of["one"] == half.phases[0]
    whole = editions.keeping(after, [before], {"one", "two", "whole"})
    assert set(whole.parts) == {"whole"}
    assert editions.keeping(after, [before], {"run"}) is after


def test_no_more_steps_have_moved_than_must_have() -> None:
    steps = [{"id": f"s{n}"} for n in range(6)]
    before, after = page(steps), page([*steps[1:], steps[0]])
    assert [step.id for step in editions.news(before, after).moved] == ["s0"]
    assert editions.news(before, before).moved == ()
    split = editions.news(page(steps), page(steps[:5], steps[5:]))
    assert ([step.id for step in split.moved], split.besides) == (["s5"], ("phases", "resources"))
    assert editions.news(page([WALK]), page([RUN])).moved == ()


def test_an_edition_that_was_written_is_read_by_a_program_that_lost_a_key() -> None:
    for each in load_catalog().pathways.values():
        text = editions.written(each)
        again = editions.read(text.replace('{"id"', '{"an_older_key":1,"id"', 1))
        assert again == each
        assert again is not None
        assert again.edition == each.edition
    assert editions.read("{}") is None


def test_a_change_says_why() -> None:
    text = (SHIPPED / "backend-developer-to-ai-architect.yaml").read_text(encoding="utf-8")
    with pytest.raises(PathwayError, match="'note'"):
        parse(f"{text}\nchanges:\n  - on: 2027-01-15\n".encode(), "x")
    eased = text.replace("step: mlflow-cicd", "step: mlflow")
    with pytest.raises(PathwayError, match="there is no step 'mlflow'"):
        parse(eased.encode(), "x")


def test_an_edition_outlives_its_file_and_the_process_and_is_kept_once(
    address: str, opened: Callable[..., Database]
) -> None:
    learners = [Learner(Memory(opened(address)), {OLD.id: OLD}, Account("test", "", name)) for name in "abc"]
    for learner in learners:
        learner.say(i.Done("walk"))
    ada = learners[0]
    database = opened(address)
    ada.memory = Memory(database)
    published(ada, NEWER)
    assert "1 of 4 steps, 4 of 13 hours" in ada.say("how am I doing?")
    assert NEWS in ada.say("what changed?")
    ada.press("Take it")
    assert "1 of 6 steps" in ada.say("how am I doing?")
    assert "Taken back: the new edition" in ada.say(i.Undo())
    assert "1 of 4 steps" in ada.say("how am I doing?")
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(kept_editions)).scalar_one() == 2


def test_who_came_before_editions_were_kept_has_the_one_of_their_next_word(memory: Memory, database: Database) -> None:
    ada = Learner(memory, {OLD.id: OLD})
    ada.say(i.Done("walk"))
    with database.write() as connection:
        connection.execute(update(enrolments).values(edition=None))
    published(ada, NEWER)
    assert "1 of 6 steps" in ada.say("how am I doing?")
    published(ada, OLD)
    assert "1 of 6 steps" in ada.say("how am I doing?")


def test_an_edition_that_nobody_can_read_any_more_gives_way(memory: Memory, database: Database) -> None:
    ada = Learner(memory, {OLD.id: OLD})
    ada.say(i.Done("walk"))
    with database.write() as connection:
        connection.execute(update(kept_editions).values(content="{}"))
    published(ada, NEWER)
    assert "1 of 6 steps" in ada.say("how am I doing?")
    assert "Nothing has changed" in ada.say("what changed?")


def test_who_is_up_to_date_costs_no_look_for_editions(ada: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Page, "edition", never)
    published(ada, OLD)
    assert "1 of 4 steps" in ada.say("how am I doing?")
    assert "Nothing has changed" in ada.say("what changed?")


def test_what_was_taken_before_editions_were_kept_names_none() -> None:
    old = deeds.read("adopted", "p", None, '{"edition": "2027-01-15"}')
    assert old == Adopted("p", "")
    taken = [Adopted("p", "one"), old, Adopted("p", "two"), Adopted("q", "three")]
    told = [entry(n, deed) for n, deed in enumerate(taken, start=1)]
    assert adopted(told) == {"p": ("one", "two"), "q": ("three",)}


def test_a_process_holds_so_many_editions_and_no_more(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.editions._MOST", 1)
    ada, bob = (Learner(memory, {OLD.id: OLD}, Account("test", "", name)) for name in "ab")
    ada.say("hi")
    published(bob, NEWER)
    bob.say("hi")
    for _ in range(2):
        for learner, steps in ((ada, 4), (bob, 6)):
            published(learner, page([WALK]))
            assert f"0 of {steps} steps" in learner.say("how am I doing?")
