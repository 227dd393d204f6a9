"""A learner has spoken: from all that the turn was told follows when their next nudge is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pathways.nudging import Record, heard_from, rule
from storage import learners, nudging

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from pathways.journal import Entry
    from pathways.learner import Account, Enrolment, Profile
    from storage.learners import Met
    from storage.nudging import Home


@dataclass(frozen=True, slots=True)
class Word:
    """A learner's word on an account, with what stands behind it: the journal and the first days."""

    account: Account
    learner: str
    """Whose it is now; another than was met where the turn joined or parted accounts."""
    met: Met
    profile: Profile
    entries: tuple[Entry, ...]
    enrolments: tuple[Enrolment, ...]


def changes_nothing(met: Met, profile: Profile) -> bool:
    """Of a turn that told nothing: a nudge is to come, and none waits for a word."""
    waits = met.planned is None or met.unanswered or met.unreachable
    return met.is_due and not waits and profile == met.profile


def home(connection: Connection, learner: str, met: Met, profile: Profile) -> Home | None:
    """Where nudges go, with what the turn was told of the zone."""
    here = met.home
    return replace(here, timezone=profile.timezone) if here is not None else nudging.home_of(connection, learner)


def listen(connection: Connection, word: Word, now: datetime) -> None:
    """Set when the next nudge is due, after a word of the learner."""
    met = word.met
    if word.learner != met.id:
        # joined or parted: what was due before is the other learner's, and is not made up for
        found = learners.known(connection, word.account, word.learner)
        met = replace(found or met, unreachable=True)
    if met.unreachable:
        learners.reached(connection, word.account)
    place = home(connection, word.learner, met, word.profile)
    told = rule(word.entries, word.enrolments, place.timezone) if place else None
    if place is None or told is None:
        return
    known = met.nudging
    before, so_far = known or (None, Record(now))
    if met.unreachable:
        so_far = replace(so_far, planned_to=now)  # what could not be sent meanwhile is not sent now
    record = heard_from(so_far, before, told, now)
    if (told, record) != known or met.unreachable:
        nudging.heard(connection, word.learner, place, told, record)
