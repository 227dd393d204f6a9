"""What lasts in Discord: through restarts, crashes and lost connections nothing is lost, and nothing counts twice."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.discord_program import start, told, words
from tests.fakes.discord import DiscordThread, Fate
from tests.programs import run
from tests.test_discord_program import answers, asks, progress

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["tests.fakes.discord.fixtures"]


def test_a_button_and_a_form_outlive_the_program_that_made_them(discord_thread: DiscordThread, tmp_path: Path) -> None:
    user = discord_thread.fake.user
    program = start(discord_thread, tmp_path)
    (week,) = discord_thread.command(user, "coach next").messages
    (settings,) = discord_thread.command(user, "coach settings").messages
    discord_thread.press(user, settings, label="Change")
    assert program.leave()[0] == 0
    again = start(discord_thread, tmp_path)
    discord_thread.press(user, week, label="Done 2")
    assert "1 of 24 steps" in words(week.components)
    discord_thread.submit(user, {"Hours a week": "8"})
    assert "8 hours a week" in told(discord_thread.command(user, "coach settings"))
    assert again.leave()[0] == 0


def test_B8_what_was_said_while_the_program_was_away_is_answered_once_in_order(
    discord_thread: DiscordThread, tmp_path: Path
) -> None:
    ada, eve = discord_thread.fake.user, discord_thread.fake.add_user("Eve")
    program = start(discord_thread, tmp_path)
    for user in (ada, eve):
        asks(discord_thread, user, "next")
    assert program.leave()[0] == 0
    discord_thread.say(ada, "finished the jupyter setup")
    discord_thread.say(ada, "how am I doing?")
    discord_thread.say(eve, "thanks")
    again = start(discord_thread, tmp_path)
    discord_thread.until(lambda: len(answers(discord_thread, ada)) == 3 and len(answers(discord_thread, eve)) == 2)
    said = [words(message.components) for message in answers(discord_thread, ada)[1:]]
    assert "1 of 24 steps" in said[0]
    assert "1 of 24 steps" in said[1]
    assert again.leave()[0] == 0
    third = start(discord_thread, tmp_path)
    assert "1 of 24 steps" in asks(discord_thread, ada, "progress")
    assert (len(answers(discord_thread, ada)), len(answers(discord_thread, eve))) == (4, 2)
    assert third.leave()[0] == 0


def test_a_message_whose_answer_was_lost_in_a_crash_is_answered_and_counts_once(
    discord_thread: DiscordThread, tmp_path: Path
) -> None:
    user = discord_thread.fake.user
    program = start(discord_thread, tmp_path)
    asks(discord_thread, user, "next")
    discord_thread.fates.next("create_message", Fate.refuse_held())
    discord_thread.say(user, "finished the jupyter setup")
    discord_thread.until(lambda: len(discord_thread.fake.calls_of("create_message")) == 2)
    program.process.kill()
    program.process.communicate()
    discord_thread.soon(discord_thread.fates.release)
    again = start(discord_thread, tmp_path)
    discord_thread.until(lambda: len(answers(discord_thread, user)) == 2)
    assert "1 of 24 steps" in words(answers(discord_thread, user)[-1].components)
    assert "1 of 24 steps" in progress(discord_thread, user)
    assert again.leave()[0] == 0


def test_an_answer_that_arrived_before_a_crash_does_not_arrive_again(
    discord_thread: DiscordThread, tmp_path: Path
) -> None:
    user = discord_thread.fake.user
    program = start(discord_thread, tmp_path)
    asks(discord_thread, user, "next")
    discord_thread.fates.next("create_message", Fate.accept_held())
    asks(discord_thread, user, "finished the jupyter setup")
    program.process.kill()
    program.process.communicate()
    discord_thread.soon(discord_thread.fates.release)
    again = start(discord_thread, tmp_path)
    discord_thread.until(lambda: len(discord_thread.fake.calls_of("create_message")) == 3)
    assert len(answers(discord_thread, user)) == 2
    assert "1 of 24 steps" in progress(discord_thread, user)
    assert again.leave()[0] == 0


@pytest.mark.parametrize("end", ["reconnect", "invalidate", "cut"])
def test_B8_a_connection_that_is_lost_comes_back_and_nothing_is_missed(
    discord_thread: DiscordThread, tmp_path: Path, end: str
) -> None:
    user = discord_thread.fake.user
    program = start(discord_thread, tmp_path)
    asks(discord_thread, user, "next")
    gateway = discord_thread.gateway
    ends = {"reconnect": gateway.reconnect, "invalidate": gateway.invalidate, "cut": gateway.cut}
    discord_thread.soon(ends[end])
    discord_thread.say(user, "how am I doing?")
    discord_thread.until(lambda: len(answers(discord_thread, user)) == 2, 40)
    assert len(answers(discord_thread, user)) == 2
    assert "0 of 24 steps" in progress(discord_thread, user)
    assert program.healthy()
    assert len(discord_thread.fake.calls_of("bulk_set_application_commands")) == 1
    code, said = program.leave()
    assert (code, "Traceback" in said) == (0, False)


def test_while_the_connection_is_lost_the_program_says_that_it_is_not_ready(
    discord_thread: DiscordThread, tmp_path: Path
) -> None:
    program = start(discord_thread, tmp_path)
    discord_thread.soon(discord_thread.gateway.invalidate)
    until = time.monotonic() + 20
    while program.health()[0] != 503:
        assert time.monotonic() < until
    while not program.healthy():
        assert time.monotonic() < until
    assert program.leave()[0] == 0


def test_a_termination_sees_what_was_begun_to_its_end(discord_thread: DiscordThread, tmp_path: Path) -> None:
    user = discord_thread.fake.user
    program = start(discord_thread, tmp_path)
    discord_thread.fates.next("create_interaction_response", Fate.accept_late(1.0))
    asked = discord_thread.command(user, "coach done", {"step": "python-jupyter-setup"}, wait=False)
    discord_thread.until(lambda: discord_thread.fake.calls_of("create_interaction_response"))
    begun = time.monotonic()
    code, said = program.leave()
    assert (code, "Traceback" in said) == (0, False)
    assert time.monotonic() - begun < 10
    assert "1 of 24 steps" in told(asked)


def test_a_call_that_is_never_answered_does_not_keep_the_program(discord_thread: DiscordThread, tmp_path: Path) -> None:
    program = start(discord_thread, tmp_path)
    discord_thread.fates.next("create_interaction_response", Fate.accept_held())
    discord_thread.command(discord_thread.fake.user, "coach next", wait=False)
    discord_thread.until(lambda: discord_thread.fake.calls_of("create_interaction_response"))
    begun = time.monotonic()
    code, said = program.leave()
    assert (code, "Traceback" in said) == (0, False)
    assert time.monotonic() - begun < 11
    discord_thread.soon(discord_thread.fates.release)


def test_commands_are_registered_again_only_after_a_change(discord_thread: DiscordThread, tmp_path: Path) -> None:
    for _ in range(2):
        program = start(discord_thread, tmp_path)
        assert told(discord_thread.command(discord_thread.fake.user, "coach help"))
        assert program.leave()[0] == 0
    assert len(discord_thread.fake.calls_of("bulk_set_application_commands")) == 1


def test_commands_that_cannot_be_registered_hinder_nothing(discord_thread: DiscordThread, tmp_path: Path) -> None:
    discord_thread.fates.next("bulk_set_application_commands", Fate.refuse(50035))
    program = run("discord", data=tmp_path, **discord_thread.fake.environment())
    discord_thread.until(lambda: discord_thread.fake.calls_of("bulk_set_application_commands"))
    assert asks(discord_thread, discord_thread.fake.user, "next")
    code, said = program.leave()
    assert code == 0
    assert "commands not registered: 50035" in said


def test_two_processes_hold_two_shards(discord_thread: DiscordThread, tmp_path: Path) -> None:
    discord_thread.gateway.shards = 2
    first = start(discord_thread, tmp_path / "one", DISCORD_SHARDS="0-0/2")
    second = start(discord_thread, tmp_path / "two", DISCORD_SHARDS="1-1/2")
    assert sorted(session.shard for session in discord_thread.gateway.live()) == [0, 1]
    assert asks(discord_thread, discord_thread.fake.user, "next")
    assert first.leave()[0] == second.leave()[0] == 0


def test_one_process_holds_as_many_shards_as_discord_wants(discord_thread: DiscordThread, tmp_path: Path) -> None:
    discord_thread.gateway.shards = 2
    program = start(discord_thread, tmp_path)
    assert sorted(session.shard for session in discord_thread.gateway.live()) == [0, 1]
    assert program.leave()[0] == 0
