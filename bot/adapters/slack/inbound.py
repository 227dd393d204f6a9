"""What Slack sends, as values: who speaks, what they say, and under which key the delivery is known."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.adapters.slack.text import clean
from pathways.digest import Place
from pathways.learner import Account

if TYPE_CHECKING:
    from collections.abc import Mapping

Payload = dict[str, Any]

PLATFORM = "slack"
_MENTION = re.compile(r"^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>[\s,:]*")
_LINK = re.compile(r"<(?:https?:|mailto:)[^>|]*\|?([^>]*)>")


@dataclass(frozen=True, slots=True)
class Said:
    """Words of one person, and where the answer belongs."""

    account: Account
    words: str
    key: str
    """Names the delivery: the same again is the same thing said once."""
    channel: str
    thread: str | None
    private: bool
    """True where nobody else reads along."""


def account(team: str, user: str) -> Account:
    """The account of a Slack user in a workspace."""
    return Account(PLATFORM, team, user)


def command(body: Mapping[str, Any]) -> Said:
    """``/coach …``, in words; alone it asks for the week."""
    words = _plain(str(body.get("text") or "")) or "next"
    return Said(
        account(str(body["team_id"]), str(body["user_id"])),
        words,
        f"command:{body.get('trigger_id', '')}",
        str(body.get("channel_id", "")),
        None,
        private=True,
    )


def message(body: Mapping[str, Any]) -> Said | None:
    """A direct message or a mention; None for what is no learner's word: bots, edits, deletions, joins, our own."""
    event: Mapping[str, Any] = body["event"]
    if event.get("bot_id") or event.get("app_id") or event.get("hidden") or not event.get("user"):
        return None
    if event.get("subtype") not in {None, "file_share", "thread_broadcast"}:
        return None
    private = event.get("channel_type") == "im"
    if event["type"] == "message" and not private:
        return None
    words = str(event.get("text") or "")
    return Said(
        account(str(event.get("team") or body["team_id"]), str(event["user"])),
        _plain(words if private else _MENTION.sub("", words, count=1)),
        # a mention in a direct message arrives twice, as two kinds of event with two ids, but at one instant
        f"message:{event['channel']}:{event['ts']}",
        str(event["channel"]),
        str(event.get("thread_ts") or event["ts"]),
        private=private,
    )


def place(said: Said) -> Place:
    """The workspace, and the channel where it is said in one."""
    shared = not said.channel.startswith("D")
    return Place(PLATFORM, said.account.workspace, said.channel if shared else "")


def workspace(account: Account) -> Place:
    """The workspace alone: for what is pressed or filled in."""
    return Place(PLATFORM, account.workspace)


def is_stranger(body: Mapping[str, Any], account: Account) -> bool:
    """Somebody of another workspace, met through a shared channel."""
    return account.workspace not in {str(body.get("team_id")), str(body.get("enterprise_id"))}


def press_key(body: Mapping[str, Any]) -> str:
    """Names one press of one button."""
    action: Mapping[str, Any] = body["actions"][0]
    where: Mapping[str, Any] = body.get("container") or {}
    place = where.get("message_ts") or where.get("view_id") or ""
    return f"press:{place}:{action.get('action_id', '')}:{action.get('action_ts', '')}"


def _plain(words: str) -> str:
    """Words as they were typed: Slack's links and escapes undone, and nothing in them that no reader sees."""
    words = _LINK.sub(lambda link: link[1] or link[0].strip("<>"), words)
    words = clean(words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).strip()
    # what joins and parts letters is of use between some, and alone it is nothing
    return words if any(unicodedata.category(letter) not in {"Cf", "Zs"} for letter in words) else ""
