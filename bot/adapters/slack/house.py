"""Who answers for the tokens: whether the coach is still let in, and what Slack says when it is not."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.authorization import AuthorizeResult

_log = logging.getLogger("coach.slack")

EXPIRED = "token_expired"
REVOKED = frozenset({"account_inactive", "token_revoked"})
"""Slack's words for a token that is of no use to anybody any more."""
SHUT = frozenset(
    {
        "ekm_access_denied",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
    }
)
"""Slack's words for a token that it may take again: an organisation moves, or this machine's address is new to it."""
OFF = REVOKED | SHUT | {EXPIRED}


class House(Protocol):
    """The one workspace that is served, or all those that the coach is installed in."""

    @property
    def trouble(self) -> str | None:
        """Why nobody can be served any more; None while all is well."""
        ...

    @property
    def sorry(self) -> str:
        """What somebody is told where the coach is not let in."""
        ...

    async def authorize(self, team_id: str | None) -> AuthorizeResult | None:
        """What Bolt needs to speak in a workspace; None where the coach is not let in."""
        ...

    async def leave(self, team: str, told: datetime) -> None:
        """The coach was taken out of a workspace, at that time."""
        ...

    def trusts(self, team: str, token: str) -> bool:
        """False for a token that Slack does not take: no call is made with it."""
        ...

    async def refused(self, team: str, token: str, code: str) -> str | None:
        """Slack did not take a token, in one of the words of ``OFF``; the token that it takes instead, if any."""
        ...


class OneWorkspace:
    """The one workspace whose token stands in the settings."""

    sorry = "I am not let into this workspace any more. Whoever runs me finds the reason in my log."

    def __init__(self, known: AuthorizeResult, since: datetime) -> None:
        self.trouble: str | None = None
        self._known = known
        self._since = since

    async def authorize(self, team_id: str | None) -> AuthorizeResult | None:
        """What Bolt needs to speak there; None where Slack does not take the token any more."""
        del team_id
        return None if self.trouble else self._known

    async def leave(self, team: str, told: datetime) -> None:
        """The coach was taken out; what happened before the token was last taken is old news."""
        if team == self._known.team_id and told >= self._since:
            self._end("app_uninstalled")

    def trusts(self, team: str, token: str) -> bool:
        """False once Slack has refused the token."""
        del team, token
        return self.trouble is None

    async def refused(self, team: str, token: str, code: str) -> None:
        """There is no other token: nobody can be served until the settings hold one."""
        del team, token
        self._end(code)

    def _end(self, code: str) -> None:
        if self.trouble is None:
            self.trouble = f"SLACK_BOT_TOKEN: Slack does not take it any more ({code})."
            _log.error(
                "%s Nothing is sent until it is mended: install the app in the workspace again, copy its bot token"
                " (xoxb-…), and start this program again.",
                self.trouble,
            )


def is_departure(event: Mapping[str, Any]) -> bool:
    """True for an event that ends an installation; a member's own token that was revoked does not."""
    match event.get("type"):
        case "app_uninstalled":
            return True
        case "tokens_revoked":
            revoked: dict[str, Any] = event.get("tokens") or {}
            return bool(revoked.get("bot"))
        case _:
            return False


def when(body: Mapping[str, Any], now: datetime) -> datetime:
    """When an event happened: Slack tells whole seconds, so up to the end of that one."""
    told = body.get("event_time")
    return datetime.fromtimestamp(told, UTC) + timedelta(seconds=1) if isinstance(told, int) else now
