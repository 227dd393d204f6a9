"""The platform: what it accepted is the truth, whatever it answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from pathways.delivery import Absent, Accepted, Refused, Unsent, Unsure, Wait

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from bot.core.reply import Reply
    from pathways.delivery import Claim, Found, Sent
    from pathways.learner import Account

MOODS = ("accept unseen", "refuse unseen", "wait", "unsent", "busy", "weird")
"""What a fault is: taken or not without a word, asked to wait, never reached, an internal error, a new word for no."""


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
    _seen: dict[str, int] = field(default_factory=dict[str, int])

    async def send(self, claim: Claim, reply: Reply) -> Sent:
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

    async def look_up(self, claim: Claim) -> Found:
        """Look, where that is not refused as well."""
        self.calls += 1
        if self.dice.random() < self.faults:
            return self.dice.choice((Wait(60.0), Unsure("no answer")))
        seen = self._seen.get(claim.id)
        return Absent() if seen is None else Accepted(str(seen))

    def _take(self, claim: Claim, reply: Reply) -> Accepted:
        self.got.append(Got(claim.account, self.clock(), claim.id, claim.kind.value, claim.slot, reply.summary))
        self._seen[claim.id] = len(self.got)
        return Accepted(str(len(self.got)))
