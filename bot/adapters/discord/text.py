"""Words as Discord's Markdown, so that what somebody wrote stays what it is: words.

Discord parses all text of a message. Every mark in what a learner or an author wrote is escaped; weight, links and
moments exist only where this module writes them.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.adapters.drawing import NOTHING, clean, unbroken
from bot.core.reply import Bold, Link, Moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.reply import Line, Span

_MARKS = re.compile(r"[\\*_~`|\[\]<]|@(?=everyone|here)|:(?=//|[\w+~-]+:)")
"""Weight, spoilers, code, links, mentions, emoji, moments, addresses."""
_LEADS = re.compile(r"^(\s*)([-#>+]|\d+(?=[.)]))", re.MULTILINE)
"""Lists, headings, small print, quotations: at the beginning of a line only."""
_IN_ADDRESS = "%:/?#[]@!$&'()*+,;=~-._"
_LOOKS_LIKE_ADDRESS = "://"


def line(spans: Line) -> str:
    """The spans of a line; it may have several lines of its own."""
    return _written(spans) or NOTHING


def row(spans: Line) -> str:
    """The spans of a line on one line, where a second one would be something else."""
    return " ".join(_written(spans).split("\n")).strip() or NOTHING


def heading(words: str) -> str:
    """A title."""
    return f"### {row((words,))}"


def small_print(spans: Line) -> str:
    """Small print."""
    return f"-# {row(spans)}"


def bullets(items: Iterable[Line]) -> str:
    """A list without order."""
    return "\n".join(f"- {row(item)}" for item in items)


def numbered(number: int, item: Line) -> str:
    """One line of a list with numbers."""
    return f"{number}. {row(item)}"


def _written(spans: Line) -> str:
    written = ""
    # neighbours of one kind are one: marks may lie across both, and two bold pieces side by side would not end
    for kind, together in groupby(spans, key=type):
        at_start = not written or written.endswith("\n")
        if kind is str or kind is Bold:
            words = "".join(span if isinstance(span, str) else span.text for span in together)
            written += (_weighty if kind is Bold else _plain)(words, at_start=at_start)
        else:
            written += "".join(map(_live, together))
    return written


def _plain(words: str, *, at_start: bool) -> str:
    return _escaped(unbroken(words), at_start=at_start)


def _live(span: Span) -> str:
    match span:
        case Link(words, url):
            return _link(_escaped(" ".join(clean(words).split()), at_start=False), url)
        case Moment(at, _):
            return f"<t:{int(at.timestamp())}:f>"
        case str() | Bold():
            return ""


def _weighty(words: str, *, at_start: bool) -> str:
    """Bold words; blanks at their ends stay outside, where marks still count as marks."""
    said = clean(words)
    inner = said.strip()
    if not inner:
        return said
    lead, _, tail = said.partition(inner)
    return f"{lead}**{_escaped(inner, at_start=at_start)}**{tail}"


def _link(words: str, url: str) -> str:
    """Words that lead somewhere. Discord makes no link of words that look like an address themselves."""
    address = quote(url, safe=_IN_ADDRESS)
    looks = _LOOKS_LIKE_ADDRESS in words.replace("\\", "")
    return f"[{words}](<{address}>)" if words and not looks else f"<{address}>"


def _escaped(words: str, *, at_start: bool) -> str:
    escaped = _MARKS.sub(r"\\\g<0>", words)
    return _LEADS.sub(_lead, escaped) if at_start else _after_first_line(escaped)


def _after_first_line(words: str) -> str:
    first, newline, rest = words.partition("\n")
    return first + newline + _LEADS.sub(_lead, rest) if newline else words


def _lead(found: re.Match[str]) -> str:
    blank, mark = found.groups()
    # digits cannot be escaped, what follows them can
    return f"{blank}{mark}\\" if mark.isdecimal() else f"{blank}\\{mark}"
