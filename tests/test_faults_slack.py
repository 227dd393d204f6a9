"""What Slack can do to the coach: refuse, forget, repeat, fall silent, throw it out. Rows B of the fault matrix."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.adapters.slack.house import OFF, REVOKED
from bot.adapters.slack.manifest import SCOPES
from bot.clock import utc_now
from pathways.secret import Secret
from pathways.workspace import Installation
from storage.database import Database
from storage.sealing import Seal
from storage.workspaces import Workspaces
from tests.fakes.slack.delivery import Wire
from tests.fakes.slack.fates import Fate
from tests.fakes.slack.thread import SlackThread
from tests.slack_program import latest, serving, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.slack.people import Message, Team, User
    from tests.slack_program import Program

    Settle = Callable[..., tuple[Team, User]]

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
    return stored(house[1])


def stored(program: Program) -> Workspaces:
    return Workspaces(Database.open(program.data / "coach.db"), Seal.of(KEY))


@pytest.fixture
def settle(slack: SlackThread, workspaces: Workspaces) -> Settle:
    """A new workspace with somebody who has used the coach, and whose Home is drawn."""
    return lambda *, rotation=False: settled(slack, workspaces, rotation=rotation)


@pytest.fixture(scope="module")
def acme(house: tuple[SlackThread, Program]) -> Team:
    """A workspace for all who need none of their own."""
    return settled(house[0], stored(house[1]))[0]


def settled(slack: SlackThread, workspaces: Workspaces, *, rotation: bool = False) -> tuple[Team, User]:
    """As an earlier run of the program left it: to install by a browser takes longer, and not so often."""
    team = slack.fake.add_team("Acme", installed=False, rotation=rotation)
    token = slack.fake.world.grant(team, frozenset(SCOPES))
    kept = Installation("slack", team.id, "Acme", team.bot_user, Secret(token.value), SCOPES, "U1")
    if refresh := slack.fake.world.refresh_token(token):
        kept = replace(kept, refresh_token=Secret(refresh), expires=utc_now() + dt.timedelta(hours=12))
    workspaces.save(kept, utc_now())
    return team, newcomer(slack, team)


def newcomer(slack: SlackThread, team: Team) -> User:
    user = slack.fake.add_user("Ada", team=team)
    assert slack.send_command(user, "done jupyter").ok
    slack.until(lambda: slack.fake.accepted_of("views.publish", team=team.id, user=user.id))
    return user


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
    slack: SlackThread, workspaces: Workspaces, settle: Settle, acme: Team, code: str
) -> None:
    team, ada = settle()
    bob = newcomer(slack, acme)
    message = week(slack, ada)
    slack.fates.always("*", Fate.refuse(code), team=team.id)
    before = calls(slack, team)
    slack.together(*(slack.fake.say(ada, "progress") for _ in range(4)))
    assert 1 <= calls(slack, team) - before <= 4
    before = calls(slack, team)
    assert NOT_IN in everything(slack, ada, message)
    assert calls(slack, team) == before
    kept = workspaces.find("slack", team.id)
    assert (kept is None) == (code in REVOKED), "a token that may be good again is not thrown away"
    assert "1 of 24 steps" in words(slack.send_command(bob, "progress").json["blocks"])
    slack.fates.clear()
    assert NOT_IN in slack.send_command(ada, "progress").body, "a pause ends by installing again, and not by itself"
    assert slack.install(team).status == 200
    slack.say(ada, "next")
    assert "1 of 24 steps" in words(slack.send_command(ada, "progress").json["blocks"])
    assert calls(slack, team) > before


def test_B4_a_token_that_ended_early_is_refreshed_once(slack: SlackThread, settle: Settle) -> None:
    team, user = settle(rotation=True)
    refreshed = len(slack.fake.calls_of("oauth.v2.access", team=team.id))
    slack.fates.next("chat.postMessage", Fate.refuse("token_expired"), team=team.id)
    slack.say(user, "progress")
    assert len(slack.fake.accepted_of("chat.postMessage", team=team.id)) == 1
    assert len(slack.fake.calls_of("oauth.v2.access", team=team.id)) == refreshed + 1
    slack.fates.always("chat.postMessage", Fate.refuse("token_expired"), team=team.id)
    slack.say(user, "progress")
    assert len(slack.fake.calls_of("oauth.v2.access", team=team.id)) == refreshed + 1
    assert NOT_IN in slack.send_command(user, "progress").body


def test_B4_a_refresh_that_slack_refuses_for_good_pauses_and_one_unanswered_does_not(
    slack: SlackThread, settle: Settle
) -> None:
    for fate, paused in ((Fate.refuse("invalid_refresh_token"), True), (Fate.refuse_drop(), False)):
        team, user = settle(rotation=True)
        slack.fates.next("chat.postMessage", Fate.refuse("token_expired"), team=team.id)
        slack.fates.next("oauth.v2.access", fate)
        slack.say(user, "progress")
        assert not slack.fake.accepted_of("chat.postMessage", team=team.id)
        assert (NOT_IN in slack.send_command(user, "progress").body) == paused


def test_B4_each_pause_is_one_line_in_the_log(tmp_path: Path, slack_thread: SlackThread) -> None:
    with serving(slack_thread, tmp_path / "data", oauth=True, **MANY) as program:
        team, user = settled(slack_thread, stored(program))
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
    slack: SlackThread, workspaces: Workspaces, settle: Settle
) -> None:
    team, user = settle(rotation=True)
    message = week(slack, user)
    for gone in slack.uninstall(team):
        assert gone.status == 200
    assert workspaces.find("slack", team.id) is None
    before = len(slack.fake.calls)
    assert NOT_IN in everything(slack, user, message)
    assert len(slack.fake.calls) == before
    assert slack.install(team).status == 200
    assert "1 of 24 steps" in words(slack.send_command(user, "progress").json["blocks"])


def test_E12_a_departure_that_comes_after_the_new_installation_changes_nothing(
    slack: SlackThread, settle: Settle
) -> None:
    team, user = settle(rotation=True)
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


def test_B1_a_429_is_waited_for_in_its_own_workspace_only(slack: SlackThread, settle: Settle) -> None:
    acme, ada = settle()
    beta, bob = settle()
    slack.fates.next("chat.postMessage", Fate.refuse_429(2), team=acme.id)
    slack.together(*(slack.fake.say(user, "progress") for user in (ada, ada, bob, bob)))
    slack.until(lambda: len(slack.fake.accepted_of("chat.postMessage", team=acme.id)) == 2)
    refused, *later = sorted(call.at for call in slack.fake.calls_of("chat.postMessage", team=acme.id))
    assert all(at - refused >= 2 for at in later if at - refused > 0.5), "whoever was under way already was not told"
    assert max(later) - refused >= 2
    assert all(call.at - refused < 2 for call in slack.fake.calls_of("chat.postMessage", team=beta.id))
    assert len(slack.fake.accepted_of("chat.postMessage", team=beta.id)) == 2


def test_B1_nobody_waits_for_a_profile_or_for_half_an_hour(slack: SlackThread, settle: Settle) -> None:
    team, _ = settle()
    slack.fates.always("users.info", Fate.refuse_429(1800), team=team.id)
    for name in ("Bob", "Cy"):
        user = slack.fake.add_user(name, team=team)
        assert slack.send_command(user, "next").elapsed < 2
    slack.until(lambda: len(slack.fake.accepted_of("views.publish", team=team.id)) == 3)
    assert len(slack.fake.calls_of("users.info", team=team.id)) == 2, "once before, and once to be told"
    slack.fates.next("chat.postMessage", Fate.refuse_429(1800), team=team.id)
    for _ in range(2):
        assert slack.say(user, "progress").ok
    assert len(slack.fake.calls_of("chat.postMessage", team=team.id)) == 1


DOUBTFUL = {
    "accepted, then cut": (Fate.accept_drop(), 1),
    "accepted, then 5xx": (Fate.accept_5xx(), 1),
    "accepted, then internal_error": (Fate.accept_error("internal_error"), 1),
    "accepted, then fatal_error": (Fate.accept_error("fatal_error"), 1),
    "accepted, then rubbish": (Fate.accept_garbled(), 1),
    "refused by cutting": (Fate.refuse_drop(), 0),
    "refused by 5xx": (Fate.refuse_5xx(), 0),
    "refused by service_unavailable": (Fate.refuse("service_unavailable"), 0),
}


@pytest.mark.parametrize("doubt", DOUBTFUL)
def test_B2_what_may_have_been_accepted_is_never_said_twice(slack: SlackThread, acme: Team, doubt: str) -> None:
    fate, accepted = DOUBTFUL[doubt]
    user = newcomer(slack, acme)
    message = week(slack, user)
    slack.fates.next("chat.postMessage", fate, channel=user.id)
    said = slack.say(user, "done kafka", wire=Wire(retries=3))
    assert said.ok
    assert len(said.attempts) == 1, "taken, whatever became of the answer"
    assert len(slack.fake.calls_of("chat.postMessage", team=acme.id, user=user.id)) == 2
    assert len(slack.fake.accepted_of("chat.postMessage", team=acme.id, user=user.id)) == 1 + accepted
    slack.fates.next("response_url", fate, channel=user.id)
    assert slack.press(user, message, text="Done 2").ok
    assert len(slack.fake.calls_of("response_url", team=acme.id, user=user.id)) == 1
    slack.fates.next("views.publish", fate, channel=user.id)
    assert "3 of 24 steps" in words(slack.send_command(user, "progress").json["blocks"])


PERSONAL = ("channel_not_found", "user_not_found", "user_disabled", "is_archived", "messages_tab_disabled")
OURS = ("msg_too_long", "invalid_blocks", "no_text", "invalid_arguments", "missing_scope", "a_code_of_tomorrow")


@pytest.mark.parametrize("code", [*PERSONAL, "cannot_dm_bot", "restricted_action", *OURS])
def test_B5_who_cannot_be_answered_is_left_alone_until_they_write(slack: SlackThread, acme: Team, code: str) -> None:
    user = newcomer(slack, acme)
    slack.fates.next("chat.postMessage", Fate.refuse(code), channel=user.id)
    assert slack.say(user, "done kafka").ok
    assert len(slack.fake.calls_of("chat.postMessage", team=acme.id, user=user.id)) == 1
    assert slack.say(user, "progress").ok
    (told,) = slack.fake.accepted_of("chat.postMessage", team=acme.id, user=user.id)
    assert "2 of 24 steps" in words(told.payload["blocks"])


def test_B11_no_state_hangs_on_an_event(slack: SlackThread, acme: Team) -> None:
    user = newcomer(slack, acme)
    message = week(slack, user)
    url, slack.fake.app_url = slack.fake.app_url, "http://127.0.0.1:9"
    assert not slack.say(user, "done bishop").ok
    assert not slack.open_home(user).ok
    slack.fake.app_url = url
    assert slack.press(user, message, text="Done 2").ok
    assert "2 of 24 steps" in words(slack.send_command(user, "progress").json["blocks"])
    slack.until(lambda: "2 of 24 steps" in words(slack.fake.home(user)["blocks"]))


def test_a_file_that_cannot_be_handed_over_is_let_go(slack: SlackThread, settle: Settle) -> None:
    team, user = settle()
    for fate in (Fate.refuse_drop(), Fate.refuse("storage_limit_reached"), Fate.refuse_429(1)):
        slack.fates.next("files.getUploadURLExternal", fate, team=team.id)
        assert "pathway-coach-data.json" in words(slack.send_command(user, "export my data").json["blocks"])
    slack.until(lambda: slack.fake.accepted_of("files.completeUploadExternal", team=team.id))
    assert len(slack.fake.calls_of("files.getUploadURLExternal", team=team.id)) == 4
