"""The check-in: whether the load fits, and what would fit better. Two taps, and the next week is another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.compose import compose
from bot.core.intents import CheckIn, Later, Next, Pause, Settings, Smalltalk
from bot.core.reply import Bold, Button, Buttons, Note, Text
from pathways.learner import MAX_HOURS, MIN_HOURS

if TYPE_CHECKING:
    from bot.core.reply import Reply
    from bot.core.turn import Turn

_FACTORS = {"less": (0.75, 0.5), "more": (1.25, 1.5)}
"""What is offered in place of the hours that do not fit."""


def loads() -> tuple[Button, ...]:
    """The question as three buttons."""
    return (
        Button("Too much", CheckIn("less")),
        Button("About right", CheckIn("same")),
        Button("Too little", CheckIn("more")),
    )


def check_in(turn: Turn, ask: CheckIn) -> Reply:
    """Ask, or offer what would fit better."""
    now = f"{phrases.hours(turn.rhythm.hours)} h a week"
    match ask.load:
        case None:
            words = f"How does {now} feel: too much, about right, too little?"
            return compose(words, (Text((Bold(words),)), Buttons(loads())))
        case "same":
            words = f"Good. It stays at {now}."
            return compose(words, (Text((words,)), Buttons((Button("This week", Next()),))))
        case "less":
            words = f"Then less. Now it is {now}; what would fit from here on?"
            others = (Button("Put this week off", Later()), Button("Pause nudges", Pause()))
            return _offer(turn, words, "less", others)
        case "more":
            words = f"Then more. Now it is {now}; what would fit from here on?"
            return _offer(turn, words, "more", (Button("My week", Next()),))


def _offer(turn: Turn, words: str, load: str, others: tuple[Button, ...]) -> Reply:
    fitting = _fitting(turn.rhythm.hours, load)
    choices = tuple(Button(f"{phrases.hours(hours)} h a week", Settings(hours=hours)) for hours in fitting)
    row = Buttons((*choices, *others, Button("Leave it", Smalltalk("ok"))))
    return compose(words, (Text((Bold(words),)), row, Note(("Nothing has changed yet.",))))


def _fitting(hours: float, load: str) -> tuple[float, ...]:
    """Other hours a week, to the half hour, within what can be planned."""
    near = (round(hours * factor * 2) / 2 for factor in _FACTORS[load])
    bounded = (min(MAX_HOURS, max(MIN_HOURS, other)) for other in near)
    return tuple(dict.fromkeys(other for other in bounded if other != hours))
