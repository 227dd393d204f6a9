"""The home: what the answers say, folded; looking at it changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from bot import settings, wiring
from bot.adapters.slack import home as slack_home
from bot.adapters.slack import render
from bot.core.answers import week
from bot.core.forgetful import Page
from bot.core.home import home
from bot.core.intents import AboutStep, Done, Export, Forecast, HowFar, Later, Next, Settings, Skip, Start
from bot.core.reply import plain
from bot.core.turn import Turn
from pathways.journal import Finished, Paused, Postponed, Skipped
from pathways.learner import Enrolment, Rhythm
from pathways.model import Horizon
from tests.blockkit import check_view, known_problems, objects, strings

NOW = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
TODAY = NOW.date()
COACH = wiring.stranger(settings.read({}, dotenv=None), at=NOW)
PATHWAY = COACH.catalog[COACH.newcomers]
STEPS = tuple(PATHWAY.steps)
OWNER = "U0123456789"


def turn_of(*deeds: Any, new: bool = False) -> Turn:
    page = Page(is_new=new, enrolments=(Enrolment(PATHWAY.id, TODAY),))
    for deed in deeds:
        page.write(deed, said=NOW, counts=TODAY)
    return Turn(page, COACH.catalog, COACH.newcomers, NOW, Rhythm(timezone="Europe/Berlin"))


def checked(turn: Turn) -> dict[str, Any]:
    view = slack_home.view(home(turn), owner=OWNER)
    check_view(view)
    assert known_problems(view, "HomeView") == []
    return view


def test_a_newcomers_home() -> None:
    made = home(turn_of(new=True))
    assert made.title == PATHWAY.title
    assert plain(made.where).startswith("Phase 1 of 5 · 0%")
    assert plain(made.week) == "This week · Mon 30 Nov to Sun 6 Dec · 6 h"
    assert len(made.tasks) == week.FIRST
    for task in made.tasks:
        step = task.done.intent.step  # type: ignore[union-attr]
        assert task.done.intent == Done(step)
        assert [type(button.intent) for button in task.more] == [Later, Skip, AboutStep]
        assert PATHWAY.steps[str(step)].title in plain(task.line)
    assert [button.intent for button in made.row] == [Later(), AboutStep(), Next(spare=15)]
    assert [fold.button.intent for fold in made.ahead] == [
        Forecast(),
        Next(Horizon.MONTH),
        Next(Horizon.QUARTER),
    ]
    assert plain(made.settings) == "6 hours a week, nudges on Mondays at 09:00, Berlin time."
    assert plain(made.notes[-1]).startswith("I assumed")
    checked(turn_of(new=True))


def test_one_screen_on_a_laptop() -> None:
    assert len(checked(turn_of())["blocks"]) <= 18


def test_it_says_what_the_conversation_says() -> None:
    turn = turn_of()
    said = week.next_(turn, Next())
    assert home(turn).week == said.parts[0].line  # type: ignore[union-attr]


def test_looking_changes_nothing() -> None:
    turn = turn_of(Finished(PATHWAY.id, STEPS[0]))
    turn.show([PATHWAY.steps[STEPS[3]]])
    before = (turn.notebook.entries, turn.notebook.shown, turn.notebook.enrolments)
    home(turn)
    assert (turn.notebook.entries, turn.notebook.shown, turn.notebook.enrolments) == before


def test_a_week_that_is_done_offers_to_go_on() -> None:
    first = turn_of().plan.week
    made = turn_of(*(Finished(PATHWAY.id, share.step.id) for share in first.shares))
    shown = home(made)
    assert "This week's work is done" in plain(shown.week)
    assert not shown.tasks
    assert [type(button.intent) for button in shown.row] == [Done]
    checked(made)


def test_all_done() -> None:
    made = turn_of(*(Finished(PATHWAY.id, step) for step in STEPS))
    shown = home(made)
    assert plain(shown.where) == "All phases done · 100%"
    onward = [button.intent for button in shown.row]
    assert [one for one in onward if not isinstance(one, Start)] == [Export("certificate"), HowFar()]
    assert (shown.tasks, shown.ahead) == ((), ())
    checked(made)


def test_a_single_step_keeps_its_button() -> None:
    rest = [s for s in STEPS if s not in PATHWAY.parts]
    made = turn_of(*(Finished(PATHWAY.id, step) for step in rest[:-1] if PATHWAY.steps[step].part_of is None))
    shown = home(made)
    assert all(task.done.label == "Done" for task in shown.tasks)
    checked(made)


def test_a_pause_is_said() -> None:
    assert "Paused until you say “resume”." in plain(home(turn_of(Paused(None))).settings)


DEEDS = st.one_of(
    st.builds(Finished, st.just(PATHWAY.id), st.sampled_from(STEPS)),
    st.builds(Skipped, st.just(PATHWAY.id), st.sampled_from(STEPS)),
    st.builds(Postponed, st.just(PATHWAY.id), st.sampled_from(STEPS), st.just(TODAY + dt.timedelta(days=20))),
    st.builds(Paused, st.none() | st.just(TODAY + dt.timedelta(days=9))),
)


@trying(deadline=None)
@given(st.lists(DEEDS, max_size=30), st.booleans())
def test_everybody_has_a_home(deeds: list[Any], new: bool) -> None:
    checked(turn_of(*deeds, new=new))


def test_what_can_be_pressed_at_home_is_read_back() -> None:
    view = checked(turn_of())
    for found in objects(view):
        match found.get("type"):
            case "button":
                read = render.pressed(found)
                assert read.owner == OWNER
                assert read.form == (read.intent == Settings())
            case "overflow":
                kinds = [
                    type(render.pressed({"action_id": found["action_id"], "selected_option": option}).intent)
                    for option in found["options"]
                ]
                assert kinds == [Later, Skip, AboutStep]
            case _:
                pass


@pytest.mark.parametrize("words", ["This week", "The next four weeks", "The next 90 days", "Berlin time"])
def test_the_parts_of_the_sketch_are_there(words: str) -> None:
    assert any(words in said for said in strings(slack_home.view(home(turn_of()), owner=OWNER)))
