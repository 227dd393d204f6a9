"""A safe reader for the part of YAML that a pathway file needs: lists, keys with values, text and numbers.

``yaml.safe_load`` is not safe enough for files that come from elsewhere: anchors and merge keys blow up,
deep nesting ends the process, and ``no`` or ``012`` turn into something the author never wrote. So the values
are built here, from the parser's events and without recursion, and what a pathway has no use for is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias, cast

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from pathways.problems import Flaw

MAX_BYTES, MAX_NODES, MAX_DEPTH = 256_000, 50_000, 20

Place: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys and positions from the top of the file."""
Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"

PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML's parser in C where it was built with one; both give the same events."""

_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_FOREIGN = re.compile("[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML forbids, or that its two parsers disagree on (tabs, odd line breaks, stray byte-order marks)."""
_LONE = re.compile("[\ud800-\udfff]")


class Unreadable(Exception):
    """A text that is refused, with every reason found up to the point where reading had to stop."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(f"line {flaw.line}: {flaw.message}" for flaw in self.flaws))


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds, and on which line each of its values stands."""

    data: Data
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a value; of what it would be in, where there is no such value."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read(raw: bytes, parser: Any = PARSER) -> Source:
    """Read a file's bytes, or refuse them."""
    text = _text(raw)
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=parser):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line = builder.line if error.problem_mark is None else error.problem_mark.line + 1
        raise Unreadable((*builder.flaws, Flaw(line, _in_words(error.problem or "")))) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        raise Unreadable((*builder.flaws, Flaw(builder.line, _in_words("unknown escape")))) from None
    if builder.flaws:
        raise Unreadable(builder.flaws)
    return Source(builder.top, builder.lines)


def _text(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise Unreadable([Flaw(1, f"the file is bigger than {MAX_BYTES // 1000} kB; split it into several pathways")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable([Flaw(line, "this is not UTF-8 text; save the file with the encoding UTF-8")]) from None
    if found := _FOREIGN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        what = "a tab; indent with spaces" if found[0] == "\t" else f"the character U+{ord(found[0]):04X}; delete it"
        raise Unreadable([Flaw(line, f"there is {what}")])
    return text


def _in_words(problem: str) -> str:
    if "mapping values" in problem:
        return "there is a colon too many, or a wrong indentation; put a text that holds ': ' in quotes"
    if "escape" in problem or "Unicode" in problem or "hexdec" in problem:
        return "there is a \\ in double quotes that means nothing; use single quotes, or write \\\\"
    if "cannot start any token" in problem:
        return "a text begins with a character that YAML keeps for itself (such as @ % `); put it in quotes"
    if "quoted scalar" in problem or "end of stream" in problem:
        return "a quotation mark is opened and never closed; close it"
    if "document start" in problem:
        return "something follows that is no part of what stands above; check quotes and indentation"
    return "this is not YAML; check indentation, quotes and brackets here and on the line above"


def scalar(text: str) -> bool | int | float | str | None:
    """A bare word's value. Only what nobody could mean otherwise is not text: ``no``, ``012`` and dates are."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


@dataclass(slots=True)
class _Open:
    """A list or a group of keys that has begun and not ended."""

    place: Place
    into: list[Data] | dict[str, Data]
    key: str | None = None
    """The key that waits for its value."""


@dataclass(slots=True)
class _Builder:
    """The values built so far. What can be passed over is noted in ``flaws``, the rest stops the reading."""

    top: Data = None
    lines: dict[Place, int] = field(default_factory=dict[Place, int])
    flaws: list[Flaw] = field(default_factory=list[Flaw])
    line: int = 1
    _open: list[_Open] = field(default_factory=list["_Open"])
    _nodes: int = 0
    _documents: int = 0

    def take(self, event: Event) -> None:
        self.line = cast("yaml.Mark", event.start_mark).line + 1
        match event:
            case DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._stop("a second document begins here (---); one file holds one pathway")
            case CollectionEndEvent():
                self._open.pop()
            case NodeEvent():
                self._node(event)
            case _:  # the stream's and the document's ends say nothing
                pass

    def _stop(self, message: str) -> NoReturn:
        raise Unreadable((*self.flaws, Flaw(self.line, message)))

    def _node(self, event: NodeEvent) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(f"the file holds more than {MAX_NODES:,} values; split it into several pathways")
        if isinstance(event, AliasEvent):
            self._stop("an alias (*name) stands here; write the value out, or put a text that begins with * in quotes")
        if event.anchor is not None:
            self._stop("an anchor (&name) stands here; leave it out, or put a text that begins with & in quotes")
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag is not None:
            self._stop("a tag (!name) stands here; leave it out, or put a text that begins with ! in quotes")
        if isinstance(event, ScalarEvent) and _LONE.search(event.value):
            self._stop(_in_words("Unicode"))
        within = self._open[-1] if self._open else None
        if within is not None and isinstance(within.into, dict) and within.key is None:
            within.key = self._key(event, within.into)
            self.lines[(*within.place, within.key)] = self.line
        elif isinstance(event, ScalarEvent):
            bare = event.implicit[0]
            self._put(scalar(event.value) if bare else event.value)
        else:
            into: list[Data] | dict[str, Data] = {} if isinstance(event, MappingStartEvent) else []
            place = self._put(into)
            if len(self._open) >= MAX_DEPTH:
                self._stop(f"this is nested more than {MAX_DEPTH} levels deep; a pathway needs fewer than ten")
            self._open.append(_Open(place, into))

    def _key(self, event: NodeEvent, taken: Mapping[str, Data]) -> str:
        if not isinstance(event, ScalarEvent):
            self._stop("a list or a group of keys stands where a key should; put the key in quotes")
        key, bare = event.value, event.implicit[0]
        if bare and key == "<<":
            self.flaws.append(Flaw(self.line, "a merge key (<<) stands here; write its keys out"))
        elif bare and not isinstance(scalar(key), str):
            self.flaws.append(Flaw(self.line, f"the key '{key}' is no word; put it in quotes"))
        elif key in taken:
            self.flaws.append(Flaw(self.line, f"the key '{key[:40]}' stands here twice; keep one of the two"))
        return key

    def _put(self, value: Data) -> Place:
        """Set a value where it belongs and say where that is."""
        if not self._open:
            self.top = value
            self.lines[()] = self.line
            return ()
        within = self._open[-1]
        if isinstance(within.into, list):
            place = (*within.place, len(within.into))
            within.into.append(value)
            self.lines[place] = self.line
        else:
            key = within.key or ""
            place = (*within.place, key)
            within.into[key] = value
            within.key = None
        return place
