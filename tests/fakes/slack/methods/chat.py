"""chat.*: messages that come, change and go."""

from __future__ import annotations

from tests.fakes.slack.blocks import named
from tests.fakes.slack.methods.desk import Refusal, Visit, method
from tests.fakes.slack.people import Team
from tests.fakes.slack.records import Json
from tests.fakes.slack.world import World

KEPT = ("text", "attachments", "metadata", "thread_ts", "reply_broadcast")


def body_of(world: World, team: Team, said: Json) -> Json:
    """The message that is made of what was said, with names for all blocks."""
    if missing := [i for i in _slack_files(said.get("blocks")) if not _shown(world, i)]:
        raise Refusal("invalid_blocks", errors=[f"invalid slack file {missing[0]}"])
    body = {**world.by_bot(team), **{key: said[key] for key in KEPT if said.get(key) is not None}}
    if "markdown_text" in said:
        body["text"] = said["markdown_text"]
    if said.get("blocks") is not None:
        body["blocks"] = named(said["blocks"], world.make("b"))
    return {"text": "", **body}


def _slack_files(blocks: list[Json] | None) -> list[str]:
    """The ids of the files that images show."""
    files = [block["slack_file"] for block in blocks or [] if "slack_file" in block]
    return [str(file["id"]) for file in files if "id" in file]


def _shown(world: World, file_id: str) -> bool:
    file = world.files.get(file_id)
    return file is not None and file.complete and file.polls <= 0


@method("chat.postMessage")
def post(visit: Visit) -> Json:
    channel = visit.channel()
    message = visit.world.put_message(visit.team, channel, body_of(visit.world, visit.team, visit.arguments))
    visit.ts = message.ts
    return {"channel": channel.id, "ts": message.ts, "message": message.body}


@method("chat.update")
def update(visit: Visit) -> Json:
    channel = visit.channel()
    message = visit.message(channel)
    if message.body.get("bot_id") != visit.team.bot_id:
        raise Refusal("cant_update_message", "only its own messages can an app change", "/ts")
    kept = {} if "blocks" in visit.arguments else {"blocks": message.body.get("blocks")}
    body = {**kept, **body_of(visit.world, visit.team, visit.arguments)}
    visit.ts = message.ts
    edited = {"user": visit.team.bot_user, "ts": visit.world.stamp()}
    message.body = {**message.body, **body, "edited": edited}
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.body}


@method("chat.delete")
def delete(visit: Visit) -> Json:
    channel = visit.channel()
    message = visit.message(channel)
    if message.body.get("bot_id") != visit.team.bot_id:
        raise Refusal("cant_delete_message", "only its own messages can an app delete", "/ts")
    message.deleted = True
    visit.ts = message.ts
    return {"channel": channel.id, "ts": message.ts}


@method("chat.postEphemeral")
def post_ephemeral(visit: Visit) -> Json:
    channel = visit.channel()
    user = visit.user()
    if user.id not in channel.members:
        raise Refusal("user_not_in_channel")
    body = body_of(visit.world, visit.team, visit.arguments)
    message = visit.world.put_message(visit.team, channel, body, ephemeral_for=user.id)
    visit.ts = message.ts
    return {"message_ts": message.ts}
