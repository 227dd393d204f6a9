"""What Discord's Markdown would make of a text: written from Discord's rules, not from our renderer."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_OURS = re.compile(r"\[[^\[\]]*\]\(<https://[^<>\s]*>\)|<https://[^<>\s]*>|<t:-?\d+:f>|\*\*")
"""Links, moments and weight as the renderer writes them."""
_LIVE = (
    re.compile(r"<(?:@[!&]?\d|#\d|a?:\w|t:|/\w|id:|https?:|\+?\d|[\w.]+@)"),
    re.compile(r"@(?:everyone|here)"),
    re.compile(r":[\w+~-]+:"),
    re.compile(r"\w+://"),
    re.compile(r"[*_~`|]"),
    re.compile(r"\[[^\]]*\]\("),
    re.compile(r"^\s*(?:#{1,3} |-# |>|[-*+] |\d+[.)] )", re.MULTILINE),
)
_NOTHING = "\N{WHITE SQUARE}"


def said(text: str) -> str:
    """What is read where every mark is escaped."""
    return _ESCAPE.sub(r"\1", text)


def live(text: str, *, list_mark: str = "") -> list[str]:
    """What would be more than words, beside what the renderer means; each line may begin with ``list_mark``."""
    bare = "\n".join(re.sub(f"^(?:{list_mark})", "", line) for line in text.split("\n")) if list_mark else text
    # an escaped mark is a letter like any other
    bare = _OURS.sub(_NOTHING, _ESCAPE.sub(_NOTHING, bare))
    return [found[0] for rule in _LIVE for found in rule.finditer(bare)]
