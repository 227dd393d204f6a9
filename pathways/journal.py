"""What a learner did, as an append-only journal, and what follows from it.

Nothing is ever rewritten: taking a deed back is a further entry, so undo works for ever and
progress, settings and the pathways in hand are all folds over the entries that stand.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from pathways.deeds import (
    Adopted,
    Aimed,
    Allotted,
    Credited,
    Deed,
    Finished,
    Passed,
    Paused,
    Postponed,
    Proved,
    Question,
    Rerouted,
    Resumed,
    Settled,
    Skipped,
    Split,
    Started,
    TakenBack,
    TookOff,
    Worked,
)
from pathways.learner import Away, Credit, Effort, Progress, Rhythm, Spell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Adopted",
    "Aimed",
    "Allotted",
    "Credited",
    "Deed",
    "Entry",
    "Finished",
    "Passed",
    "Paused",
    "Postponed",
    "Proved",
    "Rerouted",
    "Resumed",
    "Settled",
    "Skipped",
    "Split",
    "Started",
    "TakenBack",
    "TookOff",
    "Worked",
    "adopted",
    "aim",
    "evidence",
    "in_hand_since",
    "pathway_in_hand",
    "pathways_in_hand",
    "progress",
    "rerouted",
    "rhythm",
    "splits",
    "standing",
    "unanswered",
]


MOST_SILENCES = 8
"""As many stretches without nudges can be named ahead; of more the first is dropped."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal."""

    number: int
    """1, 2, 3 … for each learner; the order of telling."""
    said: dt.datetime
    """When it was said (UTC)."""
    counts: dt.date
    """The learner's local date it counts for."""
    deed: Deed


def standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that were not taken back, oldest first; the takings-back themselves left out."""
    entries = tuple(entries)
    gone = {entry.deed.entry for entry in entries if isinstance(entry.deed, TakenBack)}
    if not gone:
        return entries
    return tuple(e for e in entries if e.number not in gone and not isinstance(e.deed, TakenBack))


def progress(entries: Iterable[Entry], *pathways: str) -> Progress:
    """What became of each step; a later deed about a step replaces an earlier one.

    A step is the same wherever its id stands, so what was done and what is known count on every pathway. What was
    dropped or put off was so on the pathways named.
    """
    done: dict[str, dt.date] = {}
    skipped: dict[str, dt.date] = {}
    postponed: dict[str, dt.date] = {}
    worked: dict[str, tuple[Effort, ...]] = {}
    credit: dict[str, Credit] = {}
    for entry in standing(entries):
        match entry.deed:
            case Finished(_, step):
                skipped.pop(step, None)
                postponed.pop(step, None)
                done[step] = entry.counts
            case Worked(_, step, minutes):
                done.pop(step, None)
                skipped.pop(step, None)
                worked[step] = (*worked.get(step, ()), Effort(entry.counts, minutes))
            case Skipped(where, step) if where in pathways:
                done.pop(step, None)
                postponed.pop(step, None)
                skipped[step] = entry.counts
            case Postponed(where, step, until) if where in pathways:
                postponed[step] = until
            case Credited(_, item, level):
                credit[item] = Credit(level, entry.counts)
            case _:
                pass
    return Progress(done, skipped, postponed, worked, credit)


def rhythm(entries: Iterable[Entry], assumed: Rhythm) -> Rhythm:
    """``assumed`` with everything the learner has said since. A pause with a date is also time away."""
    result = assumed
    for entry in standing(entries):
        match entry.deed:
            case Settled() as deed:
                if deed.hours is not None:
                    result = replace(result, spells=tuple(_ended(result.spells, entry.counts)))
                given = {
                    name: value
                    for name in ("hours", "timezone", "day", "time", "quiet", "quiet_days")
                    if (value := getattr(deed, name)) is not None
                }
                if deed.hours is not None and "hours" in result.chosen:
                    # The first answer replaces an assumption, and so holds from the start.
                    result = result.at(deed.hours, entry.counts)
                result = replace(result, **given, chosen=result.chosen | given.keys())
                if result.quiet is not None and result.quiet[0] == result.quiet[1]:
                    result = replace(result, quiet=None)
            case Paused(dt.date() as until, dt.date() as since):
                away = _until(result.away, since, until)
                ahead = [silence for silence in result.silences if silence.last >= entry.counts]
                result = replace(result, away=away, silences=_until(tuple(ahead), since, until)[-MOST_SILENCES:])
            case Paused(until):
                result = replace(result, paused=True, paused_until=until, away=_until(result.away, entry.counts, until))
            case TookOff(until, since):
                result = replace(result, away=_until(result.away, since or entry.counts, until))
            case Allotted(hours, first, last):
                result = replace(result, spells=(*result.spells, Spell(first, last, hours)))
            case Resumed():
                away = tuple(_cut(result.away, entry.counts))
                silences = tuple(_cut(result.silences, entry.counts))
                result = replace(result, paused=False, paused_until=None, away=away, silences=silences)
            case _:
                pass
    return result


def _ended(spells: Iterable[Spell], today: dt.date) -> Iterable[Spell]:
    """What is left of weeks with hours of their own once other hours are meant to hold: those that have begun."""
    return (replace(spell, last=min(spell.last, today)) for spell in spells if spell.first <= today)


def _until(away: tuple[Away, ...], since: dt.date, until: dt.date | None) -> tuple[Away, ...]:
    """Time away from a day until the day before another one, where there is any."""
    if until is None or until <= since:
        return away
    return (*away, Away(since, until - dt.timedelta(days=1)))


def _cut(away: Sequence[Away], back: dt.date) -> Iterable[Away]:
    """Time away that is over by the day somebody is back; what lies ahead of that day stays."""
    for stretch in away:
        if stretch.first > back:
            yield stretch
        elif stretch.first < back:
            yield replace(stretch, last=min(stretch.last, back - dt.timedelta(days=1)))


def pathway_in_hand(entries: Iterable[Entry]) -> str | None:
    """The pathway taken up last, unless it was beside another one."""
    return next(iter(pathways_in_hand(entries)), None)


def pathways_in_hand(entries: Iterable[Entry], newcomers: str | None = None) -> tuple[str, ...]:
    """The pathway in hand, and the one that is followed beside it; ``newcomers`` is in hand before anything is said."""
    held = (newcomers,) if newcomers else ()
    for entry in standing(entries):
        match entry.deed:
            case Started(pathway, beside=True):
                # one beside it is as much as anybody can follow
                held = (*held[:1], *([pathway] if pathway not in held[:1] else []))
            case Started(pathway):
                held = (pathway,)
            case _:
                pass
    return held


def evidence(entries: Iterable[Entry]) -> dict[str, str]:
    """What was given as proof, by step or skill: the last words that can be read here; empty where none can."""
    found: dict[str, str] = {}
    for entry in standing(entries):
        if isinstance(entry.deed, Proved):
            found[entry.deed.item] = entry.deed.words or found.get(entry.deed.item, "")
    return found


def aim(entries: Iterable[Entry]) -> dt.date | None:
    """The day by which the learner would like to be done."""
    wished = [entry.deed.by for entry in standing(entries) if isinstance(entry.deed, Aimed)]
    return wished[-1] if wished else None


def rerouted(entries: Iterable[Entry]) -> dt.date | None:
    """The day on which a way on was chosen last."""
    return max((entry.counts for entry in standing(entries) if isinstance(entry.deed, Rerouted)), default=None)


def unanswered(entries: Iterable[Entry]) -> tuple[Question, ...]:
    """Which of the first questions were neither answered nor left out."""
    told: set[Question] = set()
    for entry in standing(entries):
        match entry.deed:
            case Settled(hours=float() | int()):
                told.add("hours")
            case Credited():
                told.add("known")
            case Aimed():
                told.add("by")
            case Passed(question):
                told.add(question)
            case _:
                pass
    return tuple(question for question in get_args(Question) if question not in told)


def adopted(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    """The later editions that were taken of each pathway, in order."""
    taken: dict[str, tuple[str, ...]] = {}
    for deed in [entry.deed for entry in standing(entries) if isinstance(entry.deed, Adopted)]:
        if deed.edition:
            taken[deed.pathway] = (*taken.get(deed.pathway, ()), deed.edition)
    return taken


def in_hand_since(entries: Iterable[Entry], pathway: str, started: dt.date) -> dt.date:
    """From when on a pathway is followed: since it was gone back to, if that was a week or more after it was left."""
    since, left = started, None
    for entry in standing(entries):
        match entry.deed:
            case Started(taken, beside=False) if taken == pathway:
                if left is not None and entry.counts - left >= dt.timedelta(weeks=1):
                    since = entry.counts
                left = None
            case Started(beside=False) if left is None:
                left = entry.counts
            case _:
                pass
    return since


def splits(entries: Iterable[Entry]) -> dict[str, int]:
    """Steps that were cut into smaller ones, each with the number of its parts."""
    return {e.deed.step: e.deed.parts for e in standing(entries) if isinstance(e.deed, Split)}


def finished(entries: Iterable[Entry]) -> frozenset[tuple[str, str]]:
    """Every step that is done, with the pathway on which it was."""
    entries = standing(entries)
    told = {(entry.deed.pathway, entry.deed.step) for entry in entries if isinstance(entry.deed, Finished)}
    done = {pathway: progress(entries, pathway).done for pathway, _ in told}
    return frozenset((pathway, step) for pathway, step in told if step in done[pathway])
