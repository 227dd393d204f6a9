"""Learners, the accounts they are met on, the pathways they take up and their journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "learners",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_learners"),
        _check("learners", "id_length", 'length("id") BETWEEN 32 AND 32'),
        _check("learners", "shown_length", 'length("shown") BETWEEN 0 AND 20000'),
    )
    op.create_table(
        "accounts",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("home", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "user", name="pk_accounts"),
        _of_learner("accounts"),
        _check("accounts", "platform_length", 'length("platform") BETWEEN 1 AND 32'),
        _check("accounts", "workspace_length", 'length("workspace") BETWEEN 0 AND 255'),
        _check("accounts", "user_length", 'length("user") BETWEEN 1 AND 255'),
    )
    op.create_index("ix_accounts_learner_id", "accounts", ["learner_id"])
    home = sa.text("home")
    op.create_index(
        "ix_accounts_home", "accounts", ["learner_id"], unique=True, sqlite_where=home, postgresql_where=home
    )
    op.create_table(
        "enrolments",
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("pathway", sa.Text(), nullable=False),
        sa.Column("started", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "pathway", name="pk_enrolments"),
        _of_learner("enrolments"),
        _check("enrolments", "pathway_length", 'length("pathway") BETWEEN 1 AND 100'),
    )
    op.create_table(
        "journal",
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pathway", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "number", name="pk_journal"),
        _of_learner("journal"),
        _check(
            "journal",
            "kind",
            "kind IN ('started', 'finished', 'skipped', 'postponed', 'took off',"
            " 'settled', 'paused', 'resumed', 'taken back')",
        ),
        _check("journal", "number", "number >= 1"),
        _check(
            "journal",
            "pathway",
            "(pathway IS NOT NULL) = (kind IN ('started', 'finished', 'skipped', 'postponed'))",
        ),
        _check("journal", "step", "(step IS NOT NULL) = (kind IN ('finished', 'skipped', 'postponed'))"),
        _check("journal", "pathway_length", 'length("pathway") BETWEEN 1 AND 100'),
        _check("journal", "step_length", 'length("step") BETWEEN 1 AND 100'),
        _check("journal", "detail_length", 'length("detail") BETWEEN 0 AND 1000'),
    )


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _of_learner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name=f"fk_{table}_learner_id", ondelete="CASCADE")
