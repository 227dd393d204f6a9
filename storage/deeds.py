"""A deed as a line of the journal table, and back.

The lines are read for ever: a kind or a detail, once written, keeps its meaning.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, TypedDict

from pathways.journal import Deed, Finished, Paused, Postponed, Resumed, Settled, Skipped, Started, TakenBack, TookOff
from storage import storable
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Line(TypedDict):
    """What the journal keeps of a deed."""

    kind: str
    pathway: str | None
    step: str | None
    detail: str


def write(deed: Deed) -> Line:
    """The line that says ``deed``; ``StorageError`` for a value that no database could keep."""
    match deed:
        case Started(pathway):
            return _line("started", pathway)
        case Finished(pathway, step):
            return _line("finished", pathway, step)
        case Skipped(pathway, step):
            return _line("skipped", pathway, step)
        case Postponed(pathway, step, until):
            return _line("postponed", pathway, step, until=until.isoformat())
        case TookOff(until):
            return _line("took off", until=until.isoformat())
        case Settled(hours, timezone, day, time):
            return _line(
                "settled",
                hours=hours,
                timezone=None if timezone is None else storable.text(timezone),
                day=day,
                time=None if time is None else time.isoformat(),
            )
        case Paused(until):
            return _line("paused", until=None if until is None else until.isoformat())
        case Resumed():
            return _line("resumed")
        case TakenBack(entry):
            return _line("taken back", entry=entry)


def read(kind: str, pathway: str | None, step: str | None, detail: str) -> Deed:
    """The deed that a line says; ``StorageError`` for a kind from the future and for a damaged line."""
    try:
        return _deed(kind, pathway or "", step or "", json.loads(detail))
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(f"a journal line {kind!r} is damaged; restore a backup") from error


def _deed(kind: str, pathway: str, step: str, detail: Mapping[str, Any]) -> Deed:
    match kind:
        case "started":
            return Started(pathway)
        case "finished":
            return Finished(pathway, step)
        case "skipped":
            return Skipped(pathway, step)
        case "postponed":
            return Postponed(pathway, step, dt.date.fromisoformat(detail["until"]))
        case "took off":
            return TookOff(dt.date.fromisoformat(detail["until"]))
        case "settled":
            hours, time = detail.get("hours"), detail.get("time")
            return Settled(
                hours=None if hours is None else float(hours),
                timezone=detail.get("timezone"),
                day=detail.get("day"),
                time=None if time is None else dt.time.fromisoformat(time),
            )
        case "paused":
            until = detail.get("until")
            return Paused(None if until is None else dt.date.fromisoformat(until))
        case "resumed":
            return Resumed()
        case "taken back":
            return TakenBack(int(detail["entry"]))
        case _:
            raise StorageError(
                f"a journal line is of the kind {kind!r}, which a newer program wrote; install that again"
            )


def _line(kind: str, pathway: str | None = None, step: str | None = None, **detail: float | str | None) -> Line:
    given = {name: value for name, value in detail.items() if value is not None}
    try:
        return Line(
            kind=kind, pathway=pathway, step=step, detail=json.dumps(given, ensure_ascii=False, allow_nan=False)
        )
    except ValueError as error:
        raise StorageError(f"{kind}: a number that is none cannot be kept") from error
