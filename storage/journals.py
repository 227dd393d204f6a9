"""The journals and first days of a learner's accounts, read together and each written by itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, bindparam, insert, select, union_all

from pathways.journal import Entry
from pathways.learner import Enrolment
from storage import deeds
from storage.prepared import Prepared
from storage.tables import enrolments, journal, learners

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import CompoundSelect, Connection, Table

_LEARNER: BindParameter[str] = bindparam("learner")


def _of_all(table: Table, *columns: str) -> CompoundSelect[*tuple[Any, ...]]:
    """Rows of the learner and of whoever is read with them.

    Two selects in one: with an OR or an IN, PostgreSQL reads the whole table until it has counted it.
    """
    read = select(table.c["learner_id"], *(table.c[column] for column in columns))
    return union_all(
        read.where(table.c["learner_id"] == _LEARNER),
        read.join(learners, learners.c.id == table.c["learner_id"]).where(learners.c.joined_id == _LEARNER),
    )


_ENTRIES = Prepared(
    _of_all(journal, "number", "said", "counts", "kind", "pathway", "step", "detail").order_by("learner_id", "number")
)
_ENROLMENTS = Prepared(_of_all(enrolments, "pathway", "started", "edition").order_by("started", "pathway"))
_WRITE = insert(journal)
_ENROL = insert(enrolments)


def read(connection: Connection, learner: str) -> dict[str, list[Entry]]:
    """What was told on each of the learner's accounts, by whose journal it stands in."""
    told: dict[str, list[Entry]] = {}
    for own, number, said, counts, kind, pathway, step, detail in _ENTRIES.rows(connection, {"learner": learner}):
        told.setdefault(own, []).append(Entry(number, said, counts, deeds.read(kind, pathway, step, detail)))
    return told


def write(connection: Connection, own: str, entry: Entry) -> None:
    """Add a line to a journal."""
    line = {"learner_id": own, "number": entry.number, "said": entry.said, "counts": entry.counts}
    connection.execute(_WRITE, {**line, **deeds.write(entry.deed)})


def first_days(connection: Connection, learner: str) -> list[tuple[str, Enrolment]]:
    """Whose journal and which pathway, for all of the learner's accounts; earliest first."""
    found = _ENROLMENTS.rows(connection, {"learner": learner})
    return [(own, Enrolment(pathway, started, edition or "")) for own, pathway, started, edition in found]


def taken_up(days: Iterable[tuple[str, Enrolment]]) -> tuple[Enrolment, ...]:
    """Each pathway once, with the earliest of its first days."""
    earliest: dict[str, Enrolment] = {}
    for _, each in days:
        earliest.setdefault(each.pathway, each)
    return tuple(earliest.values())


def enrol(connection: Connection, own: str, pathway: str, started: date) -> None:
    """Keep the first day of a pathway."""
    connection.execute(_ENROL, {"learner_id": own, "pathway": pathway, "started": started})
