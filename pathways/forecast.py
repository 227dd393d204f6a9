"""What if: the day all is done at other hours or without some steps, and the hours that a wished day asks for."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from pathways.effort import OPEN, Efforts
from pathways.learner import MAX_HOURS
from pathways.model import Priority
from pathways.outline import Outline, outline
from pathways.schedule import schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pathways.learner import Progress, Rhythm
    from pathways.model import Pathway, Step

HALF_HOUR = 0.5


def finish(  # noqa: PLR0913
    pathway: Pathway,
    progress: Progress,
    rhythm: Rhythm,
    today: date,
    *,
    hours: float | None = None,
    without: Iterable[str] = (),
    beside: Iterable[Pathway] = (),
) -> date | None:
    """The local date all is done, at other hours from today on or without some steps; None where nothing is left.

    What this week was meant to hold stays as it is, so more hours never come out later than fewer.
    """
    if hours is not None:
        rhythm = rhythm.at(hours, today)
    if dropped := {step: today for step in without if step not in progress.done}:
        progress = replace(progress, skipped={**progress.skipped, **dropped})
    return schedule(outline(pathway, *beside), progress, rhythm, today).finish


def hours_needed(  # noqa: PLR0913
    pathway: Pathway, progress: Progress, rhythm: Rhythm, today: date, by: date, *, beside: Sequence[Pathway] = ()
) -> float | None:
    """The fewest hours a week, in half-hours, with which all is done by a date; 0 where nothing is left.

    None where even the most hours that a plan is made for come too late.
    """

    def late(halves: int) -> bool:
        day = finish(pathway, progress, rhythm, today, hours=halves * HALF_HOUR, beside=beside)
        return day is not None and day > by

    if finish(pathway, progress, rhythm, today, beside=beside) is None:
        return 0.0
    most = int(MAX_HOURS / HALF_HOUR)
    # More hours never come out later, so the first number that is not late can be found by halving.
    fewest = bisect_left(range(1, most + 1), x=True, key=lambda halves: not late(halves)) + 1
    return fewest * HALF_HOUR if fewest <= most else None


def drops(  # noqa: PLR0913
    pathway: Pathway, progress: Progress, rhythm: Rhythm, today: date, by: date, *, beside: Sequence[Pathway] = ()
) -> tuple[Step, ...] | None:
    """The nice-to-have steps without which all is done by a date at the learner's own hours, biggest first.

    Empty where the date is met anyway; None where it is missed even without all of them.
    """
    nice = spare(outline(pathway, *beside), (pathway, *beside), progress)
    for count in range(len(nice) + 1):
        chosen = nice[:count]
        day = finish(pathway, progress, rhythm, today, without=[step.id for step in chosen], beside=beside)
        if day is None or day <= by:
            return tuple(chosen)
    return None


def spare(known: Outline, pathways: Iterable[Pathway], progress: Progress) -> list[Step]:
    """Open steps that teach nice-to-have skills and nothing else, and that no open step needs; biggest first."""
    nice = {skill.id for each in pathways for skill in each.skills if skill.priority is Priority.NICE_TO_HAVE}
    status = Efforts.of(known, progress).status

    def is_spare(n: int) -> bool:
        step = known.steps[n]
        if status[n] is not OPEN or step.part_of is not None or not step.teaches or not nice.issuperset(step.teaches):
            return False
        goes = (n, *known.parts.get(n, ()))
        return all(later in goes or status[later] is not OPEN for each in goes for later in known.unlocks[each])

    found = [n for n in range(len(known.steps)) if is_spare(n)]
    return [known.steps[n] for n in sorted(found, key=lambda n: (-known.steps[n].hours, n))]
