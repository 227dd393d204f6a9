"""A form as a Discord modal, and the answers read back as words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord
from discord import ui

from bot.adapters.drawing import clean, one_line
from bot.core.phrases import DAYS, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.reply import Field, Form

CUSTOM_ID = "settings"
_MAX_TITLE = 45
_MAX_HINT = 100
MAX_ANSWER = 80
"""No answer of a form is longer; what is, came from elsewhere."""
_NAMES = frozenset({"hours", "timezone", "day", "time"})


def view(form: Form, given: Mapping[str, str]) -> ui.Modal:
    """The modal that asks the form's questions, filled with what was answered before, or else with what stands now."""
    modal = ui.Modal(title=shorten(one_line(form.label), _MAX_TITLE), custom_id=CUSTOM_ID, timeout=None)
    for field in form.fields:
        modal.add_item(_question(field, given.get(field.name, field.value)))
    # what is sent is read from its ids: the library need not keep the modal in memory
    modal.stop()
    return modal


def _question(field: Field, value: str) -> ui.Label[Any]:
    if field.name == "day":
        options = [discord.SelectOption(label=day, value=day, default=day == value) for day in DAYS]
        return ui.Label(text=_label(field), component=ui.Select[Any](custom_id=field.name, options=options))
    asked = ui.TextInput[Any](
        custom_id=field.name, default=value[:MAX_ANSWER] or None, required=False, max_length=MAX_ANSWER
    )
    hint = field.hint[:1].upper() + field.hint[1:]
    return ui.Label(text=_label(field), description=shorten(hint, _MAX_HINT), component=asked)


def _label(field: Field) -> str:
    return shorten(one_line(field.label), _MAX_TITLE)


def read(data: Mapping[str, Any]) -> dict[str, str]:
    """The answers of a modal by field, for ``Request``. Never raises: the unreadable is left out."""
    answers = {
        name: " ".join(clean(value).split()) for name, value in _answers(data.get("components")) if name in _NAMES
    }
    return {name: value for name, value in answers.items() if value and len(value) <= MAX_ANSWER}


def _answers(found: object) -> Iterator[tuple[str, str]]:
    """Every control with what was answered, however deep it lies."""
    match found:
        case list():
            for one in cast("list[object]", found):
                yield from _answers(one)
        case dict():
            control = cast("dict[str, object]", found)
            chosen = control.get("values")
            value = cast("list[object]", chosen)[0] if isinstance(chosen, list) and chosen else control.get("value")
            name = control.get("custom_id")
            if isinstance(name, str) and isinstance(value, str):
                yield name, value
            yield from _answers(control.get("components"))
            yield from _answers(control.get("component"))
        case _:
            pass
