"""Nudges: when each learner's next one is due, each on its way, and who asked us to wait. Only adds: 0004 can go on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # both databases add a column together with its check in place; Alembic would copy the table on SQLite
    stamp = "DATETIME" if op.get_context().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    nudging = """CONSTRAINT ck_learners_nudging_length CHECK (length("nudging") BETWEEN 0 AND 1000)"""
    for table, column in (
        ("learners", f"next_nudge_at {stamp}"),
        ("learners", f"nudged_at {stamp}"),
        ("learners", "unanswered INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_learners_unanswered CHECK (unanswered >= 0)"),
        ("learners", f"nudging TEXT {nudging}"),
        ("accounts", f"unreachable_at {stamp}"),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    _index("ix_learners_next_nudge_at", "learners", ["next_nudge_at", "id"], "next_nudge_at IS NOT NULL")
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("in_doubt", sa.Boolean(), nullable=False),
        sa.Column("first_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("learner_id", "kind", "slot", name="uq_deliveries_learner_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_deliveries_learner_id", ondelete="CASCADE"),
        _check("deliveries", "kind", "kind IN ('week', 'month', 'quarter')"),
        _check(
            "deliveries",
            "state",
            "state IN ('ready', 'sending', 'unknown', 'sent', 'failed', 'skipped', 'superseded', 'stale',"
            " 'expired_unknown', 'cancelled')",
        ),
        _check("deliveries", "next_try", "(next_try IS NOT NULL) = (state IN ('ready', 'unknown'))"),
        _check("deliveries", "lease", "(lease_until IS NOT NULL) = (state = 'sending')"),
        _check("deliveries", "numbers", "fence >= 0 AND tries >= 0"),
        _length("deliveries", "id", 32, 32),
        _length("deliveries", "slot", 1, 16),
        _length("deliveries", "platform", 1, 32),
        _length("deliveries", "workspace", 0, 255),
        _length("deliveries", "user", 1, 255),
        _length("deliveries", "owner", 1, 64),
        _length("deliveries", "reason", 1, 100),
        _length("deliveries", "ref", 0, 100),
    )
    waiting = "next_try IS NOT NULL"
    _index("ix_deliveries_next_try", "deliveries", ["next_try", "id"], waiting)
    _index("ix_deliveries_lease_until", "deliveries", ["lease_until"], "lease_until IS NOT NULL")
    _index("ix_deliveries_tenant", "deliveries", ["platform", "workspace"], waiting)
    op.create_table(
        "attempts",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("fence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("delivery_id", "fence", name="pk_attempts"),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_attempts_delivery_id", ondelete="CASCADE"),
        _length("attempts", "outcome", 0, 20),
        _length("attempts", "code", 0, 100),
    )
    op.create_table(
        "gates",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", name="pk_gates"),
        _length("gates", "platform", 1, 32),
        _length("gates", "workspace", 0, 255),
        _length("gates", "why", 0, 100),
    )


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _length(table: str, column: str, least: int, most: int) -> sa.CheckConstraint:
    return _check(table, f"{column}_length", f'length("{column}") BETWEEN {least} AND {most}')
