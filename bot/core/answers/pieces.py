"""Answers about less than a whole step: how far one is with it, cutting it, and what fits a quarter of an hour."""

from __future__ import annotations

import datetime as dt
from math import ceil
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import arrival, offer
from bot.core.answers.undo import go_on, undo_of
from bot.core.bites import bite
from bot.core.compose import compose
from bot.core.intents import AboutStep, Credit, Done, Next, Part, Split, Undo
from bot.core.reply import Bold, Button, Buttons, Note, Reply, Text
from pathways.effort import Efforts
from pathways.journal import Split as WasSplit
from pathways.journal import Worked, splits
from pathways.outline import outline
from pathways.tailored import LEAST, MOST_PARTS, can_be_cut, pieces, whole_of

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.model import Step

_AGO = (("Done yesterday", 1), ("Done 2 days ago", 2), ("Done a week ago", 7))
_SHORTEST, _LONGEST = 5, 120
"""Minutes that a piece is cut to."""


def part(turn: Turn, ask: Part) -> Reply:
    """How far somebody is with a step."""
    step = turn.step(ask.step)
    if step is None and not (ask.named or ask.step) and (ahead := turn.plan.ahead):
        step = next(share.step for share in ahead.shares if share.minutes)
    if step is None:
        return offer.steps(turn, lambda step_id: Part(step_id, ask.share, ask.minutes), ask.named or ask.step or "")
    if not _is_open(turn, step):
        return _nothing_left(turn, step)
    whole, done = _extent(turn, step)
    if ask.share is None and ask.minutes is None:
        words = f"How far are you with {step.name}?"
        shares = (("A quarter", 0.25), ("Halfway", 0.5), ("Three quarters", 0.75))
        buttons = (*(Button(label, Part(step.id, share)) for label, share in shares), Button("Done", Done(step.id)))
        before = tuple(Button(label, Done(step.id, on=turn.today - dt.timedelta(days=ago))) for label, ago in _AGO)
        rows = (Buttons(row) for row in (offer.fitting(*buttons), offer.fitting(*before)) if row)
        return compose(words, (Text((Bold(words),)), *rows), turn.cite(f"steps.{step.id}"))
    minutes = done + (ask.minutes or 0) if ask.share is None else round(ask.share * whole)
    if not 0 <= minutes < whole:
        return _all_of_it(turn, step, whole)
    before = turn.plan.finish
    turn.write(Worked(turn.road_of(step).id, step.id, minutes))
    words = f"{phrases.duration(minutes)} of {phrases.duration(whole)} done, {phrases.duration(whole - minutes)} left."
    parts = (
        Text((Bold(step.name), f": {words} {_ends(turn, before)}".rstrip())),
        Buttons((go_on(), Button("All of it is done", Done(step.id)), Button("Undo", Undo()))),
    )
    return compose(f"{step.name}: {words}", parts, turn.cite(f"steps.{step.id}"))


def ways_with(step: Step) -> list[Buttons]:
    """What can be done with a step that is open, beside all of it: a part, pieces, or nothing, for it is known."""
    row = offer.fitting(
        Button("Part of it is done", Part(step.id)),
        Button("Cut it up", Split(step.id)),
        Button("I know it already", Credit(step.id)),
    )
    return [Buttons(row)] if row else []


def _ends(turn: Turn, before: object) -> str:
    after = turn.plan.finish
    return f"The road now ends about {phrases.date(after, turn.today)}." if after and after != before else ""


def _all_of_it(turn: Turn, step: Step, whole: int) -> Reply:
    words = f"That would be all of it: {step.name} takes {phrases.duration(whole)}. Is it done?"
    row = offer.fitting(Button("Yes, done", Done(step.id), primary=True), Button("Halfway", Part(step.id, 0.5)))
    buttons = Buttons(row)
    return compose(words, (Text((words,)), Note(("Nothing was changed.",)), buttons), turn.cite(f"steps.{step.id}"))


def _is_open(turn: Turn, step: Step) -> bool:
    return turn.plan.standing.is_open(step.id)


def _nothing_left(turn: Turn, step: Step) -> Reply:
    words = f"{step.title} is {phrases.fate(turn.plan.standing, step)} already."
    return compose(words, (Text((Bold(words), " Nothing changed.")), Buttons((undo_of(step), go_on()))))


def _extent(turn: Turn, step: Step) -> tuple[int, int]:
    known = outline(*turn.roads)
    return Efforts.of(known, turn.progress).extent(known, known.number[step.id])


def _own(turn: Turn, step: Step) -> int:
    """Minutes that a step takes this learner beside its parts."""
    known = outline(*turn.roads)
    return Efforts.of(known, turn.progress).needed[known.number[step.id]]


def split(turn: Turn, ask: Split) -> Reply:
    """Cut a step into smaller ones, which are finished one by one."""
    step = turn.step(ask.step)
    if step is None and not (ask.named or ask.step) and (ahead := turn.plan.ahead):
        step = max((share.step for share in ahead.shares), key=lambda one: one.hours)
    if step is None:
        return offer.steps(turn, lambda step_id: Split(step_id, ask.parts), ask.named or ask.step or "")
    if not _is_open(turn, step):
        return _nothing_left(turn, step)
    road = turn.road_of(step)
    if ask.parts is not None and not 2 <= ask.parts <= MOST_PARTS:
        return _whole(turn, step, f"A step can be cut into two, three or four, not into {ask.parts}.")
    if whole_of(step.id) != step.id:
        return _whole(turn, step, f"{step.title} is a piece already. Ten minutes of it may be enough for today.")
    if step.id in splits(turn.notebook.entries):
        return _whole(turn, step, f"{step.title} is cut already; “undo” joins it again.")
    # each about a week's work, if that is possible
    minutes = _own(turn, step)
    parts = ask.parts or min(MOST_PARTS, max(2, ceil(minutes / 60 / turn.rhythm.hours)))
    if not can_be_cut(road, step.id, parts):
        inside = [each.name for each in road.parts.get(step.id, ())]
        why = f"its parts are {phrases.row(inside)}" if inside else f"it takes {phrases.hours_of(step)}"
        return _whole(turn, step, f"{step.title} cannot be cut into {parts} of {LEAST} minutes or more: {why}.")
    turn.write(WasSplit(road.id, step.id, parts))
    small = [turn.road_of(step).steps[piece] for piece in pieces(step.id, parts)]
    turn.show(small)
    each = phrases.duration(minutes // parts)
    return compose(
        f"{step.name}, now in {parts}",
        (
            Text((Bold(step.name), f" is {parts} steps of {each} now, one after the other.")),
            Text(("First: ", Bold(small[0].name), ". Together they take what it took.")),
            Buttons((go_on(), Button("Undo", Undo()))),
        ),
        turn.cite(f"steps.{step.id}"),
    )


def _whole(turn: Turn, step: Step, words: str) -> Reply:
    buttons = Buttons((Button("15 minutes of it", Next(spare=15)), Button("About it", AboutStep(step.id))))
    return compose(words, (Text((words,)), Note(("Nothing was changed.",)), buttons), turn.cite(f"steps.{step.id}"))


def ten_minutes(turn: Turn, spare: int) -> Reply:
    """A real piece of the current step for somebody who has little time, or little left of themselves."""
    ahead = turn.plan.ahead
    if ahead is None:
        return arrival.all_done(turn)
    share = next(share for share in ahead.shares if share.minutes)
    step, minutes = share.step, max(_SHORTEST, min(spare, _LONGEST))
    whole, done = _extent(turn, step)
    turn.show([step])
    if whole - done <= minutes:
        left = whole - done
        words = f"{phrases.duration(left)} finish it: {step.title}." if left > 1 else f"All but done: {step.title}."
        did = Button("Done", Done(step.id), primary=True)
    else:
        words = f"{phrases.duration(minutes)} of {step.name}: {bite(step, minutes, begun=bool(done))}"
        did = Button("Did that", Part(step.id, minutes=minutes), primary=True)
    return compose(
        words,
        (
            Text((Bold(words),)),
            *(() if whole - done <= 1 else (Note((_behind(whole, done),)),)),
            Buttons(offer.fitting(did, Button("Not today", Next()))),
        ),
        turn.cite(f"steps.{step.id}"),
    )


def _behind(whole: int, done: int) -> str:
    if not done:
        return "It counts, however small."
    return f"It counts: {phrases.duration(done)} of {phrases.duration(whole)} are behind you."
