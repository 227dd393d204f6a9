"""The Bolt application: one listener for each kind of payload, our own table behind it."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.slack.surface import Surface

_ANY = re.compile(".*", re.DOTALL)


def build(
    surface: Surface,
    client: AsyncWebClient,
    *,
    signing_secret: str,
    authorize: Callable[..., Awaitable[AuthorizeResult]],
) -> AsyncApp:
    """The application around ``surface``.

    What a learner said is committed before it is acknowledged (``process_before_response``): a process that dies in
    between leaves Slack without an answer, so Slack sends it again, and the delivery's key makes it count once.
    """
    logger = logging.getLogger("coach.slack.bolt")
    # at every start it warns of the token that it finds in the environment and does not need
    logger.setLevel(logging.ERROR)
    app = AsyncApp(
        client=client,
        signing_secret=signing_secret,
        authorize=authorize,
        process_before_response=True,
        logger=logger,
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
