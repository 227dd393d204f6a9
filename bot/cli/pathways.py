"""``coach pathways``: list, show and check pathways, and the schema that editors use."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cli import Commands
    from pathways.conflict import Conflict
    from pathways.identity import Member


def add_to(commands: Commands) -> None:
    """Add the command and its own commands."""
    command = commands.add_parser(
        "pathways", help="list, show and check pathways", epilog="example: coach pathways list"
    )
    own = command.add_subparsers(dest="what", metavar="COMMAND", required=True)
    listing = own.add_parser("list", help="which pathways there are", epilog="example: coach pathways list --json")
    listing.add_argument("--json", action="store_true", help="for machines")
    listing.set_defaults(run=list_)
    showing = own.add_parser(
        "show", help="one pathway, whole", epilog="example: coach pathways show backend-developer-to-ai-architect"
    )
    showing.add_argument("id", help="the pathway's id, as the list names it")
    showing.add_argument("--json", action="store_true", help="for machines")
    showing.set_defaults(run=show)
    checking = own.add_parser(
        "check",
        help="look for errors and for figures that disagree",
        description="Errors stop a pathway from loading (exit code 1). Conflicts are figures that disagree with each\n"
        "other; they are reported, and fail only with --strict. Clashes are ids that mean something else in another\n"
        "known pathway (exit code 1).",
        epilog="example: coach pathways check my-pathway.yaml",
    )
    checking.add_argument("files", nargs="*", type=Path, metavar="FILE", help="pathway files; none: all that are known")
    checking.add_argument("--strict", action="store_true", help="conflicts fail too")
    checking.add_argument("--json", action="store_true", help="for machines")
    checking.set_defaults(run=check)
    schema = own.add_parser(
        "schema",
        help="print the JSON Schema for editors",
        epilog="example: coach pathways schema > pathway.schema.json",
    )
    schema.set_defaults(run=schema_)


def list_(chosen: argparse.Namespace) -> int:
    """One line for each pathway; broken files are named on stderr."""
    from bot import settings, wiring

    found = wiring.catalog(settings.read())
    for trouble in found.broken:
        print(trouble, file=sys.stderr)
    if chosen.json:
        rows = [{"id": p.id, "title": p.title, "from": p.from_role, "to": p.to_role} for p in found.pathways.values()]
        print(json.dumps(rows))
    else:
        for pathway in found.pathways.values():
            print(f"{pathway.id}  {pathway.title}")
    return 1 if found.broken else 0


def show(chosen: argparse.Namespace) -> int:
    """A pathway as its file has it."""
    from bot import settings, wiring
    from pathways.problems import nearest

    known = wiring.catalog(settings.read()).pathways
    pathway = known.get(chosen.id)
    if pathway is None:
        near = nearest(chosen.id, known)
        print(f"There is no pathway {chosen.id!r}" + (f"; did you mean {near}?" if near else "."), file=sys.stderr)
        return 1
    data = pathway.model_dump(mode="json", by_alias=True, exclude_none=True)
    if chosen.json:
        print(json.dumps(data))
    else:
        import yaml

        print(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100), end="")
    return 0


def check(chosen: argparse.Namespace) -> int:
    """Errors and conflicts of some files, or of all that are known."""
    from bot import settings, wiring

    known = wiring.files(settings.read())
    rows = _with_clashes([_report(file) for file in chosen.files or known], known if chosen.files else [])
    if chosen.json:
        print(
            json.dumps(
                [
                    {
                        "file": row.file,
                        "errors": row.errors,
                        "clashes": row.clashes,
                        "conflicts": [asdict(each) for each in row.conflicts],
                    }
                    for row in rows
                ]
            )
        )
    else:
        for row in rows:
            row.tell()
    failed = any(row.errors or row.clashes or (row.conflicts and chosen.strict) for row in rows)
    return 1 if failed else 0


@dataclass(frozen=True)
class _Report:
    """What is wrong with one file, what disagrees in it, and which of its ids mean something else in another."""

    file: str
    member: Member | None
    errors: list[str]
    conflicts: list[Conflict]
    clashes: list[str] = field(default_factory=list[str])

    def tell(self) -> None:
        for trouble in (*self.errors, *self.clashes):
            print(trouble, file=sys.stderr)
        for conflict in self.conflicts:
            print(f"{self.file}: {conflict.kind}: {conflict.message}")
        if not self.errors:
            clashing = f", {_counted(self.clashes, 'clash', 'clashes')}" if self.clashes else ""
            print(f"{self.file}: no errors{clashing}, {_counted(self.conflicts, 'conflict', 'conflicts')}")


def _counted(found: Sequence[object], one: str, several: str) -> str:
    return f"{len(found) or 'no'} {one if len(found) == 1 else several}"


def _report(file: Path) -> _Report:
    from pathways.check import check as conflicts_of
    from pathways.loader import load_member
    from pathways.problems import PathwayError

    try:
        member = load_member(file)
    except PathwayError as error:
        return _Report(str(file), None, [str(problem) for problem in error.problems], [])
    return _Report(str(file), member, [], list(conflicts_of(member.pathway)))


def _with_clashes(rows: list[_Report], known: list[Path]) -> list[_Report]:
    """The reports, each file held against those that are known and those that come before it."""
    from pathways.identity import clashes

    asked = [row.member for row in rows if row.member is not None]
    ids = {member.pathway.id for member in asked}
    others = [row.member for row in map(_report, known) if row.member and row.member.pathway.id not in ids]
    found = clashes((*others, *asked))
    return [replace(row, clashes=[str(problem) for problem in found if problem.file == row.file]) for row in rows]


def schema_(_: argparse.Namespace) -> int:
    """Print the schema."""
    from pathways.schema import schema_text

    print(schema_text(), end="")
    return 0
