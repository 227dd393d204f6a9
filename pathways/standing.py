"""Where somebody stands: which steps are done, dropped or open, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from pathways.outline import outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pathways.learner import Progress
    from pathways.model import Pathway, Phase
    from pathways.outline import Outline


class Status(StrEnum):
    """What became of a step."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


OPEN, DONE, SKIPPED = Status


@dataclass(frozen=True, slots=True)
class Tally:
    """How many steps of how many, and minutes of how many; skipped steps cost no minutes."""

    steps: int
    done: int
    skipped: int
    minutes: int
    minutes_done: int

    @property
    def open(self) -> int:
        """Steps still to do."""
        return self.steps - self.done - self.skipped

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1; 1 where none is left."""
        return self.minutes_done / self.minutes if self.minutes else 1.0


@dataclass(frozen=True, slots=True)
class PhaseStanding:
    """How far somebody is in one phase, the action plan's steps that belong to it counted in."""

    phase: Phase
    tally: Tally


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is in a pathway."""

    status: Mapping[str, Status]
    """By step id, in the file's order; each step of the pathway, and no other."""
    tally: Tally
    phases: tuple[PhaseStanding, ...]

    def is_open(self, step: str) -> bool:
        """True for a step that is still to do."""
        return self.status.get(step) is OPEN

    def is_done(self, step: str) -> bool:
        """True for a step that is done, by itself or with its whole."""
        return self.status.get(step) is DONE

    @property
    def current(self) -> PhaseStanding | None:
        """The first phase with something to do; None at the end."""
        return next((phase for phase in self.phases if phase.tally.open), None)


def settle(pathway: Pathway, progress: Progress) -> Standing:
    """Where somebody stands. Progress in steps that the pathway no longer has is left alone, and out of the count."""
    known = outline(pathway)
    return standing(known, statuses(known, progress.done, progress.skipped))


def standing(known: Outline, status: list[Status]) -> Standing:
    """The figures that follow from what became of each step."""
    of_phase: list[list[int]] = [[] for _ in known.phases]
    for n, phase in enumerate(known.phase):
        of_phase[phase].append(n)
    return Standing(
        MappingProxyType({step.id: became for step, became in zip(known.steps, status, strict=True)}),
        _tally(known, status, range(len(status))),
        tuple(PhaseStanding(p, _tally(known, status, of)) for p, of in zip(known.phases, of_phase, strict=True)),
    )


def statuses(known: Outline, done: Iterable[str], skipped: Iterable[str]) -> list[Status]:
    """What became of each step, by number; a whole settles its open parts, and parts a whole that is nothing more."""
    status = [OPEN] * len(known.steps)
    for ids, became in ((skipped, SKIPPED), (done, DONE)):
        for step in ids:
            n = known.number.get(step)
            if n is not None:
                status[n] = became
    for whole, parts in known.parts.items():
        if status[whole] is not OPEN:
            for part in parts:
                if status[part] is OPEN:
                    status[part] = status[whole]
        elif not known.own[whole] and all(status[part] is not OPEN for part in parts):
            status[whole] = DONE if any(status[part] is DONE for part in parts) else SKIPPED
    return status


def _tally(known: Outline, status: list[Status], numbers: Iterable[int]) -> Tally:
    steps = done = skipped = minutes = minutes_done = 0
    for n in numbers:
        steps += 1
        if status[n] is SKIPPED:
            skipped += 1
            continue
        minutes += known.own[n]
        if status[n] is DONE:
            done += 1
            minutes_done += known.own[n]
    return Tally(steps, done, skipped, minutes, minutes_done)
