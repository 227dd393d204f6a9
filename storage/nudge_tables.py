"""The tables of nudges and digests: what is to be sent, each right to send it, and who asked us to wait."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Integer, UniqueConstraint
from sqlmodel import Field

from pathways import nudging
from pathways.delivery import DIGEST, STATES
from storage.row import METADATA, Row, index, length, one_of
from storage.storable import Words


class DeliveryRow(Row, table=True):
    """One nudge to one learner, or one digest to one tenant, for one period: the database refuses a second one."""

    __tablename__ = "deliveries"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("learner_id", "kind", "slot"),
        one_of("kind", (*(kind.value for kind in nudging.KINDS), DIGEST)),
        CheckConstraint(f"(learner_id IS NULL) = (kind = '{DIGEST}')", name="whose"),
        one_of("state", STATES),
        CheckConstraint("(next_try IS NOT NULL) = (state IN ('ready', 'unknown'))", name="next_try"),
        CheckConstraint("(lease_until IS NOT NULL) = (state = 'sending')", name="lease"),
        CheckConstraint("fence >= 0 AND tries >= 0", name="numbers"),
        length("id", 32, least=32),
        length("slot", 16, least=1),
        length("platform", 32, least=1),
        length("workspace", 255),
        length("user", 255, least=1),
        length("owner", 64, least=1),
        length("reason", 100, least=1),
        length("ref", 100),
        index("ix_deliveries_next_try", "next_try", "id", where="next_try IS NOT NULL"),
        index("ix_deliveries_lease_until", "lease_until", where="lease_until IS NOT NULL"),
        index("ix_deliveries_tenant", "platform", "workspace", where="next_try IS NOT NULL"),
        index("ix_deliveries_digest", "platform", "workspace", "slot", where="learner_id IS NULL", unique=True),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    learner_id: str | None = Field(default=None, foreign_key="learners.id", ondelete="CASCADE", sa_type=Words)
    kind: str = Field(sa_type=Words)
    slot: str = Field(sa_type=Words)
    platform: str = Field(sa_type=Words)
    workspace: str = Field(sa_type=Words)
    user: str = Field(sa_type=Words)
    """Who reads it; of a digest the channel."""
    state: str = Field(sa_type=Words)
    reason: str | None = Field(default=None, sa_type=Words)
    due_at: dt.datetime
    not_after: dt.datetime
    next_try: dt.datetime | None = None
    tries: int = Field(default=0, sa_type=Integer)
    fence: int = Field(default=0, sa_type=Integer)
    lease_until: dt.datetime | None = None
    owner: str | None = Field(default=None, sa_type=Words)
    in_doubt: bool = False
    first_try_at: dt.datetime | None = None
    ref: str | None = Field(default=None, sa_type=Words)


class AttemptRow(Row, table=True):
    """Each time that somebody was given the right to send a nudge, and what came of it."""

    __tablename__ = "attempts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (length("outcome", 20), length("code", 100))

    delivery_id: str = Field(primary_key=True, foreign_key="deliveries.id", ondelete="CASCADE", sa_type=Words)
    fence: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    started_at: dt.datetime
    ended_at: dt.datetime | None = None
    outcome: str | None = Field(default=None, sa_type=Words)
    code: str | None = Field(default=None, sa_type=Words)


class GateRow(Row, table=True):
    """A tenant that asked us to be quiet, seen by all workers."""

    __tablename__ = "gates"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (length("platform", 32, least=1), length("workspace", 255), length("why", 100))

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    until: dt.datetime
    why: str = Field(sa_type=Words)


class OpeningRow(Row, table=True):
    """A platform that wants conversations to be opened slowly, seen by all workers."""

    __tablename__ = "openings"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (length("platform", 32, least=1), CheckConstraint("rest >= 0", name="rest"))

    platform: str = Field(primary_key=True, sa_type=Words)
    next_at: dt.datetime
    """When the next one may be opened."""
    rest: int = Field(default=0, sa_type=Integer)
    """Seconds of the last rest that was asked for."""
    rested_at: dt.datetime | None = None


deliveries = METADATA.tables["deliveries"]
attempts = METADATA.tables["attempts"]
gates = METADATA.tables["gates"]
openings = METADATA.tables["openings"]
