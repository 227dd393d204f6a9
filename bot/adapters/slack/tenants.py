"""The workspaces that the coach is installed in: their tokens, had from memory and replaced before they end."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from slack_bolt.authorization import AuthorizeResult

from bot.adapters.slack.inbound import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.adapters.slack.oauth import Exchange
    from pathways.workspace import Installation

_log = logging.getLogger("coach.slack")
AHEAD = timedelta(hours=2)
"""How long before its end a token is replaced without anybody writing."""
_SOON = timedelta(minutes=5)
"""How long before its end the next one who writes has it replaced."""
_PATIENCE = 1.5
"""Seconds of the three that an answer may take; the old token may still be good, and an answer may need none."""
_FRESH = 60.0
"""Seconds; what another process did to an installation is seen after that."""


class Workspaces(Protocol):
    """What remembers the installations; storage fulfils it. Every method blocks, and may raise ``StorageError``."""

    def save(self, installation: Installation, now: datetime) -> None:
        """Keep an installation, in place of an earlier one of the same workspace."""
        ...

    def find(self, platform: str, workspace: str) -> Installation | None:
        """The installation; None where the coach is not, or not any more."""
        ...

    def erase_tokens(self, platform: str, workspace: str, now: datetime) -> None:
        """The coach was taken out: the tokens are gone at once."""
        ...

    def due_for_refresh(self, now: datetime, ahead: timedelta = ...) -> tuple[tuple[str, str], ...]:
        """Platform and workspace of every token that ends soon and that nobody is replacing."""
        ...

    def rotate(
        self,
        platform: str,
        workspace: str,
        now: datetime,
        refresh: Callable[[Installation], Installation],
        *,
        ahead: timedelta = ...,
    ) -> Installation | None:
        """The installation with tokens that last; of many who call at once, one fetches them."""
        ...


@dataclass(frozen=True, slots=True)
class _Held:
    installation: Installation
    until: float


class Tenants:
    """Knows each workspace's token for as long as it is good, and not a moment longer."""

    def __init__(self, workspaces: Workspaces, exchange: Exchange, now: Callable[[], datetime]) -> None:
        self.exchange = exchange
        self._workspaces = workspaces
        self._now = now
        self._held: dict[str, _Held] = {}
        self._changes = 0
        self._ending = False
        self._renewing: dict[str, asyncio.Task[None]] = {}
        self._refused: dict[str, float] = {}

    async def authorize(self, team_id: str | None) -> AuthorizeResult | None:
        """What Bolt needs to speak in a workspace; None where the coach is not installed."""
        found = await self.of(team_id) if team_id else None
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=found.enterprise,
            team_id=found.workspace,
            bot_user_id=found.bot_user,
            bot_token=found.bot_token.reveal(),
        )

    async def of(self, team: str) -> Installation | None:
        """The installation in a workspace; a token at its end is replaced first, if that goes fast."""
        found = await self._look(team)
        rested = self._refused.get(team, 0.0) <= asyncio.get_running_loop().time()
        if found is not None and rested and found.is_due(self._now() + _SOON):
            await asyncio.wait({self._renewal(team, _SOON)}, timeout=_PATIENCE)
            found = await self._look(team)
        return found

    async def keep(self, installation: Installation) -> None:
        """The coach was installed, perhaps anew."""
        await asyncio.to_thread(self._workspaces.save, installation, self._now())
        self._refused.pop(installation.workspace, None)
        self._drop(installation.workspace)

    async def leave(self, team: str) -> None:
        """The coach was taken out of a workspace: its tokens are nowhere any more."""
        self._drop(team)
        await asyncio.to_thread(self._workspaces.erase_tokens, PLATFORM, team, self._now())
        self._drop(team)

    async def renew_due(self, ahead: timedelta = AHEAD) -> None:
        """Replace all tokens that end soon, one after the other; one that cannot be had keeps none from the rest."""
        for platform, team in await asyncio.to_thread(self._workspaces.due_for_refresh, self._now(), ahead):
            if self._ending:
                return
            if platform == PLATFORM:
                await self._renewal(team, ahead)

    async def finish(self) -> None:
        """See replacements to their end, and begin none: an old token may be of no use any more."""
        self._ending = True
        if self._renewing:
            await asyncio.wait(self._renewing.values())

    async def _look(self, team: str) -> Installation | None:
        clock = asyncio.get_running_loop().time
        held = self._held.get(team)
        if held is not None and held.until > clock():
            return held.installation
        before = self._changes
        found = await asyncio.to_thread(self._workspaces.find, PLATFORM, team)
        if found is None:
            self._held.pop(team, None)
        elif before == self._changes:  # what was read before a change is not what is true after it
            self._held[team] = _Held(found, clock() + _FRESH)
        return found

    def _drop(self, team: str) -> None:
        self._changes += 1
        self._held.pop(team, None)

    def _renewal(self, team: str, ahead: timedelta) -> asyncio.Task[None]:
        """The one replacement that is under way for a workspace here; among processes the memory sees to that."""
        under_way = self._renewing.get(team)
        if under_way is None:
            under_way = self._renewing[team] = asyncio.create_task(self._renew(team, ahead))
            under_way.add_done_callback(lambda _: self._renewing.pop(team, None))
        return under_way

    async def _renew(self, team: str, ahead: timedelta) -> None:
        loop = asyncio.get_running_loop()

        def refresh(old: Installation) -> Installation:
            return asyncio.run_coroutine_threadsafe(self.exchange.of_refresh(old), loop).result()

        try:
            await asyncio.to_thread(self._workspaces.rotate, PLATFORM, team, self._now(), refresh, ahead=ahead)
        except Exception as trouble:  # noqa: BLE001  (it is tried again; what a library says of it may quote a token)
            self._refused[team] = loop.time() + _FRESH  # whoever writes meanwhile does not wait for it again
            _log.warning("token not replaced: %s", getattr(trouble, "code", type(trouble).__name__))
        finally:
            self._drop(team)


def is_departure(event: dict[str, Any]) -> bool:
    """True for an event that ends an installation; a member's own token that was revoked does not."""
    match event.get("type"):
        case "app_uninstalled":
            return True
        case "tokens_revoked":
            revoked: dict[str, Any] = event.get("tokens") or {}
            return bool(revoked.get("bot"))
        case _:
            return False
