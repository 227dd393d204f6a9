"""Answers from the pathway itself: roles, skills, figures, resources, the honest look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import credit, figures, offer
from bot.core.compose import compose
from bot.core.intents import (
    AboutSkill,
    AboutStep,
    Credit,
    Forecast,
    Gaps,
    Next,
    Overview,
    Reality,
    Resources,
    Roadmap,
    Strengths,
)
from bot.core.reply import Bold, Bullets, Button, Buttons, Facts, Heading, Line, Link, Note, Part, Reply, Text
from pathways.model import Priority, Skill, TransferableSkill

if TYPE_CHECKING:
    from bot.core.intents import Aspect
    from bot.core.turn import Turn
    from pathways.model import Phase, Resource

ASPECTS: dict[str, str] = {
    "love": "What you will love",
    "miss": "What you might miss",
    "challenges": "The biggest challenges",
}


def overview(turn: Turn, _: Overview) -> Reply:
    """What the pathway is."""
    pathway = turn.pathway
    weeks = sum(phase.weeks for phase in pathway.phases)
    source = pathway.provenance
    name = Link(source.name, source.url) if source.url else source.name
    return compose(
        f"{pathway.from_role} to {pathway.to_role}: what it is",
        (
            Heading(f"{pathway.from_role} → {pathway.to_role}"),
            *(Text((paragraph,)) for paragraph in pathway.overview),
            *figures.asked(pathway, None),
            Note(
                (
                    f"{phrases.count(len(pathway.phases), 'phase')}, {weeks} weeks of work"
                    f" at {phrases.hours(pathway.pace.hours)} h a week"
                    f"{' (that pace is assumed)' if pathway.pace.assumed else ''}. From ",
                    name,
                    f", as of {phrases.date(pathway.updated, turn.today)}. {source.note or ''}".rstrip(),
                )
            ),
            Buttons((Button("The road", Roadmap()), Button("The honest look", Reality()), Button("My week", Next()))),
        ),
        turn.cite("overview", "phases", "pace", "provenance", *figures.faq(pathway, None)),
    )


def gaps(turn: Turn, _: Gaps) -> Reply:
    """Skills to learn, most important first."""
    skills = sorted(turn.pathway.skills, key=lambda skill: list(Priority).index(skill.priority))
    rows = tuple(
        (_capital(phrases.PRIORITIES[s.priority]), (Bold(s.name), f" · {phrases.count(s.weeks, 'week')}"))
        for s in skills
    )
    return compose(
        f"{phrases.count(len(skills), 'skill')} to learn, {skills[0].name} first",
        (
            Heading("What you will need to learn"),
            Facts(rows),
            Note((f"Weeks as the page gives them, {sum(s.weeks for s in skills)} in all; many run side by side.",)),
            Buttons(tuple(Button(phrases.shorten(s.name, 48), AboutSkill(s.id)) for s in skills[:5])),
        ),
        turn.cite("skills"),
    )


def strengths(turn: Turn, _: Strengths) -> Reply:
    """What the learner brings along."""
    skills = turn.pathway.transferable_skills
    if not skills:
        return offer.not_said(turn, "which skills carry over", "transferable_skills")
    return compose(
        f"You bring {phrases.count(len(skills), 'skill')}: {phrases.row([skill.name for skill in skills])}",
        (
            Heading("What you already have going for you"),
            Bullets(
                tuple((Bold(skill.name), f": {skill.carries_over}{credit.eased(turn, skill)}") for skill in skills)
            ),
            *_counted(turn, skills),
            Buttons((Button("What is missing?", Gaps()), Button("My week", Next()))),
        ),
        turn.cite("transferable_skills"),
    )


def _counted(turn: Turn, skills: tuple[TransferableSkill, ...]) -> tuple[Note, ...]:
    """That these hours are in the plan already, where the file names any."""
    if not any(skill.eases for skill in skills):
        return ()
    hours = phrases.hours(sum(credit.hours_eased(turn, skill) for skill in skills))
    words = f"About {hours} h in all, by estimate, and the plan counts on them from the start."
    return (Note((f"{words} Something is not yours? Say “cloud is new to me”.",)),)


def skill(turn: Turn, ask: AboutSkill) -> Reply:
    """One skill, to learn or brought along."""
    pathway = turn.pathway
    known = {s.id: s for s in (*pathway.skills, *pathway.transferable_skills)}
    match known.get(ask.skill or ""):
        case TransferableSkill() as have:
            return compose(
                f"{have.name}: you bring this along",
                (
                    Text((Bold(have.name), ": you bring this along.")),
                    Text((f"{have.carries_over}{credit.eased(turn, have)}",)),
                    Buttons((Button("All that I bring", Strengths()), Button("My week", Next()))),
                ),
                turn.cite(f"transferable_skills.{have.id}"),
            )
        case Skill() as wanted:
            return _to_learn(turn, wanted)
        case None:
            return offer.skills(turn, ask.named)


def _to_learn(turn: Turn, wanted: Skill) -> Reply:
    steps = [step for step in turn.pathway.steps.values() if wanted.id in step.teaches and step.part_of is None]
    weeks = phrases.count(wanted.weeks, "week")
    parts: list[Part] = [
        Text((Bold(wanted.name), f" · {phrases.PRIORITIES[wanted.priority]} · {weeks}, says the page")),
        Bullets(tuple((how,) for how in wanted.how)),
    ]
    if steps:
        parts.append(Note((f"On your road: {phrases.row([step.name for step in steps])}.",)))
    else:
        parts.append(Note(("No step of the roadmap teaches it; the page lists it and leaves it there.",)))
    row = tuple(Button(phrases.shorten(s.name, 48), AboutStep(s.id)) for s in steps[:3])
    row += offer.fitting(Button("I know it", Credit(skill=wanted.id)))
    parts += [Buttons(row)] if row else []
    summary = f"{wanted.name}: {phrases.PRIORITIES[wanted.priority]}, {weeks}"
    return compose(summary, tuple(parts), turn.cite(f"skills.{wanted.id}"))


def resources(turn: Turn, ask: Resources) -> Reply:
    """Books, courses and documents, of all phases or about one thing."""
    pathway = turn.pathway
    if ask.about is None:
        return _shelf(turn, pathway.phases)
    phase = next((phase for phase in pathway.phases if phase.id == ask.about), None)
    if phase is not None:
        return _shelf(turn, (phase,))
    found = [r for p in pathway.phases for r in p.resources if ask.about in (r.id, *r.about)]
    names = {s.id: s.name for s in (*pathway.skills, *pathway.transferable_skills)}
    step = turn.step(ask.about)
    topic = step.title if step else names.get(ask.about, ask.about)
    if not found and step is not None and step.part_of is not None:
        return resources(turn, Resources(step.part_of))
    if not found:
        return offer.not_said(turn, f"what to read or take for {topic}", "phases")
    if len(found) == 1:
        topic = found[0].name if ask.about == found[0].id else topic
    return compose(
        f"{phrases.count(len(found), 'resource')} for {topic}"[:300],
        (Text(("For ", Bold(topic), ":")), Bullets(tuple(_resource(r) for r in found))),
        turn.cite(*(f"phases.{p.id}.resources.{r.id}" for p in pathway.phases for r in p.resources if r in found)),
    )


def _shelf(turn: Turn, phases: tuple[Phase, ...]) -> Reply:
    number = sum(len(phase.resources) for phase in phases)
    items = [(Bold(f"{phase.name}: "), *_in_a_row(phase.resources)) for phase in phases if phase.resources]
    if len(phases) == 1:
        items = [_resource(resource) for resource in phases[0].resources]
    if not items:
        return offer.not_said(turn, "what to read or take here", "phases")
    linked = any(resource.url for phase in turn.pathway.phases for resource in phase.resources)
    return compose(
        f"{phrases.count(number, 'resource')} in {phrases.count(len(phases), 'phase')}",
        (
            Heading(f"For {phases[0].name}" if len(phases) == 1 else "What to learn from"),
            Bullets(tuple(items)),
            *(() if linked else (Note(("The page gives no prices and no links.",)),)),
        ),
        turn.cite(*(f"phases.{phase.id}.resources" for phase in phases)),
    )


def _in_a_row(found: tuple[Resource, ...]) -> Line:
    return phrases.joined((((r.name if not r.by else f"{r.name} ({r.by})"),) for r in found), "; ")


def _resource(resource: Resource) -> Line:
    by = f", {resource.by}" if resource.by else ""
    note = f" ({resource.note})" if resource.note else ""
    name = Link(resource.name, resource.url) if resource.url else Bold(resource.name)
    return (name, f" · {resource.kind.value}{by}{note}")


def reality(turn: Turn, ask: Reality) -> Reply:
    """The honest look, whole or one side of it."""
    sides: tuple[Aspect, ...] = ("love", "miss", "challenges") if ask.aspect is None else (ask.aspect,)
    parts: list[Part] = []
    for side in sides:
        items: tuple[str, ...] = getattr(turn.pathway.reality_check, side)
        parts += [Text((Bold(ASPECTS[side]),)), Bullets(tuple((item,) for item in items))]
    summary = "An honest look: what you will love, what you might miss, what is hard"
    if ask.aspect is not None:
        summary = (
            f"{ASPECTS[ask.aspect]}: {phrases.count(len(getattr(turn.pathway.reality_check, ask.aspect)), 'thing')}"
        )
        rest = [side for side in ASPECTS if side != ask.aspect]
        parts.append(Buttons(tuple(Button(ASPECTS[side], Reality(side)) for side in rest)))  # pyright: ignore[reportArgumentType]
    else:
        parts.append(Buttons((Button("When would I be done?", Forecast()), Button("My week", Next()))))
    return compose(summary, tuple(parts), turn.cite(*(f"reality_check.{side}" for side in sides)))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
