"""Slack's numbers that its published types do not say, or say too late; held to always, with and without the specs."""

from __future__ import annotations

from typing import Final

# Messages.
BLOCKS: Final = 50
TEXT: Final = 40_000  # beyond it Slack cuts, or says msg_too_long
ALL_BLOCKS: Final = 13_200  # characters of all blocks together: slackapi/bolt-js#2509; not documented
MARKDOWN: Final = 12_000  # characters of all markdown blocks together
TABLES: Final = 1

# Views.
VIEW_BLOCKS: Final = 100
VIEW_BYTES: Final = 250_000
STACK: Final = 3

# What Slack hands out, for how long and how often.
TRIGGER_SECONDS: Final = 3.0
RESPONSE_URL_USES: Final = 5
RESPONSE_URL_SECONDS: Final = 1_800.0
CODE_SECONDS: Final = 600.0
TOKEN_SECONDS: Final = 43_200  # of a rotated token
PATIENCE: Final = 3.0  # how long Slack waits for an answer
RETRIES: Final = 3
CONNECTIONS: Final = 10
HISTORY: Final = 100  # messages a page of history when nobody says how many

# What must be there, also where no specification is at hand to say so.
NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "assistant.threads.setStatus": ("channel_id", "thread_ts", "status"),
    "assistant.threads.setSuggestedPrompts": ("channel_id", "prompts"),
    "chat.delete": ("channel", "ts"),
    "chat.postEphemeral": ("channel", "user"),
    "chat.postMessage": ("channel",),
    "chat.update": ("channel", "ts"),
    "conversations.history": ("channel",),
    "conversations.info": ("channel",),
    "conversations.replies": ("channel", "ts"),
    "files.completeUploadExternal": ("files",),
    "files.getUploadURLExternal": ("filename", "length"),
    "files.info": ("file",),
    "oauth.v2.access": ("client_id", "client_secret"),
    "users.info": ("user",),
    "views.open": ("view", "trigger_id"),
    "views.publish": ("view", "user_id"),
    "views.push": ("view", "trigger_id"),
    "views.update": ("view",),
}

# The scope that a bot token needs; a method that is not here needs none.
SCOPES: Final[dict[str, str]] = {
    "assistant.threads.setStatus": "chat:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "im:history",
    "conversations.info": "im:read",
    "conversations.open": "im:write",
    "conversations.replies": "im:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "team.info": "team:read",
    "users.info": "users:read",
}
READ_CHANNELS: Final = "channels:history"  # without it an app sees nothing of what is said in channels
ALL_SCOPES: Final = frozenset({*SCOPES.values(), "commands"})

# How words that came in a query or a form are to be read.
BOOLEANS: Final = frozenset(
    {
        "as_user",
        "include_all_metadata",
        "include_locale",
        "include_num_members",
        "inclusive",
        "link_names",
        "mrkdwn",
        "prevent_creation",
        "reply_broadcast",
        "return_im",
        "test",
        "unfurl_links",
        "unfurl_media",
    }
)
NUMBERS: Final = frozenset({"count", "length", "limit", "page"})
STRUCTURES: Final = frozenset({"attachments", "blocks", "files", "loading_messages", "metadata", "prompts", "view"})

# What an answer to a response_url or in an ack may be made of.
RESPONSE_KEYS: Final = frozenset(
    {
        "attachments",
        "blocks",
        "delete_original",
        "link_names",
        "metadata",
        "mrkdwn",
        "parse",
        "replace_original",
        "response_type",
        "text",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
    }
)
