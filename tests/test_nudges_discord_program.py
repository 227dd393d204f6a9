"""`coach run` with the role nudges as its own process with a turned clock, against the fake Discord."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pathways.learner import Account
from storage.database import Database
from tests.discord_program import told, words
from tests.fakes.discord import Fate
from tests.outbox import states
from tests.programs import run, staying
from tests.workers import MONDAY_IN_BERLIN, MONDAY_IN_TOKYO, waited_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fakes.discord import DiscordThread, Message, User
    from tests.fakes.slack import SlackThread
    from tests.workers import Worker

pytest_plugins = ["tests.fakes.discord.fixtures", "tests.fakes.slack.fixtures", "tests.turning"]
LATER = dt.timedelta(minutes=9)
"""When Discord has forgotten the nonce, and the lease is over."""


class AtDiscord:
    """A worker for the fake Discord."""

    def __init__(self, discord: DiscordThread, worker: Worker) -> None:
        self.discord, self.worker = discord, worker
        worker.given = {**worker.given, **discord.fake.environment()}

    def enrolled(self, name: str, tz: str) -> User:
        user = self.discord.fake.add_user(name)
        self.worker.enrol(Account("discord", "", user.id), tz)
        return user

    def accepted(self, user: User) -> int:
        return len(self.discord.fake.accepted_of("create_message", user=user.id))

    def nudge(self, user: User) -> Message:
        return self.discord.fake.messages(user)[-1]

    def states(self) -> list[str]:
        with Database.open(self.worker.address) as database:
            return sorted(states(database).values())


@pytest.fixture
def at(discord_thread: DiscordThread, workers: Callable[..., Worker]) -> AtDiscord:
    return AtDiscord(discord_thread, workers(discord_thread))


def test_A4_each_gets_one_message_on_Monday_at_nine_where_they_are_though_killed_while_discord_holds_its_answer(
    at: AtDiscord,
) -> None:
    ada, ken = at.enrolled("Ada", "Europe/Berlin"), at.enrolled("Ken", "Asia/Tokyo")
    for monday, user, asleep in ((MONDAY_IN_TOKYO, ken, [ada]), (MONDAY_IN_BERLIN, ada, [])):
        at.discord.fates.next("create_message", Fate.accept_held())
        process = at.worker.start(monday)
        waited_for(lambda user=user: at.accepted(user), "the nudge")
        process.kill()
        process.wait()
        at.discord.soon(at.discord.fates.release)
        looked = len(at.discord.fake.accepted_of("list_messages"))
        again = at.worker.start(monday + LATER)
        waited_for(lambda: "unknown" not in (now := at.states()) and "sending" not in now, "the look")
        at.worker.leave(again)
        assert len(at.discord.fake.accepted_of("list_messages")) == looked + 1
        assert at.accepted(user) == 1
        assert [at.accepted(other) for other in asleep] == [0] * len(asleep)
    assert (at.accepted(ada), at.accepted(ken)) == (1, 1)
    assert len(at.discord.fake.calls_of("create_message")) == 2
    assert not at.discord.gateway.starts, "a worker needs no gateway"


PRESSED = [("Done", "1 of 24 steps"), ("Later", "not before"), ("Too much", "less"), ("Pause", "no nudges until")]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_is_pressed_on_a_nudge_works_also_for_a_program_that_did_not_send_it(at: AtDiscord) -> None:
    people = [at.enrolled(f"Ada {label}", "Europe/Berlin") for label, _ in PRESSED]
    alone = at.worker.start(MONDAY_IN_BERLIN)
    waited_for(lambda: all(at.accepted(user) for user in people), "the nudges")
    at.worker.leave(alone)
    together = at.worker.start(MONDAY_IN_BERLIN + LATER, "discord", "nudges", until="Discord is served")
    for user, (label, shown) in zip(people, PRESSED, strict=True):
        message = at.nudge(user)
        before = words(message.components)
        at.discord.press(user, message, label=label)
        assert words(message.components) != before, "the answer stands in its place"
        assert shown in words(message.components).lower(), label
        assert at.accepted(user) == 1
    assert "1 of 24 steps" in told(at.discord.command(people[0], "coach progress"))
    at.worker.leave(together)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_one_worker_writes_wherever_it_is_configured(
    at: AtDiscord, slack_thread: SlackThread, workers: Callable[..., Worker]
) -> None:
    both = workers(slack_thread, at.discord)
    both.given = {**slack_thread.fake.environment(socket=True, oauth=False), **at.discord.fake.environment()}
    ada, other_ada = at.enrolled("Ada", "Europe/Berlin"), slack_thread.fake.add_user("Ada")
    both.enrol(Account("slack", other_ada.team, other_ada.id), "Europe/Berlin")
    channel = slack_thread.fake.world.im(other_ada).id
    process = both.start(MONDAY_IN_BERLIN)
    waited_for(lambda: at.accepted(ada) and slack_thread.fake.accepted_of("chat.postMessage", channel=channel), "both")
    both.leave(process)
    assert at.states() == ["sent"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_B6_a_token_that_is_reset_ends_the_worker_with_the_remedy(at: AtDiscord) -> None:
    for number in range(5):
        at.enrolled(f"Ada {number}", "Europe/Berlin")
    process = at.worker.start(MONDAY_IN_BERLIN - LATER)
    at.worker.leave(process)
    calls = len(at.discord.fake.calls)
    at.discord.soon(lambda: at.discord.fake.fates.always("create_dm", Fate.refuse(0)))
    process = at.worker.start(MONDAY_IN_BERLIN)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "DISCORD_TOKEN: Discord does not take it any more." in said
    assert len(at.discord.fake.calls_of("create_dm")) <= 3
    assert len(at.discord.fake.calls) - calls <= 3 + 2, "the log-in, and no more than three with the token"
    assert set(at.states()) == {"ready"}, "nothing is lost by it"


@pytest.mark.parametrize("roles", [("nudges",), ()])
def test_discord_alone_is_enough_to_write_first(
    discord_thread: DiscordThread, tmp_path: Path, roles: tuple[str, ...]
) -> None:
    with staying(run(*roles, data=tmp_path, **discord_thread.fake.environment())) as program:
        assert program.healthy()
        assert bool(discord_thread.gateway.starts) is not bool(roles)


def test_without_a_platform_nudges_have_nowhere_to_go(tmp_path: Path) -> None:
    code, said = run("nudges", data=tmp_path).ended()
    assert code == 2
    assert said.startswith("Nudges have nowhere to go")
