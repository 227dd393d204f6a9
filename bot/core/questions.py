"""A form: a button that asks before it acts. One definition; each surface draws it and reads the answers back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from bot.core.intents import Intent

MAX_FIELDS = 5
MAX_TITLE = 24
MAX_QUESTION = 45
MAX_HINT = 100
MAX_OPTIONS = 25
MAX_OPTION = 75
MAX_ANSWER = 300
"""No answer of a form is longer, but for one that lists choices; what is, came from elsewhere."""

FieldKind: TypeAlias = Literal["number", "words", "choice", "choices", "zone", "time", "date"]


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form; ``name`` is the slot of the form's intent that it fills."""

    name: str
    kind: FieldKind
    label: str
    value: str = ""
    """What stands in it now."""
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """What can be chosen: what is shown, and what it stands for."""
    bounds: tuple[float, float] | None = None
    """Of a number."""
    optional: bool = False
    """True: it may be left empty."""


@dataclass(frozen=True, slots=True)
class Form:
    """A button that asks before it acts: the intent that it means has slots, and each question fills one."""

    label: str
    """On the button."""
    intent: Intent
    """As it is with nothing filled in. The answer to it holds this form again, as of then."""
    title: str
    """Over the questions."""
    fields: tuple[Field, ...]


def problem(form: Form) -> str | None:
    """What of a form some surface could not show; None where all can."""
    if not 0 < len(form.title) <= MAX_TITLE or not 0 < len(form.fields) <= MAX_FIELDS:
        return f"a form has a title of up to {MAX_TITLE} characters and 1 to {MAX_FIELDS} questions"
    for field in form.fields:
        if not 0 < len(field.label) <= MAX_QUESTION or len(field.hint) > MAX_HINT:
            return f"a question has 1 to {MAX_QUESTION} characters and a hint of up to {MAX_HINT}"
        shown = [len(label) for label, _ in field.options]
        if len(shown) > MAX_OPTIONS or any(not 0 < size <= MAX_OPTION for size in shown):
            return f"a question has up to {MAX_OPTIONS} choices of 1 to {MAX_OPTION} characters"
        if (field.kind in {"choice", "choices"}) != bool(field.options):
            return "a question has choices where one chooses, and nowhere else"
    return None
