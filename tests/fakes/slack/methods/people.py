"""auth.*, users.*, team.*: who one is, and who the others are."""

from __future__ import annotations

from tests.fakes.slack.methods.desk import Visit, method
from tests.fakes.slack.records import Json


@method("auth.test")
def test(visit: Visit) -> Json:
    team = visit.team
    return {
        "url": f"{visit.base}/",
        "team": team.name,
        "user": team.users[team.bot_user].name,
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke")
def revoke(visit: Visit) -> Json:
    if visit.token is not None and not visit.arguments.get("test"):
        visit.token.dead = "token_revoked"
    return {"revoked": not visit.arguments.get("test")}


@method("users.info")
def user_info(visit: Visit) -> Json:
    user = visit.user()
    return {"user": user.info(visit.world.clock(), locale=bool(visit.arguments.get("include_locale")))}


@method("team.info")
def team_info(visit: Visit) -> Json:
    team = visit.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.name.lower(), "email_domain": ""}}
