"""What became of each step for one learner, and how many minutes it takes them still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING

from pathways.learner import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pathways.learner import Credit, Effort, Progress
    from pathways.outline import Outline

SKILL_SAVES = {Level.NEW: 0.0, Level.RUSTY: 0.4, Level.KNOWN: 0.75}
"""Of the time that a step spends on a skill, how much somebody saves who has it. The rest shows that it holds."""
STEP_SAVES = {Level.NEW: 0.0, Level.RUSTY: 0.5, Level.KNOWN: 1.0}
"""The same where they say it of a step itself; one that is known needs no doing at all."""
EASE_LACKS = {Level.NEW: 1.0, Level.RUSTY: 0.5, Level.KNOWN: 0.0}
"""Of what a skill that people bring along saves, how much comes back for somebody without it."""


class Status(StrEnum):
    """What became of a step."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    KNOWN = "known"


OPEN, DONE, SKIPPED, KNOWN = Status


@dataclass(frozen=True, slots=True)
class Efforts:
    """What became of each step, by number, and its minutes. What was known comes before what is done about it."""

    status: list[Status]
    needed: Sequence[int]
    """Minutes by itself, without its parts."""
    worked: Mapping[int, int]
    """Minutes of open steps that are done; something is left of each, for it was not said to be done."""

    @classmethod
    def of(cls, known: Outline, progress: Progress, before: date | None = None) -> Efforts:
        """As of now, or as things stood when a day began."""
        status = _statuses(known, progress, before)
        needed = _needed(known, progress.credit, before)
        return cls(status, needed, _worked(known, status, needed, progress.worked, before))

    def open(self, order: Iterable[int]) -> dict[int, int]:
        """The open steps, in this order, and the minutes that are left of each."""
        status, needed, worked = self.status, self.needed, self.worked
        return {n: needed[n] - worked.get(n, 0) for n in order if status[n] is OPEN}

    def extent(self, known: Outline, n: int) -> tuple[int, int]:
        """Minutes of a step with its parts, in all and done; parts that need no doing are no minutes."""
        counted = [each for each in _inside(known, n) if self.status[each] in {OPEN, DONE}]
        done = (self.needed[n] if self.status[n] is DONE else self.worked.get(n, 0) for n in counted)
        return sum(self.needed[each] for each in counted), sum(done)


def _statuses(known: Outline, progress: Progress, before: date | None) -> list[Status]:
    """What was said of each step, and what follows: a whole settles its open parts, and parts a mere whole."""
    status = [OPEN] * len(known.steps)
    for item, credit in progress.credit.items():
        if credit.level is Level.KNOWN and _was(credit.since, before) and (n := known.number.get(item)) is not None:
            status[n] = KNOWN
    for days, became in ((progress.skipped, SKIPPED), (progress.done, DONE)):
        for step, day in days.items():
            if _was(day, before) and (n := known.number.get(step)) is not None:
                status[n] = became
    _settle_families(known, status)
    return status


def _settle_families(known: Outline, status: list[Status]) -> None:
    for whole, parts in known.inside.items():
        if status[whole] is not OPEN:
            for part in parts:
                if status[part] is OPEN:
                    status[part] = status[whole]
    for whole, parts in reversed(known.parts.items()):
        if status[whole] is OPEN and not known.own[whole]:
            became = [status[part] for part in parts]
            if OPEN not in became:
                status[whole] = next(each for each in (DONE, KNOWN, SKIPPED) if each in became)


def _was(day: date, before: date | None) -> bool:
    return before is None or day < before


def _needed(known: Outline, credit: Mapping[str, Credit], before: date | None) -> Sequence[int]:
    """What each step takes somebody who knows so much; never less than a minute of what takes any."""
    if not credit:
        return known.own
    levels = {item: each.level for item, each in credit.items() if _was(each.since, before)}
    needed = list(known.own)
    for n, own in enumerate(known.own):
        step = known.steps[n]
        saves = STEP_SAVES[levels.get(step.id, Level.NEW)]
        if step.teaches:
            of_skills = sum(SKILL_SAVES[levels.get(skill, Level.NEW)] for skill in step.teaches) / len(step.teaches)
            saves = max(saves, of_skills)
        if saves:
            needed[n] = max(min(own, 1), ceil(own * (1 - saves)))
    for skill, eased in known.eases.items():
        lacks = EASE_LACKS[levels.get(skill, Level.KNOWN)]
        for n, minutes in eased if lacks else ():
            needed[n] += round(minutes * lacks)
    return needed


def _worked(
    known: Outline,
    status: Sequence[Status],
    needed: Sequence[int],
    worked: Mapping[str, tuple[Effort, ...]],
    before: date | None,
) -> Mapping[int, int]:
    """Minutes done of each open step: what was said of a whole is its parts' first, in their order."""
    done: dict[int, int] = {}
    for step, efforts in worked.items():
        n = known.number.get(step)
        minutes = next((each.minutes for each in reversed(efforts) if _was(each.day, before)), 0)
        if n is None or not minutes or status[n] is not OPEN:
            continue
        for each in _inside(known, n):
            if status[each] is DONE:
                minutes -= needed[each]
            elif status[each] is OPEN and minutes > 0 and (some := min(minutes, max(0, needed[each] - 1))):
                minutes -= some
                done[each] = max(some, done.get(each, 0))
    return done


def _inside(known: Outline, n: int) -> Iterator[int]:
    """A step's parts, and theirs, and then the step itself."""
    for part in known.parts.get(n, ()):
        yield from _inside(known, part)
    yield n
