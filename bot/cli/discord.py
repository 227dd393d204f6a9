"""``coach discord``: what is needed to add the coach to a server or an account."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli import Commands


def add_to(commands: Commands) -> None:
    """Add the command and its own commands."""
    command = commands.add_parser(
        "discord", help="the links that add the coach, and its commands", epilog="example: coach discord invite"
    )
    own = command.add_subparsers(dest="what", metavar="COMMAND", required=True)
    inviting = own.add_parser(
        "invite",
        help="print the links that add the coach to a server, or to your own account",
        description="Print the links. Without --application the token's own application is asked for.",
        epilog="example: coach discord invite",
    )
    inviting.add_argument("--application", type=int, metavar="ID", help="the application's id (General Information)")
    inviting.set_defaults(run=invite)
    syncing = own.add_parser(
        "sync",
        help="register the commands anew",
        description="Register /coach anew, which happens by itself at each start after a change.",
        epilog="example: coach discord sync",
    )
    syncing.set_defaults(run=sync)


def invite(chosen: argparse.Namespace) -> int:
    """Print the links."""
    from bot import settings, wiring

    server, own = wiring.discord_invitations(settings.read(), chosen.application)
    print(f"To a server:          {server}\nTo your own account:  {own}")
    return 0


def sync(chosen: argparse.Namespace) -> int:
    """Register the commands."""
    from bot import settings, wiring

    del chosen
    wiring.sync_discord(settings.read())
    print("Discord knows the commands. Where they do not show yet, reload Discord (Ctrl-R).")
    return 0
