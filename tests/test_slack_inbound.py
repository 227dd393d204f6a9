"""What Slack sends, read as what somebody said: edits, bots and strangers are nobody's words."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.slack import inbound
from pathways.learner import Account

ADA = Account("slack", "T1", "U1")


def event(**fields: Any) -> dict[str, Any]:
    said = {"type": "message", "channel_type": "im", "user": "U1", "text": "done 1", "ts": "1.5", "channel": "D1"}
    return {"team_id": "T1", "event": {**said, **fields}}


def test_a_direct_message_is_somebodys_words() -> None:
    said = inbound.message(event())
    assert said == inbound.Said(ADA, "done 1", "message:D1:1.5", "D1", "1.5", private=True)


@pytest.mark.parametrize(
    "odd",
    [
        {"subtype": "message_changed", "hidden": True},
        {"subtype": "message_deleted", "hidden": True},
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"bot_id": "B1"},
        {"app_id": "A1"},
        {"user": None},
        {"channel_type": "channel"},
    ],
)
def test_E11_edits_bots_joins_and_channels_are_nobodys_words(odd: dict[str, Any]) -> None:
    assert inbound.message(event(**odd)) is None


def test_E2_a_mention_and_its_message_are_one_delivery() -> None:
    mention = inbound.message(event(type="app_mention", channel_type=None, text="<@U0BOT> how am I doing?"))
    assert mention is not None
    assert (mention.words, mention.private) == ("how am I doing?", False)
    direct = inbound.message(event(text="<@U0BOT> how am I doing?"))
    assert direct is not None
    assert direct.key == mention.key


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("see <https://example.org|example.org> now", "see example.org now"),
        ("see <https://example.org> now", "see https://example.org now"),
        ("  done 1 ", "done 1"),
    ],
)
def test_words_are_read_as_they_were_typed(typed: str, words: str) -> None:
    said = inbound.message(event(text=typed))
    assert said is not None
    assert said.words == words


def test_a_command_alone_asks_for_the_week() -> None:
    body = {"team_id": "T1", "user_id": "U1", "text": "  ", "trigger_id": "9.9", "channel_id": "C1"}
    said = inbound.command(body)
    assert (said.account, said.words, said.key) == (ADA, "next", "command:9.9")


def test_F12_people_of_another_workspace_are_strangers() -> None:
    body = event(team="T2")
    said = inbound.message(body)
    assert said is not None
    assert inbound.is_stranger(body, said.account)
    assert not inbound.is_stranger(event(), ADA)
