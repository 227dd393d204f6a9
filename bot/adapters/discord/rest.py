"""Discord's HTTP API without its gateway, one call for one call: nothing is repeated, and nothing is waited for.

The library would wait out a 429 and repeat what failed by itself, and no other worker would know of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bot.adapters.discord.errors import TOO_MANY

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aiohttp

_PATIENCE = 60.0
"""Seconds, where Discord asks for patience and does not say how much."""


class Refused(Exception):
    """Discord answered, and the answer is no, or nothing that can be read."""

    def __init__(self, status: int, code: int = 0, retry_after: float = 0.0, *, everywhere: bool = False) -> None:
        super().__init__(code or status)
        self.status = status
        self.code = code
        """Discord's own number for why; 0 where it said none."""
        self.retry_after = retry_after
        self.everywhere = everywhere
        """It is all calls that are to wait, not only those of this kind."""

    @property
    def name(self) -> str:
        """What the log and the books call it."""
        return str(self.code or self.status)

    @property
    def is_vague(self) -> bool:
        """It may have been done all the same: a failure of Discord's own, or an answer of somebody between."""
        return self.status >= 500 or self.status < 300


@dataclass(frozen=True, slots=True)
class Api:
    """The API, for one bot."""

    session: aiohttp.ClientSession
    """With the headers that name the bot."""
    url: str

    async def ask(self, verb: str, path: str, *, body: Mapping[str, Any] | None = None, **query: str) -> Any:
        """One call. Raises ``Refused``, or what aiohttp raises for a call that was not answered."""
        # a bot's token is for Discord alone, wherever an answer may lead
        call = self.session.request(verb, f"{self.url}{path}", json=body, params=query, allow_redirects=False)
        async with call as answer:
            told = _read(await answer.read())
            if answer.status == TOO_MANY:
                raise _too_many(told, answer.headers)
            if not 200 <= answer.status < 300:
                raise Refused(answer.status, _number(told))
            if told is None:
                raise Refused(answer.status)
            return told


def _too_many(told: object, headers: Mapping[str, str]) -> Refused:
    """A 429; one that is none of Discord's own comes from who stands before it, and is about all calls."""
    match told:
        case {"retry_after": (int() | float()) as seconds}:
            said = cast("Mapping[str, object]", told)
            return Refused(TOO_MANY, _number(said), float(seconds), everywhere=said.get("global") is True)
        case _:
            wait = headers.get("Retry-After", "")
            return Refused(TOO_MANY, 0, float(wait) if wait.isdecimal() else _PATIENCE, everywhere=True)


def _number(told: object) -> int:
    match told:
        case {"code": int() as code}:
            return code
        case _:
            return 0


def _read(words: bytes) -> object:
    """What was answered; None where that is no JSON."""
    try:
        return json.loads(words)
    except ValueError:
        return None
