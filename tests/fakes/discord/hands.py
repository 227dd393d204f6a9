"""What people do in Discord: write, call the bot by name, type commands, press, choose, fill in forms."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from tests.fakes.discord import components, limits, typed
from tests.fakes.discord.components import CannotDo
from tests.fakes.discord.people import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL,
    Channel,
    Guild,
    Interaction,
    Message,
    User,
)
from tests.fakes.discord.records import Json
from tests.fakes.discord.server import Server


class FakeDiscord(Server):
    """Discord, whole: `async with FakeDiscord() as discord`.

    Each deed is an event in Discord's own form. Interactions wait for the first answer (`wait=False`: they do not),
    at most `patience` real seconds, and not at all where nobody is connected.
    """

    patience = 3.0

    async def say(
        self, user: User, text: str, *, reply_to: Message | None = None, files: Iterable[str] = ()
    ) -> Message:
        """A user writes to the bot in the DM."""
        channel = self.world.dm(user)
        kept = [self.world.keep_file(self.url, channel, name, "application/octet-stream", b"") for name in files]
        reference = {"message_id": reply_to.id, "channel_id": channel.id} if reply_to is not None else None
        message = self.world.put(channel, user, content=text, reference=reference, attachments=kept)
        self.gateway.tell("MESSAGE_CREATE", message)
        return message

    async def write(self, user: User, text: str, *, channel: Channel | None = None, mention: bool = False) -> Message:
        """A user writes in a channel of a server; with `mention` the bot is called by its name."""
        place = channel or self.channel
        if (guild := self.world.guild_of(place)) is None or user.id not in guild.members:
            raise CannotDo(f"{user.name} is not in that channel")
        bot = self.world.bot
        said = f"<@{bot.id}> {text}" if mention else text
        message = self.world.put(place, user, content=said, mentions=[bot] if mention else [])
        self.gateway.tell("MESSAGE_CREATE", message)
        return message

    async def rewrite(self, message: Message, text: str) -> Message:
        """A user edits what they wrote."""
        message.content, message.edited_at = text, self.clock()
        self.gateway.tell("MESSAGE_UPDATE", message)
        return message

    async def take_back(self, message: Message) -> None:
        """A user deletes what they wrote."""
        message.deleted = True
        self.gateway.tell("MESSAGE_DELETE", message)

    async def throw_out(self, guild: Guild) -> None:
        """The bot is thrown out of a server; `invite` brings it back."""
        self._in(guild, there=False)
        self.gateway.dispatch("GUILD_DELETE", {"id": guild.id}, guild=guild.id, needs=limits.GUILDS)

    async def invite(self, guild: Guild) -> None:
        """The bot comes to a server."""
        self._in(guild, there=True)
        self.gateway.dispatch("GUILD_CREATE", guild.info(self.world.bot), guild=guild.id, needs=limits.GUILDS)

    async def command(
        self,
        user: User,
        words: str,
        options: Mapping[str, object] | None = None,
        *,
        channel: Channel | None = None,
        wait: bool = True,
    ) -> Interaction:
        """A slash command: `command(user, "coach done", {"step": "kafka"})`; in the DM unless a channel is named."""
        place = channel or self.world.dm(user)
        wanted = typed.found(self.world, words)
        interaction = self._interaction(COMMAND, user, place, name=wanted.name)
        self._may_use(wanted, interaction)
        data = wanted.data(typed.filled(wanted, options or {}))
        return await self._deliver(interaction, data, wait=wait)

    async def autocomplete(
        self,
        user: User,
        words: str,
        option: str,
        text: str,
        options: Mapping[str, object] | None = None,
        *,
        channel: Channel | None = None,
        wait: bool = True,
    ) -> Interaction:
        """A user types into an option that offers choices; they are the interaction's `choices`."""
        place = channel or self.world.dm(user)
        wanted = typed.found(self.world, words)
        if not wanted.options.get(option, {}).get("autocomplete"):
            raise CannotDo(f"/{wanted.name} offers nothing for {option!r}")
        interaction = self._interaction(AUTOCOMPLETE, user, place, name=wanted.name)
        self._may_use(wanted, interaction)
        data = wanted.data(typed.filled(wanted, {**(options or {}), option: text}, focused=option))
        return await self._deliver(interaction, data, wait=wait)

    async def press(
        self, user: User, message: Message, *, custom_id: str = "", label: str = "", wait: bool = True
    ) -> Interaction:
        """Press a button; it is found by what it says or by its `custom_id`, and must be there, once.

        `message` may be an old copy (`copy.copy`) that somebody's screen still shows.
        """
        self._sees(user, message)
        button = components.find(message.components, {components.BUTTON}, custom_id=custom_id, label=label)
        return await self._use(user, message, button, {}, wait=wait)

    async def choose(
        self, user: User, message: Message, *values: str, custom_id: str = "", label: str = "", wait: bool = True
    ) -> Interaction:
        """Choose in a select; it is found by its placeholder (`label`) or `custom_id`, options by value or label."""
        self._sees(user, message)
        select = components.find(message.components, {components.SELECT}, custom_id=custom_id, label=label)
        return await self._use(user, message, select, {"values": components.chosen(select, list(values))}, wait=wait)

    async def submit(
        self,
        user: User,
        values: Mapping[str, object] | None = None,
        *,
        form: Interaction | None = None,
        wait: bool = True,
    ) -> Interaction:
        """Fill in the form that is open (or another that was) and send it; fields go by custom_id or label."""
        opened = form or self.modal(user)
        if opened is None or opened.modal is None:
            raise CannotDo(f"{user.name} has no form open")
        told = components.submitted(opened.modal, values or {})
        self.world.modals.pop(user.id, None)
        interaction = self._interaction(MODAL, user, opened.channel, source=opened.source)
        interaction.opened_by = opened
        return await self._deliver(interaction, {"custom_id": opened.modal["custom_id"], "components": told}, wait=wait)

    async def settled(self, interaction: Interaction) -> Interaction:
        """Wait until the user has got more than "thinking"."""
        await self.until(lambda: interaction.settled)
        return interaction

    @staticmethod
    def _in(guild: Guild, *, there: bool) -> None:
        guild.bot = there
        for channel in guild.channels.values():
            channel.bot = there

    # How an interaction is told.

    def _sees(self, user: User, message: Message) -> None:
        channel = self.world.channels[message.channel]
        guild = self.world.guild_of(channel)
        there = user in channel.members if guild is None else user.id in guild.members
        if message.deleted or not there or message.ephemeral_for not in {"", user.id}:
            raise CannotDo(f"{user.name} does not see that message")

    def _may_use(self, wanted: typed.Typed, interaction: Interaction) -> None:
        command, user = wanted.command, interaction.user
        by_guild = interaction.guild_installed
        typed.allowed(command, interaction.channel.context, by_guild=by_guild, by_user=user.installed)
        interaction.guild_installed = by_guild and 0 in command["integration_types"]
        needed = command.get("default_member_permissions")
        guild = self.world.guild_of(interaction.channel)
        if needed is not None and guild is not None:
            has = int(guild.member(user)["permissions"])
            if has & int(needed) != int(needed) and not has & limits.ADMINISTRATOR:
                raise CannotDo(f"{user.name} may not use /{wanted.name}")

    async def _use(self, user: User, message: Message, used: Json, more: Json, *, wait: bool) -> Interaction:
        channel = self.world.channels[message.channel]
        now = next((there for there in channel.messages if there.id == message.id), message)
        interaction = self._interaction(COMPONENT, user, channel, source=now)
        data: Json = {"custom_id": used["custom_id"], "component_type": used["type"], "id": used.get("id", 0)}
        return await self._deliver(interaction, data | more, wait=wait, shown=message)

    def _interaction(
        self, kind: int, user: User, channel: Channel, *, name: str = "", source: Message | None = None
    ) -> Interaction:
        guild = self.world.guild_of(channel)
        if guild is not None and user.id not in guild.members:
            raise CannotDo(f"{user.name} is not in that server")
        shared = any(g.bot and user.id in g.members for g in self.world.guilds.values())
        by_guild = guild.bot if guild is not None else channel.is_bot_dm and shared
        interaction = Interaction(
            self.world.make(), uuid.uuid4().hex, kind, self.clock(), user, channel, by_guild, name, source
        )
        self.world.interactions[interaction.token] = interaction
        return interaction

    async def _deliver(
        self, interaction: Interaction, data: Json, *, wait: bool, shown: Message | None = None
    ) -> Interaction:
        payload = self._told(interaction, shown or interaction.source) | {"data": data}
        interaction.delivered = self.gateway.dispatch("INTERACTION_CREATE", payload, guild=interaction.channel.guild)
        if wait and interaction.delivered:
            try:
                await self.until(lambda: interaction.answered, self.patience)
            except TimeoutError:
                self.book.complain("interaction", "", "the app did not respond", payload=data)
        return interaction

    def _told(self, interaction: Interaction, shown: Message | None) -> Json:
        user, channel = interaction.user, interaction.channel
        told: Json = {
            "id": interaction.id,
            "application_id": self.world.app.id,
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "channel_id": channel.id,
            "channel": channel.info(),
            "context": channel.context,
            "authorizing_integration_owners": dict(self.world.owners(interaction)),
            "app_permissions": str(limits.EVERYONE),
            "attachment_size_limit": limits.ATTACHMENT_BYTES,
            "entitlements": [],
            "locale": user.locale,
        }
        if (guild := self.world.guild_of(channel)) is not None:
            told |= {"guild_id": guild.id, "guild_locale": guild.locale, "member": guild.member(user)}
            told["guild"] = {"id": guild.id, "locale": guild.locale, "features": []}
            told["channel"] |= {"permissions": told["member"]["permissions"]}
        else:
            told["user"] = user.info()
        return told | ({"message": shown.info()} if shown is not None else {})
