"""One person on several platforms: accounts joined to one learner and parted again, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from pathways.deeds import Proved, elsewhere
from pathways.joining import GUESSES, LASTS, REST, Joined, NoSuchCode, OneAlready, OwnCode, Parted, Resting
from pathways.journal import Entry, Finished, Resumed, Started, TakenBack, evidence, finished, progress
from pathways.learner import Account, Enrolment, Profile, Shown
from storage import codes, joining, leaving, tables
from storage.errors import StorageError
from storage.notebook import Memory
from storage.sealing import Seal
from storage.workspaces import Workspaces
from tests.strategies import journals

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from pathways.joining import Outcome
    from storage.database import Database

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TODAY = NOW.date()
SLACK, DISCORD, WORK = Account("slack", "T1", "U1"), Account("discord", "", "7"), Account("slack", "T2", "U9")
CODE = "K7MP-3WQX"


def give(memory: Memory, account: Account, code: str = CODE, *, at: dt.datetime = NOW) -> None:
    with memory.turn(account, now=at) as book:
        assert book.give(code, at=at)


def redeem(memory: Memory, account: Account, code: str = CODE, *, at: dt.datetime = NOW) -> Outcome:
    with memory.turn(account, now=at) as book:
        return book.redeem(code, at=at)


def join(memory: Memory, giver: Account, sayer: Account) -> Outcome:
    give(memory, giver)
    return redeem(memory, sayer)


def part(memory: Memory, account: Account) -> Parted | None:
    with memory.turn(account, now=NOW) as book:
        return book.part()


def tell(memory: Memory, account: Account, *steps: str, at: dt.datetime = NOW) -> None:
    with memory.turn(account, now=at) as book:
        for step in steps:
            book.write(Finished("p", step), said=at, counts=TODAY)


def entries(memory: Memory, account: Account) -> tuple[Entry, ...]:
    with memory.turn(account, now=NOW) as book:
        return book.entries


def apart(told: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Without anybody's own words, which are read on one account alone."""
    return tuple(replace(entry, deed=elsewhere(entry.deed)) for entry in told)


def done(memory: Memory, account: Account) -> set[str]:
    return set(progress(entries(memory, account), "p").done)


def accounts(memory: Memory, account: Account) -> tuple[Account, ...]:
    with memory.turn(account, now=NOW) as book:
        return book.accounts


def rows(database: Database, *names: str) -> list[int]:
    with database.read() as connection:
        return [
            connection.execute(select(func.count()).select_from(tables.METADATA.tables[name])).scalar_one()
            for name in names
        ]


def test_two_accounts_become_one_learner_and_nothing_is_lost(memory: Memory) -> None:
    tell(memory, SLACK, "a", at=NOW)
    tell(memory, DISCORD, "b", "c", at=NOW - dt.timedelta(days=1))
    tell(memory, SLACK, "b", at=NOW + dt.timedelta(days=1))
    for account, started in ((SLACK, TODAY), (DISCORD, TODAY - dt.timedelta(days=9))):
        with memory.turn(account, now=NOW) as book:
            book.enrol("p", started=started)
    joined = join(memory, SLACK, DISCORD)
    assert isinstance(joined, Joined)
    assert (finished(joined.here), finished(joined.there)) == (
        {("p", "b"), ("p", "c")},
        {("p", "a"), ("p", "b")},
    )
    for account in (SLACK, DISCORD):
        with memory.turn(account, now=NOW) as book:
            assert [(e.number, e.deed.step) for e in book.entries if isinstance(e.deed, Finished)] == [
                (1, "b"),
                (2, "c"),
                (3, "a"),
                (4, "b"),
            ]
            assert book.enrolments == (Enrolment("p", TODAY - dt.timedelta(days=9)),)
            assert book.accounts == (SLACK, DISCORD)


def test_within_the_turn_that_joins_both_sides_are_seen_and_written_to(memory: Memory) -> None:
    tell(memory, SLACK, "a")
    give(memory, SLACK)
    with memory.turn(DISCORD, now=NOW) as book:
        assert book.is_new
        book.enrol("q", started=TODAY)
        book.redeem(CODE, at=NOW)
        book.write(Finished("p", "b"), said=NOW, counts=TODAY)
        assert set(progress(book.entries, "p").done) == {"a", "b"}
        book.hear("the code", "Joined.", at=NOW)
    with memory.turn(DISCORD, now=NOW) as book:
        assert book.heard("the code") == "Joined."
        assert not book.is_new
    assert done(memory, SLACK) == {"a", "b"}


def test_parted_accounts_have_each_their_own_again_and_what_was_said_there_since(memory: Memory) -> None:
    tell(memory, SLACK, "a")
    tell(memory, DISCORD, "b")
    join(memory, SLACK, DISCORD)
    tell(memory, SLACK, "c", at=NOW + dt.timedelta(hours=1))
    tell(memory, DISCORD, "d", at=NOW + dt.timedelta(hours=2))
    with memory.turn(SLACK, now=NOW) as book:
        of_discord = next(e.number for e in book.entries if e.deed == Finished("p", "b"))
        taken = book.write(TakenBack(of_discord), said=NOW + dt.timedelta(hours=3), counts=TODAY)
        assert taken.deed == TakenBack(of_discord)
    assert done(memory, DISCORD) == {"a", "c", "d"}
    with memory.turn(DISCORD, now=NOW) as book:
        book.enrol("q", started=TODAY)
    parted = part(memory, DISCORD)
    assert parted is not None
    assert finished(parted.here) == {("p", "d")}
    assert finished(parted.there) == {("p", "a"), ("p", "c")}
    # what was taken back is taken back where it stands, wherever that was said
    assert done(memory, DISCORD) == {"d"}
    assert done(memory, SLACK) == {"a", "c"}
    assert (accounts(memory, SLACK), accounts(memory, DISCORD)) == ((SLACK,), (DISCORD,))
    with memory.turn(DISCORD, now=NOW) as book:
        assert book.enrolments == (Enrolment("q", TODAY),)
    with memory.turn(SLACK, now=NOW) as book:
        assert book.enrolments == ()


def test_what_belongs_to_a_pathway_taken_up_on_both_sides_stays_on_both(memory: Memory) -> None:
    with memory.turn(SLACK, now=NOW) as book:
        book.enrol("p", started=TODAY)
    join(memory, SLACK, DISCORD)
    with memory.turn(DISCORD, now=NOW) as book:
        book.enrol("p", started=TODAY + dt.timedelta(days=3))
        assert book.enrolments == (Enrolment("p", TODAY),)
    part(memory, SLACK)
    with memory.turn(DISCORD, now=NOW) as book:
        assert book.enrolments == (Enrolment("p", TODAY + dt.timedelta(days=3)),)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.differing_executors],
)
@given(here=journals(), there=journals(), late=st.integers(-600, 600), way=st.permutations((SLACK, DISCORD)))
def test_journals_joined_and_parted_are_what_they_were(
    memory: Memory, here: tuple[Entry, ...], there: tuple[Entry, ...], late: int, way: list[Account]
) -> None:
    there = tuple(replace(entry, said=entry.said + dt.timedelta(seconds=late)) for entry in there)
    for account, told in ((SLACK, here), (DISCORD, there)):
        with memory.turn(account, now=NOW) as book:
            for entry in told:
                book.write(entry.deed, said=entry.said, counts=entry.counts)
    assert isinstance(join(memory, *way), Joined)
    together = entries(memory, SLACK)
    assert apart(together) == apart(entries(memory, DISCORD))
    assert len(together) == len(here) + len(there)
    assert finished(together) <= finished(here) | finished(there)
    own = {SLACK: (here, apart(there)), DISCORD: (there, apart(here))}
    # by the one that gave the code, and so is the first
    assert part(memory, way[0]) == Parted(*own[way[0]])
    assert isinstance(join(memory, *way), Joined)
    # and by the other
    assert part(memory, way[1]) == Parted(*own[way[1]])
    assert (entries(memory, SLACK), entries(memory, DISCORD)) == (here, there)
    for account in (SLACK, DISCORD):
        with memory.turn(account, now=NOW) as book:
            book.forget()


def test_home_stays_with_who_gave_the_code_and_can_be_moved(memory: Memory) -> None:
    tell(memory, DISCORD, "b")
    join(memory, SLACK, DISCORD)
    assert accounts(memory, DISCORD)[0] == SLACK
    with memory.turn(DISCORD, now=NOW) as book:
        book.move_home()
    assert accounts(memory, SLACK) == (DISCORD, SLACK)


@pytest.mark.parametrize("leaver", [SLACK, DISCORD, WORK])
@pytest.mark.parametrize("home", [SLACK, DISCORD, WORK])
def test_of_three_joined_in_a_chain_any_can_leave_and_come_back(memory: Memory, leaver: Account, home: Account) -> None:
    everybody = {SLACK: "a", DISCORD: "b", WORK: "c"}
    for account, step in everybody.items():
        tell(memory, account, step)
    join(memory, SLACK, DISCORD)
    # the third gives the code, and who says it brings the other along
    joined = join(memory, WORK, DISCORD)
    assert isinstance(joined, Joined)
    assert len(joined.here) == 2
    for account in everybody:
        assert done(memory, account) == {"a", "b", "c"}
        assert accounts(memory, account)[0] == WORK
    with memory.turn(home, now=NOW) as book:
        book.move_home()
    assert part(memory, leaver) is not None
    stay = [account for account in everybody if account != leaver]
    assert (done(memory, leaver), accounts(memory, leaver)) == ({everybody[leaver]}, (leaver,))
    for account in stay:
        assert done(memory, account) == {everybody[one] for one in stay}
        assert set(accounts(memory, account)) == set(stay)
        assert accounts(memory, account)[0] == (home if home in stay else accounts(memory, stay[0])[0])
    assert part(memory, leaver) is None
    tell(memory, leaver, "d")
    assert isinstance(join(memory, stay[0], leaver), Joined)
    assert done(memory, stay[1]) == {"a", "b", "c", "d"}
    for account in (stay[0], leaver):
        assert part(memory, account) is not None
    for account in everybody:
        assert accounts(memory, account) == (account,)


# Codes


def test_a_code_works_once(memory: Memory, database: Database) -> None:
    join(memory, SLACK, DISCORD)
    assert redeem(memory, WORK) == NoSuchCode()
    assert accounts(memory, WORK) == (WORK,)
    assert rows(database, "link_codes") == [0]


def test_a_code_lasts_ten_minutes(memory: Memory) -> None:
    give(memory, SLACK)
    assert redeem(memory, WORK, at=NOW + LASTS) == NoSuchCode()
    assert isinstance(redeem(memory, DISCORD, at=NOW + LASTS - dt.timedelta(microseconds=1)), Joined)


def test_a_new_code_takes_the_place_of_the_one_before(memory: Memory, database: Database) -> None:
    give(memory, SLACK)
    give(memory, SLACK, "another")
    assert rows(database, "link_codes") == [1]
    assert redeem(memory, DISCORD) == NoSuchCode()
    assert isinstance(redeem(memory, DISCORD, "another"), Joined)


def test_an_own_code_is_not_used_up_and_not_held_against_anybody(memory: Memory, database: Database) -> None:
    give(memory, SLACK)
    for _ in range(GUESSES + 1):
        assert redeem(memory, SLACK) == OwnCode()
    assert rows(database, "link_guesses") == [0]
    assert isinstance(redeem(memory, DISCORD), Joined)


def test_accounts_that_are_joined_are_not_joined_again(memory: Memory) -> None:
    tell(memory, SLACK, "a")
    join(memory, SLACK, DISCORD)
    before = entries(memory, SLACK)
    assert join(memory, DISCORD, SLACK) == OneAlready()
    assert entries(memory, SLACK) == before
    assert accounts(memory, SLACK) == (SLACK, DISCORD)


def test_after_five_wrong_codes_an_account_rests_and_nobody_else(memory: Memory) -> None:
    give(memory, SLACK)
    for _ in range(GUESSES - 1):
        assert redeem(memory, DISCORD, "wrong") == NoSuchCode()
    until = NOW + REST
    assert redeem(memory, DISCORD, "wrong") == Resting(until)
    assert redeem(memory, DISCORD) == Resting(until)
    assert redeem(memory, DISCORD, at=until - dt.timedelta(seconds=1)) == Resting(until)
    give(memory, SLACK, at=until)
    # rested, it may guess as often again
    for _ in range(GUESSES - 1):
        assert redeem(memory, DISCORD, "wrong", at=until) == NoSuchCode()
    assert isinstance(redeem(memory, DISCORD, at=until), Joined)
    assert redeem(memory, WORK, at=until) == NoSuchCode()


def test_neither_the_code_nor_anything_it_is_easily_found_from_is_kept(memory: Memory, database: Database) -> None:
    give(memory, SLACK)
    with database.read() as connection:
        (kept,) = connection.execute(select(tables.link_codes.c.digest)).scalars()
    assert kept == codes.digest(CODE)
    assert len(kept) == 64
    assert CODE.replace("-", "").lower() not in kept


def test_what_is_too_old_is_deleted(memory: Memory, database: Database) -> None:
    give(memory, SLACK)
    redeem(memory, DISCORD, "wrong")
    assert codes.purge(database, now=NOW + LASTS - dt.timedelta(seconds=1)) == 0
    assert codes.purge(database, now=NOW + LASTS) == 1
    assert codes.purge(database, now=NOW + REST) == 1
    assert rows(database, "link_codes", "link_guesses") == [0, 0]


def test_the_code_of_somebody_who_was_forgotten_is_none(memory: Memory) -> None:
    give(memory, SLACK)
    with memory.turn(SLACK, now=NOW) as book:
        book.forget()
        assert not book.give("another", at=NOW)
    assert redeem(memory, DISCORD) == NoSuchCode()


def test_a_code_of_an_account_that_has_left_its_others_joins_that_account_alone(memory: Memory) -> None:
    join(memory, SLACK, DISCORD)
    give(memory, DISCORD)
    part(memory, DISCORD)
    assert isinstance(redeem(memory, WORK), Joined)
    assert accounts(memory, WORK) == (DISCORD, WORK)
    assert accounts(memory, SLACK) == (SLACK,)


# Walls, forgetting, leaving


def test_what_is_of_a_workspace_stays_there(memory: Memory) -> None:
    for account, zone in ((SLACK, "Europe/Berlin"), (WORK, "Asia/Tokyo")):
        with memory.turn(account, now=NOW) as book:
            book.keep_profile(Profile(zone))
            book.show((f"listed in {account.workspace}",), at=NOW)
            book.hear("delivery", f"told in {account.workspace}", at=NOW)
    join(memory, SLACK, WORK)
    for _ in range(2):
        for account, zone in ((SLACK, "Europe/Berlin"), (WORK, "Asia/Tokyo")):
            with memory.turn(account, now=NOW) as book:
                assert book.profile == Profile(zone)
                assert book.shown == Shown((f"listed in {account.workspace}",), NOW)
                assert book.heard("delivery") == f"told in {account.workspace}"
                book.show((f"listed in {account.workspace}",), at=NOW)
        part(memory, WORK)


@pytest.mark.parametrize("who", [SLACK, DISCORD])
def test_forgetting_on_any_account_leaves_nothing_of_any(memory: Memory, database: Database, who: Account) -> None:
    for account in (SLACK, DISCORD):
        tell(memory, account, "a")
    join(memory, SLACK, DISCORD)
    give(memory, SLACK)
    redeem(memory, DISCORD, "wrong")
    with memory.turn(who, now=NOW) as book:
        book.forget()
        assert book.accounts == ()
        assert book.part() is None
    assert set(rows(database, *tables.METADATA.tables)) == {0}


@pytest.mark.parametrize("left", [SLACK, WORK])
def test_a_workspace_that_is_left_takes_its_account_and_leaves_the_learner(
    memory: Memory, database: Database, left: Account
) -> None:
    for account, step in ((SLACK, "a"), (WORK, "b"), (DISCORD, "c")):
        tell(memory, account, step)
    join(memory, SLACK, WORK)
    join(memory, SLACK, DISCORD)
    with database.write() as connection:
        assert leaving_of(connection, left) == 1
    rest = [account for account in (SLACK, WORK, DISCORD) if account != left]
    assert set(accounts(memory, DISCORD)) == set(rest)
    assert done(memory, DISCORD) == {"a", "b", "c"}
    # whoever comes back there is somebody new
    assert entries(memory, left) == ()
    # and what the account has told stays with the others, whoever of them leaves
    assert part(memory, rest[0]) is not None
    assert done(memory, rest[1]) == {"a", "b", "c"} - done(memory, rest[0])
    with memory.turn(rest[1], now=NOW) as book:
        book.forget()
    assert rows(database, "journal") == [1]


@pytest.mark.parametrize("left", [SLACK, WORK])
def test_with_a_workspace_goes_what_was_said_there_and_no_other_word(
    memory: Memory, database: Database, left: Account
) -> None:
    for account in (SLACK, WORK, DISCORD):
        tell(memory, account, account.user)
        with memory.turn(account, now=NOW) as book:
            book.write(Proved("p", account.user, f"words of {account.user}"), said=NOW, counts=TODAY)
            book.show((), at=NOW, subject=f"shown to {account.user}")
    join(memory, SLACK, WORK)
    join(memory, SLACK, DISCORD)
    with database.write() as connection:
        assert leaving_of(connection, left) == 1
        kept = [*connection.execute(select(tables.journal.c.detail)).scalars()]
        kept += [shown or "" for shown in connection.execute(select(tables.learners.c.shown)).scalars()]
    for account in (SLACK, WORK, DISCORD):
        for words in (f"words of {account.user}", f"shown to {account.user}"):
            assert any(words in line for line in kept) == (account != left)
    rest = next(account for account in (SLACK, WORK) if account != left)
    assert evidence(entries(memory, rest)) == {"7": "", left.user: "", rest.user: f"words of {rest.user}"}
    assert done(memory, rest) == {"U1", "U9", "7"}


def leaving_of(connection: Connection, account: Account) -> int | None:
    there = {"platform": account.platform, "workspace": account.workspace}
    connection.execute(
        tables.workspaces.insert(),
        {**there, "version": 1, "name": "", "bot_user": "B", "scopes": "[]", "installed_by": "", "left_at": NOW}
        | {"installed_at": NOW},
    )
    return leaving._some(connection, account.platform, account.workspace, NOW)


def test_a_workspace_that_is_left_takes_whoever_is_nowhere_else(memory: Memory, database: Database) -> None:
    tell(memory, SLACK, "a")
    tell(memory, Account("slack", "T1", "U2"), "b")
    join(memory, SLACK, Account("slack", "T1", "U2"))
    with database.write() as connection:
        assert leaving_of(connection, SLACK) == 2
    assert rows(database, "learners", "accounts", "journal") == [0, 0, 0]
    assert Workspaces(database, Seal.of("")).purge_left(NOW) == 0


# Faults and races


@pytest.mark.parametrize("where", ["_MOVE_IN", "_READ_WITH"])
def test_an_error_in_the_middle_leaves_both_as_they_were(
    memory: Memory, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    tell(memory, SLACK, "a")
    tell(memory, DISCORD, "b")
    give(memory, SLACK)
    monkeypatch.setattr(joining, where, None)
    with pytest.raises(Exception, match="None"):
        redeem(memory, DISCORD)
    monkeypatch.undo()
    assert (done(memory, SLACK), done(memory, DISCORD)) == ({"a"}, {"b"})
    assert (accounts(memory, SLACK), accounts(memory, DISCORD)) == ((SLACK,), (DISCORD,))
    assert isinstance(redeem(memory, DISCORD), Joined)


@pytest.mark.parametrize("where", ["_LEAVE_HOME", "_READ_ALONE", "_BE_ALONE", "_BE_HOME"])
def test_an_error_while_parting_leaves_them_joined(memory: Memory, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    tell(memory, SLACK, "a")
    tell(memory, DISCORD, "b")
    join(memory, SLACK, DISCORD)
    monkeypatch.setattr(joining, where, None)
    with pytest.raises(Exception, match="None"):
        part(memory, SLACK)
    monkeypatch.undo()
    assert done(memory, SLACK) == done(memory, DISCORD) == {"a", "b"}
    assert accounts(memory, SLACK) == (SLACK, DISCORD)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do it all at the same time; what each came to, a ``StorageError`` where that is what it came to."""
    barrier, came = threading.Barrier(len(deeds)), list[object]([None] * len(deeds))

    def run(place: int, deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            came[place] = deed()
        except StorageError as trouble:
            came[place] = trouble

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_of_several_accounts_that_say_one_code_at_once_one_is_joined(memory: Memory) -> None:
    sayers = [Account("discord", "", str(number)) for number in range(6)]
    for account in (SLACK, *sayers):
        tell(memory, account, account.user)
    give(memory, SLACK)
    came = at_once(*[lambda account=account: redeem(memory, account) for account in sayers])
    assert sorted(type(outcome).__name__ for outcome in came) == ["Joined", *["NoSuchCode"] * 5]
    (joined,) = [account for account, outcome in zip(sayers, came, strict=True) if isinstance(outcome, Joined)]
    assert accounts(memory, SLACK) == (SLACK, joined)
    assert all(accounts(memory, account) == (account,) for account in sayers if account != joined)


def test_codes_that_cross_join_once_and_never_halfway(memory: Memory) -> None:
    for _ in range(3):
        tell(memory, SLACK, "a")
        tell(memory, DISCORD, "b")
        give(memory, SLACK, "one")
        give(memory, DISCORD, "two")
        came = at_once(lambda: redeem(memory, DISCORD, "one"), lambda: redeem(memory, SLACK, "two"))
        assert [type(outcome) for outcome in came].count(Joined) == 1
        assert {type(outcome) for outcome in came} <= {Joined, OneAlready, StorageError}
        assert done(memory, SLACK) == done(memory, DISCORD) == {"a", "b"}
        assert len(accounts(memory, SLACK)) == 2
        with memory.turn(SLACK, now=NOW) as book:
            book.forget()


@pytest.mark.parametrize("how", ["joined", "parted", "parted by the first"])
def test_turns_that_come_while_accounts_are_joined_or_parted_lose_nothing(
    memory: Memory, address: str, opened: Callable[..., Database], how: str
) -> None:
    """A turn that waits for the learner finds who that is once it is let in."""
    tell(memory, SLACK, "a")
    tell(memory, DISCORD, "b")
    give(memory, SLACK)
    if how != "joined":
        redeem(memory, DISCORD)
    elsewhere = Memory(opened(address))
    waiting = threading.Event()
    told: list[tuple[bool, set[str], tuple[Account, ...]]] = []

    def turn() -> None:
        waiting.set()
        with elsewhere.turn(DISCORD, now=NOW) as book:
            book.write(Finished("p", "c"), said=NOW + dt.timedelta(minutes=1), counts=TODAY)
            told.append((book.is_new, set(progress(book.entries, "p").done), book.accounts))

    thread = threading.Thread(target=turn)
    with memory.turn(SLACK if how == "parted by the first" else DISCORD, now=NOW) as book:
        thread.start()
        waiting.wait()
        until_somebody_waits(elsewhere, thread)
        if how == "joined":
            book.redeem(CODE, at=NOW)
        else:
            book.part()
    thread.join()
    if how == "joined":
        assert told == [(False, {"a", "b", "c"}, (SLACK, DISCORD))]
        assert done(memory, SLACK) == {"a", "b", "c"}
    else:
        assert told == [(False, {"b", "c"}, (DISCORD,))]
        assert done(memory, SLACK) == {"a"}


@pytest.mark.parametrize("how", ["joined elsewhere", "forgotten"])
def test_a_code_whose_giver_changes_at_that_moment_means_who_that_is_then(
    memory: Memory, address: str, opened: Callable[..., Database], how: str
) -> None:
    for account, step in ((SLACK, "a"), (WORK, "b"), (DISCORD, "c")):
        tell(memory, account, step)
    give(memory, SLACK)
    give(memory, WORK, "of work")
    elsewhere = Memory(opened(address))
    came: list[Outcome] = []
    thread = threading.Thread(target=lambda: came.append(redeem(elsewhere, DISCORD)))
    with memory.turn(SLACK, now=NOW) as book:
        thread.start()
        until_somebody_waits(elsewhere, thread)
        if how == "forgotten":
            book.forget()
        else:
            book.redeem("of work", at=NOW)
    thread.join()
    if how == "forgotten":
        assert came == [NoSuchCode()]
        assert done(memory, DISCORD) == {"c"}
    else:
        assert [type(outcome) for outcome in came] == [Joined]
        assert done(memory, DISCORD) == done(memory, SLACK) == done(memory, WORK) == {"a", "b", "c"}
        assert accounts(memory, DISCORD)[0] == WORK


def until_somebody_waits(memory: Memory, thread: threading.Thread) -> None:
    """On PostgreSQL somebody can be seen waiting; on SQLite whoever comes waits before anything is read."""
    from sqlalchemy import text

    database = memory._database
    if database.file is not None:
        return
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while thread.is_alive():
        with database.read() as connection:
            if connection.execute(waits).scalar_one():
                return


# Pages


def outdated(memory: Memory) -> set[Account]:
    return {page.account for platform in ("slack", "discord") for page in memory.outdated(platform)}


def test_the_pages_of_the_other_accounts_are_behind_once_something_changed(memory: Memory) -> None:
    tell(memory, SLACK, "a")
    tell(memory, WORK, "b")
    assert outdated(memory) == set()
    join(memory, SLACK, WORK)
    assert outdated(memory) == {SLACK}
    join(memory, SLACK, DISCORD)
    assert outdated(memory) == {SLACK, WORK}
    for page in memory.outdated("slack"):
        memory.catch_up(page)
    assert outdated(memory) == set()
    with memory.turn(WORK, now=NOW) as book:
        book.show(("a",), at=NOW)
        book.hear("1", "It is so.", at=NOW)
        assert not book.is_changed
    assert outdated(memory) == set()
    with memory.turn(WORK, now=NOW) as book:
        book.write(Resumed(), said=NOW, counts=TODAY)
        assert book.is_changed
    assert outdated(memory) == {SLACK, DISCORD}
    part(memory, SLACK)
    assert outdated(memory) == {SLACK, DISCORD, WORK}


def test_a_change_that_is_made_while_a_page_is_drawn_is_not_taken_for_seen(memory: Memory) -> None:
    join(memory, SLACK, DISCORD)
    (before,) = memory.outdated("slack")
    tell(memory, DISCORD, "a")
    memory.catch_up(before)
    (since,) = memory.outdated("slack")
    assert (since.account, since.mark != before.mark) == (SLACK, True)
    memory.catch_up(since)
    assert memory.outdated("slack") == ()


def test_a_turn_that_fails_leaves_no_page_behind(memory: Memory) -> None:
    join(memory, DISCORD, SLACK)
    (page,) = memory.outdated("discord")
    memory.catch_up(page)

    def fail() -> None:
        with memory.turn(SLACK, now=NOW) as book:
            book.write(Started("p"), said=NOW, counts=TODAY)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert outdated(memory) == set()
