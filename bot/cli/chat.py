"""``coach chat``: the coach, here in the terminal."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    talk = commands.add_parser(
        "chat",
        help="talk to the coach in the terminal",
        description="Talk to the coach. A number presses the button of that number; Ctrl-D leaves.\n"
        "With piped input it answers line by line and ends.",
        epilog='example: echo "what is next this week?" | coach chat',
    )
    talk.set_defaults(run=chat)


def chat(_: argparse.Namespace) -> int:
    """Talk until the input ends."""
    from bot import logs, settings, wiring
    from bot.adapters.terminal import console
    from bot.adapters.terminal.chat import Chat
    from bot.core import door
    from pathways.learner import Account

    told = settings.read()
    logs.to_file(told.data_folder / "coach.log")
    coach, place = wiring.remembering(told)
    print(f"Your progress is kept in {place}", file=sys.stderr)
    talk = Chat(
        consider=lambda request: door.consider(coach, request),
        account=Account("terminal", "", getpass.getuser()),
        timezone=wiring.local_timezone(),
        exports=told.data_folder / "exports",
        out=sys.stdout,
    )
    if sys.stdin.isatty():
        console.converse(talk, history=told.data_folder / "history")
    else:
        console.pipe(talk, sys.stdin.buffer)
    return 0
