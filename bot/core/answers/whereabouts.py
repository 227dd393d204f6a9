"""The one question about where a learner lives, where the surface cannot tell: asked once, with a guess."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.compose import compose
from bot.core.intents import Forget, Settings, Smalltalk
from bot.core.reply import Bold, Button, Buttons, Note, Part, Reply, Text
from bot.core.understand import data
from pathways.zones import zone

if TYPE_CHECKING:
    from bot.core.intents import Intent
    from bot.core.turn import Turn


def is_unknown(turn: Turn) -> bool:
    """Whether neither the learner nor the surface has said where the learner lives."""
    return turn.notebook.profile.timezone is None and "timezone" not in turn.rhythm.chosen


def wondered(turn: Turn, intent: Intent, reply: Reply) -> Reply:
    """The first answer to somebody, with the question at its end where it has a place there."""
    if not turn.notebook.is_new or not is_unknown(turn) or isinstance(intent, Forget) or intent == Smalltalk("low"):
        return reply
    likely = _likely(turn.notebook.profile.locale)
    question = f" I reckon in UTC until I know; there it is {turn.now:%H:%M}."
    parts: list[Part] = [*reply.parts, Text((Bold("What time is it where you live?"), question))]
    if likely:
        parts.append(Buttons(tuple(Button(_now(turn, name), Settings(timezone=name)) for name in likely)))
    parts.append(Note((f"{'Elsewhere? ' if likely else ''}Say a big city near you: “I live in Lisbon”.",)))
    return compose(reply.summary, parts, reply.sources)


def _now(turn: Turn, name: str) -> str:
    """Lisbon, 09:14: the learner sees by the clock whether it is right."""
    city = phrases.place(name).removesuffix(" time")
    return f"{city}, {turn.now.astimezone(zone(name)):%H:%M}"


def _likely(locale: str | None) -> tuple[str, ...]:
    """The zones that go with a locale, or else with its language."""
    known, wanted = _homes(), (locale or "").casefold().replace("_", "-")
    return known.get(wanted) or known.get(wanted.partition("-")[0], ())


@cache
def _homes() -> dict[str, tuple[str, ...]]:
    return {locale.casefold(): tuple(zones) for locale, zones in data.read("homes").items()}


def is_home(turn: Turn) -> bool:
    """Whether nudges come to this account."""
    return turn.notebook.account in (turn.notebook.accounts[:1] or (turn.notebook.account,))


def home(turn: Turn) -> str:
    """Your Slack account; no more of it than that, whoever reads along."""
    home, this = turn.notebook.accounts[0].platform, turn.notebook.account.platform
    return f"your {'other ' if home == this else ''}{home.capitalize()} account"
