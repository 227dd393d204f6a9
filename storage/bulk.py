"""One change for many rows: put into the driver's words once, not anew for each row."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import BindParameter, bindparam, column, values

from storage.storable import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import CTE, Connection, Dialect, Insert, Update
    from sqlalchemy.types import TypeEngine

TOGETHER = 50
"""Rows of one statement. SQLite makes the list of a CHECK … IN (…) anew for each statement, not for each row."""

Values: TypeAlias = "list[dict[str, BindParameter[Any]]]"
"""For each row a parameter for each name."""


class Bulk:
    """A change that is made to many rows at once, from values of these names and types.

    ``statement`` makes it of the parameters of some rows. Texts are not looked at: they were read from the same
    database, or made by the caller.
    """

    def __init__(self, statement: Callable[[Values], Insert | Update], types: Mapping[str, TypeEngine[Any]]) -> None:
        self._statement = statement
        self._types = types
        self._for = lru_cache(maxsize=8)(self._worded)

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Make the change for each row, which has a value for each name."""
        whole = len(rows) - len(rows) % TOGETHER
        for size, some in ((TOGETHER, rows[:whole]), (1, rows[whole:])):
            if some:
                words, put = self._for(connection.dialect, size)
                connection.exec_driver_sql(words, put(some))

    def _worded(self, dialect: Dialect, size: int) -> tuple[str, Callable[[Sequence[Mapping[str, Any]]], list[Any]]]:
        """The words for so many rows, and what makes their parameters."""
        types, named = self._types, [f"{name}_{row}" for row in range(size) for name in self._types]
        rows = [{name: bindparam(f"{name}_{row}", type_=types[name]) for name in types} for row in range(size)]
        compiled = self._statement(rows).compile(dialect=dialect)
        takers = {name: _taker(kind, dialect) for name, kind in types.items()}

        def put(rows: Sequence[Mapping[str, Any]]) -> list[Any]:
            columns: list[Any] = [[row[name] for row in rows] for name in takers]
            turned = [map(take, each) if take else each for take, each in zip(takers.values(), columns, strict=True)]
            told = list(zip(*turned, strict=True))
            given = [tuple(chain.from_iterable(told[n : n + size])) for n in range(0, len(told), size)]
            return given if compiled.positiontup else [dict(zip(named, each, strict=True)) for each in given]

        if compiled.positiontup not in (None, named):
            raise ValueError("the statement takes its values in another order than they are named in")
        return str(compiled), put


def told(rows: Values) -> CTE:
    """The rows as a table of their own, for a change of other rows by them."""
    columns = (column(name, given.type) for name, given in rows[0].items())
    return values(*columns).data([tuple(row.values()) for row in rows]).cte("told")


def _taker(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What turns a value into what the driver takes: whole towns share the same moments, so each is turned once."""
    if isinstance(kind, Words):
        return None
    turn = kind.dialect_impl(dialect).bind_processor(dialect)
    return turn and lru_cache(maxsize=1024)(turn)
