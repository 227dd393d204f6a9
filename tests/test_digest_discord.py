"""The weekly digest in Discord: turned on by who manages the server as Discord knows it, and posted once."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.discord.registry import Registry
from bot.adapters.discord.sender import opened
from bot.settings import read
from pathways.digest import Place
from storage.mailboxes import Mailboxes
from storage.openings import Openings
from tests.digests import FRIDAY, Workspace
from tests.discord_program import told
from tests.fakes.aio import in_loop
from tests.fakes.discord import FakeDiscord, Fate
from tests.nudgers import deliverer
from tests.test_discord_surface import served

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from bot.adapters.roof import SaysNo
    from storage.database import Database
    from tests.fakes.discord import User

pytest_plugins = ["tests.fakes.discord.fixtures"]
MANAGE, ADMINISTRATOR = 1 << 5, 1 << 3
ACTIONS = ({"do": "here"}, {"do": "change", "day": "mon"}, {"do": "preview"}, {"do": "off"})


class Town:
    """A server in the fake Discord whose people learn, and a worker that posts its digest."""

    def __init__(self, discord: FakeDiscord, database: Database, sender: Any) -> None:
        self.discord, self.database, self.sender = discord, database, sender
        self.people: list[User] = [discord.world.add_user(name) for name in ("Ada", "Bo @everyone", "Cy", "Di", "Ed")]
        self.guild = discord.world.add_guild("Learners", *self.people)
        (self.channel,) = self.guild.channels.values()
        self.workspace = Workspace(database, self.guild.id, "discord", self.channel.id)
        self.workspace.say("BOSS", "digest here")
        self.now = FRIDAY
        for number, person in enumerate(self.people):
            self.workspace.say(person.id, "next")
            self.workspace.say(person.id, "done 1")
            if number < 3:
                self.workspace.say(person.id, "name me in the digest")

    async def deliver(self) -> None:
        worker = deliverer(self.database, {"discord": self.sender}, lambda: self.now)
        await worker.plan()
        await worker.dispatch()

    @property
    def posted(self) -> list[Any]:
        return [message for message in self.channel.messages if message.author is self.discord.world.bot]


@asynccontextmanager
async def town(discord: FakeDiscord, database: Database) -> AsyncGenerator[Town]:
    async with discord:
        known = read(discord.environment(), dotenv=None).discord
        assert known is not None
        failed: list[SaysNo] = []
        discord.clock.advance(FRIDAY.timestamp() - discord.clock())
        way = opened(known, Mailboxes(database), Openings(database), lambda: FRIDAY, failed.append)
        async with way as sender:
            sender.apart = 0.0
            yield Town(discord, database, sender)


@in_loop
async def test_it_is_posted_once_with_the_names_of_the_server(fake_discord: FakeDiscord, database: Database) -> None:
    async with town(fake_discord, database) as here:
        here.guild.nicks[here.people[0].id] = "Countess"
        await here.deliver()
        await here.deliver()
        (message,) = here.posted
        shown = json.dumps(message.components)
        assert "5 people took part" in shown
        assert "Countess" in shown
        assert "Di" not in shown.replace("Discord", "")
        assert message.mentions == []
        (call,) = fake_discord.accepted_of("create_message")
        assert call.payload["allowed_mentions"] == {"parse": []}
        assert here.workspace.deliveries() == {"2026-W48": "sent"}


@pytest.mark.parametrize("fate", [Fate.accept_drop(), Fate.refuse_drop()], ids=str)
def test_B2_what_is_in_doubt_is_looked_for_in_the_channel(
    fake_discord: FakeDiscord, database: Database, fate: Fate
) -> None:
    @in_loop
    async def run() -> None:
        async with town(fake_discord, database) as here:
            fake_discord.fates.next("create_message", fate)
            await here.deliver()
            assert here.workspace.deliveries() == {"2026-W48": "unknown"}
            here.now += dt.timedelta(minutes=1)
            await here.deliver()
            assert len(here.posted) == 1
            assert here.workspace.deliveries() == {"2026-W48": "sent"}

    run()


@in_loop
async def test_a_channel_that_is_gone_pauses_it(fake_discord: FakeDiscord, database: Database) -> None:
    async with town(fake_discord, database) as here:
        del fake_discord.world.channels[here.channel.id]
        await here.deliver()
        assert here.workspace.deliveries() == {"2026-W48": "failed"}
        assert "could not post in its channel (10003)" in here.workspace.say("BOSS", "next")
        assert "paused" not in here.workspace.say("BOSS", "next")


@in_loop
async def test_who_left_is_not_named_and_without_names_it_waits(fake_discord: FakeDiscord, database: Database) -> None:
    async with town(fake_discord, database) as here:
        del here.guild.members[here.people[0].id]
        fake_discord.fates.next("get_guild_member", Fate.refuse_5xx())
        await here.deliver()
        assert here.posted == []
        here.now += dt.timedelta(minutes=2)
        await here.deliver()
        shown = json.dumps(here.posted[0].components)
        assert "Ada" not in shown
        assert "Cy" in shown
        here.sender.trouble = "the token is refused"
        assert await here.sender.names(here.workspace.place, ("1",)) is None


@in_loop
async def test_ranks_are_read_from_discord_as_they_are_now(fake_discord: FakeDiscord, database: Database) -> None:
    async with town(fake_discord, database) as here:
        registry = Registry(lambda path: here.sender.api.ask("GET", path), 5.0)
        owner, admin, manager, member, gone = (person.id for person in here.people)
        here.guild.grants |= {admin: ADMINISTRATOR, manager: MANAGE, gone: MANAGE}
        del here.guild.members[gone]
        place = here.workspace.place
        ranks = [await registry.rank(place, user) for user in (owner, admin, manager, member, gone)]
        assert ranks == ["admin", "admin", "admin", "member", "member"]
        del here.guild.grants[admin]
        assert await registry.rank(place, admin) == "member"
        assert await registry.rank(Place("discord", "404"), owner) == "unknown"


@pytest.mark.parametrize("action", ACTIONS, ids=lambda ask: ask["do"])
def test_F11_three_ranks_and_each_action(fake_discord: FakeDiscord, tmp_path: Path, action: dict[str, str]) -> None:
    @in_loop
    async def run() -> None:
        async with fake_discord as discord, served(discord, tmp_path):
            owner, boss, member = (discord.world.add_user(name) for name in ("Owner", "Boss", "Member"))
            guild = discord.world.add_guild("Learners", owner, boss, member)
            await discord.invite(guild)
            (channel,) = guild.channels.values()
            guild.grants[boss.id] = MANAGE

            async def says(user: User, asked: dict[str, str]) -> str:
                done = await discord.command(user, "coach digest", asked, channel=channel)
                await discord.until(lambda: done.messages)
                return told(done)

            assert "comes to this channel" in await says(owner, {"do": "here"})
            assert "Only an admin" in await says(member, action)
            for user in (owner, boss):
                assert "Nothing was changed" not in await says(user, action)
                await says(owner, {"do": "here"})
            guild.grants[member.id] = MANAGE
            del guild.grants[boss.id]  # demoted just now
            assert "Only an admin" in await says(boss, action)
            assert "Nothing was changed" not in await says(member, action)

    run()


@in_loop
async def test_in_private_it_belongs_nowhere_and_names_are_for_the_one_server(
    fake_discord: FakeDiscord, tmp_path: Path
) -> None:
    async with fake_discord as discord, served(discord, tmp_path):
        owner = discord.world.add_user("Owner")
        guild = discord.world.add_guild("Learners", owner)
        await discord.invite(guild)
        (channel,) = guild.channels.values()
        alone = await discord.command(owner, "coach digest", {"do": "here"})
        await discord.until(lambda: alone.messages)
        assert "belongs to a channel" in told(alone)
        await discord.command(owner, "coach digest", {"do": "here"}, channel=channel)
        await discord.command(owner, "coach next", channel=channel)
        private = await discord.command(owner, "coach ask", {"words": "name me in the digest"})
        await discord.until(lambda: private.messages)
        assert "names you from now on" in told(private)


@in_loop
async def test_the_preview_asks_the_server_for_the_names(fake_discord: FakeDiscord, tmp_path: Path) -> None:
    async with fake_discord as discord, served(discord, tmp_path):
        people = [discord.world.add_user(name) for name in ("Ada", "Bo", "Cy", "Di", "Ed")]
        guild = discord.world.add_guild("Learners", *people)
        await discord.invite(guild)
        (channel,) = guild.channels.values()

        async def says(user: User, command: str, **options: str) -> str:
            done = await discord.command(user, f"coach {command}", options, channel=channel)
            await discord.until(lambda: done.messages)
            return told(done)

        await says(people[0], "digest", do="here")
        for person in people:
            await says(person, "done", step="python-jupyter-setup")
        await says(people[1], "ask", words="name me in the digest")
        shown = await says(people[0], "digest", do="preview")
        assert "5 people took part" in shown
        assert "Bo" in shown
        assert "Cy" not in shown
