"""Two workers, a platform of moods, deaths and a clock: whatever order things come in, nobody is nudged twice.

The machine runs the real outbox. That it would notice is shown by taking a guard out: it then finds the double.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, ClassVar

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from pathways.delivery import Absent, Accepted, Claim, Refused, Unsent, Unsure, Wait
from storage import nudging as rules
from storage import outbox as memory
from storage import planning, settling
from storage.database import Database
from storage.outbox import Outbox
from tests.outbox import NOW, PATHWAY, enrol, rows, say, somebody

if TYPE_CHECKING:
    from pathways.nudging import Record, Rule
    from tests.postgres import Server

PEOPLE = [somebody(number, f"T{number % 2}") for number in range(2)]
WORKERS = st.sampled_from(("one", "two"))
FATES = ("accept", "accept", "accept unseen", "refuse unseen", "unsent", "wait", "person")
TERMINAL = {"sent", "failed", "skipped", "superseded", "stale", "expired_unknown", "cancelled"}
assert PATHWAY


class Outboxes(RuleBasedStateMachine):
    """What can happen, in any order."""

    address: ClassVar[str]
    held = Bundle("held")

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.accepted: Counter[str] = Counter()
        self.closed: dict[str, str] = {}
        self.database = Database.open(fresh(self.address))
        self.gone: set[tuple[str, int]] = set()
        """Claims that were used up."""

    @initialize()
    def enrolled(self) -> None:
        enrol(self.database, *PEOPLE)

    def outbox(self, worker: str) -> Outbox:
        return Outbox(self.database, worker)

    @rule(worker=WORKERS)
    def plan(self, worker: str) -> None:
        self.outbox(worker).plan(self.now, 2)

    @rule(target=held, worker=WORKERS, most=st.integers(1, 3))
    def claim(self, worker: str, most: int) -> tuple[Claim, ...]:
        outbox = self.outbox(worker)
        outbox.plan(self.now)
        return outbox.claim(self.now, ("slack",), most)

    @rule(claims=held, fate=st.sampled_from(FATES))
    def send(self, claims: tuple[Claim, ...], fate: str) -> None:
        """A worker goes on with what it holds, if its time is not up; then, or never, it reports."""
        for claim in claims:
            if (claim.id, claim.fence) in self.gone or self.now - self.since(claim) > dt.timedelta(seconds=45):
                continue
            self.gone.add((claim.id, claim.fence))
            found = self.look(claim)
            if isinstance(found, Accepted):
                self.outbox("").record(claim, found, self.now)
                continue
            self.accepted[claim.id] += fate.startswith("accept")
            outcome = {
                "accept": Accepted("ref"),
                "accept unseen": Unsure("timeout"),
                "refuse unseen": Unsure("timeout"),
                "unsent": Unsent("refused"),
                "wait": Wait(60),
                "person": Refused("person", "user_disabled"),
            }[fate]
            self.outbox("").record(claim, outcome, self.now)

    @rule(claims=held, accepts=st.booleans())
    def die_while_sending(self, claims: tuple[Claim, ...], accepts: bool) -> None:
        for claim in claims:
            if (claim.id, claim.fence) in self.gone or self.now - self.since(claim) > dt.timedelta(seconds=45):
                continue
            self.gone.add((claim.id, claim.fence))
            if not isinstance(self.look(claim), Accepted):
                self.accepted[claim.id] += accepts

    @rule(claims=held)
    def report_late(self, claims: tuple[Claim, ...]) -> None:
        """A worker that was frozen reports what it heard long ago: that nobody got anything."""
        for claim in claims:
            if (claim.id, claim.fence) in self.gone and self.now - self.since(claim) > memory.LEASE:
                self.outbox("").record(claim, Unsent("late"), self.now)

    @rule(claims=held)
    def give_back(self, claims: tuple[Claim, ...]) -> None:
        waiting = [claim for claim in claims if (claim.id, claim.fence) not in self.gone]
        self.gone |= {(claim.id, claim.fence) for claim in waiting}
        self.outbox("").give_back(waiting, self.now)

    @rule(seconds=st.sampled_from([1, 130, 130, 3600, 7 * 24 * 3600]))
    def tick(self, seconds: int) -> None:
        self.now += dt.timedelta(seconds=seconds)

    @rule(who=st.sampled_from(PEOPLE))
    def speak(self, who: object) -> None:
        say(self.database, who, self.now)  # pyright: ignore[reportArgumentType]

    def since(self, claim: Claim) -> dt.datetime:
        with self.database.read() as connection:
            found = connection.execute(
                text("SELECT started_at FROM attempts WHERE delivery_id = :id AND fence = :fence"),
                {"id": claim.id, "fence": claim.fence},
            ).scalar_one()
        at = dt.datetime.fromisoformat(found) if isinstance(found, str) else found
        return at.replace(tzinfo=at.tzinfo or dt.UTC)

    def look(self, claim: Claim) -> Accepted | Absent:
        return Accepted("seen") if claim.in_doubt and self.accepted[claim.id] else Absent()

    @invariant()
    def nobody_is_nudged_twice(self) -> None:
        assert all(times <= 1 for times in self.accepted.values())
        found = rows(self.database)
        slots = Counter((row.learner_id, row.kind, row.slot) for row in found if self.accepted[row.id])
        assert all(times == 1 for times in slots.values()), slots

    @invariant()
    def what_has_arrived_stays_there(self) -> None:
        for row in rows(self.database):
            if row.id in self.closed:
                assert row.state == self.closed[row.id]
            if row.state in TERMINAL:
                self.closed[row.id] = row.state
            if row.state == "sent":
                assert self.accepted[row.id] == 1

    def teardown(self) -> None:
        self.database.close()


def fresh(address: str) -> str:
    """An empty database of the kind that ``address`` is."""
    if address.startswith("sqlite"):
        folder = Path(tempfile.mkdtemp(dir=Path(address.removeprefix("sqlite:///")).parent))
        copied = shutil.copy(address.removeprefix("sqlite:///"), folder / "coach.db")
        return f"sqlite:///{copied}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("TRUNCATE learners, gates CASCADE")
    return address


def run(address: str, *, examples: int, steps: int, find: bool = False) -> None:
    class Here(Outboxes):
        pass

    Here.address = address
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=find,
            database=None,
            phases=(Phase.generate,) if find else (Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_order_of_events_nudges_anybody_twice(address: str) -> None:
    run(address, examples=settings().max_examples, steps=30)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_nor_does_any_on_postgresql(address: str, postgres: Server) -> None:
    assert postgres
    run(address, examples=max(5, settings().max_examples // 4), steps=25)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_the_fence_the_double_is_found(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reports is believed."""
    bare = settling._SETTLE._generate()
    bare._where_criteria = tuple(each for each in bare._where_criteria if "deliveries.id" in str(each))
    assert len(bare._where_criteria) == 1
    monkeypatch.setattr(settling, "_SETTLE", bare)
    with pytest.raises(AssertionError):
        run(address, examples=500, steps=40, find=True)


@pytest.fixture
def forgetful_planners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planners whose own progress is lost each time, as after a restored backup: the key makes it harmless."""

    def forgetful(learner: str, rule: Rule, record: Record, soonest: dt.datetime | None) -> dict[str, object]:
        assert soonest
        before = replace(record, served={}, planned_to=record.planned_to - dt.timedelta(days=2))
        return rules.kept(learner, rule, before, rules.next_at(rule, before))

    monkeypatch.setattr(planning, "rules", SimpleNamespace(read=rules.read, kept=forgetful))


@pytest.mark.usefixtures("forgetful_planners")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_key_alone_keeps_a_slot_from_being_planned_twice(address: str) -> None:
    run(address, examples=20, steps=30)


@pytest.mark.usefixtures("forgetful_planners")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_the_unique_key_the_double_is_found(address: str) -> None:
    with Database.open(address) as database, database.write() as connection:
        for statement in (
            "CREATE TABLE bare AS SELECT * FROM attempts",
            "DROP TABLE attempts",
            "ALTER TABLE bare RENAME TO attempts",
            "CREATE TABLE bare AS SELECT * FROM deliveries",
            "DROP TABLE deliveries",
            "ALTER TABLE bare RENAME TO deliveries",
        ):
            connection.execute(text(statement))
    with pytest.raises(AssertionError):
        run(address, examples=500, steps=40, find=True)
