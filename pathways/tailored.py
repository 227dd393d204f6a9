"""A pathway as one learner walks it: without steps they have not taken up, and with those cut that were too big."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pathways.model import Pathway, Step
from pathways.outline import outline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from pathways.model import Change

MOST_PARTS = 4
LEAST = 15
"""Minutes of a piece that is worth a line of its own."""
_MARK = "~"
"""No id of a file holds it, so no piece takes the id of another step."""
_ROOM = 100
"""Characters of a title that are kept before the number of the piece is added."""


def tailored(pathway: Pathway, splits: Mapping[str, int], waiting: Collection[str] = ()) -> Pathway:
    """The pathway for one learner; made once for each way to cut it, so that what follows is worked out once too."""
    mine = tuple(sorted((step, parts) for step, parts in splits.items() if can_be_cut(pathway, step, parts)))
    held = frozenset(waiting)
    return _cut(_Same(pathway), mine, held) if mine or held else pathway


def pending(pathway: Pathway, since: date, done: Collection[str]) -> tuple[Change, ...]:
    """What the file brought after a day, its new steps less those that are done already; newest last."""
    changes = (change for change in pathway.changes if change.on > since)
    lean = (c.model_copy(update={"new": tuple(s for s in c.new if s not in done)}) for c in changes)
    return tuple(change for change in lean if change.new or change.moved)


def held_back(pathway: Pathway, changes: Iterable[Change]) -> frozenset[str]:
    """The new steps that stay out of a plan until they are taken: those that no other step is a part of."""
    new = {step for change in changes for step in change.new}
    if not new:
        return frozenset()
    wholes = {step.part_of for step in pathway.steps.values() if step.id not in new}
    return frozenset(new - wholes)


def can_be_cut(pathway: Pathway, step: str, parts: int) -> bool:
    """Whether a step takes time of its own, beside its parts, and enough of it."""
    return step in pathway.steps and _own_minutes(pathway, pathway.steps[step]) >= parts * LEAST


def pieces(step: str, parts: int) -> tuple[str, ...]:
    """The ids of the smaller steps that a step is cut into."""
    return tuple(f"{step}{_MARK}{number}.{parts}" for number in range(1, parts + 1))


def whole_of(step: str) -> str:
    """The id in the file: that of the step which a piece was cut from, or its own."""
    return step.partition(_MARK)[0]


class _Same:
    """A pathway known by identity, as a hash would read the whole of it."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway

    def __hash__(self) -> int:
        return id(self.pathway)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.pathway is other.pathway


@lru_cache(maxsize=512)
def _cut(same: _Same, splits: tuple[tuple[str, int], ...], held: frozenset[str]) -> Pathway:
    pathway, parts = same.pathway, dict(splits)
    action = pathway.action_plan

    def cut(steps: Iterable[Step]) -> tuple[Step, ...]:
        kept = (_without(step, held) for step in steps if step.id not in held)
        return tuple(each for step in kept for each in (step, *_pieces(pathway, step, parts.get(step.id, 0))))

    fields: dict[str, Any] = dict(pathway)
    fields["phases"] = tuple(phase.model_copy(update={"steps": cut(phase.steps)}) for phase in pathway.phases)
    fields["action_plan"] = action.model_copy(
        update={"week": cut(action.week), "month": cut(action.month), "quarter": cut(action.quarter)}
    )
    # made of values that were checked when the file was read
    return Pathway.model_construct(None, **fields)


def _without(step: Step, held: frozenset[str]) -> Step:
    """A step that waits for none of those held back."""
    if held.isdisjoint(step.needs):
        return step
    return step.model_copy(update={"needs": tuple(need for need in step.needs if need not in held)})


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
            aliases=(),
        )
        before = (piece,)


def _own_minutes(pathway: Pathway, step: Step) -> int:
    return outline(pathway).own[outline(pathway).number[step.id]]


def _short(title: str) -> str:
    return title if len(title) <= _ROOM else f"{title[: _ROOM - 1].rstrip()}…"
