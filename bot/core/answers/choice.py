"""Answers about pathways as such: which there are, which fits, how they compare, taking one up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import offer, week
from bot.core.compose import compose
from bot.core.intents import Compare, Next, Overview, Pathways, Recommend, Start, Strengths, Undo
from bot.core.reply import Bold, Bullets, Button, Buttons, Facts, Heading, Line, Note, Part, Reply, Text
from pathways.journal import Started
from pathways.kinship import Fit, fit, lost, ranked, shared

_WORTH_SAYING = 0.01

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.model import Pathway


def pathways(turn: Turn, _: Pathways) -> Reply:
    """Every pathway in the catalog."""
    known = tuple(turn.catalog.values())
    mine = {road.id for road in turn.roads}
    items = tuple(
        (
            Bold(pathway.title),
            f" · {sum(phase.weeks for phase in pathway.phases)} weeks at {phrases.hours(pathway.pace.hours)} h",
            " · yours" if pathway.id in mine else _without_trying(turn, pathway),
        )
        for pathway in known
    )
    others = [pathway for pathway in known if pathway.id != turn.pathway.id]
    buttons = [Button(phrases.shorten(f"Switch to {p.to_role}", 48), Start(p.id)) for p in others[:2]]
    parts: list[Part] = [Text((f"I know {phrases.count(len(known), 'pathway')} so far:",)), Bullets(items)]
    if not others:
        parts.append(Note(("More can be added: a pathway is one text file.",)))
    buttons += [Button("Side by side", Compare())] if others else []
    buttons += [Button("Which fits me?", Recommend()), Button("What is it about?", Overview())]
    parts.append(Buttons(tuple(buttons)))
    return compose(f"I know {phrases.count(len(known), 'pathway')}", parts, tuple(f"{p.id}#title" for p in known))


def _without_trying(turn: Turn, pathway: Pathway) -> str:
    """How much of a pathway is done by what was done elsewhere."""
    done = fit(pathway, turn.progress, turn.rhythm, turn.today, role=turn.pathway.from_role).done
    return f" · you are {done:.0%} of the way there without trying" if done >= _WORTH_SAYING else ""


def recommend(turn: Turn, _: Recommend) -> Reply:
    """Which pathway fits: by the role one comes from, by what is known and done; and why not the others."""
    best, *rest = ranked(_fits(turn))
    if not rest:
        only = best.pathway
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
    words = f"{best.pathway.title} fits best."
    others = tuple((Bold(each.pathway.title), f" · {_why_not(each, best)}") for each in rest[:4])
    buttons = tuple(Button(_label(turn, each.pathway), Start(each.pathway.id)) for each in (best, *rest[:2]))
    side = Button("Side by side", Compare(tuple(each.pathway.id for each in (best, *rest[:1]))))
    parts = (
        Text((Bold(words), f" {_why(turn, best)}")),
        Text(("Why not the others, for now:",)),
        Bullets(others),
        Note(
            ("By the role you come from, by what you know and have done, then by length. You may well want another.",)
        ),
        Buttons(offer.fitting(*buttons, side)),
    )
    sources = tuple(f"{each.pathway.id}#{part}" for each in (best, *rest) for part in ("from", "transferable_skills"))
    return compose(words, parts, sources)


def _label(turn: Turn, pathway: Pathway) -> str:
    verb = "Stay with" if pathway.id == turn.pathway.id else "Take"
    return phrases.shorten(f"{verb} {pathway.to_role}", 48)


def _fits(turn: Turn) -> list[Fit]:
    progress, today = turn.progress, turn.today
    role = turn.pathway.from_role
    return [fit(each, progress, turn.rhythm, today, role=role) for each in turn.catalog.values()]


def _why(turn: Turn, best: Fit) -> str:
    """What speaks for a pathway."""
    reasons = [f"it begins where you are, as a {best.pathway.from_role.lower()}"] if best.from_here else []
    if best.known:
        reasons.append(f"it counts on what you have: {phrases.row(best.known[:3])}")
    if best.done >= _WORTH_SAYING:
        reasons.append(f"you are {best.done:.0%} of the way there")
    hours = phrases.hours(turn.rhythm.hours)
    left = f"{best.minutes / 60:.0f} h are left" + (
        f", at {hours} h a week until about {phrases.date(best.finish, turn.today)}" if best.finish else ""
    )
    said = "; ".join(reasons)
    return f"{said[0].upper()}{said[1:]}. {left}." if said else f"{left}."


def _why_not(each: Fit, best: Fit) -> str:
    """What speaks against a pathway, beside the best one."""
    if best.from_here and not each.from_here:
        return f"it begins as a {each.pathway.from_role.lower()}, which you are not"
    if round(each.done, 1) < round(best.done, 1):
        return f"{each.done:.0%} of it is done, against {best.done:.0%}"
    if (more := round((each.minutes - best.minutes) / 60)) > 0:
        return f"{more} h more"
    return "as good a fit; it is a matter of taste"


def compare(turn: Turn, ask: Compare) -> Reply:
    """Pathways side by side: those named, beside the one in hand where it is one; all where none is."""
    named = ask.pathways or (() if ask.named else tuple(turn.catalog))
    chosen = [turn.catalog[name] for name in dict.fromkeys(named) if name in turn.catalog][:3]
    mine = turn.catalog[turn.pathway.id]
    if mine not in chosen and len(chosen) < (1 if ask.named else 2):
        chosen.append(mine)
    if len(chosen) < 2:
        return _alone(turn, chosen[0], ask.named)
    parts: list[Part] = [part for p in chosen for part in (Text((Bold(p.title),)), Facts(_figures(turn, p)))]
    if ask.named:
        parts.append(Note((f"{_no_page(ask.named)}.",)))
    others = [pathway for pathway in chosen if pathway is not mine]
    notes = [Note((_between(turn, mine, other),)) for other in others[:2]] if mine in chosen else []
    row = [Button(phrases.shorten(f"Switch to {other.to_role}", 48), Start(other.id)) for other in others[:2]]
    row += [Button(phrases.shorten(f"{o.to_role} as well", 48), Start(o.id, beside=True)) for o in others[:2]]
    summary = f"Side by side: {phrases.row([p.to_role for p in chosen])}"
    buttons = Buttons(offer.fitting(*row, Button("Which do you know?", Pathways())))
    return compose(summary, (Heading("Side by side"), *parts, *notes, buttons), tuple(f"{p.id}#facts" for p in chosen))


def _alone(turn: Turn, only: Pathway, named: str) -> Reply:
    """A comparison that lacks its other side."""
    lacking = _no_page(named) if named else f"I have no page to hold {only.title} against yet"
    words = f"{lacking}, so I will not guess. This much I know{f' of {only.to_role}' if named else ''}:"
    side = Button("Side by side", Compare()) if len(turn.catalog) > 1 else Button("Which do you know?", Pathways())
    parts = (Text((words,)), Facts(_figures(turn, only)), Buttons((side, Button("My week", Next()))))
    return compose(words, parts, (f"{only.id}#facts",))


def _no_page(named: str) -> str:
    return f"I have no page for “{phrases.shorten(named, 60)}”"


def _between(turn: Turn, mine: Pathway, other: Pathway) -> str:
    """What the pathway in hand and another share, and what a switch would leave behind for a while."""
    both = [skill.name for skill in shared(mine, other)]
    common = f"also teaches: {phrases.row(both[:3])}" if both else "teaches other skills"
    behind = lost(turn.progress, mine, other)
    gone = f"{phrases.row(behind[:3])} would not count there, and waits for you here" if behind else "nothing is lost"
    return f"{other.to_role} {common}. By a switch {gone}."


def _figures(turn: Turn, pathway: Pathway) -> tuple[tuple[str, Line], ...]:
    """Work, pay, difficulty and demand; what is done of it already."""
    hours = sum(phase.weeks for phase in pathway.phases) * pathway.pace.hours
    seen = fit(pathway, turn.progress, turn.rhythm, turn.today, role=turn.pathway.from_role)
    own = turn.rhythm.hours
    ends = f", done about {phrases.date(seen.finish, turn.today)}" if seen.finish else ""
    left = f"; for you {phrases.in_hours(seen.minutes)} h are left{ends} ({seen.done:.0%} done)" if seen.done else ends
    months = f"about {phrases.months_of(hours / own):.0f} months at your {phrases.hours(own)} h a week"
    return (
        ("Work", (f"{hours:g} h: {months}{left}",)),
        ("Pay", (phrases.row([f"{phrases.percent(c)} ({c.where})" for c in pathway.facts.pay.change]),)),
        ("Difficulty", (pathway.facts.difficulty.level,)),
        ("Demand", (pathway.facts.demand.level,)),
    )


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
    if ask.beside:
        return _beside(turn, chosen)
    if chosen.id == turn.pathway.id and len(turn.roads) == 1:
        return week.welcome(turn)
    turn.enrol(chosen.id)
    turn.write(Started(chosen.id))
    opening = Text((f"You are on {chosen.title} now. What you did before is kept.",))
    begun = week.welcome(turn)
    rest = [part for part in begun.parts if not isinstance(part, Heading)]  # it would say the same
    return compose(begun.summary, (opening, *rest, Buttons((Button("Undo", Undo()),))), begun.sources)


def _beside(turn: Turn, chosen: Pathway) -> Reply:
    """Follow a pathway together with the one in hand, in the hours of one week."""
    if chosen.id in {road.id for road in turn.roads}:
        words = f"You follow {chosen.title} already."
        return compose(words, (Text((words,)), Note(("Nothing was changed.",)), Buttons((Button("My week", Next()),))))
    before = turn.plan.finish
    turn.enrol(chosen.id)
    turn.write(Started(chosen.id, beside=True))
    main, after = turn.pathway, turn.plan.finish
    words = f"You follow {main.to_role} and {chosen.to_role} together now."
    once = [step.name for step in main.steps.values() if step.id in chosen.steps]
    parts: list[Part] = [
        Text((Bold(words), f" One budget of {phrases.hours(turn.rhythm.hours)} h a week serves both.")),
    ]
    if once:
        parts.append(Note((f"On both, and done once: {phrases.row(once[:4])}.",)))
    if after is not None:
        was = f" instead of {phrases.date(before, turn.today)} for the first alone" if before else ""
        parts.append(Text((f"Both are done about {phrases.date(after, turn.today)}{was}.",)))
    only = Button(phrases.shorten(f"Only {main.to_role}", 48), Start(main.id))
    parts.append(Buttons((Button("My week", Next()), only, Button("Undo", Undo()))))
    return compose(words, parts, (f"{main.id}#phases", f"{chosen.id}#phases"))
