"""Answers about time that is scarce: a slip and the ways on, thin weeks, a date to aim for. Never a reproach."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import arrival, ending, you
from bot.core.answers.undo import go_on
from bot.core.compose import compose
from bot.core.intents import Aim, Forecast, HowFar, Load, Next, Replan, Undo
from bot.core.questions import Field, Form
from bot.core.reply import Bold, Button, Buttons, Note, Part, Reply, Text
from pathways.calendar import week_start
from pathways.journal import Aimed, Allotted, Rerouted
from pathways.learner import MAX_HOURS
from pathways.ways import Slip, less, ways

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.model import Step
    from pathways.ways import Preview

_WEEK = dt.timedelta(weeks=1)
_LETTERS = {"later": "A", "more": "B", "less": "C"}


def replan(turn: Turn, ask: Replan) -> Reply:
    """Three ways on, each worked out; or the one that is taken."""
    finish = turn.plan.finish
    if finish is None:
        return arrival.all_done(turn)
    missed = turn.slip
    if ask.date is not None:
        lean = less(turn.here, ask.date)
        return _taken(turn, lean) if lean else _nothing_spare(turn)
    if missed is None:
        return _on_course(turn)
    found = ways(turn.here, missed)
    if ask.way is None:
        return _shown(turn, missed, found)
    chosen = next((each for each in found if each.way == ask.way), None)
    return _taken(turn, chosen) if chosen else _nothing_spare(turn)


def _shown(turn: Turn, missed: Slip, found: tuple[Preview, ...]) -> Reply:
    opening = f"{phrases.count(missed.weeks, 'week').capitalize()} went elsewhere. Nothing is lost."
    parts: list[Part] = [Text((Bold(opening), f" {_COUNTED[len(found)]}"))]
    parts += [Text((Bold(_LETTERS[each.way]), f" {_words(turn, each)}")) for each in found]
    if all(each.way != "less" for each in found):
        parts.append(Note(("Nothing that is only nice to have is left, so there is nothing to drop.",)))
    parts.append(Note((f"Ranges: {phrases.pace(found[0].outlook)}. Nothing is changed yet.",)))
    parts.append(Buttons(tuple(Button(f"Take {_LETTERS[each.way]}", Replan(each.way)) for each in found)))
    return compose(f"{opening} {_COUNTED[len(found)]}", parts, turn.cite("phases", "skills"))


_COUNTED = {1: "One way on:", 2: "Two ways on, both fine:", 3: "Three ways on, all fine:"}


def _words(turn: Turn, way: Preview) -> str:
    """What a way asks for, and when all is done then."""
    ends = f"done {phrases.span(way.outlook, turn.today)}"
    if way.spell is not None:
        until = phrases.date(way.spell.last + _WEEK, turn.today)
        return f"{phrases.hours(way.spell.hours)} h a week from next week until {until}, {ends}."
    if way.steps:
        return f"Drop what is only nice to have: {phrases.row([_step(step) for step in way.steps])}; {ends}."
    return f"Same pace, {ends}."


def _step(step: Step) -> str:
    return f"{step.name} ({phrases.hours_of(step)})"


def _taken(turn: Turn, way: Preview) -> Reply:
    """What was chosen, written in one breath, so that one undo takes it back."""
    turn.write(Rerouted(way.way))
    for deed in way.deeds:
        turn.write(deed)
    words = f"Good. {_words(turn, way)}"
    buttons = Buttons((go_on(), Button("Undo", Undo()), Button("How am I doing", HowFar())))
    return compose(words, (Text((Bold("Good. "), _words(turn, way))), buttons), turn.cite("phases"))


def _nothing_spare(turn: Turn) -> Reply:
    words = "There is no step left that is only nice to have, so there is nothing to drop."
    buttons = Buttons((Button("When am I done?", Forecast()), Button("This week", Next())))
    return compose(words, (Text((words,)), Note(("Nothing was changed.",)), buttons), turn.cite("skills"))


def _on_course(turn: Turn) -> Reply:
    """No slip to speak of: said plainly, for who asks is worried."""
    seen = ending.ends(turn)
    words = "It is not over, and you are not far off: the plan has moved what was left, and nothing is lost."
    buttons = Buttons((go_on(), Button("15 minutes of it", Next(spare=15)), Button("When am I done?", Forecast())))
    return compose(words, (Text((words,)), Text((f"{seen}.",)), buttons), turn.cite("phases"))


_THIN = "Or say it: “only 2 hours this week”, “4 hours a week until May”."


def form() -> Form:
    """Other hours for a while, as questions."""
    fields = (
        Field("hours", "number", "Hours a week", hint="such as 2; 0 is a week off", bounds=(0, MAX_HOURS)),
        Field("until", "date", "Until when? Left out, it is this week", hint="such as 1 March", optional=True),
    )
    return Form("Other hours for a while", Load(), "Other hours", fields)


def refusals(ask: Load) -> dict[str, str]:
    """What cannot be, by the name of the slot."""
    if ask.hours is None:
        return {"hours": "A number of hours is wanted; 2 would work, and 0 is a week off."}
    if not 0 <= ask.hours <= MAX_HOURS:
        most = phrases.hours(MAX_HOURS)
        return {"hours": f"A week can hold nothing at all or up to {most} hours. Say “2 hours this week”."}
    return {}


def load(turn: Turn, ask: Load) -> Reply:
    """Other hours for a while; the current week, unless another end is named."""
    if ask.hours is None:
        words = "How many hours a week for now, and until when? Without a day it is this week alone."
        return compose(words, (Text((Bold(words),)), Note((_THIN,)), Buttons((form(), go_on()))))
    if wrong := refusals(ask):
        return you.refused(wrong, form())
    first = week_start(turn.today)
    until = ask.until or first + _WEEK
    if until <= turn.today:
        return you.past(turn, until)
    if until > turn.today + you.FARTHEST:
        return you.too_far(turn, until, "Say “4 hours a week” if it is to last.")
    before = turn.plan.finish
    last = max(first, week_start(until - dt.timedelta(days=1)))
    turn.write(Allotted(ask.hours, first, last))
    when = "this week" if last == first else f"until {phrases.day(until, turn.today)}"
    words = f"{phrases.hours(ask.hours)} h {when}, then {phrases.hours(turn.rhythm.hours)} h again."
    after = turn.plan.finish
    moved = f" The road ends about {phrases.date(after, turn.today)}." if after and after != before else ""
    buttons = Buttons((go_on(), Button("15 minutes of it", Next(spare=15)), Button("Undo", Undo())))
    some = " Some is better than none." if ask.hours else " Rest well."
    return compose(words, (Text((Bold(words), f"{some}{moved}")), buttons))


def aim(turn: Turn, ask: Aim) -> Reply:
    """A date to aim for; whether it fits is said at once."""
    if ask.date is None:
        words = "By when would you like to be done?"
        dates = (("In six months", 182), ("In nine months", 273), ("In a year", 365))
        buttons = tuple(Button(label, Aim(turn.today + dt.timedelta(days=days))) for label, days in dates)
        return compose(words, (Text((Bold(words),)), Note(("Or say a date: “my goal is June”.",)), Buttons(buttons)))
    if ask.date <= turn.today:
        return you.past(turn, ask.date)
    if turn.plan.finish is None:
        return arrival.all_done(turn)
    turn.write(Aimed(ask.date))
    told = ending.forecast(turn, Forecast(date=ask.date))
    words = f"Noted: you aim for {phrases.date(ask.date, turn.today)}."
    return compose(f"{words} {told.summary}", (Text((Bold(words),)), *with_undo(told)), told.sources)


def with_undo(told: Reply) -> tuple[Part, ...]:
    """The answer on whether it fits, with a way to take the date back."""
    undo = Button("Undo", Undo())
    return tuple(replace(part, row=(*part.row, undo)) if isinstance(part, Buttons) else part for part in told.parts)
