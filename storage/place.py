"""Where a memory lives: a database URL or a path, understood once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import StorageError

_FORMS = "sqlite:////folder/coach.db or postgresql://user:password@host/database"


@dataclass(frozen=True, slots=True)
class Place:
    """A database, not yet opened."""

    url: URL
    file: Path | None
    """The SQLite file; None for PostgreSQL and for a database in memory."""
    name: str
    """What messages call it; never with a password."""

    @property
    def is_sqlite(self) -> bool:
        """True for a file and for a database in memory."""
        return self.url.get_backend_name() == "sqlite"


def of(url: str | Path) -> Place:
    """Understand a path, a ``sqlite://`` or a ``postgres://`` URL; ``StorageError`` for anything else."""
    if isinstance(url, Path) or "://" not in url:
        return _file(Path(url))
    scheme, _, rest = url.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return _server(f"postgresql+psycopg://{rest}")
    if scheme != "sqlite":
        raise StorageError(f"DATABASE_URL: {scheme}:// is not understood; use {_FORMS}")
    if rest in {"", "/", "/:memory:"}:
        return Place(URL.create("sqlite"), None, "the database in memory")
    if not rest.startswith("/") or "?" in rest:
        raise StorageError(f"DATABASE_URL: a SQLite address has three or four slashes and no options; use {_FORMS}")
    return _file(Path(_parsed(url).database or ""))


def _file(path: Path) -> Place:
    # absolute from here on: a later change of the working directory must not mean another file
    file = path.expanduser().absolute()
    return Place(URL.create("sqlite", database=str(file)), file, str(file))


def _server(url: str) -> Place:
    parsed = _parsed(url)
    host = parsed.host or parsed.query.get("host") or "this machine"
    return Place(parsed, None, f"PostgreSQL database {parsed.database or parsed.username!r} on {host}")


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        # the cause is left out: it repeats the address, and the password with it
        raise StorageError(f"DATABASE_URL: not a database address; use {_FORMS}") from None
