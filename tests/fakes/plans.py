"""Which fate comes to which call of a fake."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Placed(Protocol):
    """A call that knows its method, and whether it is about a channel, a user, a workspace."""

    @property
    def method(self) -> str: ...

    def concerns(self, where: Mapping[str, str]) -> bool:
        """Is the call about all of this?"""
        ...


class Timed(Protocol):
    """A fate may take time: seconds, or until the test releases it."""

    @property
    def delay(self) -> float: ...

    @property
    def held(self) -> bool: ...


C = TypeVar("C", bound=Placed)
F = TypeVar("F", bound=Timed)


@dataclass(frozen=True, slots=True)
class _Planned(Generic[F]):
    method: str
    fate: F
    where: Mapping[str, str]

    def fits(self, call: Placed) -> bool:
        return self.method in {"*", call.method} and call.concerns(self.where)


class Plans(Generic[C, F]):
    """Which fate comes to which call: those planned for the next calls, then the lasting ones, then the rules."""

    def __init__(self, usual: F) -> None:
        self._usual = usual
        self._next: list[_Planned[F]] = []
        self._always: list[_Planned[F]] = []
        self._rules: list[Callable[[C], F | None]] = []
        self._released = asyncio.Event()

    def next(self, method: str, *fates: F, **where: str) -> None:
        """The fates of the next calls of a method ("*": of any), one each, in this order."""
        self._next += [_Planned(method, fate, where) for fate in fates]

    def always(self, method: str, fate: F, **where: str) -> None:
        """The fate of all calls of a method, until `clear`; what is said last counts."""
        self._always.insert(0, _Planned(method, fate, where))

    def by(self, rule: Callable[[C], F | None]) -> None:
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

    def of(self, call: C) -> F:
        """The fate of this call; a planned one is used up."""
        for planned in self._next:
            if planned.fits(call):
                self._next.remove(planned)
                return planned.fate
        lasting = next((planned.fate for planned in self._always if planned.fits(call)), None)
        ruled = (fate for rule in self._rules if (fate := rule(call)) is not None)
        return lasting or next(ruled, None) or self._usual

    async def wait(self, fate: F) -> None:
        """Take the time that the fate takes."""
        if fate.held:
            await self._released.wait()
        elif fate.delay:
            await asyncio.sleep(fate.delay)
