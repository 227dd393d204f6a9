"""Who and what there is in a workspace: its people, its channels, its messages, its files, its views."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.slack.limits import ALL_SCOPES
from tests.fakes.slack.records import Json

# What is in every profile, and says nothing here.
EMPTY = (
    *("title", "phone", "skype", "status_text", "status_text_canonical", "status_emoji", "avatar_hash", "last_name"),
    *(f"image_{size}" for size in (24, 32, 48, 72, 192, 512)),
)


@dataclass(slots=True)
class User:
    """A member of a workspace, or a guest or stranger in it. `home` is the workspace of a stranger."""

    id: str
    team: str
    name: str
    tz: str = "Europe/Berlin"
    tz_label: str = ""
    locale: str = "en-US"
    home: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False

    def info(self, now: float, *, locale: bool = False) -> Json:
        """The user as users.info tells it."""
        there = datetime.fromtimestamp(now, ZoneInfo(self.tz))
        offset = there.utcoffset()
        told: Json = {
            "id": self.id,
            "team_id": self.home or self.team,
            "name": self.name.lower(),
            "real_name": self.name,
            "deleted": self.deleted,
            "tz": self.tz,
            "tz_label": self.tz_label or there.tzname(),
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "profile": {
                **dict.fromkeys(EMPTY, ""),
                **dict.fromkeys(("real_name", "real_name_normalized", "first_name"), self.name),
                **dict.fromkeys(("display_name", "display_name_normalized"), self.name),
                "fields": None,
                "status_emoji_display_info": [],
                "status_expiration": 0,
                "team": self.home or self.team,
            },
            "color": "9f69e7",
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": int(now),
        }
        if self.home and self.home != self.team:
            told["is_stranger"] = True
        return told | ({"locale": self.locale} if locale else {})


@dataclass(slots=True)
class Message:
    """A message as people see it. `ephemeral_for` names the only one who sees it."""

    team: str
    channel: str
    ts: str
    body: Json
    ephemeral_for: str = ""
    deleted: bool = False

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        return list(self.body.get("blocks") or [])


@dataclass(slots=True)
class Channel:
    """A conversation: the IM of one user with the app, or a channel of many."""

    id: str
    team: str
    user: str = ""
    name: str = ""
    archived: bool = False
    members: set[str] = field(default_factory=set[str])
    messages: list[Message] = field(default_factory=list[Message])

    @property
    def is_im(self) -> bool:
        return bool(self.user)

    def info(self) -> Json:
        """The channel as conversations.info tells it."""
        told: Json = {"id": self.id, "is_im": self.is_im, "is_archived": self.archived, "context_team_id": self.team}
        return told | (
            {"user": self.user} if self.is_im else {"name": self.name, "is_channel": True, "is_member": True}
        )


@dataclass(slots=True)
class File:
    """A file on its way into Slack: `polls` more looks until it is ready to be shown."""

    id: str
    team: str
    name: str
    length: int
    alt_txt: str = ""
    title: str = ""
    content: bytes | None = None
    complete: bool = False
    polls: int = 0

    def info(self) -> Json:
        """The file as files.info tells it."""
        kind = self.name.rpartition(".")[2].lower()
        told: Json = {"id": self.id, "name": self.name, "title": self.title or self.name, "size": self.length}
        return told | {
            "mimetype": f"image/{kind}" if self.polls <= 0 else "",
            "filetype": kind,
            "alt_txt": self.alt_txt,
        }


@dataclass(slots=True)
class Token:
    """A token that Slack has given out."""

    value: str
    team: str
    kind: str = "bot"
    scopes: frozenset[str] = ALL_SCOPES
    expires_at: float | None = None
    dead: str = ""


@dataclass(slots=True)
class Trigger:
    """The right to open one modal, for three seconds."""

    at: float
    user: User
    view: str = ""
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right to answer five times within half an hour."""

    at: float
    user: User
    channel: str
    message: Message | None = None
    uses: int = 0


@dataclass(slots=True)
class Code:
    """What a workspace's consent is worth, once."""

    at: float
    team: str
    user: str
    scopes: frozenset[str]
    redirect_uri: str
    organisation: bool = False
    used: bool = False


@dataclass(slots=True)
class Team:
    """A workspace, with the app in it or not."""

    id: str
    name: str
    bot_user: str
    bot_id: str
    users: dict[str, User] = field(default_factory=dict[str, User])
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])
    views: dict[str, Json] = field(default_factory=dict[str, Any])
    homes: dict[str, str] = field(default_factory=dict[str, str])
    stacks: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    ephemerals: list[Message] = field(default_factory=list[Message])
    home_enabled: bool = True
    agent_view: bool = True
    rotation: bool = False
