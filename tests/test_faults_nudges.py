"""Processes that die, freeze and race while nudges are on their way, on SQLite and on PostgreSQL, at the fake Slack.

What Slack accepted is the truth that everything is held against. Names follow the fault matrix.
"""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import asyncio
import datetime as dt
import signal
from typing import TYPE_CHECKING

import pytest

from bot.core import deliverer as core
from pathways.learner import Account
from storage import outbox as memory
from storage.outbox import LEASE
from tests import nudgers, writers
from tests.fakes.slack import Fate
from tests.outbox import NOW, PATHWAY, enrol, rows, states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.database import Database
    from tests.fakes.slack import SlackThread, User

pytest_plugins = ["tests.fakes.slack.fixtures"]
POINTS = (*memory.POINTS, *core.POINTS)
SECOND = dt.timedelta(seconds=1)
assert PATHWAY


class Town:
    """Learners in the fake Slack whose nudges are due."""

    def __init__(self, slack: SlackThread, address: str, database: Database, people: int = 1) -> None:
        self.slack, self.address, self.database = slack, address, database
        self.people = [slack.fake.add_user(f"Ada {number}") for number in range(people)]
        self.api = (slack.fake.environment()["SLACK_API_URL"], slack.fake.bot_token())
        slack.fake.world.clock.advance(NOW.timestamp() - slack.fake.world.clock())
        enrol(database, *(Account("slack", user.team, user.id) for user in self.people))

    def work(self, now: dt.datetime, passing: Callable[[str], None] = lambda _: None) -> None:
        self.slack.fake.world.clock.advance(now.timestamp() - self.slack.fake.world.clock())
        asyncio.run(nudgers.at_slack(self.address, self.api, now, passing))

    def accepted(self, user: User | None = None) -> int:
        """How many nudges somebody got."""
        channel = self.slack.fake.world.im(user or self.people[0]).id
        return len(self.slack.fake.accepted_of("chat.postMessage", channel=channel))

    def dies(self, point: str, now: dt.datetime = NOW) -> None:
        process = writers.processes().Process(target=nudgers.die_at, args=(self.address, self.api, now, point))
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL, f"{point} was never passed"


@pytest.fixture
def town(slack_thread: SlackThread, address: str, database: Database) -> Iterator[Town]:
    return Town(slack_thread, address, database)


@pytest.mark.parametrize("point", POINTS)
def test_A1_A2_A3_A4_A5_killed_at_any_point_it_is_sent_once(town: Town, point: str) -> None:
    town.dies(point)
    before = town.accepted()
    assert before == (point in {"send.after", "record.mid", "record.done"})
    for minutes in (1, 3, 5):
        town.work(NOW + dt.timedelta(minutes=minutes))
    assert town.accepted() == 1
    assert states(town.database) == {"2026-W49": "sent"}


def test_A3_a_lease_that_is_not_over_keeps_everybody_else_away(town: Town) -> None:
    town.dies("claim.done")
    town.work(NOW + LEASE - SECOND)
    assert town.accepted() == 0
    town.work(NOW + LEASE)
    assert town.accepted() == 1
    assert len(town.slack.fake.accepted_of("conversations.history")) == 1, "it was looked for first"


def test_A4_what_was_accepted_is_found_and_never_sent_again(town: Town) -> None:
    town.dies("send.after")
    town.slack.fates.next("conversations.history", Fate.refuse_429(60), Fate.refuse_5xx())
    now = NOW + LEASE
    for _ in range(6):
        town.work(now)
        now += dt.timedelta(minutes=2)
    assert town.accepted() == 1
    assert states(town.database) == {"2026-W49": "sent"}
    assert town.slack.fates.pending == 0


def test_A7_a_worker_that_froze_past_its_lease_sends_nothing_when_it_thaws(town: Town) -> None:
    here, there = writers.processes().Pipe()
    arguments = (town.address, town.api, NOW, "claim.done", there)
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


@pytest.mark.parametrize("seed", range(2))
def test_A8_three_workers_that_are_killed_and_replaced_send_each_nudge_once(
    slack_thread: SlackThread, address: str, database: Database, seed: int
) -> None:
    town = Town(slack_thread, address, database, people=12)
    points = [POINTS[(seed * 3 + number) % len(POINTS)] for number in range(3)]
    context = writers.processes()
    workers = [context.Process(target=nudgers.die_at, args=(town.address, town.api, NOW, point)) for point in points]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    for minutes in (3, 6, 9):
        town.work(NOW + dt.timedelta(minutes=minutes))
    assert [town.accepted(user) for user in town.people] == [1] * 12
    assert {row.state for row in rows(database)} == {"sent"}


FATES = [
    Fate.accept_drop(), Fate.accept_5xx(), Fate.accept_error(), Fate.accept_garbled(),
    Fate.refuse_drop(), Fate.refuse_5xx(), Fate.refuse_429(30), Fate.refuse("ratelimited"), Fate.refuse("weird"),
]  # fmt: skip


@pytest.mark.parametrize("fate", FATES, ids=str)
def test_B2_whatever_becomes_of_the_call_it_is_accepted_once(town: Town, fate: Fate) -> None:
    town.slack.fates.next("chat.postMessage", fate)
    now = NOW
    for _ in range(6):
        town.work(now)
        now += dt.timedelta(minutes=1)
    assert town.accepted() == 1
    assert states(town.database) == {"2026-W49": "sent"}


def test_B1_a_429_is_waited_for_as_long_as_it_says(town: Town) -> None:
    town.slack.fates.next("chat.postMessage", Fate.refuse_429(300))
    for seconds in (0, 60, 299):
        town.work(NOW + seconds * SECOND)
    assert len([call for call in town.slack.fake.calls if call.method == "chat.postMessage"]) == 1
    town.work(NOW + 300 * SECOND)
    assert town.accepted() == 1


def test_B3_what_cannot_be_looked_for_is_never_sent_blindly(town: Town) -> None:
    town.slack.fates.next("chat.postMessage", Fate.accept_drop())
    town.slack.fates.always("conversations.history", Fate.refuse_429(60))
    now = NOW
    for _ in range(40):
        town.work(now)
        now += dt.timedelta(hours=1)
    assert town.accepted() == 1
    assert states(town.database) == {"2026-W49": "expired_unknown"}


def test_B4_a_revoked_token_ends_all_calls_until_the_coach_is_let_in(
    slack_thread: SlackThread, address: str, database: Database
) -> None:
    town = Town(slack_thread, address, database, people=3)
    town.slack.fates.always("chat.postMessage", Fate.refuse("account_inactive"))
    town.work(NOW)
    calls = len(town.slack.fake.calls)
    for week in range(1, 4):
        town.work(NOW + dt.timedelta(weeks=week))
    assert len(town.slack.fake.calls) == calls
    assert {row.state for row in rows(database) if row.slot == "2026-W49"} <= {"cancelled", "failed"}
    town.slack.fates.clear()
    from storage.outbox import Outbox

    Outbox(database, "wiring").resume("slack", town.people[0].team)
    town.work(NOW + dt.timedelta(weeks=3, minutes=10))
    assert [town.accepted(user) for user in town.people] == [1, 1, 1]


def test_B5_who_left_is_asked_once_and_never_again(town: Town) -> None:
    town.people[0].deleted = True
    for week in range(3):
        town.work(NOW + dt.timedelta(weeks=week))
    assert len([call for call in town.slack.fake.calls if call.method == "conversations.open"]) == 1
    assert states(town.database) == {"2026-W49": "failed"}


def test_A10_one_bad_nudge_keeps_no_other_back(slack_thread: SlackThread, address: str, database: Database) -> None:
    town = Town(slack_thread, address, database, people=8)
    bad = slack_thread.fake.world.im(town.people[3]).id
    slack_thread.fates.always("chat.postMessage", Fate.refuse("invalid_blocks"), channel=bad)
    town.work(NOW)
    town.work(NOW + dt.timedelta(hours=1))
    assert sum(town.accepted(user) for user in town.people) == 7
    assert sorted(row.state for row in rows(database)) == ["failed", *["sent"] * 7]


@pytest.mark.parametrize("point", ["claim.done", "send.before", "send.after", "record.mid"])
def test_F16_nothing_reaches_whom_the_coach_was_told_to_forget(town: Town, point: str) -> None:
    from storage.notebook import Memory

    town.dies(point)
    before = town.accepted()
    user = town.people[0]
    with Memory(town.database).turn(Account("slack", user.team, user.id), now=NOW) as book:
        book.forget()
    for minutes in (3, 6, 60 * 24 * 7):
        town.work(NOW + dt.timedelta(minutes=minutes))
    assert town.accepted() == before
    assert rows(town.database) == []
