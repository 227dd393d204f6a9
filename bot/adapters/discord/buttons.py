"""What can be pressed in Discord, and what a press meant.

Each ``custom_id`` is ``owner|what``: the id of the person it was made for, then the wire form of an intent. A menu says
``pick:`` and its options carry the wire forms; of a form it is ``owner/what#answers``, with what was answered before.
All of it can be read by any process at any time, so that what was ever sent works for ever.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, Self, cast
from urllib.parse import parse_qsl, urlencode

import discord
from discord import ui

from bot.adapters.drawing import clean, one_line
from bot.core import wire
from bot.core.intents import Settings, Unknown
from bot.core.phrases import shorten
from bot.core.reply import Button

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from bot.core.intents import Intent
    from bot.core.questions import Form
    from bot.core.reply import Choice

TEMPLATE = re.compile(r"(?P<owner>\d{1,19})(?P<how>[|/])(?P<what>.+)", re.DOTALL)
MAX_ID = 100
TAKEN = "taken"
"""Noted with a press that found its way."""
_PICK = "pick:"
_SETTINGS = "form:"
"""How the button of the settings' form began when there was no other form."""
_MAX_LABEL = 80
_STALE = Unknown(puzzle="stale")

Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press, read back."""

    owner: str
    """For whom it was made."""
    intent: Intent
    form: bool = False
    """True: open the form that the reply to ``intent`` holds, instead of showing that reply."""
    given: Mapping[str, str] = field(default_factory=dict[str, str])
    """What was answered in that form before."""


class Presses(Protocol):
    """Who answers a press."""

    def start(self, work: Coroutine[Any, Any, None]) -> object:
        """Run something, and see it to its end."""
        ...

    async def press(self, interaction: Interaction, pressed: Pressed) -> None:
        """Answer it."""
        ...


def pressed(custom_id: str, chosen: str = "") -> Pressed:
    """What a press meant, ``chosen`` from a menu. Never raises: what cannot be read is stale."""
    found = TEMPLATE.fullmatch(custom_id)
    if found is None:
        return Pressed("", _STALE)
    owner, what = found["owner"], found["what"]
    if what.startswith(_SETTINGS):
        return Pressed(owner, Settings(), form=True)
    if found["how"] == "/":
        packed, _, given = what.partition("#")
        return Pressed(owner, wire.unpack(packed), form=True, given=dict(parse_qsl(given)))
    return Pressed(owner, wire.unpack(chosen if what.startswith(_PICK) else what))


class Pressable(ui.DynamicItem["ui.Button[Any] | ui.Select[Any]"], template=TEMPLATE):
    """Everything that can be pressed: made for a reply, and made again from nothing but its id when it is pressed."""

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """The button or menu that was pressed, in a message of whatever age."""
        del interaction, match
        return cls(cast("Any", item))

    async def callback(self, interaction: Interaction) -> Any:
        """Hand the press over."""
        interaction.extras[TAKEN] = True
        data = cast("Mapping[str, Any]", interaction.data)
        chosen = data.get("values") or [""]
        presses: Presses = interaction.client.surface
        presses.start(presses.press(interaction, pressed(self.item.custom_id or "", str(chosen[0]))))


def button(made: Button, owner: str) -> Pressable:
    """A button; its id is unique in a reply because no two buttons of a reply mean the same."""
    style = discord.ButtonStyle.danger if made.danger else discord.ButtonStyle.secondary
    if made.primary and not made.danger:
        style = discord.ButtonStyle.primary
    return _button(made.label, f"{owner}|{wire.pack(made.intent)}", style)


def opener(form: Form, owner: str, *, given: Mapping[str, str] | None = None) -> Pressable:
    """The button that opens a form; it carries as much of what was answered there as it can."""
    carried, kept = f"{owner}/{wire.pack(form.intent)}", dict[str, str]()
    for name, answer in sorted((given or {}).items(), key=lambda one: len(one[1])):
        more = kept | {name: clean(answer)}
        if len(f"{carried}#{urlencode(more)}") <= MAX_ID:
            kept = more
    return _button(form.label, f"{carried}#{urlencode(kept)}" if kept else carried, discord.ButtonStyle.secondary)


def choice(made: Choice, owner: str, *, given: Mapping[str, str] | None = None) -> Pressable:
    """Whatever can be pressed; ``given`` is what its form was answered with before."""
    return button(made, owner) if isinstance(made, Button) else opener(made, owner, given=given)


def menu(made: tuple[Button, ...], owner: str, *, place: int) -> Pressable:
    """Choices whose names are too long to stand side by side."""
    options = [
        discord.SelectOption(label=shorten(one_line(one.label), _MAX_LABEL), value=wire.pack(one.intent))
        for one in made
    ]
    return Pressable(ui.Select(custom_id=f"{owner}|{_PICK}{place}", placeholder="Choose one", options=options))


def _button(label: str, custom_id: str, style: discord.ButtonStyle) -> Pressable:
    return Pressable(ui.Button(label=shorten(one_line(label), _MAX_LABEL), custom_id=custom_id, style=style))
