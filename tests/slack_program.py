"""`coach run slack` as its own process, and what it shows."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.network import environment

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.fakes.slack.thread import SlackThread


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Program:
    """The program under test."""

    process: subprocess.Popen[str]
    port: int
    data: Path
    said: str = ""
    """Its log, once it has ended in ``serving``."""

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def health(self) -> tuple[int, str]:
        """What the health page says."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as red:
            with red:
                return red.code, red.read().decode()

    def kill(self) -> None:
        """End it between two instructions."""
        self.process.kill()
        self.process.communicate()

    def leave(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=15)
        return self.process.returncode, said


def start(slack: SlackThread, data: Path, *, by: str = "http", oauth: bool = False, **more: str) -> Program:
    port = int(more.get("PORT") or free_port())
    given = {
        **slack.fake.environment(socket=by == "socket", oauth=oauth),
        "PORT": str(port),
        "COACH_DATA": str(data),
        **more,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "slack"],
        env=environment(**given),
        stderr=subprocess.PIPE,
        text=True,
    )
    program = Program(process, port, data)
    until = time.monotonic() + 30
    while process.poll() is None and not program.healthy():
        assert time.monotonic() < until, "not ready in time"
        time.sleep(0.02)
    # where the app has an address Slack delivers there, otherwise through its socket
    slack.fake.app_url = f"http://127.0.0.1:{port}" if by == "http" else ""
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
