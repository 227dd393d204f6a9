"""Makes whatever there is to say fit: lines are cut at a word, long lists end in "and 3 more"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import reply as limits
from bot.core.reply import (
    Bold,
    Bullets,
    Buttons,
    DoesNotFit,
    Facts,
    Heading,
    Note,
    Part,
    Reply,
    Steps,
    Text,
    cost,
    size,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.reply import Line

_ROOM_FOR_MORE = 24
"""What "and 12 more" takes, escaping and all."""


def compose(summary: str, parts: Iterable[Part], sources: tuple[str, ...] = ()) -> Reply:
    """A reply of these parts, shortened where a surface could not show all. What can be pressed is kept first."""
    wanted = tuple(parts)
    told = _shorten(summary.strip() or "…", limits.MAX_SUMMARY)
    try:
        return Reply(told, wanted, sources)  # nearly always all of it fits
    except DoesNotFit:
        return Reply(told, _fitting(wanted), sources)


def _fitting(wanted: tuple[Part, ...]) -> tuple[Part, ...]:
    kept: list[Part] = []
    pressable = [part for part in wanted if isinstance(part, Buttons)]
    left = limits.MAX_TEXT - sum(size(part) for part in pressable)
    room = limits.MAX_PARTS - len(pressable)
    for part in wanted:
        if part in pressable:
            kept.append(part)
            continue
        cut = _cut(part, min(left, limits.MAX_PART_TEXT)) if room else None
        if cut is not None:
            kept.append(cut)
            left -= size(cut)
            room -= 1
    return tuple(kept)


def _cut(part: Part, room: int) -> Part | None:
    """The part within ``room`` characters, or None where nothing of it fits."""
    match part:
        case Heading(words):
            part = Heading(_shorten(words, limits.MAX_HEADING))
        case Text(line) | Note(line):
            part = replace(part, line=_cut_line(line, min(room - 4, limits.MAX_PART_TEXT - 4)))
        case Bullets(items) | Steps(items):
            part = replace(part, items=_cut_items(items, room))
        case Facts(rows):
            lean = tuple(
                (_shorten(name, 60), _cut_line(value, limits.MAX_LINE)) for name, value in rows[: limits.MAX_ITEMS]
            )
            while lean and size(Facts(lean)) > room:
                lean = lean[:-1]
            part = Facts(lean)
        case _:
            pass
    return part if 0 < size(part) <= room else None


def _cut_items(items: tuple[Line, ...], room: int) -> tuple[Line, ...]:
    kept: list[Line] = []
    left = room - _ROOM_FOR_MORE
    for item in items:
        line = _cut_line(item, limits.MAX_LINE)
        last_place = len(kept) == limits.MAX_ITEMS - 1 and len(items) > limits.MAX_ITEMS
        if cost(line) + 4 > left or last_place:
            return (*kept, (f"and {len(items) - len(kept)} more",)) if kept else ()
        kept.append(line)
        left -= cost(line) + 4
    return tuple(kept)


def _cut_line(line: Line, room: int) -> Line:
    """A line within ``room`` characters after escaping, cut at a word and ended by an ellipsis."""
    if cost(line) <= room:
        return line
    whole = 0
    while whole < len(line) and cost(line[: whole + 1]) <= room - 1:
        whole += 1
    kept, words = line[:whole], _cuttable(line[whole:])
    while words and cost((*kept, words)) > room - 5:
        words = words[: len(words) * 9 // 10].rpartition(" ")[0] or words[: len(words) // 2]
    return (*kept, f"{words.rstrip()}…")


def _cuttable(rest: Line) -> str:
    """The words that a line may be cut in: a link or a moment is whole or not there."""
    match rest:
        case (str(words) | Bold(words), *_):
            return words
        case _:
            return ""


def _shorten(words: str, limit: int) -> str:
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


__all__ = ["compose"]
