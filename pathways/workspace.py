"""Where the coach is installed: one tenant of a platform, and what it takes to speak there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pathways.secret import Secret


@dataclass(frozen=True, slots=True)
class Installation:
    """The coach in one workspace."""

    platform: str
    workspace: str
    """The platform's id of the tenant (a Slack team, or the organisation where it was installed for all of it)."""
    name: str
    bot_user: str
    """The platform's id of the coach there."""
    bot_token: Secret
    scopes: tuple[str, ...]
    """What the coach was allowed to do."""
    installed_by: str
    """The platform's id of whoever did."""
    refresh_token: Secret | None = None
    """What a token that expires is exchanged for the next one with."""
    expires: dt.datetime | None = None
    """When the token ends (UTC); None for one that lasts."""
    enterprise: str | None = None
    """The organisation that the workspace belongs to."""

    def is_due(self, by: dt.datetime) -> bool:
        """True when the token ends by then and can be exchanged for the next one."""
        return self.refresh_token is not None and self.expires is not None and self.expires <= by
