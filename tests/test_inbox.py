"""Deliveries that platforms repeat have one effect; and what platforms say of accounts."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from bot.core.forgetful import Forgetful
from bot.core.memory import Memory as AnyMemory
from bot.core.memory import Notebook
from pathways.journal import Finished, Resumed
from pathways.learner import Account, Profile
from storage import inbox, tables
from storage.errors import StorageError
from storage.notebook import Memory
from tests import writers

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Database

NOW = writers.NOW
TODAY = NOW.date()
ADA = Account("slack", "T1", "ada")
GRACE = Account("slack", "T1", "grace")
BERLIN = Profile("Europe/Berlin", "de-DE")


def deliver(memory: AnyMemory, key: str, account: Account = ADA, *, at: dt.datetime = NOW) -> str:
    """A delivery as a surface handles it."""
    with memory.turn(account, now=at) as book:
        told = book.heard(key)
        if told is None:
            told = f"line {book.write(Resumed(), said=at, counts=at.date()).number}"
            book.hear(key, told, at=at)
    return told


def lines(memory: Memory, account: Account = ADA) -> int:
    with memory.turn(account, now=NOW) as book:
        return len(book.entries)


def rows(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.inbox)).scalar_one()


def test_E1_a_delivery_that_comes_again_is_told_what_it_was_told(memory: Memory) -> None:
    assert [deliver(memory, key) for key in "aabab"] == [f"line {number}" for number in (1, 1, 2, 1, 2)]
    assert lines(memory) == 2


def test_E1_copies_of_a_delivery_on_many_threads_and_processes_have_one_effect(
    address: str, opened: Callable[..., Database]
) -> None:
    context = writers.processes()
    pipes = [context.Pipe() for _ in range(2)]
    others = [context.Process(target=writers.deliver, args=(address, 6, 8, there)) for _, there in pipes]
    for other in others:
        other.start()
    told = [said for here, _ in pipes for said in here.recv()]
    for other in others:
        other.join()
    assert len(told) == 2 * 6 * 8
    assert len(set(told)) == 8
    with Memory(opened(address)).turn(writers.WRITER, now=NOW) as book:
        assert sorted(entry.deed.step for entry in book.entries if isinstance(entry.deed, Finished)) == [
            str(key) for key in range(8)
        ]
        assert all(told == f"line {number}" for number, told in enumerate(map(book.heard, "01234567"), start=1))


def test_E1_copies_of_the_very_first_hello_have_one_effect(memory: Memory, database: Database) -> None:
    barrier = threading.Barrier(4)
    told: list[str] = []

    def hello() -> None:
        barrier.wait()
        told.append(deliver(memory, "hello"))

    threads = [threading.Thread(target=hello) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["line 1"] * 4
    assert (lines(memory), rows(database)) == (1, 1)


def test_E6_an_answer_that_never_left_is_given_to_the_next_copy(address: str, opened: Callable[..., Database]) -> None:
    before = opened(address)
    told = deliver(Memory(before), "a")
    before.close()
    after = Memory(opened(address))
    assert deliver(after, "a") == told
    assert lines(after) == 1


def test_E7_a_turn_that_fails_was_not_heard(memory: Memory, database: Database) -> None:
    def interrupted() -> None:
        with memory.turn(ADA, now=NOW) as book:
            book.write(Resumed(), said=NOW, counts=TODAY)
            book.hear("a", "Noted.", at=NOW)
            assert book.heard("a") == "Noted."
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert rows(database) == 0
    assert deliver(memory, "a") == "line 1"


def test_F10_the_same_key_in_another_workspace_or_on_another_platform_is_another_delivery(memory: Memory) -> None:
    accounts = [ADA, Account("slack", "T2", "ada"), Account("discord", "T1", "ada"), Account("slack", "", "ada")]
    for account in accounts:
        assert deliver(memory, "a", account) == "line 1"
        assert lines(memory, account) == 1


def test_F10_a_delivery_answered_to_somebody_else_has_no_effect_and_shows_nothing(memory: Memory) -> None:
    assert deliver(memory, "a", ADA) == "line 1"
    assert deliver(memory, "a", GRACE) == ""
    assert lines(memory, GRACE) == 0


def test_a_delivery_that_two_learners_claim_at_once_has_one_effect(memory: Memory) -> None:
    def late() -> None:
        with memory.turn(GRACE, now=NOW) as book:
            book.write(Resumed(), said=NOW, counts=TODAY)
            book.hear("a", "Noted.", at=NOW)

    deliver(memory, "a", ADA)
    with pytest.raises(StorageError, match="answered already; try again"):
        late()
    assert (lines(memory, ADA), lines(memory, GRACE)) == (1, 0)


def test_F16_forgetting_forgets_the_deliveries_too(memory: Memory, database: Database) -> None:
    deliver(memory, "a")
    deliver(memory, "b", GRACE)
    with memory.turn(ADA, now=NOW) as book:
        book.keep_profile(BERLIN)
        book.hear("forget me", "Really?", at=NOW)
        book.forget()
        assert (book.heard("a"), book.profile, book.accounts) == (None, Profile(), ())
        book.hear("forget me 2", "All is forgotten.", at=NOW)
        book.keep_profile(BERLIN)
        assert (book.heard("forget me 2"), book.profile, book.accounts) == (None, Profile(), ())
    assert rows(database) == 1
    with memory.turn(ADA, now=NOW) as book:
        assert (book.is_new, book.profile) == (True, Profile())


@pytest.mark.parametrize(("key", "told"), [("", "x"), ("k" * 256, "x"), ("k", "x" * 301), ("nul\0", "x"), ("k", "\0")])
def test_a_delivery_that_makes_no_sense_is_refused_and_the_turn_undone(
    memory: Memory, database: Database, key: str, told: str
) -> None:
    with pytest.raises(StorageError), memory.turn(ADA, now=NOW) as book:
        book.hear(key, told, at=NOW)
    assert rows(database) == 0


def test_an_answer_may_be_as_long_as_a_summary_may_be(memory: Memory) -> None:
    from bot.core.reply import MAX_SUMMARY

    with memory.turn(ADA, now=NOW) as book:
        book.hear("k" * 255, "🌍" * MAX_SUMMARY, at=NOW)
        assert book.heard("k" * 255) == "🌍" * MAX_SUMMARY


def test_E4_deliveries_are_kept_for_seven_days_whatever_zone_they_were_told_in(
    memory: Memory, database: Database
) -> None:
    week = dt.timedelta(days=7)
    auckland = NOW.astimezone(dt.timezone(dt.timedelta(hours=13)))
    deliver(memory, "older", at=auckland - dt.timedelta(seconds=1))
    deliver(memory, "a week old", at=auckland)
    deliver(memory, "newer", at=NOW + week)
    assert inbox.purge(database, now=NOW + week) == 1
    assert inbox.purge(database, now=NOW + week) == 0
    with memory.turn(ADA, now=NOW) as book:
        assert [book.heard(key) for key in ("older", "a week old", "newer")] == [None, "line 2", "line 3"]
        assert len(book.entries) == 3


def test_a_moment_without_a_zone_is_refused(memory: Memory, database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StorageError, match="time zone"), memory.turn(ADA, now=NOW) as book:
        book.hear("a", "Noted.", at=naive)
    with pytest.raises(StorageError, match="time zone"):
        inbox.purge(database, now=naive)


def test_a_profile_belongs_to_the_account_and_replaces_the_one_before(memory: Memory) -> None:
    with memory.turn(ADA, now=NOW) as book:
        assert book.profile == Profile(None, None)
        book.keep_profile(BERLIN)
        assert book.profile == BERLIN
    with memory.turn(GRACE, now=NOW) as book:
        assert book.profile == Profile()
    with memory.turn(ADA, now=NOW) as book:
        assert book.profile == BERLIN
        book.keep_profile(Profile(locale="en"))
    with memory.turn(ADA, now=NOW) as book:
        assert book.profile == Profile(None, "en")


def test_a_profile_that_is_known_already_is_not_written_again(memory: Memory, database: Database) -> None:
    from sqlalchemy import event

    with memory.turn(ADA, now=NOW) as book:
        book.keep_profile(BERLIN)
    said: list[str] = []
    event.listen(database._engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    with memory.turn(ADA, now=NOW) as book:
        book.keep_profile(BERLIN)
    assert not [statement for statement in said if "UPDATE accounts" in statement]


@pytest.mark.parametrize("strange", [Profile("x" * 65), Profile(locale=""), Profile(locale="\ud83d")])
def test_a_profile_that_makes_no_sense_is_refused(memory: Memory, strange: Profile) -> None:
    with pytest.raises(StorageError), memory.turn(ADA, now=NOW) as book:
        book.keep_profile(strange)


def test_every_account_of_a_learner_is_known_home_first(memory: Memory, database: Database) -> None:
    elsewhere = [Account("discord", "", "7"), Account("slack", "T0", "ada")]
    with memory.turn(ADA, now=NOW) as book:
        assert book.accounts == (ADA,)
    lines(memory, GRACE)
    with database.write() as connection:
        learner = connection.execute(
            select(tables.accounts.c.learner_id).where(tables.accounts.c.user == ADA.user)
        ).scalar_one()
        for account in elsewhere:
            place = {"platform": account.platform, "workspace": account.workspace, "user": account.user}
            connection.execute(tables.accounts.insert(), {**place, "learner_id": learner, "home": False})
    for account in (ADA, *elsewhere):
        with memory.turn(account, now=NOW) as book:
            assert book.accounts == (ADA, *elsewhere)


def test_a_memory_that_keeps_nothing_hears_everything_anew() -> None:
    with Forgetful().turn(ADA, now=NOW) as page:
        book: Notebook = page
        assert (book.accounts, book.profile) == ((ADA,), Profile())
        book.keep_profile(BERLIN)
        book.hear("a", "Noted.", at=NOW)
        assert (book.heard("a"), book.profile) == (None, BERLIN)
        book.forget()
        assert (book.accounts, book.profile) == ((), Profile())
