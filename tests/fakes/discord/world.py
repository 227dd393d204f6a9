"""The world behind the fake: the app, people, servers, and all that Discord has handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.discord import limits
from tests.fakes.discord.people import DM, GROUP, TEXT, Channel, Guild, Interaction, Message, User
from tests.fakes.discord.records import Json

EPOCH_MS = 1_420_070_400_000


def made_up(what: str) -> str:
    """Something that looks secret and is none."""
    return hashlib.sha256(f"fake {what}".encode()).hexdigest()[:38]


@dataclass(slots=True)
class App:
    """What an app's settings pages show. Of the privileged intents it has those that it is `allowed`."""

    id: str
    token: str = field(default_factory=lambda: ".".join(("MTAw", "fake", made_up("token"))))
    name: str = "coach"
    description: str = ""
    flags: int = 0
    allowed: int = 0
    integration_types: dict[str, Json] = field(default_factory=lambda: {"0": {}, "1": {}})

    def info(self, owner: User, bot: User) -> Json:
        """The application as its own token is told."""
        return {
            "id": self.id,
            "name": self.name,
            "icon": None,
            "description": self.description,
            "type": None,
            "bot": bot.info(),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": made_up("key"),
            "flags": self.flags,
            "flags_new": str(self.flags),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": owner.info(),
            "team": None,
            "approximate_guild_count": 1,
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": ["bot", "applications.commands"],
            "integration_types_config": self.integration_types,
        }


class World:
    """Everything that exists. Ids are snowflakes: unique, told as strings, and only ever growing."""

    def __init__(self) -> None:
        self.clock = Clock()
        self._last_id = 0
        self.bot = User(self.make(), "coach", is_bot=True)
        self.app = App(self.bot.id)
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.owner = self.add_user("Owner")
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.dms: dict[str, Channel] = {}
        self.commands: list[Json] = []
        self.interactions: dict[str, Interaction] = {}  # by token
        self.files: dict[str, tuple[str, bytes]] = {}  # by address: type and content
        self.modals: dict[str, Interaction] = {}  # by user: the form that is open
        self.nonces: dict[str, Message] = {}
        self.nonce_seconds = limits.NONCE_SECONDS
        self.dm_budget: int | None = None  # how many more DMs may be opened before it is too fast

    def make(self) -> str:
        """A new id, of a millisecond of its own."""
        now = int(self.clock() * 1_000) - EPOCH_MS
        self._last_id = max(self._last_id + 1, now)
        return str(self._last_id << 22)

    # People and places.

    def add_user(self, name: str, **more: str | bool) -> User:
        """Somebody new; `more` are the fields of `User`."""
        user = User(self.make(), name)
        for key, value in more.items():
            setattr(user, key, value)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *members: User, bot: bool = True, **more: Any) -> Guild:
        """A new server with a channel `general`; with the bot in it unless said otherwise.

        The first is of shard 0 and the next of shard 1, however many there are up to sixteen.
        """
        while (int(made := self.make()) >> 22) % 16 != len(self.guilds) % 16:
            pass
        guild = Guild(made, name, members[0].id if members else self.owner.id, bot=bot, **more)
        guild.members = {user.id: user for user in members}
        self.guilds[guild.id] = guild
        self.add_channel(guild, "general")
        return guild

    def add_channel(self, guild: Guild, name: str) -> Channel:
        """A new channel of a server."""
        channel = Channel(self.make(), TEXT, name, guild.id, bot=guild.bot)
        self.channels[channel.id] = guild.channels[channel.id] = channel
        return channel

    def add_private(self, *members: User, name: str = "") -> Channel:
        """A conversation between people, without the bot."""
        channel = Channel(self.make(), GROUP if len(members) > 2 else DM, name, members=list(members), bot=False)
        self.channels[channel.id] = channel
        return channel

    def dm(self, user: User) -> Channel:
        """The DM of a user with the bot, made when it is first wanted."""
        if user.id not in self.dms:
            channel = Channel(self.make(), DM, members=[user])
            self.channels[channel.id] = self.dms[user.id] = channel
        return self.dms[user.id]

    def guild_of(self, channel: Channel) -> Guild | None:
        return self.guilds[channel.guild] if channel.guild else None

    def reachable(self, user: User) -> bool:
        """Do user and bot share a server, or has the user the app themselves?"""
        return user.installed or any(guild.bot and user.id in guild.members for guild in self.guilds.values())

    # Messages.

    def put(self, channel: Channel, author: User, **fields: Any) -> Message:
        """Put a message into a channel."""
        message = Message(self.make(), channel.id, author, self.clock(), **fields)
        channel.messages.append(message)
        return message

    def same_nonce(self, nonce: str) -> Message | None:
        """The bot's message of the last minutes that had this nonce, wherever it is."""
        message = self.nonces.get(nonce)
        return message if message is not None and self.clock() - message.at <= self.nonce_seconds else None

    def keep_file(self, base: str, channel: Channel, name: str, kind: str, content: bytes) -> Json:
        """Keep an uploaded file, and say where it can be had."""
        file_id = self.make()
        path = f"/cdn/attachments/{channel.id}/{file_id}/{name}"
        self.files[path] = (kind, content)
        return {
            "id": file_id,
            "filename": name,
            "size": len(content),
            "url": base + path,
            "proxy_url": base + path,
            "content_type": kind,
        }

    # Interactions.

    def owners(self, interaction: Interaction) -> Mapping[str, str]:
        """For whom the app was installed that is spoken to: a server, or "0" in its own DM; and the user."""
        owners: dict[str, str] = {}
        if interaction.guild_installed:
            owners["0"] = interaction.channel.guild or "0"
        if interaction.user.installed:
            owners["1"] = interaction.user.id
        return owners
