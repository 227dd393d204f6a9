"""Editions of pathways, kept once each, and which one each learner took up. Only adds: 0007 can go on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_editions"),
        _length("editions", "name", 32, 32),
        _length("editions", "content", 2, 1_000_000),
    )
    # SQLite adds a foreign key only by copying the table
    with op.batch_alter_table("enrolments", copy_from=_enrolments()) as batch:
        batch.add_column(sa.Column("edition", sa.Text(), nullable=True))
        batch.create_foreign_key(op.f("fk_enrolments_edition"), "editions", ["edition"], ["name"])


def _enrolments() -> sa.Table:
    tables = sa.MetaData()
    sa.Table("learners", tables, sa.Column("id", sa.Text(), primary_key=True))
    return sa.Table(
        "enrolments",
        tables,
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("pathway", sa.Text(), nullable=False),
        sa.Column("started", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "pathway", name="pk_enrolments"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_enrolments_learner_id", ondelete="CASCADE"),
        _length("enrolments", "pathway", 1, 100),
    )


def _length(table: str, column: str, least: int, most: int) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        f'length("{column}") BETWEEN {least} AND {most}', name=op.f(f"ck_{table}_{column}_length")
    )
