"""Looking into blocks: what can be pressed and filled in them, and what is written in them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, cast

from tests.fakes.slack.records import Json

OPTION = {"static_select", "radio_buttons", "overflow", "external_select"}
OPTIONS = {"multi_static_select", "checkboxes", "multi_external_select"}
PLAIN = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
}


class CannotDo(AssertionError):
    """A person could not do this in Slack: the button, the option or the field is not there."""


def named(blocks: object, make: str) -> list[Json]:
    """A copy of the blocks in which all that can be named has a name, as Slack gives it."""
    given = cast("list[Json]", copy.deepcopy(blocks) if isinstance(blocks, list) else [])
    for place, block in enumerate(given):
        block.setdefault("block_id", f"{make}{place}")
        for number, element in enumerate(elements_of(block)):
            element.setdefault("action_id", f"{make}{place}.{number}")
    return given


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of one block."""
    found: list[Any] = list(block.get("elements") or []) if block.get("type") in {"actions", "context_actions"} else []
    found += [block[key] for key in ("accessory", "element") if isinstance(block.get(key), dict)]
    return [element for element in found if isinstance(element, dict) and element.get("type") != "image"]


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each interactive element with the block it is in."""
    for block in blocks:
        for element in elements_of(block):
            yield block, element


def find(
    blocks: list[Json], *, action_id: str = "", block_id: str = "", text: str = "", value: str = ""
) -> tuple[Json, Json]:
    """The one element that a person would press; it must be there, and only once."""
    found = [
        (block, element)
        for block, element in elements(blocks)
        if (not action_id or element.get("action_id") == action_id)
        and (not block_id or block.get("block_id") == block_id)
        and (not text or _label(element) == text)
        and (not value or element.get("value") == value)
    ]
    if len(found) != 1:
        there = [(e.get("action_id"), _label(e), e.get("value")) for _, e in elements(blocks)]
        raise CannotDo(f"{len(found)} elements like {action_id or block_id or text or value!r} among {there}")
    return found[0]


def _label(element: Json) -> str:
    return str((element.get("text") or {}).get("text", ""))


def filled(element: Json, value: object = None) -> Json:
    """The state of an element after a person has put a value into it, or has left it alone."""
    kind = str(element["type"])
    if kind in OPTION:
        chosen = _options(element, [value])[0] if value is not None else element.get("initial_option")
        return {"type": kind, "selected_option": chosen}
    if kind in OPTIONS:
        several = cast("list[object]", value if isinstance(value, list) else [value])
        chosen = _options(element, several) if value is not None else element.get("initial_options", [])
        return {"type": kind, "selected_options": chosen}
    if kind in PLAIN:
        name, initial = PLAIN[kind]
        return {"type": kind, name: value if value is not None else element.get(initial)}
    raise CannotDo(f"nothing can be put into a {kind}")


def _options(element: Json, values: list[object]) -> list[Json]:
    groups = [group["options"] for group in element.get("option_groups") or []]
    offered = {o["value"]: o for options in [element.get("options") or [], *groups] for o in options}
    if missing := [value for value in values if value not in offered]:
        raise CannotDo(f"no options {missing} among {list(offered)}")
    return [offered[str(value)] for value in values]


def state(blocks: list[Json], values: dict[str, Any], *, whole: bool = False) -> Json:
    """What Slack sends as the state of a view or message; values are named by action_id or block_id.

    A `whole` form has something in each field that must be filled.
    """
    left = dict(values)
    stated: Json = {}
    for block, element in elements(blocks):
        if element["type"] in {"button", "overflow", "workflow_button", "feedback_buttons", "icon_button"}:
            continue
        value = left.pop(element["action_id"], left.pop(block["block_id"], None))
        told = filled(element, value)
        empty = all(told[key] in (None, [], "") for key in told if key != "type")
        if empty and block["type"] == "input" and not block.get("optional") and whole:
            raise CannotDo(f"Slack does not send a form whose {block['block_id']} is empty")
        stated.setdefault(block["block_id"], {})[element["action_id"]] = told
    if left:
        raise CannotDo(f"no fields {sorted(left)}")
    return {"values": stated}


def all_strings(value: object, key: str = "") -> Iterator[str]:
    """Every string in some blocks but the names of their types: what counts against the length of a message."""
    if isinstance(value, str) and key != "type":
        yield value
    elif isinstance(value, dict):
        for name, inner in cast("Json", value).items():
            yield from all_strings(inner, name)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from all_strings(inner, key)
