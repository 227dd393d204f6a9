"""What pydantic says of a file, in the words of the person who wrote the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pathways.problems import MAX_TOLD, Flaw, nearest
from pathways.schema import Node, at, schema

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from pathways.source import Source


def explain(error: ValidationError, source: Source) -> list[Flaw]:
    """The complaints as sentences, each with its line and a remedy."""
    complaints = [details for details in error.errors(include_url=False) if not _echo(details)]
    return [Flaw(source.line(details["loc"]), _sentence(details)) for details in complaints[:MAX_TOLD]]


def _echo(details: ErrorDetails) -> bool:
    """Whether a list is only called too short because what is wrong in it, told by itself, was not counted."""
    return details["type"] == "too_short" and bool(details["input"])


def _sentence(details: ErrorDetails) -> str:
    *within, last = details["loc"] or ("the file",)
    here = at(schema(), details["loc"])
    around = at(schema(), tuple(within))
    match details["type"]:
        case "missing":
            return f"{_a(_noun(around))} needs '{last}': {expected(here)}"
        case "extra_forbidden":
            return f"there is no key '{str(last)[:40]}' in {_a(_noun(around))}; {_instead(str(last), around)}"
        case "value_error":
            return f"{_named(details['loc'])}: {details.get('ctx', {}).get('error')}"
        case "string_too_long":
            return f"{_named(details['loc'])} is {expected(here)}; this one has {len(details['input'])}"
        case _:
            value = details["input"]
            quotes = (
                "; put it in quotes" if here.get("type") == "string" and isinstance(value, bool | int | float) else ""
            )
            return f"{_named(details['loc'])} is {expected(here)}, not {shown(value)}{quotes}"


def _named(loc: tuple[int | str, ...]) -> str:
    """The value's name: its key, or its position in a list that has a key."""
    if not loc:
        return "the file"
    if isinstance(loc[-1], int):
        return f"number {loc[-1] + 1} of {_named(loc[:-1])}"
    return f"'{loc[-1]}'"


def _noun(node: Node) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", node.get("title", "Group")).lower()


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _instead(key: str, node: Node) -> str:
    keys: list[str] = list(node.get("properties", ()))
    near = nearest(key, keys)
    return f"did you mean '{near}'?" if near else f"there can be: {', '.join(keys)}"


def expected(node: Node) -> str:
    """What a value must be, from its schema."""
    if "enum" in node:
        return f"one of {', '.join(node['enum'])}"
    match node.get("type"):
        case "object":
            return f"a group of keys ({', '.join(node['required'])})"
        case "array":
            least = node.get("minItems", 0)
            return f"a list of at least {least}" if least else "a list"
        case "integer":
            return f"a whole number from {node['minimum']:,} to {node['maximum']:,}"
        case "number":
            steps = f", in steps of {node['multipleOf']}" if "multipleOf" in node else ""
            return f"a number above {node['exclusiveMinimum']:g}, up to {node['maximum']:g}{steps}"
        case "boolean":
            return "true or false"
        case _:
            return _text(node)


def _text(node: Node) -> str:
    if node.get("format") == "date":
        return "a date: year-month-day, such as 2026-11-23"
    if "patternErrorMessage" in node:
        return str(node["patternErrorMessage"])
    return f"text of up to {node['maxLength']} characters"


def shown(value: Any) -> str:
    """A value as its author would recognise it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return f"'{value[:40]}…'" if len(value) > 40 else f"'{value}'" if value.strip() else "an empty text"
        case list():
            return "an empty list" if not value else "a list"
        case dict():
            return "a group of keys"
        case _:
            return f"the number {value}"
