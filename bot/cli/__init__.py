"""The command line: ``coach``. Exit code 0 is fine, 1 means the thing asked about is wrong, 2 used wrongly."""

from __future__ import annotations

import argparse
import io
import os
import sys
from typing import TYPE_CHECKING, NoReturn, Protocol

from bot.settings import SettingsProblem
from bot.wiring import CannotStart
from storage import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

FINE, WRONG, MISUSED = 0, 1, 2


class Commands(Protocol):
    """Where a command is added."""

    def add_parser(
        self,
        name: str,
        *,
        help: str,  # noqa: A002  (argparse calls it so)
        epilog: str,
        description: str | None = None,
    ) -> argparse.ArgumentParser:
        """Add one, and give the parser of its options."""
        ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; failures that can be foreseen are one clear line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a terminal that has no letter for → still gets the rest of the line
            stream.reconfigure(errors="replace")
    chosen = parser().parse_args(arguments)
    try:
        code = chosen.run(chosen)
        sys.stdout.flush()
    except (SettingsProblem, CannotStart, StorageError) as problem:
        print(problem, file=sys.stderr)
        return MISUSED
    except BrokenPipeError:
        # whoever read us has gone; without this Python complains once more while it closes stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return 130
    return code


class _Parser(argparse.ArgumentParser):
    def __init__(self, *arguments: object, **named: object) -> None:
        named.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*arguments, **named)  # pyright: ignore[reportArgumentType]

    def error(self, message: str) -> NoReturn:
        """One line, and where to look."""
        self.exit(MISUSED, f"{self.prog}: {message} (see {self.prog} --help)\n")


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    from bot.cli import ask, chat, db, discord, nudges, pathways, run, slack, understand

    whole = _Parser(
        prog="coach",
        description="A coach for career pathways, in the terminal, in Slack and in Discord.",
        epilog="example: coach chat",
    )
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    run.add_to(commands)
    chat.add_to(commands)
    ask.add_to(commands)
    understand.add_to(commands)
    pathways.add_to(commands)
    db.add_to(commands)
    slack.add_to(commands)
    discord.add_to(commands)
    nudges.add_to(commands)
    return whole
