"""What must be true of every history of nudges, whoever died and whatever went wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from pathways.calendar import GAP, QuietHours, zone
from pathways.delivery import LIVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.adapters.simulated.platform import Got
    from pathways.learner import Account

_EXPLAINED = frozenset({"failed", "skipped", "superseded", "stale", "expired_unknown", "cancelled"})


class Fact(Protocol):
    """What the memory says of one nudge."""

    @property
    def account(self) -> Account:
        """Whom it was for."""
        ...

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def state(self) -> str:
        """Where it has arrived."""
        ...

    @property
    def reason(self) -> str | None:
        """Why, where it was not sent."""
        ...

    @property
    def slot(self) -> str:
        """Its period."""
        ...


@dataclass(frozen=True, slots=True)
class Stay:
    """After that somebody's wall clock was in that zone, and their nights were these."""

    since: datetime
    timezone: str
    quiet: QuietHours


def wrong(
    got: Sequence[Got],
    facts: Sequence[Fact],
    stays: Mapping[Account, Sequence[Stay]],
    expected: Mapping[Account, Iterable[str]],
) -> list[str]:
    """Every law that the history breaks, with the piece of history that breaks it; nothing, where it is sound.

    ``expected`` are the weeks that each had to have a nudge of, sent or closed with a reason.
    """
    found = [*_doubles(got), *_gaps(got), *_nights(got, stays), *_strangers(got, stays)]
    return [*found, *_books(got, facts), *_lost(facts, expected)]


def _doubles(got: Sequence[Got]) -> Iterable[str]:
    for (account, kind, slot), times in Counter((each.account, each.kind, each.slot) for each in got).items():
        if times > 1:
            yield f"{account.user} got {kind} {slot} {times} times: {[str(g.at) for g in got if g.account == account]}"


def _gaps(got: Sequence[Got]) -> Iterable[str]:
    by_account: dict[Account, list[Got]] = defaultdict(list)
    for each in got:
        by_account[each.account].append(each)
    for account, all_ in by_account.items():
        for before, after in pairwise(sorted(all_, key=lambda each: each.at)):
            if after.at - before.at < GAP:
                yield f"{account.user}: {before.slot} at {before.at} and {after.slot} at {after.at} are too close"


def _nights(got: Sequence[Got], stays: Mapping[Account, Sequence[Stay]]) -> Iterable[str]:
    for each in got:
        stay = max((s for s in stays.get(each.account, ()) if s.since < each.at), key=lambda s: s.since, default=None)
        if stay is not None and _is_night(each.at, stay):
            yield f"{each.account.user} got {each.slot} at night: {each.at.astimezone(zone(stay.timezone))}"


def _is_night(at: datetime, stay: Stay) -> bool:
    wall, quiet = at.astimezone(zone(stay.timezone)).time(), stay.quiet
    if quiet.start < quiet.end:
        return quiet.start <= wall < quiet.end
    return wall >= quiet.start or wall < quiet.end


def _strangers(got: Sequence[Got], known: Mapping[Account, Sequence[Stay]]) -> Iterable[str]:
    return (f"{each.account} is nobody who is known there" for each in got if each.account not in known)


def _books(got: Sequence[Got], facts: Sequence[Fact]) -> Iterable[str]:
    """What the memory says and what the platform accepted are the same story."""
    accepted = {each.delivery for each in got}
    for fact in facts:
        if fact.state == "sent" and fact.id not in accepted:
            yield f"{fact.account.user}: {fact.slot} counts as sent and never was"
        if fact.state not in {"sent", "expired_unknown"} and fact.id in accepted:
            yield f"{fact.account.user}: {fact.slot} was sent and counts as {fact.state}"
        if fact.state in LIVE:
            yield f"{fact.account.user}: {fact.slot} has not arrived anywhere ({fact.state})"
        if fact.state in _EXPLAINED and not fact.reason:
            yield f"{fact.account.user}: {fact.slot} is {fact.state} without a reason"


def _lost(facts: Sequence[Fact], expected: Mapping[Account, Iterable[str]]) -> Iterable[str]:
    there = {(fact.account, fact.slot) for fact in facts}
    return (
        f"{account.user}: {slot} was due and nobody planned it"
        for account, slots in expected.items()
        for slot in slots
        if (account, slot) not in there
    )
