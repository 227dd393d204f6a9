"""When a further conversation may be opened, and which process holds what one alone may hold. Only adds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rest", sa.Integer(), nullable=False),
        sa.Column("rested_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform", name="pk_openings"),
        sa.CheckConstraint("rest >= 0", name=op.f("ck_openings_rest")),
        _length("openings", "platform", 32),
    )
    op.create_table(
        "seats",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_seats"),
        _length("seats", "name", 100),
        _length("seats", "owner", 64),
    )


def _length(table: str, column: str, most: int) -> sa.CheckConstraint:
    return sa.CheckConstraint(f'length("{column}") BETWEEN 1 AND {most}', name=op.f(f"ck_{table}_{column}_length"))
