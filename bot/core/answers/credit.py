"""Answers about what somebody knows already: it shortens the plan, on trust, and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import offer
from bot.core.answers.undo import go_on
from bot.core.compose import compose
from bot.core.intents import Credit, Strengths, Undo
from bot.core.reply import Bold, Button, Buttons, Note, Part, Reply, Text
from pathways.effort import EASE_LACKS
from pathways.journal import Credited
from pathways.learner import Level

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.model import Ease, Pathway, Skill, TransferableSkill

_LEVELS = {Level.KNOWN: "you know it", Level.RUSTY: "you know it, rusty", Level.NEW: "it is new to you"}


def credit(turn: Turn, ask: Credit) -> Reply:
    """What is known already: a skill, or a step."""
    item, level = ask.skill or ask.step, Level(ask.level)
    found = named(turn, item) if item else None
    if item is None or found is None:
        return _which(turn, ask)
    road, name = found
    if turn.standing.is_done(item):
        words = f"{name} is done already, which is better than known."
        return compose(words, (Text((words,)), Buttons((go_on(),))))
    said = turn.progress.credit.get(item)
    if said is not None and said.level is level:
        words = f"{name}: {_LEVELS[level]}. That is how the plan has it."
        return compose(words, (Text((Bold(words), " Nothing changed.")), Buttons((*_others(ask, level), go_on()))))
    counted = _level(turn, item) is level
    before, minutes = turn.plan.finish, turn.plan.standing.tally
    turn.write(Credited(road.id, item, level))
    after = turn.plan.standing.tally
    saved = (minutes.minutes - minutes.minutes_done) - (after.minutes - after.minutes_done)
    brought = next((skill for skill in road.transferable_skills if skill.id == item), None)
    effect = f"The plan counts on it already.{eased(turn, brought)}" if counted and brought else _saved(saved)
    told: list[Part] = [Text((Bold(name), f": {_LEVELS[level]}. {effect}")), *_ends(turn, before)]
    if level is not Level.NEW:
        told.append(Note(("On trust. A line or a link as evidence: say “proof”, and it can go into your résumé.",)))
    told.append(Buttons((*_others(ask, level), Button("Undo", Undo()), go_on())))
    return compose(f"{name}: {_LEVELS[level]}", told, turn.cite(_place(road, item)))


def named(turn: Turn, item: str) -> tuple[Pathway, str] | None:
    """The pathway that has a skill or a step, and what it is called there."""
    for road in turn.roads:
        skills = {skill.id: skill.name for skill in (*road.skills, *road.transferable_skills)}
        if item in road.steps or item in skills:
            return road, road.steps[item].name if item in road.steps else skills[item]
    return None


def _place(road: Pathway, item: str) -> str:
    kinds = {"steps": road.steps, "skills": {skill.id for skill in road.skills}}
    return next((f"{kind}.{item}" for kind, ids in kinds.items() if item in ids), f"transferable_skills.{item}")


def _level(turn: Turn, item: str) -> Level:
    """What the plan takes for known: what was said, and what the page expects people to bring."""
    brought = {skill.id for road in turn.roads for skill in road.transferable_skills}
    said = turn.progress.credit.get(item)
    return said.level if said else Level.KNOWN if item in brought else Level.NEW


def _saved(minutes: int) -> str:
    """What became of the hours, to the quarter: nobody knows them to the minute."""
    quarters = phrases.duration(max(15, round(abs(minutes) / 15) * 15))
    if minutes > 0:
        return f"That saves {quarters}."
    return f"That is {quarters} more." if minutes else "No open step gets shorter by it."


def _ends(turn: Turn, before: object) -> tuple[Text, ...]:
    """Where the road ends now, if that moved; of several things known together, the last one says it."""
    after = turn.plan.finish
    if after is None or after == before:
        return ()
    return (Text((f"The road now ends about {phrases.date(after, turn.today)}.",)),)


def _others(ask: Credit, level: Level) -> tuple[Button, ...]:
    labels = {Level.KNOWN: "I know it well", Level.RUSTY: "Rusty", Level.NEW: "New to me"}
    others = (each for each in labels if each is not level)
    return offer.fitting(*(Button(labels[each], Credit(ask.step, ask.skill, each.value)) for each in others))


def _which(turn: Turn, ask: Credit) -> Reply:
    """Ask what is known, by name."""
    if ask.named:
        words = f"The road names no skill or step “{phrases.shorten(ask.named, 60)}”, so it saves nothing here."
    else:
        words = "What do you know already?"
    buttons = tuple(Button(phrases.shorten(s.name, 48), Credit(skill=s.id)) for s in unknown_skills(turn)[:4])
    parts = (
        Text((Bold(words),)),
        Note(("Say it your way: “I know Kafka”, “my SQL is rusty”. A whole step works as well.",)),
        Buttons((*buttons, Button("What is counted already?", Strengths()))),
    )
    return compose(words, parts, turn.cite("skills"))


def unknown_skills(turn: Turn) -> list[Skill]:
    """The skills to learn that nothing is known of."""
    return [skill for skill in turn.pathway.skills if _level(turn, skill.id) is Level.NEW]


def eased(turn: Turn, skill: TransferableSkill) -> str:
    """How many hours a skill that people bring along saves, and where."""
    steps = [turn.pathway.steps[ease.step].name for ease in _eases(turn, skill)]
    if not steps:
        return ""
    if not (hours := hours_eased(turn, skill)):
        return " It is new to you, you say, so it saves nothing."
    return f" It saves you about {phrases.hours(hours)} h: {phrases.row(steps)}."


def hours_eased(turn: Turn, skill: TransferableSkill) -> float:
    """Hours that a skill saves somebody who has it as well as they say."""
    return sum(ease.hours for ease in _eases(turn, skill)) * (1 - EASE_LACKS[_level(turn, skill.id)])


def _eases(turn: Turn, skill: TransferableSkill) -> list[Ease]:
    return [ease for ease in skill.eases if ease.step in turn.pathway.steps]
