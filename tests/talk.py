"""A learner who talks to the coach: says words, presses buttons, and lets days go by."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.terminal import render
from bot.core.coach import Coach, Request
from bot.core.forgetful import Page
from bot.core.forms import Filled
from bot.core.questions import Form
from bot.core.reply import Attachment, Button
from pathways.learner import Account, Rhythm
from pathways.loader import load_catalog

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from bot.core.coach import Said
    from bot.core.memory import Memory
    from pathways.journal import Entry
    from pathways.model import Pathway

SHIPPED = load_catalog(Path(__file__).parent.parent / "pathways" / "catalog").pathways
ARCHITECT = SHIPPED["backend-developer-to-ai-architect"]
MONDAY_MORNING = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
SOMEBODY = Account("test", "", "somebody")


class Kept:
    """A memory of one learner that lives as long as a test; nothing is rolled back."""

    at_once = 1

    def __init__(self) -> None:
        self.page = Page()

    @contextmanager
    def turn(self, account: Account, *, now: dt.datetime) -> Generator[Page]:
        del account, now
        self.page.is_new, self.page.is_changed = not self.page.enrolments, False
        yield self.page


class Learner:
    """One account at the coach's door."""

    def __init__(
        self,
        memory: Memory,
        catalog: Mapping[str, Pathway] | None = None,
        account: Account = SOMEBODY,
        timezone: str = "Europe/Berlin",
    ) -> None:
        self.memory, self.account, self.timezone = memory, account, timezone
        self.catalog = catalog or {ARCHITECT.id: ARCHITECT}
        self.now = MONDAY_MORNING
        self.coach = Coach(self.catalog, memory, lambda: self.now, next(iter(self.catalog)))
        self.rhythm = Rhythm(timezone=timezone)

    def say(self, said: Said) -> str:
        """What the coach answers, on one line."""
        self.now += dt.timedelta(minutes=1)
        self.answer = self.coach.consider(Request(self.account, said, timezone=self.timezone))
        self.reply = self.answer.reply
        return " ".join(render.text(self.reply).split())

    def press(self, label: str) -> str:
        """What the coach answers to a button of its last reply."""
        return self.say(next(button.intent for button in self.buttons if button.label == label))

    def form(self, label: str) -> Form:
        """A form of the last reply, by the words on its button."""
        found = (choice for choice in render.choices(self.reply) if choice.label == label)
        return next(choice for choice in found if isinstance(choice, Form))

    def fill(self, label: str, **answers: str) -> str:
        """What the coach answers to a form of its last reply; what is not answered is left empty."""
        form = self.form(label)
        return self.say(Filled(form.intent, {field.name: answers.get(field.name, "") for field in form.fields}))

    def wait(self, **time: float) -> None:
        self.now += dt.timedelta(**time)

    @property
    def buttons(self) -> list[Button]:
        return [choice for choice in render.choices(self.reply) if isinstance(choice, Button)]

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in render.choices(self.reply)]

    @property
    def file(self) -> Attachment:
        return next(part for part in self.reply.parts if isinstance(part, Attachment))

    @property
    def entries(self) -> tuple[Entry, ...]:
        with self.memory.turn(self.account, now=self.now) as notebook:
            return notebook.entries
