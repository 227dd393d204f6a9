"""Where direct messages are and how far they were read; what a platform was told last. Only adds: 0002 can read on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("read", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "user", name="pk_mailboxes"),
        sa.ForeignKeyConstraint(
            ["platform", "workspace", "user"],
            ["accounts.platform", "accounts.workspace", "accounts.user"],
            name="fk_mailboxes_platform",
            ondelete="CASCADE",
        ),
        _length("mailboxes", "channel", 1, 255),
        _length("mailboxes", "read", 1, 255),
    )
    op.create_index("ix_mailboxes_at", "mailboxes", ["at"])
    op.create_table(
        "told",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "about", name="pk_told"),
        _length("told", "platform", 1, 32),
        _length("told", "about", 1, 255),
        _length("told", "digest", 1, 64),
    )


def _length(table: str, column: str, least: int, most: int) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        f'length("{column}") BETWEEN {least} AND {most}', name=op.f(f"ck_{table}_{column}_length")
    )
