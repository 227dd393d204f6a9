"""A form as a Slack modal, its search for time zones, and the answers read back as words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bot.adapters.slack.render import message
from bot.adapters.slack.text import Block, clean, plain
from bot.core import forms
from bot.core.phrases import DAYS, place, shorten
from pathways.learner import MAX_HOURS, MIN_HOURS
from pathways.zones import zone_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.reply import Field, Form, Reply

CALLBACK = "settings"
TIMEZONE = "timezone"
"""The ``action_id`` that asks for time zones while somebody types."""
MAX_OPTIONS = 100
_MAX_TITLE = 24
_MAX_METADATA = 3000
_MAX_ANSWER = 80
"""No answer of a form is longer; what is, came from elsewhere."""
_NAMES = ("hours", TIMEZONE, "day", "time")
_CHOSEN = ("day", "time")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})?")
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
        "callback_id": CALLBACK,
        "private_metadata": origin,
        "title": plain(shorten(form.label, _MAX_TITLE)),
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
    hint = {} if field.name in _CHOSEN else {"hint": plain(field.hint[:1].upper() + field.hint[1:])}
    return {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label),
        **hint,
        "element": {"action_id": field.name, **_element(field)},
    }


def _element(field: Field) -> Block:
    """The fitting control. What stands now is shown where the control can show it."""
    value = field.value
    match field.name:
        case "hours":
            bounds = {"min_value": f"{MIN_HOURS:g}", "max_value": f"{MAX_HOURS:g}", "is_decimal_allowed": True}
            return {"type": "number_input", **bounds, **_if(_NUMBER.fullmatch(value), initial_value=value)}
        case "timezone":
            shown = _if(value in zone_names(), initial_option=_zone(value))
            # More than a hundred zones fit in no plain menu: Slack asks for those that match what is typed.
            return {"type": "external_select", "min_query_length": forms.ENOUGH_TO_SEARCH, **shown}
        case "day":
            days = [_option(day, day) for day in DAYS]
            return {
                "type": "static_select",
                "options": days,
                **_if(value in DAYS, initial_option=_option(value, value)),
            }
        case "time":
            return {"type": "timepicker", **_if(_CLOCK.fullmatch(value), initial_time=value)}


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


def read(state: Mapping[str, object]) -> dict[str, str]:
    """The answers in a view's ``state`` by field, for ``Form.filled``. Never raises: the unreadable is left out."""
    values = _mapping(state.get("values"))
    answers = {name: _answer(_mapping(_mapping(values.get(name)).get(name))) for name in _NAMES}
    return {name: answer for name, answer in answers.items() if answer}


def _answer(given: Mapping[str, object]) -> str:
    chosen = _mapping(given.get("selected_option")).get("value")
    for value in (given.get("value"), given.get("selected_time"), chosen):
        if isinstance(value, str) and len(value) <= _MAX_ANSWER:
            return " ".join(clean(value).replace(",", ".").split())
    return ""


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
