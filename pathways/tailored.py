"""A pathway as one learner walks it: with those steps cut that were too big."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pathways.model import Pathway, Step
from pathways.outline import outline
from pathways.sameness import Same

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

MOST_PARTS = 4
LEAST = 15
"""Minutes of a piece that is worth a line of its own."""
_MARK = "~"
"""No id of a file holds it, so no piece takes the id of another step."""
_ROOM = 100
"""Characters of a title that are kept before the number of the piece is added."""


def tailored(pathway: Pathway, splits: Mapping[str, int], done: Collection[str] = ()) -> Pathway:
    """The pathway for one learner; made once for each way to cut it, so that what follows is worked out once too.

    A step that has become too short stays cut where some of it is ``done``: no tick is lost.
    """
    mine = tuple(
        sorted(
            (step, parts)
            for step, parts in splits.items()
            if can_be_cut(pathway, step, parts)
            or (step in pathway.steps and any(piece in done for piece in pieces(step, parts)))
        )
    )
    return _cut(Same(pathway), mine) if mine else pathway


def can_be_cut(pathway: Pathway, step: str, parts: int) -> bool:
    """Whether a step takes time of its own, beside its parts, and enough of it."""
    return step in pathway.steps and _own_minutes(pathway, pathway.steps[step]) >= parts * LEAST


def pieces(step: str, parts: int) -> tuple[str, ...]:
    """The ids of the smaller steps that a step is cut into."""
    return tuple(f"{step}{_MARK}{number}.{parts}" for number in range(1, parts + 1))


def whole_of(step: str) -> str:
    """The id in the file: that of the step which a piece was cut from, or its own."""
    return step.partition(_MARK)[0]


@lru_cache(maxsize=512)
def _cut(same: Same, splits: tuple[tuple[str, int], ...]) -> Pathway:
    (pathway,), parts = same.pages, dict(splits)
    action = pathway.action_plan

    def cut(steps: Iterable[Step]) -> tuple[Step, ...]:
        return tuple(each for step in steps for each in (step, *_pieces(pathway, step, parts.get(step.id, 0))))

    fields: dict[str, Any] = dict(pathway)
    fields["phases"] = tuple(phase.model_copy(update={"steps": cut(phase.steps)}) for phase in pathway.phases)
    fields["action_plan"] = action.model_copy(
        update={"week": cut(action.week), "month": cut(action.month), "quarter": cut(action.quarter)}
    )
    # made of values that were checked when the file was read
    return Pathway.model_construct(None, **fields)


def _pieces(pathway: Pathway, step: Step, parts: int) -> Iterator[Step]:
    """Pieces one after the other; together they take what the step takes beside its own parts."""
    minutes = _own_minutes(pathway, step)
    before = (*step.needs, *(part.id for part in pathway.parts.get(step.id, ())))
    for number, piece in enumerate(pieces(step.id, parts), start=1) if parts else ():
        some = minutes * number // parts - minutes * (number - 1) // parts
        yield Step.model_construct(
            id=piece,
            title=f"{_short(step.title)}, part {number} of {parts}",
            short=f"{_short(step.name)}, part {number} of {parts}",
            why=step.why,
            hours=some / 60,
            assumed=step.assumed,
            teaches=step.teaches,
            needs=before,
            part_of=step.id,
            phase=pathway.phase_of[step.id].id,
            aliases=tuple(f"{name} part {number}" for name in (step.name, *step.aliases)),
        )
        before = (piece,)


def _own_minutes(pathway: Pathway, step: Step) -> int:
    return outline(pathway).own[outline(pathway).number[step.id]]


def _short(title: str) -> str:
    return title if len(title) <= _ROOM else f"{title[: _ROOM - 1].rstrip()}…"
