"""Everything the coach can say: a summary and a few kinds of part, closed by the ``Part`` union.

Text is a tuple of typed spans, never markup, so nothing that a learner or an author wrote can become
a mention, a link or an injection. The limits that Slack and Discord share are kept here, once:
a ``Reply`` that exists can be drawn on every surface.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, get_args

from bot.core import wire
from bot.core.questions import Form, problem

if TYPE_CHECKING:
    from bot.core.intents import Intent

MAX_PARTS = 12
MAX_ITEMS = 20
MAX_BUTTONS = 5
MAX_ALL_BUTTONS = 15
MAX_LABEL = 75
MAX_HEADING = 120
MAX_SUMMARY = 300
MAX_LINE = 900
"""Of a list, so that no item takes the place of all others."""
MAX_PART_TEXT = 2800
"""Slack's section holds 3000 characters after escaping."""
MAX_TEXT = 3800
"""Discord's message holds 4000 characters over all its texts."""
MAX_ALT = 1000
MAX_FILE_BYTES = 8_000_000


class DoesNotFit(ValueError):
    """A reply that some surface could not show. A bug in whoever composed it."""


@dataclass(frozen=True, slots=True)
class Bold:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str

    def __post_init__(self) -> None:
        if not self.url.startswith("https://"):
            raise DoesNotFit(f"links are https, this one is not: {self.url[:40]!r}")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, shown in the reader's own time where the surface can."""

    at: datetime
    text: str
    """The same in words, for surfaces that cannot."""


_ESCAPED = re.compile(r"[&<>\\*_~`|#\-\[\]():@\n]")
"""What some surface escapes: one character more each, and four more for the first three."""

Span: TypeAlias = str | Bold | Link | Moment
Line: TypeAlias = tuple[Span, ...]


def plain(line: Line) -> str:
    """The words of a line alone."""
    return "".join([span if isinstance(span, str) else span.text for span in line])


def cost(line: Line) -> int:
    """The characters a line takes on the greediest surface, after escaping."""
    return _cost(line, plain(line))


def _cost(line: Line, words: str) -> int:
    total = len(words)
    if marks := _ESCAPED.findall(words):
        total += len(marks) + 3 * sum(map("&<>".count, marks))
    for span in line:
        if isinstance(span, str):
            continue
        if isinstance(span, Link):
            total += len(span.url) + 6
        else:
            total += 40 if isinstance(span, Moment) else 4
    return total


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: a source, an assumption."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A numbered list; a learner may answer with the numbers."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, to be read as a small table."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of something is done; the words say the same as the bar."""

    share: float
    words: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; ``alt`` tells all that it tells."""

    png: bytes
    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to keep."""

    content: bytes
    name: str
    media_type: str
    about: str


@dataclass(frozen=True, slots=True)
class Button:
    """One tap that means an intent."""

    label: str
    intent: Intent
    primary: bool = False
    danger: bool = False


Choice: TypeAlias = Button | Form


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of what can be pressed."""

    row: tuple[Choice, ...]


Part: TypeAlias = (
    Heading | Text | Note | Bullets | Steps | Facts | Bar | Image | Attachment | Buttons
)  # fmt: skip

PARTS: tuple[type[Part], ...] = get_args(Part)


def lines(part: Part) -> tuple[Line, ...]:
    """The text of a part, line by line."""
    match part:
        case Text(line) | Note(line):
            return (line,)
        case Bullets(items) | Steps(items):
            return items
        case Buttons(row):
            return tuple((choice.label,) for choice in row)
        case Heading(text) | Bar(_, text) | Image(_, _, text):
            return ((text,),)
        case Facts(rows):
            return tuple((name, ": ", *value) for name, value in rows)
        case Attachment(_, name, _, about):
            return ((name, " ", about),)


def size(part: Part) -> int:
    """The characters a part takes on the greediest surface; 0 where it, or a line of it, says nothing."""
    if isinstance(part, Buttons):  # labels are plain text everywhere: nothing in them is escaped
        return sum([len(choice.label) + 4 for choice in part.row])
    total = 0
    for line in lines(part):
        words = plain(line)
        if not words.strip():
            return 0
        total += _cost(line, words) + 4
    return total


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. ``summary`` is what a notification shows and a screen reader reads first."""

    summary: str
    parts: tuple[Part, ...] = ()
    sources: tuple[str, ...] = ()
    """Pieces of pathway data that the answer used, as ``pathway-id#path.to.item``."""

    def __post_init__(self) -> None:
        _check(self)


def _check(reply: Reply) -> None:
    if not 0 < len(reply.summary) <= MAX_SUMMARY:
        raise DoesNotFit(f"a summary has 1 to {MAX_SUMMARY} characters, not {len(reply.summary)}")
    if len(reply.parts) > MAX_PARTS:
        raise DoesNotFit(f"{len(reply.parts)} parts, at most {MAX_PARTS}")
    total = 0
    for part in reply.parts:
        taken = size(part)
        if not 0 < taken <= MAX_PART_TEXT:
            raise DoesNotFit(f"{type(part).__name__} of {taken} characters, at least 1 and at most {MAX_PART_TEXT}")
        _check_shape(part)
        if taken > MAX_LINE:
            _check_lines(part)
        total += taken
    if total > MAX_TEXT:
        raise DoesNotFit(f"{total} characters in all, at most {MAX_TEXT}")
    _check_choices([choice for part in reply.parts if isinstance(part, Buttons) for choice in part.row])


def _check_shape(part: Part) -> None:
    match part:
        case Heading(text) if len(text) > MAX_HEADING:
            raise DoesNotFit(f"a heading has at most {MAX_HEADING} characters")
        case Bullets(items) | Steps(items) if not 0 < len(items) <= MAX_ITEMS:
            raise DoesNotFit(f"a list has 1 to {MAX_ITEMS} items, not {len(items)}")
        case Facts(rows) if not 0 < len(rows) <= MAX_ITEMS:
            raise DoesNotFit(f"facts have 1 to {MAX_ITEMS} rows, not {len(rows)}")
        case Bar(share, _) if not 0 <= share <= 1:
            raise DoesNotFit(f"a bar shows a share from 0 to 1, not {share}")
        case Image(png, _, alt) if not png or not 0 < len(alt) <= MAX_ALT:
            raise DoesNotFit("an image needs its bytes and its words")
        case Attachment(content, _, _, _) if not 0 < len(content) <= MAX_FILE_BYTES:
            raise DoesNotFit(f"a file has 1 to {MAX_FILE_BYTES} bytes")
        case Buttons(row) if not 0 < len(row) <= MAX_BUTTONS:
            raise DoesNotFit(f"a row has 1 to {MAX_BUTTONS} buttons, not {len(row)}")
        case _:
            pass


def _check_lines(part: Part) -> None:
    match part:
        case Bullets(items) | Steps(items) if any(cost(item) > MAX_LINE for item in items):
            raise DoesNotFit(f"an item has at most {MAX_LINE} characters")
        case Facts(rows) if any(cost(value) > MAX_LINE for _, value in rows):
            raise DoesNotFit(f"a fact has at most {MAX_LINE} characters")
        case _:
            pass


def _check_choices(choices: list[Choice]) -> None:
    if len(choices) > MAX_ALL_BUTTONS:
        raise DoesNotFit(f"{len(choices)} buttons, at most {MAX_ALL_BUTTONS}")
    if any(not 0 < len(choice.label.strip()) <= len(choice.label) <= MAX_LABEL for choice in choices):
        raise DoesNotFit(f"a label has 1 to {MAX_LABEL} characters")
    ids = [wire.pack(choice.intent) for choice in choices]
    if len(set(ids)) < len(ids):
        raise DoesNotFit("two buttons of one reply mean the same")
    for choice in choices:
        if isinstance(choice, Form) and (wrong := problem(choice)):
            raise DoesNotFit(wrong)
