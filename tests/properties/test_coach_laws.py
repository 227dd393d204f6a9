"""Laws of the coach: whatever the pathway and whatever is meant there is a reply, and every deed can be taken back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.terminal import render
from bot.core import intents as i
from bot.core.phrases import SHORT_DAYS
from bot.core.reply import Reply
from bot.core.turn import Turn
from pathways.model import Horizon
from tests.strategies import SKILLS, days, pathways
from tests.talk import Kept, Learner

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from bot.core.intents import Intent
    from pathways.model import Pathway

WORDS = st.text(max_size=20) | st.sampled_from(("kafka", "p1-0", "<@U1> *bold* &amp;"))
HOURS = st.sampled_from((None, 0.5, 2.0, 6.0, 6.0, 80.0, 0.0, 1e9))
DATES = st.none() | days(before=10) | st.sampled_from((dt.date.min, dt.date.max))
MINUTES = st.sampled_from((None, 0, 15, 90, 10_000))
LEVEL = st.sampled_from(("known", "rusty", "new"))
MARKS = st.lists(
    st.sampled_from(("22:00-07:00", "20:00-", "-10:00", "-", "25:00-", "08:00-08:00", "all", "noon", *SHORT_DAYS)),
    max_size=3,
).map(tuple)
SETTINGS = st.builds(
    i.Settings,
    HOURS,
    st.sampled_from((None, None, "Europe/Berlin", "Mars/Phobos")),
    st.sampled_from((None, None, "sun", "blue")),
    st.none() | st.times(),
    st.just(()) | MARKS,
    st.just(()) | MARKS,
)


@st.composite
def catalogs(draw: st.DrawFn) -> dict[str, Pathway]:
    """One pathway or two; ids of steps are shared between them, as they may be."""
    first = draw(pathways(most=4))
    if draw(st.booleans()):
        return {first.id: first}
    return {first.id: first, "other": draw(pathways(most=4)).model_copy(update={"id": "other"})}


def deeds(catalog: dict[str, Pathway]) -> SearchStrategy[Intent]:
    """Intents that may write to the journal."""
    steps = st.sampled_from((*(step for pathway in catalog.values() for step in pathway.steps), "gone"))
    return st.one_of(
        st.builds(i.Done, steps, st.just(""), DATES),
        st.builds(i.Skip, steps),
        st.builds(i.Later, st.none() | steps, DATES),
        st.builds(i.Part, st.none() | steps, st.sampled_from((None, -1.0, 0.0, 0.5, 1.0)), MINUTES),
        st.builds(i.Split, st.none() | steps, st.sampled_from((None, 1, 2, 3, 4, 5))),
        st.builds(i.Credit, st.none() | steps, st.none() | st.sampled_from((*SKILLS, "gone")), LEVEL),
        st.builds(i.Proof, st.none() | steps, WORDS),
        st.builds(i.Load, st.sampled_from((None, 0.0, 2.0, 1e9)), DATES),
        st.builds(i.Replan, st.sampled_from((None, "later", "more", "less")), DATES),
        st.builds(i.Aim, DATES),
        st.builds(i.Changes, st.booleans()),
        st.builds(i.Fit, st.sampled_from((None, "hours", "known", "by")), st.booleans()),
        SETTINGS,
        st.builds(i.Pause, DATES, DATES),
        st.just(i.Resume()),
        st.builds(i.Start, st.sampled_from((*catalog, "gone")), beside=st.booleans()),
    )


def intents(catalog: dict[str, Pathway]) -> SearchStrategy[Intent]:
    """Anything that a learner can mean."""
    ids = [name for pathway in catalog.values() for name in pathway.steps] + ["gone", "core", "phase-1"]
    some = st.none() | st.sampled_from(ids)
    return st.one_of(
        deeds(catalog),
        st.builds(i.Next, st.sampled_from(Horizon), MINUTES),
        st.builds(i.Part, st.none(), st.none(), st.none(), WORDS),
        st.builds(i.Split, st.none(), st.none(), WORDS),
        st.builds(i.Credit, st.none(), st.none(), LEVEL, WORDS),
        st.builds(i.Done, some, WORDS),
        st.builds(i.Skip, some, WORDS),
        st.builds(i.Later, some, DATES, WORDS),
        st.builds(i.Undo, some),
        st.builds(i.AboutStep, some, WORDS),
        st.builds(i.Forecast, HOURS, DATES),
        st.builds(i.Roadmap, some),
        st.builds(i.AboutSkill, some, WORDS),
        st.builds(i.Resources, some),
        st.builds(i.Reality, st.sampled_from((None, "love", "miss", "challenges"))),
        st.builds(i.Fact, st.sampled_from((None, "salary", "timeline", "difficulty", "demand"))),
        st.builds(i.Compare, st.lists(st.sampled_from((*catalog, "gone")), max_size=3).map(tuple)),
        st.builds(i.Start, st.none(), WORDS),
        st.builds(i.Export, st.sampled_from((None, "calendar", "data", "resume", "certificate"))),
        st.builds(i.Forget, st.booleans()),
        st.builds(i.Smalltalk, st.sampled_from(("hello", "thanks", "goodbye", "mood", "ok"))),
        st.builds(i.Unknown, WORDS, st.sampled_from(("unclear", "empty", "too long", "unreadable", "stale"))),
        st.sampled_from(
            (i.HowFar(), i.Gaps(), i.Strengths(), i.Overview(), i.Pathways(), i.Recommend(), i.Resume(), i.Help())
        ),
    )


@settings(deadline=None)  # a loaded machine is no broken law
@given(st.data())
def test_every_intent_gets_a_reply_whatever_the_pathway(data: st.DataObject) -> None:
    catalog = data.draw(catalogs())
    learner = Learner(Kept(), catalog)
    for intent in data.draw(st.lists(intents(catalog), min_size=1, max_size=8)):
        learner.wait(days=data.draw(st.sampled_from((0, 0, 1, 7, 40))))
        assert learner.say(intent)
        assert isinstance(learner.reply, Reply)
        assert render.menu(learner.reply) is not None


def seen(learner: Learner) -> tuple[object, ...]:
    """All that a learner has: settings, pathway in hand, standing, and the plan that follows."""
    assert isinstance(learner.memory, Kept)
    turn = Turn(learner.memory.page, learner.catalog, next(iter(learner.catalog)), learner.now, learner.rhythm)
    return turn.rhythm, turn.pathway.id, turn.progress, turn.standing, turn.plan, turn.outlook


@settings(deadline=None)  # a loaded machine is no broken law
@given(st.data())
def test_undo_goes_back_step_by_step_to_the_very_start(data: st.DataObject) -> None:
    catalog = data.draw(catalogs())
    learner = Learner(Kept(), catalog)
    learner.say(i.Help())
    before: list[tuple[object, ...]] = []
    for deed in data.draw(st.lists(deeds(catalog), max_size=7)):
        state, number = seen(learner), len(learner.entries)
        learner.say(deed)
        if len(learner.entries) > number:
            before.append(state)
        else:
            assert seen(learner) == state
    while before:
        assert learner.say(i.Undo()).startswith("Taken back:")
        assert seen(learner) == before.pop()
    assert "nothing to take back" in learner.say(i.Undo())


@settings(deadline=None)  # a loaded machine is no broken law
@given(st.data())
def test_in_whatever_order_things_are_taken_back_nothing_is_left(data: st.DataObject) -> None:
    catalog = data.draw(catalogs())
    learner = Learner(Kept(), catalog)
    learner.say(i.Help())
    start = seen(learner)
    undoing = st.builds(i.Undo, st.none() | st.sampled_from(tuple(next(iter(catalog.values())).steps)))
    for intent in data.draw(st.lists(deeds(catalog) | undoing, max_size=8)):
        learner.say(intent)
    for _ in learner.entries:
        learner.say(i.Undo())
    assert seen(learner) == start
