"""A nudge or a digest on its way: who may send it and until when, and what can become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pathways.digest import Place
from pathways.learner import Account
from pathways.model import Horizon


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """The right to send one thing, for as long as the lease lasts and nobody else was given it."""

    id: str
    fence: int
    """One more each time that somebody is given the right: what an earlier holder reports is void."""
    slot: str
    due: datetime
    not_after: datetime
    first_try: datetime
    """When somebody first was given the right (UTC)."""
    in_doubt: bool
    """It may have been sent: look before sending."""
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Lent):
    """The right to send one nudge."""

    learner: str
    account: Account
    kind: Horizon

    @property
    def tenant(self) -> tuple[str, str]:
        """Platform and workspace, whose gates it passes."""
        return self.account.platform, self.account.workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting(Lent):
    """The right to post one digest."""

    place: Place

    @property
    def tenant(self) -> tuple[str, str]:
        """Platform and workspace, whose gates it passes."""
        return self.place.platform, self.place.tenant


Letter: TypeAlias = Claim | Posting
"""What can be on its way."""
DIGEST = "digest"
"""The kind of a posting, beside the horizons that nudges speak of."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform has it."""

    ref: str
    """What the platform calls the message."""


Ground = Literal["person", "tenant", "form", "other"]


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform does not take it: for this person (or channel), from this tenant, in this form, or otherwise."""

    ground: Ground
    code: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The platform asks for patience; it did not take it."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unsent:
    """It surely did not get there."""

    code: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Nobody can say whether the platform has it."""

    code: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Looked for, and not there: it may be sent."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """There is no reason left to send it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """It may not be sent before then (UTC)."""

    until: datetime


Sent: TypeAlias = Accepted | Refused | Wait | Deferred | Unsent | Unsure
"""What can come of sending; deferred is what this one alone has to wait for."""
Found: TypeAlias = Accepted | Absent | Wait | Unsure
"""What can come of looking whether it was sent; a look that fails leaves everything as unsure as it was."""
Outcome: TypeAlias = Sent | Skipped
"""What is recorded of a claim."""

STATES = (
    "ready",
    "sending",
    "unknown",
    "sent",
    "failed",
    "skipped",
    "superseded",
    "stale",
    "expired_unknown",
    "cancelled",
)
"""Where a nudge can be on its way; from the fourth on it has arrived somewhere and stays there."""
LIVE = STATES[:3]
