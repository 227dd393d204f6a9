"""The order of steps by which a nudge gets sent, and the beat that keeps it going. Names follow the fault matrix."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import resource
import tracemalloc
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.clock import STALE, Beat, beating
from bot.clock import SANE, Watch
from bot.core.coach import Coach
from bot.core.deliverer import LONGEST_BEAT, START_BY
from pathways.delivery import Absent, Accepted, Refused, Unsure, Wait
from storage import StorageError
from storage.outbox import LEASE
from tests import nudgers
from tests.fakes.aio import in_loop
from tests.outbox import DUE, NOW, enrol, rows, somebody, states

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.deliverer import Deliverer
    from bot.core.reply import Reply
    from pathways.delivery import Claim, Found, Sent
    from storage.database import Database

SECOND = dt.timedelta(seconds=1)


@dataclass
class Platform:
    """Answers as it was told to, then accepts."""

    sends: list[Any] = field(default_factory=list[Any])
    looks: list[Any] = field(default_factory=list[Any])
    got: list[str] = field(default_factory=list[str])
    gate: asyncio.Event | None = None
    begun: int = 0

    async def send(self, claim: Claim, reply: Reply) -> Sent:
        self.begun += 1
        if self.gate is not None:
            await self.gate.wait()
        answer = self.sends.pop(0) if self.sends else Accepted("ref")
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Accepted):
            self.got.append(f"{claim.slot} {reply.summary}")
        return answer

    async def look_up(self, claim: Claim) -> Found:
        assert claim.in_doubt
        return self.looks.pop(0) if self.looks else Absent()


class House:
    """A worker with its clock in hand."""

    def __init__(self, database: Database) -> None:
        self.database, self.platform = database, Platform()
        self.now, self.ticks = NOW, 0.0
        self.worker = self.new()

    def new(self, **more: Any) -> Deliverer:
        return nudgers.deliverer(
            self.database, {"slack": self.platform}, lambda: self.now, ticks=lambda: self.ticks, **more
        )

    async def work(self) -> None:
        await self.worker.plan()
        await self.worker.dispatch()


@pytest.fixture
def house(database: Database) -> House:
    enrol(database)
    return House(database)


@in_loop
async def test_a_due_nudge_is_planned_worded_and_sent(house: House) -> None:
    assert await house.worker.plan() == 1
    assert await house.worker.dispatch() == 1
    assert len(house.platform.got) == 1
    assert states(house.database) == {"2026-W49": "sent"}
    assert (await house.worker.plan(), await house.worker.dispatch()) == (0, 0)


@in_loop
async def test_all_who_are_due_are_planned_for_in_as_many_transactions_as_it_takes(database: Database) -> None:
    enrol(database, *(somebody(number) for number in range(5)))
    house, took = House(database), list[int]()

    async def by_two(plan: Callable[..., Any], now: dt.datetime) -> Any:
        planned = plan(now, 2)
        took.append(planned.learners)
        return planned

    house.worker.hop = by_two  # pyright: ignore[reportAttributeAccessIssue]
    assert await house.worker.plan() == 5
    assert took == [2, 2, 1]


@in_loop
async def test_B2_doubt_is_looked_into_before_anything_is_sent_again(house: House) -> None:
    house.platform.sends = [Unsure("timeout")]
    house.platform.looks = [Unsure("busy"), Wait(60), Accepted("seen")]
    await house.work()
    for _ in range(8):
        house.now += dt.timedelta(minutes=5)
        await house.work()
    assert house.platform.got == []
    assert rows(house.database)[0].ref == "seen"


@in_loop
async def test_B2_what_is_not_there_is_sent(house: House) -> None:
    house.platform.sends = [Unsure("timeout")]
    await house.work()
    house.now += dt.timedelta(minutes=1)
    await house.work()
    assert len(house.platform.got) == 1
    assert rows(house.database)[0].state == "sent"


@in_loop
async def test_A10_a_nudge_that_cannot_be_worded_fails_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    enrol(database, *(somebody(number) for number in range(50)))
    house = House(database)
    whole = Coach.due

    def broken(self: Coach, claim: Claim) -> Any:
        if claim.account == somebody(7):
            raise KeyError("kafka is what I told you in private")
        return whole(self, claim)

    monkeypatch.setattr(Coach, "due", broken)
    await house.work()
    assert len(house.platform.got) == 49
    (failed,) = [row for row in rows(database) if row.state != "sent"]
    assert (failed.state, failed.user) == ("failed", "U7")
    assert "incident" in failed.reason
    assert [record.levelname for record in caplog.records if record.name == "coach.nudges"] == ["ERROR"]


@in_loop
async def test_B4_a_refusal_that_somebody_should_see_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.platform.sends = [Refused("tenant", "token_revoked")]
    await house.work()
    assert "token_revoked" in caplog.text
    assert states(house.database) == {"2026-W49": "cancelled"}


@in_loop
async def test_what_nobody_foresaw_leaves_it_in_doubt_not_sent_again(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.platform.sends = [RuntimeError("the platform's library broke")]
    house.platform.looks = [Accepted("seen")]
    await house.work()
    assert "left in doubt: RuntimeError" in caplog.text
    house.now += LEASE
    await house.work()
    assert rows(house.database)[0].ref == "seen"


@in_loop
async def test_A7_a_worker_that_lost_too_much_time_does_not_begin(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Coach.due

    def slow(self: Coach, claim: Claim) -> Any:
        house.ticks += START_BY + 1
        return whole(self, claim)

    monkeypatch.setattr(Coach, "due", slow)
    await house.worker.plan()
    await house.worker.dispatch()
    assert house.platform.got == []
    assert states(house.database) == {"2026-W49": "ready"}


@in_loop
async def test_A9_a_result_that_comes_too_late_is_dropped(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.platform.gate = asyncio.Event()
    await house.worker.plan()
    slow = asyncio.create_task(house.worker.dispatch())
    await asyncio.sleep(0.01)
    house.now += LEASE
    other = House(house.database)
    other.now, other.platform.looks = house.now, [Accepted("seen by the other")]
    await other.work()
    house.platform.gate.set()
    await slow
    assert "came too late" in caplog.text
    assert rows(house.database)[0].ref == "seen by the other"


@in_loop
async def test_A6_who_leaves_finishes_what_is_begun_and_gives_back_the_rest(database: Database) -> None:
    enrol(database, somebody(1), somebody(2))
    house = House(database)
    house.platform.gate = asyncio.Event()
    await house.worker.plan()
    work = asyncio.create_task(house.worker.dispatch())
    await asyncio.sleep(0.01)
    house.worker.leave()
    house.platform.gate.set()
    await work
    assert len(house.platform.got) == 2
    assert await house.worker.plan() == 0
    fresh = House(database)
    fresh.now = NOW + dt.timedelta(weeks=1)

    async def leaving(work: Callable[..., Any], /, *arguments: object) -> Any:
        result = work(*arguments)
        if getattr(work, "__name__", "") == "claim":
            fresh.worker.leave()
        return result

    await fresh.worker.plan()
    fresh.worker.hop = leaving
    await fresh.worker.dispatch()
    assert fresh.platform.got == []
    assert {row.state for row in rows(database) if row.due_at > NOW} == {"ready", "superseded"}


@in_loop
async def test_a_beat_ends_in_time_however_much_there_is(database: Database) -> None:
    enrol(database, *(somebody(number) for number in range(50)))
    house = House(database)

    async def slow(work: Callable[..., Any], /, *arguments: object) -> Any:
        house.ticks += 3 if getattr(work, "__name__", "") == "claim" else 0.7
        return work(*arguments)

    house.worker.hop = slow
    await house.worker.plan()
    began = house.ticks
    assert 0 < await house.worker.dispatch() < 50
    assert house.ticks - began < LONGEST_BEAT + 20


class Beating:
    """A beat whose parts can be told what to do."""

    def __init__(self, house: House) -> None:
        self.beat = Beat(house.worker, Watch(lambda: house.now, lambda: house.ticks), longest=0.2)


@in_loop
async def test_the_beat_plans_and_sends_without_being_asked(house: House) -> None:
    made = Beating(house)
    tick = dt.timedelta(seconds=0.05)
    async with beating(made.beat, plan=tick, dispatch=tick) as words:
        assert "due" in words
        async with asyncio.timeout(20):
            while not house.platform.got:  # noqa: ASYNC110  (nothing tells)
                await asyncio.sleep(0.01)
        assert made.beat.trouble is None
    assert len(house.platform.got) == 1


@in_loop
async def test_A12_a_beat_that_raises_or_hangs_is_followed_by_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = Beating(house)

    async def broken() -> int:
        raise StorageError("the memory is out of reach")

    async def hanging() -> int:
        await asyncio.Event().wait()
        return 0

    whole = house.worker.plan
    for bad, word in ((broken, "StorageError"), (hanging, "TimeoutError")):
        monkeypatch.setattr(house.worker, "plan", bad)
        await made.beat.plan()
        assert word in caplog.text
    made.beat.longest = 60  # what is to succeed gets its time, however busy the machine is
    house.ticks += STALE + 1
    house.now += dt.timedelta(seconds=STALE + 1)
    assert made.beat.trouble == "planning of nudges has stopped"
    monkeypatch.setattr(house.worker, "plan", whole)
    await made.beat.plan()
    await made.beat.dispatch()
    assert made.beat.trouble is None
    assert len(house.platform.got) == 1


@in_loop
async def test_A13_many_beats_leave_nothing_behind(house: House) -> None:
    made = Beating(house)

    async def beat(times: int) -> int:
        for _ in range(times):
            await made.beat.plan()
            await made.beat.dispatch()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    await beat(100)
    tracemalloc.start()
    before = await beat(20)
    grown = await beat(200) - before
    tracemalloc.stop()
    assert grown < 100_000


def _resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells how much is in memory right now")
@in_loop
async def test_A13_twenty_thousand_beats_take_no_memory(house: House) -> None:
    made = Beating(house)
    made.beat.longest = 60

    async def beat(times: int) -> int:
        for _ in range(times):
            house.now += 3_600 * SECOND
            house.ticks += 3_600
            await made.beat.plan()
            await made.beat.dispatch()
        gc.collect()
        return _resident()

    before = await beat(1_000)
    grown = await beat(20_000) - before
    assert made.beat.trouble is None
    assert len(house.platform.got) == 7, "and then there was silence"
    assert grown < 5_000_000


@pytest.mark.parametrize("jump", [30 * 86_400, -7_200])
def test_C8_C9_a_clock_that_jumps_stops_everything_until_it_is_right(
    house: House, caplog: pytest.LogCaptureFixture, jump: int
) -> None:
    @in_loop
    async def run() -> None:
        house.now = DUE - 60 * SECOND
        made = Beating(house)
        house.now += jump * SECOND
        await made.beat.plan()
        await made.beat.dispatch()
        assert rows(house.database) == []
        assert "moved by" in caplog.text
        assert made.beat.trouble is not None
        house.now += (600 - jump) * SECOND
        house.ticks += 600
        await made.beat.plan()
        await made.beat.dispatch()
        assert len(house.platform.got) == 1

    assert abs(jump) > SANE
    run()


@in_loop
async def test_A6_who_is_told_to_go_waits_for_what_is_under_way(house: House) -> None:
    house.platform.gate = asyncio.Event()
    made = Beating(house)
    made.beat.longest = 10
    tick = dt.timedelta(seconds=0.05)
    async with beating(made.beat, plan=tick, dispatch=tick):
        async with asyncio.timeout(20):
            while not house.platform.begun:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        asyncio.get_running_loop().call_later(0.1, house.platform.gate.set)
    assert states(house.database) == {"2026-W49": "sent"}
