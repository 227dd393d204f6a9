"""What a server spends on its requests, in instructions, counted by valgrind: a busy machine does not change that."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from pathlib import Path

_CONTROL = "callgrind_control"
_OUT = "instructions"


def can_be_counted() -> bool:
    """Whether valgrind is there."""
    return all(shutil.which(name) for name in ("valgrind", _CONTROL))


@dataclass
class Counter:
    """Counts for a process whose command line begins with ``line``; at first nothing is counted."""

    folder: Path
    dumps: int = 0

    @property
    def line(self) -> list[str]:
        """What the process is to run under."""
        out = f"--callgrind-out-file={self.folder / _OUT}"
        return ["valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no", out]

    async def of(self, pid: int, work: Awaitable[object]) -> int:
        """Instructions of the process, while something is done, that it would not have spent anyway.

        Under valgrind all takes fifty times as long, and what is done every few seconds would weigh as much more.
        """
        begun = time.monotonic()
        busy = await self._while(pid, work)
        return busy - await self._while(pid, asyncio.sleep(time.monotonic() - begun))

    async def _while(self, pid: int, work: Awaitable[object]) -> int:
        _tell(pid, "--instr=on")
        await work
        _tell(pid, "--instr=off")
        _tell(pid, "--dump")
        self.dumps += 1
        told = (self.folder / f"{_OUT}.{self.dumps}").read_text("utf-8")
        return int(next(line for line in told.splitlines() if line.startswith("totals:")).split()[1])


def _tell(pid: int, what: str) -> None:
    subprocess.run([_CONTROL, what, str(pid)], check=True, capture_output=True)
