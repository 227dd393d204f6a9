"""Text that every database keeps alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, TypeDecorator

from storage.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy import Dialect


def storable(text: str) -> str:
    """``text`` as it is; ``StorageError`` for what PostgreSQL refuses and SQLite garbles."""
    if "\0" in text or not _encodes(text):
        raise StorageError("text with a NUL or half a surrogate pair cannot be kept; clean it where it comes in")
    return text


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Words(TypeDecorator[str]):
    """A text column that takes ``storable`` text only."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Check on the way in."""
        del dialect
        return None if value is None else storable(value)
