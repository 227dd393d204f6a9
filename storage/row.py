"""What all tables share: names for their rules, and the shapes that these rules have."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, MetaData, text
from sqlmodel import SQLModel

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def length(column: str, most: int, *, least: int = 0) -> CheckConstraint:
    """So many characters."""
    # quoted, because "user" alone is somebody else in PostgreSQL: whoever is connected
    return CheckConstraint(f'length("{column}") BETWEEN {least} AND {most}', name=f"{column}_length")


def among(column: str, values: tuple[str, ...]) -> str:
    """The condition that a column holds one of these."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """Only these values."""
    return CheckConstraint(among(column, values), name=column)


def index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows that ``where`` is true of."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class Row(SQLModel):
    """What all tables share."""

    metadata = METADATA
