"""Where exceptions end: an expected failure becomes a reply that says so, a bug becomes an incident with an id."""

from __future__ import annotations

import logging
import secrets
import traceback
from typing import TYPE_CHECKING

from bot.core.coach import Answer
from bot.core.compose import compose
from bot.core.intents import Unknown
from bot.core.reply import Reply, Text
from bot.core.told import AskFirst
from bot.core.understand import Reading
from storage import StorageError

if TYPE_CHECKING:
    from bot.core.coach import Coach, Request

_log = logging.getLogger("coach")


def answer(coach: Coach, request: Request) -> Reply:
    """The coach's reply; never raises."""
    return consider(coach, request).reply


def consider(coach: Coach, request: Request) -> Answer:
    """The coach's answer; never raises. Learners' words do not reach the log.

    One that needs the platform asked says so in its ``question``; ``asking`` sees to that.
    """
    try:
        return coach.consider(request)
    except AskFirst as first:
        words = "I have to ask first, and there is nobody here whom I could ask. Nothing was changed."
        return Answer(Reading(Unknown()), compose(words, (Text((words,)),)), question=first.question)
    except StorageError as error:
        incident = _noted(f"memory out of reach: {error}", error, request)
        words = f"Not saved: I cannot reach my memory right now. Try again in a minute. Incident {incident}."
    except Exception as error:  # noqa: BLE001  (the one catch-all: what gets here is a bug, and the learner is told calmly)
        incident = _noted("bug", error, request)
        words = f"Something went wrong on my side, and nothing was changed. Incident {incident}."
    return Answer(Reading(Unknown()), compose(words, (Text((words,)),)))


def _noted(what: str, error: Exception, request: Request) -> str:
    """Log what happened and where, and give the incident's id. What an error says may quote a learner: left out."""
    incident = secrets.token_hex(4)
    trace = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(error.__traceback__)]
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    told = {"incident": incident, "platform": request.account.platform, "error": kind, "trace": trace}
    _log.error("%s (%s at %s)", what, kind, trace[-1], extra=told)
    return incident
