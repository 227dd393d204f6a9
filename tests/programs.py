"""The coach as its own process: started, looked at, and told to leave."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.network import environment


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

    def health(self) -> int:
        """The status of its health page; 0 where nobody answers."""
        return self.healthz()[0]

    def healthz(self) -> tuple[int, str]:
        """The status of its health page, and what it says; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1) as page:
                return int(page.status), page.read().decode()
        except urllib.error.HTTPError as red:
            with red:
                return red.code, red.read().decode()
        except OSError:
            return 0, ""

    def kill(self) -> None:
        """End it between two instructions."""
        self.process.kill()
        self.process.communicate()

    def leave(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


def run(*roles: str, data: Path, **given: str) -> Program:
    """`coach run`, until its health page says that all is well, or until it has ended by itself."""
    port = int(given.get("PORT") or free_port())
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", *roles],
        env=environment(**{**given, "PORT": str(port), "COACH_DATA": str(data)}),
        stderr=subprocess.PIPE,
        text=True,
    )
    program = Program(process, port, data)
    until = time.monotonic() + 40
    while process.poll() is None and program.health() != 200:
        assert time.monotonic() < until, "not ready in time"
        time.sleep(0.02)
    return program
