"""Programs whose clock is turned: fixtures, had by `pytest_plugins = ["tests.turning"]`; import nothing from here."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workers import Worker


@pytest.fixture(scope="session")
def turning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that turns the wall clock."""
    made = tmp_path_factory.mktemp("clock") / "turned.so"
    source = Path(__file__).parent / "clock" / "turned.c"
    try:
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", made, source, "-ldl"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as reason:
        pytest.skip(f"no C compiler here: {reason}")
    return made


@pytest.fixture
def workers(address: str, turning: Path) -> Iterator[Callable[..., Worker]]:
    """Makes workers for fakes; what runs still is ended."""
    made: list[Worker] = []

    def make(*fakes: Any) -> Worker:
        made.append(Worker(address, turning, *fakes))
        return made[-1]

    yield make
    for process in (process for worker in made for process in worker.running):
        if process.poll() is None:
            process.kill()
        process.communicate()
