"""Accounts that are joined to one learner, and pages that were overtaken. Only adds: 0002 can read on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # SQLite adds a foreign key only by copying the table; what is there is named, because it is not all found out
    with op.batch_alter_table("learners", copy_from=_learners()) as batch:
        batch.add_column(sa.Column("joined_id", sa.Text(), nullable=True))
        batch.create_foreign_key(op.f("fk_learners_joined_id"), "learners", ["joined_id"], ["id"], ondelete="CASCADE")
    with op.batch_alter_table("accounts", copy_from=_accounts()) as batch:
        batch.add_column(sa.Column("own_id", sa.Text(), nullable=True))
        batch.add_column(sa.Column("stale", sa.Text(), nullable=True))
        batch.create_foreign_key(op.f("fk_accounts_own_id"), "learners", ["own_id"], ["id"], ondelete="CASCADE")
        batch.create_check_constraint(op.f("ck_accounts_stale_length"), 'length("stale") BETWEEN 32 AND 32')
    for table, column, by in (
        ("learners", "joined_id", "joined_id"),
        ("accounts", "own_id", "own_id"),
        ("accounts", "stale", "platform"),
    ):
        those = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_{table}_{column}", table, [by], sqlite_where=those, postgresql_where=those)
    op.create_table(
        "link_codes",
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", name="pk_link_codes"),
        sa.UniqueConstraint("digest", name="uq_link_codes_digest"),
        _of_learner("link_codes"),
        _length("link_codes", "digest", 64, 64),
    )
    op.create_table(
        "link_guesses",
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", name="pk_link_guesses"),
        _of_learner("link_guesses"),
        _check("link_guesses", "wrong", "wrong >= 1"),
    )


def _learners() -> sa.Table:
    return sa.Table(
        "learners",
        sa.MetaData(),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_learners"),
        _length("learners", "id", 32, 32),
        _length("learners", "shown", 0, 20000),
    )


def _accounts() -> sa.Table:
    home = sa.text("home")
    return sa.Table(
        "accounts",
        sa.MetaData(),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("home", sa.Boolean(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("platform", "workspace", "user", name="pk_accounts"),
        _of_learner("accounts"),
        _length("accounts", "platform", 1, 32),
        _length("accounts", "workspace", 0, 255),
        _length("accounts", "user", 1, 255),
        _length("accounts", "timezone", 1, 64),
        _length("accounts", "locale", 1, 64),
        sa.Index("ix_accounts_learner_id", "learner_id"),
        sa.Index("ix_accounts_home", "learner_id", unique=True, sqlite_where=home, postgresql_where=home),
    )


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _length(table: str, column: str, least: int, most: int) -> sa.CheckConstraint:
    return _check(table, f"{column}_length", f'length("{column}") BETWEEN {least} AND {most}')


def _of_learner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name=f"fk_{table}_learner_id", ondelete="CASCADE")
