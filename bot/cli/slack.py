"""``coach slack``: what an admin needs to add the coach to a workspace, and to keep its tokens."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli import Commands


def add_to(commands: Commands) -> None:
    """Add the command and its own commands."""
    command = commands.add_parser(
        "slack", help="the app manifest, and the keys of stored tokens", epilog="example: coach slack manifest --socket"
    )
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
    sealing = own.add_parser(
        "reseal",
        help="seal the stored tokens with the first key of COACH_KEYS",
        description="Seal the stored tokens with the first key of COACH_KEYS, so that the others can be taken away.\n"
        "Start every program with the new key in front before.",
        epilog="example: coach slack reseal",
    )
    sealing.add_argument(
        "--without-lost",
        action="store_true",
        help="give up tokens that no key opens; those workspaces must install the coach again",
    )
    sealing.set_defaults(run=reseal)


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


def reseal(chosen: argparse.Namespace) -> int:
    """Seal the tokens of all workspaces anew."""
    from bot import settings, wiring

    number = wiring.reseal(settings.read(), without_lost=chosen.without_lost)
    of = "1 workspace" if number == 1 else f"{number} workspaces"
    print(f"The tokens of {of} are sealed with the first key of COACH_KEYS; the others can be taken away.")
    return 0
