"""The fake Discord is tried with discord.py itself: what it can do to Discord, and what Discord may do to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands, ui

from tests.fakes.aio import in_loop
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.library import aimed_at

pytest_plugins = ["tests.fakes.discord.fixtures"]

INTENTS = discord.Intents(guilds=True, dm_messages=True, guild_messages=True)


class Bot(discord.AutoShardedClient):
    """A small bot: it echoes in the DM, and has commands, buttons and a form."""

    def __init__(self, **more: Any) -> None:
        more = {"intents": INTENTS, "allowed_mentions": discord.AllowedMentions.none(), **more}
        super().__init__(guild_ready_timeout=0.0, **more)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds before the second shard."""

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.append(message.content)
            if message.guild is None:
                await message.channel.send(f"You said: {message.content}")


@asynccontextmanager
async def running(bot: Bot, fake: FakeDiscord) -> AsyncGenerator[Bot]:
    with aimed_at(fake):
        async with bot:
            task = asyncio.create_task(bot.start(fake.token))
            ready = asyncio.create_task(bot.wait_until_ready())
            await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                ready.cancel()
                await task
            yield bot
            await bot.close()
            await task


@in_loop
async def test_a_dm_comes_in_and_is_answered(fake_discord: FakeDiscord) -> None:
    async with fake_discord as fake, running(Bot(), fake) as bot:
        await fake.say(fake.user, "hello")
        await fake.until(lambda: len(fake.messages(fake.user)) == 2)
        assert [m.content for m in fake.messages(fake.user)] == ["hello", "You said: hello"]
        assert fake.accepted_of("create_message")[0].user == fake.user.id
        assert [guild.name for guild in bot.guilds] == ["Acme"]


@in_loop
async def test_a_command_is_answered(fake_discord: FakeDiscord) -> None:
    bot = Bot()

    @bot.tree.command(description="Say it again")
    async def echo(interaction: discord.Interaction, text: str) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        view = ui.LayoutView()
        view.add_item(ui.TextDisplay(text))
        await interaction.followup.send(view=view)

    async with fake_discord as fake, running(bot, fake):
        await bot.tree.sync()
        asked = await fake.command(fake.user, "/echo", {"text": "hi"}, channel=fake.channel)
        await fake.settled(asked)
        assert asked.messages[0].components[0]["content"] == "hi"
        assert [m.id for m in fake.ephemerals(fake.user)] == [asked.messages[0].id]
