"""How pathways lie to one another for one learner: what they share, what is done of each, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pathways.effort import DONE, OPEN, Efforts
from pathways.learner import Level
from pathways.outline import outline
from pathways.schedule import schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pathways.learner import Progress, Rhythm
    from pathways.model import Pathway, Skill


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a pathway suits somebody as they are."""

    pathway: Pathway
    from_here: bool
    """It begins at the role that they come from."""
    known: tuple[str, ...]
    """Names of its skills that they have or know."""
    done: float
    """How much of its work is done already, from 0 to 1."""
    minutes: int
    """What is left of it."""
    finish: date | None
    """When all is done at their hours; None where nothing is left."""


def fit(pathway: Pathway, progress: Progress, rhythm: Rhythm, today: date, *, role: str) -> Fit:
    """How a pathway suits somebody who comes from a role and knows what they know."""
    known = outline(pathway)
    efforts = Efforts.of(known, progress)
    needed = [efforts.needed[n] for n, status in enumerate(efforts.status) if status in {OPEN, DONE}]
    left = sum(efforts.open(range(len(known.steps))).values())
    return Fit(
        pathway,
        pathway.from_role.casefold() == role.casefold(),
        tuple(_known(pathway, progress)),
        1 - left / sum(needed) if sum(needed) else 1.0,
        left,
        schedule(known, progress, rhythm, today).finish,
    )


def _known(pathway: Pathway, progress: Progress) -> Iterable[str]:
    levels = {item: credit.level for item, credit in progress.credit.items()}
    yield from (skill.name for skill in pathway.transferable_skills if levels.get(skill.id) is not Level.NEW)
    yield from (skill.name for skill in pathway.skills if levels.get(skill.id, Level.NEW) is not Level.NEW)


def ranked(fits: Iterable[Fit]) -> list[Fit]:
    """Best first: that which begins where they are, then that of which most is done, in tenths, then the shortest."""
    return sorted(fits, key=lambda fit: (not fit.from_here, -round(fit.done, 1), fit.minutes))


def shared(one: Pathway, other: Pathway) -> tuple[Skill, ...]:
    """Skills that both teach: the same id is the same skill."""
    ids = {skill.id for skill in other.skills}
    return tuple(skill for skill in one.skills if skill.id in ids)


def lost(progress: Progress, one: Pathway, other: Pathway) -> tuple[str, ...]:
    """Names of the steps done on one pathway that do not count on another."""
    return tuple(step.name for step in one.steps.values() if step.id in progress.done and step.id not in other.steps)
