"""The rules of ``frames.yaml``: which intent a clause is built like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.core.understand.data import lines, read
from bot.core.understand.pattern import BadPattern, Matcher, parse, symbols

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.understand.pattern import Cell, Clauses, Node

_SECURE = 2
"""How many unknown words more a rule bears where a name of the pathway was found."""

_SHY = -1
"""The same where the name is also another word."""
_FAR = 4
"""As how many unknown words one of another world counts: more than any rule bears."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of rules: the intent they give, and what must and must not be there."""

    intent: str
    when: tuple[Node, ...]
    unless: tuple[str, ...]
    """As text: read when the group first fits, which most never do in one run."""
    present: frozenset[str]
    filled: Mapping[str, Any]
    foreign: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All of them, and an index from words to the patterns that need them."""

    groups: tuple[Group, ...]
    concepts: Mapping[str, Node]
    lists: Mapping[str, frozenset[str]]
    """Of each concept the words that say it alone."""
    horizons: Mapping[str, tuple[Node, ...]]
    only_in: Mapping[str, frozenset[str]]
    """Symbol to the intents that may speak of such a thing."""
    vocabulary: frozenset[str]
    """Every word of the rules."""
    spoken: frozenset[str]
    """Those that speak for an intent; the others only against one."""
    index: Mapping[str, tuple[tuple[int, int], ...]]
    """Symbol to (group, pattern): where the symbol stands in the pattern's hardest demand."""
    needs: Mapping[tuple[int, int], Clauses]


@cache
def rules() -> Rules:
    """The rules, read once."""
    table = read("frames")
    concepts = {name: parse(" ".join(text.split())) for name, text in table["concepts"].items()}
    groups = tuple(_group(raw) for raw in table["groups"])
    horizons = {name: tuple(map(parse, lines(block))) for name, block in table["horizons"].items()}
    index: dict[str, list[tuple[int, int]]] = {}
    needs: dict[tuple[int, int], Clauses] = {}
    for number, group in enumerate(groups):
        for place, node in enumerate(group.when):
            needed = needs[number, place] = node.demands(concepts)
            if not needed:
                raise BadPattern(f"a pattern of {group.intent} that fits anything")
            for symbol in min(needed, key=len):
                index.setdefault(symbol, []).append((number, place))
    texts = [*table["concepts"].values(), *table["horizons"].values()]
    texts += [raw[key] for raw in table["groups"] for key in ("when", "unless") if key in raw]
    vocabulary = frozenset[str]().union(*map(symbols, texts))
    own = [*table["concepts"].values(), *table["horizons"].values()]
    own += [raw["when"] for raw in table["groups"] if raw["intent"] != "unknown"]
    return Rules(
        groups=groups,
        concepts=concepts,
        lists={
            name: frozenset(way for way in map(str.strip, text.split("|")) if way.isalpha() and way.islower())
            for name, text in table["concepts"].items()
        },
        horizons=horizons,
        only_in={symbol: frozenset(names) for symbol, names in table["only_in"].items()},
        vocabulary=vocabulary,
        spoken=frozenset[str]().union(*map(symbols, own)),
        index={key: tuple(at) for key, at in index.items()},
        needs=needs,
    )


def _group(raw: Mapping[str, Any]) -> Group:
    return Group(
        intent=raw["intent"],
        when=tuple(map(parse, lines(raw["when"]))),
        unless=lines(raw.get("unless", "")),
        present=frozenset(str(symbol) for symbol in raw.get("with", ())),
        filled=raw.get("set", {}),
        foreign=raw.get("foreign", 0),
    )


def frame(cells: Sequence[Cell]) -> Group | None:
    """The first group that fits a clause."""
    book = rules()
    matcher = Matcher(cells, book.concepts)
    here = matcher.symbols
    foreign = sum("FOREIGN" in cell for cell in cells) + _FAR * sum("ELSEWHERE" in cell for cell in cells)
    named = [cell for cell in cells if "NAME" in cell]
    bears = 0 if not named else _SECURE if any("SHY" not in cell for cell in named) else _SHY
    candidates = {at for symbol in here for at in book.index.get(symbol, ())}
    for number, place in sorted(candidates):
        group = book.groups[number]
        if foreign > max(group.foreign + bears, 0) and group.intent != "unknown":
            continue
        if any(symbol in here and group.intent not in bearers for symbol, bearers in book.only_in.items()):
            continue
        if group.present and group.present.isdisjoint(here):
            continue
        if any(need.isdisjoint(here) for need in book.needs[number, place]) or not matcher.finds(group.when[place]):
            continue
        if not _any(matcher, map(parse, group.unless)):
            return group
    return None


def parse_all() -> None:
    """Read every pattern now, those too that are else read when their group first fits."""
    for group in rules().groups:
        for text in group.unless:
            parse(text)


def horizon(cells: Sequence[Cell]) -> str | None:
    """The period that a clause speaks of, if it names one."""
    matcher = Matcher(cells, rules().concepts)
    return next((name for name, nodes in rules().horizons.items() if _any(matcher, nodes)), None)


def _any(matcher: Matcher, nodes: Iterable[Node]) -> bool:
    return any(matcher.finds(node) for node in nodes)
