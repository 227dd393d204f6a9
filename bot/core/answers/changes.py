"""Answers about a pathway whose file has changed: the learner goes on by the edition they took until they take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.compose import compose
from bot.core.intents import Changes, Next, Undo
from bot.core.reply import Bold, Bullets, Button, Buttons, Line, Note, Part, Reply, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.turn import Turn
    from pathways.editions import News
    from pathways.model import Pathway, Step

_BESIDES = {
    "title": "its name", "from_role": "the role it begins with", "to_role": "the role it leads to",
    "provenance": "its source", "pace": "the pace of its weeks", "facts": "its figures", "overview": "what it is about",
    "transferable_skills": "what you bring along", "skills": "the skills to learn", "phases": "the phases",
    "resources": "what to learn from", "reality_check": "the honest look", "faq": "the questions",
}  # fmt: skip
"""What a page holds beside steps, by the key of its file."""


def changes(turn: Turn, ask: Changes) -> Reply:
    """What a new edition brought, or that it is taken."""
    news = turn.news
    if not news:
        words = f"Nothing has changed in {turn.pathway.title} since you took it up, or you have taken it all."
        return compose(words, (Text((words,)), Buttons((Button("My week", Next()),))), turn.cite("updated"))
    said = f"What changed: {in_short(turn)}"
    if ask.take:
        return _take(turn, said)
    items = [line for page, each in news for line in _steps(turn, page, each)]
    parts: list[Part] = [Text((Bold(said), ":" if items else "."))]
    if items:
        parts.append(Bullets(tuple(items)))
    parts += [
        Text((f"{change.note} ({phrases.date(change.on, turn.today)})",))
        for _, each in news
        for change in each.why[-3:]
    ]
    parts += [
        Note(("What you did is kept. Until you take it, you go on by the page as you took it up.",)),
        Buttons((Button("Take it", Changes(take=True), primary=True), Button("Not yet", Next()))),
    ]
    return compose(said, parts, turn.cite("changes"))


def _take(turn: Turn, said: str) -> Reply:
    before = turn.plan.finish
    for page, _ in turn.news:
        turn.adopt(page)
    after = turn.plan.finish
    moved = f" The road ends about {phrases.date(after, turn.today)}." if after and after != before else ""
    buttons = Buttons((Button("My week", Next()), Button("Undo", Undo())))
    return compose(f"Taken. {said}", (Text((Bold("Taken."), f" {said}.{moved}")), buttons), turn.cite("changes"))


def in_short(turn: Turn) -> str:
    """2 steps are new, 1 moved; empty where nothing changed."""
    every = [each for _, each in turn.news]
    told: list[str] = []
    for one, many, those in (
        ("is new", "are new", [each.new for each in every]),
        ("moved", "moved", [each.moved for each in every]),
        ("takes other hours", "take other hours", [each.longer for each in every]),
        ("is in other words", "are in other words", [each.reworded for each in every]),
        ("is gone", "are gone", [each.gone for each in every]),
    ):
        if count := sum(map(len, those)):
            what = str(count) if told else phrases.count(count, "step")
            told.append(f"{what} {one if count == 1 else many}")
    if besides := list(dict.fromkeys(_BESIDES[key] for each in every for key in each.besides)):
        told.append(f"{phrases.row(besides)} changed")
    return ", ".join(told)


def _steps(turn: Turn, page: Pathway, news: News) -> Iterable[Line]:
    """Each step that is not what it was, with all that is different about it; what is gone comes last."""
    told: dict[str, list[str]] = {step.id: ["new", phrases.hours_of(step)] for step in news.new}
    for step in news.moved:
        told.setdefault(step.id, []).append("moved")
    for step, hours in news.longer:
        told.setdefault(step.id, []).append(
            f"{phrases.hours_of(step)} instead of {phrases.duration(round(hours * 60))}"
        )
    for step, title in news.reworded:
        told.setdefault(step.id, []).append("in other words" if title == step.title else f"was “{title}”")
    for step in _in_order(page, told):
        yield Bold(step.title), f" · {', '.join(told[step.id])}, in {page.phase_of[step.id].name}"
    for step in news.gone:
        kept = "; that you did it is kept" if step.id in turn.progress.done else ""
        yield Bold(step.title), f" · gone{kept}"


def _in_order(page: Pathway, told: dict[str, list[str]]) -> Sequence[Step]:
    return [step for step in page.steps.values() if step.id in told]
