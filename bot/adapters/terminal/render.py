"""A reply as plain text: columns, no colour needed, buttons as numbered choices."""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING

from bot.core.reply import (
    Attachment,
    Bar,
    Bullets,
    Buttons,
    Choice,
    Facts,
    Heading,
    Image,
    Line,
    Link,
    Note,
    Part,
    Reply,
    Steps,
    Text,
)

if TYPE_CHECKING:
    from bot.core.questions import Field

WIDTH = 80
_BAR = 20


def text(reply: Reply, *, width: int = WIDTH) -> str:
    """The words of a reply, without its buttons."""
    shown = [_draw(part, width) for part in reply.parts if not isinstance(part, Buttons)]
    return "\n".join(block for block in shown if block) or reply.summary


def choices(reply: Reply) -> tuple[Choice, ...]:
    """What can be pressed, in the order of the numbers shown."""
    return tuple(choice for part in reply.parts if isinstance(part, Buttons) for choice in part.row)


def menu(reply: Reply, *, width: int = WIDTH) -> str:
    """The numbered choices, on as few lines as they fit; a choice is never broken in two."""
    rows: list[str] = []
    for number, choice in enumerate(choices(reply), start=1):
        cell = f"[{number}] {choice.label}"
        if rows and len(rows[-1]) + 2 + len(cell) <= width:
            rows[-1] += f"  {cell}"
        else:
            rows.append(cell)
    return "\n".join(rows)


def question(field: Field) -> str:
    """What is asked for one answer; where one chooses several things, each has a number."""
    hint = f" ({field.hint})" if field.hint else ""
    now = f" [{field.value}]" if field.value else ""
    if field.kind != "choices":
        return f"{field.label}{hint}{now}: "
    listed = "".join(f"  {number}. {label}\n" for number, (label, _) in enumerate(field.options, start=1))
    return f"{field.label}{hint}\n{listed}Numbers or names, with commas between: "


def answer(field: Field, typed: str) -> str:
    """An answer as a form holds it: numbers stand for what they were shown with."""
    if field.kind != "choices":
        return typed
    values = {str(number): value for number, (_, value) in enumerate(field.options, start=1)}
    return ",".join(values.get(each.strip(), each) for each in typed.split(","))


def offers(reply: Reply, *, width: int = WIDTH) -> str:
    """What could be pressed, for where nothing can be: [This week] [Undo]."""
    return paragraph(" ".join(f"[{choice.label}]" for choice in choices(reply)), width)


def words(line: Line) -> str:
    """A line without its dress; a link keeps its address."""
    return "".join(
        span if isinstance(span, str) else f"{span.text} ({span.url})" if isinstance(span, Link) else span.text
        for span in line
    )


def _draw(part: Part, width: int) -> str:
    match part:
        case Heading(title):
            return paragraph(title, width)
        case Text(line):
            return paragraph(words(line), width)
        case Note(line):
            return paragraph(words(line), width, first="  ", rest="  ")
        case Bullets(items):
            return "\n".join(paragraph(words(item), width, first="- ", rest="  ") for item in items)
        case Steps(items):
            indent = len(str(len(items))) + 2
            return "\n".join(
                paragraph(words(item), width, first=f"{number}. ".rjust(indent), rest=" " * indent)
                for number, item in enumerate(items, start=1)
            )
        case Facts(rows):
            return _table(rows, width)
        case Bar(share, label):
            full = round(share * _BAR)
            return f"{'▓' * full}{'░' * (_BAR - full)}  {label}"
        case Image(_, _, alt):
            return paragraph(alt, width)
        case Attachment(_, name, _, about):
            return paragraph(f"{about} ({name})", width)
        case Buttons():
            return ""


def _table(rows: tuple[tuple[str, Line], ...], width: int) -> str:
    column = min(max(len(name) for name, _ in rows), width // 3) + 2
    return "\n".join(
        paragraph(words(value), width, first=name.ljust(column), rest=" " * column) for name, value in rows
    )


_TIED = re.compile(r"(?<=·) |(?<=\d) (?=(?:h|min)\b)|(?<=\bh) (?=\d\d\b)")
"""Blanks at which a line does not end: before a figure's unit."""
_KNOT = "\N{NO-BREAK SPACE}"


def paragraph(content: str, width: int = WIDTH, first: str = "", rest: str = "") -> str:
    """Words in lines that are not too long."""
    tied = _TIED.sub(_KNOT, content)
    drawn = wrap(tied, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return "\n".join(drawn).replace(_KNOT, " ")
