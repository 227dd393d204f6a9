"""Answers about pathways as such: which there are, which fits, how they compare, taking one up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import week
from bot.core.compose import compose
from bot.core.intents import Compare, Next, Overview, Pathways, Start, Strengths, Undo
from bot.core.reply import Bold, Bullets, Button, Buttons, Facts, Heading, Line, Note, Part, Reply, Text
from pathways.journal import Started

if TYPE_CHECKING:
    from bot.core.intents import Recommend
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
    words = "The best fit starts where you are and ends where you like it. What each would give you, and take:"
    buttons = [Button(phrases.shorten(p.to_role, 48), Start(p.id)) for p in known[:4]]
    parts = (
        Text((words,)),
        *(part for pathway in known[:4] for part in _gives_and_takes(turn, pathway)),
        Buttons((*buttons, Button("Side by side", Compare()))),
    )
    return compose(words, parts, tuple(f"{p.id}#reality_check" for p in known[:4]))


def _gives_and_takes(turn: Turn, pathway: Pathway) -> tuple[Part, ...]:
    """What tells a pathway from the others: where it starts, how hard and long it is, its best and its worst side."""
    honest, level = pathway.reality_check, pathway.facts.difficulty.level.lower()
    return (
        Text((Bold(pathway.to_role), f" · from {pathway.from_role} · {level} · {_months(turn, pathway)}")),
        Facts((("You will love", (honest.love[0],)), ("You might miss", (honest.miss[0],)))),
    )


def compare(turn: Turn, ask: Compare) -> Reply:
    """Pathways side by side: those named, beside the one in hand where it is one; all where none is."""
    named = ask.pathways or (() if ask.named else tuple(turn.catalog))
    chosen = [turn.catalog[name] for name in dict.fromkeys(named) if name in turn.catalog][:3]
    if turn.pathway not in chosen and len(chosen) < (1 if ask.named else 2):
        chosen.append(turn.pathway)
    if len(chosen) < 2:
        return _alone(turn, chosen[0], ask.named)
    parts: list[Part] = [part for p in chosen for part in (Text((Bold(p.title),)), Facts(_figures(turn, p)))]
    if ask.named:
        parts.append(Note((f"{_no_page(ask.named)}.",)))
    others = [p for p in chosen if p.id != turn.pathway.id]
    buttons = Buttons(tuple(Button(phrases.shorten(f"Switch to {p.to_role}", 48), Start(p.id)) for p in others))
    summary = f"Side by side: {phrases.row([p.to_role for p in chosen])}"
    return compose(summary, (Heading("Side by side"), *parts, buttons), tuple(f"{p.id}#facts" for p in chosen))


def _alone(turn: Turn, only: Pathway, named: str) -> Reply:
    """A comparison that lacks its other side."""
    lacking = _no_page(named) if named else f"I have no page to hold {only.title} against yet"
    words = f"{lacking}, so I will not guess. This much I know{f' of {only.to_role}' if named else ''}:"
    side = Button("Side by side", Compare()) if len(turn.catalog) > 1 else Button("Which do you know?", Pathways())
    parts = (Text((words,)), Facts(_figures(turn, only)), Buttons((side, Button("My week", Next()))))
    return compose(words, parts, (f"{only.id}#facts",))


def _no_page(named: str) -> str:
    return f"I have no page for “{phrases.shorten(named, 60)}”"


def _figures(turn: Turn, pathway: Pathway) -> tuple[tuple[str, Line], ...]:
    return (
        ("Work", (f"{_work(pathway):g} h: {_months(turn, pathway)}",)),
        ("Pay", (phrases.row([f"{phrases.percent(c)} ({c.where})" for c in pathway.facts.pay.change]),)),
        ("Difficulty", (pathway.facts.difficulty.level,)),
        ("Demand", (pathway.facts.demand.level,)),
    )


def _work(pathway: Pathway) -> float:
    return sum(phase.weeks for phase in pathway.phases) * pathway.pace.hours


def _months(turn: Turn, pathway: Pathway) -> str:
    own = turn.rhythm.hours
    return f"about {phrases.months_of(_work(pathway) / own):.0f} months at your {phrases.hours(own)} h a week"


def aside(turn: Turn, other: Pathway, reply: Reply) -> Reply:
    """An answer about a pathway that is not the one in hand: it says so, and its buttons lead over."""
    said = [part for part in reply.parts if not isinstance(part, Buttons)]
    where = Note((f"About {other.to_role}; you are on {turn.pathway.to_role}.",))
    over = Button(phrases.shorten(f"Switch to {other.to_role}", 48), Start(other.id))
    ways = Buttons((over, Button("Side by side", Compare((other.id,)))))
    return compose(f"{other.to_role}: {reply.summary}", (where, *said, ways), reply.sources)


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
