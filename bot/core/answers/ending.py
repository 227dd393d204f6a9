"""Answers about the end of the road: when it comes, what other hours would change, whether a date can be met."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import arrival, offer, you
from bot.core.compose import compose
from bot.core.intents import Aim, Forecast, Next, Replan, Roadmap, Settings
from bot.core.questions import Field, Form
from bot.core.reply import Bold, Bullets, Button, Buttons, Note, Part, Reply, Text
from pathways.forecast import drops, finish, hours_needed
from pathways.journal import aim
from pathways.learner import MAX_HOURS, MIN_HOURS
from pathways.ways import MOST_DROPPED

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.outlook import Outlook

_FULL_TIME = 40.0
"""Hours a week beyond which a wish is no offer."""


def forecast(turn: Turn, ask: Forecast) -> Reply:
    """When it ends; what other hours would change; whether a date can be met. Changes nothing."""
    seen = turn.outlook
    if seen is None:
        return arrival.all_done(turn)
    if ask.hours is not None and not MIN_HOURS <= ask.hours <= MAX_HOURS:
        return you.settings(turn, Settings(hours=ask.hours))
    if ask.date is not None:
        return _by(turn, ask.date, ask.hours)
    if ask.hours is not None:
        return _what_if(turn, ask.hours)
    own = turn.rhythm.hours
    tally = turn.plan.standing.tally
    open_hours = phrases.in_hours(tally.minutes - tally.minutes_done)
    more = [hours for hours in (own + 2, own + 4) if hours <= MAX_HOURS]
    rows = [
        (f"{phrases.hours(hours)} h a week: ", Bold(phrases.date(_finish(turn, hours), turn.today))) for hours in more
    ]
    parts: list[Part] = [
        *_seen(turn, seen),
        Note((f"{open_hours} h are left; the hours of each step are estimates.",)),
    ]
    if rows:
        parts.append(Bullets(tuple(rows)))
    others = tuple(Button(f"{phrases.hours(h)} h a week", Settings(hours=h)) for h in more)
    parts.append(Buttons((*others, form())))
    return compose(ends(turn), parts, turn.cite("phases", "pace"))


def form() -> Form:
    """What if, as questions."""
    fields = (
        Field("hours", "number", "Hours a week", hint="such as 10", bounds=(MIN_HOURS, MAX_HOURS), optional=True),
        Field("date", "date", "Or a day to be done by", hint="such as June 2027", optional=True),
    )
    return Form("What if?", Forecast(), "What if?", fields)


def ends(turn: Turn) -> str:
    """When the road ends, in one sentence: at the learner's own pace, once that is known."""
    seen = turn.outlook
    if seen and seen.own:
        return f"At your own pace of {seen.pace:.2g} h a week you are done {phrases.span(seen, turn.today)}"
    own = turn.rhythm.hours
    return f"At {phrases.hours(own)} h a week you are done about {phrases.date(_finish(turn, own), turn.today)}"


def _seen(turn: Turn, seen: Outlook) -> tuple[Part, ...]:
    """When the road ends, with the range that says how sure that is."""
    own = phrases.hours(turn.rhythm.hours)
    planned = phrases.date(_finish(turn, turn.rhythm.hours), turn.today)
    if seen.own:
        return (
            Text((f"At your own pace of {seen.pace:.2g} h a week you are done ", Bold(phrases.span(seen, turn.today)),
                  f" ({seen.confidence:.0%} sure).")),
            Note((f"At the {own} h a week you plan it would be about {planned}.",)),
        )  # fmt: skip
    return (
        Text((f"At {own} h a week you are done ", Bold(f"about {planned}"), ".")),
        Note(
            (
                f"Range: {phrases.span(seen, turn.today)} ({seen.confidence:.0%} sure), since most people keep a little"
                " less than they plan; that is assumed. After three weeks it rests on your own pace.",
            )
        ),
    )


def _finish(turn: Turn, hours: float) -> dt.date:
    road, *beside = turn.roads
    return finish(road, turn.progress, turn.rhythm, turn.today, hours=hours, beside=beside) or turn.today


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
    end = _finish(turn, at)
    wished = phrases.date(date, turn.today)
    if end <= date:
        spare = (date - end).days // 7
        words = f"Yes. At {own} h a week it ends about {phrases.date(end, turn.today)}"
        extra = f", {phrases.count(spare, 'week')} before {wished}" if spare else ""
        keep = Buttons((*_aim(date, turn), Button("This week", Next()), Button("The road", Roadmap())))
        return compose(words, (Text((Bold("Yes."), f"{words[4:]}{extra}.")), keep), turn.cite("phases", "pace"))
    parts: list[Part] = [
        Text(
            (
                f"Not at {own} h a week: that ends about ",
                Bold(phrases.date(end, turn.today)),
                f", {phrases.count(max(1, (end - date).days // 7), 'week')} after {wished}.",
            )
        )
    ]
    buttons: list[Button] = []
    road, *beside = turn.roads
    needed = hours_needed(road, turn.progress, turn.rhythm, turn.today, date, beside=beside)
    if needed is not None and needed > _FULL_TIME:
        parts.append(Text((f"{wished} would take {phrases.hours(needed)} h a week, more than most jobs.",)))
    elif needed is not None:
        parts.append(
            Text((f"For {wished} you would need ", Bold(f"{phrases.hours(needed)} h a week"), " from now on."))
        )
        buttons.append(Button(f"{phrases.hours(needed)} h a week", Settings(hours=needed)))
    else:
        parts.append(Text((f"No number of hours up to {phrases.hours(MAX_HOURS)} a week makes {wished}.",)))
    leaner = drops(road, turn.progress, turn.rhythm.at(at, turn.today), turn.today, date, beside=beside)
    if leaner and len(leaner) <= MOST_DROPPED:
        dropped = phrases.row([f"{step.name} ({phrases.hours_of(step)})" for step in leaner])
        parts.append(Text((f"Or at {own} h, without what only serves nice-to-have skills: {dropped}.",)))
        if hours is None:
            buttons.append(Button(_drop_label(len(leaner)), Replan("less", date)))
    if turn.outlook and turn.outlook.own:
        parts.append(Note((f"At your own pace: {phrases.span(turn.outlook, turn.today)}.",)))
    buttons += [*_aim(date, turn), Button("Keep my pace", Next())]
    return compose(
        f"Not at {own} h a week: that ends about {phrases.date(end, turn.today)}",
        (*parts, Buttons(tuple(buttons))),
        turn.cite("phases", "pace", "skills"),
    )


def _aim(date: dt.date, turn: Turn) -> tuple[Button, ...]:
    """To aim for a date, unless it is aimed for already."""
    if aim(turn.notebook.entries) == date:
        return ()
    return (Button(f"Aim for {phrases.date(date, turn.today)}", Aim(date)),)


def _drop_label(count: int) -> str:
    return "Drop that one" if count == 1 else f"Drop those {count}"
