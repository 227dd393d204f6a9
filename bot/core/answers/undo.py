"""Taking back: whatever a learner did can be undone, at any time, and in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import offer, you
from bot.core.compose import compose
from bot.core.intents import HowFar, Next, Undo
from bot.core.reply import Bold, Button, Buttons, Reply, Text
from pathways.journal import (
    Adopted,
    Aimed,
    Allotted,
    Credited,
    Finished,
    Passed,
    Paused,
    Postponed,
    Proved,
    Rerouted,
    Resumed,
    Settled,
    Skipped,
    Split,
    Started,
    TakenBack,
    TookOff,
    Worked,
    standing,
)

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.journal import Deed, Entry
    from pathways.model import Step


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
    of_step = [entry for entry in entries if _is_of(turn, entry.deed, step_id)]
    if of_step:
        return _take_back(turn, of_step[-1:])
    whole = turn.step(step.part_of) if step else None
    if whole is not None and not turn.plan.standing.is_open(whole.id):
        words = f"{title} counts as {phrases.fate(turn.plan.standing, whole)} because {whole.title} is."
        button = Button(phrases.shorten(f"Take back: {whole.name}", 60), Undo(whole.id))
        return compose(words, (Text((words,)), Buttons((button, go_on()))))
    words = f"Nothing was said of {title}, so there is nothing to take back."
    return compose(words, (Text((words,)), offer.useful()))


def _is_of(turn: Turn, deed: Deed, step: str) -> bool:
    """Whether a deed says what became of a step, on the pathways that are followed."""
    match deed:
        case Finished() | Worked() | Split():
            return deed.step == step
        case Credited(_, item):
            return item == step
        case Skipped() | Postponed():
            return deed.step == step and deed.pathway in {road.id for road in turn.roads}
        case _:
            return False


def _take_back(turn: Turn, breath: list[Entry]) -> Reply:
    what = phrases.row([_named(turn, entry.deed) for entry in breath[:4]])
    for entry in breath:
        turn.write(TakenBack(entry.number))
    settings = all(isinstance(entry.deed, Settled | Paused | Resumed) for entry in breath)
    now = you.in_words(turn) if settings else f"You are at {counted(turn)}."
    buttons = Buttons((go_on(), Button("How am I doing", HowFar())))
    return compose(f"Taken back: {what}", (Text(("Taken back: ", Bold(what), ".")), Text((now,)), buttons))


def _named(turn: Turn, deed: Deed) -> str:  # noqa: C901, PLR0912  (as many arms as deeds)
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
        case Adopted(pathway):
            return f"the new edition of {turn.catalog[pathway].title if pathway in turn.catalog else pathway}"
        case Worked(pathway, step):
            return f"the part done of {_title(turn, pathway, step)}"
        case Credited(pathway, item):
            return f"what you know of {_title(turn, pathway, item)}"
        case Split(pathway, step):
            return f"the split of {_title(turn, pathway, step)}"
        case Proved(pathway, step):
            return f"the evidence for {_title(turn, pathway, step)}"
        case Allotted():
            return "the other hours for a while"
        case Aimed():
            return "the date you aim for"
        case Rerouted():
            return "the way on"
        case Passed():
            return "the question left out"
        case TakenBack():  # pragma: no cover  (a taking-back never stands)
            return "an undo"


def _title(turn: Turn, pathway: str, item: str) -> str:
    """The name of a step or a skill; its id where the pathway or the step is gone from the catalog."""
    page = turn.walked(turn.catalog[pathway]) if pathway in turn.catalog else turn.pathway
    skills = {skill.id: skill.name for skill in (*page.skills, *page.transferable_skills)}
    return page.steps[item].name if item in page.steps else skills.get(item, item)


def counted(turn: Turn) -> str:
    """4 of 24 steps, 38 of 240 hours."""
    tally = turn.standing.tally
    return f"{phrases.steps(tally)}, {phrases.hours_of_all(tally)}"


def go_on() -> Button:
    """To what is next."""
    return Button("This week", Next())


def undo_of(step: Step) -> Button:
    """Takes back what was said of a step."""
    return Button("Not done after all", Undo(step.id))
