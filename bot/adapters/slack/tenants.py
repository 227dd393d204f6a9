"""The workspaces that the coach is installed in: their tokens, had from memory and replaced before they end."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from slack_bolt.authorization import AuthorizeResult

from bot.adapters.slack.calls import Refused
from bot.adapters.slack.house import EXPIRED, OFF, REVOKED
from bot.adapters.slack.inbound import PLATFORM
from pathways.secret import Secret

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
_WHATEVER_IS_KNOWN = timedelta(days=1)
"""Longer than any token lasts: it is replaced although it should still be good."""
_HOUR = 3600.0
_FOR_GOOD = OFF | {"invalid_refresh_token"}
"""Slack's words for a refresh that is of no use to try again."""


class Workspaces(Protocol):
    """What remembers the installations; storage fulfils it. Every method blocks, and may raise ``StorageError``."""

    def save(self, installation: Installation, now: datetime) -> None:
        """Keep an installation, in place of an earlier one of the same workspace."""
        ...

    def find(self, platform: str, workspace: str) -> Installation | None:
        """The installation; None where the coach is not, or not any more."""
        ...

    def erase_tokens(self, platform: str, workspace: str, now: datetime, told: datetime | None = ...) -> None:
        """The coach was taken out: the tokens are gone at once, unless they came after ``told``."""
        ...

    def give_up(self, useless: Installation, now: datetime) -> None:
        """Slack has no use for these tokens any more: they are gone, unless others came in their place."""
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
        self._resting: dict[str, float] = {}
        self._void: dict[str, Secret] = {}
        self._forced: dict[str, tuple[Secret, float]] = {}
        self.trouble = None
        self.sorry = f"I am not installed in this workspace any more. An admin can add me again at {exchange.begin}"

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
        """The installation in a workspace that may be used; a token at its end is replaced first, if that goes fast."""
        found = await self._look(team)
        if found is not None and self._has_rested(team) and found.is_due(self._now() + _SOON):
            await asyncio.wait({self._renewal(team, _SOON)}, timeout=_PATIENCE)
            found = await self._look(team)
        return found

    async def keep(self, installation: Installation) -> None:
        """The coach was installed, perhaps anew."""
        await asyncio.to_thread(self._workspaces.save, installation, self._now())
        for known in (self._resting, self._void, self._forced):
            known.pop(installation.workspace, None)
        self._drop(installation.workspace)

    async def leave(self, team: str, told: datetime) -> None:
        """The coach was taken out of a workspace: its tokens are nowhere any more, unless they are from later."""
        self._drop(team)
        await asyncio.to_thread(self._workspaces.erase_tokens, PLATFORM, team, self._now(), told)
        self._drop(team)

    def trusts(self, team: str, token: str) -> bool:
        """False for a token that Slack did not take."""
        return self._void.get(team) != Secret(token)

    async def refused(self, team: str, token: str, code: str) -> str | None:
        """Another token, where there is one meanwhile or a refresh brings one; otherwise the workspace is paused."""
        self._drop(team)
        found = await self._look(team)
        if found is None or found.bot_token != Secret(token):
            return found.bot_token.reveal() if found else None
        if code == EXPIRED and found.refresh_token is not None and not self._was_forced(found):
            if self._has_rested(team):
                # not awaited itself: whoever does not wait any longer must not end it
                await asyncio.wait({self._renewal(team, _WHATEVER_IS_KNOWN)})
                found = await self._look(team)
            if found is None or found.bot_token == Secret(token):
                return None  # Slack could not be asked: tried again later, unless its answer paused the workspace
            self._forced[team] = (found.bot_token, asyncio.get_running_loop().time())
            return found.bot_token.reveal()
        await self._pause(found, code)
        return None

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
            return held.installation if self.trusts(team, held.installation.bot_token.reveal()) else None
        before = self._changes
        found = await asyncio.to_thread(self._workspaces.find, PLATFORM, team)
        if found is None:
            self._held.pop(team, None)
            return None
        if before == self._changes:  # what was read before a change is not what is true after it
            self._held[team] = _Held(found, clock() + _FRESH)
        return found if self.trusts(team, found.bot_token.reveal()) else None

    def _has_rested(self, team: str) -> bool:
        return self._resting.get(team, 0.0) <= asyncio.get_running_loop().time()

    def _was_forced(self, found: Installation) -> bool:
        """True for a token that Slack gave moments ago in place of one that it called ended."""
        token, at = self._forced.get(found.workspace, (None, 0.0))
        return token == found.bot_token and at + _HOUR > asyncio.get_running_loop().time()

    async def _pause(self, found: Installation, code: str) -> None:
        """Not a call more with these tokens; other ones, by installing again, end the pause."""
        team = found.workspace
        if not self.trusts(team, found.bot_token.reveal()):
            return
        self._void[team] = found.bot_token
        _log.warning("%s is paused until the coach is installed there again: Slack says %s", team, code)
        if code in REVOKED:
            await asyncio.to_thread(self._workspaces.give_up, found, self._now())
        self._drop(team)

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
        tried: list[Installation] = []

        def refresh(old: Installation) -> Installation:
            tried.append(old)
            return asyncio.run_coroutine_threadsafe(self.exchange.of_refresh(old), loop).result()

        try:
            if await self._look(team) is not None:  # nor is a paused one asked for
                await asyncio.to_thread(self._workspaces.rotate, PLATFORM, team, self._now(), refresh, ahead=ahead)
        except Refused as refusal:
            if refusal.code in _FOR_GOOD:
                await self._pause(tried[-1], refusal.code)
            else:
                self._rest(team, refusal.code)
        except Exception as trouble:  # noqa: BLE001  (it is tried again; what a library says of it may quote a token)
            self._rest(team, type(trouble).__name__)
        finally:
            self._drop(team)

    def _rest(self, team: str, why: str) -> None:
        """Try again later; whoever writes meanwhile does not wait for it."""
        self._resting[team] = asyncio.get_running_loop().time() + _FRESH
        _log.warning("token not replaced: %s", why)
