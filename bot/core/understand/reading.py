"""The door: a text goes in, what it means comes out. It never raises, whatever the text."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace

from bot.core import codes
from bot.core import intents as say
from bot.core.intents import Intent
from bot.core.understand.before import completed, referred
from bot.core.understand.clauses import carried, parts_of, requests
from bot.core.understand.data import english
from bot.core.understand.frames import horizon, parse_all
from bot.core.understand.linking import Context, Link, link, only
from bot.core.understand.meaning import Clause, Read
from bot.core.understand.names import names
from bot.core.understand.nearest import half_understood
from bot.core.understand.outside import elsewhere, other_tongue
from bot.core.understand.pattern import Cell
from bot.core.understand.quoted import proven
from bot.core.understand.spelling import known, mended
from bot.core.understand.weighing import read_clause
from bot.core.understand.words import BREATH, STOP, Word, peeled, plainly, spelling, words
from pathways.model import Horizon, Pathway

MOST = 4000
"""Characters that a message may have."""
_AS_WELL = frozenset({"too", "also", "alongside", "additionally", "parallel"})
"""What says of a pathway that it is one more, and takes no other's place."""
_MOST_WORDS = 160
"""Words that are looked at; what one asks is said by then."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means: its first intent, further ones in order, and how sure that is."""

    intent: Intent
    also: tuple[Intent, ...] = ()
    confidence: float = 1.0
    nearest: tuple[Intent, ...] = ()
    """Where nothing was understood: two or three things that would work, as near as can be told."""
    torn: tuple[Intent, ...] = ()
    """Where two are nearly as likely and one would change something: what else may be meant."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What words may refer to."""

    pathway: Pathway
    """The one in hand."""
    pathways: tuple[Pathway, ...]
    """The catalog."""
    today: dt.date
    shown: tuple[str, ...] = ()
    """Ids of the steps listed last."""
    offered: tuple[tuple[str, Intent], ...] = ()
    """The buttons of the last reply."""
    subject: Intent | None = None
    """What the last reply was about; none where it asked or did not understand."""


def understand(text: str, scope: Scope) -> Reading:
    """What a text means to the coach."""
    if not text.strip():
        return Reading(say.Unknown(puzzle="empty"))
    if len(text) > MOST:
        return Reading(say.Unknown(puzzle="too long"))
    if (code := codes.said(text)) is not None:
        return Reading(say.Link(code))
    if (told := referred(text, scope)) is not None:
        return Reading(told)
    return completed(_read(text, scope), text, scope)


def _read(text: str, scope: Scope) -> Reading:
    """What a text means by itself."""
    context = _context(scope)
    if (given := proven(text)) is not None:
        return Reading(_proof(*given, context))
    raw = words(text)[:_MOST_WORDS]
    if other_tongue([word.raw.casefold() for word in raw]):
        return Reading(say.Unknown(said=text[:200]), confidence=0.9, nearest=(say.Next(), say.Help()))
    said = plainly(_mended(raw, context))
    message = _message(said, context)
    stops = [at for at, word in enumerate(said) if word.text == STOP]
    reads = _completed(
        requests(message.parts, lambda start, end: _read_stretch(message, start, end, context), stops), message
    )
    found = [intent for one in reads for intent in one.intents]
    serious = [intent for intent in found if not isinstance(intent, say.Smalltalk)]
    rest = [intent for intent in serious if not isinstance(intent, say.Unknown)] or serious or found
    if not rest or isinstance(rest[0], say.Unknown):
        return Reading(say.Unknown(said=text[:200]), confidence=0.5, nearest=half_understood(said, context.names))
    as_well = not _AS_WELL.isdisjoint(word.text for word in raw)
    unique = _without_echoes(tuple(dict.fromkeys(_rightly(one, scope.pathway, as_well=as_well) for one in rest)))
    rival = reads[0].rival if len(reads) == 1 and len(unique) == 1 else ()
    return Reading(unique[0], unique[1:], math.exp(min(one.odds for one in reads)), torn=rival)


def _read_stretch(message: _Message, start: int, end: int, context: Context) -> list[Read]:
    parts = message.parts
    return read_clause(
        message.clause(start, end),
        context,
        divisible=(start, end) not in parts,
        partial=(start, end) != (parts[0][0], parts[-1][1]),
    )


def _proof(named: str, said: str, context: Context) -> Intent:
    """Evidence, and the one step or skill that it is for, where that is said."""
    message = _message(plainly(_mended(words(named), context)), context)
    links = message.clause(0, len(message.said)).links if named else ()
    steps = [step for one in links if (step := only(one, "step")) is not None]
    return say.Proof(steps[0] if steps else None, said)


def clauses_of(text: str, scope: Scope) -> list[Clause]:
    """A text as one clause, then each part of it, politeness peeled off: what the fitted reading learns from."""
    context = _context(scope)
    message = _message(plainly(_mended(words(text)[:_MOST_WORDS], context)), context)
    parts = message.parts if len(message.parts) > 1 else []
    return [message.clause(start, end) for start, end in [(0, len(message.said)), *parts]]


def _context(scope: Scope) -> Context:
    return Context(names(scope.pathway, scope.pathways), scope.shown, scope.today)


def _rightly(intent: Intent, pathway: Pathway, *, as_well: bool) -> Intent:
    """A question about "it", where that is a skill: "books on MLOps, and why is it important?"; one pathway more."""
    if as_well and isinstance(intent, say.Start) and intent.pathway not in {None, pathway.id}:
        return replace(intent, beside=True)
    if isinstance(intent, say.AboutStep) and intent.step is not None and intent.step not in pathway.steps:
        return say.AboutSkill(intent.step)
    return intent


def _without_echoes(found: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Without "done!" beside a step that is done: the same deed said twice, once without its object."""
    said: set[type[Intent]] = {type(one) for one in found if getattr(one, "step", None) is not None}
    kept: list[Intent] = []
    for one in found:
        if _is_reason(one, found):
            continue
        if getattr(one, "step", "") is None and getattr(one, "skill", None) is None and type(one) in said:
            continue
        said.add(type(one))
        kept.append(one)
    return tuple(kept)


def _is_reason(one: Intent, found: tuple[Intent, ...]) -> bool:
    """Whether it only says why something else is asked for: "I was ill last week, move it all"."""
    return isinstance(one, say.Pause) and one.since is not None and any(isinstance(each, say.Later) for each in found)


def warm(scope: Scope) -> None:
    """Do now what the first sentences would pay for: a process that lives long calls this before its first learner."""
    index = names(scope.pathway, scope.pathways)
    parse_all()
    for word in ("kafak", "wek"):  # slips: the library that measures them, and the list of real words
        mended(word, index)
    understand("timezone europe/berlin", scope)
    understand("what of the this there", scope)  # like nothing: the known sentences


def _completed(reads: list[Read], message: _Message) -> list[Read]:
    """The requests, with what only the rest of the message tells: which step "it" is, how much time there is."""
    if len(reads) != 1 or not (reads[0].points or isinstance(reads[0].intents[0], say.Next)):
        return reads
    whole = message.clause(0, len(message.said))
    steps = {step for one in whole.links if one.meaning and (step := only(one, "step")) is not None}
    period = horizon(whole.cells)
    match reads[0].intents:
        case (say.Next(horizon=Horizon.WEEK),) if period is not None:
            return [replace(reads[0], intents=(say.Next(Horizon(period)),))]
        case (first, *_) if len(steps) == 1 and not isinstance(first, say.Undo):
            return [carried(reads[0], (say.AboutStep(steps.pop()),))]
        case _:
            return reads


@dataclass(frozen=True, slots=True)
class _Message:
    """The words of a message, what was found in them, and where it may be cut."""

    said: tuple[Word, ...]
    links: tuple[Link, ...]
    cells: tuple[Cell, ...]
    """One for each word that no link covers; a link's stands at its first word."""
    parts: list[tuple[int, int]]

    def clause(self, start: int, end: int) -> Clause:
        """A stretch of it as one clause: the greetings and politeness around it peeled off, and the marks gone."""
        begin, stop = peeled(self.said, start, end)
        links = tuple(one for one in self.links if begin <= one.start and one.end <= stop)
        ends = {one.start: one.end for one in links}
        covered = {at for one in self.links for at in range(one.start + 1, one.end)}
        kept = [at for at in range(begin, stop) if at not in covered and self.said[at].text not in {STOP, BREATH}]
        return Clause(
            tuple(self.cells[at] for at in kept),
            links,
            " ".join(word.text for word in self.said[begin:stop] if word.text not in {STOP, BREATH}),
            tuple(" ".join(word.raw for word in self.said[at : ends.get(at, at + 1)]) for at in kept),
        )


def _message(said: tuple[Word, ...], context: Context) -> _Message:
    links = link([word.text for word in said], [word.raw for word in said], context)
    symbols = {one.start: one.symbols for one in links}
    cells = tuple(symbols.get(at) or _cell(word.text, context) for at, word in enumerate(said))
    return _Message(said, links, cells, parts_of(said, links))


def _mended(said: tuple[Word, ...], context: Context) -> tuple[Word, ...]:
    return tuple(one for word in said for one in _right(word, context))


def _right(word: Word, context: Context) -> tuple[Word, ...]:
    text = mended(word.text, context.names)
    if text == word.text:
        return (word,)
    return tuple(Word(part, word.raw) for part in spelling().written_out.get(text, (text,)))


def _cell(word: str, context: Context) -> frozenset[str]:
    if word in elsewhere():
        return frozenset({word, "ELSEWHERE"})
    if word in spelling().people:
        return frozenset({word, "PERSON", "FOREIGN"})
    if known(word, context.names):
        return frozenset({word})
    return frozenset({word, "FOREIGN"} if word in english() else {word, "FOREIGN", "STRANGE"})
