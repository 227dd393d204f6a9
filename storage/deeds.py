"""A deed as a line of the journal table, and back.

The lines are read for ever: a kind or a detail, once written, keeps its meaning.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, TypedDict, get_args

from pydantic_core import from_json

from pathways.deeds import (
    Adopted,
    Aimed,
    Allotted,
    Credited,
    Deed,
    Finished,
    Passed,
    Paused,
    Postponed,
    Proved,
    Question,
    Rerouted,
    Resumed,
    Settled,
    Skipped,
    Split,
    Started,
    TakenBack,
    TookOff,
    Way,
    Worked,
)
from pathways.learner import Level
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


def write(deed: Deed) -> Line:  # noqa: C901, PLR0912  (as many arms as deeds)
    """The line that says ``deed``; ``StorageError`` for a value that no database could keep."""
    match deed:
        case Started(pathway, beside):
            return _line("started", pathway, beside=beside or None)
        case Finished(pathway, step):
            return _line("finished", pathway, step)
        case Skipped(pathway, step):
            return _line("skipped", pathway, step)
        case Postponed(pathway, step, until):
            return _line("postponed", pathway, step, until=until.isoformat())
        case TookOff(until, since):
            return _line("took off", until=until.isoformat(), since=None if since is None else since.isoformat())
        case Settled(hours, timezone, day, time, quiet, quiet_days):
            return _line(
                "settled",
                hours=hours,
                timezone=None if timezone is None else storable.text(timezone),
                day=day,
                time=None if time is None else time.isoformat(),
                quiet=None if quiet is None else "-".join(at.isoformat() for at in quiet),
                quiet_days=None if quiet_days is None else "".join(map(str, quiet_days)),
            )
        case Paused(until, since):
            ends = [None if day is None else day.isoformat() for day in (until, since)]
            return _line("paused", until=ends[0], since=ends[1])
        case Resumed():
            return _line("resumed")
        case TakenBack(entry):
            return _line("taken back", entry=entry)
        case Adopted(pathway, edition):
            return _line("adopted", pathway, digest=storable.text(edition))
        case Worked(pathway, step, minutes):
            return _line("worked", pathway, step, minutes=minutes)
        case Credited(pathway, item, level):
            return _line("credited", pathway, item, level=level.value)
        case Split(pathway, step, parts):
            return _line("split", pathway, step, parts=parts)
        case Proved(pathway, item, words):
            return _line("proved", pathway, item, words=storable.text(words))
        case Allotted(hours, first, last):
            return _line("allotted", hours=hours, first=first.isoformat(), last=last.isoformat())
        case Aimed(by):
            return _line("aimed", by=None if by is None else by.isoformat())
        case Rerouted(way):
            return _line("rerouted", way=way)
        case Passed(question):
            return _line("passed", question=question)


def read(kind: str, pathway: str | None, step: str | None, detail: str) -> Deed:
    """The deed that a line says; ``StorageError`` for a kind from the future and for a damaged line."""
    try:
        return _deed(kind, pathway or "", step or "", from_json(detail))
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(f"a journal line {kind!r} is damaged; restore a backup") from error


def _deed(kind: str, pathway: str, step: str, detail: Mapping[str, Any]) -> Deed:  # noqa: C901, PLR0912
    match kind:
        case "started":
            return Started(pathway, beside=bool(detail.get("beside", False)))
        case "finished":
            return Finished(pathway, step)
        case "skipped":
            return Skipped(pathway, step)
        case "postponed":
            return Postponed(pathway, step, dt.date.fromisoformat(detail["until"]))
        case "took off":
            return TookOff(dt.date.fromisoformat(detail["until"]), _date(detail.get("since")))
        case "settled":
            hours, time, days = detail.get("hours"), detail.get("time"), detail.get("quiet_days")
            quiet = str(detail["quiet"]).partition("-") if "quiet" in detail else None
            return Settled(
                hours=None if hours is None else float(hours),
                timezone=detail.get("timezone"),
                day=detail.get("day"),
                time=None if time is None else dt.time.fromisoformat(time),
                quiet=None if quiet is None else (dt.time.fromisoformat(quiet[0]), dt.time.fromisoformat(quiet[2])),
                quiet_days=None if days is None else tuple(map(int, days)),
            )
        case "paused":
            return Paused(_date(detail.get("until")), _date(detail.get("since")))
        case "resumed":
            return Resumed()
        case "taken back":
            return TakenBack(int(detail["entry"]))
        case "adopted":
            return Adopted(pathway, str(detail.get("digest", "")))
        case "worked":
            return Worked(pathway, step, int(detail["minutes"]))
        case "credited":
            return Credited(pathway, step, Level(detail["level"]))
        case "split":
            return Split(pathway, step, int(detail["parts"]))
        case "proved":
            return Proved(pathway, step, str(detail["words"]))
        case "allotted":
            first, last = dt.date.fromisoformat(detail["first"]), dt.date.fromisoformat(detail["last"])
            return Allotted(float(detail["hours"]), first, last)
        case "aimed":
            return Aimed(_date(detail.get("by")))
        case "rerouted":
            return Rerouted(_one_of(detail["way"], get_args(Way)))
        case "passed":
            return Passed(_one_of(detail["question"], get_args(Question)))
        case _:
            raise StorageError(
                f"a journal line is of the kind {kind!r}, which a newer program wrote; install that again"
            )


def _date(given: str | None) -> dt.date | None:
    return None if given is None else dt.date.fromisoformat(given)


def _one_of(given: Any, known: tuple[Any, ...]) -> Any:
    if given not in known:
        raise ValueError(given)
    return given


def _line(kind: str, pathway: str | None = None, step: str | None = None, **detail: float | str | None) -> Line:
    given = {name: value for name, value in detail.items() if value is not None}
    try:
        return Line(
            kind=kind, pathway=pathway, step=step, detail=json.dumps(given, ensure_ascii=False, allow_nan=False)
        )
    except ValueError as error:
        raise StorageError(f"{kind}: a number that is none cannot be kept") from error
