"""files.*: an upload in three steps, and the wait until a file can be shown."""

from __future__ import annotations

from tests.fakes.slack.blocks import named
from tests.fakes.slack.methods.desk import Refusal, Visit, method
from tests.fakes.slack.people import File
from tests.fakes.slack.records import Json


@method("files.getUploadURLExternal")
def get_upload_url(visit: Visit) -> Json:
    world = visit.world
    file = File(world.make("F"), visit.team.id, visit.text("filename"), int(visit.arguments["length"]))
    file.alt_txt = visit.text("alt_txt")
    world.files[file.id] = file
    return {"upload_url": f"{visit.base}/upload/v1/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal")
def complete_upload(visit: Visit) -> Json:
    files = [_complete(visit, entry) for entry in visit.arguments["files"]]
    if visit.text("channel_id"):
        channel = visit.channel("channel_id")
        said = visit.world.by_bot(visit.team) | {"text": visit.text("initial_comment")}
        if "blocks" in visit.arguments:
            said["blocks"] = named(visit.arguments["blocks"], visit.world.make("b"))
        message = visit.world.put_message(visit.team, channel, said | {"files": [file.info() for file in files]})
        visit.ts = message.ts
    return {"files": [{"id": file.id, "title": file.title or file.name} for file in files]}


def _complete(visit: Visit, entry: Json) -> File:
    file = _found(visit, str(entry["id"]))
    if file.content is None:
        raise Refusal("file_not_found", "completed before its bytes came", "/files")
    file.title = str(entry.get("title") or "")
    file.complete, file.polls = True, visit.world.file_polls
    return file


@method("files.info")
def info(visit: Visit) -> Json:
    file = _found(visit, visit.text("file"))
    if not file.complete:
        raise Refusal("file_not_found")
    told = file.info()
    file.polls -= 1
    return {"file": told}


def _found(visit: Visit, file_id: str) -> File:
    file = visit.world.files.get(file_id)
    if file is None or file.team != visit.team.id:
        raise Refusal("file_not_found")
    return file
