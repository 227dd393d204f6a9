"""The outbox on SQLite and on PostgreSQL: planned once, lent to one, closed once. Names follow the fault matrix."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text, update

from pathways.delivery import Accepted, Deferred, Refused, Skipped, Unsent, Unsure, Wait
from pathways.journal import Paused, Resumed, Settled
from pathways.learner import Account
from pathways.secret import Secret
from pathways.workspace import Installation
from storage import backup
from storage.notebook import Memory
from storage.outbox import LEASE, Outbox
from storage.sealing import Seal
from storage.settling import FOR_GOOD, LOOK_AFTER, MOST_TRIES
from storage.tables import METADATA, learners
from storage.workspaces import Workspaces
from tests.outbox import (
    DUE,
    ENROLLED,
    NOW,
    Killed,
    claimed,
    dies_at,
    enrol,
    gate_rows,
    learner_row,
    rows,
    say,
    somebody,
    states,
    tried,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Database

SLACK = ("slack",)
IN_ORDER = METADATA.sorted_tables
"""Every table, those that others point at first."""
WEEK = dt.timedelta(weeks=1)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    enrol(database)
    return Outbox(database, "worker")


def test_a_newcomer_s_first_nudge_is_known_from_the_first_turn_on(database: Database, outbox: Outbox) -> None:
    assert learner_row(database).next_nudge_at == DUE
    assert outbox.plan(DUE - SECOND).learners == 0
    assert outbox.claim(NOW, SLACK) == ()


def test_a_due_nudge_is_planned_lent_sent_and_counted(database: Database, outbox: Outbox) -> None:
    planned = outbox.plan(DUE)
    assert (planned.learners, planned.ready, planned.more, planned.parked) == (1, 1, False, ())
    assert outbox.plan(DUE).learners == 0
    (claim,) = outbox.claim(NOW, SLACK)
    assert (claim.account, claim.slot, claim.due, claim.in_doubt) == (somebody(), "2026-W49", DUE, False)
    assert outbox.claim(NOW, SLACK) == (), "nobody else is given it"
    assert outbox.record(claim, Accepted("1.2"), NOW)
    (row,) = rows(database)
    assert (row.state, row.ref, row.tries, row.lease_until) == ("sent", "1.2", 1, None)
    learner = learner_row(database)
    assert (learner.nudged_at, learner.unanswered) == (NOW, 1)
    assert learner.next_nudge_at == DUE + WEEK
    assert tried(database) == [(1, "accepted")]


def test_a_nudge_waits_for_the_learner_s_own_moment(database: Database, outbox: Outbox) -> None:
    outbox.plan(DUE)
    (row,) = rows(database)
    assert DUE <= row.next_try < DUE + dt.timedelta(minutes=4)
    assert outbox.claim(row.next_try - SECOND, SLACK) == ()
    assert outbox.claim(row.next_try, SLACK)


def test_only_nudges_of_the_platforms_that_one_serves_are_lent(outbox: Outbox) -> None:
    outbox.plan(NOW)
    assert outbox.claim(NOW, ("discord",)) == ()
    assert outbox.claim(NOW, ("discord", "slack"))


def test_nobody_is_nudged_where_the_coach_cannot_write_first(database: Database) -> None:
    enrol(database, Account("terminal", "", "ada"))
    assert learner_row(database, Account("terminal", "", "ada")).next_nudge_at is None


@pytest.mark.parametrize("point", ["plan.mid", "plan.done"])
def test_A1_A2_a_death_while_planning_plans_once(database: Database, outbox: Outbox, point: str) -> None:
    with pytest.raises(Killed):
        Outbox(database, "dying", passing=dies_at(point)).plan(NOW)
    assert len(rows(database)) == (point == "plan.done")
    outbox.plan(NOW)
    assert states(database) == {"2026-W49": "ready"}
    assert learner_row(database).next_nudge_at == DUE + WEEK


@pytest.mark.parametrize("point", ["claim.mid", "claim.done"])
def test_A3_a_death_after_the_claim_ends_in_doubt_not_in_a_second_message(
    database: Database, outbox: Outbox, point: str
) -> None:
    outbox.plan(NOW)
    with pytest.raises(Killed):
        Outbox(database, "dying", passing=dies_at(point)).claim(NOW, SLACK)
    taken = point == "claim.done"
    assert len(outbox.claim(NOW + LEASE - SECOND, SLACK)) == (not taken)
    if taken:
        (claim,) = outbox.claim(NOW + LEASE, SLACK)
        assert claim.in_doubt
        assert claim.first_try == NOW


@pytest.mark.parametrize("point", ["record.mid", "record.done"])
def test_A5_a_death_while_recording_is_found_out(database: Database, outbox: Outbox, point: str) -> None:
    claim = claimed(database)
    with pytest.raises(Killed):
        Outbox(database, "dying", passing=dies_at(point)).record(claim, Accepted("1.2"), NOW)
    again = outbox.claim(NOW + LEASE, SLACK)
    assert [each.in_doubt for each in again] == ([True] if point == "record.mid" else [])
    assert learner_row(database).unanswered == (point == "record.done")


def test_A6_what_was_not_begun_is_given_back_as_it_was(database: Database, outbox: Outbox) -> None:
    claim = claimed(database)
    outbox.give_back([claim], NOW)
    assert states(database) == {"2026-W49": "ready"}
    (again,) = outbox.claim(NOW, SLACK)
    assert not again.in_doubt
    outbox.give_back([claim], NOW)
    assert states(database) == {"2026-W49": "sending"}, "an old claim gives nothing back"


def test_A7_A9_a_late_result_changes_nothing(database: Database, outbox: Outbox) -> None:
    late = claimed(database)
    (fresh,) = outbox.claim(NOW + LEASE, SLACK)
    assert fresh.fence == late.fence + 1
    for outcome in (Accepted("late"), Unsure("late"), Refused("person", "late"), Wait(60)):
        assert not outbox.record(late, outcome, NOW + LEASE)
    assert states(database) == {"2026-W49": "sending"}
    assert outbox.record(fresh, Accepted("fresh"), NOW + LEASE)
    assert not outbox.record(fresh, Unsure("again"), NOW + LEASE)
    assert outbox.claim(NOW + 3 * LEASE, SLACK) == ()
    assert rows(database)[0].ref == "fresh"
    assert learner_row(database).unanswered == 1
    assert learner_row(database).unreachable_at is None
    assert gate_rows(database) == []


def test_A8_several_workers_share_the_work_without_a_double(
    database: Database, opened: Callable[..., Database]
) -> None:
    enrol(database, *(somebody(number) for number in range(40)))
    got: list[str] = []
    barrier = threading.Barrier(4)

    def work(name: str) -> None:
        mine = Outbox(database, name)
        barrier.wait()
        mine.plan(NOW, 15)
        while claims := mine.claim(NOW, SLACK, 3):
            for claim in claims:
                got.append(claim.id)
                assert mine.record(claim, Accepted("ref"), NOW)

    workers = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    Outbox(database, "last").plan(NOW)
    while claims := Outbox(database, "last").claim(NOW, SLACK):
        got += [claim.id for claim in claims]
    assert len(got) == len(set(got)) == 40


def test_A11_a_rule_that_cannot_be_followed_is_parked_and_keeps_nobody_back(database: Database) -> None:
    people = [somebody(number) for number in range(50)]
    enrol(database, *people)
    bad = learner_row(database, people[7])
    with database.write() as connection:
        damaged = bad.nudging.replace("Europe/Berlin", "Europe/Atlantis")
        connection.execute(update(learners).where(learners.c.id == bad.id).values(nudging=damaged))
    planned = Outbox(database, "worker").plan(NOW)
    assert planned.parked == (bad.id,)
    assert planned.ready == 49
    assert learner_row(database, people[7]).next_nudge_at is None
    say(database, people[7], NOW)
    assert learner_row(database, people[7]).next_nudge_at is not None, "their next word puts it right"


def test_A11_a_row_without_a_rule_is_parked(database: Database, outbox: Outbox) -> None:
    with database.write() as connection:
        connection.execute(update(learners).values(nudging=None))
    assert len(outbox.plan(NOW).parked) == 1


def test_B1_a_tenant_that_asks_for_patience_gets_it_and_others_do_not_wait(database: Database) -> None:
    enrol(database, somebody(1, "A"), somebody(2, "A"), somebody(3, "B"))
    outbox = Outbox(database, "worker")
    outbox.plan(NOW)
    claims = {claim.account.user: claim for claim in outbox.claim(NOW, SLACK)}
    outbox.record(claims["U1"], Wait(90), NOW)
    outbox.give_back([claims["U2"], claims["U3"]], NOW)
    assert [claim.account.workspace for claim in outbox.claim(NOW, SLACK)] == ["B"]
    assert outbox.claim(NOW + 89 * SECOND, SLACK) == ()
    after = outbox.claim(NOW + 90 * SECOND, SLACK)
    assert {claim.account.user for claim in after} == {"U1", "U2"}
    assert {claim.tries for claim in after} == {0}, "waiting is no try"


def test_B2_what_is_in_doubt_is_looked_for_before_it_is_sent_again(database: Database, outbox: Outbox) -> None:
    outbox.record(claimed(database), Unsure("timeout"), NOW)
    assert states(database) == {"2026-W49": "unknown"}
    assert outbox.claim(NOW + LOOK_AFTER - SECOND, SLACK) == ()
    (claim,) = outbox.claim(NOW + LOOK_AFTER, SLACK)
    assert claim.in_doubt
    assert claim.first_try == NOW


def test_B3_what_nobody_can_say_is_closed_and_never_sent_again(database: Database, outbox: Outbox) -> None:
    claim, now = claimed(database), NOW
    while True:
        outbox.record(claim, Unsure("timeout"), now)
        now += dt.timedelta(minutes=31)
        claims = outbox.claim(now, SLACK)
        if not claims:
            break
        (claim,) = claims
        assert claim.in_doubt
    assert states(database) == {"2026-W49": "expired_unknown"}
    assert now > claim.not_after


def test_B4_a_tenant_that_put_us_out_is_left_alone_until_it_lets_us_in(database: Database) -> None:
    enrol(database, somebody(1, "A"), somebody(2, "A"), somebody(3, "B"))
    outbox = Outbox(database, "worker")
    outbox.plan(NOW)
    claims = {claim.account.user: claim for claim in outbox.claim(NOW, SLACK)}
    outbox.give_back([claims["U2"]], NOW)
    outbox.record(claims["U1"], Refused("tenant", "account_inactive"), NOW)
    assert sorted(row.state for row in rows(database)) == ["cancelled", "cancelled", "sending"]
    now = NOW
    for _ in range(3):
        now += WEEK
        outbox.plan(now)
        assert {claim.account.workspace for claim in outbox.claim(now, SLACK)} <= {"B"}
    (gate,) = gate_rows(database)
    assert (gate.until, gate.why) == (FOR_GOOD, "account_inactive")
    outbox.resume("slack", "A")
    back = outbox.claim(now, SLACK)
    assert sorted(claim.account.user for claim in back) == ["U1", "U2"], "one each, no arrears"
    assert {claim.slot for claim in back} == {rows(database)[-1].slot}


def test_B4_installing_anew_lets_nudges_in_again(database: Database, outbox: Outbox) -> None:
    outbox.record(claimed(database), Refused("tenant", "token_revoked"), NOW)
    assert gate_rows(database)
    seal = Seal.of(Fernet.generate_key().decode())
    installation = Installation("slack", "T1", "House", "UBOT", Secret("token"), (), "U1")
    Workspaces(database, seal).save(installation, NOW + WEEK)
    assert gate_rows(database) == []
    outbox.plan(NOW + WEEK)
    assert len(outbox.claim(NOW + WEEK, SLACK, 50)) == 1


def test_B5_whoever_cannot_be_reached_is_left_alone_until_they_write(database: Database, outbox: Outbox) -> None:
    outbox.record(claimed(database), Refused("person", "user_disabled"), NOW)
    assert states(database) == {"2026-W49": "failed"}
    learner = learner_row(database)
    assert (learner.next_nudge_at, learner.unreachable_at, learner.unanswered) == (None, NOW, 0)
    assert outbox.plan(NOW + 3 * WEEK).learners == 0
    say(database, somebody(), NOW + 3 * WEEK)
    learner = learner_row(database)
    assert learner.unreachable_at is None
    assert learner.next_nudge_at == DUE + 4 * WEEK
    assert [row.slot for row in rows(database)] == ["2026-W49"]


@pytest.mark.parametrize(
    ("outcome", "became"),
    [
        (Refused("form", "invalid_blocks"), ("failed", None, 1)),
        (Refused("other", "weird"), ("ready", 30, 1)),
        (Unsent("refused"), ("ready", 30, 1)),
        (Skipped("all done"), ("skipped", None, 0)),
        (Deferred(NOW + WEEK), ("ready", 36 * 3600, 0)),
        (Deferred(NOW + SECOND), ("ready", 1, 0)),
    ],
)
def test_each_outcome_has_its_place(
    database: Database,
    outbox: Outbox,
    outcome: Refused | Unsent | Skipped | Deferred,
    became: tuple[str, int | None, int],
) -> None:
    state, pause, tries = became
    assert outbox.record(claimed(database), outcome, NOW)
    (row,) = rows(database)
    assert (row.state, row.tries) == (state, tries)
    if pause is None:
        assert row.next_try is None
    else:
        assert NOW < row.next_try <= min(NOW + pause * SECOND, row.not_after)


@pytest.mark.parametrize(("outcome", "most"), [(Unsent("refused"), MOST_TRIES), (Refused("other", "weird"), 2)])
def test_what_never_gets_there_is_given_up(
    database: Database, outbox: Outbox, outcome: Refused | Unsent, most: int
) -> None:
    claim, now = claimed(database), NOW
    for number in range(1, most + 1):
        assert states(database) == {"2026-W49": "sending"}
        outbox.record(claim, outcome, now)
        if number < most:
            now = rows(database)[0].next_try
            (claim,) = outbox.claim(now, SLACK)
            assert not claim.in_doubt
    assert states(database) == {"2026-W49": "failed"}


def test_C10_what_is_too_late_when_it_is_claimed_is_closed(database: Database, outbox: Outbox) -> None:
    outbox.plan(NOW)
    assert outbox.claim(NOW + dt.timedelta(hours=37), SLACK) == ()
    assert states(database) == {"2026-W49": "stale"}


def test_C10_three_weeks_down_is_one_nudge(database: Database, outbox: Outbox) -> None:
    later = DUE + 2 * WEEK + dt.timedelta(hours=1)
    outbox.plan(later)
    assert len(outbox.claim(later + dt.timedelta(minutes=5), SLACK, 50)) == 1
    assert states(database) == {
        "2026-W49": "stale",
        "2026-12": "stale",
        "2026-W50": "stale",
        "2026-W51": "sending",
    }


def test_a_newer_nudge_takes_the_place_of_one_that_still_waits(database: Database, outbox: Outbox) -> None:
    outbox.plan(NOW)
    # a month's nudge may still come three days later; by then, this learner's next week has begun
    with database.write() as connection:
        connection.execute(text("UPDATE deliveries SET not_after = :late"), {"late": DUE + 2 * WEEK})
    outbox.plan(NOW + WEEK)
    assert states(database)["2026-W49"] == "superseded"
    (claim,) = outbox.claim(NOW + WEEK, SLACK, 50)
    assert claim.slot == "2026-12"


def test_pausing_and_resuming_move_the_next_nudge_in_the_same_turn(database: Database, outbox: Outbox) -> None:
    memory, today = Memory(database), ENROLLED.date()

    def next_one() -> dt.datetime | None:
        found: dt.datetime | None = learner_row(database).next_nudge_at
        return found

    with memory.turn(somebody(), now=ENROLLED) as book:
        book.write(Paused(None), said=ENROLLED, counts=today)
    assert next_one() is None
    assert outbox.plan(NOW + WEEK).learners == 0
    with memory.turn(somebody(), now=NOW + WEEK) as book:
        book.write(Resumed(), said=NOW + WEEK, counts=today)
    assert next_one() == DUE + 2 * WEEK
    with memory.turn(somebody(), now=NOW + WEEK) as book:
        book.write(Settled(timezone="Asia/Tokyo", day=6, time=dt.time(18)), said=NOW, counts=today)
    assert next_one() == dt.datetime(2026, 12, 13, 9, tzinfo=dt.UTC)


def test_a_turn_that_fails_moves_nothing(database: Database, outbox: Outbox) -> None:
    def broken() -> None:
        with Memory(database).turn(somebody(), now=ENROLLED) as book:
            book.write(Paused(None), said=ENROLLED, counts=ENROLLED.date())
            raise Killed

    with pytest.raises(Killed):
        broken()
    assert learner_row(database).next_nudge_at == DUE


def test_a_word_after_a_nudge_is_an_answer_to_it(database: Database, outbox: Outbox) -> None:
    outbox.record(claimed(database), Accepted("1.2"), NOW)
    say(database, somebody(), NOW + SECOND)
    learner = learner_row(database)
    assert (learner.unanswered, learner.nudged_at, learner.next_nudge_at) == (0, NOW, DUE + WEEK)


def test_silence_thins_out_what_is_sent_and_a_word_ends_it(database: Database, outbox: Outbox) -> None:
    now, sent = NOW, 0
    for _ in range(400):
        now += dt.timedelta(days=1)
        outbox.plan(now)
        for claim in outbox.claim(now, SLACK, 50):
            outbox.record(claim, Accepted("ref"), now)
            sent += 1
    assert sent == 7
    assert learner_row(database).next_nudge_at is None
    say(database, somebody(), now)
    assert learner_row(database).next_nudge_at is not None


def test_F16_a_learner_who_is_forgotten_takes_their_nudges_along(database: Database, outbox: Outbox) -> None:
    claim = claimed(database)
    with Memory(database).turn(somebody(), now=NOW) as book:
        book.forget()
    assert rows(database) == []
    with Memory(database).due(claim, now=NOW) as found:
        assert found is None
    assert not outbox.record(claim, Accepted("1.2"), NOW)
    outbox.give_back([claim], NOW)


def test_looking_at_who_is_due_is_no_word_of_theirs(database: Database, outbox: Outbox) -> None:
    outbox.record(claimed(database), Accepted("1.2"), NOW)
    outbox.plan(NOW + WEEK)
    (claim,) = outbox.claim(NOW + WEEK, SLACK)
    with Memory(database).due(claim, now=NOW) as book:
        assert book is not None
        assert book.nudges is not None
        assert book.nudges.unanswered == 1
    assert learner_row(database).unanswered == 1


def test_an_idle_look_uses_the_index_and_reads_no_learner(sqlite_file: object, opened: Callable[..., Database]) -> None:
    database = opened(sqlite_file)
    for query in (
        "SELECT id FROM learners WHERE next_nudge_at <= 'x' ORDER BY next_nudge_at, id LIMIT 200",
        "SELECT id FROM deliveries WHERE next_try <= 'x' ORDER BY next_try, id LIMIT 10",
        "UPDATE deliveries SET state = 'unknown' WHERE lease_until <= 'x'",
    ):
        with database.read() as connection:
            plan = " ".join(row[-1] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}")))
        assert "INDEX ix_" in plan
        assert "SCAN" not in plan
        assert "TEMP B-TREE" not in plan, "all who are due at one moment are not sorted for each handful"


def test_D10_after_an_older_state_is_put_back_what_is_too_late_is_not_sent(
    database: Database, outbox: Outbox, tmp_path: Path, opened: Callable[..., Database]
) -> None:
    outbox.plan(NOW)
    before = [(row.slot, row.state) for row in rows(database)]
    kept = copied(database, tmp_path)
    (claim,) = outbox.claim(NOW, SLACK)
    outbox.record(claim, Accepted("1.2"), NOW)
    back = put_back(database, kept, opened)
    assert [(row.slot, row.state) for row in rows(back)] == before == [("2026-W49", "ready")]
    much_later, worker = DUE + WEEK + dt.timedelta(hours=1), Outbox(back, "worker")
    worker.plan(much_later)
    assert [claim.slot for claim in worker.claim(much_later, SLACK)] == ["2026-12"]
    assert states(back) == {"2026-W49": "superseded", "2026-W50": "superseded", "2026-12": "sending"}


def copied(database: Database, folder: Path) -> Path | dict[str, list[Any]]:
    """A backup: of a file the copy that ``coach db backup`` makes, of a server what one look sees."""
    if database.file is not None:
        return backup.make(database, folder / "copy.db")
    with database.read() as connection:
        return {table.name: [row._asdict() for row in connection.execute(table.select())] for table in IN_ORDER}


def put_back(database: Database, kept: Path | dict[str, list[Any]], opened: Callable[..., Database]) -> Database:
    if not isinstance(kept, dict):
        return opened(str(kept))
    with database.write() as connection:
        for table in reversed(IN_ORDER):
            connection.execute(table.delete())
        for table in IN_ORDER:
            if kept[table.name]:
                connection.execute(table.insert(), kept[table.name])
    return database
