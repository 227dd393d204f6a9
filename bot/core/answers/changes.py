"""Answers about a pathway whose file has changed: no tick is lost, and what is new waits until it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.compose import compose
from bot.core.intents import Changes, Next, Undo
from bot.core.reply import Bold, Bullets, Button, Buttons, Line, Note, Reply, Text
from pathways.journal import Adopted

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.model import Change, Pathway


def changes(turn: Turn, ask: Changes) -> Reply:
    """What a new edition brought, or that it is taken."""
    news = _news(turn)
    if not news:
        words = f"Nothing has changed in {turn.pathway.title} since you took it up, or you have taken it all."
        return compose(words, (Text((words,)), Buttons((Button("My week", Next()),))), turn.cite("updated"))
    said = f"What changed: {in_short(turn)}"
    if ask.take:
        before = turn.plan.finish
        for page, pending in news:
            turn.write(Adopted(page.id, pending[-1].on))
        after = turn.plan.finish
        moved = f" The road ends about {phrases.date(after, turn.today)}." if after and after != before else ""
        buttons = Buttons((Button("My week", Next()), Button("Undo", Undo())))
        return compose(f"Taken. {said}", (Text((Bold("Taken."), f" {said}.{moved}")), buttons), turn.cite("changes"))
    items = tuple(line for page, pending in news for change in pending for line in _lines(turn, page, change))
    parts = (
        Text((Bold(said), ":")),
        Bullets(items),
        Note(("What you did is kept. What is new stays out of your plan until you take it.",)),
        Buttons((Button("Take it", Changes(take=True), primary=True), Button("Not yet", Next()))),
    )
    return compose(said, parts, turn.cite("changes"))


def in_short(turn: Turn) -> str:
    """2 steps are new, 1 moved; empty where nothing changed."""
    every = [change for _, pending in _news(turn) for change in pending]
    new, moved = sum(len(change.new) for change in every), sum(len(change.moved) for change in every)
    told = [f"{phrases.count(new, 'step is', 'steps are')} new"] if new else []
    if moved:
        told.append(f"{moved} moved" if new else f"{phrases.count(moved, 'step')} moved")
    return ", ".join(told)


def _news(turn: Turn) -> list[tuple[Pathway, tuple[Change, ...]]]:
    pages = [turn.catalog[road.id] for road in turn.roads]
    return [(page, pending) for page in pages if (pending := turn.changes(page))]


def _lines(turn: Turn, page: Pathway, change: Change) -> list[Line]:
    """Each new and each moved step, with where it stands and why it came."""
    day, why = phrases.date(change.on, turn.today), f" {change.note}" if change.note else ""
    steps = [(page.steps[step], "new") for step in change.new] + [(page.steps[step], "moved") for step in change.moved]
    return [
        (Bold(step.title), f" · {what}, {phrases.hours_of(step)}, in {page.phase_of[step.id].name} ({day}).{why}")
        for step, what in steps
    ]
