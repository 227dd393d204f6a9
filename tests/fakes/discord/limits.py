"""Discord's numbers and codes; held to always, with and without the specs."""

from __future__ import annotations

from typing import Final

# Messages.
CONTENT: Final = 2_000
EMBEDS: Final = 10
EMBED_CHARACTERS: Final = 6_000  # of all embeds together
EMBED: Final = {"title": 256, "description": 4_096}
EMBED_FIELDS: Final = 25
EMBED_FIELD: Final = {"name": 256, "value": 1_024}
FOOTER: Final = 2_048
AUTHOR: Final = 256
ATTACHMENTS: Final = 10
ATTACHMENT_BYTES: Final = 10 * 1024 * 1024
ALT_TEXT: Final = 1_024
NONCE: Final = 25
NONCE_SECONDS: Final = 300.0  # "the past few minutes"
HISTORY: Final = 100

# Components.
EPHEMERAL: Final = 1 << 6
LOADING: Final = 1 << 7
COMPONENTS_V2: Final = 1 << 15
COMPONENTS: Final = 40  # nested ones count
TEXT_DISPLAYS: Final = 4_000  # characters of all together
ROWS: Final = 5
ROW_BUTTONS: Final = 5
CUSTOM_ID: Final = 100
LABEL: Final = 80
URL: Final = 512
OPTIONS: Final = 25
OPTION: Final = 100
PLACEHOLDER: Final = 150
SECTION_TEXTS: Final = 3
GALLERY: Final = 10

# Modals.
MODAL_TITLE: Final = 45
MODAL_COMPONENTS: Final = 5
MODAL_LABEL: Final = 45
MODAL_DESCRIPTION: Final = 100
INPUT: Final = 4_000
INPUT_PLACEHOLDER: Final = 100

# Interactions.
FIRST_RESPONSE_SECONDS: Final = 3.0
TOKEN_SECONDS: Final = 900.0
USER_INSTALL_FOLLOWUPS: Final = 5
CHOICES: Final = 25

# Commands.
COMMANDS: Final = 100
COMMAND_NAME: Final = 32
COMMAND_DESCRIPTION: Final = 100
COMMAND_OPTIONS: Final = 25
COMMAND_CHARACTERS: Final = 8_000

# The gateway.
HEARTBEAT_MS: Final = 41_250  # never fires in a test
SENDS: Final = 120  # in 60 seconds, on one connection
IDENTIFY_SECONDS: Final = 5.0
SESSION_STARTS: Final = 1_000

# Bits of the intents.
GUILDS: Final = 1 << 0
GUILD_MEMBERS: Final = 1 << 1
GUILD_PRESENCES: Final = 1 << 8
GUILD_MESSAGES: Final = 1 << 9
DIRECT_MESSAGES: Final = 1 << 12
MESSAGE_CONTENT: Final = 1 << 15
PRIVILEGED: Final = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT
ALL_INTENTS: Final = (1 << 26) - 1

# Bits of the permissions.
ADMINISTRATOR: Final = 1 << 3
MANAGE_GUILD: Final = 1 << 5
VIEW_CHANNEL: Final = 1 << 10
SEND_MESSAGES: Final = 1 << 11
EMBED_LINKS: Final = 1 << 14
ATTACH_FILES: Final = 1 << 15
READ_HISTORY: Final = 1 << 16
USE_COMMANDS: Final = 1 << 31
EVERYONE: Final = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES | READ_HISTORY | USE_COMMANDS

LOCALES: Final = frozenset(
    {
        *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl"),
        *("pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW"),
        "ko",
    }
)

# Discord's codes with the status and the words they come with.
CODES: Final[dict[int, tuple[int, str]]] = {
    0: (401, "401: Unauthorized"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    20026: (403, "Your bot has been flagged by our anti-spam system for abusive behavior."),
    40003: (403, "You are opening direct messages too fast"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged"),
    # this one's number is not in the documentation, the limit is
    40094: (400, "Maximum number of follow-up messages reached"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user"),
}
