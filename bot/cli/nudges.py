"""``coach nudges``: see what would be sent and when, and try a year of it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from bot.cli import Commands
    from bot.core.preview import Coming


def add_to(commands: Commands) -> None:
    """Add the command and its own commands."""
    command = commands.add_parser(
        "nudges",
        help="see nudges coming, or try a year of them",
        epilog="example: coach nudges preview --learner slack:T0123:U0456",
    )
    own = command.add_subparsers(dest="what", metavar="COMMAND", required=True)
    seeing = own.add_parser(
        "preview",
        help="what would be sent to somebody, and when",
        description="What would be sent to somebody who answers every nudge and changes nothing. Nothing is sent.",
        epilog="example: coach nudges preview --learner slack:T0123:U0456 --weeks 13",
    )
    seeing.add_argument("--learner", required=True, type=_account, metavar="PLATFORM:WORKSPACE:USER", help="whose")
    seeing.add_argument("--weeks", type=_positive, default=13, help="how far ahead (13)")
    seeing.set_defaults(run=preview)
    trying = own.add_parser(
        "simulate",
        help="run the real planner, sender and memory under a turned clock, and check the history",
        description="Learners in twenty time zones, half of them in Discord, workers that are killed, platforms with "
        "moods; in a database of its own.\nThe same seed is the same history. Exit code 1 where the history breaks "
        "a law.",
        epilog="example: coach nudges simulate --learners 50 --weeks 52 --faults 0.1 --seed 7",
    )
    trying.add_argument("--learners", type=_positive, default=20, help="how many (20)")
    trying.add_argument("--weeks", type=_positive, default=13, help="how long (13)")
    trying.add_argument("--faults", type=_share, default=0.1, help="share of calls that go wrong (0.1)")
    trying.add_argument("--kills", type=_share, default=0.01, help="share of steps that kill their worker (0.01)")
    trying.add_argument("--workers", type=_positive, default=3, help="how many at once (3)")
    trying.add_argument("--seed", type=int, default=1, help="what chance is drawn from (1)")
    trying.add_argument(
        "--database", metavar="URL", help="an empty PostgreSQL database to try it on (a SQLite file that is deleted)"
    )
    trying.set_defaults(run=simulate)


def _account(words: str) -> tuple[str, str, str]:
    parts = words.split(":", 2)
    if len(parts) != 3 or not parts[0] or not parts[2]:
        raise argparse.ArgumentTypeError(f"{words!r} is no account; write platform:workspace:user, as slack:T01:U02")
    return parts[0], parts[1], parts[2]


def _positive(words: str) -> int:
    if not words.isdecimal() or not int(words):
        raise argparse.ArgumentTypeError(f"{words!r} should be a whole number, 1 or more")
    return int(words)


def _share(words: str) -> float:
    try:
        share = float(words)
    except ValueError:
        share = -1.0
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError(f"{words!r} should be a share from 0 to 1, such as 0.1")
    return share


def preview(chosen: argparse.Namespace) -> int:
    """Print each nudge to come."""
    from bot import settings, wiring
    from bot.core.preview import preview as look
    from pathways.learner import Account

    coach, place = wiring.remembering(settings.read())
    account = Account(*chosen.learner)
    found = look(coach, account, chosen.weeks)
    if found is None:
        print(f"{place}: nobody is known as {':'.join(chosen.learner)}")
        return 1
    print(found.settings)
    if found.home != account:
        print(f"They come to {found.home.platform}:{found.home.workspace}:{found.home.user}.")
    print()
    for coming in found.coming:
        print(_shown(coming), end="\n\n")
    if not found.coming:
        print(f"No nudge is to come in {chosen.weeks} weeks.")
    return 0


def _shown(coming: Coming) -> str:
    from bot.adapters.terminal import render

    at = coming.at.astimezone(ZoneInfo(coming.timezone))
    said = f"(not sent: {coming.said})" if isinstance(coming.said, str) else render.text(coming.said)
    moved = f", not {coming.wished.astimezone(at.tzinfo):%a %d %b %H:%M}: that is quiet" if coming.wished else ""
    return f"{at:%a %d %b %Y %H:%M} {coming.timezone} · {coming.kind.value} {coming.slot}{moved}\n{said}"


def simulate(chosen: argparse.Namespace) -> int:
    """Try it, and say what came of it."""
    from bot import settings, wiring
    from bot.adapters.simulated.town import Wish

    names = ("learners", "weeks", "faults", "kills", "workers", "seed")
    wish = Wish(**{name: getattr(chosen, name) for name in names})
    figures = wiring.simulate(settings.read(), wish, chosen.database)
    for law in figures.wrong:
        print(law)
    states = ", ".join(f"{count} {state}" for state, count in sorted(figures.states.items()))
    print(f"{wish.learners} learners, {wish.weeks} weeks, {wish.workers} workers, seed {wish.seed}")
    accepted = ", ".join(f"{count} in {name.capitalize()}" for name, count in figures.accepted.items())
    print(f"planned {figures.planned} ({states}); accepted {accepted}")
    print(f"{figures.calls} calls, {figures.turns} turns, {figures.kills} workers killed")
    print(f"{len(figures.wrong)} laws broken" if figures.wrong else "0 doubles, 0 lost: the history is sound")
    return 1 if figures.wrong else 0
