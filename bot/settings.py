"""Settings from the environment and ``.env``, under the names that each platform's own documents use."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pathways.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping


_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?")
_NO_TOKEN = re.compile(r"\d+|[0-9a-f]{64}")
_SHARDS = re.compile(r"(\d{1,5})-(\d{1,5})/(\d{1,5})")
FIRST_PATHWAY = "backend-developer-to-ai-architect"


class SettingsProblem(ValueError):
    """Settings that the program cannot work with; the message names each one and what would be right."""


@dataclass(frozen=True, slots=True)
class OAuth:
    """What installing in many workspaces needs."""

    client_id: str
    client_secret: Secret
    url: str
    """Where browsers reach this program: https, without a slash at the end."""


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """What serving Slack needs: one workspace by its token, or many by installing."""

    signing_secret: Secret
    bot_token: Secret | None = None
    """Set exactly where ``oauth`` is not."""
    oauth: OAuth | None = None
    app_token: Secret | None = None
    """Set: Socket Mode; not set: HTTP."""
    api_url: str = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class Shards:
    """The part of all connections to Discord's gateway that this process holds."""

    ids: range
    count: int


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """What serving Discord needs."""

    token: Secret
    shards: Shards | None = None
    """None: all of them."""
    api_url: str = "https://discord.com/api/v10"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program was told from outside."""

    database_url: str = field(repr=False)
    """May hold a password."""
    data_folder: Path
    pathways_folder: Path | None = None
    """Further pathways beside those that are shipped."""
    pathway: str = FIRST_PATHWAY
    """The pathway that a newcomer starts with."""
    slack: SlackSettings | None = None
    """None where Slack is not configured."""
    discord: DiscordSettings | None = None
    """None where Discord is not configured."""
    keys: Secret = field(default_factory=lambda: Secret(""))
    """The ring that tokens are sealed with, newest first, commas between."""
    host: str = "127.0.0.1"
    port: int | None = None


def read(environment: Mapping[str, str] | None = None, *, dotenv: Path | None = Path(".env")) -> Settings:
    """Settings from ``environment`` (the process's own by default), completed by the file ``dotenv``."""
    given = {**_from_file(dotenv), **(os.environ if environment is None else environment)}
    folder = Path(given.get("COACH_DATA") or _user_data_folder()).expanduser()
    problems: list[str] = []
    extra = given.get("COACH_PATHWAYS")
    if extra and not Path(extra).expanduser().is_dir():
        problems.append(f"COACH_PATHWAYS names {extra!r}, which is no folder; name one that holds pathway files.")
    if given.get("DYNO") and not given.get("DATABASE_URL") and given.get("COACH_EPHEMERAL") != "yes":
        problems.append(
            "DATABASE_URL is missing, and this host wipes its disk: point it at PostgreSQL,"
            " or set COACH_EPHEMERAL=yes where nothing needs to last."
        )
    url = given.get("DATABASE_URL") or f"sqlite:///{folder / 'coach.db'}"
    if not url.startswith(("sqlite:", "postgres:", "postgresql:", "postgresql+psycopg:")):
        scheme = url.partition(":")[0]
        problems.append(f"DATABASE_URL starts with {scheme!r}; it should start with sqlite:/// or postgresql://.")
    slack = _slack(given, problems)
    discord = _discord(given, problems)
    port = given.get("PORT") or None
    if port is not None and not (port.isdecimal() and 0 < int(port) < 65536):
        problems.append(f"PORT is {port!r}; it should be a number from 1 to 65535, such as 3000.")
    if problems:
        raise SettingsProblem("\n".join(problems))
    return Settings(
        database_url=url,
        data_folder=folder,
        pathways_folder=Path(extra).expanduser() if extra else None,
        pathway=given.get("COACH_PATHWAY") or FIRST_PATHWAY,
        slack=slack,
        discord=discord,
        keys=Secret(given.get("COACH_KEYS", "").strip()),
        host=given.get("COACH_HOST") or "127.0.0.1",
        port=int(port) if port else None,
    )


def _slack(given: Mapping[str, str], problems: list[str]) -> SlackSettings | None:
    """Slack's settings, where any is there; what is missing of them joins the problems."""
    names = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
    bot, signing, app, client, secret = (given.get(name, "").strip() for name in names)
    if not (bot or signing or app or client or secret):
        return None
    if bot and (client or secret):
        problems.append(
            "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are for many: remove one."
        )
    elif client or secret:
        _many(client, secret, given, problems)
    elif not bot.startswith("xoxb-"):
        problems.append(
            "SLACK_BOT_TOKEN should be the bot token that begins with xoxb- (OAuth & Permissions);"
            " for many workspaces set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET instead."
        )
    if app and not app.startswith("xapp-"):
        problems.append("SLACK_APP_TOKEN should be the app-level token that begins with xapp- (Basic Information).")
    if not app and not signing:
        problems.append(
            "SLACK_SIGNING_SECRET is missing: copy it from Basic Information, or set SLACK_APP_TOKEN for Socket Mode."
        )
    address = given.get("SLACK_API_URL", "").strip() or SlackSettings.__dataclass_fields__["api_url"].default
    return SlackSettings(
        signing_secret=Secret(signing or "socket-mode-verifies-nothing"),
        bot_token=Secret(bot) if bot else None,
        oauth=OAuth(client, Secret(secret), _url(given)) if client else None,
        app_token=Secret(app) if app else None,
        api_url=address if address.endswith("/") else f"{address}/",
    )


def _many(client: str, secret: str, given: Mapping[str, str], problems: list[str]) -> None:
    """What is missing for many workspaces."""
    for name, value in (("SLACK_CLIENT_ID", client), ("SLACK_CLIENT_SECRET", secret)):
        if not value:
            problems.append(f"{name} is missing: copy it from Basic Information, App Credentials.")
    url = _url(given)
    if not url:
        problems.append(
            "COACH_URL is missing: to be installed in many workspaces the coach needs its public address, https://…"
        )
    elif _HTTPS.fullmatch(url) is None:
        problems.append(
            f"COACH_URL is {url!r}; it should be a public https address without a path, such as"
            " https://coach.example.org."
        )


def _discord(given: Mapping[str, str], problems: list[str]) -> DiscordSettings | None:
    """Discord's settings, where there is a token; what is wrong with them joins the problems."""
    token = given.get("DISCORD_TOKEN", "").strip().removeprefix("Bot ")
    if not token:
        return None
    if _NO_TOKEN.fullmatch(token):
        problems.append(
            "DISCORD_TOKEN should be the bot's token (page Bot, Reset Token), not the application's id or public key."
        )
    asked = given.get("DISCORD_SHARDS", "").strip()
    shards = _SHARDS.fullmatch(asked)
    first, last, count = (int(number) for number in shards.groups()) if shards else (0, 0, 1)
    if asked and (shards is None or not first <= last < count):
        problems.append(f"DISCORD_SHARDS is {asked!r}; it should say which of how many, such as 0-3/16.")
    address = given.get("DISCORD_API_URL", "").strip() or DiscordSettings.__dataclass_fields__["api_url"].default
    part = Shards(range(first, last + 1), count) if asked else None
    return DiscordSettings(Secret(token), part, address.rstrip("/"))


def _url(given: Mapping[str, str]) -> str:
    return given.get("COACH_URL", "").strip().rstrip("/")


def _from_file(dotenv: Path | None) -> dict[str, str]:
    if dotenv is None or not dotenv.is_file():
        return {}
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(dotenv).items() if value is not None}


def _user_data_folder() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("pathway-coach", appauthor=False)
