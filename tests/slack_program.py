"""`coach run slack` as its own process, and what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.programs import Program, free_port, run, staying

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tests.fakes.slack.thread import SlackThread

__all__ = ["Program", "free_port", "latest", "serving", "start", "words"]


def start(slack: SlackThread, data: Path, *, by: str = "http", oauth: bool = False, **more: str) -> Program:
    program = run("slack", data=data, **{**slack.fake.environment(socket=by == "socket", oauth=oauth), **more})
    # where the app has an address Slack delivers there, otherwise through its socket
    slack.fake.app_url = f"http://127.0.0.1:{program.port}" if by == "http" else ""
    return program


def serving(
    slack: SlackThread, data: Path, *, by: str = "http", oauth: bool = False, **more: str
) -> AbstractContextManager[Program]:
    """The program for as long as the block lasts."""
    return staying(start(slack, data, by=by, oauth=oauth, **more))


def words(blocks: Any) -> str:
    """All text of some blocks."""
    match blocks:
        case list():
            return " ".join(words(block) for block in blocks)
        case dict():
            own = blocks.get("text") if isinstance(blocks.get("text"), str) else ""
            return " ".join([own, *(words(value) for value in blocks.values() if isinstance(value, (list, dict)))])
        case _:
            return ""


def latest(slack: SlackThread, user: Any) -> Any:
    return slack.fake.messages(user)[-1]
