"""The tables. Their rows never leave this package, and their rules hold against any bug outside it.

SQLModel does not check the values of a table class, so the database does: lengths, kinds and numbers are CHECKs.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, Integer, MetaData, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from pathways import nudging
from pathways.delivery import STATES
from storage.storable import Words

KINDS = ("started", "finished", "skipped", "postponed", "took off", "settled", "paused", "resumed", "taken back")
"""Kinds of line in the journal."""

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _length(column: str, most: int, *, least: int = 0) -> CheckConstraint:
    # quoted, because "user" alone is somebody else in PostgreSQL: whoever is connected
    return CheckConstraint(f'length("{column}") BETWEEN {least} AND {most}', name=f"{column}_length")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows that ``where`` is true of."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class Row(SQLModel):
    """What all tables share."""

    metadata = METADATA


class LearnerRow(Row, table=True):
    """Somebody who learns. Deleting the row deletes everything known of them."""

    __tablename__ = "learners"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        _length("id", 32, least=32),
        _length("shown", 20_000),
        _length("nudging", 1_000),
        CheckConstraint("unanswered >= 0", name="unanswered"),
        _index("ix_learners_next_nudge_at", "next_nudge_at", "id", where="next_nudge_at IS NOT NULL"),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    created_at: dt.datetime
    shown: str | None = Field(default=None, sa_type=Words)
    next_nudge_at: dt.datetime | None = None
    """When to look again whether a nudge is due; None: none is to come."""
    nudged_at: dt.datetime | None = None
    unanswered: int = Field(default=0, sa_type=Integer, sa_column_kwargs={"server_default": text("0")})
    nudging: str | None = Field(default=None, sa_type=Words)
    """What ``next_nudge_at`` follows from, so that finding who is due reads no journals."""


class AccountRow(Row, table=True):
    """Where a learner can be met."""

    __tablename__ = "accounts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        _length("platform", 32, least=1),
        _length("workspace", 255),
        _length("user", 255, least=1),
        _length("timezone", 64, least=1),
        _length("locale", 64, least=1),
        _index("ix_accounts_home", "learner_id", unique=True, where="home"),
    )

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    user: str = Field(primary_key=True, sa_type=Words)
    learner_id: str = Field(foreign_key="learners.id", ondelete="CASCADE", index=True, sa_type=Words)
    home: bool
    timezone: str | None = Field(default=None, sa_type=Words)
    locale: str | None = Field(default=None, sa_type=Words)
    unreachable_at: dt.datetime | None = None
    """Since then the platform refuses what is written to them first; their next word ends it."""


class EnrolmentRow(Row, table=True):
    """A pathway that was taken up."""

    __tablename__ = "enrolments"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (_length("pathway", 100, least=1),)

    learner_id: str = Field(primary_key=True, foreign_key="learners.id", ondelete="CASCADE", sa_type=Words)
    pathway: str = Field(primary_key=True, sa_type=Words)
    started: dt.date


class JournalRow(Row, table=True):
    """A line of a learner's journal. Lines are added and, with the learner, deleted; never changed."""

    __tablename__ = "journal"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        _one_of("kind", KINDS),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(
            "(pathway IS NOT NULL) = (kind IN ('started', 'finished', 'skipped', 'postponed'))", name="pathway"
        ),
        CheckConstraint("(step IS NOT NULL) = (kind IN ('finished', 'skipped', 'postponed'))", name="step"),
        _length("pathway", 100, least=1),
        _length("step", 100, least=1),
        _length("detail", 1_000),
    )

    learner_id: str = Field(primary_key=True, foreign_key="learners.id", ondelete="CASCADE", sa_type=Words)
    number: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    said: dt.datetime
    counts: dt.date
    kind: str = Field(sa_type=Words)
    pathway: str | None = Field(default=None, sa_type=Words)
    step: str | None = Field(default=None, sa_type=Words)
    detail: str = Field(sa_type=Words)


class InboxRow(Row, table=True):
    """A delivery that was answered, until it is too old to come again."""

    __tablename__ = "inbox"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        _length("platform", 32, least=1),
        _length("workspace", 255),
        _length("key", 255, least=1),
        _length("told", 300),
    )

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    key: str = Field(primary_key=True, sa_type=Words)
    learner_id: str = Field(foreign_key="learners.id", ondelete="CASCADE", index=True, sa_type=Words)
    told: str = Field(sa_type=Words)
    at: dt.datetime = Field(index=True)


class WorkspaceRow(Row, table=True):
    """An installation; its tokens are sealed. One that was left has none, and goes with what is known of its people."""

    __tablename__ = "workspaces"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("(bot_token IS NULL) = (left_at IS NOT NULL)", name="left"),
        CheckConstraint("left_at IS NULL OR refresh_token IS NULL", name="erased"),
        CheckConstraint("version >= 1", name="version"),
        _length("platform", 32, least=1),
        _length("workspace", 255, least=1),
        _length("name", 255),
        _length("bot_user", 255, least=1),
        _length("bot_token", 4_000, least=1),
        _length("scopes", 2_000),
        _length("installed_by", 255),
        _length("refresh_token", 4_000, least=1),
        _length("enterprise", 255, least=1),
    )

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    version: int = Field(sa_type=Integer)
    """One more whenever the tokens are replaced: what was done with older ones is then void."""
    name: str = Field(sa_type=Words)
    bot_user: str = Field(sa_type=Words)
    bot_token: str | None = Field(default=None, sa_type=Words)
    scopes: str = Field(sa_type=Words)
    installed_by: str = Field(sa_type=Words)
    installed_at: dt.datetime
    refresh_token: str | None = Field(default=None, sa_type=Words)
    expires: dt.datetime | None = None
    enterprise: str | None = Field(default=None, sa_type=Words)
    left_at: dt.datetime | None = None
    refreshing_until: dt.datetime | None = None
    """Somebody is fetching new tokens, and is to be waited for until then."""


class OAuthStateRow(Row, table=True):
    """An installation that began."""

    __tablename__ = "oauth_states"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (_length("state", 64, least=1),)

    state: str = Field(primary_key=True, sa_type=Words)
    at: dt.datetime = Field(index=True)


class DeliveryRow(Row, table=True):
    """One nudge to one learner for one period: the database itself refuses a second one."""

    __tablename__ = "deliveries"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("learner_id", "kind", "slot"),
        _one_of("kind", tuple(kind.value for kind in nudging.KINDS)),
        _one_of("state", STATES),
        CheckConstraint("(next_try IS NOT NULL) = (state IN ('ready', 'unknown'))", name="next_try"),
        CheckConstraint("(lease_until IS NOT NULL) = (state = 'sending')", name="lease"),
        CheckConstraint("fence >= 0 AND tries >= 0", name="numbers"),
        _length("id", 32, least=32),
        _length("slot", 16, least=1),
        _length("platform", 32, least=1),
        _length("workspace", 255),
        _length("user", 255, least=1),
        _length("owner", 64, least=1),
        _length("reason", 100, least=1),
        _length("ref", 100),
        _index("ix_deliveries_next_try", "next_try", "id", where="next_try IS NOT NULL"),
        _index("ix_deliveries_lease_until", "lease_until", where="lease_until IS NOT NULL"),
        _index("ix_deliveries_tenant", "platform", "workspace", where="next_try IS NOT NULL"),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    learner_id: str = Field(foreign_key="learners.id", ondelete="CASCADE", sa_type=Words)
    kind: str = Field(sa_type=Words)
    slot: str = Field(sa_type=Words)
    platform: str = Field(sa_type=Words)
    workspace: str = Field(sa_type=Words)
    user: str = Field(sa_type=Words)
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
    __table_args__ = (_length("outcome", 20), _length("code", 100))

    delivery_id: str = Field(primary_key=True, foreign_key="deliveries.id", ondelete="CASCADE", sa_type=Words)
    fence: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    started_at: dt.datetime
    ended_at: dt.datetime | None = None
    outcome: str | None = Field(default=None, sa_type=Words)
    code: str | None = Field(default=None, sa_type=Words)


class GateRow(Row, table=True):
    """A tenant that asked us to be quiet, seen by all workers."""

    __tablename__ = "gates"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (_length("platform", 32, least=1), _length("workspace", 255), _length("why", 100))

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    until: dt.datetime
    why: str = Field(sa_type=Words)


learners = METADATA.tables["learners"]
accounts = METADATA.tables["accounts"]
enrolments = METADATA.tables["enrolments"]
journal = METADATA.tables["journal"]
inbox = METADATA.tables["inbox"]
workspaces = METADATA.tables["workspaces"]
oauth_states = METADATA.tables["oauth_states"]
deliveries = METADATA.tables["deliveries"]
attempts = METADATA.tables["attempts"]
gates = METADATA.tables["gates"]
