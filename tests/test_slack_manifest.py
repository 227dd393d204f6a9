"""The manifest is what Slack takes, asks for no more than is used, and cannot drift from the code."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import jsonschema
import pytest

from bot import settings, wiring
from bot.adapters.slack.manifest import EVENTS, PROMPTS, SCOPES, NoAddress, manifest
from bot.core.coach import Request
from bot.core.intents import Forecast, HowFar, Next, Reality
from pathways.learner import Account
from tests.blockkit import LIMITS, MANIFEST, NUMBERS, with_specs

URL = "https://coach.example"
WAYS: list[dict[str, Any]] = [
    {"url": URL, "socket": False},
    {"url": f"{URL}/", "socket": False},
    {"url": None, "socket": True},
    {"url": URL, "socket": True, "many": True},
    {"url": URL, "socket": False, "many": True},
    {"url": URL, "socket": False, "name": "Coach of Ours"},
]


@with_specs
@pytest.mark.parametrize("way", WAYS)
def test_it_has_the_shape_that_slack_publishes(way: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(json.loads(MANIFEST.read_text())).validate(manifest(**way))


@with_specs
def test_our_numbers_are_those_that_were_compiled() -> None:
    compiled = json.loads(LIMITS.read_text())["slack"]
    for name, number in NUMBERS.items():
        room, _, key = name.partition(".")
        assert compiled[room][key]["v"] == number, name


@pytest.mark.parametrize("way", WAYS)
def test_it_is_within_our_own_numbers(way: dict[str, Any]) -> None:
    made = manifest(**way)
    display, features = made["display_information"], made["features"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert 175 <= len(display["long_description"]) <= 4000
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert len(features["agent_view"]["suggested_prompts"]) <= NUMBERS["assistant.suggested_prompts_max"]
    (command,) = features["slash_commands"]
    assert command["command"].startswith("/")
    assert len(command["command"]) <= 32
    assert command["should_escape"] is True


def test_over_http_every_address_is_ours() -> None:
    made = manifest(url=f"{URL}/", socket=False)
    told = made["settings"]
    assert told["event_subscriptions"]["request_url"] == f"{URL}/slack/events"
    assert told["interactivity"] == {
        "is_enabled": True,
        "request_url": f"{URL}/slack/events",
        "message_menu_options_url": f"{URL}/slack/events",
    }
    assert made["features"]["slash_commands"][0]["url"] == f"{URL}/slack/events"
    assert "redirect_urls" not in made["oauth_config"]
    assert not told["token_rotation_enabled"], "a token copied by hand would end after twelve hours"
    assert not told["socket_mode_enabled"]


def test_over_socket_mode_there_are_no_addresses() -> None:
    made = manifest(url=None, socket=True)
    assert "http" not in json.dumps(made)
    assert made["settings"]["socket_mode_enabled"]
    assert not made["settings"]["token_rotation_enabled"]


@pytest.mark.parametrize("socket", [False, True])
def test_for_many_workspaces_there_is_an_address_to_come_back_to_and_tokens_rotate(socket: bool) -> None:
    made = manifest(url=URL, socket=socket, many=True)
    assert made["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert made["settings"]["token_rotation_enabled"]
    assert ("request_url" in made["settings"]["event_subscriptions"]) is not socket
    with pytest.raises(NoAddress):
        manifest(url=None, socket=True, many=True)


@pytest.mark.parametrize("url", [None, "", "http://coach.example", "coach.example"])
def test_without_a_safe_address_there_is_none(url: str | None) -> None:
    with pytest.raises(NoAddress):
        manifest(url=url, socket=False)


def test_it_asks_for_what_is_used_and_no_more() -> None:
    needed = {
        "app_mention": "app_mentions:read",
        "message.im": "im:history",
        "user_change": "users:read",
    }
    assert set(EVENTS) == {*needed, "app_home_opened", "app_uninstalled", "tokens_revoked"}
    assert set(SCOPES) == {*needed.values(), "assistant:write", "chat:write", "commands", "files:write", "im:write"}
    assert not [scope for scope in SCOPES if "channels" in scope or "email" in scope]


def test_anybody_can_write_to_the_coach() -> None:
    assert manifest(url=URL, socket=False)["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_the_prompts_are_understood() -> None:
    now = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
    coach = wiring.stranger(settings.read({}, dotenv=None), at=now)
    somebody = Account("slack", "T1", "U1")
    read = [type(coach.consider(Request(somebody, said)).reading.intent) for said in PROMPTS.values()]
    assert read == [Next, HowFar, Forecast, Reality]
