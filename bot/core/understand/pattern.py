"""The small language that the rules are written in, and its matcher.

A clause is a row of cells; a cell is the set of symbols that fit one place: a word as it stands, or, where a
name or a date was found, ``STEP``, ``DATE`` and the like. A pattern is words in a row, with

    (a|b c)   either         [a]    may be missing        <want>   a named list of ways to say it
    ..        up to three    ...    any number            ^  $     the clause begins, ends
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Cell: TypeAlias = frozenset[str]
Clauses: TypeAlias = tuple[frozenset[str], ...]
"""What a clause must hold for a pattern to have a chance: of each set at least one symbol."""

_LEX = re.compile(r"\.\.\.|\.\.|<[a-z-]+>|[()\[\]|^$]|[^\s()\[\]|<>^$]+")


class BadPattern(ValueError):
    """A pattern that cannot be read: a mistake in the rules."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One cell that holds this symbol."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Any cells, at most so many."""

    most: int


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning or the end of the clause."""

    last: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Parts one after another."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A list of ways to say one thing, kept elsewhere in the rules."""

    name: str


Node: TypeAlias = Symbol | Gap | Edge | Row | Either | Named


@cache
def parse(text: str) -> Node:
    """A pattern, read once."""
    tokens = _LEX.findall(text)
    node, rest = _row(tokens, 0)
    if rest != len(tokens):
        raise BadPattern(f"a bracket too many in {text!r}")
    return node


def _row(tokens: Sequence[str], at: int) -> tuple[Node, int]:
    branches: list[Node] = []
    parts: list[Node] = []
    while at < len(tokens) and tokens[at] not in ")]":
        token = tokens[at]
        if token == "|":
            branches.append(_one(parts))
            parts = []
        elif token in "([":
            inner, at = _row(tokens, at + 1)
            if at >= len(tokens):
                raise BadPattern("a bracket is not closed in " + " ".join(tokens))
            parts.append(inner if token == "(" else Either((inner, Row(()))))
        else:
            parts.append(_leaf(token))
        at += 1
    branches.append(_one(parts))
    return (branches[0] if len(branches) == 1 else Either(tuple(branches))), at


def _one(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Row(tuple(parts))


def _leaf(token: str) -> Node:
    match token:
        case "..":
            return Gap(3)
        case "...":
            return Gap(400)
        case "^" | "$":
            return Edge(last=token == "$")
        case _ if token[0] == "<":
            return Named(token[1:-1])
        case _:
            return Symbol(token)


def demands(node: Node, concept: Callable[[str], Node]) -> Clauses:
    """What any clause that fits must hold."""
    match node:
        case Symbol(name):
            return (frozenset({name}),)
        case Gap() | Edge():
            return ()
        case Row(parts):
            return tuple(need for part in parts for need in demands(part, concept))
        case Either(branches):
            best = [min(demands(branch, concept), key=len, default=None) for branch in branches]
            return () if None in best else (frozenset[str]().union(*(need for need in best if need)),)
        case Named(name):
            return demands(concept(name), concept)


def symbols(node: Node) -> frozenset[str]:
    """Every symbol that a pattern speaks of by itself."""
    match node:
        case Symbol(name):
            return frozenset({name})
        case Row(parts):
            return frozenset[str]().union(*map(symbols, parts))
        case Either(branches):
            return frozenset[str]().union(*map(symbols, branches))
        case Gap() | Edge() | Named():
            return frozenset()


class Matcher:
    """Fits patterns to one clause; what a concept fits is worked out once for each place."""

    def __init__(self, cells: Sequence[Cell], concepts: Mapping[str, Node]) -> None:
        self._cells = cells
        self._concepts = concepts
        self._known: dict[tuple[str, int], frozenset[int]] = {}

    def finds(self, node: Node) -> bool:
        """Whether the pattern fits somewhere in the clause."""
        return any(self._ends(node, start) for start in range(len(self._cells) + 1))

    def _ends(self, node: Node, at: int) -> frozenset[int]:
        """Where the pattern can end when it begins at ``at``."""
        match node:
            case Symbol(name):
                fits = at < len(self._cells) and name in self._cells[at]
                return frozenset({at + 1}) if fits else frozenset()
            case Gap(most):
                return frozenset(range(at, min(at + most, len(self._cells)) + 1))
            case Edge(last):
                return frozenset({at}) if at == (len(self._cells) if last else 0) else frozenset()
            case Row(parts):
                return self._along(parts, at)
            case Either(branches):
                return frozenset[int]().union(*(self._ends(branch, at) for branch in branches))
            case Named(name):
                if (name, at) not in self._known:
                    self._known[name, at] = self._ends(self._concepts[name], at)
                return self._known[name, at]

    def _along(self, parts: Sequence[Node], at: int) -> frozenset[int]:
        places = frozenset({at})
        for part in parts:
            places = frozenset[int]().union(*(self._ends(part, place) for place in places))
            if not places:
                break
        return places
