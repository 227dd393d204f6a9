"""The coach's commands as Discord has them: ``/coach``, and what stands under it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bot.core import intents as i
from bot.core import wire
from bot.core.commands import BY_PATH, COMMANDS, GROUPS, Option
from bot.core.forms import Filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.coach import Said
    from bot.core.suggest import Kind, Names

COMMAND = "coach"
ASK = "ask"
MAX_CHOICES = 25
_SUBCOMMAND, _GROUP, _TEXT, _NUMBER = 1, 2, 3, 10
_SERVER, _USER = 0, 1
_IN_SERVER, _IN_DM, _BETWEEN_OTHERS = 0, 1, 2

Payload = dict[str, Any]
_QUESTION = Option("words", "Say it your way: “what's next?”, “done with chapter 1”, “4 hours a week”", required=True)


def registered() -> list[Payload]:
    """What Discord is told of the commands."""
    plain = [_shown(one.name, one.description, one.options) for one in COMMANDS if not one.group]
    groups = [_group(name, about) for name, about in GROUPS.items()]
    ask = _shown(ASK, "Ask anything, or say what you did", (_QUESTION,))
    return [
        {
            "name": COMMAND,
            "description": "Your coach: what is next, how far you are, when you will be done",
            "type": 1,
            "integration_types": [_SERVER, _USER],
            "contexts": [_IN_SERVER, _IN_DM, _BETWEEN_OTHERS],
            "options": [ask, *plain, *groups],
        }
    ]


def digest() -> str:
    """Names what Discord is told of the commands: the same for the same."""
    return hashlib.sha256(json.dumps(registered(), sort_keys=True).encode()).hexdigest()


def meant(data: Mapping[str, Any], names: Names) -> Said:
    """What a command says: an intent, or where something was typed freely, words."""
    name, given = _given(data)
    command = BY_PATH.get(name)
    if command is None:
        return given.get(_QUESTION.name, name)
    filled = dict(command.always) | given
    try:
        if all(_chosen(option, filled, names) for option in command.options):
            return wire.read(command.kind.name, filled)
    except ValueError:
        pass
    if command.kind in {i.Settings, i.Fit}:
        return Filled(command.kind(), given)
    said = (f"{option.lead}{given[option.name]}" for option in command.options if option.name in given)
    return " ".join((command.name, *said))


def asked(data: Mapping[str, Any]) -> tuple[Kind | None, str]:
    """What is being typed into which kind of option."""
    name, _ = _given(data)
    options = {option.name: option for option in (BY_PATH[name].options if name in BY_PATH else ())}
    for told in _inner(data)[1].get("options") or ():
        if told.get("focused") and told.get("name") in options:
            return options[str(told["name"])].suggest, str(told.get("value") or "")
    return None, ""


def _chosen(option: Option, given: Mapping[str, str], names: Names) -> bool:
    value = given.get(option.name)
    return value is None or not (option.spoken or (option.suggest and not names.knows(option.suggest, value)))


def _given(data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The subcommand, and what was given with it, in words."""
    path, inner = _inner(data)
    options: list[Mapping[str, Any]] = inner.get("options") or []
    return path, {str(one["name"]): _in_words(one.get("value")) for one in options}


def _in_words(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _inner(data: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The name of the command, with its group before it, and what was given with it."""
    inner = _first(data)
    if inner.get("type") != _GROUP:
        return str(inner.get("name", "")), inner
    below = _first(inner)
    return f"{inner.get('name', '')} {below.get('name', '')}", below


def _first(data: Mapping[str, Any]) -> Mapping[str, Any]:
    options: list[Mapping[str, Any]] = data.get("options") or [{}]
    return options[0]


def _group(name: str, about: str) -> Payload:
    inside = [_shown(one.name, one.description, one.options) for one in COMMANDS if one.group == name]
    return {"type": _GROUP, "name": name, "description": about, "options": inside}


def _shown(name: str, about: str, options: tuple[Option, ...]) -> Payload:
    return {
        "type": _SUBCOMMAND,
        "name": name,
        "description": about,
        "options": [_option(one) for one in sorted(options, key=lambda one: not one.required)],
    }


def _option(option: Option) -> Payload:
    shown: Payload = {
        "type": _NUMBER if option.number else _TEXT,
        "name": option.name,
        "description": option.about,
        "required": option.required,
    }
    if option.choices:
        shown["choices"] = [{"name": name, "value": value} for name, value in option.choices.items()]
    if option.suggest:
        shown["autocomplete"] = True
    if option.number:
        shown["min_value"], shown["max_value"] = option.number
    return shown
