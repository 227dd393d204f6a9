"""The tables of digests: one for each tenant that has one, and who is of a tenant beyond its own accounts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer
from sqlmodel import Field

from storage.row import METADATA, Row, index, length
from storage.storable import Words


class DigestRow(Row, table=True):
    """What an admin asked for."""

    __tablename__ = "digests"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("day BETWEEN 0 AND 6", name="day"),
        CheckConstraint("paused IS NULL OR next_at IS NULL", name="paused"),
        length("platform", 32, least=1),
        length("workspace", 255, least=1),
        length("channel", 255, least=1),
        length("time", 5, least=5),
        length("timezone", 64, least=1),
        length("set_by", 255, least=1),
        length("paused", 100, least=1),
        index("ix_digests_next_at", "next_at", where="next_at IS NOT NULL"),
        index("ix_digests_untold", "platform", "set_by", where="untold"),
    )

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    """The tenant: a Slack team, a Discord server."""
    channel: str = Field(sa_type=Words)
    day: int = Field(sa_type=Integer)
    time: str = Field(sa_type=Words)
    timezone: str = Field(sa_type=Words)
    set_by: str | None = Field(default=None, sa_type=Words)
    """The platform's id of the admin who asked last; None once they are forgotten."""
    next_at: dt.datetime | None = None
    """When to look whether a digest is due; None while it is paused."""
    told_to: dt.datetime | None = None
    paused: str | None = Field(default=None, sa_type=Words)
    untold: bool = False
    """It was paused, and the admin has not heard of it."""


class DigestMemberRow(Row, table=True):
    """An account that was met in a tenant which has a digest, or that agreed to be named in it."""

    __tablename__ = "digest_members"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["platform", "workspace", "user"],
            ["accounts.platform", "accounts.workspace", "accounts.user"],
            ondelete="CASCADE",
        ),
        length("tenant", 255, least=1),
        Index("ix_digest_members_tenant", "platform", "tenant"),
    )

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    user: str = Field(primary_key=True, sa_type=Words)
    tenant: str = Field(primary_key=True, sa_type=Words)
    named: bool = False


digests = METADATA.tables["digests"]
digest_members = METADATA.tables["digest_members"]
