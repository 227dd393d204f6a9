"""One id, one thing: a step, skill or resource that several pathways share is the same one in each of them.

What a learner did under an id counts wherever that id stands, so two things under one id would give credit for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pathways.problems import Problem
from pathways.ties import steps_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pathways.model import Pathway
    from pathways.source import Place, Source


@dataclass(frozen=True, slots=True)
class Member:
    """A pathway of a catalog with its file and the lines in it."""

    file: str
    pathway: Pathway
    source: Source


@dataclass(frozen=True, slots=True)
class _Thing:
    """What an id stands for in one file. Why it is done and what it needs may differ; this may not."""

    id: str
    kind: str
    name: str
    also: tuple[str, ...] = ()
    """What else is part of being the same, in words."""


def clashes(members: Iterable[Member]) -> tuple[Problem, ...]:
    """Where a file says something else under an id, or the same under another id, than one that comes before it."""
    by_id: dict[str, tuple[_Thing, str]] = {}
    by_name: dict[tuple[str, str], tuple[_Thing, str]] = {}
    found: list[Problem] = []
    for member in members:
        fresh: list[_Thing] = []
        for place, thing in _things(member.pathway):
            known = by_id.get(thing.id)
            alike = by_name.get((thing.kind, thing.name.casefold()))
            if known is not None:
                said = _differs(thing, *known)
            else:
                said = _twice(thing, *alike) if alike else None
                fresh.append(thing)
            if said is not None:
                found.append(Problem(member.file, member.source.line(place), said))
        for thing in fresh:  # only now, for within a file the ids are unique and names its author's own matter
            by_id[thing.id] = thing, member.file
            by_name.setdefault((thing.kind, thing.name.casefold()), (thing, member.file))
    return tuple(sorted(found))


def _differs(here: _Thing, there: _Thing, file: str) -> str | None:
    if here.kind != there.kind:
        return f"'{here.id}' is a {there.kind} in {file} and a {here.kind} here; give this one another id"
    if here.name != there.name:
        remedy = f"if it is the same {here.kind}, give it the same name; if not, another id"
        return f"'{here.id}' is “{there.name}” in {file}; {remedy}"
    for ours, theirs in zip(here.also, there.also, strict=True):
        if ours != theirs:
            return f"'{here.id}' is {theirs} in {file} and {ours} here; make them equal, or give this one another id"
    return None


def _twice(here: _Thing, there: _Thing, file: str) -> str:
    return (
        f"“{here.name}” has the id '{there.id}' in {file}; the same {here.kind} has the same id everywhere, so take it"
    )


def _things(pathway: Pathway) -> Iterator[tuple[Place, _Thing]]:
    """Everything whose id speaks beyond its file. Phases and questions are each pathway's own."""
    for place, step in steps_in(pathway):
        yield (*place, "id"), _Thing(step.id, "step", step.title, (f"{step.hours:g} hours long",))
    for key, skills in (("skills", pathway.skills), ("transferable_skills", pathway.transferable_skills)):
        for number, skill in enumerate(skills):
            yield (key, number, "id"), _Thing(skill.id, "skill", skill.name)
    for where, phase in enumerate(pathway.phases):
        for number, resource in enumerate(phase.resources):
            also = (f"of the kind {resource.kind.value}", f"by {resource.by or 'nobody named'}")
            yield ("phases", where, "resources", number, "id"), _Thing(resource.id, "resource", resource.name, also)
