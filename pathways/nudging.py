"""When nudges fall due, which one of several that fall together is sent, and how silence is answered.

Pure: the memory keeps a ``Rule`` and a ``Record`` for each learner, and asks here what follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from zlib import crc32

from pathways.calendar import QuietHours, Slot, allowed, instant, local_date, next_slot, not_before
from pathways.journal import rhythm
from pathways.learner import Rhythm
from pathways.model import Horizon
from pathways.zones import zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from pathways.journal import Entry
    from pathways.learner import Enrolment

KINDS = (Horizon.WEEK, Horizon.MONTH, Horizon.QUARTER)
"""By weight: of nudges that fall together the last of these is sent, and speaks for the others."""
GRACE = {Horizon.WEEK: timedelta(hours=36), Horizon.MONTH: timedelta(hours=72), Horizon.QUARTER: timedelta(days=7)}
"""How late a nudge may still come."""
REACHED = frozenset({"slack", "discord"})
"""Platforms on which the coach can write first."""

FORTNIGHTLY, MONTHLY, GOODBYE = 3, 4, 6
"""Nudges without an answer, from which on fewer are sent; after the last word there is silence."""
FORTNIGHT = timedelta(days=12)
"""Two weeks, less the time by which the nudge before may have been late."""
SECOND, SPREAD = timedelta(seconds=1), timedelta(minutes=4)
"""Whole teams want their nudge at nine, and each workspace takes them one after the other."""
REMEMBERED = timedelta(days=60)
"""After an outage, slots older than that are not even recorded: catching up costs the same however long it was."""
SHIFT = timedelta(hours=26)
"""No change of rules moves a local time by more: that is how far apart the clocks of the world are."""

DECIDING = ("timezone", "day", "time", "paused", "paused_until", "quiet", "quiet_days", "silences")
"""Settings that decide when nudges fall due."""

Fate = Literal["ready", "superseded", "stale"]


@dataclass(frozen=True, slots=True)
class Rule:
    """All that decides when nudges fall due."""

    rhythm: Rhythm
    started: date
    """The first day of the first pathway: later pathways do not begin the 90 days anew."""


@dataclass(frozen=True, slots=True)
class Record:
    """What has come of it so far."""

    planned_to: datetime
    """Every slot due until then has been dealt with (UTC)."""
    served: Mapping[Horizon, str] = field(default_factory=lambda: MappingProxyType({}))
    """The last slot of each kind that was dealt with."""
    nudged_at: datetime | None = None
    """When the last nudge was sent (UTC)."""
    unanswered: int = 0
    """Nudges sent since the learner's last word."""


@dataclass(frozen=True, slots=True)
class Due:
    """One nudge that falls due."""

    kind: Horizon
    slot: Slot

    @property
    def not_after(self) -> datetime:
        """From then on it is too late for it (UTC)."""
        return self.slot.due + GRACE[self.kind]

    @property
    def weight(self) -> int:
        """Its place in ``KINDS``."""
        return KINDS.index(self.kind)


def rule(entries: Sequence[Entry], enrolments: Sequence[Enrolment], timezone: str | None) -> Rule | None:
    """The rule that follows from what a learner said, None before they took up anything.

    ``timezone`` is what the platform knows, which holds until the learner says otherwise.
    """
    if not enrolments:
        return None
    told = rhythm(entries, Rhythm(timezone=timezone or "UTC"))
    trimmed = Rhythm(**{name: getattr(told, name) for name in DECIDING})
    return Rule(trimmed, min(enrolment.started for enrolment in enrolments))


def heard_from(record: Record, before: Rule | None, now: Rule, at: datetime) -> Record:
    """The record after a word of the learner: silence is over, and so may a pause be, without any arrears."""
    caught_up = record.unanswered >= FORTNIGHTLY or (
        before is not None and before.rhythm.paused and not now.rhythm.paused
    )
    if not record.unanswered and not caught_up:
        return record
    return replace(record, unanswered=0, planned_to=max(at, record.planned_to) if caught_up else record.planned_to)


def reckoned_anew(rule: Rule, record: Record, before: datetime | None) -> Record:
    """The record once the rules of zones have changed: the slot that was to come ``before`` is still to come."""
    if before is None:
        return record
    moved = coming(rule, replace(record, planned_to=min(record.planned_to, before - SHIFT)))
    if moved is None or moved.slot.due > record.planned_to:
        return record
    return replace(record, planned_to=moved.slot.due - timedelta(microseconds=1))


def coming(rule: Rule, record: Record) -> Due | None:
    """The next nudge; None while there is none to come: paused until further notice, or silent for good."""
    return _all(rule, record, record.planned_to, None)[1]


def fallen(rule: Rule, record: Record, now: datetime) -> tuple[Due, ...]:
    """Every nudge that has fallen due since the record was made, oldest first."""
    return look(rule, record, now)[0]


def look(rule: Rule, record: Record, now: datetime) -> tuple[tuple[Due, ...], Due | None]:
    """As ``fallen``, and with it the one that is ``coming`` once all of them are dealt with."""
    found, ahead = _all(rule, record, max(record.planned_to, now - REMEMBERED), now)
    return tuple(sorted(found, key=_order) if len(found) > 1 else found), ahead


def _order(due: Due) -> tuple[datetime, int]:
    return due.slot.due, due.weight


def _greatest(due: Due) -> tuple[int, datetime]:
    return due.weight, due.slot.due


def sort_out(dues: Sequence[Due], now: datetime) -> list[tuple[Due, Fate]]:
    """What becomes of each: one is sent, the heaviest and newest of those that are not too late."""
    live = [due for due in dues if due.not_after > now]
    chosen = max(live, key=_greatest, default=None)

    def fate(due: Due) -> Fate:
        if due is chosen:
            return "ready"
        return "superseded" if due in live else "stale"

    return [(due, fate(due)) for due in dues]


def dealt_with(record: Record, dues: Sequence[Due], now: datetime) -> Record:
    """The record once all of them have found their fate."""
    served = {**record.served, **{due.kind: due.slot.key for due in dues}}
    return Record(max(now, record.planned_to), MappingProxyType(served), record.nudged_at, record.unanswered)


def sendable(rule: Rule, record: Record, not_after: datetime, now: datetime) -> datetime | None:
    """The first moment from now on at which a nudge may come; None where that is too late for it."""
    earliest = now if record.nudged_at is None else max(now, not_before(record.nudged_at))
    where = zone(rule.rhythm.timezone)
    moment = allowed(earliest, quiet_hours(rule.rhythm), where)
    late = moment is None or moment >= not_after or rule.rhythm.is_silent(local_date(moment, where))
    return None if late else moment


def quiet_hours(rhythm: Rhythm) -> QuietHours:
    """As the learner said, else from eight to eight.

    Whoever asked for nudges in those usual hours gets them: their two hours are not quiet. Silence all day or on every
    day is none of this: it is a pause, and asked for as one.
    """
    days = frozenset(rhythm.quiet_days) if len(set(rhythm.quiet_days)) < 7 else frozenset[int]()
    usual, wished = QuietHours(days=days), rhythm.time
    if rhythm.quiet is not None and rhythm.quiet[0] != rhythm.quiet[1]:
        return replace(usual, start=rhythm.quiet[0], end=rhythm.quiet[1])
    if wished >= usual.start:
        return replace(usual, start=time((wished.hour + 2) % 24, wished.minute))
    return replace(usual, end=wished) if wished < usual.end else usual


def spread(learner: str) -> timedelta:
    """How long after the hour a learner's nudges come: always the same for one learner."""
    return timedelta(seconds=crc32(learner.encode()) % (SPREAD // SECOND))


def _kinds(unanswered: int) -> tuple[Horizon, ...]:
    """Which kinds are sent to whoever left so many without an answer."""
    if unanswered > GOODBYE:
        return ()
    return KINDS if unanswered < MONTHLY else (Horizon.MONTH, Horizon.QUARTER)


def _all(rule: Rule, record: Record, since: datetime, now: datetime | None) -> tuple[list[Due], Due | None]:
    """All nudges due after a moment and by now, where there is one, and the first one to come after them."""
    after = _from(rule, record, since)
    found: list[Due] = []
    ahead: Due | None = None
    if after is None:
        return found, ahead
    now, where = now or after, zone(rule.rhythm.timezone)
    for kind in _kinds(record.unanswered):
        fallen, due = _of_kind(kind, rule, where, after, now, record.served.get(kind))
        found += fallen
        if ahead is None or due.slot.due <= ahead.slot.due:  # of those that fall together the heaviest comes first
            ahead = due
    return found, ahead


def _of_kind(  # noqa: PLR0913, PLR0917  (each of them tells slots apart)
    kind: Horizon, rule: Rule, where: ZoneInfo, after: datetime, now: datetime, served: str | None
) -> tuple[list[Due], Due]:
    """The nudges of a kind due after a moment and by now, but for the one that was dealt with, and the one to come."""
    # only the 90 days depend on the start, and what is moved: whole towns share the same weeks and months
    own = kind is Horizon.QUARTER or rule.rhythm.quiet or rule.rhythm.quiet_days
    started = rule.started if own else date.min
    found: list[Due] = []
    while True:
        for due in _some(kind, rule.rhythm, where, after.date(), started):
            if due.slot.due > after:
                after = due.slot.due
                if due.slot.key != served:
                    if after > now:
                        return found, due
                    found.append(due)


@lru_cache(maxsize=8192)
def _some(kind: Horizon, rhythm: Rhythm, where: ZoneInfo, day: date, started: date) -> tuple[Due, ...]:
    """The nudges of a kind that fall due on a day (UTC), and the first one after it.

    Reckoned once for all who share it; for other rules of the zone, which are another ``where``, anew.
    """
    del where
    # the usual quiet hours never lie where nudges were asked for
    quiet = quiet_hours(rhythm) if rhythm.quiet or rhythm.quiet_days else None
    found: list[Due] = []
    before = datetime.combine(day, time(), UTC) - timedelta(microseconds=1)
    slot = next_slot(kind, rhythm, before, started=started, quiet=quiet)
    while slot.due.date() == day:
        found.append(Due(kind, slot))
        slot = next_slot(kind, rhythm, slot.due, started=started, served=(slot.key,), quiet=quiet)
    return (*found, Due(kind, slot))


def _from(rule: Rule, record: Record, since: datetime) -> datetime | None:
    """The moment after which slots count; None while nudges are paused until further notice."""
    if record.unanswered >= FORTNIGHTLY and record.nudged_at is not None:
        since = max(since, record.nudged_at + FORTNIGHT)
    if not rule.rhythm.paused:
        return since
    if rule.rhythm.paused_until is None:
        return None
    back = instant(rule.rhythm.paused_until, time(), zone(rule.rhythm.timezone))
    return max(since, back - timedelta(microseconds=1))
