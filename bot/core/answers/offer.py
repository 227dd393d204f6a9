"""What the coach offers when it cannot do as asked: the nearest things that it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases, wire
from bot.core.compose import compose
from bot.core.intents import AboutSkill, AboutStep, Done, HowFar, Intent, Later, Next, Roadmap, Skip
from bot.core.reply import Bold, Button, Buttons, Note, Part, Reply, Text
from bot.core.understand import nearest_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.turn import Turn

_VERBS: dict[type[Intent], str] = {
    Done: "Done with which one?",
    Skip: "Drop which one?",
    Later: "Put off which one?",
    AboutStep: "Which step?",
}


def steps(turn: Turn, kind: Callable[[str], Intent], named: str) -> Reply:
    """Ask which step was meant: the nearest by name, or this week's where nothing was named."""
    found = [turn.pathway.steps[s] for s in nearest_steps(named, turn.scope, 3)] if named else []
    likely = found or [share.step for share in turn.plan.week.shares if share.minutes][:3]
    question = _VERBS.get(type(kind("")), "Which step?")
    parts: list[Part] = []
    if named:
        parts.append(Text(("I know no step called “", phrases.shorten(named, 60), "” on this road.")))
    parts.append(Text((Bold(question),)))
    meant = [(step, kind(step.id)) for step in likely]
    if row := fitting(*(Button(phrases.shorten(step.name, 48), intent) for step, intent in meant)):
        parts.append(Buttons(row))
    parts.append(Note(("Say its name, or “plan” to see them all.",)))
    return compose(question, parts)


def fitting(*buttons: Button) -> tuple[Button, ...]:
    """Those that a button can carry: the longest ids leave room for little else, and words work as well."""
    return tuple(button for button in buttons if wire.fits(button.intent))


def skills(turn: Turn, named: str) -> Reply:
    """Ask which skill was meant."""
    pathway = turn.pathway
    names = {s.id: s.name for s in (*pathway.skills, *pathway.transferable_skills)}
    likely = list(names)[:3]
    buttons = tuple(Button(phrases.shorten(names[s], 48), AboutSkill(s)) for s in likely)
    said = f"The page names no skill “{phrases.shorten(named, 60)}”." if named else "Which skill?"
    return compose(said, (Text((said,)), Buttons(buttons)), turn.cite("skills", "transferable_skills"))


def not_said(turn: Turn, what: str, where: str) -> Reply:
    """The page is silent on something."""
    return compose(
        f"The page does not say {what}.",
        (
            Text((f"The page does not say {what}.",)),
            Buttons((Button("The road", Roadmap()), Button("My week", Next()))),
        ),
        turn.cite(where),
    )


def useful() -> Buttons:
    """Three things that always work."""
    return Buttons((Button("What's next", Next()), Button("How am I doing", HowFar()), Button("The road", Roadmap())))
