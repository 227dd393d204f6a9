"""What Discord sends, as values: who speaks, what they say, and under which key it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.adapters.discord import numbers
from pathways.digest import Place
from pathways.learner import Account

if TYPE_CHECKING:
    from bot.adapters.discord.buttons import Interaction

PLATFORM = "discord"
_SAID = (discord.MessageType.default, discord.MessageType.reply)


def account(user: discord.abc.User) -> Account:
    """The account of somebody. A person is the same in every server, so there is no tenant."""
    return Account(PLATFORM, "", str(user.id))


def place(interaction: Interaction) -> Place | None:
    """The server and the channel in it; None where the coach is in no server, or was not let into this one."""
    if interaction.guild_id is None or not interaction.is_guild_integration():
        return None
    return Place(PLATFORM, str(interaction.guild_id), str(interaction.channel_id))


def locale(interaction: Interaction) -> str:
    """The language that somebody reads Discord in."""
    return str(interaction.locale)


def is_private(message: discord.Message) -> bool:
    """Direct messages, whether told by the gateway or read afterwards."""
    return message.guild is None


def is_said(message: discord.Message) -> bool:
    """Words of a person; joins, pins, bots and what they post are none."""
    return not message.author.bot and message.webhook_id is None and message.type in _SAID


def is_open(interaction: Interaction) -> bool:
    """Where others read along: anywhere but in the conversation with the coach itself."""
    return interaction.guild_id is not None or interaction.context.private_channel is True


def message_key(message: discord.Message) -> str:
    """Names one message."""
    return f"message:{message.id}"


def press_key(interaction: Interaction) -> str:
    """Names one press: of the same thing, in the same message, in the same listing. However often, it is one."""
    told = interaction.message
    if told is None:
        return f"press:{interaction.id}"
    data = interaction.data or {}
    chosen = ",".join(data.get("values") or ())
    return f"press:{told.id}:{numbers.listing(told)}:{data.get('custom_id', '')}:{chosen}"[:255]
