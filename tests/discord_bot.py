"""A small bot on the real discord.py, to try the fake Discord with."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

import discord
from discord import app_commands, ui

from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.library import connected

INTENTS = discord.Intents(guilds=True, dm_messages=True, guild_messages=True)
Deed = Callable[[discord.Interaction], Awaitable[object]]


class Done(ui.DynamicItem[ui.Button[Any]], template=r"done:(?P<step>\w+)"):
    """A button that is understood by its id alone, also by a process that has not made it."""

    def __init__(self, step: str) -> None:
        super().__init__(ui.Button[Any](label=f"Done {step}", custom_id=f"done:{step}"))
        self.step = step

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["step"])

    async def callback(self, interaction: discord.Interaction) -> None:
        client = interaction.client
        assert isinstance(client, Bot)
        await client.keep(client.on_press(interaction))


class Hours(ui.Modal, title="Your week"):
    """A form with each kind of field."""

    hours = ui.Label[Any](
        text="Hours a week", component=ui.TextInput[Any](custom_id="hours", max_length=3, default="6")
    )
    day = ui.Label[Any](
        text="Day",
        component=ui.Select[Any](
            custom_id="day",
            options=[
                discord.SelectOption(label="Monday", value="mon"),
                discord.SelectOption(label="Sunday", value="sun"),
            ],
        ),
    )
    pace = ui.Label[Any](
        text="Pace",
        component=ui.RadioGroup[Any](
            custom_id="pace",
            options=[
                discord.RadioGroupOption(label="Slow", value="s"),
                discord.RadioGroupOption(label="Fast", value="f"),
            ],
        ),
    )
    nudges = ui.Label[Any](text="Nudges", component=ui.Checkbox[Any](custom_id="nudges", default=True))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        client = interaction.client
        assert isinstance(client, Bot)
        parts: list[Any] = [self.hours.component, self.day.component, self.pace.component, self.nudges.component]
        client.heard.append(" ".join(str(getattr(p, "values", None) or getattr(p, "value", "")) for p in parts))
        await client.keep(client.on_form(interaction))


def layout(*items: ui.Item[Any]) -> ui.LayoutView:
    """Components one below the other."""
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def week() -> ui.LayoutView:
    """A message with words, a button of each kind and a select."""
    steps = [discord.SelectOption(label="Kafka", value="k"), discord.SelectOption(label="Spark", value="s")]
    row = ui.ActionRow[Any](
        Done("jupyter"),
        ui.Button[Any](label="Read", url="https://example.org/read"),
        ui.Button[Any](label="Later", custom_id="later", disabled=True),
    )
    choice = ui.ActionRow[Any](ui.Select[Any](custom_id="step", placeholder="Which step?", options=steps))
    return layout(ui.Container[Any](ui.TextDisplay[Any]("This week"), ui.Separator[Any](), row), choice)


class Bot(discord.AutoShardedClient):
    """It echoes in the DM and keeps what it hears; what it does at a command or a press is set by each test."""

    def __init__(self, **more: Any) -> None:
        more = {"intents": INTENTS, "allowed_mentions": discord.AllowedMentions.none(), **more}
        super().__init__(guild_ready_timeout=0.0, **more)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.errors: list[discord.HTTPException] = []
        self.on_command: Deed = lambda interaction: interaction.response.send_message("yes")
        self.on_press: Deed = lambda interaction: interaction.response.send_message("pressed")
        self.on_form: Deed = lambda interaction: interaction.response.send_message("saved")
        self.tree.add_command(self._commands())

    def _commands(self) -> app_commands.Group:
        group = app_commands.Group(
            name="coach",
            description="Your coach",
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        )

        @group.command(description="What is next")
        @app_commands.describe(weeks="How many weeks")
        async def ahead(interaction: discord.Interaction, weeks: app_commands.Range[int, 1, 12] = 1) -> None:
            self.heard.append(f"ahead {weeks}")
            await self.keep(self.on_command(interaction))

        @group.command(description="Mark a step done")
        @app_commands.describe(step="Which step")
        async def done(interaction: discord.Interaction, step: str) -> None:
            self.heard.append(f"done {step}")
            await self.keep(self.on_command(interaction))

        @done.autocomplete("step")
        async def offer(interaction: discord.Interaction, text: str) -> list[app_commands.Choice[str]]:
            steps = ("kafka", "spark", "jupyter")
            return [app_commands.Choice(name=s.title(), value=s) for s in steps if text in s]

        return group

    async def keep(self, deed: Awaitable[object]) -> None:
        """Do it, and keep what Discord says against it."""
        try:
            await deed
        except discord.HTTPException as error:
            self.errors.append(error)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Done)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds before the second shard."""

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.append(message.content)
            if message.guild is None:
                await message.channel.send(f"You said: {message.content}")

    async def on_resumed(self) -> None:
        self.heard.append("(resumed)")


@asynccontextmanager
async def running(bot: Bot, fake: FakeDiscord, *, sync: bool = False, token: str = "") -> AsyncGenerator[Bot]:
    """The bot, connected and ready; with `sync` its commands are registered."""
    async with connected(bot, fake, token=token):
        if sync:
            await bot.tree.sync()
        yield bot
