"""More kinds of line in the journal: what is known, half done, split, proved and wished for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

OF_STEPS = "'finished', 'skipped', 'postponed', 'worked', 'credited', 'split', 'proved'"
KINDS = (
    f"'started', 'adopted', {OF_STEPS}, 'took off', 'settled', 'paused', 'resumed', 'taken back',"
    " 'allotted', 'aimed', 'rerouted', 'passed'"
)
RULES = {
    "kind": f"kind IN ({KINDS})",
    "pathway": f"(pathway IS NOT NULL) = (kind IN ('started', 'adopted', {OF_STEPS}))",
    "step": f"(step IS NOT NULL) = (kind IN ({OF_STEPS}))",
}


def upgrade() -> None:
    # SQLite cannot change a rule in place, and copies the table; of what it copies it does not see the rules itself
    with op.batch_alter_table("journal", copy_from=_journal()) as batch:
        for name, rule in RULES.items():
            batch.drop_constraint(op.f(f"ck_journal_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_journal_{name}"), sa.text(rule))


def _journal() -> sa.Table:
    """The table as 0001 made it."""
    rules = {
        **dict.fromkeys(RULES, "1 = 1"),
        "number": "number >= 1",
        "pathway_length": 'length("pathway") BETWEEN 1 AND 100',
        "step_length": 'length("step") BETWEEN 1 AND 100',
        "detail_length": 'length("detail") BETWEEN 0 AND 1000',
    }
    tables = sa.MetaData()
    sa.Table("learners", tables, sa.Column("id", sa.Text(), primary_key=True))
    return sa.Table(
        "journal",
        tables,
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pathway", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "number", name="pk_journal"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_journal_learner_id", ondelete="CASCADE"),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_journal_{name}")) for name, rule in rules.items()),
    )
