"""The Home in Slack follows what is changed elsewhere: on another account, on another platform, in another process."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.slack.surface import Surface
from bot.core.coach import Coach
from bot.core.home import Home
from pathways.journal import Finished, TakenBack
from pathways.learner import Account
from storage.notebook import Memory
from tests.slack_program import start, words
from tests.test_slack_oauth import MANY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.core.coach import Request
    from storage.database import Database
    from tests.fakes.slack.people import User
    from tests.fakes.slack.thread import SlackThread
    from tests.slack_program import Program

pytest_plugins = ["tests.fakes.slack.fixtures"]

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
DISCORD = Account("discord", "", "7")
PATHWAY, STEP = "backend-developer-to-ai-architect", "enroll-ml-specialization"


def of(user: User) -> Account:
    return Account("slack", user.team, user.id)


def join(memory: Memory, giver: Account, sayer: Account) -> None:
    with memory.turn(giver, now=NOW) as book:
        book.give("CCCC-CCCC", at=NOW)
    with memory.turn(sayer, now=NOW) as book:
        book.redeem("CCCC-CCCC", at=NOW)


def finish(memory: Memory, account: Account) -> None:
    with memory.turn(account, now=NOW) as book:
        book.write(Finished(PATHWAY, STEP), said=NOW, counts=NOW.date())


def shows(slack: SlackThread, user: User, said: str) -> Callable[[], bool]:
    return lambda: said in words((slack.fake.home(user) or {}).get("blocks"))


def nothing_is_outdated(memory: Memory) -> bool:
    return memory.outdated("slack") == ()


@pytest.fixture
def running(slack_thread: SlackThread, tmp_path: Path, address: str) -> Iterator[Program]:
    program = start(slack_thread, tmp_path / "data", DATABASE_URL=address)
    yield program
    code, said = program.leave()
    assert code == 0, said
    assert "Traceback" not in said


def test_a_home_shows_what_another_process_changed_on_another_platform(
    slack_thread: SlackThread, running: Program, memory: Memory
) -> None:
    slack = slack_thread
    ada = slack.fake.add_user("Ada", tz="Europe/Berlin")
    slack.open_home(ada, "home")
    assert shows(slack, ada, "0 of 24 steps")()
    finish(memory, DISCORD)
    join(memory, DISCORD, of(ada))
    # the account that said the code was met in that process, and its own page is that process's business
    finish(memory, DISCORD)
    slack.until(shows(slack, ada, "1 of 24 steps"))
    with memory.turn(DISCORD, now=NOW) as book:
        for entry in book.entries:
            book.write(TakenBack(entry.number), said=NOW, counts=NOW.date())
    slack.until(shows(slack, ada, "0 of 24 steps"))
    assert slack.fake.accepted_of("chat.postMessage") == []


def test_a_second_account_in_the_same_workspace_follows_too(
    slack_thread: SlackThread, running: Program, memory: Memory
) -> None:
    slack = slack_thread
    ada, ada_too = (slack.fake.add_user(name, tz="Europe/Berlin") for name in ("Ada", "Ada too"))
    for user in (ada, ada_too):
        slack.open_home(user, "home")
    join(memory, of(ada), of(ada_too))
    slack.press(ada_too, slack.fake.home(ada_too), action_id=f"press:done?step={STEP}")
    for user in (ada, ada_too):
        slack.until(shows(slack, user, "1 of 24 steps"))


def test_accounts_of_two_workspaces_are_each_shown_with_their_own_token(
    slack_thread: SlackThread, tmp_path: Path, opened: Callable[..., Database]
) -> None:
    slack, data = slack_thread, tmp_path / "data"
    program = start(slack, data, oauth=True, **MANY)
    teams = [slack.fake.add_team(name, installed=False) for name in ("Acme", "Initech")]
    users = [slack.fake.add_user("Ada", team=team, tz="Europe/Berlin") for team in teams]
    for team in teams:
        slack.install(team)
    for user in users:
        slack.open_home(user, "home")
    memory = Memory(opened(data / "coach.db"))
    join(memory, DISCORD, of(users[0]))
    join(memory, DISCORD, of(users[1]))
    # a workspace that the coach is not in is left alone, and keeps nobody else from being shown
    join(memory, DISCORD, Account("slack", "T0GONE", "U0GONE"))
    finish(memory, DISCORD)
    for user in users:
        slack.until(shows(slack, user, "1 of 24 steps"))
    code, said = program.leave()
    assert code == 0, said
    assert "home not published" not in said
    assert nothing_is_outdated(memory)


class Broken(Coach):
    """A coach that cannot draw one person's Home."""

    def home(self, request: Request) -> Home:
        if request.account.user == "broken":
            raise ZeroDivisionError
        return super().home(request)


def test_a_home_that_cannot_be_drawn_keeps_no_other_from_it(
    memory: Memory, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.talk import ARCHITECT

    broken, whole = Account("slack", "T1", "broken"), Account("slack", "T1", "whole")
    finish(memory, DISCORD)
    for account in (broken, whole):
        join(memory, DISCORD, account)
    finish(memory, DISCORD)
    shown: list[Account] = []

    async def show_home(surface: Surface, account: Account, client: AsyncWebClient) -> None:
        from bot.core.coach import Request

        await asyncio.to_thread(surface.coach.home, Request(account, ""))
        shown.append(account)

    async def speak(team: str) -> Any:
        return team

    async def look() -> None:
        coach = Broken({ARCHITECT.id: ARCHITECT}, memory, lambda: NOW, ARCHITECT.id)
        surface = Surface(coach, None, None)  # type: ignore[arg-type]
        await surface.catch_up(speak)
        surface.hands.rest()

    monkeypatch.setattr(Surface, "show_home", show_home)
    with caplog.at_level(logging.WARNING, logger="coach.slack"):
        asyncio.run(look())
    assert shown == [whole]
    assert "home not published: ZeroDivisionError" in caplog.text
    assert nothing_is_outdated(memory)
