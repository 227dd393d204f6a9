"""The first words with Discord: who we are, where the gateway is, and what the commands are."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord import commands
from bot.adapters.discord.calls import UNANSWERED, named
from bot.adapters.discord.inbound import PLATFORM
from bot.adapters.roof import SaysNo

if TYPE_CHECKING:
    from bot.settings import DiscordSettings

_log = logging.getLogger("coach.discord")
_CONSENT = "https://discord.com/oauth2/authorize"
_PERMISSIONS = discord.Permissions(view_channel=True, send_messages=True)
"""To answer where somebody names the coach; commands and direct messages need none."""
UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)


class DiscordSaysNo(SaysNo):
    """Discord cannot be served as things are; the message names the setting and the remedy."""


class Told(Protocol):
    """What remembers what Discord was told; storage fulfils it. Every method blocks, and may raise ``StorageError``."""

    def last(self, platform: str, about: str) -> str | None:
        """The digest of what was told last; None where nothing was."""
        ...

    def keep(self, platform: str, about: str, digest: str) -> None:
        """Keep what was told now."""
        ...


def hush() -> None:
    """Let the library keep to itself what it has to say: it comes back to us as events and exceptions, to be told."""
    logging.getLogger("discord").setLevel(logging.CRITICAL)


async def introduce(client: discord.Client, told: DiscordSettings) -> None:
    """Log in, as one application with one token. Raises ``DiscordSaysNo``."""
    Route.BASE = told.api_url
    try:
        await client.login(told.token.reveal())
    except discord.LoginFailure:
        raise DiscordSaysNo(
            "DISCORD_TOKEN: Discord refuses it. Make a new one at discord.com/developers/applications (page Bot, Reset"
            " Token) and copy it whole."
        ) from None
    except discord.HTTPException as refusal:
        raise DiscordSaysNo(f"Discord does not answer ({named(refusal)}); try again in a minute.") from None
    except UNREACHABLE as trouble:
        raise _unreachable(trouble) from None
    except (TypeError, LookupError, ValueError):
        # a page of somebody's network, with status 200
        raise DiscordSaysNo("What answers is not Discord; check the network and DISCORD_API_URL.") from None


async def find_gateway(client: discord.AutoShardedClient) -> None:
    """Where the gateway is, and how many connections it wants, from the API. Raises ``DiscordSaysNo``."""
    try:
        count, url, _ = await client.http.get_bot_gateway()
    except (discord.GatewayNotFound, discord.HTTPException) as refusal:
        raise DiscordSaysNo(f"Discord does not answer ({named(refusal)}); try again in a minute.") from None
    except UNREACHABLE as trouble:
        raise _unreachable(trouble) from None
    # the library would go to an address of its own whenever a connection begins anew
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
    client.shard_count = client.shard_count or count


def _unreachable(trouble: BaseException) -> DiscordSaysNo:
    return DiscordSaysNo(
        f"Discord cannot be reached ({type(trouble).__name__}); check the network and DISCORD_API_URL."
    )


async def register(client: discord.Client, told: Told, *, anew: bool = False) -> bool:
    """Tell Discord of the commands where they differ from what it was told last, or ``anew``; True where it was told.

    Raises what ``UNANSWERED`` names.
    """
    application = client.application_id
    assert application is not None  # noqa: S101  (known since the login)
    about, digest = f"commands:{application}", commands.digest()
    if not anew and await asyncio.to_thread(told.last, PLATFORM, about) == digest:
        return False
    await client.http.bulk_upsert_global_commands(application, commands.registered())
    await asyncio.to_thread(told.keep, PLATFORM, about, digest)
    return True


async def register_if_it_works(client: discord.Client, told: Told) -> None:
    """The same at the start, which it must not hinder: the commands that Discord knows still work."""
    try:
        await register(client, told)
    except UNANSWERED as trouble:
        _log.warning("commands not registered: %s", named(trouble))


def invitations(application: int) -> tuple[str, str]:
    """The links that add the coach to a server, and to somebody's own account."""
    server = {
        "client_id": application,
        "scope": "bot applications.commands",
        "permissions": _PERMISSIONS.value,
        "integration_type": 0,
    }
    own = {"client_id": application, "scope": "applications.commands", "integration_type": 1}
    return f"{_CONSENT}?{urlencode(server)}", f"{_CONSENT}?{urlencode(own)}"
