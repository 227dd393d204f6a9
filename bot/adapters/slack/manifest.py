"""What the Slack app asks of a workspace: generated, so that scopes, events and addresses stay those of the code."""

from __future__ import annotations

from typing import Any

from bot.core.intents import Forecast, HowFar, Next, Reality

COMMAND = "/coach"
EVENTS_PATH = "/slack/events"
"""Bolt takes events, presses, commands and option queries at one address."""
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
SCOPES = (
    "app_mentions:read",  # answer where somebody names the coach
    "assistant:write",  # prompts beside the conversation
    "chat:write",  # answer
    "commands",  # /coach
    "files:write",  # hand over the calendar, the data and the picture
    "im:history",  # read what is written to the coach, and nothing else
    "im:write",  # open the conversation for a nudge
    "users:read",  # the time zone
)
EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked", "user_change")
PROMPTS = {
    "What's next?": Next.example,
    "How am I doing?": HowFar.example,
    "When will I be done?": Forecast.example,
    "The honest look": Reality.example,
}
"""Examples that the coach is tested to understand."""
_DESCRIPTION = (
    "A plan for your career change that fits your week: what is next, how far you are, when you will be done."
)
_LONG_DESCRIPTION = (
    "Pathway Coach keeps a plan for your way into a new role and fits it to the hours you have. Ask what is next, say"
    " what you finished, put things off or drop them; it reckons anew when you will be done and says where each figure"
    " comes from. It nudges you once a week at the hour you choose, and pauses when you say so. Your data is yours:"
    " take it out or have it deleted by saying so."
)
_AGENT = "Knows the road to your new role step by step, and keeps a plan for it that fits your week."
_USAGE = "[what's next | done with chapter 1 | how am I doing | 4 hours a week]"


class NoAddress(ValueError):
    """Slack has nowhere to send events to."""


def manifest(*, url: str | None, socket: bool, many: bool = False, name: str = "Pathway Coach") -> dict[str, Any]:
    """The app manifest: served at ``url`` (https, without a path), or over Socket Mode.

    For ``many`` workspaces it is installed by OAuth, which needs ``url`` also over Socket Mode. Raises ``NoAddress``.
    """
    base = (url or "").rstrip("/")
    if base and not base.startswith("https://"):
        raise NoAddress(f"Slack sends to https addresses only, and this is none: {base!r}.")
    if not base and not socket:
        raise NoAddress("Without Socket Mode, Slack needs this program's public https address (--url).")
    if not base and many:
        raise NoAddress("To be installed in many workspaces, the program needs its public https address (--url).")
    inbound = "" if socket else base + EVENTS_PATH
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f3a5f",
        },
        "features": _features(name, inbound),
        "oauth_config": {
            **({"redirect_urls": [base + REDIRECT_PATH]} if many else {}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **_at(inbound, "request_url")},
            "interactivity": {"is_enabled": True, **_at(inbound, "request_url", "message_menu_options_url")},
            "socket_mode_enabled": socket,
            # A token that is copied by hand must not end after twelve hours. Once on, rotation stays on.
            "token_rotation_enabled": many,
            "org_deploy_enabled": False,
        },
    }


def _features(name: str, inbound: str) -> dict[str, Any]:
    return {
        "bot_user": {"display_name": name, "always_online": True},
        # Without the second and third of these nobody could write to the coach.
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "slash_commands": [
            {
                "command": COMMAND,
                "description": "Ask your coach what is next, or say what you finished",
                "usage_hint": _USAGE,
                "should_escape": True,
                **_at(inbound, "url"),
            }
        ],
        "agent_view": {
            "agent_description": _AGENT,
            "suggested_prompts": [{"title": title, "message": message} for title, message in PROMPTS.items()],
        },
    }


def _at(inbound: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, inbound) if inbound else {}
