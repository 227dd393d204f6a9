"""One request in hand: the learner's notebook, the clock read once, and what follows from both."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.core import wire
from bot.core.intents import Unknown
from bot.core.understand import Scope
from pathways import journal, nudging, planner
from pathways.calendar import local_date
from pathways.learner import Rhythm
from pathways.nudging import Record
from pathways.standing import settle
from pathways.zones import zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.intents import Intent
    from bot.core.memory import Notebook
    from bot.core.reply import Button
    from pathways.joining import Outcome, Parted
    from pathways.learner import Progress
    from pathways.model import Pathway, Step
    from pathways.nudging import Due, Rule
    from pathways.planner import Plan
    from pathways.standing import Standing

REMEMBERED = dt.timedelta(days=15)
"""For so long the numbers of a list stand for its steps: a nudge is answered days later."""
IN_MIND = dt.timedelta(hours=12)
"""For so long "yes" and "tell me more" refer to what was said last."""


@dataclass
class Turn:
    """What an answer may look at and write to. All that is derived is derived anew after each deed."""

    notebook: Notebook
    catalog: Mapping[str, Pathway]
    newcomers: str
    """The pathway that a newcomer starts with."""
    now: dt.datetime
    assumed: Rhythm
    choose: Callable[[str], str] = secrets.choice
    """Where chance comes from: one of several signs."""
    _listed: tuple[str, ...] | None = None
    """The steps that this turn's reply lists."""

    @cached_property
    def rhythm(self) -> Rhythm:
        """The learner's settings, assumed where nothing was said."""
        return journal.rhythm(self.notebook.entries, self.assumed)

    @cached_property
    def today(self) -> dt.date:
        """The learner's local date."""
        return local_date(self.now, zone(self.rhythm.timezone))

    @cached_property
    def pathway(self) -> Pathway:
        """The pathway in hand; one whose file is gone gives way to the newcomers'."""
        taken = journal.pathway_in_hand(self.notebook.entries)
        return self.catalog.get(taken or self.newcomers, self.catalog[self.newcomers])

    @cached_property
    def started(self) -> dt.date:
        """The learner's first day on the pathway in hand."""
        days = {enrolment.pathway: enrolment.started for enrolment in self.notebook.enrolments}
        return days.get(self.pathway.id, self.today)

    @cached_property
    def progress(self) -> Progress:
        """Done, skipped and postponed on the pathway in hand."""
        return journal.progress(self.notebook.entries, self.pathway.id)

    @cached_property
    def standing(self) -> Standing:
        """Where each step stands."""
        return settle(self.pathway, self.progress)

    @cached_property
    def plan(self) -> Plan:
        """The plan as of now."""
        return planner.plan(self.pathway, self.progress, self.rhythm, self.today, started=self.started)

    @cached_property
    def record(self) -> Record:
        """What has come of the nudges so far."""
        return self.notebook.nudges or Record(self.now)

    @cached_property
    def rule(self) -> Rule | None:
        """When nudges fall due; None where nothing was taken up."""
        return nudging.rule(self.notebook.entries, self.notebook.enrolments, self.assumed.timezone)

    @cached_property
    def coming(self) -> Due | None:
        """The next nudge; None where none is to come, or where the learner is nowhere that one could come to."""
        rule = self.rule
        if rule is None or not any(account.platform in nudging.REACHED for account in self.notebook.accounts):
            return None
        return nudging.coming(rule, nudging.heard_from(self.record, None, rule, self.now))

    @cached_property
    def scope(self) -> Scope:
        """What words may refer to; what was shown long ago no longer."""
        shown = self.notebook.shown
        age = self.now - shown.at if shown else REMEMBERED
        listed = shown if shown and age < REMEMBERED else None
        talk = shown if shown and age < IN_MIND else None
        return Scope(
            pathway=self.pathway,
            pathways=tuple(self.catalog.values()),
            today=self.today,
            shown=listed.steps if listed else (),
            offered=tuple((label, wire.unpack(packed)) for label, packed in talk.offered) if talk else (),
            subject=wire.unpack(talk.subject) if talk and talk.subject else None,
        )

    def beside(self, pathway: str | None) -> Turn:
        """The same turn as if another pathway were in hand, to look and not to write; itself where there is none."""
        other = self.catalog.get(pathway or "")
        if other is None or other.id == self.pathway.id:
            return self
        turn = replace(self)
        vars(turn)["pathway"] = other
        return turn

    def step(self, step_id: str | None) -> Step | None:
        """The step of the pathway in hand with this id."""
        return None if step_id is None else self.pathway.steps.get(step_id)

    def write(self, deed: journal.Deed, *, counts: dt.date | None = None) -> None:
        """Add to the journal; it counts for today unless said otherwise."""
        self.notebook.write(deed, said=self.now, counts=counts or self.today)
        self._derive_anew()

    def enrol(self, pathway: str) -> None:
        """Keep today as the first day of a pathway, unless it has one."""
        self.notebook.enrol(pathway, started=self.today)
        self._derive_anew()

    def redeem(self, code: str) -> Outcome:
        """Join this account to the one that gave the code."""
        outcome = self.notebook.redeem(code, at=self.now)
        self._derive_anew()
        return outcome

    def part(self) -> Parted | None:
        """Take this account out of what it is joined to."""
        parted = self.notebook.part()
        self._derive_anew()
        return parted

    def _derive_anew(self) -> None:
        for name, member in vars(Turn).items():
            if isinstance(member, cached_property):
                self.__dict__.pop(name, None)

    def show(self, steps: list[Step]) -> None:
        """Remember what the numbers of a list stand for."""
        self._listed = tuple(step.id for step in steps)

    def remember(self, subject: Intent, buttons: list[Button]) -> None:
        """Keep what the learner sees now, for what they may say next to refer to."""
        before = self.notebook.shown
        steps = self._listed if self._listed is not None else before.steps if before else ()
        offered = tuple((button.label, wire.pack(button.intent)) for button in buttons)
        about = wire.pack(subject) if wire.fits(subject) and not isinstance(subject, Unknown) else ""
        self.notebook.show(steps, at=self.now, offered=offered, subject=about)

    def cite(self, *paths: str) -> tuple[str, ...]:
        """Sources in the form that ``Reply`` carries."""
        return tuple(f"{self.pathway.id}#{path}" for path in paths)
