"""Answers about what to do now: the first hello, and the coming day, week, month and ninety days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import arrival, changes, fit
from bot.core.compose import compose
from bot.core.intents import AboutStep, Changes, Done, Help, Later, Next, Replan
from bot.core.reply import Bold, Button, Buttons, Heading, Line, Note, Part, Reply, Steps, Text
from pathways.journal import unanswered
from pathways.model import Horizon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.turn import Turn
    from pathways.model import Step
    from pathways.planner import Share, Week

FIRST = 3
"""One main step and at most two more; the rest is for whoever has time."""
_SPANS = {Horizon.MONTH: ("The next four weeks", 31, "month"), Horizon.QUARTER: ("The next 90 days", 91, "quarter")}


def welcome(turn: Turn) -> Reply:
    """The first hello: a useful week before any question. On a road one comes back to: the week it goes on with.

    What was taken for granted is said to somebody new, and not again at each change of road.
    """
    pathway = turn.pathway
    work = [share for share in _open([turn.plan.week]) if share.step in pathway.action_plan.week][:FIRST]
    work = work or _open([turn.plan.week])[:FIRST]
    if not work:
        return next_(turn, Next())
    turn.show([share.step for share in work])
    weeks = sum(phase.weeks for phase in pathway.phases)
    pace = f"{phrases.count(weeks, 'week')} of work at {phrases.hours(pathway.pace.hours)} h a week."
    first = "first week" if not turn.progress.done else "week"
    yours = f"your {first}, about {phrases.duration(sum(share.minutes for share in work))}"
    asked = (fit.form(turn),) if unanswered(turn.notebook.entries) else ()
    parts: list[Part] = [
        Heading(f"{pathway.from_role} → {pathway.to_role}"),
        Text((f"{pace} Here is {yours}:",)),
        Steps(tuple(phrases.share(share) for share in work)),
        Buttons((*_done_buttons([share.step for share in work]).row, *asked, Button("What else?", Help()))),
    ]
    if turn.is_first_road:
        parts += _assumed(turn)
    return compose(f"{pathway.title}: {yours}", parts, turn.cite("action_plan.this_week", "pace"))


def _assumed(turn: Turn) -> tuple[Note, ...]:
    """What was taken for granted and not said yet, and how to put it right."""
    rhythm = turn.rhythm
    guesses = [] if "hours" in rhythm.chosen else [f"{phrases.hours(rhythm.hours)} hours a week"]
    if not {"day", "time"} <= rhythm.chosen:
        guesses.append(f"nudges on {phrases.nudges(rhythm)}, {phrases.place(rhythm.timezone)}")
    elif "timezone" not in rhythm.chosen:
        guesses.append(phrases.place(rhythm.timezone))
    if not guesses:
        return ()
    return (Note((f"I assumed {' and '.join(guesses)}. Say “8 hours, Sundays at 6pm” and it changes.",)),)


def next_(turn: Turn, ask: Next) -> Reply:
    """What to do in the coming period."""
    ahead = turn.plan.ahead
    if ahead is None:
        return arrival.all_done(turn)
    match ask.horizon:
        case Horizon.TODAY:
            return _today(turn, ahead)
        case Horizon.WEEK:
            return _week_is_full(turn, ahead) if ahead.number else _week(turn, ahead)
        case Horizon.MONTH | Horizon.QUARTER:
            return _stretch(turn, ask.horizon, ahead)


def _today(turn: Turn, ahead: Week) -> Reply:
    first = _open([ahead])[0]
    turn.show([first.step])
    begin = "This week is done. If you want to go on: " if ahead.number else "Today: "
    parts: list[Part] = [Text((begin, *phrases.share(first)))]
    if first.step.why:
        parts.append(Note((first.step.why,)))
    parts.append(
        Buttons(
            (Button("Done", Done(first.step.id), primary=True), Button("Later", Later(first.step.id)), _whole_week())
        )
    )
    return compose(f"Today: {first.step.title}", parts, turn.cite(f"steps.{first.step.id}"))


def _whole_week() -> Button:
    return Button("The whole week", Next(Horizon.WEEK))


def _week(turn: Turn, week: Week) -> Reply:
    work = _open([week])
    turn.show([share.step for share in work])
    head = (
        Bold("This week"),
        f" · {phrases.day(week.first, turn.today)} to {phrases.day(week.last, turn.today)}"
        f" · {phrases.duration(sum(share.minutes for share in work))}",
    )
    parts: list[Part] = [Text(head), Steps(tuple(phrases.share(share) for share in work[:FIRST]))]
    if work[FIRST:]:
        rest = phrases.joined((phrases.share(share, whole=False) for share in work[FIRST : FIRST + 3]), "; ")
        parts.append(Text(("If there is time: ", *rest, ".")))
    moved = [step for step in turn.plan.carried.still_open if any(step.id == share.step.id for share in work)]
    if moved:
        parts.append(Note((f"From last week, moved here: {phrases.row([step.name for step in moved[:3]])}.",)))
    if turn.slip is not None:
        weeks = phrases.count(turn.slip.weeks, "week")
        parts.append(Note((f"{weeks.capitalize()} went elsewhere, and the plan has moved. There are ways on.",)))
    if news := changes.in_short(turn):
        parts.append(Note((f"The page has changed: {news}. Take it when you are ready: “what changed?”",)))
    if turn.notebook.is_new:
        parts += _assumed(turn)
    parts.append(_done_buttons([share.step for share in work[:FIRST]]))
    ways = (Button("Ways on", Replan()),) if turn.slip else ()
    news_of = (Button("What changed?", Changes()),) if news else ()
    spare = Button("15 minutes of it", Next(spare=15))
    parts.append(
        Buttons((*ways, *news_of, Button("Put this week off", Later()), Button("Why these?", AboutStep()), spare))
    )
    titles = phrases.row([share.step.name for share in work[:FIRST]])
    return compose(f"This week: {titles}", parts, _cite_steps(turn, [share.step for share in work]))


def _week_is_full(turn: Turn, ahead: Week) -> Reply:
    """Nothing is left of this week's work, or all that could be done now waits for its day."""
    if turn.plan.spent:
        words = f"This week's work is done: {phrases.duration(turn.plan.spent)}. Nothing more is due."
    else:
        words = "Nothing is due this week."
    return _free_until(turn, words, ahead, _month())


def _free_until(turn: Turn, words: str, ahead: Week, other: Button) -> Reply:
    """Nothing for now, and what comes first when it goes on."""
    work = _open([ahead])
    turn.show([share.step for share in work])
    go_on = (f"From {phrases.day(ahead.first, turn.today)}: ", *phrases.share(work[0]), ".")
    buttons = Buttons((Button(phrases.shorten(f"Done: {work[0].step.name}", 48), Done(work[0].step.id)), other))
    return compose(words, (Text((Bold(words),)), Text(go_on), buttons), _cite_steps(turn, [work[0].step]))


def _month() -> Button:
    return Button("The month", Next(Horizon.MONTH))


def _stretch(turn: Turn, horizon: Horizon, ahead: Week) -> Reply:
    """A month or ninety days: the page's own list while it is young, then what the plan finishes."""
    title, days, name = _SPANS[horizon]
    weeks = turn.plan.horizon(horizon)
    inside = _open(weeks)
    page = turn.pathway.action_plan.month if horizon is Horizon.MONTH else turn.pathway.action_plan.quarter
    young = turn.today < turn.started + dt.timedelta(days=days)
    own = [step for step in page if young and turn.standing.is_open(step.id)]
    ending = _steps([share for share in inside if share.part == share.parts])
    main = (own or ending or _steps(inside))[:5]
    rest = [step for step in _steps(inside) if step not in main]
    turn.show(main)
    if not inside:
        return _free_until(turn, f"Nothing is due in {title[0].lower()}{title[1:]}.", ahead, _whole_week())
    minutes = sum(share.minutes for share in inside)
    head = (
        Bold(title),
        f" · {phrases.day(weeks[0].first, turn.today)} to {phrases.day(weeks[-1].last, turn.today)}"
        f" · {phrases.duration(minutes)}",
    )
    parts: list[Part] = [Text(head), Steps(tuple((Bold(s.title), f" · {phrases.hours_of(s)}") for s in main))]
    if rest:
        more = f", and {len(rest) - 5} more" if len(rest) > 5 else ""
        parts.append(Text(("On the way: ", "; ".join(step.name for step in rest[:5]), more, ".")))
    planned = {step.id for step in _steps(inside)}
    late = [step for step in own if step.id not in planned]
    if late:
        tight = phrases.row([step.name for step in late])
        parts.append(Note((f"The page has it in this time; at your hours it comes later: {tight}.",)))
    other = Horizon.QUARTER if horizon is Horizon.MONTH else Horizon.MONTH
    parts.append(Buttons((_whole_week(), Button("90 days" if other is Horizon.QUARTER else "The month", Next(other)))))
    key = {"month": "this_month", "quarter": "next_90_days"}[name]
    sources = (*turn.cite(f"action_plan.{key}"), *_cite_steps(turn, main))
    return compose(f"{title}: {phrases.row([step.name for step in main[:3]])}", parts, sources)


def _open(weeks: Sequence[Week]) -> list[Share]:
    return [share for week in weeks for share in week.shares if share.minutes]


def _steps(shares: Sequence[Share]) -> list[Step]:
    return list({share.step.id: share.step for share in shares}.values())


def _cite_steps(turn: Turn, steps: Sequence[Step]) -> tuple[str, ...]:
    return turn.cite(*(f"steps.{step.id}" for step in steps))


def _done_buttons(steps: Sequence[Step]) -> Buttons:
    if len(steps) == 1:
        return Buttons((Button("Done", Done(steps[0].id), primary=True),))
    return Buttons(tuple(Button(f"Done {number}", Done(step.id)) for number, step in enumerate(steps, start=1)))


def main_line(ahead: Week) -> Line:
    """The next thing, in one line, of the first week that holds work."""
    return ("Next: ", *phrases.share(_open([ahead])[0]))
