"""Who decides for a workspace, and what people are called there: asked of Slack anew each time, and kept nowhere."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.drawing import clean
from bot.adapters.slack.calls import UNANSWERED, Refused, ask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.slack.calls import Answer
    from bot.core.told import Rank
    from pathways.digest import Place

_log = logging.getLogger("coach.slack")
_DECIDE = ("is_admin", "is_owner", "is_primary_owner")
_GONE = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


@dataclass(frozen=True, slots=True)
class Registry:
    """The people of the workspace that a client speaks in."""

    client: AsyncWebClient
    patience: float
    """Seconds for all that is asked at once."""

    async def rank(self, place: Place, user: str) -> Rank:
        """Whether somebody is an admin or owner of the workspace, as Slack says now."""
        del place  # it is the client's
        told = await self._all((user,))
        known = told.get(user) if told is not None else None
        if not known:
            return "unknown"
        return "admin" if not known.get("deleted") and any(known.get(word) for word in _DECIDE) else "member"

    async def names(self, place: Place, users: Sequence[str]) -> Mapping[str, str] | None:
        """The names that people chose to be shown by; None where Slack did not tell of everybody in time."""
        told = await self._all(users)
        return None if told is None else {user: _name(known) for user, known in told.items() if _is_there(known, place)}

    async def _all(self, users: Sequence[str]) -> Mapping[str, Answer] | None:
        try:
            async with asyncio.timeout(self.patience):
                found = await asyncio.gather(*(self._one(user) for user in users))
        except (Refused, *UNANSWERED) as trouble:
            _log.warning("people of a workspace not told: %s", getattr(trouble, "code", type(trouble).__name__))
            return None
        return dict(zip(users, found, strict=True))

    async def _one(self, user: str) -> Answer:
        """A profile; an empty one where there is nobody."""
        try:
            return (await ask(self.client, "users.info", user=user)).get("user") or {}
        except Refused as refusal:
            if refusal.code in _GONE:
                return {}
            raise


def _is_there(known: Answer, place: Place) -> bool:
    return bool(known) and not known.get("deleted") and str(known.get("team_id") or place.tenant) == place.tenant


def _name(known: Answer) -> str:
    profile: Answer = known.get("profile") or {}
    return clean(str(profile.get("display_name") or known.get("real_name") or known.get("name") or ""))
