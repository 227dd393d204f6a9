"""What became of a claim, written down under its fence: a report that comes too late changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sqlalchemy import bindparam, select, update

from pathways.delivery import Accepted, Claim, Deferred, Refused, Skipped, Unsent, Unsure, Wait
from storage import gates, posting
from storage import nudging as rules
from storage.tables import accounts, attempts, deliveries, learners

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pathways.delivery import Letter, Outcome

LOOK_AFTER = timedelta(seconds=20)
"""How long a platform is given to show what it took, before it is looked for."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=30)
MOST_TRIES = 8
"""Tries that surely did not get there, after which it is given up."""
OTHER_TRIES = 2
FOR_GOOD = datetime(9000, 1, 1, tzinfo=UTC)
"""A tenant that the coach was put out of is closed until it is let in again."""

_ALONE = (
    select(learners.c.nudging, learners.c.nudged_at, learners.c.unanswered)
    .where(learners.c.id == bindparam("learner"))
    # first the learner, then the delivery: a turn that forgets a learner takes its locks in the same order
    .with_for_update()
)
_SETTLE = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("this"),
        deliveries.c.state == "sending",
        deliveries.c.fence == bindparam("mine"),
    )
    .values(
        state=bindparam("became"),
        reason=bindparam("why"),
        next_try=bindparam("again"),
        tries=bindparam("tried"),
        in_doubt=bindparam("doubt"),
        ref=bindparam("known_as"),
        lease_until=None,
        owner=None,
    )
)
_END = (
    update(attempts)
    .where(attempts.c.delivery_id == bindparam("this"), attempts.c.fence == bindparam("mine"))
    .values(ended_at=bindparam("now"), outcome=bindparam("what"), code=bindparam("said"))
)
_NUDGED = (
    update(learners)
    .where(learners.c.id == bindparam("learner"))
    .values(
        nudged_at=bindparam("now"),
        unanswered=learners.c.unanswered + 1,
        next_nudge_at=bindparam("soonest"),
        nudging=bindparam("written"),
    )
)
_UNREACHABLE = (
    update(accounts)
    .where(
        accounts.c.platform == bindparam("on"),
        accounts.c.workspace == bindparam("at"),
        accounts.c.user == bindparam("who"),
    )
    .values(unreachable_at=bindparam("now"))
)
_SILENT = update(learners).where(learners.c.id == bindparam("learner")).values(next_nudge_at=None)
_CANCEL = (
    update(deliveries)
    .where(
        deliveries.c.platform == bindparam("on"),
        deliveries.c.workspace == bindparam("at"),
        deliveries.c.next_try.is_not(None),
    )
    .values(state="cancelled", next_try=None, reason=bindparam("why"))
)
_CANCEL_ONE = _CANCEL.where(deliveries.c.learner_id == bindparam("learner"))


@dataclass(frozen=True, slots=True)
class _Change:
    """What an outcome makes of a delivery."""

    state: str
    reason: str | None = None
    again: datetime | None = None
    tries: int = 0
    doubt: bool = False
    ref: str | None = None


def settle(connection: Connection, claim: Letter, outcome: Outcome, now: datetime) -> bool:
    """Write an outcome down; False where the claim was not valid any more."""
    nudge = claim if isinstance(claim, Claim) else None
    learner = connection.execute(_ALONE, {"learner": nudge.learner}).one_or_none() if nudge else None
    change = _change(claim, outcome, now)
    settled = connection.execute(
        _SETTLE,
        {
            "this": claim.id,
            "mine": claim.fence,
            "became": change.state,
            "why": change.reason,
            "again": change.again,
            "tried": change.tries,
            "doubt": change.doubt,
            "known_as": change.ref,
        },
    )
    said = {"this": claim.id, "mine": claim.fence, "now": now, "what": type(outcome).__name__.lower()}
    connection.execute(_END, {**said, "said": change.reason})
    if settled.rowcount != 1 or (nudge is not None and learner is None):
        return False
    match outcome:
        case Refused("tenant", code):
            _close(connection, claim, FOR_GOOD, code)
            connection.execute(_CANCEL, {**_tenant(claim), "why": code[:100]})
        case Wait(seconds):
            _close(connection, claim, now + timedelta(seconds=seconds), "asked to wait")
        case _:
            pass
    match claim:
        case Claim():
            _answered_for(connection, claim, learner, outcome, now)
        case _:
            posting.settled(connection, claim, outcome)
    return True


def _answered_for(connection: Connection, claim: Claim, learner: Any, outcome: Outcome, now: datetime) -> None:
    """What follows from an outcome for the learner."""
    match outcome:
        case Accepted():
            _count(connection, claim, learner, now)
        case Refused("person"):
            who = {"on": claim.account.platform, "at": claim.account.workspace, "who": claim.account.user}
            connection.execute(_UNREACHABLE, {**who, "now": now})
            connection.execute(_SILENT, {"learner": claim.learner})
            connection.execute(_CANCEL_ONE, {**_tenant(claim), "learner": claim.learner, "why": "unreachable"})
        case _:
            pass


def _change(claim: Letter, outcome: Outcome, now: datetime) -> _Change:
    same = "unknown" if claim.in_doubt else "ready"
    tries = claim.tries + 1
    match outcome:
        case Accepted(ref):
            return _Change("sent", tries=tries, ref=ref[:100])
        case Refused("person" | "form", code):
            return _Change("failed", code[:100], tries=tries)
        case Refused("tenant", code):
            return _Change("cancelled", code[:100], tries=tries)
        case Refused(_, code):
            if tries >= OTHER_TRIES:
                return _Change("failed", code[:100], tries=tries)
            return _Change("ready", code[:100], _later(claim, now), tries)
        case Wait(seconds):
            until = min(claim.not_after, now + timedelta(seconds=seconds))
            return _Change(same, "asked to wait", until, claim.tries, doubt=claim.in_doubt)
        case Unsent(code):
            if tries >= MOST_TRIES:
                return _Change("failed", code[:100], tries=tries)
            return _Change("ready", code[:100], _later(claim, now), tries)
        case Unsure(code):
            pause = max(now + LOOK_AFTER, _later(claim, now)) if claim.in_doubt else now + LOOK_AFTER
            return _Change("unknown", code[:100], min(pause, claim.not_after), tries, doubt=True)
        case Skipped(reason):
            return _Change("skipped", reason[:100], tries=claim.tries)
        case Deferred(until):
            return _Change(same, "deferred", min(until, claim.not_after), claim.tries, doubt=claim.in_doubt)


def _later(claim: Letter, now: datetime) -> datetime:
    """A pause that doubles each time, and that is another one for each nudge: crowds come apart."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(claim.tries, 10))
    share = crc32(f"{claim.id}:{claim.fence}".encode()) / 2**32
    return min(claim.not_after, now + longest * (0.1 + 0.9 * share))


def _count(connection: Connection, claim: Claim, learner: Any, now: datetime) -> None:
    """One more nudge that waits for an answer; that may change when the next one is due."""
    known = rules.read(learner.nudging, learner.nudged_at, learner.unanswered)
    if known is None:
        return
    rule, record = known
    record = rules.nudged(record, now)
    written = rules.kept(claim.learner, rule, record, rules.next_at(rule, record))
    connection.execute(_NUDGED, {**written, "now": now})


def _close(connection: Connection, claim: Letter, until: datetime, why: str) -> None:
    gates.close(connection, claim.tenant, until, why)


def _tenant(claim: Letter) -> dict[str, str]:
    platform, workspace = claim.tenant
    return {"on": platform, "at": workspace}
