"""`coach run slack` as its own process, over HTTP, against the fake Slack."""

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

import pytest

from tests.network import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.slack.thread import SlackThread

pytest_plugins = ["tests.fakes.slack.fixtures"]


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


def start(slack: SlackThread, data: Path, **more: str) -> Program:
    port = int(more.get("PORT") or free_port())
    given = {**slack.environment(socket=False), "PORT": str(port), "COACH_DATA": str(data), **more}
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
    slack.app_url = f"http://127.0.0.1:{port}"
    return program


@pytest.fixture
def program(slack_thread: SlackThread, tmp_path: Path) -> Iterator[Program]:
    running = start(slack_thread, tmp_path / "data")
    yield running
    if running.process.poll() is None:
        code, said = running.leave()
        assert code == 0, said
        assert "Traceback" not in said


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


def test_a_command_is_answered_in_its_acknowledgement(program: Program, slack_thread: SlackThread) -> None:
    user = slack_thread.add_user("Ada", tz="Europe/Berlin")
    told = slack_thread.send_command(user, "next")
    assert told.status == 200
    assert told.json["response_type"] == "ephemeral"
    assert "Jupyter" in words(told.json["blocks"])
    assert "Berlin" in words(told.json["blocks"])


def test_a_direct_message_is_answered_once_however_often_it_comes(program: Program, slack_thread: SlackThread) -> None:
    user = slack_thread.add_user("Ada", tz="Europe/Berlin")
    first = slack_thread.say(user, "finished the jupyter setup")
    slack_thread.replay(first, 2)
    said = slack_thread.accepted_of("chat.postMessage")
    assert len(said) == 1
    assert "1 of 24 steps" in words(said[0].arguments["blocks"])
    progress = slack_thread.send_command(user, "progress")
    assert "1 of 24 steps" in words(progress.json["blocks"])
