"""`python -m tests.fakes.discord --port 0`: a Discord to tinker with; prints its address, and what happens."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys

from tests.fakes.discord.hands import FakeDiscord


def say(line: str) -> None:
    """Print at once, for who reads along through a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def serve(port: int) -> None:
    """Run until interrupted."""
    async with FakeDiscord(port=port) as fake:
        for name, value in fake.environment().items():
            say(f"{name}={value}")
        seen = 0
        while True:
            wanted = seen
            await fake.until(lambda wanted=wanted: len(fake.calls) > wanted, timeout=1_000_000)
            for call in fake.calls[seen:]:
                say(f"{call.method} {call.channel} {call.status}")
            seen = len(fake.calls)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(given.port))


if __name__ == "__main__":
    main()
