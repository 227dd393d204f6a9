"""``coach understand``: how a sentence is read, and how well a table of them is."""

from __future__ import annotations

import argparse
import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.ask import day

if TYPE_CHECKING:
    from bot.cli import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "understand",
        help="measure how well sentences are read",
        description="Read a table of sentences (“sentence -> intent slot=value …”) and say how many are right.",
        epilog="example: coach understand --eval tests/understanding/kept_2.txt",
    )
    command.add_argument("--eval", required=True, metavar="FILE", help="the table; see docs/understanding.md")
    command.add_argument("--misread", action="store_true", help="list the misread sentences too")
    command.add_argument(
        "--today", type=day, metavar="YYYY-MM-DD", help="the date that relative dates are read against"
    )
    command.set_defaults(run=partial(measure, command))


def measure(command: argparse.ArgumentParser, chosen: argparse.Namespace) -> int:
    """Read the table and print the figures."""
    from bot import clock, evaluation, settings, wiring
    from bot.core.understand import Scope

    try:
        table = evaluation.table(Path(chosen.eval).read_text(encoding="utf-8"), chosen.eval)
    except (OSError, UnicodeDecodeError, evaluation.BadLine) as problem:
        command.error(str(problem))
    today: dt.date = chosen.today or table.today or clock.utc_now().date()
    coach = wiring.stranger(settings.read())
    scope = Scope(coach.catalog[coach.newcomers], tuple(coach.catalog.values()), today)
    print("\n".join(evaluation.report(evaluation.results(table.cases, scope), every=chosen.misread)))
    return 0
