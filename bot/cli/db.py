"""``coach db``: bring the database up to date, check it, back it up."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli import Commands


def add_to(commands: Commands) -> None:
    """Add the command and its own commands."""
    command = commands.add_parser(
        "db", help="upgrade, check or back up the database", epilog="example: coach db upgrade"
    )
    own = command.add_subparsers(dest="what", metavar="COMMAND", required=True)
    upgrading = own.add_parser("upgrade", help="bring the database up to date", epilog="example: coach db upgrade")
    upgrading.set_defaults(run=upgrade)
    checking = own.add_parser("check", help="is it whole and up to date?", epilog="example: coach db check")
    checking.set_defaults(run=check)
    backing = own.add_parser(
        "backup", help="copy a SQLite database while it is in use", epilog="example: coach db backup coach-backup.db"
    )
    backing.add_argument("file", type=Path, help="the copy to make; it must not exist yet")
    backing.set_defaults(run=backup)


def upgrade(_: argparse.Namespace) -> int:
    """Make or change the tables; a SQLite file that holds any is copied first."""
    from bot import settings
    from storage import migrate

    did = migrate.upgrade(settings.read().database_url)
    if did.before == did.after:
        print(f"Up to date ({did.after}).")
    else:
        print(f"Brought up to date: {did.before or 'new'} to {did.after}.")
    if did.backup:
        print(f"As it was before: {did.backup}")
    return 0


def check(_: argparse.Namespace) -> int:
    """Say whether the database is whole and up to date."""
    from bot import settings
    from storage import migrate
    from storage.database import Database

    with Database.open(settings.read().database_url) as database:
        if migrate.needed(database):
            print(f"{database.name}: older than this program; run: coach db upgrade")
            return 1
        print(f"{database.name}: whole and up to date")
    return 0


def backup(chosen: argparse.Namespace) -> int:
    """Copy a SQLite database and check the copy."""
    from bot import settings
    from storage import backup
    from storage.database import Database

    with Database.open(settings.read().database_url) as database:
        print(f"Copied to {backup.make(database, chosen.file)}")
    return 0
