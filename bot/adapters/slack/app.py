"""The Bolt application: one listener for each kind of payload, our own table behind it."""

from __future__ import annotations

import logging
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack.house import is_departure, when

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from datetime import datetime

    from slack_bolt.authorization import AuthorizeResult
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.slack.house import House
    from bot.adapters.slack.surface import Surface

_OWN = ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
_ANY = re.compile(".*", re.DOTALL)


def build(
    surface: Surface,
    client: AsyncWebClient,
    *,
    signing_secret: str,
    house: House,
    now: Callable[[], datetime],
) -> AsyncApp:
    """The application around ``surface``, wherever the coach is let in.

    What a learner said is committed before it is acknowledged (``process_before_response``): a process that dies in
    between leaves Slack without an answer, so Slack sends it again, and the delivery's key makes it count once.
    """
    with _unseen():
        app = AsyncApp(
            client=client,
            signing_secret=signing_secret,
            authorize=_Tokens(house),  # pyright: ignore[reportArgumentType]  (declared for functions alone)
            before_authorize=_LetIn(surface, house, now),
            process_before_response=True,
            logger=logging.getLogger("coach.slack.bolt"),
        )

    async def command(body: dict[str, Any], ack: AsyncAck, client: AsyncWebClient) -> None:
        await surface.command(body, ack, client)

    async def event(body: dict[str, Any], client: AsyncWebClient) -> None:
        await surface.event(body, client)

    async def action(body: dict[str, Any], ack: AsyncAck, client: AsyncWebClient) -> None:
        await surface.action(body, ack, client)

    async def view(body: dict[str, Any], ack: AsyncAck, client: AsyncWebClient) -> None:
        await surface.view(body, ack, client)

    async def options(body: dict[str, Any], ack: AsyncAck) -> None:
        await surface.options(body, ack)

    app.command(_ANY)(command)  # pyright: ignore[reportUnknownMemberType]
    app.event(_ANY)(event)  # pyright: ignore[reportUnknownMemberType]
    app.action(_ANY)(action)  # pyright: ignore[reportUnknownMemberType]
    app.view(_ANY)(view)  # pyright: ignore[reportUnknownMemberType]
    app.options(_ANY)(options)  # pyright: ignore[reportUnknownMemberType]
    return app


# As classes of Bolt's own: for a function, it looks up at each request which arguments it takes.


class _Tokens(AsyncAuthorize):
    """What it takes to speak in a workspace."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **actor: str | None,
    ) -> AuthorizeResult | None:
        """The token, and who the coach is there; None where it is not let in."""
        del context, enterprise_id, user_id, actor
        return await self._house.authorize(team_id)


class _LetIn(AsyncMiddleware):
    """Who is let in of those whom Slack vouches for: the workspaces that let the coach in."""

    def __init__(self, surface: Surface, house: House, now: Callable[[], datetime]) -> None:
        self._surface, self._house, self._now = surface, house, now

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  (Bolt's name)
    ) -> BoltResponse | None:
        """Go on to the listeners, or answer at once."""
        del resp
        body, house = req.body, self._house
        if is_departure(body.get("event") or {}):
            team = str(body.get("team_id"))
            self._surface.people.forget_workspace(team)
            await house.leave(team, when(body, self._now()))
            return BoltResponse(status=200, body="")
        if body.get("type") == "url_verification" or await house.authorize(req.context.team_id) is not None:
            return await next()
        if "command" not in body:
            return BoltResponse(status=200, body="")
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": house.sorry})


@contextmanager
def _unseen() -> Generator[None]:
    """Bolt reads the environment by itself, and would begin an OAuth of its own beside ours."""
    hidden = {name: os.environ.pop(name) for name in _OWN if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)
