"""Answers for which the platform is asked at the very moment it matters: who is an admin, what people are called.

The coach does not ask by itself. A turn that needs to know breaks off before anything is kept; the platform is asked,
and the turn is taken again with what it said.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bot.core import door
from bot.core.told import AskNames, AskRank

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.core.coach import Answer, Coach, Request
    from bot.core.told import Rank
    from pathways.digest import Place


class Registry(Protocol):
    """What a platform knows of its people. Asked anew each time, and never raises for what it says."""

    async def rank(self, place: Place, user: str) -> Rank:
        """Whether somebody decides for the place's tenant, as the platform sees it now."""
        ...

    async def names(self, place: Place, users: Sequence[str]) -> Mapping[str, str] | None:
        """What people are called there, without those who are not there any more; None where it did not say."""
        ...


class Hands(Protocol):
    """Whoever takes turns off the event loop."""

    def do(self, work: Callable[[], Answer], /) -> Awaitable[Answer]:
        """Do it and give what it gives."""
        ...


async def consider(coach: Coach, request: Request, registry: Registry, hands: Hands) -> Answer:
    """The coach's answer, with all that has to be asked first; ``hands`` take the turns, off the event loop."""
    while True:
        answer = await hands.do(partial(door.consider, coach, request))
        match answer.question:
            case None:
                return answer
            case AskRank(place):
                rank = await registry.rank(place, request.account.user)
                request = replace(request, told=replace(request.told, rank=rank))
            case AskNames(place, users):
                names = await registry.names(place, users) or {}
                request = replace(request, told=replace(request.told, names=names))
