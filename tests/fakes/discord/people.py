"""Who and what there is in Discord: people, servers, channels, messages, commands, interactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from tests.fakes.discord import limits
from tests.fakes.discord.records import Json

TEXT, DM, GROUP = 0, 1, 3  # kinds of channels
IN_GUILD, IN_BOT_DM, IN_PRIVATE = 0, 1, 2  # contexts of an interaction
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5  # kinds of interactions


def told_time(seconds: float) -> str:
    """A moment as Discord writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


@dataclass(slots=True)
class User:
    """Somebody on Discord. `installed` says that they have added the app to themselves."""

    id: str
    name: str
    locale: str = "en-US"
    is_bot: bool = False
    dms_closed: bool = False
    installed: bool = False

    def info(self) -> Json:
        """The user as everybody is told."""
        told: Json = {
            "id": self.id,
            "username": self.name.lower(),
            "global_name": None if self.is_bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }
        return told | ({"bot": True} if self.is_bot else {})


@dataclass(slots=True)
class Message:
    """A message as people see it. `ephemeral_for` names the only one who sees it."""

    id: str
    channel: str
    author: User
    at: float
    content: str = ""
    components: list[Json] = field(default_factory=list[Json])
    embeds: list[Json] = field(default_factory=list[Json])
    attachments: list[Json] = field(default_factory=list[Json])
    flags: int = 0
    nonce: str = ""
    mentions: list[User] = field(default_factory=list[User])
    reference: Json | None = None
    interaction: Json | None = None
    application: str = ""
    ephemeral_for: str = ""
    edited_at: float | None = None
    deleted: bool = False

    @property
    def loading(self) -> bool:
        """Does it say only that the app is thinking?"""
        return bool(self.flags & limits.LOADING)

    @property
    def is_v2(self) -> bool:
        return bool(self.flags & limits.COMPONENTS_V2)

    def info(self, *, content: bool = True) -> Json:
        """The message as Discord tells it; without the intent for it, what it says is left out."""
        told: Json = {
            "id": self.id,
            "channel_id": self.channel,
            "author": self.author.info(),
            "type": 20 if self.interaction and self.interaction["type"] == COMMAND else 19 if self.reference else 0,
            "content": self.content if content else "",
            "components": self.components if content else [],
            "embeds": self.embeds if content else [],
            "attachments": self.attachments if content else [],
            "timestamp": told_time(self.at),
            "edited_timestamp": told_time(self.edited_at) if self.edited_at is not None else None,
            "flags": self.flags,
            "tts": False,
            "pinned": False,
            "mention_everyone": False,
            "mentions": [user.info() for user in self.mentions],
            "mention_roles": [],
        }
        told |= {"nonce": self.nonce} if self.nonce else {}
        told |= {"message_reference": self.reference} if self.reference else {}
        told |= {"interaction_metadata": self.interaction} if self.interaction else {}
        told |= {"application_id": self.application, "webhook_id": self.application} if self.application else {}
        return told


@dataclass(slots=True)
class Channel:
    """A conversation: the DM of one user with the bot, a channel of a server, or a conversation without the bot."""

    id: str
    kind: int
    name: str = ""
    guild: str = ""
    members: list[User] = field(default_factory=list[User])
    bot: bool = True
    messages: list[Message] = field(default_factory=list[Message])

    @property
    def is_bot_dm(self) -> bool:
        return self.kind == DM and self.bot

    @property
    def context(self) -> int:
        """What an interaction here is told of where it is."""
        return IN_GUILD if self.guild else IN_BOT_DM if self.is_bot_dm else IN_PRIVATE

    def find(self, message_id: str) -> Message | None:
        """A message that is still there."""
        return next((message for message in self.messages if message.id == message_id and not message.deleted), None)

    def info(self) -> Json:
        """The channel as Discord tells it."""
        last = self.messages[-1].id if self.messages else None
        told: Json = {"id": self.id, "type": self.kind, "flags": 0, "last_message_id": last}
        if self.guild:
            placed = {"guild_id": self.guild, "name": self.name, "position": 0, "parent_id": None, "topic": None}
            return told | placed | {"nsfw": False, "rate_limit_per_user": 0, "permission_overwrites": []}
        told["recipients"] = [user.info() for user in self.members]
        named: Json = {"name": self.name or None, "icon": None, "owner_id": self.members[0].id}
        return told | (named if self.kind == GROUP else {})


@dataclass(slots=True)
class Guild:
    """A server, with the bot in it or not. `permissions` are what everybody may; `grants` is more for some."""

    id: str
    name: str
    owner: str
    bot: bool = True
    locale: str = "en-US"
    members: dict[str, User] = field(default_factory=dict[str, User])
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])
    permissions: int = limits.EVERYONE
    grants: dict[str, int] = field(default_factory=dict[str, int])
    nicks: dict[str, str] = field(default_factory=dict[str, str])

    def member(self, user: User) -> Json:
        """A member as an interaction tells it."""
        return self.known(user) | {
            "permissions": str(self.permissions | self.grants.get(user.id, 0)),
        }

    def known(self, user: User) -> Json:
        """A member as whoever asks for one is told; who may more has a role that bears their own id."""
        roles = [user.id] if user.id in self.grants else []
        return self.membership() | {"user": user.info(), "roles": roles, "nick": self.nicks.get(user.id)}

    def membership(self) -> Json:
        """What a message says of its author's membership."""
        return {
            "roles": [],
            "nick": None,
            "avatar": None,
            "joined_at": told_time(1_600_000_000),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }

    def info(self, bot: User) -> Json:
        """The server as the gateway tells it; of its members only the bot, as without the intent for more."""
        everyone = {"id": self.id, "name": "@everyone", "permissions": str(self.permissions), "position": 0}
        plain = {"color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
        return {
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner,
            "unavailable": False,
            "large": False,
            "member_count": len(self.members) + 1,
            "preferred_locale": self.locale,
            "features": [],
            "roles": [everyone | plain, *(self._role(user) | plain for user in self.grants)],
            "members": [self.membership() | {"user": bot.info()}],
            "channels": [channel.info() for channel in self.channels.values()],
            **dict.fromkeys(("emojis", "stickers", "threads", "voice_states", "presences"), ()),
            **dict.fromkeys(("stage_instances", "guild_scheduled_events", "soundboard_sounds"), ()),
            **dict.fromkeys(("verification_level", "default_message_notifications", "mfa_level", "nsfw_level"), 0),
            **dict.fromkeys(("explicit_content_filter", "premium_tier", "system_channel_flags", "afk_timeout"), 0),
            "joined_at": told_time(1_600_000_000),
        }

    def _role(self, user: str) -> Json:
        return {"id": user, "name": f"more for {user}", "permissions": str(self.grants[user]), "position": 1}


Answered = Literal["", "message", "thinking", "pending", "update", "choices", "modal"]


@dataclass(slots=True, eq=False)
class Interaction:
    """One thing that somebody did with the app, and what the app answered to it."""

    id: str
    token: str
    kind: int
    at: float
    user: User
    channel: Channel
    guild_installed: bool
    name: str = ""
    source: Message | None = None
    opened_by: Interaction | None = None
    delivered: bool = False
    answered: Answered = ""
    answered_after: float = 0.0
    original: Message | None = None
    edited: bool = False
    followups: list[Message] = field(default_factory=list[Message])
    choices: list[Json] = field(default_factory=list[Json])
    modal: Json | None = None

    @property
    def settled(self) -> bool:
        """Has the user got more than "thinking": a message, a change, a form, choices?"""
        original = self.original
        if self.answered == "thinking":
            return original is None or original.deleted or not original.loading
        return bool(self.answered) and (self.answered != "pending" or self.edited or bool(self.followups))

    @property
    def messages(self) -> list[Message]:
        """What the user got to read as an answer, in order."""
        first = [self.original] if self.original is not None and self.answered in {"message", "thinking"} else []
        return [m for m in (*first, *self.followups) if not m.deleted and not m.loading]

    def metadata(self, owners: Callable[[Interaction], Mapping[str, str]]) -> Json:
        """What a message that answers an interaction says about it."""
        told: Json = {"id": self.id, "type": self.kind, "user": self.user.info()}
        told["authorizing_integration_owners"] = dict(owners(self))
        if self.kind == COMPONENT and self.source is not None:
            told["interacted_message_id"] = self.source.id
        if self.opened_by is not None:
            told["triggering_interaction_metadata"] = self.opened_by.metadata(owners)
        return told | ({"name": self.name} if self.name else {})
