"""Words as Slack's structured text, so that what somebody wrote stays what it is: words.

No block uses ``mrkdwn``. Rich text and plain text are not parsed for marks, so a mention, a link, an emoji or
weight exists only where this module builds an element for it. Only ``notification`` is parsed by Slack, hence escaped.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.adapters.drawing import NOTHING, clean, one_line, unbroken
from bot.core.reply import Bold, Link, Moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.reply import Line, Span

Block: TypeAlias = dict[str, Any]

_WHEN = "{date_short_pretty} {time}"
_EMOJI = re.compile(r":(?=[\w+'-]*[^\W\d_][\w+'-]*:)")
_MARKS = {"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"}  # noqa: RUF001  (that they look alike is the point)
_JOINER = "\N{WORD JOINER}"


def notification(words: str) -> str:
    """The top-level ``text`` of a message, which Slack parses: nothing in it means anything.

    Blocks replace it on the screen; notifications and screen readers take it. Pairs of marks become their look-alikes.
    """
    quiet = _EMOJI.sub(":" + _JOINER, clean(words))
    for mark, twin in _MARKS.items():
        if quiet.count(mark) > 1:
            quiet = quiet.replace(mark, twin)
    return escape(quiet, quote=False).strip() or NOTHING


def plain(words: str) -> Block:
    """A text object on one line that shows every character as it is."""
    return {"type": "plain_text", "text": one_line(words), "emoji": False}


def elements(line: Line) -> list[Block]:
    """The spans of a line as rich-text elements; neighbours without dress become one."""
    made: list[Block] = []
    bare: Block | None = None
    for span in line:
        element = _element(span)
        if element.get("text") == "":
            continue
        if bare is not None and isinstance(span, str):
            bare["text"] += element["text"]
            continue
        bare = element if isinstance(span, str) else None
        made.append(element)
    if any(element.get("text", NOTHING).strip() for element in made):
        return made
    return [_words(NOTHING)]


def _element(span: Span) -> Block:
    match span:
        case str():
            return _words(unbroken(span))
        case Bold(words):
            return {"type": "text", "text": clean(words), "style": {"bold": True}}
        case Link(words, url):
            return {"type": "link", "url": url, "text": clean(words).strip() or url}
        case Moment(at, words):
            fallback = clean(words).strip() or NOTHING
            return {"type": "date", "timestamp": int(at.timestamp()), "format": _WHEN, "fallback": fallback}


def _words(words: str) -> Block:
    return {"type": "text", "text": words}


def section(line: Line) -> Block:
    """A paragraph, as an element of ``rich_text``."""
    return {"type": "rich_text_section", "elements": elements(line)}


def listed(items: Iterable[Line], style: str) -> Block:
    """A list, as an element of ``rich_text``; ``style`` is ``bullet`` or ``ordered``."""
    return {"type": "rich_text_list", "style": style, "elements": [section(item) for item in items]}


def rich(*made: Block) -> Block:
    """A block of rich text."""
    return {"type": "rich_text", "elements": list(made)}


def paragraph(line: Line) -> Block:
    """A block of one paragraph."""
    return rich(section(line))


def small_print(line: Line) -> Block:
    """A context block, which cannot hold rich text: a line that leads somewhere or tells a time gives up its size."""
    if any(isinstance(span, (Link, Moment)) for span in line):
        return paragraph(line)
    return context("".join(span if isinstance(span, str) else span.text for span in line))


def context(words: str) -> Block:
    """Words in small print."""
    return {"type": "context", "elements": [plain(words)]}


def header(words: str) -> Block:
    """A title, which screen readers announce as one."""
    return {"type": "header", "text": plain(words)}
