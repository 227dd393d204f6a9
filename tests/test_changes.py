"""A pathway whose file has changed keeps every tick; what is new waits until it is taken."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import intents as i
from pathways.effort import Status
from pathways.loader import SHIPPED, parse
from pathways.planner import plan
from pathways.problems import PathwayError
from pathways.standing import settle
from pathways.tailored import held_back, pending, tailored
from tests.strategies import MONDAY, pathway_of, situations
from tests.talk import Kept, Learner

if TYPE_CHECKING:
    from pathways.learner import Progress, Rhythm
    from pathways.model import Pathway

LATER = MONDAY + dt.timedelta(days=20)


def edition(*, changes: tuple[dict[str, Any], ...] = (), more: tuple[str, ...] = ()) -> Pathway:
    """Two phases; later editions bring steps to the second, the first of which needs what came with it."""
    came = [{"id": step, "hours": 4.0, "needs": more[-1:] if step == "hop" else ()} for step in more]
    waits = {"needs": more[-1:]} if more else {}
    return pathway_of(
        [[{"id": "walk", "hours": 4.0}, {"id": "run", "hours": 4.0}], [*came, {"id": "fly", "hours": 4.0, **waits}]],
        [{"id": "sit", "hours": 1.0}],
        changes=changes,
    )


NEWER = edition(
    changes=(
        {"on": LATER, "new": ("hop", "skip"), "moved": ("run",), "note": "People fell between the two."},
    ),
    more=("hop", "skip"),
)  # fmt: skip


@pytest.fixture
def ada() -> Learner:
    """On the way since before the new edition came."""
    old = edition()
    learner = Learner(Kept(), {old.id: old})
    learner.say(i.Done("walk"))
    learner.catalog = {NEWER.id: NEWER}
    learner.coach = type(learner.coach)(learner.catalog, learner.memory, lambda: learner.now, NEWER.id)
    learner.wait(weeks=3)
    return learner


def test_it_is_told_and_waits_until_it_is_taken_and_can_be_taken_back(ada: Learner) -> None:
    assert "1 of 4 steps, 4 of 13 hours" in ada.say("how am I doing?")
    assert "The page has changed: 2 steps are new, 1 moved." in ada.say("what's next this week?")
    said = ada.say("what changed in my pathway?")
    assert said.startswith("What changed: 2 steps are new, 1 moved: - Hop · new, 4 h, in Phase 2 (20 Dec).")
    assert "Run · moved, 4 h, in Phase 1 (20 Dec). People fell between the two." in said
    assert "Taken. What changed: 2 steps are new, 1 moved. The road ends about" in ada.press("Take it")
    assert "1 of 6 steps, 4 of 21 hours" in ada.say("how am I doing?")
    assert "Nothing has changed in Made up" in ada.say(i.Changes(take=True))
    assert "The page has changed" not in ada.say("what's next this week?")
    assert "Taken back: the new edition of Made up." in ada.say(i.Undo())
    assert "1 of 4 steps, 4 of 13 hours" in ada.say("how am I doing?")


def test_who_comes_after_a_change_has_it_from_the_start() -> None:
    bob = Learner(Kept(), {NEWER.id: NEWER})
    bob.wait(weeks=4)
    bob.say("hi")
    assert "Nothing has changed" in bob.say("what changed in my pathway?")
    assert "0 of 6 steps" in bob.say("how am I doing?")


def test_what_is_done_already_is_no_news_and_moves_alone_are_told() -> None:
    moved = edition(changes=({"on": LATER, "moved": ("run", "walk")},))
    assert pending(NEWER, MONDAY, {"hop"})[0].new == ("skip",)
    assert pending(moved, LATER, ()) == ()
    ada = Learner(Kept(), {moved.id: moved})
    ada.say("hi")
    ada.wait(weeks=3)
    assert "The page has changed: 2 steps moved." in ada.say("what's next this week?")
    # nothing moves the end
    assert "Taken. What changed: 2 steps moved." in ada.say(i.Changes(take=True))
    gone = edition(changes=({"on": LATER, "new": ("walk",)},))
    bob = Learner(Kept(), {gone.id: gone})
    bob.say("hi")
    bob.wait(weeks=3)
    bob.say(i.Done("run"))
    bob.say(i.Done("sit"))
    bob.say(i.Done("fly"))
    assert "1 step is new" in bob.say(i.Changes())
    assert "Taken." in bob.press("Take it")


def test_a_change_names_steps_that_there_are() -> None:
    text = (SHIPPED / "backend-developer-to-ai-architect.yaml").read_text(encoding="utf-8")
    text += "\nchanges:\n  - on: 2027-01-15\n    new: [simple-classifer]\n    moved: [lead-poc]\n"
    with pytest.raises(PathwayError, match="there is no step 'simple-classifer'; did you mean 'simple-classifier'"):
        parse(text.encode(), "x")
    eased = text.replace("step: mlflow-cicd", "step: mlflow").replace("simple-classifer", "simple-classifier")
    with pytest.raises(PathwayError, match="there is no step 'mlflow'"):
        parse(eased.encode(), "x")


def test_a_whole_of_what_was_there_is_not_held_back() -> None:
    page = pathway_of([[{"id": "whole", "hours": 4.0}]], [{"id": "part", "hours": 1.0, "part_of": "whole"}])
    newer = page.model_copy(update={"changes": pending(edition(changes=({"on": LATER, "new": ("sit",)},)), MONDAY, ())})
    change = newer.changes[0].model_copy(update={"new": ("whole",)})
    assert held_back(page, [change]) == frozenset()


@given(situations(), st.data())
def test_no_edit_loses_a_tick(
    situation: tuple[Pathway, Progress, Rhythm, dt.date, dt.date], data: st.DataObject
) -> None:
    pathway, told, rhythm, today, started = situation
    waiting = data.draw(st.sets(st.sampled_from(sorted(pathway.steps))))
    kinds = {step.part_of for step in pathway.steps.values() if step.id not in waiting}
    edited = tailored(pathway, {}, waiting - kinds)
    phases = tuple(
        phase.model_copy(update={"name": f"{phase.name}!", "steps": tuple(data.draw(st.permutations(phase.steps)))})
        for phase in edited.phases
    )
    edited = type(edited).model_construct(None, **{**dict(edited), "phases": phases})
    status = settle(edited, told).status
    assert all(status[step] is Status.DONE for step in told.done if step in status)
    assert set(status) == set(pathway.steps) - (waiting - kinds)
    assert plan(edited, told, rhythm, today, started=started).standing.status == status
    # and what went comes back with its tick
    assert all(settle(pathway, told).is_done(step) for step in told.done if step in pathway.steps)
