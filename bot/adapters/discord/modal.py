"""A form as a Discord modal, and the answers read back as words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord
from discord import ui

from bot.adapters.drawing import clean, one_line
from bot.core import wire
from bot.core.forms import Filled
from bot.core.phrases import shorten
from bot.core.questions import MAX_ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.questions import Field, Form

_MAX_LABEL = 45
_MAX_HINT = 100
_MAX_OPTION = 100


def view(form: Form, given: Mapping[str, str]) -> ui.Modal:
    """The modal that asks the form's questions, filled with what was answered before, or else with what stands now."""
    modal = ui.Modal(title=shorten(one_line(form.title), _MAX_LABEL), custom_id=wire.pack(form.intent), timeout=None)
    for field in form.fields:
        modal.add_item(_question(field, given.get(field.name, field.value)))
    # what is sent is read from its ids: the library need not keep the modal in memory
    modal.stop()
    return modal


def _question(field: Field, value: str) -> ui.Label[Any]:
    hint = shorten(field.hint[:1].upper() + field.hint[1:], _MAX_HINT) or None
    label = shorten(one_line(field.label), _MAX_LABEL)
    match field.kind:
        case "choice" | "choices":
            return ui.Label(text=label, component=_menu(field, value.split(",")))
        case "number" | "words" | "zone" | "time" | "date":
            asked = ui.TextInput[Any](
                custom_id=field.name,
                default=value[:MAX_ANSWER] or None,
                required=not field.optional,
                max_length=MAX_ANSWER,
            )
            return ui.Label(text=label, description=hint, component=asked)


def _menu(field: Field, chosen: list[str]) -> ui.Select[Any]:
    """What can be chosen; one of it, or as much as one likes."""
    options = [
        discord.SelectOption(label=shorten(one_line(label), _MAX_OPTION), value=value, default=value in chosen)
        for label, value in field.options
    ]
    most = len(options) if field.kind == "choices" else 1
    least = 0 if field.optional else 1
    return ui.Select[Any](
        custom_id=field.name, options=options, min_values=least, max_values=most, required=not field.optional
    )


def filled(data: Mapping[str, Any]) -> Filled:
    """A modal that was sent, read back. Never raises: what cannot be read is left out."""
    answers = {name: " ".join(clean(value).split()) for name, value in _answers(data.get("components"))}
    return Filled(wire.unpack(str(data.get("custom_id"))), answers)


def _answers(found: object) -> Iterator[tuple[str, str]]:
    """Every control with what was answered, however deep it lies."""
    match found:
        case list():
            for one in cast("list[object]", found):
                yield from _answers(one)
        case dict():
            control = cast("dict[str, object]", found)
            several = control.get("values")
            said = cast("list[object]", several) if isinstance(several, list) else [control.get("value")]
            values = [value for value in said if isinstance(value, str) and len(value) <= MAX_ANSWER]
            name = control.get("custom_id")
            if isinstance(name, str):
                yield name, ",".join(values)
            yield from _answers(control.get("components"))
            yield from _answers(control.get("component"))
        case _:
            pass
