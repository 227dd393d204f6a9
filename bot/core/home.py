"""A learner's whole place at a glance, for surfaces with a page of their own: what the answers say, folded.

Looking changes nothing: the answers are asked over a page that is thrown away, so that opening a tab neither writes
to the journal nor moves what "done 2" refers to in the conversation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import ending, road, week, you
from bot.core.forgetful import Page
from bot.core.intents import AboutStep, Done, Forecast, HowFar, Later, Next, Skip
from bot.core.reply import MAX_HEADING, Bar, Button, Buttons, Line, Note, Reply, Steps, Text
from pathways.model import Horizon

if TYPE_CHECKING:
    from bot.core.questions import Form
    from bot.core.turn import Turn


@dataclass(frozen=True, slots=True)
class Task:
    """One step of this week."""

    line: Line
    done: Button
    more: tuple[Button, ...]
    """What else can be done with it: put off, drop, ask why."""


@dataclass(frozen=True, slots=True)
class Fold:
    """One line that stands for a whole answer; the button unfolds it."""

    line: Line
    button: Button


@dataclass(frozen=True, slots=True)
class Home:
    """Top to bottom."""

    title: str
    where: Line
    bar: Bar
    week: Line
    """What this week is about, or that nothing is due."""
    tasks: tuple[Task, ...]
    notes: tuple[Line, ...]
    """What else is said of this week."""
    row: tuple[Button, ...]
    """What else can be done about this week, and is not on the page already: no two buttons mean the same."""
    ahead: tuple[Fold, ...]
    """The end of the road, the month, the 90 days; empty when all is done."""
    settings: Line
    form: Form


def home(turn: Turn) -> Home:
    """The learner's place as of now."""
    kept = turn.notebook
    page = Page(kept.is_new, kept.entries, kept.enrolments, kept.shown, kept.profile, nudges=kept.nudges)
    look = replace(turn, notebook=page)
    so_far, this_week = road.how_far(look, HowFar()), week.next_(look, Next())
    said, tasks, rest = _said(this_week), *_tasks(this_week)
    ahead = () if look.plan.finish is None else _ahead(look)
    folded = [fold.button.intent for fold in ahead]
    return Home(
        title=phrases.shorten(look.pathway.title, MAX_HEADING),
        where=_said(so_far)[0],
        bar=next(part for part in so_far.parts if isinstance(part, Bar)),
        week=said[0],
        tasks=tasks,
        notes=said[1:],
        row=tuple(button for button in rest if button.intent not in folded),
        ahead=ahead,
        settings=(you.in_words(look),),
        form=you.form(look),
    )


def _said(reply: Reply) -> tuple[Line, ...]:
    return tuple(part.line for part in reply.parts if isinstance(part, (Text, Note)))


def _tasks(reply: Reply) -> tuple[tuple[Task, ...], tuple[Button, ...]]:
    """The steps that the week's answer lists, each with its own buttons, and the buttons that are left."""
    listed = [item for part in reply.parts if isinstance(part, Steps) for item in part.items]
    choices = [choice for part in reply.parts if isinstance(part, Buttons) for choice in part.row]
    buttons = [choice for choice in choices if isinstance(choice, Button)]
    done = [button for button in buttons if isinstance(button.intent, Done)][: len(listed)]
    tasks = tuple(_task(line, button) for line, button in zip(listed, done, strict=False))
    return tasks, tuple(button for button in buttons if button not in done)


def _task(line: Line, done: Button) -> Task:
    step: str | None = getattr(done.intent, "step", None)
    more = (Button("Later", Later(step)), Button("Drop it", Skip(step)), Button("Why this?", AboutStep(step)))
    return Task(line, replace(done, label="Done"), more)


def _ahead(turn: Turn) -> tuple[Fold, ...]:
    month, quarter = Next(Horizon.MONTH), Next(Horizon.QUARTER)
    return (
        Fold(_said(ending.forecast(turn, Forecast()))[0], Button("When am I done?", Forecast())),
        Fold((week.next_(turn, month).summary,), Button("The month", month)),
        Fold((week.next_(turn, quarter).summary,), Button("90 days", quarter)),
    )
