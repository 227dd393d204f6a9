"""The tables. Their rows never leave this package, and their rules hold against any bug outside it.

SQLModel does not check the values of a table class, so the database does: lengths, kinds and numbers are CHECKs.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, Integer, MetaData, text
from sqlmodel import Field, SQLModel

from storage.storable import Words

OF_STEPS = ("finished", "skipped", "postponed", "worked", "credited", "split", "proved")
"""Kinds of line in the journal that speak of a step, or of a skill."""
KINDS = (
    *("started", "adopted", *OF_STEPS, "took off", "settled", "paused", "resumed", "taken back"),
    *("allotted", "aimed", "rerouted", "passed"),
)
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


def _in(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


class Row(SQLModel):
    """What all tables share."""

    metadata = METADATA


class LearnerRow(Row, table=True):
    """Somebody who learns. Deleting the row deletes everything known of them."""

    __tablename__ = "learners"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (_length("id", 32, least=32), _length("shown", 20_000))

    id: str = Field(primary_key=True, sa_type=Words)
    created_at: dt.datetime
    shown: str | None = Field(default=None, sa_type=Words)


class AccountRow(Row, table=True):
    """Where a learner can be met."""

    __tablename__ = "accounts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        _length("platform", 32, least=1),
        _length("workspace", 255),
        _length("user", 255, least=1),
        _length("timezone", 64, least=1),
        _length("locale", 64, least=1),
        Index("ix_accounts_home", "learner_id", unique=True, sqlite_where=text("home"), postgresql_where=text("home")),
    )

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    user: str = Field(primary_key=True, sa_type=Words)
    learner_id: str = Field(foreign_key="learners.id", ondelete="CASCADE", index=True, sa_type=Words)
    home: bool
    timezone: str | None = Field(default=None, sa_type=Words)
    locale: str | None = Field(default=None, sa_type=Words)


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
        CheckConstraint(_in("kind", KINDS), name="kind"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(f"(pathway IS NOT NULL) = ({_in('kind', ('started', 'adopted', *OF_STEPS))})", name="pathway"),
        CheckConstraint(f"(step IS NOT NULL) = ({_in('kind', OF_STEPS)})", name="step"),
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


learners = METADATA.tables["learners"]
accounts = METADATA.tables["accounts"]
enrolments = METADATA.tables["enrolments"]
journal = METADATA.tables["journal"]
inbox = METADATA.tables["inbox"]
workspaces = METADATA.tables["workspaces"]
oauth_states = METADATA.tables["oauth_states"]
