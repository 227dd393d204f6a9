"""What every turn reads, written out once for each kind of database and handed to the driver itself.

A statement that goes through ``Connection.execute`` costs five times what the database takes to answer it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection, Dialect
    from sqlalchemy.sql import Select
    from sqlalchemy.sql.selectable import CompoundSelect
    from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement in the words of one kind of database."""

    text: str
    places: tuple[str, ...] | None
    """Which value stands where; None where the driver takes them by their names."""
    into: tuple[tuple[str, Callable[[Any], Any]], ...]
    """How each value is made fit for the driver."""
    out_of: tuple[tuple[int, Callable[[Any], Any]], ...]
    """How a column's value is made of the driver's, where it has to be."""


class Prepared:
    """A select with parameters. What the driver raises is its own: ``errors.told`` knows it."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._written: dict[str, _Written] = {}

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> list[Row]:
        """Every row, its columns in the order of the statement's."""
        dialect = connection.dialect
        written = self._written.get(dialect.name)
        if written is None:
            written = self._written[dialect.name] = self._write(dialect)
        made = {name: fit(given[name]) for name, fit in written.into}
        values = made if written.places is None else [made[name] for name in written.places]
        cursor = connection.connection.cursor()
        try:
            cursor.execute(written.text, values)
            rows = cursor.fetchall()
        finally:
            cursor.close()
        return [_read(row, written.out_of) for row in rows]

    def one(self, connection: Connection, given: Mapping[str, Any]) -> Row | None:
        """The one row that there can be; None where there is none."""
        rows = self.rows(connection, given)
        return rows[0] if rows else None

    def _write(self, dialect: Dialect) -> _Written:
        compiled = self._statement.compile(dialect=dialect)
        into = ((name, _own(bound.type, dialect).bind_processor(dialect)) for name, bound in compiled.binds.items())
        columns = enumerate(self._statement.selected_columns)
        out_of = ((n, _own(column.type, dialect).result_processor(dialect, None)) for n, column in columns)
        return _Written(
            str(compiled),
            tuple(compiled.positiontup) if compiled.positiontup is not None else None,
            tuple((name, made or _as_it_is) for name, made in into),
            tuple((n, made) for n, made in out_of if made),
        )


def _own(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def _as_it_is(value: Any) -> Any:
    return value


def _read(row: Row, out_of: tuple[tuple[int, Callable[[Any], Any]], ...]) -> Row:
    if not out_of:
        return row
    read = list(row)
    for place, made in out_of:
        read[place] = made(read[place])
    return tuple(read)
