"""The composition root: the one place that knows everybody. Heavy rooms are entered only when they are needed."""

from __future__ import annotations

import datetime as dt
import gc
import secrets
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from bot.clock import Clock, Watch, utc_now
from bot.core.coach import Coach
from bot.core.forgetful import Forgetful
from pathways import zones
from pathways.loader import load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.adapters.roof import Adapter
    from bot.adapters.simulated.town import Figures, Wish
    from bot.core.memory import Memory
    from bot.settings import DiscordSettings, Settings, SlackSettings
    from pathways.loader import Catalog
    from storage.database import Database
    from storage.workspaces import Workspaces

Role: TypeAlias = Literal["slack", "discord", "nudges"]
ROLES: tuple[Role, ...] = get_args(Role)
"""What can be served."""

SLACK_PORT = 3000
"""Where Slack is served over HTTP when PORT does not say."""
SHIPPED = Path(__file__).parent.parent / "pathways" / "catalog"


class CannotStart(Exception):
    """The program cannot do its work; the message names the place and the remedy."""


def catalog(settings: Settings) -> Catalog:
    """The shipped pathways and, where a folder is named, those in it."""
    folders = [SHIPPED, *([settings.pathways_folder] if settings.pathways_folder else [])]
    return load_catalog(*folders)


def coach(settings: Settings, memory: Memory, *, clock: Clock, choose: Callable[[str], str] = secrets.choice) -> Coach:
    """The coach with this memory; ``choose`` picks one of several signs."""
    zones.use_bundled_zones()
    found = catalog(settings)
    if settings.pathway not in found.pathways:
        broken = "".join(f"\n{trouble}" for trouble in found.broken)
        known = ", ".join(found.pathways) or "none"
        raise CannotStart(
            f"COACH_PATHWAY names {settings.pathway!r}, and there is no such pathway; known: {known}.{broken}"
        )
    gc.freeze()
    gc.enable()
    return Coach(found.pathways, memory, clock, settings.pathway, choose)


def stranger(settings: Settings, *, at: dt.datetime | None = None) -> Coach:
    """A coach that keeps nothing; ``at`` stops its clock."""
    return coach(settings, Forgetful(), clock=utc_now if at is None else lambda: at)


def remembering(
    settings: Settings, *, clock: Clock = utc_now, choose: Callable[[str], str] = secrets.choice
) -> tuple[Coach, str]:
    """The coach with its database, and the database's name. A file is brought up to date first.

    Raises ``StorageError`` or ``CannotStart``.
    """
    database = _database(settings)
    return _with(settings, database, clock, choose), database.name


def _database(settings: Settings) -> Database:
    from storage import migrate
    from storage.database import Database

    database = Database.open(settings.database_url)
    if migrate.needed(database):
        if database.file is None:
            raise CannotStart(
                f"{database.name}: its tables are missing or older than this program; run: coach db upgrade"
            )
        migrate.upgrade(settings.database_url)
    return database


def _with(settings: Settings, database: Database, clock: Clock, choose: Callable[[str], str] = secrets.choice) -> Coach:
    from storage.notebook import Memory as Kept

    return coach(settings, Kept(database), clock=clock, choose=choose)


def serve(settings: Settings, roles: Sequence[Role], *, ready: Callable[[str], None]) -> None:
    """Serve all of these in one process until told to leave. Raises ``CannotStart`` or ``StorageError``."""
    import asyncio

    from bot import logs
    from bot.adapters.roof import Place, SaysNo, keep
    from storage import codes, inbox

    slack = slack_settings(settings) if "slack" in roles else None
    discord = discord_settings(settings) if "discord" in roles else None
    if "nudges" in roles and not (settings.slack or settings.discord):
        raise CannotStart("Nudges have nowhere to go: set up Slack (SLACK_BOT_TOKEN) or Discord (DISCORD_TOKEN) first.")
    logs.to_stderr()
    many = slack is not None and slack.oauth is not None
    database, workspaces = _workspaces(settings, keys_needed=many)
    if many:
        workspaces.refuse_lost()
    one = _with(settings, database, utc_now)

    def tidy() -> None:
        now = utc_now()
        workspaces.purge_left(now)
        inbox.purge(database, now=now)
        codes.purge(database, now=now)

    watch = Watch()
    adapters: list[Adapter] = []
    if "nudges" in roles:
        adapters.append(_in_time(settings, one, database, workspaces, watch))
    if slack:
        adapters.append(_in_slack(slack, one, database, workspaces))
    if discord:
        adapters.append(_in_discord(discord, one, database))
    # on SQLite one process alone may send: a second one is refused
    with database.worker() if "nudges" in roles else nullcontext():
        try:
            asyncio.run(keep(Place(settings.host, _port(settings, slack)), adapters, tidy, watch, ready))
        except SaysNo as trouble:
            raise CannotStart(str(trouble)) from None


def configured(settings: Settings) -> tuple[Role, ...]:
    """All that could be served."""
    served: list[Role] = [role for role in ROLES if getattr(settings, role, None) is not None]
    return (*served, "nudges") if served else ()


def slack_settings(settings: Settings) -> SlackSettings:
    """Slack's settings. Raises ``CannotStart`` where there are none."""
    if settings.slack is None:
        raise CannotStart(
            "Slack is not configured: set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET;"
            " for many workspaces SLACK_CLIENT_ID and SLACK_CLIENT_SECRET instead of the token."
        )
    return settings.slack


def discord_settings(settings: Settings) -> DiscordSettings:
    """Discord's settings. Raises ``CannotStart`` where there are none."""
    if settings.discord is None:
        raise CannotStart("Discord is not configured: set DISCORD_TOKEN to the bot's token (page Bot, Reset Token).")
    return settings.discord


def _port(settings: Settings, slack: SlackSettings | None) -> int | None:
    """Where pages are served. Where there are only health pages, that is for PORT to say."""
    needed = slack is not None and (slack.app_token is None or slack.oauth is not None)
    return settings.port or (SLACK_PORT if needed else None)


def _in_slack(told: SlackSettings, one: Coach, database: Database, workspaces: Workspaces) -> Adapter:
    from bot.adapters.slack.serve import Means, serve
    from storage.states import States

    means = Means(one, workspaces, States(database), utc_now)
    return lambda roof: serve(means, told, roof)


def _in_time(settings: Settings, one: Coach, database: Database, workspaces: Workspaces, watch: Watch) -> Adapter:
    from bot import worker

    means = worker.Means(one, database, workspaces, watch, utc_now)
    return lambda roof: worker.nudging(means, settings.slack, settings.discord, roof)


def _in_discord(told: DiscordSettings, one: Coach, database: Database) -> Adapter:
    from bot.adapters.discord.serve import Means, serve
    from storage.mailboxes import Mailboxes
    from storage.openings import Openings
    from storage.seats import Seat
    from storage.told import Told

    me = secrets.token_hex(16)
    kept = (Mailboxes(database), Told(database), Openings(database))
    means = Means(one, *kept, utc_now, lambda name: Seat(database, name, me))
    return lambda roof: serve(means, told, roof)


def discord_invitations(settings: Settings, application: int | None) -> tuple[str, str]:
    """The links that add the coach to a server and to an account. Raises ``CannotStart``."""
    import asyncio

    from bot.adapters.discord import serve
    from bot.adapters.roof import SaysNo

    try:
        return serve.invitations(application or asyncio.run(serve.application(discord_settings(settings))))
    except SaysNo as trouble:
        raise CannotStart(str(trouble)) from None


def sync_discord(settings: Settings) -> None:
    """Register Discord's commands anew. Raises ``CannotStart`` or ``StorageError``."""
    import asyncio

    from bot.adapters.discord import serve
    from bot.adapters.roof import SaysNo
    from storage.told import Told

    told = discord_settings(settings)
    memory = Told(_database(settings))
    try:
        asyncio.run(serve.sync(told, memory))
    except SaysNo as trouble:
        raise CannotStart(str(trouble)) from None


def reseal(settings: Settings, *, without_lost: bool) -> int:
    """Seal every stored token with the newest key; how many workspaces. Raises ``CannotStart`` or ``StorageError``."""
    _, workspaces = _workspaces(settings, keys_needed=True)
    return workspaces.reseal(utc_now(), without_lost=without_lost)


def _workspaces(settings: Settings, *, keys_needed: bool) -> tuple[Database, Workspaces]:
    from storage.sealing import NO_KEYS, Seal
    from storage.workspaces import Workspaces

    seal = Seal.of(settings.keys.reveal())
    if keys_needed and not seal.is_ready:
        raise CannotStart(NO_KEYS)
    database = _database(settings)
    return database, Workspaces(database, seal)


def simulate(settings: Settings, wish: Wish, url: str | None) -> Figures:
    """A year of nudges in minutes, in a database of its own. Raises ``StorageError``."""
    from itertools import count
    from tempfile import TemporaryDirectory

    from bot.adapters.simulated.town import Town
    from storage import StorageError, migrate
    from storage.database import Database
    from storage.ledger import Ledger
    from storage.notebook import Memory as Kept

    numbers = count(1)
    with TemporaryDirectory(prefix="coach-") as folder:
        address = url or f"sqlite:///{folder}/simulated.db"
        migrate.upgrade(address)
        with Database.open(address) as database:
            ledger = Ledger(database)
            if ledger.soonest() is not None or ledger.facts():
                raise StorageError(f"{database.name}: is in use; name an empty database to simulate in")
            memory = Kept(database, ids=lambda: f"{next(numbers):032}")
            one = coach(settings, memory, clock=utc_now)
            return Town(wish, ledger, memory, one.catalog, one.newcomers).run()


def files(settings: Settings) -> list[Path]:
    """Every pathway file that is known."""
    folders = [SHIPPED, *([settings.pathways_folder] if settings.pathways_folder else [])]
    return [file for folder in folders for file in sorted(folder.glob("*.yaml"))]


def local_timezone() -> str:
    """The zone of this machine, UTC where it has none that is known."""
    from tzlocal import get_localzone_name

    try:
        return zones.zone_of(get_localzone_name() or "") or "UTC"
    except LookupError:
        return "UTC"
