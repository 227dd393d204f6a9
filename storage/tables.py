"""The tables. Their rows never leave this package, and their rules hold against any bug outside it.

SQLModel does not check the values of a table class, so the database does: lengths, kinds and numbers are CHECKs.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Integer, text
from sqlmodel import Field

from storage.digest_tables import digest_members, digests
from storage.link_tables import link_codes, link_guesses
from storage.nudge_tables import attempts, deliveries, gates, openings
from storage.row import METADATA, Row, among, index, length
from storage.storable import Words

OF_STEPS = ("finished", "skipped", "postponed", "worked", "credited", "split", "proved")
"""Kinds of line in the journal that speak of a step, or of a skill."""
KINDS = (
    *("started", "adopted", *OF_STEPS, "took off", "settled", "paused", "resumed", "taken back"),
    *("allotted", "aimed", "rerouted", "passed"),
)
"""Kinds of line in the journal."""


class LearnerRow(Row, table=True):
    """Somebody who learns, or the journal of one account of theirs. Deleting the row deletes everything known of them.

    Each account begins as a learner and writes that learner's journal for ever. Where accounts are joined, all of
    them are of one learner, and the rows of the others point at that one's: their journals are read with it.
    """

    __tablename__ = "learners"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        length("id", 32, least=32),
        length("shown", 20_000),
        length("nudging", 1_000),
        CheckConstraint("unanswered >= 0", name="unanswered"),
        index("ix_learners_joined_id", "joined_id", where="joined_id IS NOT NULL"),
        index("ix_learners_next_nudge_at", "next_nudge_at", "id", where="next_nudge_at IS NOT NULL"),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    created_at: dt.datetime
    shown: str | None = Field(default=None, sa_type=Words)
    joined_id: str | None = Field(default=None, foreign_key="learners.id", ondelete="CASCADE", sa_type=Words)
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
        length("platform", 32, least=1),
        length("workspace", 255),
        length("user", 255, least=1),
        length("timezone", 64, least=1),
        length("locale", 64, least=1),
        length("stale", 32, least=32),
        index("ix_accounts_home", "learner_id", unique=True, where="home"),
        index("ix_accounts_own_id", "own_id", where="own_id IS NOT NULL"),
        index("ix_accounts_stale", "platform", where="stale IS NOT NULL"),
    )

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    user: str = Field(primary_key=True, sa_type=Words)
    learner_id: str = Field(foreign_key="learners.id", ondelete="CASCADE", index=True, sa_type=Words)
    home: bool
    timezone: str | None = Field(default=None, sa_type=Words)
    locale: str | None = Field(default=None, sa_type=Words)
    own_id: str | None = Field(default=None, foreign_key="learners.id", ondelete="CASCADE", sa_type=Words)
    """Whose journal it writes, where that is another than the learner's."""
    stale: str | None = Field(default=None, sa_type=Words)
    """Something was changed from elsewhere and its page shows it not yet; another text for each change."""
    unreachable_at: dt.datetime | None = None
    """Since then the platform refuses what is written to them first; their next word ends it."""


class EditionRow(Row, table=True):
    """A pathway as it was when somebody took it up: kept once, however many did."""

    __tablename__ = "editions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        length("name", 32, least=32),
        length("content", 1_000_000, least=2),
    )

    name: str = Field(primary_key=True, sa_type=Words)
    content: str = Field(sa_type=Words)


class EnrolmentRow(Row, table=True):
    """A pathway that was taken up."""

    __tablename__ = "enrolments"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (length("pathway", 100, least=1),)

    learner_id: str = Field(primary_key=True, foreign_key="learners.id", ondelete="CASCADE", sa_type=Words)
    pathway: str = Field(primary_key=True, sa_type=Words)
    started: dt.date
    edition: str | None = Field(default=None, foreign_key="editions.name", sa_type=Words)
    """None until the learner's next word, where a program that knew of no editions wrote it."""


class JournalRow(Row, table=True):
    """A line of a learner's journal. Lines are added and, with the learner, deleted; never changed."""

    __tablename__ = "journal"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint(among("kind", KINDS), name="kind"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(
            f"(pathway IS NOT NULL) = ({among('kind', ('started', 'adopted', *OF_STEPS))})", name="pathway"
        ),
        CheckConstraint(f"(step IS NOT NULL) = ({among('kind', OF_STEPS)})", name="step"),
        length("pathway", 100, least=1),
        length("step", 100, least=1),
        length("detail", 1_000),
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
        length("platform", 32, least=1),
        length("workspace", 255),
        length("key", 255, least=1),
        length("told", 300),
    )

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    key: str = Field(primary_key=True, sa_type=Words)
    learner_id: str = Field(foreign_key="learners.id", ondelete="CASCADE", index=True, sa_type=Words)
    told: str = Field(sa_type=Words)
    at: dt.datetime = Field(index=True)


class MailboxRow(Row, table=True):
    """Where an account's direct messages are, and the last of them that was answered."""

    __tablename__ = "mailboxes"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["platform", "workspace", "user"],
            ["accounts.platform", "accounts.workspace", "accounts.user"],
            ondelete="CASCADE",
        ),
        length("channel", 255, least=1),
        length("read", 255, least=1),
    )

    platform: str = Field(primary_key=True, sa_type=Words)
    workspace: str = Field(primary_key=True, sa_type=Words)
    user: str = Field(primary_key=True, sa_type=Words)
    channel: str = Field(sa_type=Words)
    read: str = Field(sa_type=Words)
    at: dt.datetime = Field(index=True)


class ToldRow(Row, table=True):
    """What was done last about something outside, and need not be done again while that stays the same."""

    __tablename__ = "told"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        length("platform", 32, least=1),
        length("about", 255, least=1),
        length("digest", 64, least=1),
    )

    platform: str = Field(primary_key=True, sa_type=Words)
    about: str = Field(primary_key=True, sa_type=Words)
    digest: str = Field(sa_type=Words)


class WorkspaceRow(Row, table=True):
    """An installation; its tokens are sealed. One that was left has none, and goes with what is known of its people."""

    __tablename__ = "workspaces"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("(bot_token IS NULL) = (left_at IS NOT NULL)", name="left"),
        CheckConstraint("left_at IS NULL OR refresh_token IS NULL", name="erased"),
        CheckConstraint("version >= 1", name="version"),
        length("platform", 32, least=1),
        length("workspace", 255, least=1),
        length("name", 255),
        length("bot_user", 255, least=1),
        length("bot_token", 4_000, least=1),
        length("scopes", 2_000),
        length("installed_by", 255),
        length("refresh_token", 4_000, least=1),
        length("enterprise", 255, least=1),
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
    __table_args__ = (length("state", 64, least=1),)

    state: str = Field(primary_key=True, sa_type=Words)
    at: dt.datetime = Field(index=True)


learners = METADATA.tables["learners"]
accounts = METADATA.tables["accounts"]
editions = METADATA.tables["editions"]
enrolments = METADATA.tables["enrolments"]
journal = METADATA.tables["journal"]
inbox = METADATA.tables["inbox"]
mailboxes = METADATA.tables["mailboxes"]
told = METADATA.tables["told"]
workspaces = METADATA.tables["workspaces"]
oauth_states = METADATA.tables["oauth_states"]
seats = METADATA.tables["seats"]

__all__ = [
    "METADATA",
    "accounts",
    "attempts",
    "deliveries",
    "digest_members",
    "digests",
    "editions",
    "enrolments",
    "gates",
    "inbox",
    "journal",
    "learners",
    "link_codes",
    "link_guesses",
    "mailboxes",
    "oauth_states",
    "openings",
    "seats",
    "told",
    "workspaces",
]
