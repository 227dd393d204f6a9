"""The world behind the fake: the app, its workspaces, and all that Slack has handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.fakes.clock import Clock
from tests.fakes.slack import limits
from tests.fakes.slack.people import (
    Channel,
    Code,
    File,
    Message,
    ResponseUrl,
    Team,
    Token,
    Trigger,
    User,
)
from tests.fakes.slack.records import Json


def made_up(what: str) -> str:
    """Something that looks secret and is none."""
    return hashlib.sha256(f"fake {what}".encode()).hexdigest()[:32]


@dataclass(slots=True)
class App:
    """What an app's settings pages show."""

    id: str = "A0FAKE0001"
    client_id: str = "1111111111.2222222222"
    client_secret: str = field(default_factory=lambda: made_up("client"))
    signing_secret: str = field(default_factory=lambda: made_up("signing"))
    app_token: str = field(default_factory=lambda: "-".join(("xapp", "1", "A0FAKE0001", made_up("app"))))


class World:
    """Everything that exists. The names of things are unique, and timestamps only ever grow."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.app = App()
        self.teams: dict[str, Team] = {}
        self.tokens: dict[str, Token] = {self.app.app_token: Token(self.app.app_token, "", "app")}
        self.refresh_tokens: dict[str, str] = {}
        self.codes: dict[str, Code] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files: dict[str, File] = {}
        self.file_polls = 0
        self._counted = 0
        self._stamped = 0

    def make(self, prefix: str) -> str:
        """A new id, in Slack's looks."""
        self._counted += 1
        return f"{prefix}0FAKE{self._counted:04d}"

    def stamp(self) -> str:
        """A new message timestamp: unique, and later than all before it."""
        self._stamped = max(self._stamped + 1, int(self.clock() * 1_000_000))
        return f"{self._stamped // 1_000_000}.{self._stamped % 1_000_000:06d}"

    def add_team(
        self, name: str, *, installed: bool = True, scopes: frozenset[str] = limits.ALL_SCOPES, rotation: bool = False
    ) -> Team:
        """A new workspace; with the app in it unless said otherwise."""
        team = Team(self.make("T"), name, self.make("U"), self.make("B"), rotation=rotation)
        self.teams[team.id] = team
        team.users[team.bot_user] = User(team.bot_user, team.id, "coach", is_bot=True)
        if installed:
            self.grant(team, scopes)
        return team

    def add_user(self, team: Team, name: str, *, user_id: str = "", **more: str | bool) -> User:
        """A new person in a workspace. Two workspaces may have the same `user_id`."""
        user = User(user_id or self.make("U"), team.id, name)
        for key, value in more.items():
            setattr(user, key, value)
        team.users[user.id] = user
        return user

    def add_channel(self, team: Team, name: str, *members: User, bot: bool = True) -> Channel:
        """A new public channel, with the app in it or not."""
        channel = Channel(self.make("C"), team.id, name=name, members={user.id for user in members})
        channel.members |= {team.bot_user} if bot else set[str]()
        team.channels[channel.id] = channel
        return channel

    def im(self, user: User) -> Channel:
        """The conversation of a user with the app, made when it is first wanted."""
        team = self.teams[user.team]
        for channel in team.channels.values():
            if channel.user == user.id:
                return channel
        channel = Channel(self.make("D"), team.id, user.id, members={user.id, team.bot_user})
        team.channels[channel.id] = channel
        return channel

    def team_of(self, user: User) -> Team:
        return self.teams[user.team]

    # Tokens.

    def grant(self, team: Team, scopes: frozenset[str]) -> Token:
        """A new bot token for a workspace; with rotation it lives twelve hours and has a refresh token."""
        parts = ("xoxe.xoxb", "1") if team.rotation else ("xoxb",)
        value = "-".join((*parts, team.id, made_up(f"{team.id} {len(self.tokens)}")))
        ends = self.clock() + limits.TOKEN_SECONDS if team.rotation else None
        token = self.tokens[value] = Token(value, team.id, "bot", scopes, ends)
        if team.rotation:
            self.refresh_tokens["-".join(("xoxe", "1", made_up(value)))] = value
        return token

    def refresh_token(self, token: Token) -> str | None:
        """The refresh token that belongs to a token, while it is good."""
        return next((fresh for fresh, value in self.refresh_tokens.items() if value == token.value), None)

    def bot_token(self, team: Team) -> str:
        """The newest living bot token of a workspace."""
        living = [token.value for token in self.tokens.values() if token.team == team.id and not token.dead]
        return living[-1]

    def kill_tokens(self, team: Team, error: str) -> None:
        """From now on each token of this workspace gets this error."""
        self.refresh_tokens = {f: v for f, v in self.refresh_tokens.items() if self.tokens[v].team != team.id}
        for token in self.tokens.values():
            if token.team == team.id and token.kind == "bot":
                token.dead = error

    def new_code(self, user: User, scopes: Iterable[str], redirect_uri: str = "", *, organisation: bool = False) -> str:
        """A user's consent, to be exchanged for a token; for the workspace, or for its whole organisation."""
        code = self.make("code")
        self.codes[code] = Code(self.clock(), user.team, user.id, frozenset(scopes), redirect_uri, organisation)
        return code

    # What interactions hand out.

    def new_trigger(self, user: User, view: str = "") -> str:
        """A right to open a modal."""
        trigger = f"{self._counted}.{self.make('t')}"
        self.triggers[trigger] = Trigger(self.clock(), user, view)
        return trigger

    def new_response_url(self, user: User, channel: str, message: Message | None = None) -> str:
        """The id of a new right to answer."""
        made = self.make("R")
        self.response_urls[made] = ResponseUrl(self.clock(), user, channel, message)
        return made

    # Messages.

    def find_channel(self, team: Team, name: str) -> Channel | None:
        """A channel by its id, or the IM of a user by the user's id."""
        if name in team.users and not team.users[name].is_bot:
            return self.im(team.users[name])
        return team.channels.get(name)

    def find_message(self, team: Team, channel: str, ts: str) -> Message | None:
        """A message that is still there."""
        found = team.channels.get(channel)
        messages = found.messages if found is not None else []
        return next((message for message in messages if message.ts == ts and not message.deleted), None)

    def put_message(self, team: Team, channel: Channel, body: Json, *, ephemeral_for: str = "") -> Message:
        """Put a message into a channel, or before the eyes of one user."""
        ts = self.stamp()
        message = Message(team.id, channel.id, ts, {"type": "message", **body, "ts": ts}, ephemeral_for)
        (team.ephemerals if ephemeral_for else channel.messages).append(message)
        return message

    def by_bot(self, team: Team) -> Json:
        """What every message of the app carries."""
        return {"user": team.bot_user, "bot_id": team.bot_id, "app_id": self.app.id, "team": team.id}
