"""The platforms: what they accepted is the truth, whatever they answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pathways.delivery import Absent, Accepted, Claim, Deferred, Refused, Unsent, Unsure, Wait

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from bot.core.reply import Reply
    from pathways.delivery import Found, Letter, Sent
    from pathways.digest import Place
    from pathways.learner import Account

MOODS = ("accept unseen", "refuse unseen", "wait", "unsent", "busy", "weird")
"""What a fault is: taken or not without a word, asked to wait, never reached, an internal error, a new word for no."""


NONCES_KEPT = timedelta(minutes=5)
"""How long Discord takes the same message once only."""
OPENINGS_APART, REST = timedelta(seconds=5), timedelta(hours=1)
"""Between two conversations that are opened; and after Discord called them too many."""


@dataclass(frozen=True, slots=True)
class Got:
    """One message that somebody got."""

    account: Account
    at: datetime
    delivery: str
    kind: str
    slot: str
    words: str


@dataclass
class Platform:
    """Takes nudges, and has moods in so many of a hundred calls."""

    clock: Callable[[], datetime]
    dice: Random
    faults: float
    got: list[Got] = field(default_factory=list[Got])
    calls: int = 0
    _seen: dict[str, Got] = field(default_factory=dict[str, Got])

    async def send(self, claim: Letter, reply: Reply) -> Sent:
        """Take it, or not, and say so, or not."""
        self.calls += 1
        mood = self.dice.choice(MOODS) if self.dice.random() < self.faults else "accept"
        match mood:
            case "accept":
                return self._take(claim, reply)
            case "accept unseen":
                self._take(claim, reply)
                return Unsure("no answer")
            case "refuse unseen":
                return Unsure("no answer")
            case "busy":
                return Unsure("internal_error")
            case "wait":
                return Wait(float(self.dice.randint(1, 90)))
            case "unsent":
                return Unsent("not reached")
            case _:
                return Refused("other", "weird")

    async def look_up(self, claim: Letter) -> Found:
        """Look, where that is not refused as well."""
        self.calls += 1
        if self.dice.random() < self.faults:
            return self.dice.choice((Wait(60.0), Unsure("no answer")))
        return Accepted(claim.id) if claim.id in self._seen else Absent()

    async def names(self, place: Place, users: Sequence[str]) -> Mapping[str, str]:
        """Everybody is called by their id."""
        del place
        return {user: user for user in users}

    def _take(self, claim: Letter, reply: Reply) -> Accepted:
        """A message more, though it were the same again."""
        if not isinstance(claim, Claim):
            return Accepted(claim.id)  # nobody in the town asks for a digest
        got = Got(claim.account, self.clock(), claim.id, claim.kind.value, claim.slot, reply.summary)
        self.got.append(got)
        self._seen[claim.id] = got
        return Accepted(claim.id)


@dataclass
class Discord(Platform):
    """Takes the same message once only, but not for long; and wants conversations to be opened slowly."""

    _open: set[Account] = field(default_factory=set["Account"])
    _opening: datetime | None = None
    """When the next conversation may be opened."""

    async def send(self, claim: Letter, reply: Reply) -> Sent:
        """As every platform, in a conversation that is opened first."""
        now = self.clock()
        if isinstance(claim, Claim) and claim.account not in self._open:
            if self._opening is not None and now < self._opening:
                return Deferred(self._opening)
            too_many = self.dice.random() < self.faults
            self._opening = now + (REST if too_many else OPENINGS_APART)
            if too_many:
                return Deferred(self._opening)
            self._open.add(claim.account)
        return await super().send(claim, reply)

    def _take(self, claim: Letter, reply: Reply) -> Accepted:
        before = self._seen.get(claim.id)
        if before is not None and self.clock() - before.at <= NONCES_KEPT:
            return Accepted(claim.id)
        return super()._take(claim, reply)
