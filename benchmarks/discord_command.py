"""``/coach next`` in Discord, from the gateway's event to the callback: ``python -m benchmarks.discord_command``.

Our program as it is run, with its database in a file, on a core of its own; Discord is played by a few lines here, on
another. Each command is a person's own. Then the memory that an idle process takes which serves Slack and Discord.

Exits 1 past a goal, and says which and by how much.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROOT = Path(__file__).resolve().parents[1]
ONE_BY_ONE, TOGETHER, ROUNDS, LEARNERS = 300, 50, 9, 64
GOAL_P99, GOAL_CROWD, GOAL_MEMORY = 150.0, 3000.0, 120.0
BOT = {"id": "100", "username": "coach", "discriminator": "0", "avatar": None, "global_name": None, "bot": True}
TOKEN = "made.up.token"  # noqa: S105
WEEK = {"type": 1, "name": "next", "options": []}

_cores = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else [0]
SERVER, LOAD = set(_cores[:1]), set(_cores[1:] or _cores)
_number = itertools.count(10**18)


@dataclass
class Discord:
    """As much of it as is needed."""

    url: str = ""
    socket: web.WebSocketResponse | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    answered: dict[str, asyncio.Future[float]] = field(default_factory=dict)

    async def rest(self, request: web.Request) -> web.Response:
        """Every call."""
        await request.read()
        path = request.match_info["path"]
        told: Any = {}
        match path.split("/"):
            case ["users", "@me"]:
                told = BOT
            case ["oauth2", "applications", "@me"]:
                told = {"id": BOT["id"], "name": "coach", "description": "", "bot_public": True, "flags": 0}
                told |= {"verify_key": "x", "owner": BOT, "bot_require_code_grant": False, "summary": "", "icon": None}
            case ["gateway", "bot"]:
                limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
                told = {"url": f"ws{self.url.removeprefix('http')}/gateway", "shards": 1, "session_start_limit": limit}
            case ["interactions", number, _, "callback"]:
                self.answered.pop(number).set_result(time.perf_counter())
                told = {"interaction": {"id": number, "type": 2}}
            case _:
                told = []
        return web.Response(body=json.dumps(told).encode(), content_type="application/json")

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        """The one connection."""
        self.socket = web.WebSocketResponse()
        await self.socket.prepare(request)
        await self.tell(10, {"heartbeat_interval": 40_000})
        async for frame in self.socket:
            match json.loads(frame.data)["op"]:
                case 1:
                    await self.tell(11, None)
                case 2:
                    more = {"session_id": "s", "resume_gateway_url": self.url, "application": {"id": "100", "flags": 0}}
                    ready = {"v": 10, "user": BOT, "guilds": [], "shard": [0, 1], "private_channels": [], **more}
                    await self.tell(0, ready, event="READY", number=1)
                    self.ready.set()
                case _:
                    pass
        return self.socket

    async def tell(self, op: int, data: object, *, event: str | None = None, number: int | None = None) -> None:
        """Say something over it."""
        assert self.socket is not None
        await self.socket.send_str(json.dumps({"op": op, "d": data, "t": event, "s": number}))

    async def command(self, learner: int) -> float:
        """Milliseconds from the event to the callback."""
        number, user = (
            str(next(_number)),
            {**BOT, "id": str(200 + learner), "username": f"learner{learner}", "bot": False},
        )
        channel = {"id": str(10_000 + learner), "type": 1, "recipients": [user]}
        interaction: dict[str, Any] = {
            "id": number,
            "application_id": "100",
            "type": 2,
            "token": f"t{number}",
            "version": 1,
            "channel_id": channel["id"],
            "channel": channel,
            "user": user,
            "context": 1,
            "locale": "en-GB",
            "authorizing_integration_owners": {"0": "0"},
            "app_permissions": "0",
            "entitlements": [],
            "attachment_size_limit": 10_000_000,
            "data": {"id": "1", "name": "coach", "type": 1, "options": [WEEK]},
        }
        done = self.answered[number] = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        await self.tell(0, interaction, event="INTERACTION_CREATE", number=int(number) % 1_000_000)
        return (await asyncio.wait_for(done, 30) - begun) * 1000


@contextlib.asynccontextmanager
async def discord() -> AsyncIterator[Discord]:
    made, pages = Discord(), web.Application()
    pages.router.add_get("/gateway/", made.gateway)
    pages.router.add_get("/gateway", made.gateway)
    pages.router.add_route("*", "/api/v10/{path:.*}", made.rest)
    pages.router.add_route("*", "/slack/{method}", _slack)
    runner = web.AppRunner(pages, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()


async def _slack(_: web.Request) -> web.Response:
    return web.json_response({"ok": True, "team_id": "T1", "user_id": "U1", "bot_id": "B1"})


@contextlib.asynccontextmanager
async def serving(made: Discord, folder: Path, *roles: str) -> AsyncIterator[subprocess.Popen[bytes]]:
    strange = ("COACH_", "SLACK_", "DISCORD_", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    own = {
        "COACH_DATA": str(folder),
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_URL": f"{made.url}/api/v10",
        "SLACK_BOT_TOKEN": "xoxb-made-up",
        "SLACK_SIGNING_SECRET": "made-up",
        "SLACK_API_URL": f"{made.url}/slack/",
        "PORT": "0",
    }
    own["PORT"] = str(_free_port())
    made.ready.clear()
    line = [sys.executable, "-m", "bot", "run", *roles]
    given = {**kept, "PYTHONPATH": str(ROOT), **own}
    server = await asyncio.to_thread(subprocess.Popen[bytes], line, env=given, cwd=folder)
    if sys.platform == "linux":
        os.sched_setaffinity(server.pid, SERVER)
    try:
        await asyncio.wait_for(made.ready.wait(), 60)
        yield server
    finally:
        server.terminate()
        await asyncio.to_thread(server.wait, 20)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def at(took: list[float], share: float) -> float:
    return sorted(took)[min(len(took) - 1, int(len(took) * share))]


async def measure(folder: Path) -> list[str]:
    missed: list[str] = []
    async with discord() as made:
        async with serving(made, folder, "discord") as server:
            for learner in range(LEARNERS):
                await made.command(learner)
            busy = time.clock_gettime((~server.pid << 3) | 2)
            took = [await made.command(number % LEARNERS) for number in range(ONE_BY_ONE)]
            work = (time.clock_gettime((~server.pid << 3) | 2) - busy) * 1000 / ONE_BY_ONE
            crowds = [
                max(await asyncio.gather(*(made.command(learner) for learner in range(TOGETHER))))
                for _ in range(ROUNDS)
            ]
        async with serving(made, folder, "slack", "discord") as both:
            await asyncio.sleep(3)  # until all is loaded that an idle process loads
            memory = resident(both.pid)
    p99 = at(took, 0.99)
    print(f"one by one: median {statistics.median(took):.1f} ms, p99 {p99:.1f} ms, {work:.1f} ms of processor each")
    print(f"{TOGETHER} at once: the last after {statistics.median(crowds):.0f} ms, at worst {max(crowds):.0f} ms")
    print(f"idle, Slack and Discord in one process: {memory:.0f} MB")
    goals = ((p99, GOAL_P99, "p99, ms"), (max(crowds), GOAL_CROWD, "crowd, ms"), (memory, GOAL_MEMORY, "memory, MB"))
    for measured, goal, what in goals:
        if measured > goal:
            missed.append(f"{what}: {measured:.0f}, goal {goal:.0f}")
    return missed


async def main() -> int:
    if sys.platform == "linux":
        os.sched_setaffinity(0, LOAD)
    with tempfile.TemporaryDirectory() as folder:
        missed = await measure(Path(folder))
    for line in missed:
        print(f"PAST A GOAL: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
