"""What a person can type after a slash: only commands that the app has registered, where they may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import cast

from tests.fakes.discord.components import CannotDo
from tests.fakes.discord.people import IN_BOT_DM, IN_GUILD, IN_PRIVATE
from tests.fakes.discord.records import Json, many
from tests.fakes.discord.world import World

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(1, 12)
KINDS: dict[int, type] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: float}

TYPED = 6_000  # characters that Discord lets somebody type


@dataclass(slots=True)
class Typed:
    """A command with the words that lead to the subcommand, and the options that this one has."""

    command: Json
    path: list[Json] = field(default_factory=list[Json])

    @property
    def name(self) -> str:
        return " ".join([str(self.command["name"]), *(str(step["name"]) for step in self.path)])

    @property
    def options(self) -> dict[str, Json]:
        """What may be filled in."""
        last = self.path[-1] if self.path else self.command
        return {option["name"]: option for option in many(last, "options")}

    def data(self, told: list[Json]) -> Json:
        """The data of an interaction: the options, within the subcommand, within the group."""
        for step in reversed(self.path):
            told = [{"name": step["name"], "type": step["type"], "options": told}]
        command = self.command
        return {"id": command["id"], "name": command["name"], "type": command["type"], "options": told}


def found(world: World, words: str) -> Typed:
    """The command that somebody types, down to its subcommand."""
    first, *rest = words.removeprefix("/").split()
    command = next((c for c in world.commands if c["name"] == first and c["type"] == 1), None)
    if command is None:
        raise CannotDo(f"there is no /{first} among {[c['name'] for c in world.commands]}")
    typed = Typed(command)
    for word in rest:
        step = typed.options.get(word)
        if step is None or step["type"] not in {SUBCOMMAND, GROUP}:
            raise CannotDo(f"/{typed.name} has no subcommand {word!r}")
        typed.path.append(step)
    if any(option["type"] in {SUBCOMMAND, GROUP} for option in typed.options.values()):
        raise CannotDo(f"/{typed.name} wants one of {list(typed.options)}")
    return typed


def allowed(command: Json, context: int, *, by_guild: bool, by_user: bool) -> None:
    """May the command be used here, by who has it from the server or from themselves?"""
    kinds = command["integration_types"]
    if not ((by_guild and 0 in kinds) or (by_user and 1 in kinds)):
        raise CannotDo(f"/{command['name']} is not installed here")
    contexts = command["contexts"]
    if contexts is None:
        contexts = [IN_GUILD] + ([IN_BOT_DM] if command.get("dm_permission") is not False else [])
    if context not in contexts or (context == IN_PRIVATE and not by_user):
        raise CannotDo(f"/{command['name']} is not shown in context {context}")


def filled(typed: Typed, values: Mapping[str, object], *, focused: str = "") -> list[Json]:
    """The options as they are sent; while one is still being typed (`focused`), others may be missing."""
    if strange := sorted(set(values) - set(typed.options)):
        raise CannotDo(f"/{typed.name} has no options {strange}")
    missing = [name for name, option in typed.options.items() if option.get("required") and name not in values]
    if missing and not focused:
        raise CannotDo(f"/{typed.name} is not sent without {missing}")
    told: list[Json] = []
    for name, value in values.items():
        option = typed.options[name]
        entry: Json = {"name": name, "type": option["type"], "value": value}
        if name == focused:
            told.append(entry | {"value": str(value), "focused": True})
            continue
        _fits(option, value)
        told.append(entry)
    return told


def _fits(option: Json, value: object) -> None:
    """Discord's own client lets nothing else through."""
    name, kind = option["name"], option["type"]
    wanted = KINDS.get(kind)
    if kind in {USER, CHANNEL, ROLE, MENTIONABLE, FILE}:
        raise CannotDo(f"the hands of the fake cannot fill in {name!r}")
    if wanted is not None and (not isinstance(value, wanted) or (wanted is int and isinstance(value, bool))):
        raise CannotDo(f"{name!r} takes {wanted.__name__}, not {value!r}")
    if option.get("choices") and value not in [choice["value"] for choice in option["choices"]]:
        raise CannotDo(f"{value!r} is none of the choices of {name!r}")
    ends = ("min_length", 0, "max_length", TYPED) if isinstance(value, str) else ("min_value", -inf, "max_value", inf)
    size = len(value) if isinstance(value, str) else cast("float", value)
    least, most = option.get(ends[0], ends[1]), option.get(ends[2], ends[3])
    if not least <= size <= most:
        raise CannotDo(f"{name!r} takes {least} to {most}, not {size}")
