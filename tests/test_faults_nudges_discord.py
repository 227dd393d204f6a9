"""Processes that die, freeze and race while nudges are on their way into the fake Discord.

What Discord accepted is the truth that everything is held against. Names follow the fault matrix.
"""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import asyncio
import datetime as dt
import signal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bot.core import deliverer as core
from pathways.learner import Account, Mailbox
from storage import outbox as memory
from storage.database import Database
from storage.mailboxes import Mailboxes
from storage.notebook import Memory
from storage.openings import EVERY, REST
from storage.outbox import LEASE
from tests import nudgers, writers
from tests.fakes.discord import Fate
from tests.outbox import NOW, enrol, rows, say, states

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.discord import DiscordThread, User

pytest_plugins = ["tests.fakes.discord.fixtures"]
POINTS = (*memory.POINTS, *core.POINTS)
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
FORGOTTEN = 6 * MINUTE
"""When Discord would take the same nonce once more, and the lease is over as well."""


@pytest.fixture
def backend() -> str:
    """The outbox itself is tried on both elsewhere; here it is the platform that differs."""
    return "sqlite"


class Town:
    """Learners in the fake Discord whose nudges are due; ``talked`` says that they have talked with the coach there."""

    def __init__(
        self, discord: DiscordThread, address: str, database: Database, people: int = 1, *, talked: bool = True
    ) -> None:
        self.discord, self.address, self.database = discord, address, database
        self.people = [discord.fake.add_user(f"Ada {number}") for number in range(people)]
        self.api = (discord.fake.api_url, discord.fake.token)
        self.turn(NOW)
        self.accounts = [Account("discord", "", user.id) for user in self.people]
        enrol(database, *self.accounts)
        for user, account in zip(self.people, self.accounts, strict=True):
            if talked:
                Mailboxes(database).keep(Mailbox(account, discord.fake.world.dm(user).id, "1"), now=NOW)

    def turn(self, now: dt.datetime) -> None:
        clock = self.discord.fake.world.clock
        self.discord.soon(lambda: clock.advance(now.timestamp() - clock()))

    def work(self, now: dt.datetime, passing: Callable[[str], None] = lambda _: None) -> None:
        self.turn(now)
        asyncio.run(nudgers.at_discord(self.address, self.api, now, passing))

    def accepted(self, user: User | None = None) -> int:
        """How many nudges somebody got."""
        return len(self.discord.fake.accepted_of("create_message", user=(user or self.people[0]).id))

    def dies(self, point: str, now: dt.datetime = NOW) -> None:
        arguments = (self.address, self.api, now, point, "discord")
        process = writers.processes().Process(target=nudgers.die_at, args=arguments)
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL, f"{point} was never passed"


@pytest.fixture
def town(discord_thread: DiscordThread, address: str, database: Database) -> Town:
    return Town(discord_thread, address, database)


@pytest.mark.parametrize("point", POINTS)
def test_A1_A2_A3_A4_A5_killed_at_any_point_it_is_sent_once_in_discord(
    discord_thread: DiscordThread, address: str, database: Database, point: str
) -> None:
    town = Town(discord_thread, address, database, talked=False)
    town.dies(point)
    assert town.accepted() == (point in {"send.after", "record.mid", "record.done"})
    for minutes in (6, 8, 10):
        town.work(NOW + minutes * MINUTE)
    assert town.accepted() == 1
    assert states(database) == {"2026-W49": "sent"}
    assert len(discord_thread.fake.calls_of("create_dm")) == 1, "an open conversation is not opened again"


def test_A4_what_discord_accepted_is_found_although_it_forgot_the_nonce_and_the_learner_pressed(town: Town) -> None:
    town.dies("send.after")
    town.discord.fates.next("list_messages", Fate.refuse_429(60), Fate.refuse_5xx())
    # what is pressed is answered in place; whatever Discord tells of nonces, the mark is still there
    (message,) = town.discord.fake.messages(town.people[0])
    message.nonce = ""
    message.components[0]["components"] = [{"type": 10, "id": 7, "content": "Done."}]
    now = NOW + FORGOTTEN
    for _ in range(6):
        town.work(now)
        now += 2 * MINUTE
    assert town.accepted() == len(town.discord.fake.calls_of("create_message")) == 1
    assert states(town.database) == {"2026-W49": "sent"}
    assert not town.discord.fates.pending


def test_A7_a_worker_that_froze_past_its_lease_sends_nothing_to_discord_when_it_thaws(town: Town) -> None:
    here, there = writers.processes().Pipe()
    arguments = (town.address, town.api, NOW, "claim.done", there, "discord")
    frozen = writers.processes().Process(target=nudgers.freeze_at, args=arguments)
    frozen.start()
    assert here.recv() == "frozen"
    town.work(NOW + LEASE)
    assert town.accepted() == 1
    here.send("go on")
    passed = here.recv()
    frozen.join()
    assert "send.before" not in passed
    assert town.accepted() == 1
    assert states(town.database) == {"2026-W49": "sent"}


def test_A8_three_workers_that_are_killed_and_replaced_send_each_nudge_once_in_discord(
    discord_thread: DiscordThread, address: str, database: Database
) -> None:
    town = Town(discord_thread, address, database, people=12)
    context = writers.processes()
    workers = [
        context.Process(target=nudgers.die_at, args=(address, town.api, NOW, point, "discord"))
        for point in ("claim.done", "send.after", "record.mid")
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    for minutes in (6, 9, 12):
        town.work(NOW + minutes * MINUTE)
    assert [town.accepted(user) for user in town.people] == [1] * 12
    assert {row.state for row in rows(database)} == {"sent"}


def test_A10_one_nudge_that_discord_calls_malformed_keeps_no_other_back(
    discord_thread: DiscordThread, address: str, database: Database
) -> None:
    town = Town(discord_thread, address, database, people=8)
    discord_thread.fates.always("create_message", Fate.refuse(50035), user=town.people[3].id)
    town.work(NOW)
    town.work(NOW + 60 * MINUTE)
    assert sum(town.accepted(user) for user in town.people) == 7
    assert sorted(row.state for row in rows(database)) == ["failed", *["sent"] * 7]


@pytest.mark.parametrize("everywhere", [False, True])
def test_B1_a_429_of_discord_is_waited_for_as_long_as_it_says_by_all_workers(town: Town, everywhere: bool) -> None:
    town.discord.fates.next("create_message", Fate.refuse_429(300, everywhere=everywhere))
    for seconds in (0, 60, 299):
        town.work(NOW + seconds * SECOND)
    assert len(town.discord.fake.calls_of("create_message")) == 1
    town.work(NOW + 300 * SECOND)
    assert town.accepted() == 1


def test_B1_a_429_of_who_stands_before_discord_is_waited_for_too(town: Town) -> None:
    town.discord.fates.next("create_message", Fate.refuse_banned())
    for minutes in (0, 1, 59):
        town.work(NOW + minutes * MINUTE)
    assert len(town.discord.fake.calls_of("create_message")) == 1
    town.work(NOW + 60 * MINUTE)
    assert town.accepted() == 1


FATES = [
    Fate.accept_drop(), Fate.accept_5xx(), Fate.accept_5xx(500), Fate.accept_garbled(), Fate.refuse_drop(),
    Fate.refuse_5xx(), Fate.refuse_5xx(502), Fate.refuse_429(30), Fate.refuse_banned(), Fate.refuse(40060),
    Fate.refuse(10003),
]  # fmt: skip


@pytest.mark.parametrize("fate", FATES, ids=str)
def test_B2_whatever_becomes_of_the_call_discord_accepts_it_once(town: Town, fate: Fate) -> None:
    town.discord.fates.next("create_message", fate)
    now = NOW
    for _ in range(4):
        town.work(now)
        now += 61 * MINUTE if fate.answers == "banned" else FORGOTTEN
    assert town.accepted() == 1
    assert states(town.database) == {"2026-W49": "sent"}


def test_B3_what_cannot_be_looked_for_in_discord_is_never_sent_blindly(town: Town) -> None:
    town.discord.fates.next("create_message", Fate.accept_drop())
    town.discord.fates.always("list_messages", Fate.refuse_429(60))
    now = NOW
    for _ in range(20):
        town.work(now)
        now += dt.timedelta(hours=2)
    assert len(town.discord.fake.calls_of("create_message")) == town.accepted() == 1
    assert states(town.database) == {"2026-W49": "expired_unknown"}


@pytest.mark.parametrize("code", [50007, 50278, 50001, 50013, 10013])
def test_B5_who_takes_no_messages_in_discord_is_asked_once_and_again_after_their_word(town: Town, code: int) -> None:
    town.discord.fates.always("create_message", Fate.refuse(code))
    for week in range(3):
        town.work(NOW + dt.timedelta(weeks=week))
    assert len(town.discord.fake.calls_of("create_message")) == 1
    assert states(town.database) == {"2026-W49": "failed"}
    town.discord.fates.clear()
    say(town.database, town.accounts[0], NOW + dt.timedelta(weeks=2, days=1))
    town.work(NOW + dt.timedelta(weeks=3))
    assert town.accepted() == 1


def test_B6_a_token_that_discord_refuses_is_used_no_more_and_loses_nothing(
    discord_thread: DiscordThread, address: str, database: Database
) -> None:
    town = Town(discord_thread, address, database, people=8)
    discord_thread.fates.always("create_message", Fate.refuse(0))
    town.work(NOW)
    assert len(discord_thread.fake.calls_of("create_message")) <= 3
    assert {row.state for row in rows(database)} == {"ready"}
    discord_thread.fates.clear()
    town.work(NOW + 60 * MINUTE)
    assert [town.accepted(user) for user in town.people] == [1] * 8


def test_B7_too_many_conversations_are_a_rest_for_new_ones_alone(
    discord_thread: DiscordThread, address: str, database: Database
) -> None:
    town = Town(discord_thread, address, database, people=6, talked=False)
    known, new = town.people[:2], town.people[2:]
    for user, account in zip(known, town.accounts, strict=False):
        Mailboxes(database).keep(Mailbox(account, discord_thread.fake.world.dm(user).id, "1"), now=NOW)
    discord_thread.fake.world.dm_budget = 1
    town.work(NOW)
    town.work(NOW + EVERY)
    assert [town.accepted(user) for user in known] == [1, 1]
    assert sum(town.accepted(user) for user in new) == 1
    refused = len(discord_thread.fake.calls_of("create_dm"))
    assert refused == 2
    town.work(NOW + EVERY + REST - SECOND)
    assert len(discord_thread.fake.calls_of("create_dm")) == refused, "an hour of rest"
    discord_thread.fake.world.dm_budget = None
    now = NOW + EVERY + REST
    for _ in range(8):
        town.work(now)
        now += 2 * EVERY
    assert [town.accepted(user) for user in new] == [1] * 4


def test_a_crowd_of_new_conversations_is_opened_one_after_the_other(
    discord_thread: DiscordThread, address: str, database: Database
) -> None:
    town = Town(discord_thread, address, database, people=5, talked=False)
    for number in range(9):
        town.work(NOW + number * EVERY)
    at = [call.at for call in discord_thread.fake.calls_of("create_dm")]
    assert len(at) == 5
    assert all(after - before > EVERY.total_seconds() - 1 for before, after in pairwise(at))
    assert [town.accepted(user) for user in town.people] == [1] * 5


@pytest.mark.parametrize("point", ["claim.done", "send.after"])
def test_F16_nothing_reaches_in_discord_whom_the_coach_was_told_to_forget(town: Town, point: str) -> None:
    town.dies(point)
    before = town.accepted()
    with Memory(town.database).turn(town.accounts[0], now=NOW) as book:
        book.forget()
    for minutes in (6, 60 * 24 * 7):
        town.work(NOW + minutes * MINUTE)
    assert town.accepted() == before
    assert rows(town.database) == []
