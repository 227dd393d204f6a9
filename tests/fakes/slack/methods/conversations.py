"""conversations.*: opening a DM, and reading back what was said there."""

from __future__ import annotations

from collections.abc import Iterable

from tests.fakes.slack import limits
from tests.fakes.slack.methods.desk import Refusal, Visit, method
from tests.fakes.slack.people import Message
from tests.fakes.slack.records import Json


@method("conversations.open")
def open_im(visit: Visit) -> Json:
    if not visit.text("users"):
        return {"channel": {"id": visit.channel().id}, "no_op": True, "already_open": True}
    if "," in visit.text("users"):
        raise Refusal("not_supported_by_the_fake", "only a DM with one user is known here", "/users")
    user = visit.user("users")
    if user.id == visit.team.bot_user or user.is_bot:
        raise Refusal("cannot_dm_bot")
    if user.deleted:
        raise Refusal("user_disabled")
    channel = visit.world.im(user)
    visit.call.channel = channel.id
    return {"channel": channel.info() if visit.arguments.get("return_im") else {"id": channel.id}}


@method("conversations.info")
def info(visit: Visit) -> Json:
    return {"channel": visit.channel().info()}


@method("conversations.history")
def history(visit: Visit) -> Json:
    channel = visit.channel()
    if not channel.is_im and visit.token is not None and limits.READ_CHANNELS not in visit.token.scopes:
        raise Refusal("missing_scope", needed=limits.READ_CHANNELS, provided=",".join(sorted(visit.token.scopes)))
    heard = [m for m in channel.messages if not _in_thread(m) or m.body.get("reply_broadcast")]
    return _page(visit, reversed(heard))


@method("conversations.replies")
def replies(visit: Visit) -> Json:
    channel = visit.channel()
    root = visit.text("ts")
    heard = [m for m in channel.messages if root in {m.ts, m.body.get("thread_ts")}]
    if not heard:
        raise Refusal("thread_not_found")
    return _page(visit, heard)


def _in_thread(message: Message) -> bool:
    return message.body.get("thread_ts", message.ts) != message.ts


def _page(visit: Visit, messages: Iterable[Message]) -> Json:
    """The messages that are still there between the two times, cut to a page."""
    least, most = float(visit.text("oldest") or 0), float(visit.text("latest") or "inf")
    ends = bool(visit.arguments.get("inclusive"))
    there = [m for m in messages if not m.deleted and _between(least, float(m.ts), most, ends=ends)]
    start = int(visit.text("cursor") or 0)
    stop = start + int(visit.arguments.get("limit") or limits.HISTORY)
    metadata = bool(visit.arguments.get("include_all_metadata"))
    page = [{k: v for k, v in m.body.items() if k != "metadata" or metadata} for m in there[start:stop]]
    told: Json = {"messages": page, "has_more": stop < len(there)}
    return told | ({"response_metadata": {"next_cursor": str(stop)}} if stop < len(there) else {})


def _between(least: float, ts: float, most: float, *, ends: bool) -> bool:
    return least <= ts <= most if ends else least < ts < most
