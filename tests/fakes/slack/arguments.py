"""Where the arguments of a call may stand: query, form, JSON, HTTP Basic. All are one to Slack."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, cast

from aiohttp import web

from tests.fakes.slack import limits
from tests.fakes.slack.records import Json


class Unreadable(Exception):
    """The body is not what its content type says."""


async def merged(request: web.Request) -> tuple[Json, str]:
    """The arguments of a call, each read as what it is, and the token."""
    arguments: Json = {name: _word(name, value) for name, value in request.query.items()}
    if request.content_type == "application/json":
        arguments |= _json(await request.text())
    elif request.method == "POST":
        arguments |= {name: _word(name, value) for name, value in (await request.post()).items()}
    kind, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        arguments["client_id"], arguments["client_secret"] = _basic(credentials)
    token = credentials if kind == "Bearer" else str(arguments.get("token", ""))
    return {name: _tidy(name, value) for name, value in arguments.items()}, token.strip()


def _json(text: str) -> Json:
    try:
        read: Any = json.loads(text or "{}")
    except ValueError as error:
        raise Unreadable("invalid_json") from error
    if not isinstance(read, dict):
        raise Unreadable("json_not_object")
    return cast("Json", read)


def _basic(credentials: str) -> tuple[str, str]:
    try:
        user, _, word = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Unreadable("invalid_auth") from error
    return user, word


def _word(name: str, value: object) -> object:
    """A word of a query or a form, read as the boolean or number it stands for."""
    if name in limits.BOOLEANS and value in {"0", "1", "true", "false"}:
        return value in {"1", "true"}
    if name in limits.NUMBERS and isinstance(value, str) and value.isdigit():
        return int(value)
    return value


def _tidy(name: str, value: object) -> object:
    """Structures may come as JSON text; and some nulls that the SDK sends mean nothing to Slack."""
    if name in limits.STRUCTURES and isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return value
    if name == "files" and isinstance(value, list):
        files = [cast("Json", file) for file in cast("list[Any]", value) if isinstance(file, dict)]
        return [{key: said for key, said in file.items() if said is not None} for file in files]
    if name == "metadata" and isinstance(value, dict):
        return {key: said for key, said in cast("Json", value).items() if said is not None}
    return value
