"""What Slack takes: its published shapes where they are at hand, its numbers always."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from referencing import Registry, Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

SPECS = Path(os.environ.get("COACH_SPECS") or Path(__file__).parents[2] / "shared" / "specs")
BLOCKKIT, MANIFEST, LIMITS = (
    SPECS / name for name in ("slack-blockkit.schema.json", "slack-manifest.schema.json", "limits.json")
)
with_specs = pytest.mark.skipif(
    not BLOCKKIT.exists(), reason=f"NOT CHECKED against Slack's published shapes: none in {SPECS} (set COACH_SPECS)"
)

NUMBERS = {
    "message.blocks_max": 50,
    "message.all_blocks_chars_observed_max": 13_200,
    "view.blocks_max": 100,
    "view.bytes_max": 250_000,
    "view.title_submit_close_max": 24,
    "view.private_metadata_max": 3000,
    "view.callback_id_max": 255,
    "block.header_text_max": 150,
    "block.section_text_max": 3000,
    "block.actions_elements_max": 25,
    "block.context_elements_max": 10,
    "block.image_alt_text_max": 2000,
    "block.input_label_max": 2000,
    "block.input_hint_max": 2000,
    "element.action_id_max": 255,
    "element.button_text_max": 75,
    "element.button_value_max": 2000,
    "element.accessibility_label_max": 75,
    "element.select_options_max": 100,
    "element.option_text_max": 75,
    "element.option_value_max": 150,
    "element.overflow_options_max": 5,
    "assistant.suggested_prompts_max": 4,
}
"""The numbers that we stay within; ``limits.json`` says the same."""

LIVE = {"mrkdwn", "markdown", "user", "usergroup", "channel", "team", "broadcast", "emoji"}
"""What can call somebody, or makes Slack look for marks in words."""


def known_problems(value: object, shape: str) -> list[str]:
    """What Slack's published shape finds wrong; nothing where the shapes are not at hand."""
    if not BLOCKKIT.exists():
        return []
    error = jsonschema.exceptions.best_match(_validator(shape).iter_errors(value))
    return [] if error is None else [f"{error.json_path}: {error.message}"]


@cache
def _validator(shape: str) -> jsonschema.Draft202012Validator:
    document = json.loads(BLOCKKIT.read_text())
    registry: Registry[Any] = Registry().with_resource(document["$id"], Resource.from_contents(document))
    return jsonschema.Draft202012Validator({"$ref": f"{document['$id']}#/$defs/{shape}"}, registry=registry)


def objects(value: object) -> Iterator[dict[str, Any]]:
    """Every object in it, at any depth."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def strings(value: object) -> Iterator[str]:
    """Every word in it, at any depth."""
    for found in objects(value):
        yield from (inner for inner in found.values() if isinstance(inner, str))


def _most(name: str, found: object) -> None:
    assert len(found) <= NUMBERS[name], f"{name}: {len(found)}"  # type: ignore[arg-type]


def check_blocks(blocks: list[dict[str, Any]]) -> None:
    """Every number that Slack counts, and nothing alive."""
    _most("message.blocks_max", blocks)
    assert blocks
    ids = [found["action_id"] for found in objects(blocks) if "action_id" in found]
    assert len(ids) == len(set(ids))
    block_ids = [found["block_id"] for found in objects(blocks) if "block_id" in found]
    assert len(block_ids) == len(set(block_ids))
    for found in objects(blocks):
        assert found.get("type") not in LIVE
        _check(found)
    for words in strings(blocks):
        words.encode()
        assert not set(words) & set("\0\x1b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


SIZES: dict[str, tuple[tuple[str, str], ...]] = {
    "context": (("elements", "block.context_elements_max"),),
    "actions": (("elements", "block.actions_elements_max"),),
    "button": (
        ("value", "element.button_value_max"),
        ("accessibility_label", "element.accessibility_label_max"),
    ),
    "overflow": (("options", "element.overflow_options_max"),),
    "static_select": (("options", "element.select_options_max"),),
    "image": (("alt_text", "block.image_alt_text_max"),),
}
TEXTS = {
    "header": (("text", "block.header_text_max"),),
    "button": (("text", "element.button_text_max"),),
    "input": (("label", "block.input_label_max"), ("hint", "block.input_hint_max")),
}
NEVER_EMPTY = {"context", "actions", "rich_text", "rich_text_section", "rich_text_list"}


def _check(found: dict[str, Any]) -> None:
    kind = str(found.get("type"))
    _most("element.action_id_max", found.get("action_id", ""))
    for name, number in SIZES.get(kind, ()):
        _most(number, found.get(name, ""))
    for name, number in TEXTS.get(kind, ()):
        assert name in found or name == "hint"
        _most(number, found.get(name, {"text": ""})["text"])
    assert kind not in NEVER_EMPTY or found["elements"]
    assert kind != "text" or found["text"]
    assert kind != "date" or isinstance(found["timestamp"], int)
    if kind == "plain_text":
        assert found["emoji"] is False
        assert found["text"].strip()
        _most("block.section_text_max", found["text"])
    _options(found.get("options", []))


def _options(options: list[dict[str, Any]]) -> None:
    for option in options:
        _most("element.option_text_max", option["text"]["text"])
        _most("element.option_value_max", option["value"])


def check_view(view: dict[str, Any]) -> None:
    """A modal or a home."""
    _most("view.blocks_max", view["blocks"])
    _most("view.bytes_max", json.dumps(view).encode())
    _most("view.private_metadata_max", view.get("private_metadata", ""))
    _most("view.callback_id_max", view["callback_id"])
    for name in ("title", "submit", "close"):
        if name in view:
            _most("view.title_submit_close_max", view[name]["text"])
    check_blocks(view["blocks"])
