"""The weekly digest of a workspace: when it is due, which week it speaks of, and who had a part in that week.

Pure. The digest speaks of what was told in its own workspace alone: what was told elsewhere stays there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pathways.calendar import WEEK, Slot, instant, local_date, next_slot
from pathways.journal import Finished, Proved, Worked, standing
from pathways.learner import Rhythm
from pathways.model import Horizon
from pathways.zones import zone

if TYPE_CHECKING:
    from pathways.journal import Entry
    from pathways.learner import Enrolment

LEAST = 5
"""People with a part in the week; of fewer nothing is said, because each could be told from the others."""
GRACE = dt.timedelta(hours=36)
"""How late a digest may still come."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where people talk together: a tenant (a Slack team, a Discord server) and a channel of it."""

    platform: str
    tenant: str
    channel: str = ""
    """Empty in a conversation with the coach alone."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A weekly word to one channel, as an admin asked for it. Its time is local to ``timezone`` (IANA)."""

    place: Place
    day: int = 4
    """Monday 0 to Sunday 6."""
    time: dt.time = dt.time(16)
    timezone: str = "UTC"
    paused: str = ""
    """The platform's word for why nothing can be posted; empty while all is well."""
    told_to: dt.datetime | None = None
    """The end of the week that was told last (UTC)."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a tenant, and what they told there."""

    named: str
    """The platform's id of whoever agreed to be named; empty for everybody else."""
    entries: tuple[Entry, ...]
    """The whole journal: what was done here may have been taken back elsewhere."""
    enrolments: tuple[Enrolment, ...]
    here: frozenset[int]
    """The numbers of the entries that were told in this tenant."""


def coming(digest: Digest, after: dt.datetime, served: str | None) -> Slot:
    """The first slot due after a moment, but for the week that was dealt with."""
    rhythm = Rhythm(timezone=digest.timezone, day=digest.day, time=digest.time)
    return next_slot(Horizon.WEEK, rhythm, after, started=dt.date.min, served={served} if served else ())


def newest(digest: Digest, due: dt.datetime, served: str | None, now: dt.datetime) -> tuple[Slot | None, Slot]:
    """The last slot that fell due from ``due`` to ``now``, None where there was none; and the one that is to come.

    After an outage those before it are left out: a digest speaks of one week.
    """
    after = max(due - dt.timedelta(microseconds=1), now - 2 * WEEK)
    fallen: Slot | None = None
    slot = coming(digest, after, served)
    while slot.due <= now:
        fallen = slot
        slot = coming(digest, slot.due, slot.key)
    return fallen, slot


def week(digest: Digest, due: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """From when to when a digest speaks (UTC): seven local days, but for what was told in the one before."""
    where = zone(digest.timezone)
    began = instant(local_date(due, where) - WEEK, due.astimezone(where).time(), where)
    return max(began, digest.told_to or began), due


def deeds(member: Member, since: dt.datetime, until: dt.datetime) -> tuple[Entry, ...]:
    """What somebody told here in a week and did then, as far as it stands; oldest first."""
    return tuple(
        entry
        for entry in standing(member.entries)
        if entry.number in member.here
        and since < entry.said <= until
        # somebody's own date may be the one before
        and entry.counts >= since.date() - _DAY
        and isinstance(entry.deed, Finished | Worked | Proved)
    )
