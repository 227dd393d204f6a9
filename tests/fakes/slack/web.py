"""What the app under test talks to: the Web API, upload addresses, response_urls, and the way to the sockets."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from tests.fakes.slack import checks, limits
from tests.fakes.slack.arguments import Unreadable, merged
from tests.fakes.slack.fates import Fate, Fates
from tests.fakes.slack.methods import METHODS, Refusal, Visit
from tests.fakes.slack.methods.chat import body_of
from tests.fakes.slack.methods.desk import Method
from tests.fakes.slack.people import ResponseUrl, Token
from tests.fakes.slack.records import Book, Call, Json
from tests.fakes.slack.world import World

SAYS = {"invalid_arguments", "invalid_blocks"}  # the errors that come with reasons


class Desk:
    """Takes each call, asks for its fate, does or does not do it, and answers or does not answer."""

    def __init__(self, world: World, book: Book, fates: Fates, more: Mapping[str, Method]) -> None:
        self.world = world
        self.book = book
        self.fates = fates
        self.methods = {**METHODS, **more}
        self.base = ""

    def routes(self) -> list[web.RouteDef]:
        """The addresses of Slack."""
        return [
            web.route("*", "/api/{method}", self.api),
            web.post("/upload/v1/{file}", self.upload),
            web.post("/response/{id}", self.respond),
        ]

    # The Web API.

    async def api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            arguments, token = await merged(request)
        except Unreadable as error:
            self.book.complain(name, "", "cannot be read", error=str(error))
            return web.json_response({"ok": False, "error": str(error)})
        call = Call(self.world.clock(), name, arguments)
        known = self.world.tokens.get(token)
        if known is not None:
            call.team = known.team
        self._address(call)
        fate = self.fates.of(call)
        call.answer = self._done(call, known, token) if fate.accepts else {"ok": False, "error": fate.error}
        self.book.calls.append(call)
        self.book.on_change()
        return await self._answered(request, fate, web.json_response(call.answer), call.answer)

    def _address(self, call: Call) -> None:
        """Whom and what the call is about; whoever names a user as the channel means the DM."""
        said = call.arguments
        call.channel = str(said.get("channel") or said.get("channel_id") or "")
        call.user = str(said.get("user") or said.get("users") or said.get("user_id") or "")
        channel = self.world.find_channel(self.world.teams[call.team], call.channel) if call.team else None
        if channel is not None:
            call.channel, call.user = channel.id, call.user or channel.user

    def _done(self, call: Call, token: Token | None, value: str) -> Json:
        """Do what is asked, or say why not."""
        visit = Visit(self.world, self.book, call, token, self.base)
        try:
            self._let_in(call, token, value)
            self._check(call)
            answer = {"ok": True, **self.methods[call.method](visit)}
        except Refusal as no:
            if no.complaint:
                self.book.complain(call.method, no.path, no.complaint, error=no.error, payload=call.arguments)
            return {"ok": False, "error": no.error, **no.more}
        call.accepted = True
        self.book.accept(call.method, call.team, call.arguments, channel=call.channel, user=call.user, ts=visit.ts)
        return answer

    def _let_in(self, call: Call, token: Token | None, value: str) -> None:
        """Is the method known, and does the token open it?"""
        if call.method not in self.methods:
            raise Refusal("unknown_method", "there is no such method here")
        if call.method == "oauth.v2.access":
            return
        if token is None:
            raise Refusal("invalid_auth" if value else "not_authed")
        if token.dead:
            raise Refusal(token.dead)
        if token.expires_at is not None and token.expires_at <= self.world.clock():
            raise Refusal("token_expired")
        if (token.kind == "app") != (call.method == "apps.connections.open"):
            raise Refusal("not_allowed_token_type", f"not with a token of kind {token.kind!r}")
        needed = limits.SCOPES.get(call.method, "")
        if needed and needed not in token.scopes:
            provided = ",".join(sorted(token.scopes))
            raise Refusal("missing_scope", f"needs {needed}", needed=needed, provided=provided)

    def _check(self, call: Call) -> None:
        """Complain about all that is wrong; refuse with the first error."""
        faults = checks.request(call.method, call.arguments)
        for fault in faults:
            self.book.complain(call.method, fault.path, fault.message, error=fault.error, payload=call.arguments)
        serious = [fault for fault in faults if fault.error]
        if serious:
            error = serious[0].error
            reasons = [f"[ERROR] {f.message} [json-pointer:{f.path}]" for f in serious]
            more: Json = {"errors": reasons, "response_metadata": {"messages": reasons}} if error in SAYS else {}
            raise Refusal(error, **more)

    async def _answered(
        self, request: web.Request, fate: Fate, reply: web.Response, body: Json | None = None
    ) -> web.StreamResponse:
        """Answer as the fate wants it."""
        await self.fates.wait(fate)
        if fate.answers == "drop":
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if fate.answers == "garbled":
            return web.Response(text="<html>Something went wrong", content_type="application/json")
        if fate.answers == "error":
            return web.json_response({**(body or {}), "ok": False, "error": fate.error})
        if fate.answers == "status":
            headers = {"Retry-After": str(fate.retry_after)} if fate.retry_after else {}
            if fate.error:
                return web.json_response({"ok": False, "error": fate.error}, status=fate.status, headers=headers)
            return web.Response(status=fate.status, text="upstream error", headers=headers)
        return reply

    # Beside the Web API.

    async def upload(self, request: web.Request) -> web.StreamResponse:
        file = self.world.files.get(request.match_info["file"])
        content = await _content(request)
        call = Call(self.world.clock(), "upload", {"file": request.match_info["file"], "length": len(content)})
        call.team = file.team if file is not None else ""
        fate = self.fates.of(call)
        reply = web.Response(status=404, text="not found")
        if file is not None and fate.accepts:
            if len(content) != file.length:
                said = f"{len(content)} bytes came, {file.length} were announced"
                self.book.complain("upload", "/length", said, error="400")
                reply = web.Response(status=400, text="length mismatch")
            else:
                file.content, call.accepted = content, True
                self.book.accept("upload", file.team, call.arguments)
                reply = web.Response(text=f"OK - {len(content)}")
        self.book.calls.append(call)
        self.book.on_change()
        return await self._answered(request, fate, reply)

    async def respond(self, request: web.Request) -> web.StreamResponse:
        right = self.world.response_urls.get(request.match_info["id"])
        try:
            said, _ = await merged(request)
        except Unreadable as error:
            self.book.complain("response_url", "", "cannot be read", error=str(error))
            return web.json_response({"ok": False, "error": str(error)}, status=404)
        call = Call(self.world.clock(), "response_url", said)
        if right is not None:
            call.team, call.channel, call.user = right.user.team, right.channel, right.user.id
        fate = self.fates.of(call)
        error = self._responded(call, right) if fate.accepts else ""
        call.answer = {"ok": False, "error": error} if error else {"ok": True}
        self.book.calls.append(call)
        self.book.on_change()
        reply = web.json_response(call.answer, status=404) if error else web.Response(text="ok")
        return await self._answered(request, fate, reply)

    def _responded(self, call: Call, right: ResponseUrl | None) -> str:
        """Show the answer; the error if it is not shown."""
        if right is None:
            return "invalid_url"
        try:
            self._may_respond(call, right)
            ts = self._shown(call.arguments, right)
        except Refusal as no:
            if no.complaint:
                self.book.complain("response_url", no.path, no.complaint, error=no.error, payload=call.arguments)
            return no.error
        right.uses += 1
        call.accepted = True
        self.book.accept("response_url", call.team, call.arguments, channel=call.channel, user=call.user, ts=ts)
        return ""

    def _may_respond(self, call: Call, right: ResponseUrl) -> None:
        """Is the right still good, and is what is said in form?"""
        if self.world.clock() - right.at > limits.RESPONSE_URL_SECONDS:
            raise Refusal("expired_url", f"a response_url lives {limits.RESPONSE_URL_SECONDS} s")
        if right.uses >= limits.RESPONSE_URL_USES:
            raise Refusal("used_url", f"a response_url works {limits.RESPONSE_URL_USES} times")
        faults = [] if call.arguments.get("delete_original") else checks.message("response_url", call.arguments)
        for fault in faults:
            self.book.complain("response_url", fault.path, fault.message, error=fault.error, payload=call.arguments)
        if serious := [fault.error for fault in faults if fault.error]:
            raise Refusal(serious[0])

    def _shown(self, said: Json, right: ResponseUrl) -> str:
        team = self.world.teams[right.user.team]
        if said.get("delete_original") and right.message is not None:
            right.message.deleted = True
            return right.message.ts
        body = body_of(self.world, team, said)
        if said.get("replace_original") and right.message is not None:
            right.message.body = {**{k: v for k, v in right.message.body.items() if k != "blocks"}, **body}
            return right.message.ts
        seen_by = "" if said.get("response_type") == "in_channel" else right.user.id
        return self.world.put_message(team, team.channels[right.channel], body, ephemeral_for=seen_by).ts


async def _content(request: web.Request) -> bytes:
    """The bytes of an upload: as they are, or in a form."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""
