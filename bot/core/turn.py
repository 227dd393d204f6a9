"""One request in hand: the learner's notebook, the clock read once, and what follows from both."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.core import wire
from bot.core.intents import Unknown
from bot.core.told import NOTHING, Told
from bot.core.understand import Scope
from pathways import journal, nudging, planner
from pathways.calendar import local_date
from pathways.learner import Rhythm
from pathways.nudging import Record
from pathways.standing import settle
from pathways.tailored import held_back, pending, tailored
from pathways.ways import Here, road_of, slip
from pathways.zones import zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.intents import Intent
    from bot.core.memory import Notebook
    from bot.core.reply import Choice
    from pathways.digest import Place
    from pathways.joining import Outcome, Parted
    from pathways.learner import Progress
    from pathways.model import Change, Pathway, Step
    from pathways.nudging import Due, Rule
    from pathways.outlook import Outlook
    from pathways.planner import Plan
    from pathways.standing import Standing
    from pathways.ways import Slip


_YOUNG = dt.timedelta(weeks=2)
"""For so long somebody has only just begun, and is asked what they have not said yet."""

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
    place: Place | None = None
    """Where it is said; None where that is nowhere that others share."""
    told: Told = NOTHING
    """What the platform said of it."""
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
    def roads(self) -> tuple[Pathway, ...]:
        """The pathway in hand and, where there is one, that beside it; one whose file is gone gives way."""
        entries = self.notebook.entries
        held = [name for name in journal.pathways_in_hand(entries, self.newcomers) if name in self.catalog]
        splits = journal.splits(entries)
        pages = [self.catalog[name] for name in held or [self.newcomers]]
        return tuple(tailored(page, splits, held_back(page, self.changes(page))) for page in pages)

    def changes(self, page: Pathway) -> tuple[Change, ...]:
        """What a pathway's file brought since the learner took it up, or took what it brought."""
        entries = self.notebook.entries
        began = {enrolment.pathway: enrolment.started for enrolment in self.notebook.enrolments}.get(
            page.id, self.today
        )
        since = max(began, journal.adopted(entries, page.id) or began)
        return pending(page, since, journal.progress(entries).done) if page.changes else ()

    @property
    def pathway(self) -> Pathway:
        """The pathway in hand, as this learner walks it."""
        return self.roads[0]

    @cached_property
    def started(self) -> dt.date:
        """The learner's first day on the pathway in hand."""
        days = {enrolment.pathway: enrolment.started for enrolment in self.notebook.enrolments}
        return days.get(self.pathway.id, self.today)

    @cached_property
    def progress(self) -> Progress:
        """What became of each step, and what the learner knows."""
        return journal.progress(self.notebook.entries, *(road.id for road in self.roads))

    @cached_property
    def standing(self) -> Standing:
        """Where each step of the pathway in hand stands."""
        return settle(self.pathway, self.progress)

    @cached_property
    def plan(self) -> Plan:
        """The plan as of now, of all that is followed."""
        road, *beside = self.roads
        return planner.plan(road, self.progress, self.rhythm, self.today, started=self.started, beside=beside)

    @cached_property
    def here(self) -> Here:
        """All that a look ahead needs."""
        since = journal.in_hand_since(self.notebook.entries, self.pathway.id, self.started)
        return Here(self.roads, self.progress, self.rhythm, self.today, since)

    @cached_property
    def outlook(self) -> Outlook | None:
        """When all will be done; None where nothing is left."""
        return self.here.outlook

    @cached_property
    def slip(self) -> Slip | None:
        """What slipped since the learner began, or chose a way on."""
        chosen = journal.rerouted(self.notebook.entries)
        return slip(self.here, max(chosen, self.here.started) if chosen else self.here.started)

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
        vars(turn)["roads"] = (other,)
        return turn

    @property
    def is_young(self) -> bool:
        """Whether the learner has only just begun."""
        return self.today - self.started < _YOUNG

    def step(self, step_id: str | None) -> Step | None:
        """The step with this id, of what the learner follows."""
        return next((road.steps[step_id] for road in self.roads if step_id in road.steps), None) if step_id else None

    def road_of(self, step: Step) -> Pathway:
        """The pathway that a step belongs to, of those the learner follows."""
        return road_of(self.roads, step)

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

    def remember(self, subject: Intent, choices: list[Choice]) -> None:
        """Keep what the learner sees now, for what they may say next to refer to."""
        before = self.notebook.shown
        steps = self._listed if self._listed is not None else before.steps if before else ()
        offered = tuple((choice.label, wire.pack(choice.intent)) for choice in choices)
        about = wire.pack(subject) if wire.fits(subject) and not isinstance(subject, Unknown) else ""
        self.notebook.show(steps, at=self.now, offered=offered, subject=about)

    def cite(self, *paths: str) -> tuple[str, ...]:
        """Sources in the form that ``Reply`` carries."""
        return tuple(f"{self.pathway.id}#{path}" for path in paths)
