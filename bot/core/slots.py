"""One slot of an intent from words that are meant for it: read as if they had been said in a sentence about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core.intents import AboutSkill, AboutStep, Aim, Forecast
from bot.core.understand import understand

if TYPE_CHECKING:
    from bot.core.understand import Scope

_MOST = 80
"""Letters that are read."""


def date(words: str, scope: Scope) -> dt.date | None:
    """The day that is meant."""
    said = understand(f"I want to be done by {words[:_MOST]}", scope).intent
    return said.date if isinstance(said, Aim | Forecast) else None


def item(words: str, scope: Scope) -> str | None:
    """The step or skill that is meant, by its id or as it was said."""
    if is_step(words, scope) or is_skill(words, scope):
        return words
    match understand(f"tell me about {words[:_MOST]}", scope).intent:
        case AboutSkill(found) | AboutStep(found):
            return found
        case _:
            return None


def is_step(name: str, scope: Scope) -> bool:
    """Whether this is the id of a step on the road in hand."""
    return name in scope.pathway.steps


def is_skill(name: str, scope: Scope) -> bool:
    """Whether this is the id of a skill, to learn or brought along, on the road in hand."""
    road = scope.pathway
    return any(name == skill.id for skill in (*road.skills, *road.transferable_skills))
