"""`coach run slack` as its own process, and what it shows."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.network import environment

if TYPE_CHECKING:
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

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1) as page:
                return bool(page.status == 200)
        except OSError:
            return False

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
