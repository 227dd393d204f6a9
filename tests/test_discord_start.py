"""What is wrong when Discord is to be served: one line with its remedy, exit code 2, and no trying for ever."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.discord_program import start
from tests.fakes.discord import DiscordThread, Fate
from tests.network import environment
from tests.programs import run

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["tests.fakes.discord.fixtures"]


def coach(*asked: str, data: Path, **given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *asked],
        env=environment(**{"COACH_DATA": str(data), **given}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"DISCORD_TOKEN": "MTAw.revoked.token"}, "DISCORD_TOKEN: Discord refuses it."),
        ({"DISCORD_TOKEN": "1234567890"}, "not the application's id"),
        ({"DISCORD_TOKEN": "ab" * 32}, "not the application's id or public key"),
        ({"DISCORD_TOKEN": ""}, "Discord is not configured: set DISCORD_TOKEN"),
        ({"DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}, "DISCORD_API_URL"),
        ({"DISCORD_SHARDS": "3-1/2"}, "DISCORD_SHARDS"),
        ({"DISCORD_SHARDS": "0-0/1"}, "DISCORD_SHARDS: the gateway refuses them (4011)"),
        ({"PORT": "many"}, "PORT"),
    ],
)
def test_what_is_wrong_at_the_start_is_one_line_with_its_remedy(
    discord_thread: DiscordThread, tmp_path: Path, wrong: dict[str, str], told: str
) -> None:
    discord_thread.gateway.shards = 2
    ended = coach("run", "discord", data=tmp_path, **{**discord_thread.fake.environment(), **wrong})
    assert ended.returncode == 2, ended.stderr
    assert told in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert len(discord_thread.fake.calls) <= 3
    assert discord_thread.gateway.starts <= 1
    discord_thread.fake.complaints.take(".*")


def test_B6_a_token_that_only_the_gateway_refuses(discord_thread: DiscordThread, tmp_path: Path) -> None:
    program = start(discord_thread, tmp_path)
    discord_thread.soon(lambda: discord_thread.gateway.close(4004))
    code, said = program.ended()
    assert code == 2
    assert said.splitlines()[1:] == [
        "DISCORD_TOKEN: the gateway refuses it (4004). It was reset or revoked: copy the new one from page Bot."
    ]


@pytest.mark.parametrize(("code", "told"), [(4014, "intents"), (4013, "4013")])
def test_B6_what_the_gateway_refuses_for_good_ends_the_program(
    discord_thread: DiscordThread, tmp_path: Path, code: int, told: str
) -> None:
    program = start(discord_thread, tmp_path)
    discord_thread.soon(lambda: discord_thread.gateway.close(code))
    ended, said = program.ended()
    assert ended == 2
    assert told in said.splitlines()[-1]
    assert len(said.splitlines()) == 2


def test_a_gateway_out_of_reach_is_not_tried_for_ever(discord_thread: DiscordThread, tmp_path: Path) -> None:
    discord_thread.gateway.url = "ws://127.0.0.1:9/"
    ended = coach("run", "discord", data=tmp_path, **discord_thread.fake.environment())
    assert ended.returncode == 2
    assert ended.stderr == "Discord's gateway cannot be reached; check that web sockets get out of this network.\n"


@pytest.mark.parametrize("call", ["get_my_user", "get_bot_gateway"])
def test_a_discord_that_is_down_is_said(discord_thread: DiscordThread, tmp_path: Path, call: str) -> None:
    discord_thread.fates.next(call, Fate.refuse_5xx(503))
    ended = coach("run", "discord", data=tmp_path, **discord_thread.fake.environment())
    assert ended.returncode == 2
    assert ended.stderr.startswith("Discord does not answer (")
    assert ended.stderr.count("\n") == 1


def test_an_answer_that_is_not_discords_is_said(discord_thread: DiscordThread, tmp_path: Path) -> None:
    discord_thread.fates.next("get_my_user", Fate.accept_garbled())
    ended = coach("run", "discord", data=tmp_path, **discord_thread.fake.environment())
    assert ended.returncode == 2
    assert ended.stderr == "What answers is not Discord; check the network and DISCORD_API_URL.\n"


def test_the_links_add_the_coach_to_a_server_and_to_an_account(discord_thread: DiscordThread, tmp_path: Path) -> None:
    application = discord_thread.fake.world.app.id
    shown = coach("discord", "invite", data=tmp_path, **discord_thread.fake.environment())
    assert shown.returncode == 0, shown.stderr
    server, own = shown.stdout.splitlines()
    assert f"https://discord.com/oauth2/authorize?client_id={application}&" in server
    assert "scope=bot+applications.commands&permissions=3072&integration_type=0" in server
    assert f"client_id={application}&scope=applications.commands&integration_type=1" in own
    assert coach("discord", "invite", "--application", application, data=tmp_path).stdout == shown.stdout
    refused = coach("discord", "invite", data=tmp_path)
    assert refused.returncode == 2
    assert "DISCORD_TOKEN" in refused.stderr


def test_commands_are_registered_by_hand(discord_thread: DiscordThread, tmp_path: Path) -> None:
    for _ in range(2):
        done = coach("discord", "sync", data=tmp_path, **discord_thread.fake.environment())
        assert done.returncode == 0, done.stderr
    assert len(discord_thread.fake.calls_of("bulk_set_application_commands")) == 2
    program = run("discord", data=tmp_path, **discord_thread.fake.environment())
    discord_thread.command(discord_thread.fake.user, "coach help")
    assert len(discord_thread.fake.calls_of("bulk_set_application_commands")) == 2
    assert program.leave()[0] == 0
    discord_thread.fates.next("bulk_set_application_commands", Fate.refuse(50035))
    refused = coach("discord", "sync", data=tmp_path, **discord_thread.fake.environment())
    assert refused.returncode == 2
    assert "50035" in refused.stderr
