"""docs/discord.md is true: what the program says at its start, commands, permissions and settings."""

from __future__ import annotations

import re
import shlex

import pytest

from bot.adapters.discord.client import INTENTS
from bot.adapters.discord.hello import invitations
from bot.cli import parser
from tests.guides import Guide

GUIDE = Guide(
    "discord",
    tuple(f"bot/adapters/discord/{name}.py" for name in ("serve", "hello", "seat", "sender")),
    others="Slack|SLACK|COACH_URL|Basic Information",
)


def test_every_refusal_at_the_start_is_in_the_table_and_no_other() -> None:
    told = GUIDE.rows("it says")
    assert len(told) == len(set(told))
    assert set(told) == GUIDE.said_at_the_start()


def test_every_setting_is_one_that_the_example_names() -> None:
    assert GUIDE.settings_without_example("DISCORD|COACH|DATABASE") == {"DISCORD_API_URL"}  # for tests


@pytest.mark.parametrize("command", GUIDE.commands("discord|run|db"))
def test_every_command_line_is_one(command: str) -> None:
    lacking = {"backup": ["FILE"], "--application": ["1"]}
    asked = shlex.split(command.strip())
    parser().parse_args([*asked, *lacking.get(asked[-1], [])])


def test_what_is_asked_of_a_server_is_what_the_guide_says() -> None:
    server, own = invitations(1)
    assert "permissions=3072" in server
    assert "permissions" not in own
    assert "*View Channels* and *Send Messages*" in GUIDE.text
    privileged = (INTENTS.message_content, INTENTS.members, INTENTS.presences)
    assert not any(privileged)
    assert re.search(r"no privileged intent", GUIDE.text)
