"""What a quarter of an hour can do for a step, by the deed that its title begins with. Extend the table freely."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathways.model import Step

PAGES_AN_HOUR = 20
"""A technical book, read with a pencil."""

BITES: tuple[tuple[str, str, str], ...] = (
    # verbs, where one begins, where one goes on
    (
        "read study",
        "open it, look through the table of contents and read the first {pages} pages.",
        "read the next {pages} pages, and write down one thing to keep.",
    ),
    (
        "complete take finish watch",
        "open it and watch the first lesson.",
        "watch the next lesson, or redo one exercise that did not stick.",
    ),
    (
        "build deploy create design implement",
        "make an empty project for it and write down, in three lines, what it must do.",
        "make the smallest next thing run, and note what comes after it.",
    ),
    (
        "set",
        "open the guide to the first tool and do its first command.",
        "do the next command of the guide, and note where you stopped.",
    ),
    (
        "enroll enrol join earn register update",
        "open the page and fill in what you know by heart.",
        "fill in the next section, and leave the rest.",
    ),
    (
        "lead prepare present practice practise",
        "write down whom it is for, and the one question they will ask.",
        "write the next paragraph, badly is fine.",
    ),
)
_ELSE = ("write down its first move in one line, and make it.", "make the next move, and note what comes after it.")


def bite(step: Step, minutes: int, *, begun: bool) -> str:
    """What to do of a step in so many minutes."""
    verb = step.title.partition(" ")[0].casefold()
    first, then = next(((first, then) for verbs, first, then in BITES if verb in verbs.split()), _ELSE)
    return (then if begun else first).format(pages=max(2, minutes * PAGES_AN_HOUR // 60))
