"""What can be pressed in Slack, and what a press meant.

Each button and each option of a menu carries ``owner|wire``: the id of the person it was made for, then the wire form
of its intent. Slack signs what it sends, so the owner cannot be forged; where the presser is somebody else, the
message belongs to another learner and must not be answered from the presser's notebook unasked.
The button of a form carries the intent whose reply holds that form, so that a form always opens with today's answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bot.adapters.drawing import clean
from bot.adapters.slack.text import Block, plain
from bot.core import wire
from bot.core.intents import Unknown
from bot.core.phrases import shorten
from bot.core.reply import Button

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.intents import Intent
    from bot.core.questions import Form
    from bot.core.reply import Choice

PRESSABLE = re.compile(r"^(?:press|more|form):")
"""The ``action_id`` of everything that is made here and read by ``pressed``."""
_FORM = "form:"
_TERSE = 12
"""Labels up to this long do not say which step they mean."""
_MAX_SPOKEN = 75


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press, read back."""

    owner: str
    """For whom the button was made; empty where that cannot be read."""
    intent: Intent
    form: bool = False
    """True: open the form that the reply to ``intent`` holds, instead of showing that reply."""


def carry(owner: str, intent: Intent) -> str:
    """What a button carries."""
    return f"{owner}|{wire.pack(intent)}"


def pressed(action: Mapping[str, object]) -> Pressed:
    """What a press meant. Never raises: what cannot be read is stale."""
    owner, bar, packed = _carried(action).rpartition("|")
    intent = wire.unpack(packed) if bar else Unknown(puzzle="stale")
    return Pressed(owner, intent, form=str(action.get("action_id")).startswith(_FORM))


def _carried(action: Mapping[str, object]) -> str:
    chosen = action.get("selected_option")
    source = cast("Mapping[str, object]", chosen) if isinstance(chosen, dict) else action
    value = source.get("value")
    return value if isinstance(value, str) else ""


def button(made: Button, owner: str) -> Block:
    """A button. Its ``action_id`` is unique in a reply because no two buttons of a reply mean the same."""
    packed = wire.pack(made.intent)
    drawn: Block = {
        "type": "button",
        "action_id": f"press:{packed}",
        "text": plain(made.label),
        "value": f"{owner}|{packed}",
    }
    if spoken := _spoken(made):
        drawn["accessibility_label"] = spoken
    if made.danger or made.primary:
        drawn["style"] = "danger" if made.danger else "primary"
    return drawn


def _spoken(made: Button) -> str | None:
    """For screen readers: "Done 2" says nothing to who does not see the list, "Done 2: kafka pipeline" does."""
    step = getattr(made.intent, "step", None)
    if step is None or len(made.label) > _TERSE:
        return None
    return shorten(clean(f"{made.label}: {step.replace('-', ' ')}"), _MAX_SPOKEN)


def opener(form: Form, owner: str) -> Block:
    """The button that opens a form."""
    return {
        "type": "button",
        "action_id": f"{_FORM}{wire.pack(form.intent)}",
        "text": plain(form.label),
        "value": carry(owner, form.intent),
    }


def choice(made: Choice, owner: str) -> Block:
    """Whatever can be pressed."""
    return button(made, owner) if isinstance(made, Button) else opener(made, owner)


def menu(choices: Iterable[Button], owner: str) -> Block:
    """Up to five choices behind three dots."""
    made = tuple(choices)
    return {
        "type": "overflow",
        "action_id": f"more:{wire.pack(made[0].intent)}",
        "options": [{"text": plain(choice.label), "value": carry(owner, choice.intent)} for choice in made],
    }


def row(*drawn: Block) -> Block:
    """Things to press, side by side."""
    return {"type": "actions", "elements": list(drawn)}
