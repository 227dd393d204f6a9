"""The first word with Slack, when serving begins."""

from __future__ import annotations

from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from slack_bolt.authorization import AuthorizeResult

from bot.adapters.roof import SaysNo
from bot.adapters.slack.calls import UNANSWERED, Refused, ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.slack.calls import Answer

_SKEW = 120.0
"""Seconds of difference to Slack's clock; past five minutes Slack's own signatures count as forged."""


class SlackSaysNo(SaysNo):
    """Slack cannot be served as things are; the message names the setting and the remedy."""


async def introduce(client: AsyncWebClient, now: Callable[[], datetime]) -> AuthorizeResult:
    """Who we are, from Slack, where we have a token; and whether our clocks agree. Raises ``SlackSaysNo``."""
    told: Answer
    try:
        told = await ask(client, "auth.test")
    except Refused as refusal:
        if client.token:
            raise SlackSaysNo(
                f"SLACK_BOT_TOKEN: Slack refuses it ({refusal.code})."
                " Install the app in the workspace again and copy its bot token (xoxb-…)."
            ) from None
        told = {"date": refusal.date}
    except UNANSWERED as trouble:
        raise SlackSaysNo(
            f"Slack cannot be reached ({type(trouble).__name__}); check the network and SLACK_API_URL."
        ) from None
    with suppress(TypeError, ValueError):
        apart = (now() - parsedate_to_datetime(told["date"])).total_seconds()
        if abs(apart) > _SKEW:
            side = "ahead of" if apart > 0 else "behind"
            raise SlackSaysNo(
                f"This machine's clock is {abs(apart) / 60:.0f} minutes {side} Slack's, and Slack's requests would"
                " count as forged. Set the clock (turn on NTP), then start again."
            )
    return AuthorizeResult(
        enterprise_id=told.get("enterprise_id"),
        team_id=told.get("team_id"),
        bot_user_id=told.get("user_id"),
        bot_id=told.get("bot_id"),
        bot_token=client.token,
    )
