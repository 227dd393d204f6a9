"""The wire form of an intent: what a button carries, readable for ever by any later version.

``done?step=kafka-spark-pipeline``: the intent's name and its fields, URL-encoded by the standard library.
Fields and names are only ever added; an id that cannot be read any more becomes ``Unknown(puzzle="stale")``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlencode

from pydantic import TypeAdapter

from bot.core.intents import INTENTS, Intent, Unknown
from pathways.model import Horizon

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNSPOKEN = frozenset(
    {"named", "confirmed", "kind", "said", "puzzle", "spare", "on", "since", "beside", "words", "passed", "take", "ask"}
    | {"quiet", "lifted"}
)
"""Fields that are no slots: they serve the answer, not the contract."""

MAX_WIRE = 80
"""Discord's custom_id holds 100 characters; the rest is the adapter's own."""


class TooLongForAButton(ValueError):
    """An intent whose wire form no button could carry. A bug in whoever composed it."""


@lru_cache(maxsize=4096)
def pack(intent: Intent) -> str:
    """The id of a button that means ``intent``; raises ``TooLongForAButton`` past ``MAX_WIRE`` characters."""
    packed = _packed(intent)
    if len(packed) > MAX_WIRE:
        raise TooLongForAButton(packed)
    return packed


def fits(intent: Intent) -> bool:
    """Whether a button can carry it: a long id and a date together may be too much."""
    try:
        pack(intent)
    except TooLongForAButton:
        return False
    return True


def _packed(intent: Intent) -> str:
    given = {f.name: _write(getattr(intent, f.name)) for f in fields(intent) if getattr(intent, f.name) != f.default}
    return f"{intent.name}?{urlencode(given)}" if given else intent.name


def unpack(packed: str) -> Intent:
    """The intent that a button carries. Never raises: what cannot be read is stale."""
    name, _, query = packed.partition("?")
    if name not in INTENTS or len(packed) > MAX_WIRE:
        return Unknown(puzzle="stale")
    try:
        return read(name, dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))))
    except ValueError:
        return Unknown(puzzle="stale")


def read(name: str, given: Mapping[str, str]) -> Intent:
    """The intent of this name with these fields, each in its wire form. Raises ``ValueError`` for what is none."""
    kind = INTENTS[name]
    lists = {field.name for field in fields(kind) if field.default == ()} & given.keys()
    if unknown := given.keys() - {field.name for field in fields(kind)}:
        raise ValueError(f"{name} has no {', '.join(sorted(unknown))}")
    made = _adapter(kind).validate_strings({name: given[name] for name in given.keys() - lists})
    return replace(made, **{name: tuple(given[name].split(",")) for name in lists})


@cache
def _adapter(kind: type[Intent]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _write(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dt.time():
            return value.strftime("%H:%M")
        case dt.date():
            return value.isoformat()
        case tuple():
            return ",".join(cast("tuple[str, ...]", value))
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def slots(intent: Intent) -> dict[str, Any]:
    """The slots that are filled, as the contract spells them (ISO dates, HH:MM, plain strings)."""
    filled: dict[str, Any] = {}
    for field in fields(intent):
        value: Any = getattr(intent, field.name)
        if field.name in _UNSPOKEN or value is None or value == ():
            continue
        match value:
            case dt.time():
                filled[field.name] = value.strftime("%H:%M")
            case dt.date():
                filled[field.name] = value.isoformat()
            case tuple():
                filled[field.name] = list(cast("tuple[str, ...]", value))
            case Horizon():
                filled[field.name] = value.value
            case _:
                filled[field.name] = value
    return filled
