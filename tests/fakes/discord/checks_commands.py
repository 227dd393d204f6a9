"""What is wrong with the commands that an app registers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.fakes.discord import limits
from tests.fakes.discord.faults import FORM, Fault, text
from tests.fakes.discord.records import Json, many, named

NAME = re.compile(r"^[-_'\w]{1,32}$")
SUBCOMMAND, GROUP = 1, 2


def commands(given: list[Json]) -> Iterator[Fault]:
    """All commands of an app."""
    typed = [command for command in given if command.get("type", 1) == 1]
    if len(typed) > limits.COMMANDS:
        yield Fault("", f"{len(typed)} commands; Discord takes {limits.COMMANDS}", FORM)
    yield from _twice("", given)
    for place, command in enumerate(given):
        path = f"/{place}"
        if command.get("type", 1) == 1:
            yield from _named(path, command)
            yield from _options(path, command, depth=0)
            if (size := _size(command)) > limits.COMMAND_CHARACTERS:
                said = f"{size} characters in all; Discord takes {limits.COMMAND_CHARACTERS}"
                yield Fault(path, said, FORM)


def _named(path: str, told: Json) -> Iterator[Fault]:
    yield from text(f"{path}/description", told.get("description"), limits.COMMAND_DESCRIPTION)
    for locale, name in {"": told.get("name"), **named(told, "name_localizations")}.items():
        here = f"{path}/name_localizations/{locale}" if locale else f"{path}/name"
        if not NAME.match(str(name)) or str(name) != str(name).lower():
            yield Fault(here, f"{name!r} is no name of a command: 1 to 32 small letters, figures, - and _", FORM)
    for key, most in (
        ("name_localizations", limits.COMMAND_NAME),
        ("description_localizations", limits.COMMAND_DESCRIPTION),
    ):
        for locale, said in named(told, key).items():
            yield from text(f"{path}/{key}/{locale}", said, most)
            if locale not in limits.LOCALES:
                yield Fault(f"{path}/{key}/{locale}", "Discord has no such locale", FORM)


def _options(path: str, told: Json, *, depth: int) -> Iterator[Fault]:
    options = many(told, "options")
    if len(options) > limits.COMMAND_OPTIONS:
        yield Fault(f"{path}/options", f"{len(options)} options; Discord takes {limits.COMMAND_OPTIONS}", FORM)
    yield from _twice(f"{path}/options", options)
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield Fault(f"{path}/options", "what is required comes first", FORM)
    nested = [option.get("type") in {SUBCOMMAND, GROUP} for option in options]
    if any(nested) and not all(nested):
        yield Fault(f"{path}/options", "either subcommands or options", FORM)
    for place, option in enumerate(options):
        here = f"{path}/options/{place}"
        yield from _named(here, option)
        if (option.get("type") == GROUP and depth > 0) or (option.get("type") == SUBCOMMAND and depth > 1):
            yield Fault(here, "too deep", FORM)
        yield from _choices(here, option)
        yield from _options(here, option, depth=depth + 1)


def _choices(path: str, option: Json) -> Iterator[Fault]:
    choices = many(option, "choices")
    if choices and option.get("autocomplete"):
        yield Fault(f"{path}/autocomplete", "either choices or autocomplete", FORM)
    if len(choices) > limits.CHOICES:
        yield Fault(f"{path}/choices", f"{len(choices)} choices; Discord takes {limits.CHOICES}", FORM)
    for place, choice in enumerate(choices):
        yield from text(f"{path}/choices/{place}/name", choice.get("name"), limits.OPTION)


def _twice(path: str, named: list[Json]) -> Iterator[Fault]:
    times = Counter((str(one.get("name")), one.get("type", 1) if not path else 0) for one in named)
    for (name, _), count in times.items():
        if count > 1:
            yield Fault(path, f"{name!r} is there twice", FORM)


def _size(told: Json) -> int:
    """Characters of names, descriptions and values; of localizations the longest counts."""
    whole = 0
    for name in ("name", "description"):
        ways = [told.get(name), *named(told, f"{name}_localizations").values()]
        whole += max(len(str(way or "")) for way in ways)
    for choice in many(told, "choices"):
        ways = [choice.get("name"), *named(choice, "name_localizations").values()]
        whole += max(len(str(way)) for way in ways) + len(str(choice.get("value", "")))
    return whole + sum(_size(option) for option in many(told, "options"))
