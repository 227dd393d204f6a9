"""A town of learners whose clock is turned: the real planner, deliverer and memory, workers that die, moody platforms.

Everything is drawn from one seed. One event loop, no threads and no waiting: the same seed is the same history.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Protocol

from bot.adapters.simulated.history import Stay, wrong
from bot.adapters.simulated.platform import Discord, Platform
from bot.core.coach import Coach, Request
from bot.core.deliverer import Deliverer
from bot.core.intents import CheckIn, HowFar, Next, Pause, Resume, Settings
from pathways.calendar import local_date, next_slot
from pathways.learner import Account, Rhythm
from pathways.model import Horizon
from pathways.nudging import quiet_hours
from pathways.zones import zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.adapters.simulated.history import Fact
    from bot.adapters.simulated.platform import Got
    from bot.core.deliverer import Outbox
    from bot.core.memory import Memory
    from pathways.model import Pathway

FIRST = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LONGEST_STEP = DAY
LATE = timedelta(hours=1)
"""How late workers may look after somebody fell due: in a big town others do meanwhile, and all workers meet."""
MOVES, RESUMES = 0.01, 0.02
"""How likely somebody changes their settings, or takes up their nudges again, in a day without a nudge."""
ZONES = (
    "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Africa/Casablanca", "Africa/Lagos", "Asia/Tokyo",
    "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dubai", "Asia/Shanghai", "Australia/Sydney", "Australia/Lord_Howe",
    "Pacific/Auckland", "Pacific/Apia", "Pacific/Honolulu", "America/New_York", "America/Los_Angeles",
    "America/Sao_Paulo", "America/St_Johns", "UTC",
)  # fmt: skip
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Books(Protocol):
    """What the town reads of the memory."""

    def worker(self, name: str, passing: Callable[[str], None]) -> Outbox:
        """An outbox for one worker."""
        ...

    def soonest(self) -> datetime | None:
        """When something is due next."""
        ...

    def facts(self) -> Sequence[Fact]:
        """Every nudge ever planned."""
        ...


class Killed(BaseException):
    """A worker is no more; nothing that it runs may outlive this."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be simulated."""

    learners: int = 20
    weeks: int = 13
    faults: float = 0.1
    kills: float = 0.01
    workers: int = 3
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of it."""

    planned: int
    accepted: Mapping[str, int]
    """By platform."""
    states: Mapping[str, int]
    kills: int
    calls: int
    turns: int
    wrong: tuple[str, ...]


@dataclass
class Person:
    """Somebody with habits."""

    account: Account
    timezone: str
    steady: bool
    """Answers each nudge and never changes a thing: each of their weeks must have a nudge."""
    rhythm: Rhythm
    stays: list[Stay] = field(default_factory=list[Stay])


class Town:
    """The learners, their platforms and their workers."""

    def __init__(self, wish: Wish, books: Books, memory: Memory, catalog: Mapping[str, Pathway], pathway: str) -> None:
        self.wish, self.books = wish, books
        self.dice = Random(wish.seed)  # noqa: S311  (chance that comes again with its seed is what is wanted)
        self.now = FIRST
        self.coach = Coach(catalog, memory, lambda: self.now, pathway)
        made = {"slack": Platform, "discord": Discord}
        self.platforms = {name: kind(lambda: self.now, self.dice, wish.faults) for name, kind in made.items()}
        self.people = [self._person(number) for number in range(wish.learners)]
        self.kills = self.turns = 0
        self._made = 0
        self._seen = dict.fromkeys(made, 0)
        self._before = self.now
        self.workers = [self._worker() for _ in range(wish.workers)]

    def run(self) -> Figures:
        """Let the time go by."""
        return asyncio.run(self._live())

    async def _live(self) -> Figures:
        for person in self.people:
            self._settle_in(person)
        end = FIRST + timedelta(weeks=self.wish.weeks)
        while self.now < end:
            await self._work()
            self._answer()
            self.now = min(end, self._later())
        # what is still under way at the end finds its end: no more faults, and no new weeks
        kills = self.kills
        for platform in self.platforms.values():
            platform.faults = 0.0
        for _ in range(9):
            self.now += timedelta(hours=24)
            await self._work(plan=False, lethal=False)
        facts = self.books.facts()
        stays = {person.account: person.stays for person in self.people}
        expected = {person.account: self._weeks(person, end) for person in self.people if person.steady}
        states = Counter(fact.state for fact in facts)
        found = tuple(wrong(self._got(), facts, stays, expected))
        accepted = {name: len(platform.got) for name, platform in self.platforms.items()}
        calls = sum(platform.calls for platform in self.platforms.values())
        return Figures(len(facts), accepted, states, kills, calls, self.turns, found)

    def _got(self) -> list[Got]:
        return [got for platform in self.platforms.values() for got in platform.got]

    async def _work(self, *, plan: bool = True, lethal: bool = True) -> None:
        """All workers at once, each until it has nothing left to do or is killed."""
        self._lethal = lethal
        ended = await asyncio.gather(*(self._one(worker, plan) for worker in self.workers))
        self.workers = [worker if alive else self._worker() for worker, alive in zip(self.workers, ended, strict=True)]

    async def _one(self, worker: Deliverer, plan: bool) -> bool:  # noqa: FBT001
        died: list[BaseException] = []
        try:
            if plan:
                await worker.plan()
            await worker.dispatch()
        except* Killed as deaths:
            died.append(deaths)
        return not died

    def _worker(self) -> Deliverer:
        self._made += 1
        outbox = self.books.worker(f"worker {self._made}", self._passing)
        return Deliverer(self.coach, outbox, self.platforms, lambda: self.now, self._ticks, self._hop, self._passing)

    def _ticks(self) -> float:
        return (self.now - FIRST).total_seconds()

    def _passing(self, _: str) -> None:
        if self._lethal and self.dice.random() < self.wish.kills:
            self.kills += 1
            raise Killed

    async def _hop(self, work: Callable[..., Any], /, *arguments: object) -> Any:
        for _ in range(self.dice.randint(0, 2)):
            await asyncio.sleep(0)
        return work(*arguments)

    def _later(self) -> datetime:
        """When something is due again; never much later, so that people live on meanwhile."""
        soonest = self.books.soonest()
        step = timedelta(seconds=self.dice.randint(1, int(LATE.total_seconds())))
        if soonest is None or soonest > self.now + LONGEST_STEP:
            return self.now + LONGEST_STEP
        return max(self.now, soonest) + step

    def _person(self, number: int) -> Person:
        timezone = ZONES[number % len(ZONES)]
        rhythm = Rhythm(
            timezone=timezone,
            day=self.dice.randint(0, 6),
            time=time(self.dice.randint(0, 23), self.dice.randint(0, 59)),
        )
        steady = number % 3 == 0
        in_slack = Account("slack", f"T{number % 4}", f"U{number}")
        account = Account("discord", "", str(10**17 + number)) if number % 2 else in_slack
        return Person(account, timezone, steady, rhythm)

    def _settle_in(self, person: Person) -> None:
        self._say(person, Next())
        self._settings(person, person.rhythm)

    def _settings(self, person: Person, rhythm: Rhythm) -> None:
        self._say(person, Settings(timezone=rhythm.timezone, day=_DAYS[rhythm.day], time=rhythm.time))
        person.rhythm = rhythm
        person.stays.append(Stay(self.now, rhythm.timezone, quiet_hours(rhythm)))

    def _say(self, person: Person, intent: Any) -> None:
        self.turns += 1
        self.coach.consider(Request(person.account, intent, timezone=person.timezone))

    def _answer(self) -> None:
        """Who got something may answer it; some change their minds, move, fall silent."""
        got = {each.account for name, platform in self.platforms.items() for each in platform.got[self._seen[name] :]}
        self._seen = {name: len(platform.got) for name, platform in self.platforms.items()}
        days, self._before = (self.now - self._before) / DAY, self.now
        for person in self.people:
            fresh = person.account in got
            if person.steady:
                if fresh:
                    self._say(person, HowFar())
            elif fresh and self.dice.random() < 0.5:
                self._say(person, self.dice.choice((HowFar(), CheckIn("same"), Pause(), Resume(), Next())))
            elif self.dice.random() < MOVES * days:
                self._settings(person, self._moved(person.rhythm))
            elif self.dice.random() < RESUMES * days:
                self._say(person, Resume())

    def _moved(self, before: Rhythm) -> Rhythm:
        zones = (before.timezone, self.dice.choice(ZONES))
        return Rhythm(
            timezone=self.dice.choice(zones), day=self.dice.randint(0, 6), time=time(self.dice.randint(0, 23), 30)
        )

    def _weeks(self, person: Person, end: datetime) -> list[str]:
        """The weeks that somebody steady had to have a nudge of."""
        weeks: list[str] = []
        due, started = FIRST, local_date(FIRST, zone(person.timezone))
        while True:
            slot = next_slot(Horizon.WEEK, person.rhythm, due, started=started)
            due = slot.due
            if due + timedelta(days=1) > end:
                return weeks
            weeks.append(slot.key)
