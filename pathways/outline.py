"""A pathway as numbers: what each step costs by itself, what it waits for, and in which order work goes.

Pathways are frozen and long-lived while plans are made at every turn, so all that follows from the file alone is worked
out once for each. Steps go by their place in the file here: the action plan's first, then the phases'.
"""

from __future__ import annotations

import heapq
import weakref
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pathways.model import Pathway, Phase, Step


class Source(StrEnum):
    """Which part of the page asks for a step."""

    WEEK = "this week"
    MONTH = "this month"
    QUARTER = "next 90 days"
    PHASE = "phase"


DUE = {Source.WEEK: 1, Source.MONTH: 4, Source.QUARTER: 13}
"""Calendar weeks from the start within which the action plan asks for a step."""
_ORDERS_KEPT = 256


class CircularNeeds(ValueError):
    """Steps of a pathway need one another, so none of them can ever come first."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What follows from a pathway alone. Numbers stand for steps, in the file's order; times are minutes."""

    steps: tuple[Step, ...]
    number: dict[str, int]
    own: tuple[int, ...]
    """Minutes of a step less those of its parts; never below 0."""
    parts: dict[int, tuple[int, ...]]
    """Each whole with the parts that its hours include."""
    inside: dict[int, tuple[int, ...]]
    """The same, with the parts that a pathway beside counts to it: all are over once it is."""
    needs: tuple[tuple[int, ...], ...]
    """What must be over before: needs, and for a whole its parts. A part does not wait for what its whole needs."""
    unlocks: tuple[tuple[int, ...], ...]
    """The other way round."""
    sources: tuple[Source, ...]
    phases: tuple[Phase, ...]
    phase: tuple[int, ...]
    roads: tuple[range, ...]
    """The phases of each pathway, by number: several may be followed abreast."""
    eases: dict[str, tuple[tuple[int, int], ...]]
    """By skill that people bring along: the steps it makes lighter, and by how many minutes."""
    _orders: dict[float, tuple[int, ...]] = field(default_factory=dict[float, tuple[int, ...]], repr=False)

    def order(self, hours: float) -> tuple[int, ...]:
        """The order of work at so many hours a week: needs first, then by deadline, then as the file has it."""
        known = self._orders.get(hours)
        if known is None:
            if len(self._orders) >= _ORDERS_KEPT:
                self._orders.clear()
            known = self._orders[hours] = _sorted(self, _deadlines(self, hours))
        return known


_outlines: dict[tuple[int, ...], tuple[tuple[weakref.ref[Pathway], ...], Outline]] = {}


def outline(*pathways: Pathway) -> Outline:
    """The outline of one pathway, or of several abreast; worked out once.

    They are known by identity, as a hash would read the whole of them each time.
    """
    key = tuple(map(id, pathways))
    known = _outlines.get(key)
    if known is not None and all(ref() is pathway for ref, pathway in zip(known[0], pathways, strict=True)):
        return known[1]
    made = _outlined(pathways)
    _outlines[key] = (tuple(weakref.ref(each, lambda _: _outlines.pop(key, None)) for each in pathways), made)
    return made


def _outlined(pathways: Sequence[Pathway]) -> Outline:
    """A step that several have is the first one's, and waits for nothing that only a later one has: no circle comes."""
    home = {step: pathway for pathway in reversed(pathways) for step in pathway.steps}
    steps = tuple(step for pathway in pathways for step in pathway.steps.values() if home[step.id] is pathway)
    number = {step.id: n for n, step in enumerate(steps)}

    inside: dict[int, tuple[int, ...]] = {}
    for pathway in pathways:
        for whole, of in pathway.parts.items():
            inside[number[whole]] = (*inside.get(number[whole], ()), *(number[part.id] for part in of))
    # a whole before those of its parts that are wholes themselves
    inside = {n: tuple(dict.fromkeys(inside[n])) for n in sorted(inside, key=lambda n: steps[n].part_of is not None)}
    own_parts = {n: home[steps[n].id].parts.get(steps[n].id, ()) for n in inside}
    parts = {n: tuple(number[part.id] for part in of) for n, of in own_parts.items() if of}
    minutes = [round(step.hours * 60) for step in steps]
    needs = tuple(
        tuple(dict.fromkeys((*(number[need] for need in step.needs), *parts.get(n, ()))))
        for n, step in enumerate(steps)
    )
    unlocks: list[list[int]] = [[] for _ in steps]
    for n, before in enumerate(needs):
        for need in before:
            unlocks[need].append(n)
    phases = tuple((pathway, phase) for pathway in pathways for phase in pathway.phases)
    place = {(id(pathway), phase.id): n for n, (pathway, phase) in enumerate(phases)}
    ends = tuple(accumulate((len(pathway.phases) for pathway in pathways), initial=0))
    named = {step: source for pathway in reversed(pathways) for step, source in _named(pathway)}
    return Outline(
        steps=steps,
        number=number,
        own=tuple(max(0, total - sum(minutes[part] for part in parts.get(n, ()))) for n, total in enumerate(minutes)),
        parts=parts,
        inside=inside,
        needs=needs,
        unlocks=tuple(map(tuple, unlocks)),
        sources=tuple(named.get(step.id, Source.PHASE) for step in steps),
        phases=tuple(phase for _, phase in phases),
        phase=tuple(place[id(home[step.id]), home[step.id].phase_of[step.id].id] for step in steps),
        roads=tuple(range(first, last) for first, last in pairwise(ends)),
        eases=_eases(pathways, number),
    )


def _named(pathway: Pathway) -> Iterator[tuple[str, Source]]:
    """Which part of the page asks for the steps of the action plan."""
    action = pathway.action_plan
    for source, asked in ((Source.WEEK, action.week), (Source.MONTH, action.month), (Source.QUARTER, action.quarter)):
        for step in asked:
            yield step.id, source


def _eases(pathways: Sequence[Pathway], number: Mapping[str, int]) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, dict[int, int]] = {}
    for pathway in pathways:
        for skill in pathway.transferable_skills:
            # a step that was not taken up is eased by nothing
            for n, hours in ((number[ease.step], ease.hours) for ease in skill.eases if ease.step in number):
                found.setdefault(skill.id, {}).setdefault(n, round(hours * 60))
    return {skill: tuple(eased.items()) for skill, eased in found.items()}


def _deadlines(known: Outline, hours: float) -> list[float]:
    """By when each step is asked for, in minutes of work from the start at the learner's own hours."""
    of_phase = [0] * len(known.phases)
    for n, minutes in enumerate(known.own):
        whole = known.steps[n].part_of
        of_phase[known.phase[n if whole is None else known.number[whole]]] += minutes
    # side by side each has its share of the week
    ends = [end * len(known.roads) for road in known.roads for end in accumulate(of_phase[n] for n in road)]
    return [
        ends[known.phase[n]] if source is Source.PHASE else DUE[source] * hours * 60
        for n, source in enumerate(known.sources)
    ]


def _sorted(known: Outline, due: list[float]) -> tuple[int, ...]:
    """Numbers such that needs come first and, as far as they allow, the earliest deadline."""
    steady = _needs_first(known)
    for n in reversed(steady):
        for need in known.needs[n]:
            due[need] = min(due[need], due[n])
    missing = [len(needs) for needs in known.needs]
    ready = [(due[n], n) for n, count in enumerate(missing) if not count]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        _, n = heapq.heappop(ready)
        order.append(n)
        for later in known.unlocks[n]:
            missing[later] -= 1
            if not missing[later]:
                heapq.heappush(ready, (due[later], later))
    return tuple(order)


def _needs_first(known: Outline) -> Sequence[int]:
    """Any order that puts needs first."""
    missing = [len(needs) for needs in known.needs]
    order = [n for n, count in enumerate(missing) if not count]
    for n in order:
        for later in known.unlocks[n]:
            missing[later] -= 1
            if not missing[later]:
                order.append(later)
    if len(order) < len(known.steps):
        stuck = ", ".join(known.steps[n].id for n, count in enumerate(missing) if count)
        raise CircularNeeds(f"These steps wait for one another: {stuck}.")
    return order
