"""When the rules of time zones change, nudges are due by the new ones: on SQLite and on PostgreSQL."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from pathways import zones
from pathways.delivery import Accepted, Refused
from pathways.journal import Paused
from pathways.zones import use_bundled_zones
from storage.notebook import Memory
from storage.outbox import Outbox
from storage.planning import AT_ONCE
from storage.reckoning import reckon
from storage.tables import learners
from tests import zone_rules
from tests.outbox import DUE, NOW, claimed, enrol, learner_row, rows, say, somebody
from tests.zone_rules import AFTER, BEFORE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from storage.database import Database

HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(weeks=1)
EARLIER = DUE - 2 * HOUR
"""Nine o'clock by the new rules."""


@pytest.fixture
def turn_to(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    folder = zone_rules.editions(tmp_path)
    zone_rules.use(folder, BEFORE)
    yield lambda edition: zone_rules.use(folder, edition)
    use_bundled_zones()


def sent_by(database: Database, now: dt.datetime) -> list[str]:
    """Plan and send what is due; every slot that was ever planned."""
    outbox = Outbox(database, "worker")
    outbox.plan(now)
    for claim in outbox.claim(now, ("slack",)):
        assert outbox.record(claim, Accepted("1.2"), now)
    found = rows(database)
    assert len({row.slot for row in found}) == len(found)
    return [row.slot for row in found if row.state == "sent"]


def test_the_edition_is_the_one_in_use(turn_to: Callable[[str], None]) -> None:
    assert zones.edition() == BEFORE
    turn_to(AFTER)
    assert zones.edition() == AFTER
    use_bundled_zones()
    assert zones.edition().startswith("20")


def test_where_the_machine_has_no_zones_the_bundled_ones_name_the_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path),))
    assert zones.edition().startswith("20")


def test_C4_new_rules_move_what_is_to_come_and_nothing_is_reckoned_twice(
    database: Database, turn_to: Callable[[str], None]
) -> None:
    enrol(database)
    assert reckon(database, zones.edition()) == 1
    assert learner_row(database).next_nudge_at == DUE
    turn_to(AFTER)
    assert reckon(database, zones.edition()) == 1
    assert learner_row(database).next_nudge_at == EARLIER
    assert reckon(database, zones.edition()) == 0
    assert sent_by(database, EARLIER + 5 * dt.timedelta(minutes=1)) == ["2026-W49"]
    assert learner_row(database).next_nudge_at == EARLIER + WEEK


def test_C4_a_slot_that_the_new_rules_lay_into_the_past_comes_late_and_once(
    database: Database, turn_to: Callable[[str], None]
) -> None:
    enrol(database)
    turn_to(AFTER)
    reckon(database, zones.edition())
    assert sent_by(database, DUE - HOUR) == ["2026-W49"]


def test_C4_a_slot_that_was_sent_does_not_come_again_later(database: Database, turn_to: Callable[[str], None]) -> None:
    turn_to(AFTER)
    enrol(database)
    assert sent_by(database, EARLIER + HOUR) == ["2026-W49"]
    turn_to(BEFORE)
    reckon(database, zones.edition())
    assert learner_row(database).next_nudge_at == DUE + WEEK
    assert sent_by(database, DUE + 6 * HOUR) == ["2026-W49"]


def test_C4_a_slot_between_a_late_word_and_its_old_time_is_not_lost(
    database: Database, turn_to: Callable[[str], None]
) -> None:
    """Who comes back has no arrears up to that moment; what was still to come then is to come."""
    enrol(database)
    with database.write() as connection:
        connection.execute(update(learners).values(unanswered=3))
    say(database, somebody(), DUE - HOUR)
    turn_to(AFTER)
    reckon(database, zones.edition())
    assert sent_by(database, DUE - HOUR / 2) == ["2026-W49"]


def test_C4_who_is_silent_stays_silent(
    database: Database, turn_to: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    gone, paused, odd, new = (somebody(number) for number in range(1, 5))
    enrol(database, gone)
    Outbox(database, "worker").record(claimed(database), Refused("person", "user_not_found"), NOW)
    enrol(database, paused, odd)
    say(database, new, NOW)
    with Memory(database).turn(paused, now=NOW) as book:
        book.write(Paused(None), said=NOW, counts=NOW.date())
    with database.write() as connection:
        damaged = update(learners).where(learners.c.id == learner_row(database, odd).id)
        connection.execute(damaged.values(nudging="{}"))
    turn_to(AFTER)
    assert reckon(database, zones.edition()) == 3
    due = [learner_row(database, each).next_nudge_at for each in (gone, paused, odd, new)]
    assert due == [None, None, DUE, None]
    assert caplog.messages == ["no due time can be reckoned for one learner: KeyError"]


def test_C4_more_than_one_transaction_takes_are_all_reckoned(
    database: Database, turn_to: Callable[[str], None]
) -> None:
    many = [somebody(number) for number in range(AT_ONCE + 3)]
    enrol(database, *many)
    turn_to(AFTER)
    assert reckon(database, zones.edition()) == len(many)
    with database.read() as connection:
        due = set(connection.execute(learners.select().with_only_columns(learners.c.next_nudge_at)).scalars())
    assert due == {EARLIER}
