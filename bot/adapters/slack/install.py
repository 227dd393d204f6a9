"""The two pages by which a workspace adds the coach: the way to Slack's consent, and the way back."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from aiohttp import web

from bot.adapters.slack.calls import UNANSWERED, Refused
from bot.adapters.slack.manifest import COMMAND, INSTALL_PATH, REDIRECT_PATH
from bot.adapters.slack.oauth import ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.slack.tenants import Tenants

_log = logging.getLogger("coach.slack")
COOKIE = "slack-app-oauth-state"
_LIFETIME = 600
MOST = 30
MINUTE = timedelta(minutes=1)
"""So many may begin in so long, whoever they are: each is a row in the database, and behind a proxy all look alike."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address of the page holds a code
    "X-Content-Type-Options": "nosniff",
}
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font: 1.1rem/1.5 system-ui; max-width: 34rem; margin: 15vh auto; padding: 0 1rem; }}</style>
<h1>{title}</h1>
<p>{words}</p>
<p><a href="{link}">{label}</a></p>
</html>
"""


class States(Protocol):
    """What remembers the installations under way; storage fulfils it. Blocks, and may raise ``StorageError``."""

    def issue(self, now: datetime) -> str:
        """A new state that nobody can guess, fit for an address."""
        ...

    def consume(self, state: str, now: datetime) -> bool:
        """True for a state that was issued, not too long ago, and never came back before."""
        ...


@dataclass(frozen=True, slots=True)
class Install:
    """Installing, as a browser goes through it."""

    tenants: Tenants
    states: States
    now: Callable[[], datetime]
    begun: deque[datetime] = field(default_factory=deque[datetime])

    def add_to(self, pages: web.Application) -> None:
        """Serve the pages."""
        # no HEAD: what only looks should begin nothing
        pages.router.add_get(INSTALL_PATH, self.begin, allow_head=False)
        pages.router.add_get(REDIRECT_PATH, self.come_back, allow_head=False)

    async def begin(self, _: web.Request) -> web.Response:
        """Send the browser to Slack, with a state that only this browser holds as a cookie too."""
        if self._are_too_many():
            return self._sorry(429, "Many are adding the coach right now. Please try again in a minute.")
        state = await asyncio.to_thread(self.states.issue, self.now())
        away = web.Response(status=302, headers={**_HEADERS, "Location": self.tenants.exchange.consent(state)})
        away.set_cookie(COOKIE, state, max_age=_LIFETIME, path="/", secure=True, httponly=True, samesite="Lax")
        return away

    async def come_back(self, request: web.Request) -> web.Response:
        """Take the consent, once, from the browser that began."""
        state = request.query.get("state", "")
        held = request.cookies.get(COOKIE, "")
        # whoever does not hold the cookie cannot even use the state up
        ours = hmac.compare_digest(state.encode(errors="replace"), held.encode(errors="replace"))
        if not ours or not await asyncio.to_thread(self.states.consume, state, self.now()):
            return self._sorry(400, "This page is too old, or was used before.")
        code = request.query.get("code")
        if not code:
            words = "Slack says that the consent was not given. You can change your mind at any time."
            return self._sorry(400, words)
        try:
            installation = await self.tenants.exchange.of_code(code)
        except Refused as refusal:
            _log.warning("not installed: %s", refusal.code)
            words = f"Slack did not accept it: {refusal.code}."
            if refusal.code == ORGANISATION:
                words = (
                    "The coach is installed in one workspace at a time and not for a whole organisation, because what"
                    " learners tell it belongs to their workspace. Please add it again and choose one."
                )
            return self._sorry(400, words)
        except UNANSWERED as trouble:
            _log.warning("not installed: %s", type(trouble).__name__)
            return self._sorry(502, "Slack did not answer. Please try again in a minute.")
        await self.tenants.keep(installation)
        title = f"The coach is in {installation.name}"
        words = f"Everybody there can write to it now, or type {COMMAND} anywhere."
        return _page(200, title, words, f"slack://open?team={quote(installation.workspace)}", "Open Slack")

    def _are_too_many(self) -> bool:
        now = self.now()
        # those of the future are of a clock that was set back
        while self.begun and not now - MINUTE < self.begun[0] <= now:
            self.begun.popleft()
        if len(self.begun) >= MOST:
            return True
        self.begun.append(now)
        return False

    def _sorry(self, status: int, words: str) -> web.Response:
        return _page(status, "Nothing was installed", words, self.tenants.exchange.begin, "Add it again")


def _page(status: int, title: str, words: str, link: str, label: str) -> web.Response:
    text = _PAGE.format(title=escape(title), words=escape(words), link=escape(link), label=escape(label))
    page = web.Response(status=status, text=text, content_type="text/html", headers=_HEADERS)
    if status == 429:
        page.headers["Retry-After"] = "60"
    page.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return page
