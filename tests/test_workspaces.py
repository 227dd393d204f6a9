"""Installations: kept sealed, replaced by one worker at a time, gone when the coach is taken out; and OAuth states."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import base64
import datetime as dt
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text

from pathways.journal import Resumed
from pathways.learner import Account
from pathways.secret import Secret
from pathways.workspace import Installation
from storage import installations, leaving, tables
from storage import workspaces as module
from storage.errors import StorageError
from storage.notebook import Memory
from storage.sealing import Seal
from storage.states import LIFETIME, States
from storage.workspaces import LEASE, Workspaces
from tests import writers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from storage.database import Database

NOW = writers.NOW
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
KEY, NEWER = (base64.urlsafe_b64encode(bytes([number] * 32)).decode() for number in range(2))
ACME = Installation(
    "slack", "T1", "Acme", "B1", Secret("bot s3cret"), ("commands", "chat:write"), "U1", enterprise="E1"
)
TURNING = replace(ACME, refresh_token=Secret("refresh s3cret"), expires=NOW + HOUR)


@pytest.fixture
def workspaces(database: Database) -> Workspaces:
    return Workspaces(database, Seal.of(KEY))


def anew(old: Installation) -> Installation:
    """Tokens as a platform would give them."""
    assert old.expires
    assert old.refresh_token
    return replace(
        old,
        bot_token=Secret(f"{old.bot_token.reveal()}'"),
        refresh_token=Secret(f"{old.refresh_token.reveal()}'"),
        expires=old.expires + 12 * HOUR,
    )


def never(old: Installation) -> Installation:
    pytest.fail(f"fetched tokens for {old.workspace}")


def everything(database: Database) -> str:
    """All that the tables hold, as text."""
    with database.read() as connection:
        return repr([connection.execute(select(table)).all() for table in tables.METADATA.tables.values()])


def test_an_installation_is_found_as_it_was_saved(workspaces: Workspaces) -> None:
    assert workspaces.find("slack", "T1") is None
    other = replace(TURNING, workspace="T0", scopes=(), enterprise=None, expires=NOW.astimezone(dt.timezone(-5 * HOUR)))
    for installation in (ACME, other, replace(ACME, platform="discord")):
        workspaces.save(installation, NOW)
        assert workspaces.find(installation.platform, installation.workspace) == installation
    assert workspaces.all("slack") == (other, ACME)
    assert workspaces.all("teams") == ()
    found = workspaces.find("slack", "T0")
    assert found is not None
    assert found.expires is not None
    assert found.expires.tzinfo is dt.UTC


def test_installing_again_replaces_everything(workspaces: Workspaces) -> None:
    workspaces.save(TURNING, NOW)
    again = replace(ACME, name="Acme Ltd", bot_user="B2", bot_token=Secret("2"), scopes=("im:write",), enterprise=None)
    workspaces.save(again, NOW + DAY)
    assert workspaces.all("slack") == (again,)


def test_a_race_of_installations_keeps_one_of_them(workspaces: Workspaces) -> None:
    barrier = threading.Barrier(6)
    raised: list[Exception] = []

    def install(number: int) -> None:
        barrier.wait()
        try:
            workspaces.save(replace(ACME, name=str(number)), NOW)
        except StorageError as error:
            raised.append(error)

    threads = [threading.Thread(target=install, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not raised
    (only,) = workspaces.all("slack")
    assert only.name in "012345"


def test_F10_a_workspace_is_found_by_its_own_name_only(workspaces: Workspaces) -> None:
    workspaces.save(ACME, NOW)
    for platform, workspace in (("discord", "T1"), ("slack", "T2"), ("slack", ""), ("", "T1"), ("slack", "t1")):
        assert workspaces.find(platform, workspace) is None


def test_tokens_lie_sealed_in_the_database(workspaces: Workspaces, database: Database) -> None:
    workspaces.save(TURNING, NOW)
    workspaces.rotate("slack", "T1", NOW, anew)
    assert "s3cret" not in everything(database)
    assert KEY not in everything(database)
    long = replace(ACME, bot_token=Secret("x" * 1_000), refresh_token=Secret("y" * 1_000))
    workspaces.save(long, NOW)
    assert workspaces.find("slack", "T1") == long


@pytest.mark.parametrize("column", ["platform", "workspace"])
def test_F12_a_row_put_in_the_place_of_another_tenant_opens_nothing(
    workspaces: Workspaces, database: Database, column: str
) -> None:
    workspaces.save(ACME, NOW)
    with database.write() as connection:
        connection.execute(tables.workspaces.update().values({column: "T2"}))
    with pytest.raises(StorageError, match="not where it was sealed"):
        workspaces.find(*(("T2", "T1") if column == "platform" else ("slack", "T2")))


def test_F12_a_token_put_in_the_place_of_the_other_opens_nothing(workspaces: Workspaces, database: Database) -> None:
    workspaces.save(TURNING, NOW)
    with database.write() as connection:
        connection.execute(tables.workspaces.update().values(bot_token=tables.workspaces.c.refresh_token))
    with pytest.raises(StorageError, match="not where it was sealed"):
        workspaces.all("slack")


def test_without_keys_nothing_is_kept_or_read_and_taking_out_still_works(
    workspaces: Workspaces, database: Database
) -> None:
    keyless = Workspaces(database, Seal.of(""))
    assert keyless.find("slack", "T1") is None
    with pytest.raises(StorageError, match="COACH_KEYS: is not set") as refused:
        keyless.save(ACME, NOW)
    assert "s3cret" not in str(refused.value)
    workspaces.save(ACME, NOW)
    for attempt in (lambda: keyless.find("slack", "T1"), lambda: keyless.all("slack"), lambda: keyless.reseal(NOW)):
        with pytest.raises(StorageError, match="COACH_KEYS: is not set"):
            attempt()
    keyless.erase_tokens("slack", "T1", NOW)
    assert workspaces.find("slack", "T1") is None


def test_with_another_key_the_remedy_is_told(workspaces: Workspaces, database: Database) -> None:
    workspaces.save(ACME, NOW)
    with pytest.raises(StorageError, match=r"COACH_KEYS: no key in it opens .* behind the newest"):
        Workspaces(database, Seal.of(NEWER)).find("slack", "T1")


def test_all_is_sealed_anew_so_that_an_old_key_can_go(workspaces: Workspaces, database: Database) -> None:
    gone, other = replace(ACME, workspace="T0"), replace(ACME, workspace="T2")
    for installation in (TURNING, gone, other):
        workspaces.save(installation, NOW)
    workspaces.erase_tokens("slack", "T0", NOW)
    assert Workspaces(database, Seal.of(f"{NEWER},{KEY}")).reseal(NOW) == 2
    assert Workspaces(database, Seal.of(NEWER)).all("slack") == (TURNING, other)
    with pytest.raises(StorageError, match="COACH_KEYS"):
        workspaces.find("slack", "T1")


def test_tokens_that_no_key_opens_are_named_before_anything_is_changed(
    workspaces: Workspaces, database: Database
) -> None:
    newer = Workspaces(database, Seal.of(NEWER))
    newer.refuse_lost()
    for number in range(7):
        workspaces.save(replace(TURNING, workspace=f"T{number}"), NOW)
    newer.save(replace(ACME, workspace="T1"), NOW)
    workspaces.erase_tokens("slack", "T6", NOW)
    before = everything(database)
    for attempt in (newer.refuse_lost, lambda: newer.reseal(NOW)):
        with pytest.raises(StorageError, match=r"tokens of 5 of 6 workspaces \(T0, T2, T3, T4, T5\); add the key"):
            attempt()
    workspaces.save(replace(TURNING, workspace="T7"), NOW)
    with pytest.raises(StorageError, match=r"6 of 7 workspaces \(T0, T2, T3, T4, T5, …\)"):
        newer.refuse_lost()
    with database.write() as connection:
        connection.execute(tables.workspaces.delete().where(tables.workspaces.c.workspace == "T7"))
    assert everything(database) == before
    Workspaces(database, Seal.of(f"{NEWER},{KEY}")).refuse_lost()


def test_tokens_that_are_lost_are_given_up_when_that_is_asked_for(workspaces: Workspaces, database: Database) -> None:
    newer, keyless = Workspaces(database, Seal.of(NEWER)), Workspaces(database, Seal.of(""))
    workspaces.save(TURNING, NOW)
    kept = replace(ACME, workspace="T2")
    newer.save(kept, NOW)
    with pytest.raises(StorageError, match="COACH_KEYS: is not set"):
        keyless.reseal(NOW, without_lost=True)
    assert newer.reseal(NOW, without_lost=True) == 1
    newer.refuse_lost()
    assert newer.all("slack") == (kept,)
    assert newer.find("slack", "T1") is None
    newer.save(ACME, NOW + DAY)
    assert newer.find("slack", "T1") == ACME


def test_B4_taking_the_coach_out_erases_the_tokens_at_once(workspaces: Workspaces, database: Database) -> None:
    workspaces.save(TURNING, NOW)
    workspaces.erase_tokens("slack", "T1", NOW)
    workspaces.erase_tokens("slack", "T1", NOW + DAY)
    workspaces.erase_tokens("slack", "T9", NOW)
    assert workspaces.find("slack", "T1") is None
    assert workspaces.all("slack") == ()
    assert workspaces.due_for_refresh(NOW) == ()
    assert workspaces.rotate("slack", "T1", NOW, never) is None
    columns = tables.workspaces.c
    with database.read() as connection:
        row = connection.execute(select(columns.bot_token, columns.refresh_token, columns.left_at)).one()
    assert tuple(row) == (None, None, NOW)


def test_B4_installing_again_after_that_starts_afresh(workspaces: Workspaces) -> None:
    workspaces.save(TURNING, NOW)
    workspaces.erase_tokens("slack", "T1", NOW)
    workspaces.save(ACME, NOW + DAY)
    assert workspaces.find("slack", "T1") == ACME
    assert workspaces.purge_left(NOW + 100 * DAY) == 0
    assert workspaces.find("slack", "T1") == ACME


def test_E12_a_departure_heard_after_a_new_installation_leaves_it_alone(workspaces: Workspaces) -> None:
    workspaces.save(TURNING, NOW)
    workspaces.save(ACME, NOW + HOUR)
    workspaces.erase_tokens("slack", "T1", NOW + 2 * HOUR, NOW + HOUR / 2)
    assert workspaces.find("slack", "T1") == ACME
    workspaces.erase_tokens("slack", "T1", NOW + 2 * HOUR, NOW + HOUR)
    assert workspaces.find("slack", "T1") is None


def test_B4_tokens_that_the_platform_gave_up_go_and_newer_ones_stay(workspaces: Workspaces) -> None:
    workspaces.give_up(ACME, NOW)
    workspaces.save(TURNING, NOW)
    workspaces.give_up(replace(TURNING, bot_token=Secret("an older one")), NOW)
    assert workspaces.find("slack", "T1") == TURNING
    workspaces.give_up(TURNING, NOW)
    assert workspaces.find("slack", "T1") is None
    assert workspaces.due_for_refresh(NOW + DAY) == ()


@pytest.mark.parametrize(
    "strange",
    [
        replace(ACME, workspace=""),
        replace(ACME, platform=""),
        replace(ACME, name="x" * 256),
        replace(ACME, name="nul\0"),
        replace(ACME, bot_user=""),
        replace(ACME, bot_token=Secret("x" * 4_000)),
        replace(ACME, expires=dt.datetime(2026, 1, 1)),  # noqa: DTZ001 - the fault in question
    ],
)
def test_an_installation_that_makes_no_sense_is_refused(
    workspaces: Workspaces, database: Database, strange: Installation
) -> None:
    with pytest.raises(StorageError) as refused:
        workspaces.save(strange, NOW)
    assert "s3cret" not in str(refused.value)
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.workspaces)).scalar_one() == 0


def test_tokens_that_end_soon_are_due_soonest_first(workspaces: Workspaces) -> None:
    for number, hours in enumerate((3, 1, 5, 2), start=1):
        workspaces.save(replace(TURNING, workspace=f"T{number}", expires=NOW + hours * HOUR), NOW)
    workspaces.save(replace(ACME, workspace="lasting"), NOW)
    workspaces.save(replace(ACME, workspace="ends for good", expires=NOW), NOW)
    assert workspaces.due_for_refresh(NOW) == (("slack", "T2"), ("slack", "T4"))
    assert workspaces.due_for_refresh(NOW, ahead=4 * HOUR) == (("slack", "T2"), ("slack", "T4"), ("slack", "T1"))
    assert workspaces.due_for_refresh(NOW - DAY) == ()


def test_tokens_that_last_are_not_replaced(workspaces: Workspaces) -> None:
    for installation in (ACME, replace(ACME, expires=NOW), replace(TURNING, expires=NOW + 3 * HOUR)):
        workspaces.save(installation, NOW)
        assert workspaces.rotate("slack", "T1", NOW, never) == installation
    assert workspaces.rotate("slack", "T1", NOW, anew, ahead=4 * HOUR) != installation


def test_B12_of_many_workers_one_fetches_and_all_use_what_it_got(address: str, opened: Callable[..., Database]) -> None:
    Workspaces(opened(address), Seal.of(KEY)).save(TURNING, NOW)
    context = writers.processes()
    pipes = [context.Pipe() for _ in range(2)]
    others = [context.Process(target=writers.rotate, args=(address, KEY, 4, there)) for _, there in pipes]
    for other in others:
        other.start()
    said = [here.recv() for here, _ in pipes]
    for other in others:
        other.join()
    fetched = [token for tokens, _ in said for token in tokens]
    got = [token for _, tokens in said for token in tokens]
    assert fetched == ["bot s3cret"]
    assert len(got) == 8
    assert len(set(got)) == 1
    assert got[0].startswith("bot s3cret and again")


def test_B12_nothing_is_locked_while_tokens_are_fetched(workspaces: Workspaces, database: Database) -> None:
    workspaces.save(TURNING, NOW)

    def fetch(old: Installation) -> Installation:
        assert workspaces.due_for_refresh(NOW) == ()
        # this very row can be written to, by this thread and so without a lock that it would hold itself
        with database.write() as connection:
            connection.execute(tables.workspaces.update().values(name="Acme Ltd"))
        return anew(old)

    got = workspaces.rotate("slack", "T1", NOW, fetch)
    assert got == replace(anew(TURNING), name="Acme Ltd")
    assert workspaces.find("slack", "T1") == got


def test_B12_when_fetching_fails_the_next_one_may_try_at_once(workspaces: Workspaces) -> None:
    class Unanswered(Exception):
        pass

    def fail(old: Installation) -> Installation:
        raise Unanswered

    workspaces.save(TURNING, NOW)
    with pytest.raises(Unanswered):
        workspaces.rotate("slack", "T1", NOW, fail)
    assert workspaces.find("slack", "T1") == TURNING
    assert workspaces.due_for_refresh(NOW) == (("slack", "T1"),)
    assert workspaces.rotate("slack", "T1", NOW, anew) == anew(TURNING)


def test_B12_a_worker_that_died_is_waited_for_until_its_lease_ends(
    workspaces: Workspaces, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspaces.save(TURNING, NOW)
    monkeypatch.setattr(module, "PATIENCE", dt.timedelta(milliseconds=100))
    with database.write() as connection:
        kept = installations.find(connection, Seal.of(KEY), "slack", "T1")
        assert kept
        assert installations.lease(connection, kept, now=NOW, until=NOW + LEASE)
        assert not installations.lease(connection, kept, now=NOW, until=NOW + LEASE)
    with pytest.raises(StorageError, match="slack T1: others have been fetching its token for too long"):
        workspaces.rotate("slack", "T1", NOW, never)
    assert workspaces.due_for_refresh(NOW) == ()
    soon = NOW + LEASE - dt.timedelta(milliseconds=50)
    assert workspaces.rotate("slack", "T1", soon, anew) == anew(TURNING)


def test_B12_what_a_late_worker_fetched_is_kept_where_nobody_was_faster(workspaces: Workspaces) -> None:
    """A refresh token works once: what the late worker holds are the only good tokens."""

    def late(old: Installation) -> Installation:
        with pytest.raises(ValueError, match="used already"):
            workspaces.rotate("slack", "T1", NOW + 2 * LEASE, too_late)
        return anew(old)

    def too_late(old: Installation) -> Installation:
        raise ValueError("used already")

    workspaces.save(TURNING, NOW)
    assert workspaces.rotate("slack", "T1", NOW, late) == anew(TURNING)


def test_B12_what_a_late_worker_fetched_is_dropped_where_somebody_was_faster(workspaces: Workspaces) -> None:
    newer = replace(TURNING, bot_token=Secret("newer"), expires=NOW + DAY)

    def late(old: Installation) -> Installation:
        assert workspaces.rotate("slack", "T1", NOW + 2 * LEASE, lambda _: newer) == newer
        return anew(old)

    workspaces.save(TURNING, NOW)
    assert workspaces.rotate("slack", "T1", NOW, late) == newer


def test_B12_the_coach_taken_out_or_installed_again_meanwhile_wins(workspaces: Workspaces, database: Database) -> None:
    def taken_out(old: Installation) -> Installation:
        workspaces.erase_tokens("slack", "T1", NOW)
        return anew(old)

    def installed_again(old: Installation) -> Installation:
        workspaces.save(ACME, NOW)
        return anew(old)

    workspaces.save(TURNING, NOW)
    assert workspaces.rotate("slack", "T1", NOW, taken_out) is None
    workspaces.save(TURNING, NOW)
    assert workspaces.rotate("slack", "T1", NOW, installed_again) == ACME


def test_B12_tokens_for_another_workspace_are_still_sealed_for_this_one(workspaces: Workspaces) -> None:
    workspaces.save(TURNING, NOW)
    got = workspaces.rotate("slack", "T1", NOW, lambda old: replace(anew(old), workspace="T2", name="Evil"))
    assert got == anew(TURNING)
    assert workspaces.all("slack") == (anew(TURNING),)


def test_B12_tokens_that_were_fetched_survive_a_database_that_is_busy_for_a_moment(
    workspaces: Workspaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRY_AGAIN_SECONDS", (0.01, 0.01))
    workspaces.save(TURNING, NOW)
    failures = iter([StorageError("busy"), StorageError("busy")])
    keep = installations.replace_tokens

    def busy(*arguments: object) -> None:
        for failure in failures:
            raise failure
        keep(*arguments)

    monkeypatch.setattr(installations, "replace_tokens", busy)
    assert workspaces.rotate("slack", "T1", NOW, anew) == anew(TURNING)
    monkeypatch.setattr(installations, "replace_tokens", lambda *_: busy_for_good())
    with pytest.raises(StorageError, match="for good"):
        workspaces.rotate("slack", "T1", NOW + DAY, anew)


def busy_for_good() -> None:
    raise StorageError("busy for good")


def meet(memory: Memory, account: Account) -> None:
    with memory.turn(account, now=NOW) as book:
        book.write(Resumed(), said=NOW, counts=NOW.date())
        book.hear(account.user, "Noted.", at=NOW)


def link(database: Database, account: Account, other: Account) -> None:
    """Let ``other`` be a second account of whoever ``account`` is."""
    columns = tables.accounts.c
    with database.write() as connection:
        learner = connection.execute(
            select(columns.learner_id).where(columns.user == account.user, columns.workspace == account.workspace)
        ).scalar_one()
        place = {"platform": other.platform, "workspace": other.workspace, "user": other.user}
        connection.execute(tables.accounts.insert(), {**place, "learner_id": learner, "home": False})


def kept_accounts(database: Database) -> set[tuple[str, str, str, bool]]:
    columns = tables.accounts.c
    statement = select(columns.platform, columns.workspace, columns.user, columns.home)
    with database.read() as connection:
        return {tuple(row) for row in connection.execute(statement)}


def test_B4_after_thirty_days_the_people_of_a_workspace_are_forgotten(
    workspaces: Workspaces, database: Database, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    workspaces.save(ACME, NOW)
    workspaces.save(replace(ACME, workspace="T2"), NOW)
    for number in range(5):
        meet(memory, Account("slack", "T1", f"U{number}"))
    stay = [Account("slack", "T2", "U1"), Account("discord", "T1", "U1"), Account("slack", "", "U1")]
    for account in stay:
        meet(memory, account)
    workspaces.erase_tokens("slack", "T1", NOW)
    assert workspaces.purge_left(NOW + 30 * DAY - HOUR) == 0
    assert workspaces.purge_left(NOW + 30 * DAY) == 5
    assert workspaces.purge_left(NOW + 30 * DAY) == 0
    assert kept_accounts(database) == {(a.platform, a.workspace, a.user, True) for a in stay}
    with database.read() as connection:
        for table in ("learners", "journal", "inbox"):
            assert connection.execute(select(func.count()).select_from(tables.METADATA.tables[table])).scalar() == 3
        assert connection.execute(select(tables.workspaces.c.workspace)).scalars().all() == ["T2"]


def test_B4_a_learner_with_accounts_elsewhere_keeps_those_and_has_a_home_there(
    workspaces: Workspaces, database: Database, memory: Memory
) -> None:
    here, there, further = Account("slack", "T1", "U1"), Account("discord", "", "7"), Account("slack", "T2", "U2")
    guest, home = Account("slack", "T1", "U3"), Account("slack", "T2", "U3")
    for account in (here, home):
        meet(memory, account)
    link(database, here, further)
    link(database, here, there)
    link(database, home, guest)
    workspaces.save(ACME, NOW)
    workspaces.erase_tokens("slack", "T1", NOW)
    assert workspaces.purge_left(NOW + 31 * DAY) == 2
    assert kept_accounts(database) == {
        ("discord", "", "7", True),
        ("slack", "T2", "U2", False),
        ("slack", "T2", "U3", True),
    }
    with memory.turn(there, now=NOW) as book:
        assert len(book.entries) == 1
        assert book.accounts == (there, further)
    with database.read() as connection:
        assert connection.execute(select(tables.inbox.c.workspace)).scalars().all() == ["T2"]


def test_B4_a_purge_that_is_interrupted_is_ended_by_the_next(
    workspaces: Workspaces, database: Database, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    workspaces.save(ACME, NOW)
    for number in range(4):
        meet(memory, Account("slack", "T1", f"U{number}"))
    workspaces.erase_tokens("slack", "T1", NOW)
    some, calls = leaving._some, iter([1])

    def once(*arguments: object) -> int | None:
        for _ in calls:
            return some(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(leaving, "_some", once)
    with pytest.raises(KeyboardInterrupt):
        workspaces.purge_left(NOW + 31 * DAY)
    monkeypatch.setattr(leaving, "_some", some)
    assert len(kept_accounts(database)) == 2
    assert workspaces.purge_left(NOW + 31 * DAY) == 2
    assert kept_accounts(database) == set()


def test_B4_installing_again_in_the_middle_of_a_purge_keeps_whoever_is_left(
    workspaces: Workspaces, database: Database, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    workspaces.save(ACME, NOW)
    for number in range(4):
        meet(memory, Account("slack", "T1", f"U{number}"))
    workspaces.erase_tokens("slack", "T1", NOW)
    some = leaving._some

    def then_again(connection: Connection, platform: str, workspace: str, before: dt.datetime) -> int | None:
        gone = some(connection, platform, workspace, before)
        if gone:
            installations.save(connection, Seal.of(KEY), ACME, now=NOW + 31 * DAY)
        return gone

    monkeypatch.setattr(leaving, "_some", then_again)
    assert workspaces.purge_left(NOW + 31 * DAY) == 2
    assert len(kept_accounts(database)) == 2
    assert workspaces.find("slack", "T1") == ACME


def test_a_state_is_taken_back_once(database: Database) -> None:
    states = States(database)
    state, other = states.issue(NOW), states.issue(NOW)
    assert state != other
    assert len(state) == 43
    assert states.consume(state, NOW)
    assert not states.consume(state, NOW)
    assert states.consume(other, NOW + LIFETIME - dt.timedelta(microseconds=1))


def test_of_many_who_come_with_the_same_state_one_is_believed(address: str, opened: Callable[..., Database]) -> None:
    states = States(opened(address))
    context = writers.processes()
    for state in [states.issue(NOW) for _ in range(3)]:
        pipes = [context.Pipe() for _ in range(2)]
        others = [context.Process(target=writers.consume, args=(address, state, 8, there)) for _, there in pipes]
        for other in others:
            other.start()
        believed = [one for here, _ in pipes for one in here.recv()]
        for other in others:
            other.join()
        assert sorted(believed) == [False] * 15 + [True]


def test_a_state_that_comes_too_late_is_refused_and_gone(database: Database) -> None:
    states = States(database)
    state = states.issue(NOW)
    assert not states.consume(state, NOW + LIFETIME)
    assert not states.consume(state, NOW)
    short = states.issue(NOW)
    assert not states.consume(short, NOW + HOUR, lifetime=HOUR)


def test_states_that_nobody_came_back_with_do_not_pile_up(database: Database) -> None:
    states = States(database)
    for minute in range(0, 60, 5):
        states.issue(NOW + dt.timedelta(minutes=minute))
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.oauth_states)).scalar() == 2


@pytest.mark.parametrize("typed", ["", "x", "nul\0", "\ud83d", "'; DROP TABLE oauth_states; --", "x" * 43, "é" * 43])
def test_a_state_that_was_never_issued_is_refused_without_a_fuss(database: Database, typed: str) -> None:
    States(database).issue(NOW)
    assert not States(database).consume(typed, NOW)
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM oauth_states")).scalar() == 1


def test_a_moment_without_a_zone_is_refused(workspaces: Workspaces, database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    states = States(database)
    workspaces.save(TURNING, NOW)
    for attempt in (
        lambda: workspaces.save(ACME, naive),
        lambda: workspaces.erase_tokens("slack", "T1", naive),
        lambda: workspaces.erase_tokens("slack", "T1", NOW, naive),
        lambda: workspaces.give_up(TURNING, naive),
        lambda: workspaces.due_for_refresh(naive),
        lambda: workspaces.rotate("slack", "T1", naive, never),
        lambda: workspaces.purge_left(naive),
        lambda: states.issue(naive),
        lambda: states.consume(states.issue(NOW), naive),
    ):
        with pytest.raises(StorageError, match="time zone"):
            attempt()
