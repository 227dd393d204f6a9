"""A form as a Slack modal, its search for time zones, and the answers read back as words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bot.adapters.slack.render import message
from bot.adapters.slack.text import Block, clean, plain
from bot.core import forms, wire
from bot.core.forms import Filled
from bot.core.phrases import place, shorten
from bot.core.questions import MAX_ANSWER
from pathways.zones import zone_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.questions import Field, Form
    from bot.core.reply import Reply

MAX_OPTIONS = 100
_MAX_METADATA = 3000
_CHOSEN = ("choice", "choices", "time", "date")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Origin:
    """Who opened a modal, and where the answer is to appear; the adapter's own words, carried and given back."""

    owner: str
    place: str


class TooMuchToCarry(ValueError):
    """A place whose description no modal could carry. A bug in the adapter."""


def view(form: Form, *, owner: str, place: str) -> Block:
    """The modal that asks the form's questions, filled with what stands now."""
    origin = json.dumps({"owner": owner, "place": place})
    if len(origin) > _MAX_METADATA:
        raise TooMuchToCarry(f"{len(origin)} characters, at most {_MAX_METADATA}")
    return {
        "type": "modal",
        "callback_id": wire.pack(form.intent),
        "private_metadata": origin,
        "title": plain(form.title),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [_question(field) for field in form.fields],
    }


def shown(reply: Reply, *, owner: str) -> Block:
    """A reply in a window of its own, where there is no message to put it in."""
    blocks = message(reply, owner=owner).blocks
    return {"type": "modal", "title": plain("Pathway Coach"), "close": plain("Close"), "blocks": blocks}


def origin(opened: Mapping[str, object]) -> Origin:
    """Where a modal came from. Never raises: what cannot be read is nobody and nowhere."""
    try:
        kept: Any = json.loads(str(opened.get("private_metadata")))
        return Origin(str(kept["owner"]), str(kept["place"]))
    except (ValueError, TypeError, LookupError, RecursionError):
        return Origin("", "")


def _question(field: Field) -> Block:
    # a control that offers all that can be chosen needs no words on what to type
    hint = _if(field.kind not in _CHOSEN and field.hint, hint=plain(field.hint[:1].upper() + field.hint[1:]))
    return {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label),
        **hint,
        "optional": field.optional,
        "element": {"action_id": field.name, **_element(field)},
    }


def _element(field: Field) -> Block:
    """The fitting control. What stands now is shown where the control can show it."""
    value, options = field.value, [_option(label, name) for label, name in field.options]
    match field.kind:
        case "number":
            names = ("min_value", "max_value")
            bounds = {name: f"{bound:g}" for name, bound in zip(names, field.bounds or (), strict=False)}
            shown = _if(_NUMBER.fullmatch(value), initial_value=value)
            return {"type": "number_input", "is_decimal_allowed": True, **bounds, **shown}
        case "words":
            return {"type": "plain_text_input", "max_length": MAX_ANSWER, **_if(value, initial_value=value)}
        case "zone":
            shown = _if(value in zone_names(), initial_option=_zone(value))
            # More than a hundred zones fit in no plain menu: Slack asks for those that match what is typed.
            return {"type": "external_select", "min_query_length": forms.ENOUGH_TO_SEARCH, **shown}
        case "choice":
            chosen = next((one for one in options if one["value"] == value), None)
            return {"type": "static_select", "options": options, **_if(chosen, initial_option=chosen)}
        case "choices":
            return {"type": "multi_static_select", "options": options}
        case "time":
            return {"type": "timepicker", **_if(_CLOCK.fullmatch(value), initial_time=value)}
        case "date":
            return {"type": "datepicker", **_if(_DATE.fullmatch(value), initial_date=value)}


def _if(known: object, **initial: object) -> Block:
    return initial if known else {}


def _option(words: str, value: str) -> Block:
    return {"text": plain(words), "value": value}


def _zone(name: str) -> Block:
    city = place(name)
    return _option(name if city == name else shorten(f"{city} ({name})", 75), name)


def zones(typed: str) -> list[Block]:
    """Time zones that match what somebody types, best first, as the options that ``block_suggestion`` wants."""
    return [_zone(name) for name in forms.zones(typed, MAX_OPTIONS)]


def filled(view: Mapping[str, object]) -> Filled:
    """A modal that was sent, read back. Never raises: what cannot be read is left out."""
    return Filled(wire.unpack(str(view.get("callback_id"))), _answers(_mapping(view.get("state"))))


def _answers(state: Mapping[str, object]) -> dict[str, str]:
    """The answers by field; a question and its control bear one name."""
    values = _mapping(state.get("values"))
    return {name: _answer(_mapping(_mapping(block).get(name))) for name, block in values.items()}


def _answer(given: Mapping[str, object]) -> str:
    several = given.get("selected_options")
    chosen = cast("list[object]", several) if isinstance(several, list) else [given.get("selected_option")]
    values = [_mapping(one).get("value") for one in chosen]
    said = (given.get("value"), given.get("selected_time"), given.get("selected_date"), *values)
    return ",".join(
        " ".join(clean(value).split()) for value in said if isinstance(value, str) and len(value) <= MAX_ANSWER
    )


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
