"""What a learner did, as an append-only journal, and what follows from it.

Nothing is ever rewritten: taking a deed back is a further entry, so undo works for ever and
progress, settings and the pathway in hand are all folds over the entries that stand.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from pathways.learner import Away, Progress, Rhythm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Started:
    """Took up a pathway, or went back to it."""

    pathway: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Finished a step."""

    pathway: str
    step: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Dropped a step for good."""

    pathway: str
    step: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """Put a step off until a local date."""

    pathway: str
    step: str
    until: dt.date


@dataclass(frozen=True, slots=True)
class TookOff:
    """Keeps the days before a local date free of study; nudges stay as they are."""

    until: dt.date


@dataclass(frozen=True, slots=True)
class Settled:
    """Changed settings; None leaves a setting as it was."""

    hours: float | None = None
    timezone: str | None = None
    day: int | None = None
    time: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Paused:
    """Asked for quiet, until a local date or until further notice."""

    until: dt.date | None
    """The first day of nudges again."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Asked for nudges again."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Took an earlier entry back."""

    entry: int


Deed: TypeAlias = Started | Finished | Skipped | Postponed | TookOff | Settled | Paused | Resumed | TakenBack


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
    return tuple(e for e in entries if e.number not in gone and not isinstance(e.deed, TakenBack))


def progress(entries: Iterable[Entry], pathway: str) -> Progress:
    """Done, skipped and postponed steps of one pathway; a later deed about a step replaces an earlier one."""
    done: dict[str, dt.date] = {}
    skipped: dict[str, dt.date] = {}
    postponed: dict[str, dt.date] = {}
    for entry in standing(entries):
        match entry.deed:
            case Finished(where, step) if where == pathway:
                skipped.pop(step, None)
                postponed.pop(step, None)
                done[step] = entry.counts
            case Skipped(where, step) if where == pathway:
                done.pop(step, None)
                postponed.pop(step, None)
                skipped[step] = entry.counts
            case Postponed(where, step, until) if where == pathway:
                postponed[step] = until
            case _:
                pass
    return Progress(done, skipped, postponed)


def rhythm(entries: Iterable[Entry], assumed: Rhythm) -> Rhythm:
    """``assumed`` with everything the learner has said since. A pause with a date is also time away."""
    result = assumed
    for entry in standing(entries):
        match entry.deed:
            case Settled() as deed:
                given = {
                    name: value
                    for name in ("hours", "timezone", "day", "time")
                    if (value := getattr(deed, name)) is not None
                }
                if deed.hours is not None and "hours" in result.chosen:
                    # The first answer replaces an assumption, and so holds from the start.
                    result = result.at(deed.hours, entry.counts)
                result = replace(result, **given, chosen=result.chosen | given.keys())
            case Paused(until):
                result = replace(result, paused=True, paused_until=until, away=_until(result.away, entry, until))
            case TookOff(until):
                result = replace(result, away=_until(result.away, entry, until))
            case Resumed():
                away = tuple(_cut(result.away, entry.counts))
                result = replace(result, paused=False, paused_until=None, away=away)
            case _:
                pass
    return result


def _until(away: tuple[Away, ...], entry: Entry, until: dt.date | None) -> tuple[Away, ...]:
    """Time away from the day of an entry until the day before a date, where there is any."""
    if until is None or until <= entry.counts:
        return away
    return (*away, Away(entry.counts, until - dt.timedelta(days=1)))


def _cut(away: Sequence[Away], back: dt.date) -> Iterable[Away]:
    """Time away that is over by the day somebody is back."""
    for stretch in away:
        if stretch.first < back:
            yield replace(stretch, last=min(stretch.last, back - dt.timedelta(days=1)))


def pathway_in_hand(entries: Iterable[Entry]) -> str | None:
    """The pathway taken up last."""
    taken = [entry.deed.pathway for entry in standing(entries) if isinstance(entry.deed, Started)]
    return taken[-1] if taken else None


def finished(entries: Iterable[Entry]) -> frozenset[tuple[str, str]]:
    """Every step that is done, of whatever pathway, with its pathway."""
    entries = standing(entries)
    pathways = {entry.deed.pathway for entry in entries if isinstance(entry.deed, Finished)}
    return frozenset((pathway, step) for pathway in pathways for step in progress(entries, pathway).done)
