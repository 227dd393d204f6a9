"""What the fake writes down: every call, what it accepted of them, and what it has against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


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


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that the app did wrong; `error` is what Slack said to it, empty where Slack keeps quiet."""

    method: str
    path: str
    message: str
    error: str = ""
    payload: Json = field(default_factory=dict[str, Any], repr=False)

    def __str__(self) -> str:
        said = f" -> {self.error}" if self.error else ""
        return f"{self.method}{': ' + self.path if self.path else ''}: {self.message}{said}"


class Complaints(list[Complaint]):
    """All complaints; those that a test means to provoke it takes out."""

    def take(self, like: str = "") -> list[Complaint]:
        """Take out the complaints that read like a pattern, and hand them over."""
        taken = [complaint for complaint in self if re.search(like, str(complaint))]
        self[:] = [complaint for complaint in self if complaint not in taken]
        return taken

    def __str__(self) -> str:
        return "\n".join(str(complaint) for complaint in self)


class Book:
    """The logs of one fake, and who wants to know when something is added to them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.calls: list[Call] = []
        self.accepted: list[Accepted] = []
        self.complaints = Complaints()
        self.on_change: Callable[[], None] = lambda: None

    def accept(
        self, method: str, team: str, payload: Json, *, channel: str = "", user: str = "", ts: str = ""
    ) -> Accepted:
        """Write down that something happened."""
        entry = Accepted(self.clock(), team, method, channel, user, payload, ts)
        self.accepted.append(entry)
        self.on_change()
        return entry

    def complain(self, method: str, path: str, message: str, *, error: str = "", payload: Json | None = None) -> None:
        """Write down that the app did something wrong."""
        self.complaints.append(Complaint(method, path, message, error, payload or {}))
        self.on_change()

    def accepted_of(self, *methods: str, **fields: str) -> list[Accepted]:
        """What was accepted of these methods, with these fields (team, channel, user)."""
        return [entry for entry in self.accepted if _fits(entry, methods, fields)]

    def calls_of(self, *methods: str, **fields: str) -> list[Call]:
        """The calls of these methods, also those refused."""
        return [call for call in self.calls if _fits(call, methods, fields)]


def _fits(entry: Call | Accepted, methods: Iterable[str], fields: dict[str, str]) -> bool:
    wanted = tuple(methods)
    return (not wanted or entry.method in wanted) and all(getattr(entry, k) == v for k, v in fields.items())
