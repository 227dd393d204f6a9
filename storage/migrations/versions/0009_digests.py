"""Digests: what admins asked for, who is of a tenant that is no workspace of theirs, and postings among the deliveries.

Only adds: 0008 can go on, as long as no digest is turned on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

KIND = "kind IN ('week', 'month', 'quarter', 'digest')"
WHOSE = "(learner_id IS NULL) = (kind = 'digest')"
STATES = (
    "state IN ('ready', 'sending', 'unknown', 'sent', 'failed', 'skipped', 'superseded', 'stale',"
    " 'expired_unknown', 'cancelled')"
)


def upgrade() -> None:
    # SQLite cannot change a rule in place, and copies the table; of what it copies it does not see the rules itself
    with op.batch_alter_table("deliveries", copy_from=_deliveries()) as batch:
        batch.alter_column("learner_id", existing_type=sa.Text(), nullable=True)
        batch.drop_constraint(op.f("ck_deliveries_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_deliveries_kind"), sa.text(KIND))
        batch.create_check_constraint(op.f("ck_deliveries_whose"), sa.text(WHOSE))
    nobody = sa.text("learner_id IS NULL")
    op.create_index(
        "ix_deliveries_digest",
        "deliveries",
        ["platform", "workspace", "slot"],
        unique=True,
        sqlite_where=nobody,
        postgresql_where=nobody,
    )
    op.create_table(
        "digests",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused", sa.Text(), nullable=True),
        sa.Column("untold", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", name="pk_digests"),
        _check("digests", "day", "day BETWEEN 0 AND 6"),
        _check("digests", "paused", "paused IS NULL OR next_at IS NULL"),
        _length("digests", "platform", 1, 32),
        _length("digests", "workspace", 1, 255),
        _length("digests", "channel", 1, 255),
        _length("digests", "time", 5, 5),
        _length("digests", "timezone", 1, 64),
        _length("digests", "set_by", 1, 255),
        _length("digests", "paused", 1, 100),
    )
    _index("ix_digests_next_at", "digests", ["next_at"], "next_at IS NOT NULL")
    _index("ix_digests_untold", "digests", ["platform", "set_by"], "untold")
    op.create_table(
        "digest_members",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "user", "tenant", name="pk_digest_members"),
        sa.ForeignKeyConstraint(
            ["platform", "workspace", "user"],
            ["accounts.platform", "accounts.workspace", "accounts.user"],
            name="fk_digest_members_platform",
            ondelete="CASCADE",
        ),
        _length("digest_members", "tenant", 1, 255),
    )
    op.create_index("ix_digest_members_tenant", "digest_members", ["platform", "tenant"])


def _deliveries() -> sa.Table:
    """The table as 0005 made it."""
    tables = sa.MetaData()
    sa.Table("learners", tables, sa.Column("id", sa.Text(), primary_key=True))
    live = "next_try IS NOT NULL"
    return sa.Table(
        "deliveries",
        tables,
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
        _check("deliveries", "kind", "1 = 1"),
        _check("deliveries", "state", STATES),
        _check("deliveries", "next_try", "(next_try IS NOT NULL) = (state IN ('ready', 'unknown'))"),
        _check("deliveries", "lease", "(lease_until IS NOT NULL) = (state = 'sending')"),
        _check("deliveries", "numbers", "fence >= 0 AND tries >= 0"),
        *(
            _length("deliveries", column, least, most)
            for column, least, most in (
                ("id", 32, 32),
                ("slot", 1, 16),
                ("platform", 1, 32),
                ("workspace", 0, 255),
                ("user", 1, 255),
                ("owner", 1, 64),
                ("reason", 1, 100),
                ("ref", 0, 100),
            )
        ),
        sa.Index("ix_deliveries_next_try", "next_try", "id", sqlite_where=sa.text(live)),
        sa.Index("ix_deliveries_lease_until", "lease_until", sqlite_where=sa.text("lease_until IS NOT NULL")),
        sa.Index("ix_deliveries_tenant", "platform", "workspace", sqlite_where=sa.text(live)),
    )


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _length(table: str, column: str, least: int, most: int) -> sa.CheckConstraint:
    return _check(table, f"{column}_length", f'length("{column}") BETWEEN {least} AND {most}')
