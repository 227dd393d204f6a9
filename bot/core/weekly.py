"""What a digest says: how much was done together, and what those who agreed to be named finished.

Never a rank, nor who was absent: of each person one step at most, in the order of the names, and of few people nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from bot.core import phrases
from bot.core.compose import compose
from bot.core.reply import Bold, Bullets, Heading, Note, Part, Reply, Text
from bot.core.told import AskNames
from pathways import digest as digests
from pathways.calendar import local_date
from pathways.journal import Finished
from pathways.zones import zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bot.core.told import Told
    from bot.core.turn import Turn
    from pathways.digest import Digest, Member, Place
    from pathways.model import Step

HOW = "“name me in the digest”, said to me, puts your name in; “leave me out of the digest” takes it out."
MOST_NAMED = 20
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Week:
    """A tenant's week."""

    people: int
    steps: int = 0
    minutes: int = 0
    celebrated: tuple[tuple[str, str], ...] = ()
    """Who agreed to be named, by the platform's id, and the step they finished last."""

    @property
    def is_enough(self) -> bool:
        """Whether so many had a part in it that nobody can be told from the others."""
        return self.people >= digests.LEAST


def week(members: Iterable[Member], since: datetime, until: datetime, turn_of: Callable[[Member], Turn]) -> Week:
    """What was done together; ``turn_of`` takes somebody's journal in hand."""
    people, steps, minutes, celebrated = 0, 0, 0, list[tuple[str, str]]()
    for member in members:
        told = digests.deeds(member, since, until)
        turn = turn_of(member)
        done = {entry.deed.step: entry.deed for entry in told if isinstance(entry.deed, Finished)}
        known = [step for deed in done.values() if (step := _step(turn, deed)) is not None]
        people += bool(told)
        steps += len(known)
        minutes += sum(round(step.hours * 60) for step in known)
        if member.named and known:
            celebrated.append((member.named, known[-1].name))
    # of many others come to the fore each week, whoever they are
    celebrated.sort(key=lambda one: crc32(f"{one[0]} {until:%F}".encode()))
    return Week(people, steps, minutes, tuple(celebrated[:MOST_NAMED]))


def unnamed(told: Told, place: Place, done: Week) -> AskNames | None:
    """What has to be asked first: the names of those who agreed to be named, as the platform knows them now."""
    users = tuple(user for user, _ in done.celebrated)
    return AskNames(place, users) if users and told.names is None else None


def said(digest: Digest, done: Week, since: datetime, until: datetime, names: Mapping[str, str]) -> Reply:
    """The digest of a week; who has no name there is counted and not named."""
    where = zone(digest.timezone)
    first, last = local_date(since, where), local_date(until, where)
    parts: list[Part] = [Heading(f"The week in learning · {phrases.date(first, last)} to {phrases.date(last, last)}")]
    people = phrases.count(done.people, "person", "people")
    together = f"{people} took part"
    if done.steps:
        hours = phrases.count(max(1, round(done.minutes / 60)), "hour")
        together += f" and finished {phrases.count(done.steps, 'step')}, about {hours} of work"
    parts.append(Text((Bold(f"{together}."),)))
    called = [(_clean(names[user]), title) for user, title in done.celebrated if _clean(names.get(user, ""))]
    if called:
        parts.append(Text(("Some of what was finished:",)))
        ordered = sorted(called, key=lambda one: (one[0].casefold(), one))
        parts.append(Bullets(tuple((Bold(name), f": {title}") for name, title in ordered)))
    parts.append(Note((f"Nobody is named who did not ask for it. {HOW}",)))
    return compose(f"The week in learning: {together}.", parts)


def _step(turn: Turn, deed: Finished) -> Step | None:
    """The step, as this learner walks it, or as its pathway has it where it is in hand no more."""
    page = turn.catalog.get(deed.pathway)
    return turn.step(deed.step) or (page.steps.get(deed.step) if page else None)


def _clean(name: str) -> str:
    return phrases.shorten(name, _LONGEST_NAME)
