"""Deliveries that were answered, what platforms say of accounts, and installations. Only adds: 0001 can read on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # both databases add a column together with its check in place; Alembic would copy the table on SQLite
    for column in ("timezone", "locale"):
        rule = f"""CONSTRAINT ck_accounts_{column}_length CHECK (length("{column}") BETWEEN 1 AND 64)"""
        op.execute(f"ALTER TABLE accounts ADD COLUMN {column} TEXT {rule}")
    op.create_table(
        "inbox",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "key", name="pk_inbox"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_inbox_learner_id", ondelete="CASCADE"),
        _length("inbox", "platform", 1, 32),
        _length("inbox", "workspace", 0, 255),
        _length("inbox", "key", 1, 255),
        _length("inbox", "told", 0, 300),
    )
    op.create_index("ix_inbox_learner_id", "inbox", ["learner_id"])
    op.create_index("ix_inbox_at", "inbox", ["at"])
    op.create_table(
        "workspaces",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bot_user", sa.Text(), nullable=False),
        sa.Column("bot_token", sa.Text(), nullable=True),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("installed_by", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enterprise", sa.Text(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refreshing_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform", "workspace", name="pk_workspaces"),
        _check("workspaces", "left", "(bot_token IS NULL) = (left_at IS NOT NULL)"),
        _check("workspaces", "erased", "left_at IS NULL OR refresh_token IS NULL"),
        _check("workspaces", "version", "version >= 1"),
        _length("workspaces", "platform", 1, 32),
        _length("workspaces", "workspace", 1, 255),
        _length("workspaces", "name", 0, 255),
        _length("workspaces", "bot_user", 1, 255),
        _length("workspaces", "bot_token", 1, 4000),
        _length("workspaces", "scopes", 0, 2000),
        _length("workspaces", "installed_by", 0, 255),
        _length("workspaces", "refresh_token", 1, 4000),
        _length("workspaces", "enterprise", 1, 255),
    )
    op.create_table(
        "oauth_states",
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_oauth_states"),
        _length("oauth_states", "state", 1, 64),
    )
    op.create_index("ix_oauth_states_at", "oauth_states", ["at"])


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _length(table: str, column: str, least: int, most: int) -> sa.CheckConstraint:
    return _check(table, f"{column}_length", f'length("{column}") BETWEEN {least} AND {most}')
