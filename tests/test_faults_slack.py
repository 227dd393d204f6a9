"""What Slack can do to the coach: refuse, forget, repeat, fall silent, throw it out. Rows B of the fault matrix."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.adapters.slack.house import OFF, REVOKED
from storage.database import Database
from storage.sealing import Seal
from storage.workspaces import Workspaces
from tests.fakes.slack.fates import Fate
from tests.fakes.slack.thread import SlackThread
from tests.slack_program import latest, serving, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.slack.people import Message, Team, User
    from tests.slack_program import Program

pytest_plugins = ["tests.fakes.slack.fixtures"]

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
MANY = {"COACH_KEYS": KEY, "COACH_URL": "https://coach.example"}
NOT_IN = "I am not installed in this workspace any more"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SlackThread, Program]]:
    """One program in many workspaces: each test brings its own."""
    with SlackThread() as slack:
        with serving(slack, tmp_path_factory.mktemp("coach"), oauth=True, **MANY) as program:
            yield slack, program
        slack.fake.no_complaints()


@pytest.fixture
def slack(house: tuple[SlackThread, Program]) -> Iterator[SlackThread]:
    house[0].fates.clear()
    yield house[0]
    house[0].fates.clear()


@pytest.fixture
def workspaces(house: tuple[SlackThread, Program]) -> Workspaces:
    """What the program has stored."""
    return Workspaces(Database.open(house[1].data / "coach.db"), Seal.of(KEY))


def installed(slack: SlackThread, name: str, *, rotation: bool = False) -> tuple[Team, User]:
    """A workspace with somebody who has used the coach, and whose Home is drawn."""
    team = slack.fake.add_team(name, installed=False, rotation=rotation)
    assert slack.install(team).status == 200
    user = slack.fake.add_user("Ada", team=team)
    assert slack.send_command(user, "done jupyter").ok
    slack.until(lambda: slack.fake.accepted_of("views.publish", user=user.id))
    return team, user


def calls(slack: SlackThread, team: Team) -> int:
    return sum(call.team == team.id for call in slack.fake.calls)


def week(slack: SlackThread, user: User) -> Message:
    """This week's steps, with their buttons."""
    slack.say(user, "next")
    slack.until(lambda: latest(slack, user).blocks)
    message: Message = latest(slack, user)
    return message


def everything(slack: SlackThread, user: User, message: Message) -> str:
    """All that somebody can do; what the command was answered."""
    assert slack.say(user, "progress").ok
    assert slack.open_home(user).ok
    assert slack.press(user, message, text="Done 2").ok
    told = slack.send_command(user, "done kafka")
    assert told.ok
    return told.body


@pytest.mark.parametrize("code", sorted(OFF))
def test_B4_a_token_that_slack_refuses_pauses_its_workspace_and_no_other(
    slack: SlackThread, workspaces: Workspaces, code: str
) -> None:
    acme, ada = installed(slack, "Acme")
    _, bob = installed(slack, "Beta")
    message = week(slack, ada)
    slack.fates.always("*", Fate.refuse(code), team=acme.id)
    before = calls(slack, acme)
    slack.together(*(slack.fake.say(ada, "progress") for _ in range(4)))
    assert 1 <= calls(slack, acme) - before <= 4
    before = calls(slack, acme)
    assert NOT_IN in everything(slack, ada, message)
    assert calls(slack, acme) == before
    kept = workspaces.find("slack", acme.id)
    assert (kept is None) == (code in REVOKED), "a token that may be good again is not thrown away"
    assert "1 of 24 steps" in words(slack.send_command(bob, "progress").json["blocks"])
    slack.fates.clear()
    assert NOT_IN in slack.send_command(ada, "progress").body, "a pause ends by installing again, and not by itself"
    assert slack.install(acme).status == 200
    slack.say(ada, "next")
    assert "1 of 24 steps" in words(slack.send_command(ada, "progress").json["blocks"])
    assert calls(slack, acme) > before


def test_B4_a_token_that_ended_early_is_refreshed_once_and_the_call_made_again(slack: SlackThread) -> None:
    team, user = installed(slack, "Acme", rotation=True)
    refreshed = len(slack.fake.calls_of("oauth.v2.access", team=team.id))
    slack.fates.next("chat.postMessage", Fate.refuse("token_expired"), team=team.id)
    slack.say(user, "progress")
    assert len(slack.fake.accepted_of("chat.postMessage", team=team.id)) == 1
    assert len(slack.fake.calls_of("oauth.v2.access", team=team.id)) == refreshed + 1
    slack.fates.always("chat.postMessage", Fate.refuse("token_expired"), team=team.id)
    slack.say(user, "progress")
    assert len(slack.fake.calls_of("oauth.v2.access", team=team.id)) == refreshed + 1
    assert NOT_IN in slack.send_command(user, "progress").body


def test_B4_a_refresh_that_slack_refuses_for_good_pauses_and_one_unanswered_does_not(slack: SlackThread) -> None:
    for fate, paused in ((Fate.refuse("invalid_refresh_token"), True), (Fate.refuse_drop(), False)):
        team, user = installed(slack, "Acme", rotation=True)
        slack.fates.next("chat.postMessage", Fate.refuse("token_expired"), team=team.id)
        slack.fates.next("oauth.v2.access", fate)
        slack.say(user, "progress")
        assert not slack.fake.accepted_of("chat.postMessage", team=team.id)
        assert (NOT_IN in slack.send_command(user, "progress").body) == paused


def test_B4_each_pause_is_one_line_in_the_log(tmp_path: Path, slack_thread: SlackThread) -> None:
    with serving(slack_thread, tmp_path / "data", oauth=True, **MANY) as program:
        team, user = installed(slack_thread, "Acme")
        slack_thread.fates.always("*", Fate.refuse("account_inactive"), team=team.id)
        slack_thread.together(*(slack_thread.fake.say(user, "progress") for _ in range(4)))
        slack_thread.say(user, "progress")
    (line,) = program.said.splitlines()[1:]
    assert f"{team.id} is paused until the coach is installed there again: Slack says account_inactive" in line


@pytest.mark.parametrize("by", ["http", "socket"])
def test_B4_the_one_workspace_refuses_and_all_falls_silent_and_red(
    slack_thread: SlackThread, tmp_path: Path, by: str
) -> None:
    user = slack_thread.fake.add_user("Ada")
    with serving(slack_thread, tmp_path / "data", by=by) as program:
        message = week(slack_thread, user)
        slack_thread.fates.always("*", Fate.refuse("token_revoked"), team=slack_thread.fake.team.id)
        slack_thread.say(user, "progress")
        before = calls(slack_thread, slack_thread.fake.team)
        assert "I am not let into this workspace any more" in everything(slack_thread, user, message)
        assert calls(slack_thread, slack_thread.fake.team) == before
        assert program.health() == (
            503,
            '{"ready": false, "trouble": "SLACK_BOT_TOKEN: Slack does not take it any more (token_revoked)."}',
        )
    (line,) = program.said.splitlines()[1:]
    assert "copy its bot token (xoxb-…), and start this program again".encode("unicode_escape").decode() in line


def test_B4_the_one_workspace_takes_the_coach_out(slack_thread: SlackThread, tmp_path: Path) -> None:
    with serving(slack_thread, tmp_path / "data") as program:
        late = {"type": "app_uninstalled"}
        slack_thread.fake.clock.advance(-3600)
        slack_thread.send_event(late)
        slack_thread.fake.clock.advance(3600)
        assert program.healthy(), "that was before this token was taken"
        for event in ("app_uninstalled", "tokens_revoked"):
            assert slack_thread.call(slack_thread.fake.uninstall(events=(event,)))[0].status == 200
        assert program.health()[0] == 503
    assert len(program.said.splitlines()) == 2


def test_B4_taken_out_the_coach_is_silent_and_put_in_again_it_goes_on(
    slack: SlackThread, workspaces: Workspaces
) -> None:
    team, user = installed(slack, "Acme", rotation=True)
    message = week(slack, user)
    for gone in slack.uninstall(team):
        assert gone.status == 200
    assert workspaces.find("slack", team.id) is None
    before = len(slack.fake.calls)
    assert NOT_IN in everything(slack, user, message)
    assert len(slack.fake.calls) == before
    assert slack.install(team).status == 200
    assert "1 of 24 steps" in words(slack.send_command(user, "progress").json["blocks"])


def test_E12_a_departure_that_comes_after_the_new_installation_changes_nothing(slack: SlackThread) -> None:
    team, user = installed(slack, "Acme", rotation=True)
    slack.call(slack.fake.uninstall(team, events=()))
    assert slack.install(team).status == 200
    slack.fake.clock.advance(-30)
    for event in ({"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": [team.bot_user]}}):
        assert slack.call(slack.fake.send_event(event, team=team)).status == 200
    slack.fake.clock.advance(30)
    slack.say(user, "progress")
    assert slack.fake.accepted_of("chat.postMessage", team=team.id)
    slack.uninstall(team)
    assert NOT_IN in slack.send_command(user, "progress").body
