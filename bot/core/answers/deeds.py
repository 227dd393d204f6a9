"""Answers that change something: done, undo, skip, later. Said twice, it counts once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import offer, week, you
from bot.core.compose import compose
from bot.core.intents import Done, HowFar, Later, Next, Skip, Undo
from bot.core.reply import Bold, Button, Buttons, Note, Part, Reply, Text
from pathways.journal import (
    Finished,
    Paused,
    Postponed,
    Resumed,
    Settled,
    Skipped,
    Started,
    TakenBack,
    TookOff,
    standing,
)
from pathways.model import Horizon

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.journal import Deed, Entry
    from pathways.model import Step


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
    sentence = f"That is {_counted(turn)}."
    parts: list[Part] = [Text(("✓ ", Bold(step.title), ". ", sentence))]
    along = [s.name for s in turn.pathway.steps.values() if before.is_open(s.id) and after.is_done(s.id) and s != step]
    if along:
        parts.append(Note((f"Done with it: {phrases.row(along)}.",)))
    ended = [a.phase for a, b in zip(after.phases, before.phases, strict=True) if b.tally.open and not a.tally.open]
    parts += [
        Text((Bold(f"That ends phase {turn.pathway.phases.index(p) + 1}: {p.name}."), " Well done.")) for p in ended
    ]
    ahead = turn.plan.ahead
    if ahead is None:
        parts.append(Text((Bold("That was the last one. The whole road is behind you."),)))
        parts.append(Buttons((Button("How far I came", HowFar()), Button("Undo", Undo()))))
    else:
        parts.append(Text(week.main_line(ahead)))
        parts.append(Buttons((Button("This week", Next()), Button("Undo", Undo()))))
    return compose(f"Done: {step.title}. {sentence}", parts, turn.cite(f"steps.{step.id}"))


def _counted(turn: Turn) -> str:
    """4 of 24 steps, 38 of 240 hours."""
    tally = turn.standing.tally
    return f"{phrases.steps(tally)}, {phrases.hours_of_all(tally)}"


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
    of_step = [entry for entry in entries if _is_of(entry.deed, turn.pathway.id, step_id)]
    if of_step:
        return _take_back(turn, of_step[-1:])
    whole = turn.step(step.part_of) if step else None
    if whole is not None and not turn.standing.is_open(whole.id):
        words = f"{title} counts as {phrases.fate(turn.standing, whole)} because {whole.title} is."
        button = Button(phrases.shorten(f"Take back: {whole.name}", 60), Undo(whole.id))
        return compose(words, (Text((words,)), Buttons((button, _go_on()))))
    words = f"Nothing was said of {title}, so there is nothing to take back."
    return compose(words, (Text((words,)), offer.useful()))


def _is_of(deed: Deed, pathway: str, step: str) -> bool:
    return isinstance(deed, Finished | Skipped | Postponed) and (deed.pathway, deed.step) == (pathway, step)


def _take_back(turn: Turn, breath: list[Entry]) -> Reply:
    for entry in breath:
        turn.write(TakenBack(entry.number))
    what = phrases.row([_named(turn, entry.deed) for entry in breath[:4]])
    settings = all(isinstance(entry.deed, Settled | Paused | Resumed) for entry in breath)
    now = you.in_words(turn) if settings else f"You are at {_counted(turn)}."
    buttons = Buttons((_go_on(), Button("How am I doing", HowFar())))
    return compose(f"Taken back: {what}", (Text(("Taken back: ", Bold(what), ".")), Text((now,)), buttons))


def _named(turn: Turn, deed: Deed) -> str:
    """What a deed was, in a few words."""
    match deed:
        case Finished(pathway, step):
            return f"done with {_title(turn, pathway, step)}"
        case Skipped(pathway, step):
            return f"dropped {_title(turn, pathway, step)}"
        case Postponed(pathway, step, until):
            return f"put off {_title(turn, pathway, step)} to {phrases.date(until, turn.today)}"
        case TookOff(until):
            return f"the days off until {phrases.date(until, turn.today)}"
        case Settled():
            return "the change of settings"
        case Paused():
            return "the pause"
        case Resumed():
            return "the end of the pause"
        case Started(pathway):
            return f"the start of {turn.catalog[pathway].title if pathway in turn.catalog else pathway}"
        case TakenBack():  # pragma: no cover  (a taking-back never stands)
            return "an undo"


def _title(turn: Turn, pathway: str, step_id: str) -> str:
    """A step's name; its id where the pathway or the step is gone from the catalog."""
    step = turn.catalog[pathway].steps.get(step_id) if pathway in turn.catalog else None
    return step.name if step else step_id


def skip(turn: Turn, ask: Skip) -> Reply:
    """Drop a step for good."""
    step = turn.step(ask.step)
    if step is None:
        return offer.steps(turn, Skip, ask.named or ask.step or "")
    if not turn.standing.is_open(step.id):
        words = f"{step.title} is {phrases.fate(turn.standing, step)} already."
        return compose(words, (Text((Bold(words), " Nothing changed.")), Buttons((_undo_of(step), _go_on()))))
    before = turn.plan.finish
    turn.write(Skipped(turn.pathway.id, step.id))
    parts: list[Part] = [Text(("Dropped: ", Bold(step.title), f" ({phrases.hours_of(step)})."))]
    if ends := _ends(turn, before):
        parts.append(Text((ends,)))
    builds = [s.name for s in turn.pathway.steps.values() if step.id in s.needs and turn.standing.is_open(s.id)]
    if builds:
        parts.append(
            Note((f"It would have helped with: {phrases.row(builds[:3])}. They stay, and no longer wait for it.",))
        )
    parts.append(Buttons((Button("Undo", Undo()), _go_on())))
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
    if not turn.standing.is_open(step.id):
        words = f"{step.title} is {phrases.fate(turn.standing, step)} already, so there is nothing to put off."
        return compose(words, (Text((words,)), Buttons((_undo_of(step), _go_on()))))
    return _put_off(turn, step, until)


def _take_off(turn: Turn, until: dt.date) -> Reply:
    """Nothing until a date; what was due waits, and nothing else takes its place."""
    if turn.plan.finish is None:
        return week.all_done(turn)
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
    turn.write(Postponed(turn.pathway.id, step.id, until))
    day = phrases.day(until, turn.today)
    parts = (
        Text((Bold(step.name), f": not before {day}. {_ends(turn, before)}")),
        Buttons((Button("Undo", Undo()), _go_on())),
    )
    return compose(f"Put off to {day}: {step.name}", parts, turn.cite(f"steps.{step.id}"))
