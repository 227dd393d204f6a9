"""The tables that joining accounts needs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Integer
from sqlmodel import Field

from storage.row import METADATA, Row, length
from storage.storable import Words


class LinkCodeRow(Row, table=True):
    """The code that an account gave last, to be said on another one; never the code itself."""

    __tablename__ = "link_codes"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (length("digest", 64, least=64),)

    learner_id: str = Field(primary_key=True, foreign_key="learners.id", ondelete="CASCADE", sa_type=Words)
    digest: str = Field(unique=True, sa_type=Words)
    at: dt.datetime


class LinkGuessRow(Row, table=True):
    """How many codes in a row an account said that were none."""

    __tablename__ = "link_guesses"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("wrong >= 1", name="wrong"),)

    learner_id: str = Field(primary_key=True, foreign_key="learners.id", ondelete="CASCADE", sa_type=Words)
    wrong: int = Field(sa_type=Integer)
    at: dt.datetime


class SeatRow(Row, table=True):
    """What one process alone may hold, such as the connection of a bot."""

    __tablename__ = "seats"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (length("name", 100, least=1), length("owner", 64, least=1))

    name: str = Field(primary_key=True, sa_type=Words)
    owner: str = Field(sa_type=Words)
    until: dt.datetime
    """By the database's own clock."""


link_codes = METADATA.tables["link_codes"]
link_guesses = METADATA.tables["link_guesses"]
