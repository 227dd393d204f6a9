"""``coach ask``: one question, or a stream of them."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "ask",
        help="answer one question; nothing is stored",
        description="Answer a question as for somebody new. Nothing is stored.",
        epilog='example: coach ask --json "how much more would I make?"',
    )
    command.add_argument("question", nargs="?", help="the question, in your own words")
    command.add_argument("--json", action="store_true", help="print one JSON object on one line")
    command.add_argument("--jsonl", action="store_true", help="read one question a line from standard input")
    command.add_argument(
        "--today", type=day, metavar="YYYY-MM-DD", help="the date that relative dates are read against"
    )
    command.add_argument("--timezone", default="UTC", metavar="ZONE", help="an IANA time zone, such as Europe/Berlin")
    command.set_defaults(run=partial(ask, command))


def ask(command: argparse.ArgumentParser, chosen: argparse.Namespace) -> int:
    """Answer and exit."""
    from zoneinfo import ZoneInfo

    from bot import ask, settings, wiring
    from pathways import zones

    if chosen.jsonl == (chosen.question is not None):
        command.error("give one QUESTION, or --jsonl and questions on standard input")
    zone = zones.zone_of(chosen.timezone)
    if zone is None:
        near = zones.nearest_zones(chosen.timezone, 3)
        command.error(f"no time zone {chosen.timezone!r}" + (f"; did you mean {' or '.join(near)}?" if near else ""))
    noon = None
    if chosen.today is not None:
        noon = dt.datetime.combine(chosen.today, dt.time(12), ZoneInfo(zone)).astimezone(dt.UTC)
    coach = wiring.stranger(settings.read(), at=noon)
    if chosen.jsonl:
        ask.stream(coach, sys.stdin.buffer, sys.stdout, zone)
    elif chosen.json:
        print(ask.as_json(coach, chosen.question, zone))
    else:
        print(ask.one(coach, chosen.question, zone))
    return 0


def day(words: str) -> dt.date:
    """A date given as an option."""
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{words!r} is no date; write it like 2026-11-30") from None
