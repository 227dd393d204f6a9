"""What is wrong with a request: by Slack's own specification where it is at hand, and by our limits always."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from tests.fakes import schemas
from tests.fakes.slack import limits
from tests.fakes.slack.blocks import all_strings, elements_of
from tests.fakes.slack.records import Json

METHODS = "urn:spec:slack-webapi-requests#/methods/"
MESSAGE = "urn:spec:slack-blockkit#/$defs/MessageBlocks"
MODAL = "urn:spec:slack-blockkit#/$defs/ModalView"
EVENTS = "urn:spec:slack-events#/events/"
SPEAKING = ("chat.postMessage", "chat.update", "chat.postEphemeral", "response_url", "ack")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, where, and the error that Slack answers; no error where Slack lets it pass."""

    path: str
    message: str
    error: str = ""


def request(method: str, arguments: Json) -> list[Fault]:
    """All that is wrong with the arguments of a Web API call."""
    found = [*_missing(method, arguments), *_ours(method, arguments)]
    known = {fault.path for fault in found if fault.error}
    found += [fault for fault in _specified(METHODS + method, arguments) if fault.path not in known]
    return found


def message(method: str, body: Json) -> list[Fault]:
    """All that is wrong with a message that does not come by the Web API: to a response_url, or in an ack."""
    found = list(_ours(method, body))
    if "blocks" in body:
        found += [Fault(f"/blocks{f.path}", f.message, f.error) for f in _specified(MESSAGE, body["blocks"])]
    return found


def modal(view: object) -> list[Fault]:
    """All that is wrong with a view that comes in an ack."""
    return [*_view(view, modal=True), *(Fault(f"/view{f.path}", f.message, f.error) for f in _specified(MODAL, view))]


def event(inner: Json) -> list[Fault]:
    """What is wrong with an event that a test is about to send: the fake must be right too."""
    known = schemas.slack()
    if known is None or inner.get("type") not in known.names("urn:spec:slack-events", "events"):
        return []
    told = {name: said for name, said in inner.items() if name != "view"}  # it comes with more than can be sent
    return [Fault(p.path, p.message) for p in known.problems(f"{EVENTS}{inner['type']}", told)]


def _specified(reference: str, value: object) -> Iterator[Fault]:
    known = schemas.slack()
    if known is None:
        return
    first = {problem.path: problem for problem in reversed(known.problems(reference, value))}
    for problem in first.values():
        speaks_of_blocks = problem.path.startswith("/blocks") or reference == MESSAGE
        yield Fault(problem.path, problem.message, "invalid_blocks" if speaks_of_blocks else "invalid_arguments")


def _missing(method: str, arguments: Json) -> Iterator[Fault]:
    for name in limits.NEEDS.get(method, ()):
        if arguments.get(name) in (None, ""):
            yield Fault(f"/{name}", "is missing", "invalid_arguments")


def _ours(method: str, arguments: Json) -> Iterator[Fault]:
    if method in SPEAKING:
        yield from _spoken(method, arguments)
    if "blocks" in arguments:
        yield from _blocks("/blocks", arguments["blocks"], limits.BLOCKS, "invalid_blocks")
        yield from _together(arguments["blocks"])
    if method.startswith("views.") and arguments.get("view"):
        yield from _view(arguments["view"], modal=method in {"views.open", "views.push"})


def _spoken(method: str, arguments: Json) -> Iterator[Fault]:
    if method in {"response_url", "ack"}:
        for name in sorted(set(arguments) - limits.RESPONSE_KEYS):
            yield Fault(f"/{name}", "Slack does not know this part of an answer")
        if arguments.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
            yield Fault("/response_type", f"{arguments['response_type']!r} is neither ephemeral nor in_channel")
    text = arguments.get("text") or arguments.get("markdown_text") or ""
    blocks = arguments.get("blocks") or arguments.get("attachments")
    if len(str(text)) > limits.TEXT:
        yield Fault("/text", f"{len(str(text))} characters; Slack takes {limits.TEXT}", "msg_too_long")
    if blocks and not text:
        yield Fault("/text", "blocks without text: notifications and screen readers have nothing to read")
    if not blocks and not text and method.startswith("chat."):
        yield Fault("/text", "neither text nor blocks", "no_text")


def _together(blocks: object) -> Iterator[Fault]:
    if not isinstance(blocks, list):
        return
    characters = sum(len(string) for string in all_strings(blocks))
    if characters > limits.ALL_BLOCKS:
        said = f"{characters} characters in all; Slack takes about {limits.ALL_BLOCKS}"
        yield Fault("/blocks", said, "msg_blocks_too_long")
    given = [cast("Json", block) for block in cast("list[Any]", blocks) if isinstance(block, dict)]
    markdown = sum(len(str(block.get("text", ""))) for block in given if block.get("type") == "markdown")
    if markdown > limits.MARKDOWN:
        yield Fault("/blocks", f"{markdown} characters of markdown", "msg_too_long")
    if sum(block.get("type") == "table" for block in given) > limits.TABLES:
        yield Fault("/blocks", "more than one table", "invalid_blocks")


def _blocks(path: str, blocks: object, most: int, error: str) -> Iterator[Fault]:
    if not isinstance(blocks, list):
        yield Fault(path, "is not a list", error)
        return
    given = cast("list[Any]", blocks)
    if len(given) > most:
        yield Fault(path, f"{len(given)} blocks; Slack takes {most}", error)
    ids = Counter[str]()
    for place, block in enumerate(given):
        if not isinstance(block, dict) or "type" not in block:
            yield Fault(f"{path}/{place}", "is no block", error)
            continue
        typed = cast("Json", block)
        if "block_id" in typed:
            ids[str(typed["block_id"])] += 1
            if ids[str(typed["block_id"])] == 2:
                yield Fault(f"{path}/{place}/block_id", f"{typed['block_id']!r} is there twice", error)
        actions = Counter(str(e["action_id"]) for e in elements_of(typed) if "action_id" in e)
        for name in (name for name, times in actions.items() if times > 1):
            yield Fault(f"{path}/{place}", f"action_id {name!r} is there twice", error)


def _view(view: object, *, modal: bool) -> Iterator[Fault]:
    if not isinstance(view, dict):
        yield Fault("/view", "is no view", "invalid_arguments")
        return
    typed = cast("Json", view)
    yield from _blocks("/view/blocks", typed.get("blocks"), limits.VIEW_BLOCKS, "invalid_arguments")
    size = len(json.dumps(typed, ensure_ascii=False).encode())
    if size > limits.VIEW_BYTES:
        yield Fault("/view", f"{size} bytes; Slack takes {limits.VIEW_BYTES}", "view_too_large")
    if modal and typed.get("type") != "modal":
        yield Fault("/view/type", "only a modal can be opened", "invalid_arguments")
