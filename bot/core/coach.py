"""The one door: whatever a learner says, presses or is due becomes an intent, and an intent becomes a reply."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from bot.core import forms, phrases, typed, weekly
from bot.core import intents as i
from bot.core.answering import answer
from bot.core.answers import digest, fit, nudge, talk, whereabouts, you
from bot.core.compose import compose
from bot.core.forgetful import Page
from bot.core.home import Home, home
from bot.core.looks import COMMANDS, LOOKS
from bot.core.questions import Form
from bot.core.reply import Buttons, Part, Reply, Text
from bot.core.told import NOTHING, AskNames, Question, Told
from bot.core.turn import Turn
from bot.core.understand import Reading, understand
from pathways import nudging
from pathways.delivery import Deferred, Skipped
from pathways.digest import Member, Place, week
from pathways.learner import Account, Profile, Rhythm
from pathways.zones import zone_names

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from datetime import datetime

    from bot.core.intents import Intent
    from bot.core.memory import Memory, Notebook
    from pathways.delivery import Claim, Posting
    from pathways.model import Pathway


Said: TypeAlias = "str | Intent | forms.Filled"
"""Words, what a button carries, or a form."""
LONG_SILENCE = 2
"""Nudges without an answer, after which a word is a return."""


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody says words, presses what carries an intent, or fills in a form."""

    account: Account
    said: Said
    timezone: str | None = None
    """What the surface knows of the learner's zone; assumed until they say otherwise. None: what it knew last."""
    locale: str | None = None
    key: str = ""
    """Names the delivery on its platform, so that the same one again has no second effect; empty: never repeated."""
    carried: bool = False
    """The answer goes back with the delivery itself, so what changes nothing may be answered again."""
    place: Place | None = None
    """The workspace or server, and the channel in it; None where it is said in neither."""
    told: Told = NOTHING
    """What the platform said when it was asked for this answer."""


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
    pathway: str = ""
    """The pathway in hand now."""
    question: Question | None = None
    """What the platform has to be asked before there is an answer; nothing was done until then."""

    @property
    def form(self) -> Form | None:
        """The form that fills the slots of what was meant, where the reply holds it."""
        choices = (choice for part in self.reply.parts if isinstance(part, Buttons) for choice in part.row)
        meant = self.reading.intent
        return next((choice for choice in choices if isinstance(choice, Form) and choice.intent == meant), None)


@dataclass(frozen=True)
class Coach:
    """Answers everybody. Holds nothing of any learner."""

    catalog: Mapping[str, Pathway]
    memory: Memory
    clock: Callable[[], datetime]
    newcomers: str
    """The pathway that a newcomer starts with."""
    choose: Callable[[str], str] = secrets.choice
    """Where chance comes from: one of several signs."""

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
            reading, errors = _read(request.said, turn)
            wanted = _begun(turn, (reading.intent, *reading.also))
            key = "" if request.carried and all(isinstance(intent, LOOKS) for intent in wanted) else request.key
            if key and (told := notebook.heard(key)) is not None:
                return Answer(Reading(i.Smalltalk("ok")), talk.again(told), again=True)
            if errors:
                replies = [forms.refused(turn, reading.intent, errors)]
            elif reading.torn:
                replies = [talk.which(turn, (reading.intent, *reading.torn))]
            else:
                replies = [answer(turn, intent, reading) for intent in wanted]
                replies[-1] = fit.with_questions_left(turn, wanted[-1], replies[-1])
            reply = whereabouts.wondered(turn, reading.intent, _together(wanted, replies))
            reply = digest.with_news(turn, _welcomed(turn, reading.intent, reply))
            about = i.Unknown() if reading.torn else wanted[-1]  # a question is about nothing yet
            turn.remember(about, [one for part in reply.parts if isinstance(part, Buttons) for one in part.row])
            if key and not errors:  # a form that was refused is sent again under the same name
                notebook.hear(key, reply.summary, at=turn.now)
            return Answer(reading, reply, errors, notebook.is_changed, pathway=turn.pathway.id)

    def due(self, claim: Claim) -> Reply | Skipped | Deferred:
        """What a nudge says that is due, or why it is not to be sent, or not yet. That it is asked changes nothing."""
        now = self.clock()
        with self.memory.due(claim, now=now) as notebook:
            if notebook is None:
                return Skipped("forgotten")
            turn = self.taken(notebook, now)
            rule, rhythm = turn.rule, turn.rhythm
            if rule is None or rhythm.is_paused(turn.today):
                return Skipped("paused")
            moment = nudging.sendable(rule, turn.record, claim.not_after, now)
            if moment is None:
                return Skipped("too late")
            if moment > now:
                return Deferred(moment)
            needless = nudge.needless(turn, claim.kind)
            return Skipped(needless) if needless else nudge.due(turn, claim.kind, turn.record.unanswered)

    def post(self, posting: Posting, told: Told) -> Reply | Skipped | AskNames:
        """What a digest says that is due, or why it is not to be posted, or whose names have to be asked first."""
        now = self.clock()
        with self.memory.digests() as digests:
            found = digests.of(posting.place) if digests else None
            if digests is None or found is None or found.paused or found.place != posting.place:
                return Skipped("turned off, or moved")
            since, until = week(found, posting.due)
            members = digests.members(posting.place, since, until)

            def turn_of(member: Member) -> Turn:
                return self.taken(Page(is_new=False, entries=member.entries, enrolments=member.enrolments), now)

            done = weekly.week(members, since, until, turn_of)
            if not done.is_enough:
                return Skipped("too few people")
            asked = weekly.unnamed(told, posting.place, done)
            return asked or weekly.said(found, done, since, until, told.names or {})

    def taken(self, notebook: Notebook, now: datetime, place: Place | None = None, told: Told = NOTHING) -> Turn:
        """A notebook in hand."""
        assumed = Rhythm(timezone=notebook.profile.timezone or "UTC")
        return Turn(notebook, self.catalog, self.newcomers, now, assumed, self.choose, place=place, told=told)

    @contextmanager
    def _turn(self, request: Request) -> Generator[Turn]:
        """One request in hand, the clock read once; whoever is new takes up the newcomers' pathway."""
        now = self.clock()
        with self.memory.turn(request.account, now=now) as notebook:
            notebook.keep_profile(_profile(notebook.profile, request))
            turn = self.taken(notebook, now, request.place, request.told)
            if request.place is not None and request.place.tenant != request.account.workspace:
                _met(notebook, request.place)
            if notebook.is_new:
                turn.enrol(turn.pathway.id)
            turn.hold()
            yield turn


def _met(notebook: Notebook, place: Place) -> None:
    """Somebody is met where others are: a digest there counts them, if there is one."""
    digests = notebook.digests
    if digests is not None and digests.of(place) is not None:
        digests.meet(place.tenant)


def _profile(known: Profile, request: Request) -> Profile:
    """What the surface says now, and where it is silent what it said before."""
    timezone = request.timezone if request.timezone in zone_names() else None
    return Profile(timezone or known.timezone, request.locale or known.locale)


def _read(said: Said, turn: Turn) -> tuple[Reading, Mapping[str, str]]:
    """What is meant, and what is wrong with the answers of a form."""
    match said:
        case str():
            plain = COMMANDS.get(said) or typed.read(said, turn.scope)
            return (Reading(plain) if plain else understand(said, turn.scope)), {}
        case forms.Filled():
            intent, errors = forms.read(said, turn)
            return Reading(intent), errors
        case _:
            return Reading(said), {}


def _welcomed(turn: Turn, intent: Intent, reply: Reply) -> Reply:
    """After a silence the first word is the warmest."""
    if turn.notebook.unanswered < LONG_SILENCE or isinstance(intent, i.Forget) or intent == i.Smalltalk("low"):
        return reply
    done = f"{phrases.steps(turn.standing.tally)} done"
    return compose(reply.summary, (Text((f"Good to see you. Nothing is lost: {done}.",)), *reply.parts), reply.sources)


def _begun(turn: Turn, wanted: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Said in one breath with what one has and knows at the start, a date is one to aim for."""
    if not any(isinstance(each, i.Settings | i.Credit) for each in wanted) or not turn.is_young:
        return wanted
    return tuple(i.Aim(each.date) if isinstance(each, i.Forecast) and each.date else each for each in wanted)


def _is_brief(intent: Intent, last: Intent) -> bool:
    """Whether the first line of an answer is enough before the last one: where the road ends, that one says."""
    match intent:
        case i.Done() | i.Skip() | i.Later() | i.Credit() | i.Part():
            return True
        case i.Settings():
            return isinstance(last, i.Aim | i.Forecast) and not you.refusals(intent)
        case _:
            return False


def _together(wanted: tuple[Intent, ...], replies: list[Reply]) -> Reply:
    """Several answers as one: of a deed what happened, of what can be pressed the last answer's."""
    if len(replies) == 1:
        return replies[0]
    words: list[Part] = []
    for intent, reply in zip(wanted[:-1], replies[:-1], strict=True):
        said = [part for part in reply.parts if not isinstance(part, Buttons)]
        words += said[:1] if _is_brief(intent, wanted[-1]) else said
    summary = ". ".join(reply.summary.rstrip(".") for reply in replies)
    sources = tuple(dict.fromkeys(source for reply in replies for source in reply.sources))
    return compose(summary, (*words, *replies[-1].parts), sources)
