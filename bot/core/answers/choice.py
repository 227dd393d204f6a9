"""Answers about pathways as such: which there are, which fits, how they compare, taking one up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import week
from bot.core.compose import compose
from bot.core.intents import Next, Overview, Pathways, Start, Strengths, Undo
from bot.core.reply import Bold, Bullets, Button, Buttons, Facts, Heading, Line, Note, Part, Reply, Text
from pathways.journal import Started

if TYPE_CHECKING:
    from bot.core.intents import Compare, Recommend
    from bot.core.turn import Turn
    from pathways.model import Pathway


def pathways(turn: Turn, _: Pathways) -> Reply:
    """Every pathway in the catalog."""
    known = tuple(turn.catalog.values())
    items = tuple(
        (
            Bold(pathway.title),
            f" · {sum(phase.weeks for phase in pathway.phases)} weeks at {phrases.hours(pathway.pace.hours)} h",
            " · yours" if pathway.id == turn.pathway.id else "",
        )
        for pathway in known
    )
    others = [pathway for pathway in known if pathway.id != turn.pathway.id]
    buttons = [Button(phrases.shorten(f"Switch to {p.to_role}", 48), Start(p.id)) for p in others[:4]]
    parts: list[Part] = [Text((f"I know {phrases.count(len(known), 'pathway')} so far:",)), Bullets(items)]
    if not others:
        parts.append(Note(("More can be added: a pathway is one text file.",)))
    parts.append(Buttons((*buttons, Button("What is it about?", Overview()))))
    return compose(f"I know {phrases.count(len(known), 'pathway')}", parts, tuple(f"{p.id}#title" for p in known))


def recommend(turn: Turn, _: Recommend) -> Reply:
    """Which pathway fits: by the role one comes from, and what one brings."""
    known = tuple(turn.catalog.values())
    if len(known) == 1:
        only = known[0]
        words = f"I know one pathway so far, so there is little to pick: {only.title}."
        brings = phrases.row([skill.name for skill in only.transferable_skills[:3]] or [only.from_role])
        return compose(
            words,
            (
                Text((words,)),
                Text((f"It fits if you are a {only.from_role.lower()} today and bring {brings}.",)),
                Buttons((Button("What do I bring?", Strengths()), Button("What is it about?", Overview()))),
            ),
            turn.cite("transferable_skills", "from"),
        )
    items = tuple((Bold(p.title), f" · from {p.from_role}{_counts_on(p)}") for p in known)
    words = "The best fit is the one that starts where you are and counts what you can:"
    buttons = tuple(Button(phrases.shorten(p.to_role, 48), Start(p.id)) for p in known[:4])
    return compose(words, (Text((words,)), Bullets(items), Buttons(buttons)), tuple(f"{p.id}#from" for p in known))


def _counts_on(pathway: Pathway) -> str:
    brought = [skill.name for skill in pathway.transferable_skills[:3]]
    return f"; counts on {phrases.row(brought)}" if brought else ""


def compare(turn: Turn, ask: Compare) -> Reply:
    """Pathways side by side: those named, beside the one in hand where it is one; all where none is."""
    named = ask.pathways or tuple(turn.catalog)
    chosen = [turn.catalog[name] for name in dict.fromkeys(named) if name in turn.catalog][:3]
    if turn.pathway not in chosen and len(chosen) < 2:
        chosen.append(turn.pathway)
    if len(chosen) < 2:
        only = chosen[0]
        words = f"I have no page to hold {only.title} against yet, so I will not guess. This much I know:"
        facts = Facts(_figures(turn, only))
        parts = (Text((words,)), facts, Buttons((Button("Which do you know?", Pathways()), Button("My week", Next()))))
        return compose(words, parts, (f"{only.id}#facts",))
    parts = [part for p in chosen for part in (Text((Bold(p.title),)), Facts(_figures(turn, p)))]
    summary = f"Side by side: {phrases.row([p.to_role for p in chosen])}"
    return compose(summary, (Heading("Side by side"), *parts), tuple(f"{p.id}#facts" for p in chosen))


def _figures(turn: Turn, pathway: Pathway) -> tuple[tuple[str, Line], ...]:
    hours = sum(phase.weeks for phase in pathway.phases) * pathway.pace.hours
    own = turn.rhythm.hours
    return (
        (
            "Work",
            (f"{hours:g} h: about {phrases.months_of(hours / own):.0f} months at your {phrases.hours(own)} h a week",),
        ),
        ("Pay", (phrases.row([f"{phrases.percent(c)} ({c.where})" for c in pathway.facts.pay.change]),)),
        ("Difficulty", (pathway.facts.difficulty.level,)),
        ("Demand", (pathway.facts.demand.level,)),
    )


def start(turn: Turn, ask: Start) -> Reply:
    """Take up a pathway; progress on the others is kept."""
    if ask.pathway is None and not ask.named:
        return pathways(turn, Pathways())
    chosen = turn.catalog.get(ask.pathway or "")
    if chosen is None:
        words = f"I have no pathway “{phrases.shorten(ask.named or ask.pathway or '', 60)}”. These I have:"
        known = tuple((pathway.title,) for pathway in turn.catalog.values())
        return compose(words, (Text((words,)), Bullets(known), Note(("Nothing was changed.",))))
    if chosen.id == turn.pathway.id:
        return week.welcome(turn)
    turn.enrol(chosen.id)
    turn.write(Started(chosen.id))
    opening = Text((f"You are on {chosen.title} now. What you did before is kept.",))
    begun = week.welcome(turn)
    return compose(begun.summary, (opening, *begun.parts, Buttons((Button("Undo", Undo()),))), begun.sources)
