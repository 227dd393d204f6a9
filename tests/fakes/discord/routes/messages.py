"""Channels, and the messages in them."""

from __future__ import annotations

import re
from typing import cast

from tests.fakes.discord import components, limits
from tests.fakes.discord.people import Channel, Message, User
from tests.fakes.discord.records import Json, many
from tests.fakes.discord.routes.desk import Refusal, Visit, number, route
from tests.fakes.discord.world import World


@route("create_dm", "POST", "/users/@me/channels")
def create_dm(visit: Visit) -> Json:
    world = visit.world
    user = world.users.get(str(visit.said.get("recipient_id")))
    if user is None or user.is_bot:
        raise Refusal(10013)
    if user.id not in world.dms and world.dm_budget is not None:
        if world.dm_budget <= 0:
            raise Refusal(40003)
        world.dm_budget -= 1
    channel = world.dm(user)
    visit.call.channel = channel.id
    return channel.info()


@route("get_channel", "GET", "/channels/{channel_id}")
def get_channel(visit: Visit) -> Json:
    return visit.channel().info()


@route("trigger_typing_indicator", "POST", "/channels/{channel_id}/typing")
def typing(visit: Visit) -> None:
    visit.channel()


@route("list_messages", "GET", "/channels/{channel_id}/messages")
def history(visit: Visit) -> list[Json]:
    """The newest come first; at most a hundred, fifty when nobody says how many."""
    channel, query = visit.channel(), visit.call.query
    there = [message for message in channel.messages if not message.deleted and not message.ephemeral_for]
    limit = min(number(query, "limit", 50), limits.HISTORY)
    if "after" in query:
        there = [message for message in there if int(message.id) > int(query["after"])][:limit]
    elif "around" in query:
        near = sorted(there, key=lambda message: abs(int(message.id) - int(query["around"])))[:limit]
        there = [message for message in there if message in near]
    elif "before" in query:
        there = [message for message in there if int(message.id) < int(query["before"])]
    return [told(visit.world, message) for message in reversed(there[-limit:])]


@route("get_message", "GET", "/channels/{channel_id}/messages/{message_id}")
def get(visit: Visit) -> Json:
    return told(visit.world, visit.message(visit.channel()))


@route("create_message", "POST", "/channels/{channel_id}/messages")
def create(visit: Visit) -> Json:
    channel, world = visit.channel(), visit.world
    if (user := visit.recipient(channel)) is not None:
        if user.dms_closed:
            raise Refusal(50007)
        if not world.reachable(user):
            raise Refusal(50278)
    nonce = str(visit.said.get("nonce") or "")
    if nonce and visit.said.get("enforce_nonce") and (before := world.same_nonce(nonce)) is not None:
        visit.made, visit.repeated = before.id, True
        return told(world, before)
    message = written(visit, channel, nonce=nonce, reference=visit.said.get("message_reference"))
    if nonce:
        world.nonces[nonce] = message
    visit.gateway.tell("MESSAGE_CREATE", message)
    return told(world, message)


@route("update_message", "PATCH", "/channels/{channel_id}/messages/{message_id}")
def update(visit: Visit) -> Json:
    message = visit.message(visit.channel())
    if message.author is not visit.world.bot:
        raise Refusal(50005, "only its own messages can a bot edit")
    rewrite(visit, message)
    return told(visit.world, message)


@route("delete_message", "DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete(visit: Visit) -> None:
    message = visit.message(visit.channel())
    if message.author is not visit.world.bot:
        raise Refusal(50013, "only its own messages can a bot delete")
    withdraw(visit, message)


# What the answers to interactions share with these.


def told(world: World, message: Message) -> Json:
    """A message as its author is told of it."""
    reads = message.author is world.bot or bool(world.app.allowed & limits.MESSAGE_CONTENT)
    in_dm = world.channels[message.channel].is_bot_dm or world.bot in message.mentions
    return message.info(content=reads or in_dm)


def written(visit: Visit, channel: Channel, **fields: object) -> Message:
    """A new message of the bot's, made of what is said."""
    files = visit.attach(channel)
    said, world = visit.said, visit.world
    message = world.put(
        channel,
        world.bot,
        content=str(said.get("content") or ""),
        components=components.kept(many(said, "components"), files, int(world.make())),
        embeds=[{"type": "rich", **embed} for embed in many(said, "embeds")],
        attachments=files,
        flags=int(said.get("flags") or 0),
        mentions=mentioned(world, str(said.get("content") or ""), said),
        **fields,
    )
    visit.made = message.id
    return message


def rewrite(visit: Visit, message: Message) -> None:
    """Change a message; what is not named stays as it is."""
    said, channel = visit.said, visit.world.channels[message.channel]
    again = {str(file.get("id")) for file in many(said, "attachments")}
    stay = [f for f in message.attachments if "attachments" not in said or f["id"] in again]
    message.attachments = [*stay, *visit.attach(channel)]
    if "content" in said:
        message.content = str(said["content"] or "")
        message.mentions = mentioned(visit.world, message.content, said)
    if "components" in said:
        given = many(said, "components")
        message.components = components.kept(given, message.attachments, int(visit.world.make()))
    if "embeds" in said:
        message.embeds = [{"type": "rich", **embed} for embed in many(said, "embeds")]
    lasting = message.flags & (limits.EPHEMERAL | limits.COMPONENTS_V2)
    asked = int(said["flags"] or 0) if "flags" in said else message.flags
    message.flags = lasting | (asked & ~(limits.EPHEMERAL | limits.LOADING))
    message.edited_at = visit.world.clock()
    visit.made = message.id
    visit.gateway.tell("MESSAGE_UPDATE", message)


def withdraw(visit: Visit, message: Message) -> None:
    """Take a message away."""
    message.deleted = True
    visit.made = message.id
    visit.gateway.tell("MESSAGE_DELETE", message)


def mentioned(world: World, content: str, said: Json) -> list[User]:
    """Whom a message calls, as far as `allowed_mentions` lets it."""
    named = [world.users[found] for found in re.findall(r"<@!?(\d+)>", content) if found in world.users]
    allowed = cast("dict[str, list[str | int]]", said.get("allowed_mentions") or {"parse": ["users"]})
    if "users" in allowed.get("parse", []):
        return named
    return [user for user in named if user.id in map(str, allowed.get("users", []))]
