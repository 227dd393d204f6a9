"""`coach run slack` as its own process against the fake Slack, over HTTP and over a web socket."""

from __future__ import annotations

import datetime as dt
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.hello import SlackSaysNo, introduce
from bot.clock import utc_now
from tests.fakes.aio import in_loop
from tests.fakes.slack.thread import SlackThread
from tests.network import environment
from tests.slack_program import free_port, latest, start, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.slack.install import FakeSlack

pytest_plugins = ["tests.fakes.slack.fixtures"]


@pytest.fixture(scope="module", params=["http", "socket"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackThread]:
    """One program for many tests: each brings its own people, and looks at what became of them alone."""
    with SlackThread() as slack:
        running = start(slack, tmp_path_factory.mktemp("coach"), by=request.param)
        yield slack
        code, said = running.leave()
    slack.fake.no_complaints()
    assert code == 0, said
    assert "Traceback" not in said


def test_a_command_is_answered_in_its_acknowledgement(served: SlackThread) -> None:
    user = served.fake.add_user("Ada", tz="Europe/Berlin")
    told = served.send_command(user, "next")
    assert told.ok
    assert told.json["response_type"] == "ephemeral"
    assert "Jupyter" in words(told.json["blocks"])
    assert "Berlin" in words(told.json["blocks"])


def posted(slack: SlackThread, user: Any) -> list[Any]:
    """The direct messages that somebody got."""
    return slack.fake.accepted_of("chat.postMessage", channel=slack.fake.world.im(user).id)


def test_the_home_shows_the_week_and_follows_every_change(served: SlackThread) -> None:
    user = served.fake.add_user("Ada", tz="Asia/Tokyo")
    served.open_home(user, "home")
    home = served.fake.home(user)
    assert "Tokyo" in words(home["blocks"])
    assert "0 of 24 steps" in words(home["blocks"])
    served.press(user, home, action_id="press:done?step=enroll-ml-specialization")
    served.until(lambda: "1 of 24 steps" in words(served.fake.home(user)["blocks"]))
    served.send_command(user, "undo")
    served.until(lambda: "0 of 24 steps" in words(served.fake.home(user)["blocks"]))


def test_settings_are_a_form_and_what_is_wrong_is_said_inside_it(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    served.say(user, "settings")
    served.press(user, latest(served, user), text="Change")
    served.until(lambda: served.fake.modals(user))
    sent = served.submit_view(user, values={"hours": "8", "day": "Sunday", "time": "18:00"})
    assert sent.json["response_action"] == "update"
    assert "8 h a week" in words(sent.json["view"]["blocks"])
    shown = words(served.send_command(user, "settings").json["blocks"])
    assert "8 hours a week" in shown
    assert "Sundays at 18:00" in shown


def test_the_first_questions_and_the_evidence_are_forms(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    served.say(user, "hi")
    served.press(user, latest(served, user), text="Make it fit me")
    served.until(lambda: served.fake.modals(user))
    told = {"hours": "8", "known": ["data-engineering-pipelines"], "by": "2020-01-01"}
    refused = served.submit_view(user, values=told)
    assert refused.json["errors"] == {"by": "Wed 1 Jan 2020 has passed; a day that is to come would work."}
    sent = served.submit_view(user, values={**told, "by": "2099-01-01"})
    assert "You know Data Engineering Pipelines" in words(sent.json["view"]["blocks"])
    served.say(user, "finished the jupyter setup")
    served.press(user, latest(served, user), text="Add a link or note")
    served.until(lambda: served.fake.modals(user)[-1]["callback_id"] == "proof?step=python-jupyter-setup")
    sent = served.submit_view(user, values={"words": "https://example.org/me"})
    assert "Kept as evidence for  Python and Jupyter setup" in words(sent.json["view"]["blocks"])


def test_a_mention_is_answered_for_the_one_who_asked_alone(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    channel = served.fake.world.add_channel(served.fake.team, "general", user, bot=True)
    served.send_event(
        {
            "type": "app_mention",
            "user": user.id,
            "text": f"<@{served.fake.team.bot_user}> how am I doing?",
            "ts": "1764500000.000100",
            "channel": channel.id,
            "event_ts": "1764500000.000100",
        }
    )
    (told,) = served.fake.accepted_of("chat.postEphemeral", user=user.id)
    assert told.user == user.id
    assert "0 of 24 steps" in words(told.payload["blocks"])


@pytest.mark.parametrize("by", ["http", "socket"])
def test_a_termination_ends_the_program_with_nothing_half_done(
    slack_thread: SlackThread, tmp_path: Path, by: str
) -> None:
    program = start(slack_thread, tmp_path / "data", by=by)
    user = slack_thread.fake.add_user("Ada")
    slack_thread.send_command(user, "done jupyter")
    begun = time.monotonic()
    code, said = program.leave()
    assert (code, "Traceback" in said) == (0, False)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-revoked"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "hello"}, "xoxb-"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "SLACK_API_URL"),
        ({"PORT": "many"}, "PORT"),
        ({"SLACK_APP_TOKEN": "-".join(["xapp", "1", "wrong"])}, "SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": "hello"}, "xapp-"),
    ],
)
def test_what_is_wrong_at_the_start_is_one_line_with_its_remedy(
    slack_thread: SlackThread, tmp_path: Path, wrong: dict[str, str], told: str
) -> None:
    given = {
        **slack_thread.fake.environment(socket=False),
        "PORT": str(free_port()),
        "COACH_DATA": str(tmp_path),
        **wrong,
    }
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run", "slack"],
        env=environment(**given),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 2, ended.stderr
    assert told in ended.stderr
    assert ended.stderr.count("\n") == 1
    slack_thread.fake.complaints.take(".*")


def test_a_taken_port_is_named(slack_thread: SlackThread, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        given = {**slack_thread.fake.environment(socket=False), "PORT": str(port), "COACH_DATA": str(tmp_path)}
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "run", "slack"],
            env=environment(**given),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert ended.returncode == 2
    assert f"Port {port}" in ended.stderr


@in_loop
async def test_a_clock_that_is_far_off_is_named(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=fake.bot_token(), base_url=fake.api_url, session=session, retry_handlers=[])
        assert (await introduce(client, utc_now)).bot_user_id
        for minutes, side in ((6, "ahead of"), (-6, "behind")):
            with pytest.raises(SlackSaysNo, match=rf"6 minutes {side} Slack's.*NTP"):
                await introduce(client, lambda: utc_now() + dt.timedelta(minutes=minutes))  # noqa: B023


def test_an_export_comes_as_a_file_in_private(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    told = served.send_command(user, "export my data")
    assert "pathway-coach-data.json" in words(told.json["blocks"])
    served.until(lambda: served.fake.accepted_of("files.completeUploadExternal", channel=served.fake.world.im(user).id))
    (sent,) = served.fake.accepted_of("files.completeUploadExternal", channel=served.fake.world.im(user).id)
    assert sent.payload["files"][0]["title"] == "pathway-coach-data.json"


def test_being_forgotten_is_asked_once_and_then_done(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    served.send_command(user, "done jupyter")
    served.say(user, "delete my data")
    served.press(user, served.fake.messages(user)[-1], text="Delete everything")
    (told,) = served.fake.accepted_of("response_url", user=user.id)
    assert "deleted" in told.payload["text"]
    assert "0 of 24 steps" in words(served.send_command(user, "progress").json["blocks"])


def test_prompts_are_offered_where_the_conversation_opens(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    served.open_home(user, "messages")
    (offered,) = served.fake.accepted_of("assistant.threads.setSuggestedPrompts", channel=served.fake.world.im(user).id)
    assert 1 <= len(offered.payload["prompts"]) <= 4
