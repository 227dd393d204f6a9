"""A filled-in form as an intent: each answer is read as if it had been said, so a form knows no more than words do."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from bot.core import slots
from bot.core.answers import away, ending, fit, proof, replan, you
from bot.core.intents import Credit, Fit, Forecast, Load, Pause, Proof, Settings
from bot.core.phrases import shorten
from bot.core.understand import quiet, understand
from bot.core.understand.words import plain_words
from pathways.zones import nearest_zones, zone_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.intents import Intent
    from bot.core.questions import Form
    from bot.core.reply import Reply
    from bot.core.turn import Turn
    from bot.core.understand import Scope

ENOUGH_TO_SEARCH = 3
"""Letters of a place before anything is searched."""
_MOST = 80
"""Letters of one answer that are read; evidence is kept whole."""
_DATES = ("by", "date", "since", "until")
_RIGHT = {
    "hours": "is no number of hours; 4 or 7.5 would work.",
    "timezone": "is no place whose time I know; a big city near you would work, such as Berlin.",
    "day": "is no weekday; Monday to Sunday would work.",
    "time": "is no time of day; 18:30 would work.",
    "quiet": "is no hour or weekday I know; 22:00 to 7:00, weekends would work.",
    "known": "is no skill or step of this road, so it saves nothing here; leave it out.",
} | dict.fromkeys(_DATES, "is no date that I know; “June 2027” or “1 March” would work.")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent."""

    form: Intent
    """The intent whose slots it fills."""
    answers: Mapping[str, str]
    """By the names of its fields; several choices with commas between them."""


def read(filled: Filled, turn: Turn) -> tuple[Intent, Mapping[str, str]]:
    """The intent with its slots filled, and what is wrong with which answer; an empty one leaves its slot open.

    Never raises. Who was asked all of the first questions leaves out on purpose what they leave open.
    """
    values, errors = dict[str, Any](), dict[str, str]()
    for name in (field.name for field in fields(filled.form)):
        words = " ".join(filled.answers.get(name, "").split())
        if words and name in {*_RIGHT, "words"}:
            value = words if name == "words" else _read(name, words, turn.scope)
            if value is None:
                errors[name] = f"“{shorten(words, 40)}” {_RIGHT[name]}"
            else:
                values[name] = value
                values |= {"lifted": (quiet.EVERYTHING,)} if name == "quiet" else {}  # in place of what stood
    intent = replace(filled.form, **values)
    match intent:
        case Settings():
            return intent, {**you.refusals(intent), **errors}
        case Fit():
            asked = {field.name for field in fit.form(turn).fields}
            left_out = asked <= filled.answers.keys()
            return replace(intent, passed=left_out), {**fit.refusals(turn, intent), **errors}
        case Proof():
            return intent, proof.refusals(intent)
        case Load():
            return intent, {**replan.refusals(intent), **errors}
        case Forecast():
            return intent, {**you.refusals(Settings(hours=intent.hours)), **errors}
        case Pause():
            return intent, {**away.refusals(turn, intent), **errors}
        case _:
            return intent, errors


def refused(turn: Turn, intent: Intent, errors: Mapping[str, str]) -> Reply:
    """What is wrong with a form, with the form."""
    return you.refused(errors, _form(turn, intent))


def _form(turn: Turn, intent: Intent) -> Form:
    match intent:
        case Fit():
            return fit.form(turn)
        case Proof(str(item)):
            return proof.form(turn, item)
        case Load():
            return replan.form()
        case Pause():
            return away.form()
        case Forecast():
            return ending.form()
        case _:
            return you.form(turn)


def _read(name: str, words: str, scope: Scope) -> object:
    """What is meant by an answer; None where it is none."""
    match name:
        case "known":
            return _known(words, scope)
        case "quiet":
            told = quiet.form(plain_words(words[:_MOST]))
            return told.quiet if told else None
        case "by" | "date" | "since" | "until":
            return slots.date(words, scope)
        case _:
            # half of Europe writes 7,5
            plain = words.replace(",", ".") if name == "hours" else words
            said = understand(f"settings {name} {plain[:_MOST]}", scope).intent
            return getattr(said, name) if isinstance(said, Settings) else None


def _known(words: str, scope: Scope) -> tuple[str, ...] | None:
    """Skills and steps, each by its id or as it was said; None where something is neither, or known not quite."""
    found: list[str] = []
    for each in filter(None, map(str.strip, words.split(","))):
        said = understand(f"I know {each[:_MOST]}", scope)
        told = [one for one in (said.intent, *said.also) if isinstance(one, Credit)]
        plainly = understand(each[:_MOST], scope).intent
        if isinstance(plainly, Credit) and plainly.level != "known":
            return None
        items = [one.skill or one.step for one in told] if told else [slots.item(each, scope)]
        if not all(items) or any(one.level != "known" for one in told):
            return None
        found.extend(item for item in items if item)
    return tuple(dict.fromkeys(found))


def zones(typed: str, most: int) -> tuple[str, ...]:
    """Time zones that match what somebody types, best first."""
    exact = zone_of(typed)
    near = nearest_zones(typed, most) if len(typed.strip()) >= ENOUGH_TO_SEARCH else ()
    found = dict.fromkeys((exact, *near) if exact else near)
    return tuple(name for name in found if _is_a_place(name))[:most]


def _is_a_place(name: str) -> bool:
    """UTC and Area/City. The sentence that a form becomes cannot say "Etc/GMT+2", and nobody lives there."""
    return name == "UTC" or ("/" in name and not name.startswith("Etc/"))
