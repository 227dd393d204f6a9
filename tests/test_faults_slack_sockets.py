"""Socket Mode when the sockets close, fall silent or cannot be had: row B10 of the fault matrix."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import lines
from bot.adapters.slack.hello import SlackSaysNo
from bot.adapters.slack.lines import Lines
from tests.fakes.aio import in_loop
from tests.fakes.slack.fates import Fate
from tests.slack_program import serving, words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.fakes.slack.install import FakeSlack
    from tests.fakes.slack.thread import SlackThread

pytest_plugins = ["tests.fakes.slack.fixtures"]


def test_B10_one_socket_listens_while_the_other_is_gone(slack_thread: SlackThread, tmp_path: Path) -> None:
    fake = slack_thread.fake
    user = fake.add_user("Ada")
    with serving(slack_thread, tmp_path / "data", by="socket") as program:
        slack_thread.until(lambda: len(fake.sockets.open) == 2)
        assert slack_thread.send_command(user, "done jupyter").ok
        slack_thread.soon(lambda: fake.sockets.cut(fake.sockets.open[0]))
        assert slack_thread.send_command(user, "done kafka").ok
        assert program.healthy()
        slack_thread.disconnect("warning", fake.sockets.open[0])
        slack_thread.until(lambda: len(fake.sockets.open) == 2, 20)
        assert "2 of 24 steps" in words(slack_thread.send_command(user, "progress").json["blocks"])


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("PING", 0.1), ("LOOK", 0.02), ("PATIENCE", 0.5)):
        monkeypatch.setattr(lines, name, seconds)


@asynccontextmanager
async def listening(fake: FakeSlack) -> AsyncIterator[Lines]:
    """Both sockets, with an application behind them that takes every event."""
    leave = asyncio.Event()
    async with fake, aiohttp.ClientSession() as session:
        clients = [
            AsyncWebClient(token=token, base_url=fake.api_url, session=session, retry_handlers=[])
            for token in (fake.bot_token(), fake.world.app.app_token)
        ]
        bolt = AsyncApp(client=clients[0], process_before_response=True)

        async def taken() -> None:
            pass

        bolt.event("message")(taken)  # pyright: ignore[reportUnknownMemberType]
        opened = Lines(bolt, clients[1])
        await opened.open()
        watching = asyncio.create_task(opened.watch(leave))
        yield opened
        leave.set()
        await watching
        await opened.close()


async def both(fake: FakeSlack) -> None:
    await fake.until(lambda: len(fake.sockets.open) == 2, 20)


@pytest.mark.usefixtures("hasty")
@in_loop
async def test_B10_sockets_that_close_or_fall_silent_are_made_anew(fake_slack: FakeSlack) -> None:
    async with listening(fake_slack) as opened:
        await both(fake_slack)
        for end in (fake_slack.sockets.cut, fake_slack.sockets.mute):
            assert (await fake_slack.say(fake_slack.user, "before")).ok
            end()
            assert not (await fake_slack.say(fake_slack.user, "lost")).ok
            await both(fake_slack)
            assert (await fake_slack.say(fake_slack.user, "after")).ok
        await fake_slack.sockets.disconnect("refresh_requested")
        await both(fake_slack)
        assert (await fake_slack.say(fake_slack.user, "after")).ok
        await until(lambda: opened.trouble is None)


@pytest.mark.usefixtures("hasty")
@in_loop
async def test_B10_an_address_that_is_used_up_is_not_tried_for_ever(
    fake_slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(fake_slack) as opened:
        await both(fake_slack)
        fake_slack.sockets.turns_away = 2
        fake_slack.sockets.cut()
        await until(lambda: opened.trouble == "There is no web socket to Slack.")
        await both(fake_slack)
        assert (await fake_slack.say(fake_slack.user, "after")).ok
        await until(lambda: opened.trouble is None)
    assert "was dead and was made anew" in caplog.text
    assert "ticket" not in caplog.text


@pytest.mark.usefixtures("hasty")
@in_loop
async def test_B10_slack_that_is_away_is_asked_more_and_more_patiently(
    fake_slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LONGEST_REST", 1.0)
    async with listening(fake_slack) as opened:
        for fate in (Fate.refuse_drop(), Fate.refuse("internal_error")):
            await both(fake_slack)
            fake_slack.fates.always("apps.connections.open", fate)
            fake_slack.sockets.cut()
            await until(lambda: opened.trouble is not None)
            asked = len(fake_slack.calls_of("apps.connections.open"))
            await fake_slack.until(
                lambda asked=asked: len(fake_slack.calls_of("apps.connections.open")) > asked + 4, 20
            )
            fake_slack.fates.clear()
        await both(fake_slack)
        assert (await fake_slack.say(fake_slack.user, "after")).ok


@pytest.mark.usefixtures("hasty")
@in_loop
async def test_B10_a_token_that_slack_refuses_is_said_once_and_never_used_again(
    fake_slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(fake_slack) as opened:
        await both(fake_slack)
        fake_slack.fates.always("apps.connections.open", Fate.refuse("invalid_auth"))
        fake_slack.sockets.cut()
        await until(lambda: "ERROR" in caplog.text)
        asked = len(fake_slack.calls_of("apps.connections.open"))
        assert opened.trouble == "SLACK_APP_TOKEN: Slack does not take it any more (invalid_auth)."
        await asyncio.sleep(10 * lines.PING)  # long enough for the library, had it been left running
        assert len(fake_slack.calls_of("apps.connections.open")) == asked
    (said,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "start this program again" in said.getMessage()


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110  (nothing tells of it)
            await asyncio.sleep(0.01)


@in_loop
async def test_B10_without_a_socket_at_the_start_the_remedy_is_told(fake_slack: FakeSlack) -> None:
    fake_slack.fates.always("apps.connections.open", Fate.refuse_drop())
    with pytest.raises(SlackSaysNo, match=r"cannot be reached by a web socket .*; check the network"):
        async with listening(fake_slack):
            pytest.fail("there is none")
