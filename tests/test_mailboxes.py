"""How far direct messages were read, and what a platform was told last: kept, moved on, and gone with the learner."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pathways.learner import Account, Mailbox
from storage.mailboxes import Mailboxes
from storage.notebook import Memory
from storage.told import Told
from tests import writers

if TYPE_CHECKING:
    from storage.database import Database

NOW = writers.NOW
ADA, GRACE = Account("discord", "", "ada"), Account("discord", "", "grace")
LONG_AGO = NOW - dt.timedelta(days=30)


def known(database: Database, *accounts: Account) -> Mailboxes:
    for account in accounts:
        with Memory(database).turn(account, now=NOW):
            pass
    return Mailboxes(database)


def test_a_mailbox_is_kept_and_moves_on(database: Database) -> None:
    boxes = known(database, ADA)
    for read in ("1", "20"):
        boxes.keep(Mailbox(ADA, "c1", read), now=NOW)
    assert boxes.latest("discord", since=LONG_AGO, most=5) == (Mailbox(ADA, "c1", "20"),)
    assert boxes.latest("slack", since=LONG_AGO, most=5) == ()


def test_the_latest_come_first_and_old_ones_not_at_all(database: Database) -> None:
    boxes = known(database, ADA, GRACE)
    boxes.keep(Mailbox(ADA, "c1", "1"), now=NOW)
    boxes.keep(Mailbox(GRACE, "c2", "2"), now=NOW + dt.timedelta(minutes=1))
    assert [box.channel for box in boxes.latest("discord", since=LONG_AGO, most=5)] == ["c2", "c1"]
    assert [box.channel for box in boxes.latest("discord", since=LONG_AGO, most=1)] == ["c2"]
    assert [box.channel for box in boxes.latest("discord", since=NOW + dt.timedelta(seconds=1), most=5)] == ["c2"]


def test_of_who_is_not_known_or_was_forgotten_nothing_is_kept(database: Database) -> None:
    boxes = known(database, ADA)
    boxes.keep(Mailbox(GRACE, "c2", "2"), now=NOW)
    boxes.keep(Mailbox(ADA, "c1", "1"), now=NOW)
    with Memory(database).turn(ADA, now=NOW) as notebook:
        notebook.forget()
    boxes.keep(Mailbox(ADA, "c1", "2"), now=NOW)
    assert boxes.latest("discord", since=LONG_AGO, most=5) == ()


def test_where_somebody_has_their_messages_is_known_until_the_platform_knows_it_no_more(database: Database) -> None:
    boxes = known(database, ADA, GRACE)
    assert boxes.channel(ADA) is None
    for account, channel in ((ADA, "c1"), (GRACE, "c2")):
        boxes.keep(Mailbox(account, channel, "1"), now=NOW)
    assert (boxes.channel(ADA), boxes.channel(GRACE)) == ("c1", "c2")
    boxes.lose(ADA)
    assert (boxes.channel(ADA), boxes.channel(GRACE)) == (None, "c2")


def test_what_was_told_last_is_known_by_platform_and_matter(database: Database) -> None:
    told = Told(database)
    assert told.last("discord", "commands") is None
    for digest in ("one", "two"):
        told.keep("discord", "commands", digest)
        assert told.last("discord", "commands") == digest
    assert told.last("discord", "else") is None
    assert told.last("slack", "commands") is None
