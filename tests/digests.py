"""Workspaces whose people learn, and the weekly digest that speaks of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.adapters.terminal import render
from bot.core import door
from bot.core.coach import Answer, Coach, Request
from bot.core.told import AskNames, Told
from pathways.delivery import Posting
from pathways.digest import Place
from pathways.learner import Account
from storage.notebook import Memory
from storage.outbox import Outbox
from storage.tables import deliveries
from tests.talk import ARCHITECT, SHIPPED

if TYPE_CHECKING:
    from bot.core.intents import Intent
    from bot.core.told import Rank
    from storage.database import Database

MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2026, 11, 27, 15, tzinfo=dt.UTC)
"""Four o'clock in Berlin."""
STEPS = ("enroll-ml-specialization", "python-jupyter-setup", "dmls-chapter-1")


class Workspace:
    """People of one tenant at the coach's door; what the platform says of them stands here."""

    def __init__(self, database: Database, tenant: str = "T1", platform: str = "slack", channel: str = "C1") -> None:
        self.database, self.memory = database, Memory(database)
        self.place = Place(platform, tenant, channel)
        self.now = MONDAY
        self.coach = Coach(SHIPPED, self.memory, lambda: self.now, ARCHITECT.id)
        self.ranks: dict[str, Rank] = {"BOSS": "admin"}
        self.names: dict[str, str] = {}
        self.asked: list[str] = []

    def account(self, user: str) -> Account:
        return Account(self.place.platform, self.place.tenant if self.place.platform == "slack" else "", user)

    def consider(self, user: str, said: str | Intent, *, private: bool = False) -> Answer:
        """As an adapter does it: what has to be asked first is asked."""
        self.now += dt.timedelta(seconds=1)
        place = Place(self.place.platform, self.place.tenant) if private else self.place
        told = Told()
        while True:
            request = Request(self.account(user), said, timezone="Europe/Berlin", place=place, told=told)
            answer = door.consider(self.coach, request)
            match answer.question:
                case None:
                    return answer
                case AskNames(_, users):
                    self.asked += users
                    told = Told(told.rank, {who: self.names[who] for who in users if who in self.names})
                case _:
                    self.asked.append(user)
                    told = Told(self.ranks.get(user, "member"), told.names)

    def say(self, user: str, said: str | Intent, *, private: bool = False) -> str:
        return " ".join(render.text(self.consider(user, said, private=private).reply).split())

    def busy(self, many: int, *, named: int = 0) -> None:
        """So many people finish something this week; the first of them agree to be named."""
        for number in range(1, many + 1):
            self.names[f"U{number}"] = f"Person {number}"
            self.say(f"U{number}", "next")
            self.say(f"U{number}", f"done {1 + number % 3}")
            if number <= named:
                self.say(f"U{number}", "name me in the digest")

    def posting(self, at: dt.datetime = FRIDAY) -> Posting:
        """The digest that is due, planned and borrowed."""
        outbox = Outbox(self.database, "worker")
        outbox.plan(at)
        found = [one for one in outbox.claim(at, (self.place.platform,)) if isinstance(one, Posting)]
        (posting,) = [one for one in found if one.place.tenant == self.place.tenant]
        outbox.give_back([one for one in found if one is not posting], at)
        return posting

    def posted(self, at: dt.datetime = FRIDAY) -> str:
        """What the digest says that is due."""
        self.now = at
        posting = self.posting(at)
        made = self.coach.post(posting, Told())
        if isinstance(made, AskNames):
            made = self.coach.post(posting, Told(names={u: self.names[u] for u in made.users if u in self.names}))
        return " ".join(render.text(made).split()) if not hasattr(made, "reason") else made.reason  # type: ignore[union-attr]

    def deliveries(self) -> dict[str, str]:
        with self.database.read() as connection:
            found = connection.execute(select(deliveries).where(deliveries.c.learner_id.is_(None)))
            return {row.slot: row.state for row in found}
