"""Who somebody is: zone, locale, and whether they belong here, as Slack's profile tells."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.slack.calls import Answer, Gates
    from pathways.learner import Account

_PATIENCE = 1.0
"""Seconds of the three that an answer may take; without a profile the zone known before serves."""
_MANY = 20_000


@dataclass(frozen=True, slots=True)
class Person:
    """What a profile says."""

    timezone: str | None = None
    locale: str | None = None
    belongs: bool = True
    """False for bots and for people of other workspaces; guests belong, because learners often are guests."""


UNKNOWN = Person()


class People:
    """Profiles, fetched once and kept until Slack says that they changed."""

    def __init__(self, gates: Gates) -> None:
        self._gates = gates
        self._known: OrderedDict[Account, Person] = OrderedDict()

    async def of(self, account: Account, client: AsyncWebClient) -> Person:
        """The person behind an account; a profile that cannot be had in time is unknown, not an error."""
        if (known := self._known.get(account)) is not None:
            self._known.move_to_end(account)
            return known
        told: Answer | None = None
        asked: dict[str, Any] = {"user": account.user, "include_locale": True}
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                told = await self._gates.call(client, account.workspace, "users.info", patience=0.0, **asked)
        if told is None:
            return UNKNOWN
        person = _person(told.get("user") or {}, account)
        self._known[account] = person
        if len(self._known) > _MANY:
            self._known.popitem(last=False)
        return person

    def forget(self, account: Account) -> None:
        """Ask again next time."""
        self._known.pop(account, None)

    def forget_workspace(self, workspace: str) -> None:
        """Nothing is kept of a workspace that the coach was taken out of."""
        for account in [known for known in self._known if known.workspace == workspace]:
            del self._known[account]


def _person(user: dict[str, Any], account: Account) -> Person:
    stranger = bool(user.get("is_stranger")) or str(user.get("team_id") or account.workspace) != account.workspace
    bot = bool(user.get("is_bot")) or user.get("id") == "USLACKBOT"
    return Person(user.get("tz") or None, user.get("locale") or None, belongs=not stranger and not bot)
