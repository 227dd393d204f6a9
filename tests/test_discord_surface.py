"""The surface in Discord where something is slow, or somebody cannot be reached: the real client on the fake."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot import settings, wiring
from bot.adapters.discord import calls, surface
from bot.adapters.discord.backlog import Backlog
from bot.adapters.discord.client import Client
from bot.adapters.discord.hello import find_gateway, introduce
from bot.adapters.discord.surface import Surface
from bot.clock import utc_now
from bot.core import door
from bot.logs import Lines
from pathways.learner import Mailbox
from storage.database import Database
from storage.openings import Openings
from tests.discord_program import told, words
from tests.fakes.aio import in_loop
from tests.fakes.discord import FakeDiscord, Fate

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    import pytest

pytest_plugins = ["tests.fakes.discord.fixtures"]
STEP = "python-jupyter-setup"


class Kept:
    """How far was read, for as long as a test."""

    def __init__(self, *, broken: bool = False) -> None:
        self.boxes: dict[str, Mailbox] = {}
        self.broken = broken

    def keep(self, mailbox: Mailbox, *, now: object) -> None:
        del now
        if self.broken:
            raise OSError("the disk is full of what Ada said")
        self.boxes[mailbox.channel] = mailbox

    def latest(self, platform: str, *, since: object, most: int) -> tuple[Mailbox, ...]:
        del platform, since
        return tuple(self.boxes.values())[:most]


@asynccontextmanager
async def served(discord: FakeDiscord, folder: Path, mailboxes: Kept | None = None) -> AsyncGenerator[Client]:
    """The client on the fake, its commands registered."""
    told = settings.read({**discord.environment(), "COACH_DATA": str(folder)}, dotenv=None)
    coach, _ = wiring.remembering(told)
    with Database.open(told.database_url) as database:
        one = Surface(coach, utc_now, calls.Post(Openings(database), utc_now))
        async with listening(one, mailboxes or Kept(), told) as client:
            yield client


@asynccontextmanager
async def listening(one: Surface, mailboxes: Kept, told: settings.Settings) -> AsyncGenerator[Client]:
    """The client of a surface."""
    from bot.adapters.discord import commands

    client = Client(one, Backlog(one, mailboxes, utc_now), None)
    assert told.discord is not None
    await introduce(client, told.discord)
    await find_gateway(client)
    assert client.application_id is not None
    await client.http.bulk_upsert_global_commands(client.application_id, commands.registered())  # type: ignore[arg-type]
    staying = asyncio.create_task(client.connect())
    await client.first.wait()
    try:
        yield client
    finally:
        await one.finish(5)
        await client.close()
        await staying


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the coach has said itself; the library speaks of voices, once in a process."""
    return [record.getMessage() for record in caplog.records if record.name.startswith("coach")]


def slow(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Every turn takes longer than Discord should be kept waiting."""
    real = door.consider

    def consider(*asked: object) -> object:
        time.sleep(seconds)
        return real(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(surface, "_SOON", seconds / 4)
    monkeypatch.setattr(door, "consider", consider)


@in_loop
async def test_what_takes_long_is_announced_and_comes(
    fake_discord: FakeDiscord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fake_discord as discord, served(discord, tmp_path):
        slow(monkeypatch, 0.2)
        got = await discord.settled(await discord.command(discord.user, "coach next", channel=discord.channel))
        assert got.answered == "thinking"
        (message,) = got.messages
        assert message.ephemeral_for == discord.user.id
        assert "Jupyter" in told(got)
        await discord.press(discord.user, message, label="Done 1")
        await discord.until(lambda: "1 of 24 steps" in words(message.components))


@in_loop
async def test_a_form_that_cannot_open_in_time_is_shown_as_what_it_changes(
    fake_discord: FakeDiscord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fake_discord as discord, served(discord, tmp_path):
        got = await discord.command(discord.user, "coach settings")
        slow(monkeypatch, 0.2)
        await discord.press(discord.user, got.messages[0], label="Change")
        await discord.until(lambda: len(discord.accepted_of("update_original_webhook_message")) == 1)
        assert "6 hours a week" in words(got.messages[0].components)
        assert discord.modal(discord.user) is None


@in_loop
async def test_B7_after_too_many_conversations_no_answer_opens_one_for_a_while(
    fake_discord: FakeDiscord, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with fake_discord as discord, served(discord, tmp_path):
        people = [discord.add_user(name) for name in ("Ada", "Bea", "Cleo")]
        discord.fates.next("create_dm", Fate.refuse(40003))
        for number, person in enumerate(people, start=1):
            discord.fates.next("create_interaction_response", Fate.refuse(10062))
            await discord.command(person, "coach done", {"step": STEP}, channel=discord.channel, wait=False)
            await discord.until(lambda number=number: len(said(caplog)) == 2 * number)
        assert len(discord.calls_of("create_dm")) == 1
        assert not discord.accepted_of("create_message")
    assert "no conversation opened: Discord asked for a rest" in caplog.messages


@in_loop
async def test_what_can_be_known_of_trouble_holds_no_words(
    fake_discord: FakeDiscord, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with fake_discord as discord, served(discord, tmp_path, Kept(broken=True)) as client:
        await discord.say(discord.user, "a canary")
        await discord.until(lambda: discord.accepted_of("create_message") and not client.surface.tasks)
        discord.fates.next("create_interaction_response", Fate.refuse(50035))
        await discord.command(discord.user, "coach next", wait=False)
        await discord.until(lambda: len(discord.calls_of("create_interaction_response")) == 1)
        await discord.until(lambda: not client.surface.tasks)
        discord.fates.next("create_interaction_response", Fate.accept_drop())
        await discord.command(discord.user, "coach next", wait=False)
        await discord.until(lambda: len(discord.calls_of("create_interaction_response")) == 2)
        await discord.until(lambda: not client.surface.tasks)
    told = said(caplog)
    assert told[0] == "not kept how far was read: OSError"
    assert told[1] == "interaction not answered: 50035"
    assert told[2].startswith("interaction not answered: ")
    assert not any("canary" in words or "Ada" in words for words in told)


@in_loop
async def test_a_conversation_that_cannot_be_read_on_hinders_no_other(
    fake_discord: FakeDiscord, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Kept()
    async with fake_discord as discord:
        ada, eve = discord.user, discord.add_user("Eve")
        async with served(discord, tmp_path, kept) as client:
            for user in (ada, eve):
                await discord.say(user, "next")
            await discord.until(lambda: len(kept.boxes) == 2 and not client.surface.tasks)
        for user in (ada, eve):
            await discord.say(user, "how am I doing?")
        discord.fates.next("list_messages", Fate.refuse(10003))
        async with served(discord, tmp_path, kept) as client:
            await discord.until(lambda: len(discord.messages(ada)) + len(discord.messages(eve)) == 7)
            await discord.until(lambda: not client.surface.tasks)
    assert "conversation not read: 10003" in caplog.messages


@in_loop
async def test_once_it_ends_nothing_more_is_begun(fake_discord: FakeDiscord, tmp_path: Path) -> None:
    async with fake_discord as discord, served(discord, tmp_path) as client:
        await client.surface.finish(1)
        await discord.say(discord.user, "next")
        await discord.command(discord.user, "coach next", wait=False)
        await asyncio.sleep(0)
        assert not client.surface.tasks
        assert not discord.accepted_of("create_message", "create_interaction_response")


@in_loop
async def test_a_bug_in_hearing_is_told_without_words(
    fake_discord: FakeDiscord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with fake_discord as discord, served(discord, tmp_path) as client:

        def broken(*_: object) -> None:
            raise ValueError("a canary")

        monkeypatch.setattr(client._backlog, "hear", broken)
        await discord.say(discord.user, "a canary")
        await discord.until(lambda: "bug in on_message" in caplog.messages)


@in_loop
async def test_a_bug_in_answering_is_told_without_words(
    fake_discord: FakeDiscord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with fake_discord as discord, served(discord, tmp_path):

        def broken(*_: object, **__: object) -> None:
            raise ValueError("a canary")

        monkeypatch.setattr(surface.render, "message", broken)
        await discord.say(discord.user, "a canary")
        await discord.until(lambda: "bug while answering: ValueError" in caplog.messages)
    (told,) = [record for record in caplog.records if record.getMessage().startswith("bug")]
    assert "canary" not in Lines().format(told)
