"""The small language that the rules are written in, and its matcher.

A clause is a row of cells; a cell is the set of symbols that fit one place: a word as it stands, or, where a
name or a date was found, ``STEP``, ``DATE`` and the like. A pattern is words in a row, with

    (a|b c)   either         [a]    may be missing        <want>   a named list of ways to say it
    ..        up to three    ...    any number            ^  $     the clause begins, ends

Places in a clause are the bits of a number, so that a pattern is tried from every place at once: a node is given the
places where it may begin and says where it can end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Cell: TypeAlias = frozenset[str]
Clauses: TypeAlias = tuple[frozenset[str], ...]
"""What a clause must hold for a pattern to have a chance: of each set at least one symbol."""

_MARKS = frozenset("()[]|^$") | {"..", "..."}
_LEX = re.compile(r"\.\.\.|\.\.|<[a-z-]+>|[()\[\]|^$]|[^\s()\[\]|<>^$]+")


class BadPattern(ValueError):
    """A pattern that cannot be read: a mistake in the rules."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One cell that holds one of these symbols."""

    names: frozenset[str]

    def ends(self, begins: int, clause: Matcher) -> int:
        """Where the node can end."""
        return (begins & clause.places(self.names)) << 1

    def demands(self, _concepts: Mapping[str, Node]) -> Clauses:
        """What any clause that fits must hold."""
        return (self.names,)


@dataclass(frozen=True, slots=True)
class Gap:
    """Any cells: up to three, or any number."""

    endless: bool

    def ends(self, begins: int, clause: Matcher) -> int:
        """Where the node can end."""
        if self.endless:
            return clause.whole & -(begins & -begins)
        return (begins | begins << 1 | begins << 2 | begins << 3) & clause.whole

    def demands(self, _concepts: Mapping[str, Node]) -> Clauses:
        """Nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning or the end of the clause."""

    last: bool

    def ends(self, begins: int, clause: Matcher) -> int:
        """Where the node can end."""
        return begins & (clause.last if self.last else 1)

    def demands(self, _concepts: Mapping[str, Node]) -> Clauses:
        """Nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Row:
    """Parts one after another."""

    parts: tuple[Node, ...]

    def ends(self, begins: int, clause: Matcher) -> int:
        """Where the node can end."""
        for part in self.parts:
            begins = part.ends(begins, clause)
            if not begins:
                return 0
        return begins

    def demands(self, concepts: Mapping[str, Node]) -> Clauses:
        """What each part demands."""
        return tuple(need for part in self.parts for need in part.demands(concepts))


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    branches: tuple[Node, ...]

    def ends(self, begins: int, clause: Matcher) -> int:
        """Where the node can end."""
        found = 0
        for branch in self.branches:
            found |= branch.ends(begins, clause)
        return found

    def demands(self, concepts: Mapping[str, Node]) -> Clauses:
        """One symbol of the hardest demands of the branches together; nothing where a branch demands nothing."""
        together: frozenset[str] = frozenset()
        for branch in self.branches:
            needs = branch.demands(concepts)
            if not needs:
                return ()
            together |= min(needs, key=len)
        return (together,)


@dataclass(frozen=True, slots=True)
class Named:
    """A list of ways to say one thing, kept elsewhere in the rules."""

    name: str

    def ends(self, begins: int, clause: Matcher) -> int:
        """Where the node can end."""
        return clause.concepts[self.name].ends(begins, clause)

    def demands(self, concepts: Mapping[str, Node]) -> Clauses:
        """What its concept demands."""
        return concepts[self.name].demands(concepts)


Node: TypeAlias = AnyOf | Gap | Edge | Row | Either | Named
_NOTHING = Row(())


@cache
def parse(text: str) -> Node:
    """A pattern, read once."""
    signs = _LEX.findall(text)
    node, rest = _row(signs, 0)
    if rest != len(signs):
        raise BadPattern(f"a bracket too many in {text!r}")
    return node


def symbols(text: str) -> frozenset[str]:
    """Every symbol that a pattern's text speaks of."""
    return frozenset(sign for sign in _LEX.findall(text) if sign not in _MARKS and sign[0] != "<")


def _row(signs: Sequence[str], at: int) -> tuple[Node, int]:
    branches: list[Node] = []
    parts: list[Node] = []
    while at < len(signs) and signs[at] not in ")]":
        sign = signs[at]
        if sign == "|":
            branches.append(_one(parts))
            parts = []
        elif sign in "([":
            inner, at = _row(signs, at + 1)
            if at >= len(signs):
                raise BadPattern("a bracket is not closed in " + " ".join(signs))
            parts.append(inner if sign == "(" else Either((inner, _NOTHING)))
        else:
            parts.append(_leaf(sign))
        at += 1
    branches.append(_one(parts))
    return _either(branches), at


def _one(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Row(tuple(parts))


def _either(branches: list[Node]) -> Node:
    """The branches as one node, all single words among them gathered."""
    if len(branches) == 1:
        return branches[0]
    single = frozenset[str]().union(*(branch.names for branch in branches if isinstance(branch, AnyOf)))
    others = [branch for branch in branches if not isinstance(branch, AnyOf)]
    gathered: list[Node] = [AnyOf(single)] if single else []
    return _sole([*gathered, *others])


def _sole(branches: list[Node]) -> Node:
    return branches[0] if len(branches) == 1 else Either(tuple(branches))


@cache
def _leaf(sign: str) -> Node:
    match sign:
        case ".." | "...":
            return Gap(endless=sign == "...")
        case "^" | "$":
            return Edge(last=sign == "$")
        case _ if sign[0] == "<":
            return Named(sign[1:-1])
        case _:
            return AnyOf(frozenset({sign}))


class Matcher:
    """Fits patterns to one clause."""

    def __init__(self, cells: Sequence[Cell], concepts: Mapping[str, Node]) -> None:
        self.concepts = concepts
        self.last = 1 << len(cells)
        self.whole = (self.last << 1) - 1
        self._where: dict[str, int] = {}
        for at, cell in enumerate(cells):
            for symbol in cell:
                self._where[symbol] = self._where.get(symbol, 0) | 1 << at
        self.symbols = frozenset(self._where)
        self._known: dict[frozenset[str], int] = {}

    def places(self, names: frozenset[str]) -> int:
        """The places that hold one of some symbols."""
        found = self._known.get(names)
        if found is None:
            found = 0
            for name in names & self.symbols:
                found |= self._where[name]
            self._known[names] = found
        return found

    def finds(self, node: Node) -> bool:
        """Whether the pattern fits somewhere in the clause."""
        return node.ends(self.whole, self) != 0
