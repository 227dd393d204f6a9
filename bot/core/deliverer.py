"""Nudges and digests on their way: plan, borrow, word, send, record. Who sends and who remembers is lent.

Whatever dies in between, each is sent once: it is borrowed before it is sent, and what was borrowed and not brought
back is looked for before anybody sends it again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bot.core.told import NOTHING, AskNames, Told
from pathways.delivery import Absent, Accepted, Claim, Deferred, Refused, Skipped, Unsure, Wait

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.core.coach import Coach
    from bot.core.reply import Reply
    from pathways.delivery import Found, Letter, Outcome, Sent
    from pathways.digest import Place

_log = logging.getLogger("coach.nudges")
_T = TypeVar("_T")
START_BY = 45.0
"""Seconds after the claim in which sending must begin: with the longest call, well before the lease ends."""
LONGEST_BEAT = 40.0
"""Seconds after which a beat borrows no more; the next one does."""
HANDFUL = 10
NAMELESS = timedelta(minutes=1)
"""How long a digest waits for names that nobody said."""
POINTS = ("send.before", "send.after")
"""Where a process may die on this side of the outbox."""


class Sender(Protocol):
    """One platform's way out. Gives up by itself in good time, and never raises for what a platform says."""

    async def send(self, claim: Letter, reply: Reply) -> Sent:
        """Send it, marked with the claim's id."""
        ...

    async def look_up(self, claim: Letter) -> Found:
        """Whether a message with the claim's id is there."""
        ...

    async def names(self, place: Place, users: Sequence[str]) -> Mapping[str, str] | None:
        """What people are called there, without those who are not there any more; None where nobody said."""
        ...


class Planned(Protocol):
    """What one transaction of planning did."""

    @property
    def learners(self) -> int:
        """How many it planned for."""
        ...

    @property
    def more(self) -> bool:
        """Whether others may be due as well."""
        ...


class Outbox(Protocol):
    """What remembers nudges; storage fulfils it. Every method blocks, and may raise ``StorageError``."""

    def plan(self, now: datetime) -> Planned:
        """Plan for some of those who are due."""
        ...

    def claim(self, now: datetime, platforms: Sequence[str], most: int) -> tuple[Letter, ...]:
        """Borrow some whose time has come."""
        ...

    def record(self, claim: Letter, outcome: Outcome, now: datetime) -> bool:
        """Keep what became of a claim; False where it was not valid any more."""
        ...

    def give_back(self, claims: Sequence[Letter], now: datetime) -> None:
        """Return what was not begun."""
        ...


class Hop(Protocol):
    """Runs what blocks off the event loop."""

    def __call__(self, work: Callable[..., _T], /, *arguments: Any) -> Awaitable[_T]:
        """Run it and give its result."""
        ...


@dataclass
class Deliverer:
    """Sends what is due, on the platforms that it has senders for."""

    coach: Coach
    outbox: Outbox
    senders: Mapping[str, Sender]
    clock: Callable[[], datetime]
    ticking: Callable[[], float]
    """Seconds that pass even while the machine sleeps, and that nobody can set."""
    hop: Hop
    passing: Callable[[str], None] = lambda _: None
    leaving: bool = field(default=False, init=False)

    async def plan(self) -> int:
        """Plan for everybody who is due; for how many."""
        total, more = 0, True
        while more and not self.leaving:
            planned = await self.hop(self.outbox.plan, self.clock())
            total, more = total + planned.learners, planned.more
        return total

    async def dispatch(self) -> int:
        """Send what may be sent now; how many were borrowed for that."""
        total, began = 0, self.ticking()
        while not self.leaving and self.ticking() - began < LONGEST_BEAT:
            claimed_at = self.ticking()
            claims = await self.hop(self.outbox.claim, self.clock(), tuple(self.senders), HANDFUL)
            if not claims:
                break
            total += len(claims)
            async with asyncio.TaskGroup() as group:
                for claim in claims:
                    group.create_task(self._deliver(claim, claimed_at))
        return total

    def leave(self) -> None:
        """Borrow nothing more, and give back what was not begun."""
        self.leaving = True

    async def _deliver(self, claim: Letter, claimed_at: float) -> None:
        try:
            claim, outcome = await self._become(claim, claimed_at)
            if outcome is None:
                await self.hop(self.outbox.give_back, (claim,), self.clock())
            elif not await self.hop(self.outbox.record, claim, outcome, self.clock()):
                _log.warning("a result came too late and was dropped")
        except Exception as trouble:  # noqa: BLE001  (what is not recorded is in doubt once the lease ends)
            _log.error("a nudge was left in doubt: %s", type(trouble).__name__)

    async def _become(self, claim: Letter, claimed_at: float) -> tuple[Letter, Outcome | None]:
        """What becomes of a claim; None for one that is not even begun."""
        sender = self.senders[claim.tenant[0]]
        if claim.in_doubt and not self.leaving:
            found = await sender.look_up(claim)
            match found:
                case Absent():
                    claim = replace(claim, in_doubt=False)
                case Wait(seconds):
                    # the platform limits looking, which keeps nobody else from sending
                    return claim, Deferred(self.clock() + timedelta(seconds=seconds))
                case Accepted() | Unsure():
                    return claim, found
        made = None if self.leaving else await self._asked(claim, sender)
        if isinstance(made, Skipped | Deferred | Refused):
            return claim, made
        if made is None or self.leaving or self.ticking() - claimed_at > START_BY:
            return claim, None
        self.passing("send.before")
        sent = await sender.send(claim, made)
        self.passing("send.after")
        if isinstance(sent, Refused) and sent.ground in {"form", "tenant"}:
            _log.error("nudge refused (%s): %s", sent.ground, sent.code)
        return claim, sent

    async def _asked(self, claim: Letter, sender: Sender) -> Reply | Skipped | Deferred | Refused:
        """What it says, with the names that it needs."""
        told = NOTHING
        while isinstance(made := await self.hop(self._worded, claim, told), AskNames):
            names = await sender.names(made.place, made.users)
            if names is None:
                return Deferred(self.clock() + NAMELESS)
            told = Told(names=names)
        return made

    def _worded(self, claim: Letter, told: Told) -> Reply | Skipped | Deferred | Refused | AskNames:
        """What it says; what cannot be worded is a bug, and keeps nothing else back."""
        try:
            return self.coach.due(claim) if isinstance(claim, Claim) else self.coach.post(claim, told)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            incident = secrets.token_hex(4)
            _log.exception("a nudge could not be worded", extra={"incident": incident})
            return Refused("form", f"incident {incident}")
