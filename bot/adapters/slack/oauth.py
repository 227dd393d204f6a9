"""OAuth with Slack: what is asked of a workspace, and a consent or an old token in exchange for new tokens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

from bot.adapters.slack.calls import UNREADABLE, Refused, ask_by_form
from bot.adapters.slack.inbound import PLATFORM
from bot.adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES
from pathways.secret import Secret
from pathways.workspace import Installation

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.slack.calls import Answer
    from bot.settings import OAuth

ORGANISATION = "installed_for_an_organisation"
"""Our own word beside Slack's: the data of learners belongs to one workspace, and so does an installation."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Slack's counter for tokens. Every exchange raises ``Refused`` or one of ``UNANSWERED``."""

    client: AsyncWebClient
    """Without a token of its own."""
    told: OAuth
    now: Callable[[], datetime]

    @property
    def begin(self) -> str:
        """Where installing begins."""
        return self.told.url + INSTALL_PATH

    def consent(self, state: str) -> str:
        """The page of Slack where somebody says yes or no."""
        asked = {
            "client_id": self.told.client_id,
            "scope": ",".join(SCOPES),
            "redirect_uri": self._back,
            "state": state,
        }
        return f"{urljoin(self.client.base_url, '/oauth/v2/authorize')}?{urlencode(asked)}"

    async def of_code(self, code: str) -> Installation:
        """What a consent is worth."""
        told = await self._ask(code=code, redirect_uri=self._back)
        if told.get("is_enterprise_install"):
            raise Refused(ORGANISATION)
        try:
            return self._read(told)
        except (KeyError, TypeError, ValueError):
            raise Refused(UNREADABLE) from None

    async def of_refresh(self, old: Installation) -> Installation:
        """The same installation with tokens that last."""
        refresh = old.refresh_token or Secret("")
        told = await self._ask(grant_type="refresh_token", refresh_token=refresh.reveal())
        try:
            team = told["team"]["id"]
            lasting = self._lasting(told)
            token = Secret(str(told["access_token"]))
        except (KeyError, TypeError, ValueError):
            raise Refused(UNREADABLE) from None
        if team != old.workspace:
            raise Refused("tokens_of_another_workspace")
        return replace(old, bot_token=token, refresh_token=lasting[0], expires=lasting[1])

    @property
    def _back(self) -> str:
        return self.told.url + REDIRECT_PATH

    async def _ask(self, **arguments: str) -> Answer:
        # as a form and not as HTTP Basic: aiohttp has begun to warn of the way in which slack_sdk does that
        credentials = {"client_id": self.told.client_id, "client_secret": self.told.client_secret.reveal()}
        return await ask_by_form(self.client, "oauth.v2.access", **credentials, **arguments)

    def _read(self, told: Answer) -> Installation:
        refresh, expires = self._lasting(told)
        organisation: Answer = told.get("enterprise") or {}
        return Installation(
            platform=PLATFORM,
            workspace=str(told["team"]["id"]),
            name=str(told["team"].get("name") or told["team"]["id"]),
            bot_user=str(told["bot_user_id"]),
            bot_token=Secret(str(told["access_token"])),
            scopes=tuple(filter(None, str(told.get("scope") or "").split(","))),
            installed_by=str(told["authed_user"]["id"]),
            refresh_token=refresh,
            expires=expires,
            enterprise=organisation.get("id"),
        )

    def _lasting(self, told: Answer) -> tuple[Secret | None, datetime | None]:
        """The refresh token and the end, where tokens rotate."""
        if not told.get("refresh_token"):
            return None, None
        return Secret(str(told["refresh_token"])), self.now() + timedelta(seconds=int(told["expires_in"]))
