"""``coach slack``: what an admin needs to add the coach to a workspace."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli import Commands


def add_to(commands: Commands) -> None:
    """Add the command and its own commands."""
    command = commands.add_parser("slack", help="the app manifest", epilog="example: coach slack manifest --socket")
    own = command.add_subparsers(dest="what", metavar="COMMAND", required=True)
    making = own.add_parser(
        "manifest",
        help="print the manifest that makes the Slack app",
        description="Print the manifest: paste it at api.slack.com/apps, Create New App, From a manifest.",
        epilog="example: coach slack manifest --url https://coach.example.org",
    )
    making.add_argument("--url", help="where Slack reaches the coach, https://…")
    making.add_argument("--socket", action="store_true", help="for Socket Mode: no public address is needed")
    making.add_argument(
        "--many", action="store_true", help="for many workspaces, installed by OAuth: redirect address, token rotation"
    )
    making.add_argument("--name", default="Pathway Coach", help="what the app is called in Slack")
    making.set_defaults(run=manifest)


def manifest(chosen: argparse.Namespace) -> int:
    """Print the manifest as JSON."""
    from bot.adapters.slack.manifest import NoAddress
    from bot.adapters.slack.manifest import manifest as make
    from bot.wiring import CannotStart

    try:
        made = make(url=chosen.url, socket=chosen.socket, many=chosen.many, name=chosen.name)
    except NoAddress as trouble:
        raise CannotStart(str(trouble)) from None
    print(json.dumps(made, indent=2))
    return 0
