"""Who decides for a server, and what people are called there: asked of Discord anew each time, and kept nowhere."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from discord import Permissions

from bot.adapters.drawing import clean

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.core.told import Rank
    from pathways.digest import Place

_log = logging.getLogger("coach.discord")
_GONE = frozenset({10007, 10013})
"""Discord knows no such member, or no such user."""

_Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Registry:
    """The people of a server."""

    ask: Callable[[str], Awaitable[Any]]
    """Gets what is at a path of Discord's API. Raises an error with Discord's ``code`` where it says no."""
    patience: float
    """Seconds for all that is asked at once."""

    async def rank(self, place: Place, user: str) -> Rank:
        """Whether somebody owns the server or may manage it, as Discord says now."""
        told = await self._all(self.ask(f"/guilds/{place.tenant}"), self._member(place, user))
        if told is None:
            return "unknown"
        guild, member = told
        return "admin" if member and _decides(guild, member, user) else "member"

    async def names(self, place: Place, users: Sequence[str]) -> Mapping[str, str] | None:
        """The names that people go by in the server; None where Discord did not tell of everybody in time."""
        told = await self._all(*(self._member(place, user) for user in users))
        return None if told is None else {user: _name(found) for user, found in zip(users, told, strict=True) if found}

    async def _member(self, place: Place, user: str) -> _Told:
        """A member; an empty one where there is nobody."""
        try:
            return dict(await self.ask(f"/guilds/{place.tenant}/members/{user}"))
        except Exception as trouble:
            if getattr(trouble, "code", 0) in _GONE:
                return {}
            raise

    async def _all(self, *calls: Awaitable[_Told]) -> list[_Told] | None:
        try:
            async with asyncio.timeout(self.patience):
                return list(await asyncio.gather(*calls))
        except Exception as trouble:  # noqa: BLE001  (whatever it is, nobody was told of)
            _log.warning("people of a server not told: %s", getattr(trouble, "code", type(trouble).__name__))
            return None


def _decides(guild: _Told, member: _Told, user: str) -> bool:
    held = {str(guild["id"]), *map(str, member["roles"])}  # the role of everybody bears the server's own id
    allowed = Permissions.none()
    for role in guild["roles"]:
        if str(role["id"]) in held:
            allowed |= Permissions(int(role["permissions"]))
    return str(guild["owner_id"]) == user or allowed.administrator or allowed.manage_guild


def _name(member: _Told) -> str:
    user: _Told = member["user"]
    return clean(str(member.get("nick") or user.get("global_name") or user["username"]))
