"""Answers about figures: pay, time, difficulty, demand. Where the page disagrees with itself, both are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.compose import compose
from bot.core.intents import Fact, Forecast, Gaps, Next, Reality
from bot.core.reply import Bold, Button, Buttons, Facts, Heading, Line, Note, Part, Reply, Text

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.model import Answer, Pathway, Pay


_UNCOUNTED = "It gives no figure and no date for that."


def fact(turn: Turn, ask: Fact) -> Reply:
    """One figure, or all four."""
    match ask.fact:
        case "salary":
            return _salary(turn)
        case "timeline":
            return _timeline(turn)
        case "difficulty":
            return _difficulty(turn)
        case "demand":
            return _demand(turn)
        case None:
            return _all(turn)


def _salary(turn: Turn) -> Reply:
    pay = turn.pathway.facts.pay
    claims = phrases.row([f"{phrases.percent(claim)} ({claim.where})" for claim in pay.change])
    parts: list[Part] = [Text(("The page says ", Bold(claims), "."))]
    parts += [Text(_ranges(pay))] if pay.now or pay.then else []
    if pay.note:
        parts.append(Text((pay.note,)))
    parts += asked(turn.pathway, "salary")
    parts.append(Buttons((Button("When would I be done?", Forecast()), Button("The honest look", Reality()))))
    return compose(f"Pay: the page says {claims}", parts, turn.cite("facts.pay", *faq(turn.pathway, "salary")))


def _ranges(pay: Pay) -> Line:
    """The page's own pay ranges and, where it has both, what they come to beside what it claims."""
    now, then = pay.now, pay.then
    spans = ", ".join(
        f"{phrases.money(r.low, pay.currency)} to {phrases.money(r.high, pay.currency)} {when} ({r.where})"
        for r, when in ((now, "now"), (then, "then"))
        if r is not None
    )
    if now is None or then is None or not now.low:
        return (f"Its own ranges: {spans}.",)
    low, high = (round(100 * (b / a - 1)) for a, b in ((now.low, then.low), (now.high, then.high)))
    least, most = sorted((low, high))
    beyond = most > max(claim.high for claim in pay.change) or least < min(claim.low for claim in pay.change)
    opening = "Its own ranges say something else: " if beyond else "Its own ranges agree: "
    return (
        f"{opening}{spans}. That is ",
        Bold(f"{low:+}% at the low end and {high:+}% at the high end"),
        ".",
    )


def _timeline(turn: Turn) -> Reply:
    pathway = turn.pathway
    claims = phrases.row([f"{phrases.months(c.low, c.high)} ({c.where})" for c in pathway.facts.timeline])
    phase_weeks = sum(phase.weeks for phase in pathway.phases)
    skill_weeks = sum(skill.weeks for skill in pathway.skills)
    hours = phase_weeks * pathway.pace.hours
    slow, fast = (hours / (m * phrases.WEEKS_A_MONTH) for m in _claimed_months(pathway))
    own = turn.rhythm.hours
    parts: list[Part] = [
        Text(("The page says ", Bold(claims), ".")),
        Text(
            (
                f"Its phases add up to {phase_weeks} weeks ({phrases.months_of(phase_weeks):.1f} months), its skills,"
                f" one after another, to {skill_weeks} ({phrases.months_of(skill_weeks):.1f} months).",
            )
        ),
        Text(
            (
                f"{phase_weeks} weeks at {phrases.hours(pathway.pace.hours)} h are {hours:g} hours. Spread over the"
                f" months it promises, that is {_span(slow, fast)} hours a week. At your {phrases.hours(own)} h: ",
                Bold(f"about {phrases.months_of(hours / own):.0f} months"),
                ".",
            )
        ),
        *asked(pathway, "timeline"),
    ]
    if pathway.pace.assumed:
        why = pathway.pace.why or "The page names no hours."
        parts.append(Note((f"{phrases.hours(pathway.pace.hours)} h a week is assumed. {why}",)))
    parts.append(Buttons((Button("When would I be done?", Forecast()), Button("My week", Next()))))
    sources = turn.cite("facts.timeline", "pace", "phases", "skills", *faq(pathway, "timeline"))
    return compose(f"How long: the page says {claims}", parts, sources)


def _claimed_months(pathway: Pathway) -> tuple[int, int]:
    """The longest and the shortest time that the page promises, in months."""
    claims = pathway.facts.timeline
    return max(claim.high for claim in claims), min(claim.low for claim in claims)


def _span(low: float, high: float) -> str:
    slow, fast = f"{low:.1f}", f"{high:.1f}"
    return f"about {slow}" if slow == fast else f"{slow} to {fast}"


def _difficulty(turn: Turn) -> Reply:
    stated = turn.pathway.facts.difficulty
    return compose(
        f"Difficulty: {stated.level}",
        (
            Text(("The page calls it ", Bold(stated.level.lower()), ".")),
            *((Text((stated.note,)),) if stated.note else ()),
            *asked(turn.pathway, "difficulty"),
            Buttons((Button("What is hard about it?", Reality("challenges")), Button("What is missing?", Gaps()))),
        ),
        turn.cite("facts.difficulty", *faq(turn.pathway, "difficulty")),
    )


def _demand(turn: Turn) -> Reply:
    stated = turn.pathway.facts.demand
    return compose(
        f"Demand: {stated.level}",
        (
            Text(("Demand, says the page: ", Bold(stated.level.lower()), f". {stated.note}")),
            *asked(turn.pathway, "demand"),
            *(() if any(sign.isdigit() for sign in stated.note) else (Note((_UNCOUNTED,)),)),
        ),
        turn.cite("facts.demand", *faq(turn.pathway, "demand")),
    )


def _all(turn: Turn) -> Reply:
    facts = turn.pathway.facts
    return compose(
        f"{turn.pathway.to_role}: the figures",
        (
            Heading(f"{turn.pathway.from_role} → {turn.pathway.to_role}"),
            Facts(
                (
                    ("Difficulty", (facts.difficulty.level,)),
                    ("Time", (phrases.row([f"{phrases.months(c.low, c.high)} ({c.where})" for c in facts.timeline]),)),
                    ("Pay", (phrases.row([f"{phrases.percent(c)} ({c.where})" for c in facts.pay.change]),)),
                    ("Demand", (facts.demand.level,)),
                )
            ),
            Buttons((Button("Pay", Fact("salary")), Button("Time", Fact("timeline")), Button("My week", Next()))),
        ),
        turn.cite("facts"),
    )


def asked(pathway: Pathway, about: str | None) -> tuple[Text, ...]:
    """What the page's own questions say to one of the four figures; None: to none of them."""
    return tuple(Text((Bold(f"Asked: {answer.question} "), answer.answer)) for answer in _answers(pathway, about))


def faq(pathway: Pathway, about: str | None) -> tuple[str, ...]:
    """The places of those questions."""
    return tuple(f"faq.{answer.id}" for answer in _answers(pathway, about))


def _answers(pathway: Pathway, about: str | None) -> list[Answer]:
    return [answer for answer in pathway.faq if answer.about == about]
