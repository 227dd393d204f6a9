"""Where methods are known by name, and what each gets to see of a call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.fakes.slack.people import Channel, Message, Team, Token, User
from tests.fakes.slack.records import Book, Call, Json
from tests.fakes.slack.world import World


class Refusal(Exception):
    """Slack says no, with one of its error codes."""

    def __init__(self, error: str, complaint: str = "", path: str = "", **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.complaint = complaint
        self.path = path
        self.more = more


@dataclass(slots=True)
class Visit:
    """One call at the desk. `ts` is what the call made, if it made something that has one."""

    world: World
    book: Book
    call: Call
    token: Token | None
    base: str
    ts: str = ""

    @property
    def arguments(self) -> Json:
        return self.call.arguments

    @property
    def team(self) -> Team:
        """The workspace that the token speaks for."""
        if self.token is None or not self.token.team:
            raise Refusal("not_authed")
        return self.world.teams[self.token.team]

    def text(self, name: str) -> str:
        return str(self.arguments.get(name) or "")

    def complain(self, path: str, message: str) -> None:
        """Something wrong that Slack lets pass."""
        self.book.complain(self.call.method, path, message, payload=self.arguments)

    def channel(self, name: str = "channel") -> Channel:
        """The channel that is asked for, if the app is in it."""
        channel = self.world.find_channel(self.team, self.text(name))
        if channel is None:
            raise Refusal("channel_not_found")
        self.call.channel, self.call.user = channel.id, channel.user
        if channel.archived:
            raise Refusal("is_archived")
        if self.team.bot_user not in channel.members:
            raise Refusal("not_in_channel")
        return channel

    def user(self, name: str = "user") -> User:
        """The user that is asked for."""
        user = self.team.users.get(self.text(name))
        if user is None:
            raise Refusal("user_not_found")
        self.call.user = user.id
        return user

    def message(self, channel: Channel) -> Message:
        """The message that is asked for."""
        message = self.world.find_message(self.team, channel.id, self.text("ts"))
        if message is None:
            raise Refusal("message_not_found")
        return message


Method: TypeAlias = Callable[[Visit], Json]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Say which method a function answers."""

    def known(function: Method) -> Method:
        METHODS[name] = function
        return function

    return known
