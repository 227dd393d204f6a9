"""Names out of the pathways: which steps, skills, phases and pathways a row of words may mean."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.core.understand.data import phrases, read
from bot.core.understand.frames import rules
from bot.core.understand.words import plain_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pathways.model import Pathway

Kind: TypeAlias = Literal["step", "skill", "phase", "path", "resource"]
KINDS: tuple[Kind, ...] = ("step", "skill", "phase", "path", "resource")
_WHOLE = frozenset({"note", "notes", "here", "ones"})
"""Words that without their ending would be another word."""
_NEAR_ENOUGH = 0.75
"""A second kind is kept as a possible meaning from this share of the best one's score."""


@dataclass(frozen=True, slots=True)
class NameWords:
    """Which words carry names, from ``names.yaml``."""

    ignored: frozenset[str]
    dull: frozenset[str]
    """The ignored words without their endings."""
    weak: frozenset[str]
    shy: frozenset[str]
    generic: frozenset[str]
    glue: frozenset[str]
    pointers: frozenset[str]
    counters: frozenset[str]
    phase_words: frozenset[str]
    careers: dict[str, list[tuple[str, ...]]]
    """By their first word, the longest first."""
    career_heads: frozenset[str]
    career_fields: frozenset[str]
    career_endings: frozenset[str]


@cache
def name_words() -> NameWords:
    """The table, read once."""
    table = read("names")
    sets = {key: frozenset(table[key].split()) for key in table if key != "careers"}
    careers: dict[str, list[tuple[str, ...]]] = {}
    for trade in sorted(phrases(table["careers"]), key=len, reverse=True):
        for written in (trade, (*trade[:-1], trade[-1] + "s")):
            careers.setdefault(written[0], []).append(written)
    return NameWords(careers=careers, dull=frozenset(map(stem, sets["ignored"])), **sets)


@cache
def stem(word: str) -> str:
    """A word without its ending, so that "deploying" and "deployed" meet "deploy"; "note" is no "not"."""
    if word in _WHOLE:
        return word
    for ending, least in (("ment", 8), ("ing", 6), ("ies", 5), ("ed", 5), ("er", 9), ("es", 6), ("s", 4), ("e", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith(("ss", "us")):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a run of words may name: for each kind the best ids, several where they are equally good."""

    ids: dict[Kind, tuple[str, ...]]
    best: Kind
    exact: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Kind
    id: str
    bag: frozenset[str]
    phrases: frozenset[tuple[str, ...]]


class Names:
    """The names of one pathway and of the catalog beside it, indexed."""

    def __init__(self, pathway: Pathway, others: Sequence[Pathway]) -> None:
        said = tuple(_phrases(pathway, others))
        self._entries = tuple(_entries(said))
        self.pathway, self.others = pathway, tuple(others)
        self.words = frozenset(word for _, _, phrase in said for word in phrase)
        self._by_stem: dict[str, list[_Entry]] = {}
        for entry in self._entries:
            for part in entry.bag:
                self._by_stem.setdefault(part, []).append(entry)
        self._weight = _weights(self._entries)
        self._owners: dict[tuple[str, ...], list[_Entry]] = {}
        for entry in self._entries:
            for phrase in entry.phrases:
                self._owners.setdefault(phrase, []).append(entry)
        self.serves = _serves(pathway)
        self.longest = max(map(len, self._owners))
        self._parts = {step.id for step in pathway.steps.values() if step.part_of is not None}

    def carries(self, word: str) -> bool:
        """Whether a word can make a name by itself: it is none that the rules themselves speak of."""
        table = name_words()
        if word in table.ignored or word in table.weak or stem(word) not in self._by_stem:
            return False
        return word in table.generic or word not in rules().vocabulary

    def whole_end(self, words: Sequence[str], at: int) -> int:
        """Where the longest name that begins here as it stands in the pathway ends; ``at`` where none does."""
        for size in range(min(self.longest, len(words) - at), 0, -1):
            if self.is_whole(words[at : at + size]):
                return at + size
        return at

    def is_whole(self, said: Sequence[str]) -> bool:
        """Whether these words are a name as they stand: "recommend" is none, though "recommender" is."""
        if len(said) == 1 and {said[0], stem(said[0])}.isdisjoint(self.words) and said[0] in rules().vocabulary:
            return False
        return tuple(map(stem, said)) in self._owners

    def supports(self, word: str) -> bool:
        """Whether a word belongs to some name, if it does not make one."""
        return word not in name_words().ignored and stem(word) in self._by_stem

    def meaning(self, said: Sequence[str], shown: Sequence[str] = ()) -> Meaning | None:
        """What these words name best, if anything."""
        stems = tuple(map(stem, said))
        bag = frozenset(part for word, part in zip(said, stems, strict=True) if self.supports(word))
        scores: dict[Kind, list[tuple[float, str]]] = {}
        found_exact = False
        for entry in {entry for part in bag for entry in self._by_stem[part]}.union(self._owners.get(stems, ())):
            score, exact = self._score(entry, bag, stems)
            if score > 0:
                scores.setdefault(entry.kind, []).append((score, entry.id))
                found_exact = found_exact or exact
        if not scores:
            return None
        top = {kind: max(score for score, _ in found) for kind, found in scores.items()}
        best = max(KINDS, key=lambda kind: (top.get(kind, 0.0), -KINDS.index(kind)))
        ids: dict[Kind, tuple[str, ...]] = {
            kind: self._settled([name for score, name in scores[kind] if score > top[kind] - 1e-6], shown)
            for kind in KINDS
            if kind in top and top[kind] >= _NEAR_ENOUGH * top[best]
        }
        return Meaning(ids, best, found_exact)

    def narrowed(self, step: str, said: Sequence[str]) -> str:
        """The part of a step that the words around its name tell of ("signed up for …"), or else itself."""
        whole = next(entry for entry in self._entries if entry.kind == "step" and entry.id == step)
        bag = frozenset(map(stem, said)) - whole.bag - name_words().dull
        parts = {part.id for part in self.pathway.parts.get(step, ())}
        told = [
            (sum(self._weight[word] for word in bag & entry.bag), entry.id)
            for entry in self._entries
            if entry.id in parts and bag & entry.bag
        ]
        return max(told)[1] if told else step

    def ranked(self, said: Sequence[str], kind: Kind) -> list[tuple[float, str]]:
        """Every name of a kind that shares a word with these, the best first."""
        bag = frozenset(map(stem, said))
        shared = [
            (sum(self._weight[part] for part in bag & entry.bag), entry.id)
            for entry in self._entries
            if entry.kind == kind
        ]
        return sorted((pair for pair in shared if pair[0] > 0), key=lambda pair: -pair[0])  # as equals in page order

    def _score(self, entry: _Entry, bag: frozenset[str], stems: tuple[str, ...]) -> tuple[float, bool]:
        matched = sum(self._weight[part] for part in bag & entry.bag)
        missed = sum(self._weight[part] for part in bag - entry.bag)
        exact = stems in entry.phrases
        close = max(len(bag.intersection(phrase)) / len(bag.union(phrase)) for phrase in entry.phrases)
        return matched - 1.2 * missed + close + (2.0 if exact else 0.0), exact

    def _settled(self, ids: list[str], shown: Sequence[str]) -> tuple[str, ...]:
        """One id where one is the likeliest: the one shown last, else the whole rather than its part."""
        listed = [name for name in shown if name in ids]
        if listed:
            return (listed[0],)
        wholes = [name for name in ids if name not in self._parts]
        return tuple(sorted(wholes or ids)) if len(wholes) != 1 else (wholes[0],)


def _phrases(pathway: Pathway, others: Sequence[Pathway]) -> Iterable[tuple[Kind, str, tuple[str, ...]]]:
    """Every way that the pathway files give to say a name."""
    for step in pathway.steps.values():
        for text in (step.title, *step.aliases, *_quoted(step.title), step.id.replace("-", " ")):
            yield "step", step.id, plain_words(text)
    for skill in (*pathway.skills, *pathway.transferable_skills):
        for text in (skill.name, *_inside(skill.name), *skill.aliases, skill.id.replace("-", " ")):
            yield "skill", skill.id, plain_words(text)
    for phase in pathway.phases:
        for text in (phase.name, *phase.name.split(":"), *phase.aliases, phase.id.replace("-", " ")):
            yield "phase", phase.id, plain_words(text)
        for resource in phase.resources:
            yield "resource", resource.id, plain_words(resource.name)
            yield "resource", resource.id, plain_words(resource.by or "")
    for other in {known.id: known for known in (pathway, *others)}.values():
        for text in (other.title, other.to_role, *other.aliases, other.id.replace("-", " ")):
            yield "path", other.id, plain_words(text)


def _serves(pathway: Pathway) -> dict[str, str]:
    """What each resource is for: a step where there is one, else a skill, else its phase."""
    return {
        resource.id: next((name for name in resource.about if name in pathway.steps), (*resource.about, phase.id)[0])
        for phase in pathway.phases
        for resource in phase.resources
    }


def _quoted(title: str) -> list[str]:
    """The book or course that a title names within quotes."""
    return title.split("'")[1:2] if title.count("'") == 2 else []


def _inside(name: str) -> list[str]:
    """What stands before brackets, and each thing within them."""
    before, _, rest = name.partition("(")
    return [before, *rest.rstrip(")").split("/")] if rest else []


def _entries(phrases_: Iterable[tuple[Kind, str, tuple[str, ...]]]) -> Iterable[_Entry]:
    ways: dict[tuple[Kind, str], set[tuple[str, ...]]] = {}
    for kind, name, said in phrases_:
        ways.setdefault((kind, name), set()).update({tuple(map(stem, said))} if said else ())
    dull = name_words().dull
    for (kind, name), found in ways.items():
        bag = frozenset(part for phrase in found for part in phrase if part not in dull or len(phrase) == 1)
        yield _Entry(kind, name, bag, frozenset(found))


def _weights(entries: Sequence[_Entry]) -> dict[str, float]:
    """How much each word tells: the fewer names hold it, the more; weak words little."""
    weak = {stem(word) for word in name_words().weak | name_words().generic}
    holders = Counter(part for entry in entries for part in entry.bag)
    return {
        part: math.log(1 + len(entries) / count) * (0.25 if part in weak else 1.0) for part, count in holders.items()
    }


_INDEXES: dict[tuple[int, ...], Names] = {}
_MOST_INDEXES = 64


def names(pathway: Pathway, others: Sequence[Pathway]) -> Names:
    """The index for a pathway, made once; it keeps the pathways alive, so that no id comes twice."""
    key = (id(pathway), *map(id, others))
    known = _INDEXES.get(key)
    if known is None:
        if len(_INDEXES) >= _MOST_INDEXES:
            _INDEXES.clear()
        known = _INDEXES[key] = Names(pathway, others)
    return known
