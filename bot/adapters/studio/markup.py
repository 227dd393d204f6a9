"""HTML by hand: words are escaped where they enter a page, here and nowhere else."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TypeAlias

Markup: TypeAlias = str  # HTML, whose words are escaped already


class Unfamiliar(ValueError):
    """Something that is not drawn here. A renderer has learnt what its page has not."""


def page(shown: tuple[Markup, ...], *, style: str, title: str, dark: bool) -> str:
    """A whole document that shows these pieces below each other."""
    look = Path(__file__).with_name(style).read_text("utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="en" class="{"dark" if dark else "light"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{said(title)}</title><style>{look}</style></head>"
        f"<body><main>{''.join(shown)}</main></body></html>\n"
    )


def said(words: str) -> Markup:
    """Words."""
    return html.escape(words)


def tag(name: str, inside: Markup, **attributes: str) -> Markup:
    """An element."""
    return f"<{name}{attributes_of(**attributes)}>{inside}</{name}>"


def attributes_of(**attributes: str) -> Markup:
    """Attributes by name; those that Python reserves or cannot spell are written ``cls``, ``for_``, ``data_x``."""
    names = {"cls": "class", "for_": "for"}
    return "".join(
        f' {names.get(name, name.replace("_", "-"))}="{html.escape(value)}"' for name, value in attributes.items()
    )
