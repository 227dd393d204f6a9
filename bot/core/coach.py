"""The one door: whatever a learner says, presses or is due becomes an intent, and an intent becomes a reply."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core import forms
from bot.core import intents as i
from bot.core.answers import (
    changes,
    choice,
    credit,
    deeds,
    ending,
    export,
    figures,
    fit,
    page,
    pieces,
    proof,
    replan,
    road,
    talk,
    undo,
    week,
    you,
)
from bot.core.compose import compose
from bot.core.home import Home, home
from bot.core.reply import Buttons, Form, Part, Reply
from bot.core.turn import Turn
from bot.core.understand import Reading, Scope, understand
from pathways.learner import Account, Profile, Rhythm
from pathways.zones import zone_names

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime

    from bot.core.intents import Intent
    from bot.core.memory import Memory
    from pathways.model import Pathway


COMMANDS: Mapping[str, Intent] = {
    kind.name: kind()
    for kind in (
        *(i.Next, i.HowFar, i.Forecast, i.Roadmap, i.Gaps, i.Strengths, i.Resources, i.Reality, i.Overview),
        *(i.Pathways, i.Recommend, i.Settings, i.Pause, i.Resume, i.Export, i.Replan, i.Fit, i.Help),
    )
}
"""Words that are an intent's own name and need no reading: they mean it whatever was said or shown before."""


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody says words, presses what carries an intent, or fills in a form (its answers by their names)."""

    account: Account
    said: str | Intent | Mapping[str, str]
    timezone: str | None = None
    """What the surface knows of the learner's zone; assumed until they say otherwise. None: what it knew last."""
    locale: str | None = None
    key: str = ""
    """Names the delivery on its platform, so that the same one again has no second effect; empty: never repeated."""
    carried: bool = False
    """The answer goes back with the delivery itself, so one that changes nothing may be given again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, how the words were read, and whether anything is different now."""

    reading: Reading
    reply: Reply
    errors: Mapping[str, str] = field(default_factory=dict[str, str])
    """What is wrong with a form, by the names of its fields; nothing was changed then."""
    changed: bool = False
    again: bool = False
    """The delivery had been answered before, and had its effect then."""
    accounts: tuple[Account, ...] = ()
    """Where something has changed, every account of the learner, each of whose surfaces may show it."""


@dataclass(frozen=True)
class Coach:
    """Answers everybody. Holds nothing of any learner."""

    catalog: Mapping[str, Pathway]
    memory: Memory
    clock: Callable[[], datetime]
    newcomers: str
    """The pathway that a newcomer starts with."""

    def answer(self, request: Request) -> Reply:
        """Answer one request, in one transaction."""
        return self.consider(request).reply

    def home(self, request: Request) -> Home:
        """The learner's place at a glance; nothing is changed, but for making the acquaintance of a newcomer."""
        with self._turn(request) as turn:
            return home(turn)

    def consider(self, request: Request) -> Answer:
        """Answer one request and tell how it was read. The same delivery again is told what the first was told."""
        with self._turn(request) as turn:
            notebook = turn.notebook
            if request.key and (told := notebook.heard(request.key)) is not None:
                return Answer(Reading(i.Smalltalk("ok")), talk.again(told), again=True)
            known = len(notebook.entries)
            reading, errors = _read(request.said, turn.scope)
            wanted = _begun(turn, (reading.intent, *reading.also))
            replies = [you.refused(turn, errors)] if errors else [_answer(turn, intent, reading) for intent in wanted]
            replies[-1] = fit.with_next_question(turn, wanted[-1], replies[-1])
            reply = _together(wanted, replies)
            changed = notebook.is_new or len(notebook.entries) != known
            if request.key and (changed or not request.carried):
                notebook.hear(request.key, reply.summary, at=turn.now)
            return Answer(reading, reply, errors, changed, accounts=notebook.accounts if changed else ())

    @contextmanager
    def _turn(self, request: Request) -> Generator[Turn]:
        """One request in hand, the clock read once; whoever is new takes up the newcomers' pathway."""
        now = self.clock()
        with self.memory.turn(request.account, now=now) as notebook:
            profile = notebook.profile
            if request.timezone in zone_names() and request.timezone != profile.timezone:
                profile = Profile(request.timezone, request.locale)
                notebook.keep_profile(profile)
            assumed = Rhythm(timezone=profile.timezone or "UTC")
            turn = Turn(notebook, self.catalog, self.newcomers, now, assumed)
            if notebook.is_new:
                turn.enrol(turn.pathway.id)
            yield turn


def _read(said: str | Intent | Mapping[str, str], scope: Scope) -> tuple[Reading, Mapping[str, str]]:
    """What is meant, and what is wrong with the answers of a form."""
    match said:
        case str():
            plain = COMMANDS.get(said)
            return (Reading(plain) if plain else understand(said, scope)), {}
        case Mapping():
            filled = forms.read(said, scope)
            return Reading(filled.settings), filled.errors
        case _:
            return Reading(said), {}


def _answer(turn: Turn, intent: Intent, reading: Reading) -> Reply:  # noqa: C901, PLR0912  (as many arms as intents)
    """One arm for each intent; a forgotten one is a type error."""
    match intent:
        case i.Next(spare=int(minutes)):
            return pieces.ten_minutes(turn, minutes)
        case i.Next():
            return week.next_(turn, intent)
        case i.Done():
            return deeds.done(turn, intent)
        case i.Undo():
            return undo.undo(turn, intent)
        case i.Skip():
            return deeds.skip(turn, intent)
        case i.Later():
            return deeds.later(turn, intent)
        case i.AboutStep():
            return road.about_step(turn, intent)
        case i.HowFar():
            return road.how_far(turn, intent)
        case i.Forecast():
            return ending.forecast(turn, intent)
        case i.Roadmap():
            return road.roadmap(turn, intent)
        case i.Gaps():
            return page.gaps(turn, intent)
        case i.Strengths():
            return page.strengths(turn, intent)
        case i.AboutSkill():
            return page.skill(turn, intent)
        case i.Resources():
            return page.resources(turn, intent)
        case i.Reality():
            return page.reality(turn, intent)
        case i.Fact():
            return figures.fact(turn, intent)
        case i.Overview():
            return page.overview(turn, intent)
        case i.Pathways():
            return choice.pathways(turn, intent)
        case i.Recommend():
            return choice.recommend(turn, intent)
        case i.Compare():
            return choice.compare(turn, intent)
        case i.Start():
            return choice.start(turn, intent)
        case i.Settings():
            return you.settings(turn, intent)
        case i.Pause():
            return you.pause(turn, intent)
        case i.Resume():
            return you.resume(turn, intent)
        case i.Export():
            return export.export(turn, intent)
        case i.Forget():
            return you.forget(turn, intent)
        case i.Part():
            return pieces.part(turn, intent)
        case i.Split():
            return pieces.split(turn, intent)
        case i.Credit():
            return credit.credit(turn, intent)
        case i.Proof():
            return proof.proof(turn, intent)
        case i.Load():
            return replan.load(turn, intent)
        case i.Replan():
            return replan.replan(turn, intent)
        case i.Aim():
            return replan.aim(turn, intent)
        case i.Changes():
            return changes.changes(turn, intent)
        case i.Fit():
            return fit.fit(turn, intent)
        case i.Help():
            return talk.help_(turn, intent)
        case i.Smalltalk():
            return talk.smalltalk(turn, intent)
        case i.Unknown():
            return talk.unknown(turn, intent, reading.nearest)


def _begun(turn: Turn, wanted: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Said in one breath with what one has and knows at the start, a date is one to aim for."""
    if not turn.is_young or not any(isinstance(each, i.Settings | i.Credit) for each in wanted):
        return wanted
    return tuple(i.Aim(each.date) if isinstance(each, i.Forecast) and each.date else each for each in wanted)


def _together(wanted: tuple[Intent, ...], replies: list[Reply]) -> Reply:
    """Several answers as one: of a deed what happened, of what can be pressed the last answer's."""
    if len(replies) == 1:
        return replies[0]
    words: list[Part] = []
    for intent, reply in zip(wanted[:-1], replies[:-1], strict=True):
        said = [part for part in reply.parts if not isinstance(part, (Buttons, Form))]
        words += said[:1] if isinstance(intent, i.Done | i.Skip | i.Later | i.Credit | i.Part) else said
    summary = ". ".join(reply.summary.rstrip(".") for reply in replies)
    sources = tuple(dict.fromkeys(source for reply in replies for source in reply.sources))
    return compose(summary, (*words, *replies[-1].parts), sources)
