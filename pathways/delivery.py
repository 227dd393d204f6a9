"""A nudge on its way: who may send it and until when, and what can become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pathways.learner import Account
from pathways.model import Horizon


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one nudge, for as long as the lease lasts and nobody else was given it."""

    id: str
    fence: int
    """One more each time that somebody is given the right: what an earlier holder reports is void."""
    learner: str
    account: Account
    kind: Horizon
    slot: str
    due: datetime
    not_after: datetime
    first_try: datetime
    """When somebody first was given the right (UTC)."""
    in_doubt: bool
    """It may have been sent: look before sending."""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform has it."""

    ref: str
    """What the platform calls the message."""


Ground = Literal["person", "tenant", "form", "other"]


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform does not take it: from this person, from this tenant, in this form, or for another reason."""

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
