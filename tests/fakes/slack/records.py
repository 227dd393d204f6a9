"""What the fake writes down: every call, what it accepted of them, and what it has against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.book import Complaint, Complaints, Json, Logs

__all__ = ["Accepted", "Book", "Call", "Complaint", "Complaints", "Json"]


@dataclass(slots=True)
class Call:
    """One call to Slack, whatever became of it."""

    at: float
    method: str
    arguments: Json
    team: str = ""
    channel: str = ""
    user: str = ""
    answer: Json = field(default_factory=dict[str, Any])
    accepted: bool = False

    def concerns(self, where: Mapping[str, str]) -> bool:
        """Is it about this team, this channel? Whoever names a user as the channel means the DM."""
        team, channel = where.get("team", ""), where.get("channel", "")
        return team in {"", self.team} and channel in {"", self.channel, self.user}


@dataclass(frozen=True, slots=True)
class Accepted:
    """One thing that happened in Slack. `method` is also `response_url`, `upload`, or `ack` for an answer in an ack."""

    at: float
    team: str
    method: str
    channel: str
    user: str
    payload: Json
    ts: str = ""


class Book(Logs[Call, Accepted]):
    """The logs of one fake."""

    def accept(
        self, method: str, team: str, payload: Json, *, channel: str = "", user: str = "", ts: str = ""
    ) -> Accepted:
        """Write down that something happened."""
        return self.write(Accepted(self.clock(), team, method, channel, user, payload, ts))
