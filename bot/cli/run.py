"""``coach run``: the coach where it is configured; in the terminal where nothing is."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from bot.wiring import ROLES

if TYPE_CHECKING:
    from bot.cli import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "run",
        help="run the coach: in Slack and Discord where they are configured, otherwise here in the terminal",
        description="Run the coach. No role: all that is configured; nothing configured: a chat in the terminal.\n"
        "slack and discord answer, nudges writes first; on PostgreSQL any number of workers may do either.",
        epilog="example: coach run slack discord nudges",
    )
    command.add_argument("roles", nargs="*", type=_role, metavar="ROLE", help=f"one of: {', '.join(ROLES)}")
    command.set_defaults(run=run)


def _role(word: str) -> str:
    if word not in ROLES:
        raise argparse.ArgumentTypeError(f"{word!r} is no role; known: {', '.join(ROLES)}")
    return word


def run(chosen: argparse.Namespace) -> int:
    """Run until told to leave."""
    from bot import settings, wiring
    from bot.cli.chat import chat

    told = settings.read()
    roles = chosen.roles or wiring.configured(told)
    if not roles:
        return chat(chosen)
    wiring.serve(told, roles, ready=lambda words: print(words, file=sys.stderr, flush=True))
    return 0
