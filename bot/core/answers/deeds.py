"""Answers that change what becomes of a step: done, skip, later. Said twice, it counts once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import arrival, offer, proof, week, you
from bot.core.answers.undo import counted, go_on, undo_of
from bot.core.compose import compose
from bot.core.intents import Done, Later, Next, Skip, Undo
from bot.core.reply import Bold, Button, Buttons, Note, Part, Reply, Text
from pathways.journal import Finished, Postponed, Skipped, TookOff
from pathways.model import Horizon
from pathways.tailored import whole_of

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.model import Phase, Step


def done(turn: Turn, ask: Done) -> Reply:
    """Mark a step done."""
    step = turn.step(ask.step)
    if step is None:
        return offer.steps(turn, lambda step_id: Done(step_id, on=ask.on), ask.named or ask.step or "")
    if ask.on is not None and not turn.today - you.FARTHEST < ask.on <= turn.today:
        return _no_day(turn, ask.on)
    if turn.plan.standing.is_done(step.id):
        words = f"{step.title} is done already."
        return compose(words, (Text((Bold(words), " Nothing changed.")), Buttons((undo_of(step), go_on()))))
    before = turn.plan.standing
    turn.write(Finished(turn.road_of(step).id, step.id), counts=ask.on)
    after = turn.plan.standing
    when = f" on {phrases.day(ask.on, turn.today)}" if ask.on and ask.on != turn.today else ""
    sentence = f"That is {counted(turn)}."
    parts: list[Part] = [Text(("✓ ", Bold(step.title), f"{when}. ", sentence))]
    steps = [s for road in turn.roads for s in road.steps.values() if whole_of(s.id) == s.id]
    along = [s.name for s in steps if before.is_open(s.id) and after.is_done(s.id) and s.id != step.id]
    if along:
        parts.append(Note((f"Done with it: {phrases.row(along)}.",)))
    ended = [a.phase for a, b in zip(after.phases, before.phases, strict=True) if b.tally.open and not a.tally.open]
    parts += [Text((Bold(f"That ends {_phase(turn, p)}: {p.name}."), " Well done.")) for p in ended]
    ahead = turn.plan.ahead
    if ahead is None:
        parts.append(Text((Bold("That was the last one. The whole road is behind you."),)))
        text, row = arrival.onward(turn)
        parts += [*text, Buttons((*row, proof.form(turn, step.id), Button("Undo", Undo())))]
    else:
        parts.append(Text(week.main_line(ahead)))
        parts.append(Buttons((Button("This week", Next()), proof.form(turn, step.id), Button("Undo", Undo()))))
    return compose(f"Done: {step.title}. {sentence}", parts, turn.cite(f"steps.{step.id}"))


def _phase(turn: Turn, phase: Phase) -> str:
    """Which phase of which pathway; the number alone for the one in hand."""
    road = next(road for road in turn.roads if phase in road.phases)
    number = f"phase {road.phases.index(phase) + 1}"
    return number if road is turn.pathway else f"{number} towards {road.to_role}"


def _no_day(turn: Turn, day: dt.date) -> Reply:
    """A day on which nothing can have been done, or that is too long ago to matter to a plan."""
    if day > turn.today:
        words = f"{phrases.day(day, turn.today)} is still to come. Tell me when it is done, and it counts."
    else:
        words = (
            f"{phrases.day(day, turn.today)} is more than two years ago; leave the day out, and it counts for today."
        )
    return compose(words, (Text((words,)), Note(("Nothing was changed.",))))


def skip(turn: Turn, ask: Skip) -> Reply:
    """Drop a step for good."""
    step = turn.step(ask.step)
    if step is None:
        return offer.steps(turn, Skip, ask.named or ask.step or "")
    if not turn.plan.standing.is_open(step.id):
        words = f"{step.title} is {phrases.fate(turn.plan.standing, step)} already."
        return compose(words, (Text((Bold(words), " Nothing changed.")), Buttons((undo_of(step), go_on()))))
    before = turn.plan.finish
    turn.write(Skipped(turn.road_of(step).id, step.id))
    parts: list[Part] = [Text(("Dropped: ", Bold(step.title), f" ({phrases.hours_of(step)})."))]
    if ends := _ends(turn, before):
        parts.append(Text((ends,)))
    steps = turn.road_of(step).steps.values()
    builds = [s.name for s in steps if step.id in s.needs and turn.plan.standing.is_open(s.id)]
    if builds:
        parts.append(
            Note((f"It would have helped with: {phrases.row(builds[:3])}. They stay, and no longer wait for it.",))
        )
    parts.append(Buttons((Button("Undo", Undo()), go_on())))
    return compose(f"Dropped: {step.title}", parts, turn.cite(f"steps.{step.id}"))


def later(turn: Turn, ask: Later) -> Reply:
    """Put a step off, or all of this week's work."""
    until = ask.until or turn.plan.week.last + dt.timedelta(days=1)
    if until <= turn.today:
        return you.past(turn, until)
    if until > turn.today + you.FARTHEST:
        return you.too_far(turn, until, "Put it off for less, or drop it with “skip”.")
    if ask.step is None and not ask.named:
        return _take_off(turn, until)
    step = turn.step(ask.step)
    if step is None:
        return offer.steps(turn, lambda step_id: Later(step_id, ask.until), ask.named or ask.step or "")
    if not turn.plan.standing.is_open(step.id):
        words = f"{step.title} is {phrases.fate(turn.plan.standing, step)} already, so there is nothing to put off."
        return compose(words, (Text((words,)), Buttons((undo_of(step), go_on()))))
    return _put_off(turn, step, until)


def _take_off(turn: Turn, until: dt.date) -> Reply:
    """Nothing until a date; what was due waits, and nothing else takes its place."""
    if turn.plan.finish is None:
        return arrival.all_done(turn)
    before = turn.plan.finish
    turn.write(TookOff(until))
    day = phrases.day(until, turn.today)
    parts = (
        Text((Bold(f"Nothing until {day}."), f" What was due waits for you. {_ends(turn, before)}")),
        Buttons((Button("Undo", Undo()), Button("What is next then?", Next(Horizon.MONTH)))),
    )
    return compose(f"Nothing until {day}", parts)


def _ends(turn: Turn, before: dt.date | None) -> str:
    """Where the end of the road is now, and whether it moved."""
    after = turn.plan.finish
    if before is None or after is None:
        return ""
    if after == before:
        return f"The road still ends about {phrases.date(after, turn.today)}."
    return f"The road ends about {phrases.date(after, turn.today)} instead of {phrases.date(before, turn.today)}."


def _put_off(turn: Turn, step: Step, until: dt.date) -> Reply:
    before = turn.plan.finish
    turn.write(Postponed(turn.road_of(step).id, step.id, until))
    day = phrases.day(until, turn.today)
    parts = (
        Text((Bold(step.name), f": not before {day}. {_ends(turn, before)}")),
        Buttons((Button("Undo", Undo()), go_on())),
    )
    return compose(f"Put off to {day}: {step.name}", parts, turn.cite(f"steps.{step.id}"))
