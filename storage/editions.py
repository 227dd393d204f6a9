"""Editions of pathways: each is kept once, and read once by each process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pathways.editions import read, written
from storage.tables import editions, enrolments, learners

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pathways.model import Pathway

_MOST = 256
"""Editions that a process holds; with more, it begins anew."""

_IS_KEPT = select(exists().where(editions.c.name == bindparam("edition")))
_KEEP = {
    # another process may keep the same one at the same time
    "sqlite": sqlite.insert(editions).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(editions).on_conflict_do_nothing(),
}
_HOLD = (
    update(enrolments)
    .where(
        enrolments.c.learner_id.in_(
            select(learners.c.id).where(
                or_(learners.c.id == bindparam("learner"), learners.c.joined_id == bindparam("learner"))
            )
        ),
        enrolments.c.pathway == bindparam("taken_up"),
        enrolments.c.edition.is_(None),
    )
    .values(edition=bindparam("taken"))
)
_READ = select(editions.c.content).where(editions.c.name == bindparam("edition"))


def keep(connection: Connection, learner: str, page: Pathway) -> None:
    """Keep an edition, and hold the learner to it where they took its pathway up without one."""
    if not connection.execute(_IS_KEPT, {"edition": page.edition}).scalar():
        connection.execute(_KEEP[connection.dialect.name], {"name": page.edition, "content": written(page)})
    connection.execute(_HOLD, {"learner": learner, "taken_up": page.id, "taken": page.edition})


class Shelf:
    """Editions that were read. Safe to share between threads: an edition never changes."""

    def __init__(self) -> None:
        self._read: dict[str, Pathway] = {}

    def edition(self, connection: Connection, name: str) -> Pathway | None:
        """The edition of this name; None where it is not kept, or cannot be read any more."""
        page = self._read.get(name)
        if page is None:
            content = connection.execute(_READ, {"edition": name}).scalar_one_or_none()
            page = None if content is None else read(content)
            if page is not None:
                if len(self._read) >= _MOST:
                    self._read.clear()
                self._read[name] = page
        return page
