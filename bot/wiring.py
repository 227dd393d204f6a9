"""The composition root: the one place that knows everybody. Heavy rooms are entered only when they are needed."""

from __future__ import annotations

import datetime as dt
import gc
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import Clock, ticking, utc_now
from bot.core.coach import Coach
from bot.core.forgetful import Forgetful
from pathways import zones
from pathways.loader import load_catalog

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncGenerator, Callable, Sequence

    from bot.adapters.simulated.town import Figures, Wish
    from bot.adapters.slack.serve import Means
    from bot.core.memory import Memory
    from bot.settings import Settings, SlackSettings
    from pathways.loader import Catalog
    from storage.database import Database

SLACK_PORT = 3000
"""Where Slack is served over HTTP when PORT does not say."""
SHIPPED = Path(__file__).parent.parent / "pathways" / "catalog"


class CannotStart(Exception):
    """The program cannot do its work; the message names the place and the remedy."""


def catalog(settings: Settings) -> Catalog:
    """The shipped pathways and, where a folder is named, those in it."""
    folders = [SHIPPED, *([settings.pathways_folder] if settings.pathways_folder else [])]
    return load_catalog(*folders)


def coach(settings: Settings, memory: Memory, *, clock: Clock) -> Coach:
    """The coach with this memory."""
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
    return Coach(found.pathways, memory, clock, settings.pathway)


def stranger(settings: Settings, *, at: dt.datetime | None = None) -> Coach:
    """A coach that keeps nothing; ``at`` stops its clock."""
    return coach(settings, Forgetful(), clock=utc_now if at is None else lambda: at)


def remembering(settings: Settings, *, clock: Clock = utc_now) -> tuple[Coach, str]:
    """The coach with its database, and the database's name. A file is brought up to date first.

    Raises ``StorageError`` or ``CannotStart``.
    """
    database = _database(settings)
    return _with(settings, database, clock), database.name


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


def _with(settings: Settings, database: Database, clock: Clock) -> Coach:
    from storage.notebook import Memory as Kept

    return coach(settings, Kept(database), clock=clock)


def serve(settings: Settings, roles: Sequence[str], *, ready: Callable[[str], None]) -> None:
    """Serve these roles in one process until told to leave. Raises ``CannotStart`` or ``StorageError``."""
    import asyncio

    if settings.slack is None:
        raise CannotStart(
            "Slack is not configured: set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET;"
            " for many workspaces SLACK_CLIENT_ID and SLACK_CLIENT_SECRET instead of the token."
        )
    from bot import logs
    from bot.adapters.slack.hello import SlackSaysNo

    logs.to_stderr()
    database = _database(settings)
    with database.worker() if "nudges" in roles else nullcontext():
        try:
            asyncio.run(_serve(settings, settings.slack, roles, database, ready))
        except SlackSaysNo as trouble:
            raise CannotStart(str(trouble)) from None


async def _serve(
    settings: Settings, told: SlackSettings, roles: Sequence[str], database: Database, ready: Callable[[str], None]
) -> None:
    from bot.adapters.slack.serve import Place, serve

    many = told.oauth is not None
    means = _means(settings, database, many=many)
    leave = _told_to_leave()
    async with AsyncExitStack() as stack:
        if "nudges" in roles:
            ready(await stack.enter_async_context(_nudging(means, told, database)))
        if "slack" in roles:
            # by a socket only the pages for installing need a port
            port = settings.port if told.app_token and not many else settings.port or SLACK_PORT
            await serve(means, told, Place(settings.host, port), ready)
        else:
            await leave.wait()


@asynccontextmanager
async def _nudging(means: Means, told: SlackSettings, database: Database) -> AsyncGenerator[str]:
    """Nudges while the context is open."""
    import asyncio
    import os
    import socket

    from bot.adapters.clock import Beat, beating
    from bot.adapters.slack import sender
    from bot.core.deliverer import Deliverer
    from storage.outbox import Outbox

    outbox = Outbox(database, f"{socket.gethostname()}:{os.getpid()}"[:64])
    async with sender.opened(means, told) as slack:
        if told.bot_token is not None:
            await asyncio.to_thread(outbox.resume, "slack", await slack.team(means.now))
        deliverer = Deliverer(means.coach, outbox, {"slack": slack}, means.now, ticking, asyncio.to_thread)
        async with beating(Beat(deliverer, lambda: asyncio.to_thread(means.tidy))) as words:
            yield words


def _told_to_leave() -> asyncio.Event:
    """Set on SIGTERM and SIGINT, from now on."""
    import asyncio
    import signal

    leave = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, leave.set)
    return leave


def _means(settings: Settings, database: Database, *, many: bool) -> Means:
    """What serving Slack is lent: the coach, and the memory of installations."""
    from bot.adapters.slack.serve import Means
    from storage import inbox
    from storage.sealing import NO_KEYS, Seal
    from storage.states import States
    from storage.workspaces import Workspaces

    seal = Seal.of(settings.keys.reveal())
    if many and not seal.is_ready:
        raise CannotStart(NO_KEYS)
    workspaces = Workspaces(database, seal)

    def tidy() -> None:
        now = utc_now()
        workspaces.purge_left(now)
        inbox.purge(database, now=now)

    return Means(_with(settings, database, utc_now), workspaces, States(database), tidy, utc_now)


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
