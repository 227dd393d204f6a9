"""The logs of a fake: every call, what was accepted, and what there is against the app."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

Json: TypeAlias = dict[str, Any]


class Named(Protocol):
    """What is written down has the name of the method that it was asked by."""

    @property
    def method(self) -> str: ...


C = TypeVar("C", bound=Named)
A = TypeVar("A", bound=Named)


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that the app did wrong; `error` is what the platform said to it, empty where it keeps quiet."""

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


class Logs(Generic[C, A]):
    """The logs of one fake, and who wants to know when something is added to them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.calls: list[C] = []
        self.accepted: list[A] = []
        self.complaints = Complaints()
        self.on_change: Callable[[], None] = lambda: None

    def write(self, entry: A) -> A:
        """Write down that something happened."""
        self.accepted.append(entry)
        self.on_change()
        return entry

    def complain(self, method: str, path: str, message: str, *, error: str = "", payload: Json | None = None) -> None:
        """Write down that the app did something wrong."""
        self.complaints.append(Complaint(method, path, message, error, payload or {}))
        self.on_change()

    def accepted_of(self, *methods: str, **fields: str) -> list[A]:
        """What was accepted of these methods, with these fields (channel, user ...)."""
        return [entry for entry in self.accepted if _fits(entry, methods, fields)]

    def calls_of(self, *methods: str, **fields: str) -> list[C]:
        """The calls of these methods, also those refused."""
        return [call for call in self.calls if _fits(call, methods, fields)]


class Logged(Generic[C, A]):
    """A fake whose logs can be looked at."""

    book: Logs[C, A]

    @property
    def calls(self) -> list[C]:
        """Every call, whatever became of it."""
        return self.book.calls

    @property
    def accepted(self) -> list[A]:
        """The truth: what happened on the platform."""
        return self.book.accepted

    @property
    def complaints(self) -> Complaints:
        """What the app did wrong."""
        return self.book.complaints

    def accepted_of(self, *methods: str, **fields: str) -> list[A]:
        """What was accepted of these methods, with these fields (channel, user ...)."""
        return self.book.accepted_of(*methods, **fields)

    def calls_of(self, *methods: str, **fields: str) -> list[C]:
        """The calls of these methods, also those refused."""
        return self.book.calls_of(*methods, **fields)


def _fits(entry: Named, methods: Iterable[str], fields: Mapping[str, str]) -> bool:
    wanted = tuple(methods)
    return (not wanted or entry.method in wanted) and all(getattr(entry, k) == v for k, v in fields.items())
