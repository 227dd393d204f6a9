"""`coach run slack` as its own process, and what it shows."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.programs import Program, free_port, run

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.fakes.slack.thread import SlackThread

__all__ = ["Program", "free_port", "latest", "serving", "start", "words"]


def start(slack: SlackThread, data: Path, *, by: str = "http", oauth: bool = False, **more: str) -> Program:
    program = run("slack", data=data, **{**slack.fake.environment(socket=by == "socket", oauth=oauth), **more})
    # where the app has an address Slack delivers there, otherwise through its socket
    slack.fake.app_url = f"http://127.0.0.1:{program.port}" if by == "http" else ""
    return program


@contextmanager
def serving(
    slack: SlackThread, data: Path, *, by: str = "http", oauth: bool = False, **more: str
) -> Generator[Program]:
    """The program for as long as the block lasts; it ends well, and without a traceback in its log."""
    program = start(slack, data, by=by, oauth=oauth, **more)
    try:
        yield program
    finally:
        code, program.said = program.leave()
    assert code == 0, program.said
    assert "Traceback" not in program.said


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
