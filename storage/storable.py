"""Values that every database keeps alike; anything else is refused before it reaches one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import Text, TypeDecorator

from storage.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy import Dialect


def text(given: str) -> str:
    """``given``, unchanged; ``StorageError`` for what PostgreSQL refuses and SQLite garbles."""
    if "\0" in given or not (given.isascii() or _encodes(given)):
        raise StorageError("text with a NUL or half a surrogate pair cannot be kept; clean it where it comes in")
    return given


def moment(given: dt.datetime) -> dt.datetime:
    """``given`` in UTC; ``StorageError`` for a moment that does not say its time zone."""
    if given.utcoffset() is None:
        raise StorageError("a moment without a time zone cannot be kept")
    return given.astimezone(dt.UTC)


def _encodes(given: str) -> bool:
    try:
        given.encode()
    except UnicodeEncodeError:
        return False
    return True


class Words(TypeDecorator[str]):
    """A text column that takes such text only."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Check on the way in."""
        del dialect
        return None if value is None else text(value)
