"""What is to become of a call: done or not, and answered or not. These two are independent, and that is the point."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tests.fakes.slack.records import Call


@dataclass(frozen=True, slots=True)
class Fate:
    """The fate of one call. `accepts` says whether it is done, `answers` what the caller gets to see."""

    accepts: bool = True
    answers: Literal["reply", "drop", "status", "error", "garbled"] = "reply"
    status: int = 200
    error: str = ""
    retry_after: int = 0
    delay: float = 0.0
    held: bool = False

    @classmethod
    def accept(cls) -> Fate:
        return cls()

    @classmethod
    def accept_drop(cls) -> Fate:
        return cls(answers="drop")

    @classmethod
    def accept_5xx(cls, status: int = 503) -> Fate:
        return cls(answers="status", status=status)

    @classmethod
    def accept_late(cls, seconds: float) -> Fate:
        return cls(delay=seconds)

    @classmethod
    def accept_held(cls) -> Fate:
        """Done, and answered when the test says `fates.release()`."""
        return cls(held=True)

    @classmethod
    def accept_error(cls, error: str = "internal_error") -> Fate:
        """Done, and yet an error is said: `internal_error`, `fatal_error`."""
        return cls(answers="error", error=error)

    @classmethod
    def accept_garbled(cls) -> Fate:
        return cls(answers="garbled")

    @classmethod
    def refuse(cls, error: str) -> Fate:
        return cls(accepts=False, answers="error", error=error)

    @classmethod
    def refuse_429(cls, retry_after: int = 1) -> Fate:
        return cls(accepts=False, answers="status", status=429, error="ratelimited", retry_after=retry_after)

    @classmethod
    def refuse_5xx(cls, status: int = 503) -> Fate:
        return cls(accepts=False, answers="status", status=status)

    @classmethod
    def refuse_drop(cls) -> Fate:
        return cls(accepts=False, answers="drop")

    @classmethod
    def refuse_held(cls) -> Fate:
        """Not done, and nothing is said until `fates.release()`; then the connection is dropped."""
        return cls(accepts=False, answers="drop", held=True)


Rule: TypeAlias = Callable[[Call], "Fate | None"]


@dataclass(frozen=True, slots=True)
class _Planned:
    method: str
    fate: Fate
    team: str
    channel: str

    def fits(self, call: Call) -> bool:
        return (
            self.method in {"*", call.method}
            and self.team in {"", call.team}
            and self.channel in {"", call.channel, call.user}
        )


class Fates:
    """Which fate comes to which call: those planned for the next calls, then the lasting ones, then the rules."""

    def __init__(self) -> None:
        self._next: list[_Planned] = []
        self._always: list[_Planned] = []
        self._rules: list[Rule] = []
        self._released = asyncio.Event()

    def next(self, method: str, *fates: Fate, team: str = "", channel: str = "") -> None:
        """The fates of the next calls of a method ("*": of any), one each, in this order."""
        self._next += [_Planned(method, fate, team, channel) for fate in fates]

    def always(self, method: str, fate: Fate, *, team: str = "", channel: str = "") -> None:
        """The fate of all calls of a method, until `clear`; what is said last counts."""
        self._always.insert(0, _Planned(method, fate, team, channel))

    def by(self, rule: Rule) -> None:
        """A rule that looks at each call: for chaos by a seeded dice."""
        self._rules.append(rule)

    def clear(self) -> None:
        """Forget all plans and rules."""
        self._next, self._always, self._rules = [], [], []

    def release(self) -> None:
        """Answer the calls that are held back."""
        released, self._released = self._released, asyncio.Event()
        released.set()

    @property
    def pending(self) -> int:
        """How many planned fates have found no call yet."""
        return len(self._next)

    def of(self, call: Call) -> Fate:
        """The fate of this call; a planned one is used up."""
        for planned in self._next:
            if planned.fits(call):
                self._next.remove(planned)
                return planned.fate
        lasting = next((planned.fate for planned in self._always if planned.fits(call)), None)
        ruled = (fate for rule in self._rules if (fate := rule(call)) is not None)
        return lasting or next(ruled, None) or Fate()

    async def wait(self, fate: Fate) -> None:
        """Take the time that the fate takes."""
        if fate.held:
            await self._released.wait()
        elif fate.delay:
            await asyncio.sleep(fate.delay)
