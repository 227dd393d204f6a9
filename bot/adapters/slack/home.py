"""The App Home: one screen on a laptop, what is due now with its buttons, the rest folded to one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.drawing import bar
from bot.adapters.slack import buttons, text
from bot.core.reply import plain

if TYPE_CHECKING:
    from bot.adapters.slack.text import Block
    from bot.core.home import Home, Task
    from bot.core.reply import Line

CALLBACK = "home"
_DIVIDER: Block = {"type": "divider"}


def view(home: Home, *, owner: str) -> Block:
    """The Home of ``owner`` (a Slack user id)."""
    row = [buttons.button(choice, owner) for choice in home.row]
    blocks = [
        text.header(home.title),
        text.paragraph((*home.where, "\n", bar(home.bar.share, home.bar.words))),
        _DIVIDER,
        text.paragraph(home.week),
        *(block for task in home.tasks for block in _task(task, owner)),
        *(text.small_print(note) for note in home.notes),
        *([buttons.row(*row)] if row else []),
        _DIVIDER,
        *(_fold(fold.line, buttons.button(fold.button, owner)) for fold in home.ahead),
        _fold(home.settings, buttons.opener(home.form, owner)),
    ]
    return {"type": "home", "callback_id": CALLBACK, "blocks": blocks}


def _task(task: Task, owner: str) -> tuple[Block, Block]:
    return text.paragraph(task.line), buttons.row(buttons.button(task.done, owner), buttons.menu(task.more, owner))


def _fold(line: Line, button: Block) -> Block:
    """Words with a button at their end: a section, whose text here is plain, hence without weight."""
    return {"type": "section", "text": text.plain(plain(line)), "accessory": button}
