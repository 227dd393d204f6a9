"""The app itself: who it is, where its gateway is, which commands it has."""

from __future__ import annotations

from tests.fakes.discord.records import Json, named
from tests.fakes.discord.routes.desk import Refusal, Visit, route


@route("get_my_user", "GET", "/users/@me")
def me(visit: Visit) -> Json:
    world = visit.world
    return world.bot.info() | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


@route("get_user", "GET", "/users/{user_id}")
def user(visit: Visit) -> Json:
    found = visit.world.users.get(visit.params["user_id"])
    if found is None:
        raise Refusal(10013)
    return found.info()


@route("get_my_oauth2_application", "GET", "/oauth2/applications/@me")
@route("get_my_application", "GET", "/applications/@me")
def application(visit: Visit) -> Json:
    return visit.world.app.info(visit.world.owner, visit.world.bot)


@route("update_my_application", "PATCH", "/applications/@me")
def change(visit: Visit) -> Json:
    app = visit.world.app
    app.description = str(visit.said.get("description", app.description))
    app.flags = int(visit.said.get("flags", app.flags))
    app.integration_types |= named(visit.said, "integration_types_config")
    for install in app.integration_types.values():
        if params := named(install, "oauth2_install_params"):
            params["permissions"] = str(params.get("permissions", 0))
    return app.info(visit.world.owner, visit.world.bot)


@route("get_gateway", "GET", "/gateway")
def gateway(visit: Visit) -> Json:
    return {"url": visit.gateway.url}


@route("get_bot_gateway", "GET", "/gateway/bot")
def bot_gateway(visit: Visit) -> Json:
    return {"url": visit.gateway.url, "shards": visit.gateway.shards, "session_start_limit": visit.gateway.budget()}


@route("list_application_commands", "GET", "/applications/{application_id}/commands")
def commands(visit: Visit) -> list[Json]:
    return visit.world.commands


@route("bulk_set_application_commands", "PUT", "/applications/{application_id}/commands")
def overwrite(visit: Visit) -> list[Json]:
    """All commands anew; those of the same name and kind keep their ids."""
    world = visit.world
    ids = {(command["name"], command["type"]): command["id"] for command in world.commands}
    given: list[Json] = visit.said["commands"]
    world.commands = [
        {
            "type": 1,
            "description": "",
            "default_member_permissions": None,
            "nsfw": False,
            "contexts": None,
            **command,
            "integration_types": command.get("integration_types") or [0],
            "id": ids.get((command["name"], command.get("type", 1))) or world.make(),
            "application_id": world.app.id,
            "version": world.make(),
        }
        for command in given
    ]
    return world.commands
