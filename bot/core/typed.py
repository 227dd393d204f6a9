"""Commands as they are typed, in Slack and in a terminal: name and options in one go, "load 2 until friday"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core import intents as i
from bot.core import slots, wire
from bot.core.commands import BY_PATH, COMMANDS, GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.commands import Option
    from bot.core.intents import Intent
    from bot.core.understand import Scope

_TYPED = {
    command.name: command
    for command in COMMANDS
    if issubclass(
        command.kind,
        i.Fit | i.Credit | i.Part | i.Split | i.Load | i.CheckIn | i.Replan | i.Aim | i.Changes | i.Nudge | i.Here,
    )
}
"""Those whose names do not say it by themselves, as "compare" and "proof" do."""
_NAMED = {"step": (slots.is_step,), "skill": (slots.is_skill,), "topic": (slots.is_step, slots.is_skill)}
_FIGURE = re.compile(r"\b(\d+(?:[.,]\d+)?) ?(?:h|hours?|min|minutes?)?(?!\S)")


def read(words: str, scope: Scope) -> Intent | None:
    """A command as it is typed, with or without its group; None where the words are none, or say more than one can."""
    said = words.casefold().split()
    grouped = len(said) > 1 and said[0] in GROUPS
    named = said[1:] if grouped else said
    command = BY_PATH.get(" ".join(said[:2])) if grouped else _TYPED.get(said[0]) if said else None
    if command is None:
        return None
    rest, given = " ".join(named[1:]), dict[str, str]()
    # what is told by its looks first: a name takes all that is left
    for option in sorted(command.options, key=lambda one: (not one.choices, not one.number, not one.lead)):
        found = _found(option, rest, scope) if rest else None
        if found is not None:
            given[option.name], rest = found
    try:
        return None if rest else wire.read(command.kind.name, dict(command.always) | given)
    except ValueError:
        return None


def _found(option: Option, words: str, scope: Scope) -> tuple[str, str] | None:
    """The value of an option that words hold, and the words that are left."""
    if option.choices:
        return _chosen(option, option.choices, words)
    if option.number:
        figure = _FIGURE.search(words)
        return (figure[1].replace(",", "."), _without(words, figure)) if figure else None
    if option.suggest == "date":
        before, _, after = words.rpartition(option.lead) if option.lead in words else ("", "", words)
        day = slots.date(after, scope)
        return (day.isoformat(), before.strip()) if day else None
    kinds = _NAMED.get(option.suggest or "", ())
    value = slots.item(words, scope) if kinds else None
    return (value, "") if value and any(is_one(value, scope) for is_one in kinds) else None


def _chosen(option: Option, choices: Mapping[str, str], words: str) -> tuple[str, str] | None:
    for label, value in choices.items():
        for name in (label, value, *((option.name,) if len(choices) == 1 else ())):
            if found := re.search(rf"(?<!\S){re.escape(name)}(?!\S)", words):
                return value, _without(words, found)
    return None


def _without(words: str, found: re.Match[str]) -> str:
    return " ".join((words[: found.start()] + words[found.end() :]).split())
