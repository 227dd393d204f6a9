"""Where routes are known by name, and what each gets to see of a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.fakes.discord import limits
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.people import Channel, Interaction, Message, User
from tests.fakes.discord.records import Call, Json, many
from tests.fakes.discord.world import World


class Refusal(Exception):
    """Discord says no, with one of its codes; `complaint` says what the app has done wrong, if it has."""

    def __init__(self, code: int, complaint: str = "", path: str = "", errors: Json | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.complaint = complaint
        self.path = path
        self.errors = errors

    @property
    def body(self) -> Json:
        """The answer as it is sent."""
        told: Json = {"message": limits.CODES[self.code][1], "code": self.code}
        return told | ({"errors": self.errors} if self.errors else {})


@dataclass(slots=True)
class Visit:
    """One call at the desk. `made` is the message that it is about; `repeated` says that it was made before."""

    world: World
    gateway: Gateway
    call: Call
    params: Mapping[str, str]
    base: str
    said: Json
    made: str = ""
    repeated: bool = False

    def channel(self) -> Channel:
        """The channel that is asked for, if the bot is in it."""
        channel = self.world.channels.get(self.params["channel_id"])
        if channel is None:
            raise Refusal(10003)
        if not channel.bot:
            raise Refusal(50001, "the bot is not in this channel")
        return channel

    def message(self, channel: Channel) -> Message:
        """The message that is asked for."""
        message = channel.find(self.params["message_id"])
        if message is None:
            raise Refusal(10008)
        self.made = message.id
        return message

    def edited(self) -> Message | None:
        """The message that the call changes, if it names one that is there."""
        named = self.params.get("message_id", "")
        token = self.params.get("webhook_token") or self.params.get("interaction_token") or ""
        interaction = self.world.interactions.get(token)
        if interaction is not None:
            answers = [interaction.original, *interaction.followups]
            by_id = (message for message in answers if message is not None and message.id == named)
            return next(by_id, None) if named else interaction.original or interaction.source
        channel = self.world.channels.get(self.params.get("channel_id", ""))
        return channel.find(named) if channel is not None else None

    def recipient(self, channel: Channel) -> User | None:
        """The other in a DM."""
        return channel.members[0] if channel.is_bot_dm else None

    def interaction(self, name: str) -> Interaction | None:
        """The interaction that a token stands for."""
        return self.world.interactions.get(self.params[name])

    def attach(self, channel: Channel) -> list[Json]:
        """Keep the files that came with the call; those of an edited message that are named again stay."""
        listed = {str(file.get("id")): file for file in many(self.said, "attachments")}
        kept: list[Json] = []
        for name, content in self.call.files.items():
            number = name.removeprefix("files[").removesuffix("]")
            told = listed.get(number, {})
            filename = str(told.get("filename") or f"file{number}")
            file = self.world.keep_file(self.base, channel, filename, kind_of(filename), content)
            kept.append(file | ({"description": told["description"]} if told.get("description") else {}))
        return kept


KINDS = {"png": "image/png", "jpg": "image/jpeg", "ics": "text/calendar", "json": "application/json", "csv": "text/csv"}


def kind_of(filename: str) -> str:
    """The type that Discord makes of a file's name."""
    return KINDS.get(filename.rpartition(".")[2].lower(), "application/octet-stream")


Answer: TypeAlias = "Json | list[Json] | None"
Handler: TypeAlias = Callable[[Visit], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One route: what it is called, and whether it needs the bot's token. None as an answer is 204."""

    method: str
    verb: str
    path: str
    handler: Handler
    open: bool = False


ROUTES: list[Route] = []


def route(method: str, verb: str, path: str, *, public: bool = False) -> Callable[[Handler], Handler]:
    """Say which route a function answers; where two would fit, the first said counts."""

    def known(handler: Handler) -> Handler:
        ROUTES.append(Route(method, verb, path, handler, public))
        return handler

    return known


def number(query: Mapping[str, str], name: str, usual: int) -> int:
    """A number of the query."""
    said: Any = query.get(name, usual)
    return int(said)
