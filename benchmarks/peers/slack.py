"""What our Slack server is measured beside: ``python -m benchmarks.peers.slack bare|defaults PORT API DATABASE``.

``bare`` is Bolt and nothing else, set up as well as it can be: what any Slack server on it costs at the least.
``defaults`` is a coach as most people would write it: Bolt's and SQLModel's defaults, a listener for each command,
entities on an asynchronous engine. It gets WAL as we do, and is spared what ours does beyond it: it reads no free text,
makes no plan and asks for no profiles.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

SECRET = "benchmark-signing-secret"  # noqa: S105  (signs nothing but the benchmark's own requests)
TOKEN = "xoxb-benchmark"  # noqa: S105
LISTENERS, TASKS = 40, 24


def bare(port: int, api: str) -> None:
    app = AsyncApp(client=AsyncWebClient(TOKEN, api), signing_secret=SECRET, process_before_response=True)

    @app.command("/coach")
    async def coach(ack: Any) -> None:
        await ack("Here is your week.")

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    pages = web.Application()
    pages.router.add_post("/slack/events", events)
    web.run_app(pages, host="127.0.0.1", port=port, access_log=None, print=None)


def defaults(port: int, api: str, database: str) -> None:
    from sqlalchemy import event
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlmodel import Field, SQLModel, select
    from sqlmodel.ext.asyncio.session import AsyncSession

    class Learner(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        workspace: str = Field(index=True)
        user: str = Field(index=True)
        version: int = 0

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        learner_id: int = Field(foreign_key="learner.id", index=True)
        place: int
        title: str
        minutes: int = 120
        done: bool = False

    class Event(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        learner_id: int = Field(foreign_key="learner.id", index=True)
        key: str = Field(index=True)
        at: dt.datetime

    engine = create_async_engine(f"sqlite+aiosqlite:///{database}")
    open_session = async_sessionmaker(engine, class_=AsyncSession)

    @event.listens_for(engine.sync_engine, "connect")
    def log_ahead(connection: Any, _: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")

    app = AsyncApp(client=AsyncWebClient(TOKEN, api), signing_secret=SECRET)

    async def week(ack: Any, command: dict[str, Any]) -> None:
        async with open_session() as session:
            who = select(Learner).where(Learner.workspace == command["team_id"], Learner.user == command["user_id"])
            learner = (await session.exec(who)).first()
            if learner is None:
                learner = Learner(workspace=command["team_id"], user=command["user_id"])
                session.add(learner)
                await session.flush()
                session.add_all(Task(learner_id=learner.id, place=n, title=f"Step {n}") for n in range(TASKS))
            listed = await session.exec(select(Task).where(Task.learner_id == learner.id).order_by(Task.place))
            left = [task for task in listed if not task.done][:5]
            session.add(Event(learner_id=learner.id, key=command["trigger_id"], at=dt.datetime.now(dt.UTC)))  # noqa: TID251
            learner.version += 1
            words = [f"*{task.title}* · {task.minutes} min" for task in left]
            await session.commit()
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": line}} for line in words]
        await ack(text="This week", blocks=blocks)

    async def other(ack: Any) -> None:
        await ack()

    for number in range(LISTENERS):
        # ours is the middle one, so that half of the others are looked at first
        name = "/coach" if number == LISTENERS // 2 else f"/coach-{number}"
        app.command(name)(week if name == "/coach" else other)

    pages = app.web_app(path="/slack/events", port=port)

    async def tables(_: web.Application) -> None:
        async with engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)

    pages.on_startup.append(tables)
    web.run_app(pages, host="127.0.0.1", port=port, print=None)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare", at, api, _]:
            bare(int(at), api)
        case ["defaults", at, api, database]:
            defaults(int(at), api, database)
        case _:
            sys.exit(__doc__)
