"""Servers, as a bot that is in them is told of them."""

from __future__ import annotations

from tests.fakes.discord.people import Guild
from tests.fakes.discord.records import Json
from tests.fakes.discord.routes.desk import Refusal, Visit, route


@route("get_guild", "GET", "/guilds/{guild_id}")
def get_guild(visit: Visit) -> Json:
    told = _guild(visit).info(visit.world.bot)
    return {name: told[name] for name in told if name not in {"members", "channels", "member_count", "joined_at"}}


@route("get_guild_member", "GET", "/guilds/{guild_id}/members/{user_id}")
def get_member(visit: Visit) -> Json:
    guild = _guild(visit)
    found = guild.members.get(visit.params["user_id"])
    if found is None:
        raise Refusal(10007)
    return guild.known(found)


def _guild(visit: Visit) -> Guild:
    guild = visit.world.guilds.get(visit.params["guild_id"])
    if guild is None or not guild.bot:
        raise Refusal(10004)
    return guild
