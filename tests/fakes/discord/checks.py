"""What is wrong with a request: by Discord's own specification where it is at hand, and by our limits always."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from tests.fakes import schemas
from tests.fakes.discord import limits
from tests.fakes.discord.checks_commands import commands
from tests.fakes.discord.checks_components import modal, shown
from tests.fakes.discord.faults import FORM, Fault, text, too_long
from tests.fakes.discord.people import Message
from tests.fakes.discord.records import Call, Json, many, named
from tests.fakes.discord.routes import Route

NEW = {"create_message", "execute_webhook"}
EDITED = {"update_message", "update_original_webhook_message", "update_webhook_message"}
WITHOUT_BODY = {"trigger_typing_indicator"}
EMPTY = 50006


def request(route: Route, call: Call, edited: Message | None) -> list[Fault]:
    """All that is wrong with a call; `edited` is the message that it changes, if it changes one."""
    said = call.payload
    found: list[Fault] = []
    if call.method in NEW | EDITED:
        found += message(said, call, edited if call.method in EDITED else None)
    elif call.method == "create_interaction_response":
        found += _answer(said, call, edited)
    elif call.method == "bulk_set_application_commands":
        found += commands(said["commands"])
    known = {fault.path for fault in found if fault.code}
    body: Any = said["commands"] if call.method == "bulk_set_application_commands" else said
    found += [fault for fault in _specified(route, body) if not any(fault.path.startswith(p) for p in known)]
    return found


def _specified(route: Route, body: object) -> Iterator[Fault]:
    known = schemas.discord()
    if known is None or route.verb in {"GET", "DELETE"} or route.method in WITHOUT_BODY:
        return
    first = {p.path: p for p in reversed(known.problems(schemas.discord_body(route.verb, route.path), body))}
    for problem in first.values():
        yield Fault(problem.path, problem.message, FORM)


def _answer(said: Json, call: Call, edited: Message | None) -> Iterator[Fault]:
    """The first answer to an interaction is a message, a change, choices or a form."""
    data = named(said, "data")
    match said.get("type"):
        case 4:
            yield from _under("/data", message(data, call, None))
        case 7:
            yield from _under("/data", message(data, call, edited) if data else [])
        case 8:
            yield from _under("/data", choices(data.get("choices")))
        case 9:
            yield from _under("/data", modal(data))
        case 5 | 6:
            return
        case other:
            yield Fault("/type", f"{other!r} is no answer", FORM)


def _under(path: str, faults: Iterator[Fault] | list[Fault]) -> Iterator[Fault]:
    for fault in faults:
        yield Fault(path + fault.path, fault.message, fault.code)


def choices(given: object) -> Iterator[Fault]:
    """What is offered while somebody types."""
    offered = cast("list[Json]", given if isinstance(given, list) else [])
    if len(offered) > limits.CHOICES:
        yield Fault("/choices", f"{len(offered)} choices; Discord takes {limits.CHOICES}", FORM)
    for place, choice in enumerate(offered):
        yield from text(f"/choices/{place}/name", choice.get("name"), limits.OPTION)
        if isinstance(choice.get("value"), str):
            yield from text(f"/choices/{place}/value", choice["value"], limits.OPTION)


def message(said: Json, call: Call, edited: Message | None) -> list[Fault]:
    """All that is wrong with a message, new or edited."""
    flags = int(said.get("flags") or 0)
    v2 = bool(flags & limits.COMPONENTS_V2) or (edited is not None and edited.is_v2)
    found = [
        *too_long("/content", said.get("content"), limits.CONTENT),
        *too_long("/nonce", said.get("nonce"), limits.NONCE),
        *_embeds(many(said, "embeds")),
        *_files(said, call),
        *_mentions(said),
        *shown(many(said, "components"), v2=v2),
    ]
    if v2:
        found += _beside(said, edited)
    elif _empty(said, call, edited):
        found.append(Fault("", "neither content nor embeds nor files", EMPTY))
    return found


def _beside(said: Json, edited: Message | None) -> Iterator[Fault]:
    """With components V2 there is nothing else in a message; what an edited one had must be taken out."""
    for name in ("content", "embeds", "poll", "sticker_ids"):
        if said.get(name):
            yield Fault(f"/{name}", "cannot be used with MessageFlags.IS_COMPONENTS_V2", FORM)
    if edited is None:
        if not said.get("components"):
            yield Fault("/components", "a message of components without components", EMPTY)
        return
    if not edited.is_v2:
        for name in ("content", "embeds"):
            if getattr(edited, name) and name not in said:
                yield Fault(f"/{name}", "the message has it still, and may not beside components V2", FORM)


def _empty(said: Json, call: Call, edited: Message | None) -> bool:
    names = ("content", "embeds", "attachments", "sticker_ids", "poll")
    left = {name: said.get(name, getattr(edited, name, None)) for name in names}
    return not any(left.values()) and not call.files


def _embeds(embeds: list[Json]) -> Iterator[Fault]:
    if len(embeds) > limits.EMBEDS:
        yield Fault("/embeds", f"{len(embeds)} embeds; Discord takes {limits.EMBEDS}", FORM)
    whole = 0
    for place, embed in enumerate(embeds):
        path = f"/embeds/{place}"
        fields = many(embed, "fields")
        if len(fields) > limits.EMBED_FIELDS:
            yield Fault(f"{path}/fields", f"{len(fields)} fields; Discord takes {limits.EMBED_FIELDS}", FORM)
        parts: list[tuple[str, object, int]] = [(name, embed.get(name), most) for name, most in limits.EMBED.items()]
        parts.append(("footer/text", named(embed, "footer").get("text"), limits.FOOTER))
        parts.append(("author/name", named(embed, "author").get("name"), limits.AUTHOR))
        for number, field in enumerate(fields):
            parts += [(f"fields/{number}/{n}", field.get(n), most) for n, most in limits.EMBED_FIELD.items()]
        for name, value, most in parts:
            whole += len(str(value or ""))
            yield from too_long(f"{path}/{name}", value, most)
    if whole > limits.EMBED_CHARACTERS:
        yield Fault("/embeds", f"{whole} characters in all; Discord takes {limits.EMBED_CHARACTERS}", FORM)


def _files(said: Json, call: Call) -> Iterator[Fault]:
    listed = many(said, "attachments")
    if max(len(listed), len(call.files)) > limits.ATTACHMENTS:
        yield Fault("/attachments", f"more than {limits.ATTACHMENTS} files", FORM)
    for place, file in enumerate(listed):
        yield from too_long(f"/attachments/{place}/description", file.get("description"), limits.ALT_TEXT)
        picture = str(file.get("filename", "")).lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp"))
        if picture and not file.get("description"):
            yield Fault(f"/attachments/{place}", "a picture without words for who does not see it")
    for name, content in call.files.items():
        if len(content) > limits.ATTACHMENT_BYTES:
            yield Fault(f"/{name}", f"{len(content)} bytes; Discord takes {limits.ATTACHMENT_BYTES}", 40005)


def _mentions(said: Json) -> Iterator[Fault]:
    """Words of learners and authors must not call anybody; Discord itself would let them."""
    if not said.get("content") and not said.get("components") and not said.get("embeds"):
        return
    allowed = named(said, "allowed_mentions")
    if said.get("allowed_mentions") is None:
        yield Fault("/allowed_mentions", "is not said: what is written may call everybody")
    elif allowed.get("parse"):
        yield Fault("/allowed_mentions/parse", f"lets words call {allowed['parse']}")
