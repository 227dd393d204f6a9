"""Answers that change something: done, undo, skip, later. Said twice, it counts once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import offer, week, you
from bot.core.compose import compose
from bot.core.intents import Done, HowFar, Later, Next, Skip, Undo
from bot.core.reply import Bold, Button, Buttons, Note, Part, Reply, Text
from pathways.journal import Finished, Paused, Postponed, Resumed, Settled, Skipped, Started, TakenBack, standing

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.journal import Deed, Entry
    from pathways.model import Step

_FARTHEST = dt.timedelta(days=730)


def done(turn: Turn, ask: Done) -> Reply:
    """Mark a step done."""
    step = turn.step(ask.step)
    if step is None:
        return offer.steps(turn, Done, ask.named or ask.step or "")
    if turn.standing.is_done(step.id):
        words = f"{step.title} is done already."
        return compose(words, (Text((Bold(words), " Nothing changed.")), Buttons((_undo_of(step), _go_on()))))
    before = turn.standing
    turn.write(Finished(turn.pathway.id, step.id))
    after = turn.standing
    sentence = f"That is {after.steps_done} of {after.steps_in_all} steps, {_hours(turn)}."
    parts: list[Part] = [Text(("✓ ", Bold(step.title), ". ", sentence))]
    along = [s.title for s in turn.pathway.parts.get(step.id, ()) if before.is_open(s.id)]
    if along:
        parts.append(Note((f"Done with it: {phrases.row(along)}.",)))
    ended = [phase for phase in turn.pathway.phases if after.is_phase_over(phase.id) and not before.is_phase_over(phase.id)]
    parts += [Text((Bold(f"That ends phase {turn.pathway.phases.index(p) + 1}: {p.name}."), " Well done.")) for p in ended]
    coming = next((share for w in turn.plan.weeks for share in w.shares if share.minutes), None)
    if coming is None:
        parts.append(Text((Bold("That was the last one. The whole road is behind you."),)))
        parts.append(Buttons((Button("How far I came", HowFar()), Button("Undo", Undo()))))
    else:
        parts.append(Text(week.main_line(coming)))
        parts.append(Buttons((Button("This week", Next()), Button("Undo", Undo()))))
    return compose(f"Done: {step.title}. {sentence}", parts, turn.cite(f"steps.{step.id}"))


def _hours(turn: Turn) -> str:
    here = turn.standing
    return f"{phrases.hours(round(here.minutes_done / 60, 1))} of {phrases.hours(round(here.minutes_in_all / 60, 1))} hours"


def _go_on() -> Button:
    return Button("This week", Next())


def _undo_of(step: Step) -> Button:
    return Button("Not done after all", Undo(step.id))


def undo(turn: Turn, ask: Undo) -> Reply:
    """Take back the last change, with all that was said in the same breath, or what was said of one step."""
    entries = standing(turn.notebook.entries)
    if ask.step is not None:
        return _undo_step(turn, ask.step, entries)
    if not entries:
        words = "There is nothing to take back."
        return compose(words, (Text((words,)), offer.useful()))
    breath = [entry for entry in entries if entry.said == entries[-1].said]
    return _take_back(turn, breath)


def _undo_step(turn: Turn, step_id: str, entries: tuple[Entry, ...]) -> Reply:
    step = turn.step(step_id)
    title = step.title if step else step_id
    of_step = [entry for entry in entries if getattr(entry.deed, "step", None) == step_id]
    if of_step:
        return _take_back(turn, of_step[-1:])
    whole = turn.step(step.part_of) if step else None
    if whole is not None and turn.standing.is_done(whole.id):
        words = f"{title} counts as done because {whole.title} is."
        button = Button(phrases.shorten(f"Take back: {whole.title}", 60), Undo(whole.id))
        return compose(words, (Text((words,)), Buttons((button, _go_on()))))
    words = f"Nothing was said of {title}, so there is nothing to take back."
    return compose(words, (Text((words,)), offer.useful()))


def _take_back(turn: Turn, breath: list[Entry]) -> Reply:
    for entry in breath:
        turn.write(TakenBack(entry.number))
    what = phrases.row([_named(turn, entry.deed) for entry in breath[:4]])
    here = turn.standing
    return compose(
        f"Taken back: {what}",
        (
            Text(("Taken back: ", Bold(what), ".")),
            Text((f"You are at {here.steps_done} of {here.steps_in_all} steps, {_hours(turn)}.",)),
            Buttons((_go_on(), Button("How am I doing", HowFar()))),
        ),
    )


def _named(turn: Turn, deed: Deed) -> str:
    """What a deed was, in a few words."""
    match deed:
        case Finished(_, step):
            return f"done with {_title(turn, step)}"
        case Skipped(_, step):
            return f"dropped {_title(turn, step)}"
        case Postponed(_, step, until):
            return f"put off {_title(turn, step)} to {phrases.date(until, turn.today)}"
        case Settled():
            return "the change of settings"
        case Paused():
            return "the pause"
        case Resumed():
            return "the end of the pause"
        case Started(pathway):
            return f"the start of {turn.catalog[pathway].title if pathway in turn.catalog else pathway}"
        case TakenBack():
            return "an undo"


def _title(turn: Turn, step_id: str) -> str:
    step = turn.step(step_id)
    return step.title if step else step_id


def skip(turn: Turn, ask: Skip) -> Reply:
    """Drop a step for good."""
    step = turn.step(ask.step)
    if step is None:
        return offer.steps(turn, Skip, ask.named or ask.step or "")
    if not turn.standing.is_open(step.id):
        state = "done" if turn.standing.is_done(step.id) else "dropped"
        words = f"{step.title} is {state} already."
        return compose(words, (Text((Bold(words), " Nothing changed.")), Buttons((_undo_of(step), _go_on()))))
    before = turn.plan.finish
    turn.write(Skipped(turn.pathway.id, step.id))
    after = turn.plan.finish
    parts: list[Part] = [Text(("Dropped: ", Bold(step.title), f" ({phrases.hours_of(step)})."))]
    if after is not None and before is not None:
        ends = phrases.date(after, turn.today)
        was = f" instead of {phrases.date(before, turn.today)}" if before != after else ", as before"
        parts.append(Text((f"The road ends about {ends}{was}.",)))
    builds = [s.title for s in turn.pathway.steps.values() if step.id in s.needs and turn.standing.is_open(s.id)]
    if builds:
        parts.append(Note((f"It would have helped with: {phrases.row(builds[:3])}. They stay, and no longer wait for it.",)))
    parts.append(Buttons((Button("Undo", Undo()), _go_on())))
    return compose(f"Dropped: {step.title}", parts, turn.cite(f"steps.{step.id}"))


def later(turn: Turn, ask: Later) -> Reply:
    """Put a step off, or all of this week's work."""
    until = ask.until or turn.plan_week_after()
    if until <= turn.today:
        return you.past(turn, until)
    if until > turn.today + _FARTHEST:
        words = f"{phrases.day(until, turn.today)} is more than two years off. Put it off for less, or drop it with “skip”."
        return compose(words, (Text((words,)), Note(("Nothing was changed.",))))
    if ask.step is None and not ask.named:
        moved = [share.step for share in turn.plan.weeks[0].shares if share.minutes] if turn.plan.weeks else []
        if not moved:
            words = "Nothing is due this week, so there is nothing to put off."
            return compose(words, (Text((words,)), offer.useful()))
    else:
        step = turn.step(ask.step)
        if step is None:
            return offer.steps(turn, lambda step_id: Later(step_id, ask.until), ask.named or ask.step or "")
        if not turn.standing.is_open(step.id):
            words = f"{step.title} is not open, so there is nothing to put off."
            return compose(words, (Text((words,)), Buttons((_undo_of(step), _go_on()))))
        moved = [step]
    return _put_off(turn, moved, until)


def _put_off(turn: Turn, moved: list[Step], until: dt.date) -> Reply:
    before = turn.plan.finish
    for step in moved:
        turn.write(Postponed(turn.pathway.id, step.id, until))
    after = turn.plan.finish
    names = moved[0].title if len(moved) == 1 else f"this week's {phrases.count(len(moved), 'step')}"
    day = phrases.day(until, turn.today)
    parts: list[Part] = [Text((Bold(names[:1].upper() + names[1:]), f": not before {day}. "))]
    if before is not None and after is not None:
        ends = phrases.date(after, turn.today)
        cost = "That costs no time" if after <= before else "That moves the end"
        parts.append(Text((f"{cost}: the road ends about {ends}.",)))
    parts.append(Buttons((Button("Undo", Undo()), _go_on())))
    return compose(f"Put off to {day}: {names}", parts, turn.cite(*(f"steps.{step.id}" for step in moved)))
