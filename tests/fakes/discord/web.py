"""What the bot talks to over HTTP: the routes of v10, and the files that it has uploaded."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiohttp import web

from tests.fakes.discord import checks, limits
from tests.fakes.discord.budgets import Budgets
from tests.fakes.discord.fates import Fate, Fates
from tests.fakes.discord.faults import FORM, Fault
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.records import Book, Call, Json
from tests.fakes.discord.routes import ROUTES, Refusal, Route, Visit
from tests.fakes.discord.world import World

BASE = "/api/v10"


class Desk:
    """Takes each call, asks for its fate, does or does not do it, and answers or does not answer."""

    def __init__(self, world: World, book: Book, fates: Fates, gateway: Gateway) -> None:
        self.world = world
        self.book = book
        self.fates = fates
        self.gateway = gateway
        self.budgets = Budgets(world.clock)
        self.base = ""

    def routes(self) -> list[web.RouteDef]:
        """The addresses of Discord; whatever else is asked for is complained about."""
        known = [web.route(route.verb, BASE + route.path, self._taker(route)) for route in ROUTES]
        return [*known, web.get("/cdn/{path:.*}", self.file), web.route("*", "/{path:.*}", self.unknown)]

    def _taker(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def take(request: web.Request) -> web.StreamResponse:
            return await self._take(route, request)

        return take

    async def _take(self, route: Route, request: web.Request) -> web.StreamResponse:
        payload, files, unreadable = await _body(request)
        call = Call(self.world.clock(), route.method, request.method, request.path, payload, dict(request.query))
        call.files = files
        self._address(call, request)
        left = self.budgets.spend(call)
        fate = Fate.refuse_429(left.reset_after) if left.over else self.fates.of(call)
        if fate.accepts:
            visit = Visit(self.world, self.gateway, call, request.match_info, self.base, payload)
            self._do(route, visit, request, unreadable)
        self.book.calls.append(call)
        self.book.on_change()
        return await self._answered(request, fate, call, left.headers(self.world.clock()))

    def _address(self, call: Call, request: web.Request) -> None:
        """Where the call goes, and to whom."""
        named = request.match_info
        token = named.get("interaction_token") or named.get("webhook_token") or ""
        interaction = self.world.interactions.get(token)
        if interaction is not None:
            call.channel, call.user = interaction.channel.id, interaction.user.id
        elif (channel := self.world.channels.get(named.get("channel_id", ""))) is not None:
            call.channel, call.user = channel.id, channel.members[0].id if channel.is_bot_dm else ""
        elif call.method == "create_dm":
            call.user = str(call.payload.get("recipient_id", ""))
        else:
            call.channel = named.get("channel_id", "")

    def _do(self, route: Route, visit: Visit, request: web.Request, unreadable: str) -> None:
        """Do what is asked, or say why not."""
        call = visit.call
        try:
            self._let_in(route, request, unreadable)
            self._check(route, visit)
            call.answer = route.handler(visit)
        except Refusal as no:
            if no.complaint:
                error = str(no.code)
                self.book.complain(call.method, no.path, no.complaint, error=error, payload=call.payload)
            call.status, call.answer = limits.CODES[no.code][0], no.body
            return
        call.status = 200 if call.answer is not None else 204
        if not visit.repeated:
            call.accepted = True
            self.book.accept(call.method, call.payload, channel=call.channel, user=call.user, made=visit.made)

    def _let_in(self, route: Route, request: web.Request, unreadable: str) -> None:
        """Is it the bot, and can it be read?"""
        if not route.open and request.headers.get("Authorization") != f"Bot {self.world.app.token}":
            raise Refusal(0)
        if unreadable:
            raise Refusal(50109, unreadable)

    def _check(self, route: Route, visit: Visit) -> None:
        """Complain about all that is wrong; refuse with it in Discord's own form."""
        call = visit.call
        faults = checks.request(route, call, visit.edited())
        for fault in faults:
            self.book.complain(call.method, fault.path, fault.message, error=fault.error, payload=call.payload)
        serious = [fault for fault in faults if fault.code]
        if serious:
            raise Refusal(serious[0].code, errors=_errors([f for f in serious if f.code == FORM]))

    async def _answered(
        self, request: web.Request, fate: Fate, call: Call, headers: dict[str, str]
    ) -> web.StreamResponse:
        """Answer as the fate wants it."""
        await self.fates.wait(fate)
        match fate.answers:
            case "reply":
                return _json(call.answer, call.status, headers)
            case "drop":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=500)
            case "garbled":
                return web.Response(body=b"<html>Something went wrong", content_type="text/html")
            case "status":
                call.status = fate.status
                return web.Response(status=fate.status, text="upstream error")
            case "error":
                call.answer, call.status = Refusal(fate.code).body, limits.CODES[fate.code][0]
                return _json(call.answer, call.status, headers)
            case "limited":
                call.status = fate.status
                call.answer = {
                    "message": "You are being rate limited.",
                    "retry_after": fate.retry_after,
                    "global": fate.everywhere,
                }
                headers |= {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": f"{fate.retry_after:.3f}"}
                headers |= {"Retry-After": str(int(fate.retry_after) + 1), "X-RateLimit-Scope": "user"}
                return _json(call.answer, call.status, headers)
            case "banned":
                call.status = fate.status
                return web.Response(status=429, text="error code: 1015", headers={"Retry-After": "3600"})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file that was uploaded."""
        kind, content = self.world.files.get(request.path, ("", b""))
        return web.Response(body=content, content_type=kind) if kind else web.Response(status=404)

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        """No such route."""
        self.book.complain("unknown", request.path, f"there is no {request.method} {request.path} here", error="404")
        return _json({"message": "404: Not Found", "code": 0}, 404, {})


def _json(answer: Any, status: int, headers: dict[str, str]) -> web.Response:
    """An answer whose type is `application/json` and nothing more, as Discord's is: its library looks for that."""
    if status == 204:
        return web.Response(status=status, headers=headers)
    return web.Response(
        body=json.dumps(answer).encode(), status=status, content_type="application/json", headers=headers
    )


async def _body(request: web.Request) -> tuple[Json, dict[str, bytes], str]:
    """What is said, the files beside it, and why it cannot be read if it cannot."""
    files: dict[str, bytes] = {}
    if request.content_type == "multipart/form-data":
        text = ""
        for name, part in (await request.post()).items():
            if isinstance(part, web.FileField):
                files[name] = part.file.read()
            elif name == "payload_json":
                text = str(part)
    else:
        text = await request.text()
        if text and request.headers.get("Content-Type") != "application/json":
            return {}, files, f"a body of type {request.content_type}"
    if not text:
        return {}, files, ""
    try:
        read: Any = json.loads(text)
    except ValueError:
        return {}, files, "is no JSON"
    if isinstance(read, list):
        return {"commands": cast("list[Any]", read)}, files, ""
    return (cast("Json", read), files, "") if isinstance(read, dict) else ({}, files, "is no object")


def _errors(faults: list[Fault]) -> Json:
    """The tree in which Discord tells what is wrong with a form."""
    tree: Json = {}
    for fault in faults:
        place = tree
        for step in fault.path.strip("/").split("/"):
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": "INVALID", "message": fault.message})
    return tree
