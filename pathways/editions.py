"""Editions of a pathway: what was taken up stays as it was until the learner takes what has changed since.

Each is known by its name (``Pathway.edition``) and kept as text, to be read when its file has long been another.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic import ValidationError

from pathways.model import Pathway
from pathways.sameness import Same

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pathways.model import Change, Step

_OF_STEPS = {"phases", "action_plan"}


def written(page: Pathway) -> str:
    """An edition as text."""
    return page.model_dump_json(by_alias=True, exclude_defaults=True)


def read(text: str) -> Pathway | None:
    """The edition that was written; None where this program cannot read it any more."""
    try:
        # a key that the format has lost since is no loss to who walks by the others
        return Pathway.model_validate_json(text, by_alias=True, by_name=False, extra="ignore")
    except ValidationError:
        return None


@dataclass(frozen=True, slots=True)
class News:
    """What a later edition brings to whoever took up an earlier one."""

    new: tuple[Step, ...]
    gone: tuple[Step, ...]
    moved: tuple[Step, ...]
    """In another place, in another order, or waiting for something else."""
    longer: tuple[tuple[Step, float], ...]
    """Of other hours, each with those before."""
    reworded: tuple[tuple[Step, str], ...]
    """In other words, each with the title before."""
    besides: tuple[str, ...]
    """What else is different: keys of the file, and ``resources``."""
    why: tuple[Change, ...]
    """What the author says of it."""


def news(before: Pathway, after: Pathway) -> News:
    """What is different, seen from the earlier edition; found once."""
    return _news(Same(before, after))


@lru_cache(maxsize=256)
def _news(same: Same) -> News:
    before, after = same.pages
    both = [(step, after.steps[step.id]) for step in before.steps.values() if step.id in after.steps]
    elsewhere = _elsewhere(before, after)
    return News(
        new=tuple(step for step in after.steps.values() if step.id not in before.steps),
        gone=tuple(step for step in before.steps.values() if step.id not in after.steps),
        moved=tuple(now for was, now in both if now.id in elsewhere or _ties(was) != _ties(now)),
        longer=tuple((now, was.hours) for was, now in both if was.hours != now.hours),
        reworded=tuple((now, was.title) for was, now in both if _words(was) != _words(now)),
        besides=tuple(_besides(before, after)),
        why=tuple(change for change in after.changes if change not in before.changes),
    )


def _ties(step: Step) -> tuple[object, ...]:
    return set(step.needs), step.part_of


def _words(step: Step) -> tuple[object, ...]:
    return step.title, step.short, step.why, step.assumed, set(step.teaches)


def _elsewhere(before: Pathway, after: Pathway) -> set[str]:
    """Steps that stand in another list, and as few as can be that others have overtaken."""
    was, now = _places(before), _places(after)
    rank = {step: n for n, step in enumerate(now)}
    common = [step for step in was if step in now]
    kept = _longest([rank[step] for step in common])
    return {step for step in common if was[step] != now[step] or rank[step] not in kept}


def _places(page: Pathway) -> dict[str, str]:
    """The list that each step stands in, in the file's order."""
    action = page.action_plan
    lists = [("week", action.week), ("month", action.month), ("quarter", action.quarter)]
    lists += [(phase.id, phase.steps) for phase in page.phases]
    return {step.id: name for name, steps in lists for step in steps}


def _longest(ranks: Sequence[int]) -> set[int]:
    """The longest run of rising numbers: what has kept its order."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for rank in ranks:
        at = bisect_left(tops, rank)
        before[rank] = tops[at - 1] if at else None
        tops[at : at + 1] = [rank]
    kept: set[int] = set()
    last = tops[-1] if tops else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


def _besides(before: Pathway, after: Pathway) -> Iterable[str]:
    """Keys of the file with other contents, apart from the steps."""
    was, now = before.seen(), after.seen()
    yield from (key for key in sorted(was.keys() | now.keys()) if key not in _OF_STEPS and was.get(key) != now.get(key))
    for name, kept in (("phases", ("id", "name", "weeks")), ("resources", ("resources",))):
        then, today = ([{key: phase.get(key) for key in kept} for phase in each["phases"]] for each in (was, now))
        if then != today:
            yield name


def keeping(page: Pathway, earlier: Sequence[Pathway], done: Collection[str]) -> Pathway:
    """The pathway with steps of earlier editions that it has no more and that are done: no tick is lost."""
    gone = frozenset(step for each in earlier for step in each.steps if step in done and step not in page.steps)
    return _kept(Same(page, *earlier), gone) if gone else page


@lru_cache(maxsize=256)
def _kept(same: Same, gone: frozenset[str]) -> Pathway:
    page, *earlier = same.pages
    skills = {skill.id for skill in page.skills}
    home = {step: each for each in earlier for step in each.steps if step in gone}
    places = {phase.id: n for n, phase in enumerate(page.phases)}
    more: dict[int, list[Step]] = {}
    for step_id, each in home.items():
        step, phase = each.steps[step_id], each.phase_of[step_id]
        at = places.get(phase.id, min(each.phases.index(phase), len(page.phases) - 1))
        whole = step.part_of if step.part_of in page.steps or step.part_of in gone else None
        teaches = tuple(skill for skill in step.teaches if skill in skills)
        kept = {"needs": (), "teaches": teaches, "part_of": whole, "phase": page.phases[at].id}
        more.setdefault(at, []).append(step.model_copy(update=kept))
    phases = tuple(
        phase.model_copy(update={"steps": (*phase.steps, *more.get(n, ()))}) for n, phase in enumerate(page.phases)
    )
    # made of values that were checked when the files were read
    return Pathway.model_construct(None, **{**dict(page), "phases": phases})
