"""The coach as its own process: started, looked at, and told to leave."""

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
from typing import TYPE_CHECKING

from tests.network import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


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
    """Its log, once it has ended in ``staying``."""

    def health(self) -> tuple[int, str]:
        """What the health page says; nothing where there is none yet, or none any more."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as red:
            with red:
                return red.code, red.read().decode()
        except OSError:
            return 0, ""

    def healthy(self) -> bool:
        return self.health()[0] == 200

    def kill(self) -> None:
        """End it between two instructions."""
        self.process.kill()
        self.process.communicate()

    def leave(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        """Its exit code and its log, once it has ended."""
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


def run(*roles: str, data: Path, ready: Callable[[Program], bool] = Program.healthy, **given: str) -> Program:
    """`coach run`, until it is ``ready`` (its health page says that all is well), or until it has ended by itself."""
    port = int(given.get("PORT") or free_port())
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", *roles],
        env=environment(**{**given, "PORT": str(port), "COACH_DATA": str(data)}),
        stderr=subprocess.PIPE,
        text=True,
    )
    program = Program(process, port, data)
    until = time.monotonic() + 40
    while process.poll() is None and not ready(program):
        assert time.monotonic() < until, "not ready in time"
        time.sleep(0.02)
    return program


@contextmanager
def staying(program: Program) -> Generator[Program]:
    """The program for as long as the block lasts; it ends well, and without a traceback in its log."""
    try:
        yield program
    finally:
        code, program.said = program.leave()
    assert code == 0, program.said
    assert "Traceback" not in program.said
