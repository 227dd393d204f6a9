"""What the fake writes down: every call, what it accepted of them, and what it has against them.

Calls go by the names that Discord's own specification gives them: `create_message`, `update_original_webhook_message`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from tests.fakes.book import Complaint, Complaints, Json, Logs

__all__ = ["Accepted", "Book", "Call", "Complaint", "Complaints", "Json", "many", "named"]


@dataclass(slots=True)
class Call:
    """One call to Discord, whatever became of it. `user` is whom it reaches: the other in the DM, or who interacted."""

    at: float
    method: str
    verb: str
    path: str
    payload: Json
    query: Mapping[str, str]
    channel: str = ""
    user: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes], repr=False)
    status: int = 0
    answer: Any = None
    accepted: bool = False

    def concerns(self, where: Mapping[str, str]) -> bool:
        """Is it about this channel, this user, this path?"""
        return all(getattr(self, name) == wanted for name, wanted in where.items())


@dataclass(frozen=True, slots=True)
class Accepted:
    """One thing that happened in Discord; `id` is the message that it made, changed or deleted.

    Beside the calls, `method` is `identify` or `resume` for what the gateway let in.
    """

    at: float
    method: str
    channel: str
    user: str
    payload: Json
    id: str = ""


class Book(Logs[Call, Accepted]):
    """The logs of one fake."""

    def accept(self, method: str, payload: Json, *, channel: str = "", user: str = "", made: str = "") -> Accepted:
        """Write down that something happened."""
        return self.write(Accepted(self.clock(), method, channel, user, payload, made))


def many(said: Json, name: str) -> list[Json]:
    """The things under a name; none where it is not said, or null."""
    return cast("list[Json]", said.get(name) or [])


def named(said: Json, name: str) -> Json:
    """What stands under a name; nothing where it is not said, or null."""
    return cast("Json", said.get(name) or {})
