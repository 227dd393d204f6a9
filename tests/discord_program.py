"""`coach run discord` as its own process, and what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.programs import Program, run, staying

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tests.fakes.discord import DiscordThread, Interaction


def start(discord: DiscordThread, data: Path, **more: str) -> Program:
    program = run("discord", data=data, **{**discord.fake.environment(), **more})
    if program.process.poll() is None:
        discord.until(lambda: discord.fake.world.commands)
    return program


def serving(discord: DiscordThread, data: Path, **more: str) -> AbstractContextManager[Program]:
    """The program for as long as the block lasts."""
    return staying(start(discord, data, **more))


def words(shown: Any) -> str:
    """All text of some components, marks undone."""
    match shown:
        case list():
            return " ".join(words(one) for one in shown)
        case dict():
            own = [shown[name] for name in ("content", "label", "value") if isinstance(shown.get(name), str)]
            inner = [words(value) for value in shown.values() if isinstance(value, (list, dict))]
            return " ".join([*own, *inner]).replace("\\", "").replace("*", "").replace("\N{NO-BREAK SPACE}", " ")
        case _:
            return ""


def told(interaction: Interaction) -> str:
    """The words that somebody got for what they did."""
    return words([message.components for message in interaction.messages])
