"""The Bolt application: one listener for each kind of payload, our own table behind it."""

from __future__ import annotations

import logging
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.adapters.slack.tenants import is_departure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.slack.surface import Surface
    from bot.adapters.slack.tenants import Tenants

_OWN = ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
_ANY = re.compile(".*", re.DOTALL)


def build(
    surface: Surface,
    client: AsyncWebClient,
    *,
    signing_secret: str,
    house: AuthorizeResult | Tenants,
) -> AsyncApp:
    """The application around ``surface``, in the one workspace that is known, or in those of the tenants.

    What a learner said is committed before it is acknowledged (``process_before_response``): a process that dies in
    between leaves Slack without an answer, so Slack sends it again, and the delivery's key makes it count once.
    """
    one, many = (house, None) if isinstance(house, AuthorizeResult) else (None, house)

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult | None:
        return one if many is None else await many.authorize(context.team_id)

    with _unseen():
        app = AsyncApp(
            client=client,
            signing_secret=signing_secret,
            authorize=authorize,  # pyright: ignore[reportArgumentType]  (Bolt's own code takes None for an answer)
            before_authorize=None if many is None else _only_tenants(surface, many),
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


def _only_tenants(surface: Surface, tenants: Tenants) -> Callable[..., Awaitable[BoltResponse | None]]:
    """Who is let in of those whom Slack vouches for: the workspaces that the coach is installed in."""

    async def look(
        body: dict[str, Any], context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        if is_departure(body.get("event") or {}):
            surface.people.forget_workspace(str(body["team_id"]))
            await tenants.leave(str(body["team_id"]))
            return BoltResponse(status=200, body="")
        if body.get("type") == "url_verification" or await tenants.authorize(context.team_id) is not None:
            return await next_()
        if "command" not in body:
            return BoltResponse(status=200, body="")
        words = f"I am not installed in this workspace any more. An admin can add me again at {tenants.exchange.begin}"
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": words})

    return look


@contextmanager
def _unseen() -> Generator[None]:
    """Bolt reads the environment by itself, and would begin an OAuth of its own beside ours."""
    hidden = {name: os.environ.pop(name) for name in _OWN if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)
