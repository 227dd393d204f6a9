"""The JSON Schema of a pathway file: what an editor checks and explains while somebody writes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, TypeAlias

from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import override

from pathways.model import Pathway

Node: TypeAlias = dict[str, Any]


class _Plain(GenerateJsonSchema):
    """Without a title for every key: an editor would show "From Role" above what the key says better."""

    @override
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


@cache
def schema() -> Node:
    """JSON Schema 2020-12 of a pathway file. The same object each time: read it only."""
    made = Pathway.model_json_schema(by_alias=True, schema_generator=_Plain)
    return {"$schema": _Plain.schema_dialect, **made}


def schema_text() -> str:
    """The schema as the file that is shipped beside the pathways."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def settle(node: Node, root: Node) -> Node:
    """The schema that a node stands for: its reference followed, its "or nothing" left off."""
    while True:
        if "anyOf" in node:
            node = next(choice for choice in node["anyOf"] if choice.get("type") != "null")
        elif "$ref" in node:
            node = root["$defs"][node["$ref"].rpartition("/")[2]]
        else:
            return node


def at(root: Node, loc: tuple[int | str, ...]) -> Node:
    """The schema of the value at a place; empty where the schema knows no such place."""
    node = settle(root, root)
    for part in loc:
        inner = node.get("items") if isinstance(part, int) else node.get("properties", {}).get(part)
        if inner is None:
            return {}
        node = settle(inner, root)
    return node
