"""Answers about days off that are asked for by a form: a break ahead or behind, both ends named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.compose import compose
from bot.core.intents import Next, Pause
from bot.core.questions import Field, Form
from bot.core.reply import Bold, Button, Buttons, Note, Text

if TYPE_CHECKING:
    from bot.core.reply import Reply
    from bot.core.turn import Turn


def form() -> Form:
    """The days, as questions."""
    fields = (
        Field("since", "date", "First day off? Left out, it is today", hint="such as 20 December", optional=True),
        Field("until", "date", "First day back", hint="such as 3 January"),
    )
    return Form("Days off", Pause(ask=True), "Days off", fields)


def asked() -> Reply:
    """Which days."""
    words = "Which days are you away? They can lie ahead or behind."
    note = Note(("Or say it: “I'm on holiday from 20 December to 3 January”, “I was ill last week”.",))
    return compose(words, (Text((Bold(words),)), note, Buttons((form(), Button("This week", Next())))))


def refusals(turn: Turn, ask: Pause) -> dict[str, str]:
    """Days that cannot be, by the name of the slot."""
    if ask.until is None:
        return {"until": "The first day back is wanted; “3 January” would work."}
    if ask.until <= (ask.since or turn.today):
        first = phrases.day(ask.since or turn.today, turn.today)
        return {"until": f"{phrases.day(ask.until, turn.today)} is not after {first}; a later day would work."}
    return {}
