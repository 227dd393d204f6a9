"""`python -m tests.fakes.slack --port 0`: a Slack to tinker with; prints its address, and what happens."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys

from tests.fakes.slack.install import FakeSlack


def say(line: str) -> None:
    """Print at once, for who reads along through a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def serve(port: int, app_url: str) -> None:
    """Run until interrupted."""
    async with FakeSlack(app_url, port=port) as fake:
        for name, value in fake.environment(socket=not app_url).items():
            say(f"{name}={value}")
        seen = 0
        while True:
            wanted = seen
            await fake.until(lambda wanted=wanted: len(fake.calls) > wanted, timeout=1_000_000)
            for call in fake.calls[seen:]:
                say(f"{call.method} {call.team} {call.channel} {call.answer.get('error', 'ok')}")
            seen = len(fake.calls)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--app-url", default="", help="where the app listens; without it, Socket Mode")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(given.port, given.app_url))


if __name__ == "__main__":
    main()
