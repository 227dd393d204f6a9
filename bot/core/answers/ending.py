"""Answers about the end of the road: when it comes, what other hours would change, whether a date can be met."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import offer, week, you
from bot.core.compose import compose
from bot.core.intents import Forecast, Next, Roadmap, Settings
from bot.core.reply import Bold, Bullets, Button, Buttons, Note, Part, Reply, Text
from pathways.forecast import drops, finish, hours_needed
from pathways.learner import MAX_HOURS, MIN_HOURS

if TYPE_CHECKING:
    from bot.core.turn import Turn

_FULL_TIME = 40.0
"""Hours a week beyond which a wish is no offer."""
_FEW = 4
"""More steps than this are no help to name."""


def forecast(turn: Turn, ask: Forecast) -> Reply:
    """When it ends; what other hours would change; whether a date can be met. Changes nothing."""
    if turn.plan.finish is None:
        return week.all_done(turn)
    if ask.hours is not None and not MIN_HOURS <= ask.hours <= MAX_HOURS:
        return you.settings(turn, Settings(hours=ask.hours))
    if ask.date is not None:
        return _by(turn, ask.date, ask.hours)
    if ask.hours is not None:
        return _what_if(turn, ask.hours)
    own = turn.rhythm.hours
    ends = _finish(turn, own)
    tally = turn.standing.tally
    open_hours = (tally.minutes - tally.minutes_done) / 60
    more = [hours for hours in (own + 2, own + 4) if hours <= MAX_HOURS]
    rows = [
        (f"{phrases.hours(hours)} h a week: ", Bold(phrases.date(_finish(turn, hours), turn.today))) for hours in more
    ]
    parts: list[Part] = [
        Text((f"At {phrases.hours(own)} h a week you are done ", Bold(f"about {phrases.date(ends, turn.today)}"), ".")),
        Note((f"{open_hours:g} h are left; the hours of each step are estimates.",)),
    ]
    if rows:
        parts.append(Bullets(tuple(rows)))
        parts.append(Buttons(tuple(Button(f"{phrases.hours(h)} h a week", Settings(hours=h)) for h in more)))
    summary = f"At {phrases.hours(own)} h a week you are done about {phrases.date(ends, turn.today)}"
    return compose(summary, parts, turn.cite("phases", "pace"))


def _finish(turn: Turn, hours: float) -> dt.date:
    return finish(turn.pathway, turn.progress, turn.rhythm, turn.today, hours=hours) or turn.today


def _what_if(turn: Turn, hours: float) -> Reply:
    own = turn.rhythm.hours
    then, now = (phrases.date(_finish(turn, h), turn.today) for h in (hours, own))
    words = f"At {phrases.hours(hours)} h a week: about {then}"
    if hours == own:
        return compose(words, (Text((Bold(words), ". Those are your hours now.")), offer.useful()), turn.cite("phases"))
    return compose(
        words,
        (
            Text((f"At {phrases.hours(hours)} h a week: ", Bold(f"about {then}"), f", instead of {now}.")),
            Note(("Nothing is changed yet.",)),
            Buttons(
                (
                    Button(f"Make it {phrases.hours(hours)} h a week", Settings(hours=hours)),
                    Button("Keep my pace", Next()),
                )
            ),
        ),
        turn.cite("phases", "pace"),
    )


def _by(turn: Turn, date: dt.date, hours: float | None) -> Reply:
    if date <= turn.today:
        return you.past(turn, date)
    at = hours or turn.rhythm.hours
    own = phrases.hours(at)
    ends = _finish(turn, at)
    wished = phrases.date(date, turn.today)
    if ends <= date:
        spare = (date - ends).days // 7
        words = f"Yes. At {own} h a week it ends about {phrases.date(ends, turn.today)}"
        extra = f", {phrases.count(spare, 'week')} before {wished}" if spare else ""
        keep = Buttons((Button("This week", Next()), Button("The road", Roadmap())))
        return compose(words, (Text((Bold("Yes."), f"{words[4:]}{extra}.")), keep), turn.cite("phases", "pace"))
    parts: list[Part] = [
        Text(
            (
                f"Not at {own} h a week: that ends about ",
                Bold(phrases.date(ends, turn.today)),
                f", {phrases.count(max(1, (ends - date).days // 7), 'week')} after {wished}.",
            )
        )
    ]
    buttons: list[Button] = []
    needed = hours_needed(turn.pathway, turn.progress, turn.rhythm, turn.today, date)
    if needed is not None and needed > _FULL_TIME:
        parts.append(Text((f"{wished} would take {phrases.hours(needed)} h a week, more than most jobs.",)))
    elif needed is not None:
        parts.append(
            Text((f"For {wished} you would need ", Bold(f"{phrases.hours(needed)} h a week"), " from now on."))
        )
        buttons.append(Button(f"{phrases.hours(needed)} h a week", Settings(hours=needed)))
    else:
        parts.append(Text((f"No number of hours up to {phrases.hours(MAX_HOURS)} a week makes {wished}.",)))
    leaner = drops(turn.pathway, turn.progress, turn.rhythm.at(at, turn.today), turn.today, date)
    if leaner and len(leaner) <= _FEW:
        dropped = phrases.row([f"{step.name} ({phrases.hours_of(step)})" for step in leaner])
        parts.append(Text((f"Or at {own} h, without what only serves nice-to-have skills: {dropped}.",)))
    buttons.append(Button("Keep my pace", Next()))
    return compose(
        f"Not at {own} h a week: that ends about {phrases.date(ends, turn.today)}",
        (*parts, Buttons(tuple(buttons))),
        turn.cite("phases", "pace", "skills"),
    )
