"""Where somebody stands: which steps are done, dropped or open, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from pathways.effort import DONE, KNOWN, OPEN, SKIPPED, Efforts, Status
from pathways.outline import outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pathways.learner import Progress
    from pathways.model import Pathway, Phase
    from pathways.outline import Outline

__all__ = ["DONE", "KNOWN", "OPEN", "SKIPPED", "PhaseStanding", "Standing", "Status", "Tally", "settle", "standing"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many steps of how many, and minutes of how many; what is skipped or known costs no minutes."""

    steps: int
    done: int
    skipped: int
    known: int
    minutes: int
    minutes_done: int

    @property
    def open(self) -> int:
        """Steps still to do."""
        return self.steps - self.done - self.skipped - self.known

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
    return standing(known, Efforts.of(known, progress))


def standing(known: Outline, efforts: Efforts) -> Standing:
    """The figures that follow from what became of each step."""
    of_phase: list[list[int]] = [[] for _ in known.phases]
    for n, phase in enumerate(known.phase):
        of_phase[phase].append(n)
    return Standing(
        MappingProxyType({step.id: became for step, became in zip(known.steps, efforts.status, strict=True)}),
        _tally(efforts, range(len(efforts.status))),
        tuple(PhaseStanding(p, _tally(efforts, of)) for p, of in zip(known.phases, of_phase, strict=True)),
    )


def _tally(efforts: Efforts, numbers: Iterable[int]) -> Tally:
    count = dict.fromkeys(Status, 0)
    minutes = minutes_done = 0
    for n in numbers:
        status, needed = efforts.status[n], efforts.needed[n]
        count[status] += 1
        if status is DONE:
            minutes += needed
            minutes_done += needed
        elif status is OPEN:
            minutes += needed
            minutes_done += efforts.worked.get(n, 0)
    steps = sum(count.values())
    return Tally(steps, count[DONE], count[SKIPPED], count[KNOWN], minutes, minutes_done)
