"""The memory that keeps nothing: a page lives for one turn."""

from __future__ import annotations

import datetime as dt

from bot.core.forgetful import Forgetful, Page
from pathways.delivery import Claim
from pathways.joining import NoSuchCode
from pathways.journal import Finished, Resumed
from pathways.learner import Account, Enrolment, Outdated, Shown
from pathways.model import Horizon

NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
TODAY = NOW.date()
NOBODY = Account("ask", "", "nobody")


def test_a_page_holds_what_is_written_until_the_turn_ends() -> None:
    memory = Forgetful()
    with memory.turn(NOBODY, now=NOW) as page:
        assert page.is_new
        first = page.write(Finished("p", "s"), said=NOW, counts=TODAY)
        second = page.write(Resumed(), said=NOW, counts=TODAY)
        assert (first.number, second.number) == (1, 2)
        assert page.entries == (first, second)
        page.enrol("p", started=TODAY)
        page.enrol("p", started=TODAY + dt.timedelta(days=1))
        assert page.enrolments == (Enrolment("p", TODAY),)
        page.show(("s",), at=NOW)
        assert page.shown == Shown(("s",), NOW)
    with memory.turn(NOBODY, now=NOW) as page:
        assert (page.entries, page.enrolments, page.shown) == ((), (), None)


def test_a_page_can_be_torn_out() -> None:
    with Forgetful().turn(NOBODY, now=NOW) as page:
        page.write(Resumed(), said=NOW, counts=TODAY)
        page.enrol("p", started=TODAY)
        page.show(("s",), at=NOW)
        page.forget()
        assert (page.entries, page.enrolments, page.shown) == ((), (), None)


def test_every_memory_offers_what_the_coach_needs() -> None:
    from bot.core import memory
    from storage.notebook import Memory, Notebook

    for protocol, kinds in ((memory.Memory, (Forgetful, Memory)), (memory.Notebook, (Page, Notebook))):
        needed = {name for name in vars(protocol) if not name.startswith("_")}
        for kind in kinds:
            assert needed <= {*dir(kind), *getattr(kind, "__dataclass_fields__", ())}


def test_nothing_is_joined_where_nothing_is_kept() -> None:
    memory = Forgetful()
    with memory.turn(NOBODY, now=NOW) as page:
        assert (page.account, page.accounts) == (NOBODY, (NOBODY,))
        assert not page.give("CCCC-CCCC", at=NOW)
        assert page.redeem("CCCC-CCCC", at=NOW) == NoSuchCode()
        assert page.part() is None
        page.move_home()
        assert not page.is_changed
        page.enrol("p", started=TODAY)
        assert page.is_changed
    memory.catch_up(Outdated(NOBODY, "1"))
    assert memory.outdated("ask") == ()


def test_nobody_whom_it_forgot_is_nudged_or_looked_at() -> None:
    now = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
    claim = Claim(
        id="a",
        fence=1,
        learner="b",
        account=NOBODY,
        kind=Horizon.WEEK,
        slot="2026-W49",
        due=now,
        not_after=now,
        first_try=now,
        in_doubt=False,
    )
    with Forgetful().due(claim, now=now) as due, Forgetful().look(NOBODY) as seen:
        assert due is None
        assert seen is None
