"""Words to intents: the narrow door of the room that reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core import wire
from bot.core.intents import *
from bot.core.intents import INTENTS, Intent
from pathways.model import Pathway


@dataclass(frozen=True, slots=True)
class Reading:
    intent: Intent
    also: tuple[Intent, ...] = ()
    confidence: float = 1.0
    nearest: tuple[Intent, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    pathway: Pathway
    pathways: tuple[Pathway, ...]
    shown: tuple[str, ...]
    today: date


def understand(text, scope):
    if text.startswith("hi"):
        return Reading(Smalltalk("hello"))
    i = wire.unpack(text)
    return Reading(i if text else Unknown(puzzle="empty"))


def nearest_steps(w, scope, n):
    return tuple(list(scope.pathway.steps)[:n])


def nearest_skills(w, scope, n):
    return ()
