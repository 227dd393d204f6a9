"""Where the lines come from: a person with line editing and history, or a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from bot.core.intents import Smalltalk, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.adapters.terminal.chat import Chat

PROMPT = "you> "
_HISTORY = 1000


def converse(chat: Chat, *, history: Path) -> None:
    """Talk with a person until Ctrl-D; Ctrl-C drops the line, or leaves a form."""
    _edit_lines(history)
    chat.press(Smalltalk("hello"))
    while (line := _ask(PROMPT)) is not None:
        if line.strip():
            chat.hear(line, _answered)
    print("\nSee you. Your place is kept.", file=chat.out)


def _ask(prompt: str) -> str | None:
    while True:
        try:
            return input(prompt)
        except EOFError:
            return None
        except KeyboardInterrupt:
            print()


def _answered(question: str) -> str | None:
    """The answer to a question of a form; Ctrl-C leaves the form."""
    try:
        return input(question)
    except (EOFError, KeyboardInterrupt):
        print()
        return None


def _edit_lines(history: Path) -> None:
    """Line editing and history, where the platform has them."""
    try:
        import readline
    except ImportError:
        return
    import atexit

    history.parent.mkdir(parents=True, exist_ok=True)
    history.touch(mode=0o600)
    readline.read_history_file(history)
    readline.set_history_length(_HISTORY)
    atexit.register(readline.write_history_file, history)


def pipe(chat: Chat, lines: BinaryIO) -> None:
    """Answer line by line until the input ends."""
    coming = _decoded(lines)
    for line in coming:
        if line is None:
            chat.press(Unknown(puzzle="unreadable"))
        else:
            chat.hear(line, lambda _: next(coming, None))


def _decoded(lines: BinaryIO) -> Iterator[str | None]:
    """Each line as text; None for one that is no UTF-8."""
    for line in lines:
        try:
            yield line.decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            yield None
