"""oauth.v2.access: a code for a token, and a refresh token for a fresh one."""

from __future__ import annotations

from tests.fakes.slack import limits
from tests.fakes.slack.methods.desk import Refusal, Visit, method
from tests.fakes.slack.people import Team, Token
from tests.fakes.slack.records import Json


@method("oauth.v2.access")
def access(visit: Visit) -> Json:
    app = visit.world.app
    if visit.text("client_id") != app.client_id:
        raise Refusal("invalid_client_id", "not the client_id of the app", "/client_id")
    if visit.text("client_secret") != app.client_secret:
        raise Refusal("bad_client_secret", "not the client_secret of the app", "/client_secret")
    return _refreshed(visit) if visit.text("grant_type") == "refresh_token" else _exchanged(visit)


def _exchanged(visit: Visit) -> Json:
    code = visit.world.codes.get(visit.text("code"))
    if code is None or visit.world.clock() - code.at > limits.CODE_SECONDS:
        raise Refusal("invalid_code")
    if code.used:
        raise Refusal("code_already_used", "a code works once", "/code")
    if visit.text("redirect_uri") != code.redirect_uri:
        raise Refusal("bad_redirect_uri", f"authorized with {code.redirect_uri!r}", "/redirect_uri")
    code.used = True
    team = visit.world.teams[code.team]
    visit.call.team, visit.call.user = team.id, code.user
    told = _told(visit, team, visit.world.grant(team, code.scopes)) | {"authed_user": {"id": code.user}}
    if code.organisation:
        told |= {"is_enterprise_install": True, "team": None, "enterprise": {"id": "E0FAKE", "name": "Acme Group"}}
    return told


def _refreshed(visit: Visit) -> Json:
    value = visit.world.refresh_tokens.pop(visit.text("refresh_token"), None)
    if value is None:
        raise Refusal("invalid_refresh_token")
    old = visit.world.tokens[value]
    team = visit.world.teams[old.team]
    visit.call.team = team.id
    return _told(visit, team, visit.world.grant(team, old.scopes))


def _told(visit: Visit, team: Team, token: Token) -> Json:
    told: Json = {
        "app_id": visit.world.app.id,
        "access_token": token.value,
        "token_type": "bot",
        "scope": ",".join(sorted(token.scopes)),
        "bot_user_id": team.bot_user,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if token.expires_at is None:
        return told
    return told | {"expires_in": limits.TOKEN_SECONDS, "refresh_token": visit.world.refresh_token(token)}
