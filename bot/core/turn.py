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
from pathways.editions import keeping, news
from pathways.learner import Rhythm
from pathways.nudging import Record
from pathways.standing import settle
from pathways.tailored import tailored
from pathways.ways import Here, road_of, slip
from pathways.zones import zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.intents import Intent
    from bot.core.memory import Notebook
    from bot.core.reply import Choice
    from pathways.digest import Place
    from pathways.editions import News
    from pathways.joining import Outcome, Parted
    from pathways.learner import Progress
    from pathways.model import Pathway, Step
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
    published: Mapping[str, Pathway]
    """Every pathway as its file is now."""
    newcomers: str
    """The pathway that a newcomer starts with."""
    now: dt.datetime
    assumed: Rhythm
    choose: Callable[[str], str] = secrets.choice
    """Where chance comes from: one of several signs."""
    is_elsewhere: bool = False
    """The pathway that is looked at is not one that the learner follows."""
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
    def catalog(self) -> Mapping[str, Pathway]:
        """Every pathway as it is for this learner: one that was taken up stays as it was until its news are taken.

        An edition that cannot be read any more gives way to the one of today.
        """
        old = {name: names[-1] for name, names in self._taken.items() if names[-1] != self.published[name].edition}
        pages = {name: page for name, edition in old.items() if (page := self.notebook.edition(edition)) is not None}
        return {**self.published, **pages} if pages else self.published

    @cached_property
    def _taken(self) -> dict[str, tuple[str, ...]]:
        """The editions of each pathway that the learner has walked by, in order."""
        adopted = journal.adopted(self.notebook.entries)
        return {
            known.pathway: (known.edition, *adopted.get(known.pathway, ()))
            for known in self.notebook.enrolments
            if known.edition and known.pathway in self.published
        }

    @cached_property
    def held(self) -> tuple[str, ...]:
        """The pathway in hand and, where there is one, that beside it; one whose file is gone gives way."""
        names = journal.pathways_in_hand(self.notebook.entries, self.newcomers)
        return tuple(name for name in names if name in self.published) or (self.newcomers,)

    @cached_property
    def roads(self) -> tuple[Pathway, ...]:
        """What is in hand, as this learner walks it."""
        return tuple(self.walked(self.catalog[name]) for name in self.held)

    def walked(self, page: Pathway) -> Pathway:
        """A pathway with the learner's cuts, and with what they did of earlier editions."""
        splits, done = journal.splits(self.notebook.entries), self.progress.done
        before = [self.notebook.edition(name) for name in self._taken.get(page.id, ())[:-1] if name != page.edition]
        earlier = [tailored(each, splits, done) for each in before if each is not None]
        mine = tailored(page, splits, done)
        return keeping(mine, earlier, done) if earlier else mine

    @property
    def news(self) -> tuple[tuple[Pathway, News], ...]:
        """Pathways in hand whose files have changed, as they are now, with what that brings."""
        pages = [(self.catalog[name], self.published[name]) for name in self.held]
        return tuple((now, news(was, now)) for was, now in pages if was.edition != now.edition)

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
        return journal.progress(self.notebook.entries, *self.held)

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
        return nudging.rule(self.notebook.entries, self.notebook.enrolments, self.notebook.home_timezone)

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
            pathways=tuple(self.published.values()),
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
        turn = replace(self, is_elsewhere=other.id not in self.held)
        vars(turn).update(held=(other.id,), roads=(other,))
        return turn

    @property
    def is_first_road(self) -> bool:
        """Whether the learner has never taken up another pathway."""
        return len(self.notebook.enrolments) <= 1

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
        """Keep today as the first day of a pathway, and its edition, unless it has one."""
        self.notebook.enrol(pathway, started=self.today)
        self._derive_anew()
        self.hold()

    def hold(self) -> None:
        """Keep the editions of today for what was taken up without one, now or before editions were kept."""
        loose = [known.pathway for known in self.notebook.enrolments if not known.edition]
        for page in [self.published[name] for name in loose if name in self.published]:
            self.notebook.keep(page)
            self._derive_anew()

    def adopt(self, page: Pathway) -> None:
        """Go on by another edition of a pathway."""
        self.notebook.keep(page)
        self.write(journal.Adopted(page.id, page.edition))

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
        road = self.pathway.id
        return tuple([f"{road}#{path}" for path in paths])
