"""One request in hand: the learner's notebook, the clock read once, and what follows from both."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.core.understand import Scope
from pathways import journal, planner
from pathways.calendar import local_date
from pathways.learner import Rhythm
from pathways.standing import settle
from pathways.tailored import held_back, pending, tailored
from pathways.ways import Here, road_of, slip
from pathways.zones import zone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.memory import Notebook
    from pathways.learner import Progress
    from pathways.model import Change, Pathway, Step
    from pathways.outlook import Outlook
    from pathways.planner import Plan
    from pathways.standing import Standing
    from pathways.ways import Slip


_YOUNG = dt.timedelta(weeks=2)
"""For so long somebody has only just begun, and is asked what they have not said yet."""


@dataclass
class Turn:
    """What an answer may look at and write to. All that is derived is derived anew after each deed."""

    notebook: Notebook
    catalog: Mapping[str, Pathway]
    newcomers: str
    """The pathway that a newcomer starts with."""
    now: dt.datetime
    assumed: Rhythm

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
    def scope(self) -> Scope:
        """What words may refer to."""
        shown = self.notebook.shown
        return Scope(
            pathway=self.pathway,
            pathways=tuple(self.catalog.values()),
            today=self.today,
            shown=shown.steps if shown else (),
        )

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

    def _derive_anew(self) -> None:
        for name, member in vars(Turn).items():
            if isinstance(member, cached_property):
                self.__dict__.pop(name, None)

    def show(self, steps: list[Step]) -> None:
        """Remember what the numbers of a list stand for."""
        self.notebook.show(tuple(step.id for step in steps), at=self.now)

    def cite(self, *paths: str) -> tuple[str, ...]:
        """Sources in the form that ``Reply`` carries."""
        return tuple(f"{self.pathway.id}#{path}" for path in paths)
