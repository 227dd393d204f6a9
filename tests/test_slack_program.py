"""`coach run slack` as its own process against the fake Slack, over HTTP and over a web socket."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.network import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.slack.thread import SlackThread

pytest_plugins = ["tests.fakes.slack.fixtures"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Program:
    """The program under test."""

    process: subprocess.Popen[str]
    port: int
    data: Path

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def leave(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=15)
        return self.process.returncode, said


def start(slack: SlackThread, data: Path, *, by: str = "http", **more: str) -> Program:
    port = int(more.get("PORT") or free_port())
    given = {**slack.fake.environment(socket=by == "socket"), "PORT": str(port), "COACH_DATA": str(data), **more}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "slack"],
        env=environment(**given),
        stderr=subprocess.PIPE,
        text=True,
    )
    program = Program(process, port, data)
    until = time.monotonic() + 30
    while process.poll() is None and not program.healthy():
        assert time.monotonic() < until, "not ready in time"
        time.sleep(0.02)
    # where the app has an address Slack delivers there, otherwise through its socket
    slack.fake.app_url = f"http://127.0.0.1:{port}" if by == "http" else ""
    return program


@pytest.fixture(params=["http", "socket"])
def program(request: pytest.FixtureRequest, slack_thread: SlackThread, tmp_path: Path) -> Iterator[Program]:
    running = start(slack_thread, tmp_path / "data", by=request.param)
    yield running
    if running.process.poll() is None:
        code, said = running.leave()
        assert code == 0, said
        assert "Traceback" not in said


def words(blocks: Any) -> str:
    """All text of some blocks."""
    match blocks:
        case list():
            return " ".join(words(block) for block in blocks)
        case dict():
            own = blocks.get("text") if isinstance(blocks.get("text"), str) else ""
            return " ".join([own, *(words(value) for value in blocks.values() if isinstance(value, (list, dict)))])
        case _:
            return ""


def test_a_command_is_answered_in_its_acknowledgement(program: Program, slack_thread: SlackThread) -> None:
    user = slack_thread.fake.add_user("Ada", tz="Europe/Berlin")
    told = slack_thread.send_command(user, "next")
    assert told.ok
    assert told.json["response_type"] == "ephemeral"
    assert "Jupyter" in words(told.json["blocks"])
    assert "Berlin" in words(told.json["blocks"])


def test_a_direct_message_is_answered_once_however_often_it_comes(program: Program, slack_thread: SlackThread) -> None:
    user = slack_thread.fake.add_user("Ada", tz="Europe/Berlin")
    first = slack_thread.say(user, "finished the jupyter setup")
    slack_thread.replay(first, 2)
    said = slack_thread.fake.accepted_of("chat.postMessage")
    assert len(said) == 1
    assert "1 of 24 steps" in words(said[0].payload["blocks"])
    progress = slack_thread.send_command(user, "progress")
    assert "1 of 24 steps" in words(progress.json["blocks"])


def latest(slack: SlackThread, user: Any) -> Any:
    return slack.fake.messages(user)[-1]


def test_a_button_changes_its_message_in_place_and_counts_once(program: Program, slack_thread: SlackThread) -> None:
    user = slack_thread.fake.add_user("Ada")
    slack_thread.say(user, "what's next?")
    message = latest(slack_thread, user)
    fake = slack_thread.fake
    slack_thread.together(*(fake.press(user, message, text="Done 1") for _ in range(2)))
    changed = slack_thread.fake.accepted_of("response_url")
    assert len(changed) == 2
    assert all(change.payload["replace_original"] for change in changed)
    assert "1 of 24 steps" in words(slack_thread.send_command(user, "progress").json["blocks"])


def test_a_button_of_somebody_else_changes_nothing(program: Program, slack_thread: SlackThread) -> None:
    ada, eve = slack_thread.fake.add_user("Ada"), slack_thread.fake.add_user("Eve")
    slack_thread.say(ada, "what's next?")
    slack_thread.press(eve, latest(slack_thread, ada), text="Done 1")
    (refused,) = slack_thread.fake.accepted_of("response_url")
    assert refused.payload["replace_original"] is False
    assert "somebody else" in refused.payload["text"]
    for user in (ada, eve):
        assert "0 of 24 steps" in words(slack_thread.send_command(user, "progress").json["blocks"])


def test_the_home_shows_the_week_and_follows_every_change(program: Program, slack_thread: SlackThread) -> None:
    user = slack_thread.fake.add_user("Ada", tz="Asia/Tokyo")
    slack_thread.open_home(user, "home")
    home = slack_thread.fake.home(user)
    assert "Tokyo" in words(home["blocks"])
    assert "0 of 24 steps" in words(home["blocks"])
    slack_thread.press(user, home, action_id="press:done?step=enroll-ml-specialization")
    slack_thread.until(lambda: "1 of 24 steps" in words(slack_thread.fake.home(user)["blocks"]))
    slack_thread.send_command(user, "undo")
    slack_thread.until(lambda: "0 of 24 steps" in words(slack_thread.fake.home(user)["blocks"]))


def test_settings_are_a_form_and_what_is_wrong_is_said_inside_it(program: Program, slack_thread: SlackThread) -> None:
    user = slack_thread.fake.add_user("Ada")
    slack_thread.say(user, "settings")
    slack_thread.press(user, latest(slack_thread, user), text="Make it fit me")
    slack_thread.until(lambda: slack_thread.fake.modals(user))
    sent = slack_thread.submit_view(user, values={"hours": "8", "day": "Sunday", "time": "18:00"})
    assert sent.json["response_action"] == "update"
    assert "8 h a week" in words(sent.json["view"]["blocks"])
    shown = words(slack_thread.send_command(user, "settings").json["blocks"])
    assert "8 hours a week" in shown
    assert "Sundays at 18:00" in shown


def test_a_mention_is_answered_for_the_one_who_asked_alone(program: Program, slack_thread: SlackThread) -> None:
    user = slack_thread.fake.add_user("Ada")
    channel = slack_thread.fake.world.add_channel(slack_thread.fake.team, "general", user, bot=True)
    slack_thread.send_event(
        {
            "type": "app_mention",
            "user": user.id,
            "text": f"<@{slack_thread.fake.team.bot_user}> how am I doing?",
            "ts": "1764500000.000100",
            "channel": channel.id,
            "event_ts": "1764500000.000100",
        }
    )
    (told,) = slack_thread.fake.accepted_of("chat.postEphemeral")
    assert told.user == user.id
    assert "0 of 24 steps" in words(told.payload["blocks"])


def test_bots_are_no_words_of_a_learner(program: Program, slack_thread: SlackThread) -> None:
    user = slack_thread.fake.add_user("Ada")
    slack_thread.say(user, "done jupyter")
    told = len(slack_thread.fake.accepted_of("chat.postMessage"))
    slack_thread.say(user, "done kafka", bot_id="B0000000001")
    assert len(slack_thread.fake.accepted_of("chat.postMessage")) == told


def test_guests_are_served_and_strangers_are_not(program: Program, slack_thread: SlackThread) -> None:
    guest = slack_thread.fake.add_user("Gus", tz="Europe/Berlin", is_restricted=True)
    assert "Jupyter" in words(slack_thread.send_command(guest, "next").json["blocks"])
    stranger = slack_thread.fake.add_user("Sam", home="T9")
    told = slack_thread.send_command(stranger, "next")
    assert told.json["text"].startswith("I coach the members of this workspace.")
    assert "blocks" not in told.json
    slack_thread.say(stranger, "next")
    assert not slack_thread.fake.accepted_of("chat.postMessage")


def test_a_forged_or_stale_request_is_refused(slack_thread: SlackThread, tmp_path: Path) -> None:
    from tests.fakes.slack.delivery import Wire

    program = start(slack_thread, tmp_path / "data")
    user = slack_thread.fake.add_user("Ada")
    forged = "".join(["w", "rong"])
    for wire in (Wire(unsigned=True), Wire(secret=forged), Wire(skew=-360), Wire(skew=360)):
        assert slack_thread.send_command(user, "done 1", wire=wire).status == 401
    assert "0 of 24 steps" in words(slack_thread.send_command(user, "progress").json["blocks"])
    assert program.leave()[0] == 0


def test_a_429_is_waited_for_and_nothing_is_posted_twice(program: Program, slack_thread: SlackThread) -> None:
    from tests.fakes.slack.fates import Fate

    user = slack_thread.fake.add_user("Ada")
    slack_thread.fates.next("chat.postMessage", Fate.refuse_429(1))
    slack_thread.say(user, "next")
    slack_thread.until(lambda: len(slack_thread.fake.accepted_of("chat.postMessage")) == 1)
    for fate in (Fate.accept_drop(), Fate.accept_5xx()):
        slack_thread.fates.next("chat.postMessage", fate)
        before = len(slack_thread.fake.accepted_of("chat.postMessage"))
        slack_thread.say(user, "progress")
        assert len(slack_thread.fake.accepted_of("chat.postMessage")) == before + 1


def test_a_delivery_whose_answer_was_lost_in_a_crash_is_answered_and_counts_once(
    slack_thread: SlackThread, tmp_path: Path
) -> None:
    from tests.fakes.slack.fates import Fate

    program = start(slack_thread, tmp_path / "data")
    user = slack_thread.fake.add_user("Ada")
    slack_thread.send_command(user, "next")
    slack_thread.fates.next("chat.postMessage", Fate.refuse_drop())
    first = slack_thread.say(user, "done with jupyter")
    program.process.kill()
    program.process.communicate()
    again = start(slack_thread, tmp_path / "data", PORT=str(program.port))
    slack_thread.replay(first, 1)
    assert "1 of 24 steps" in words(slack_thread.fake.accepted_of("chat.postMessage")[-1].payload["blocks"])
    assert "1 of 24 steps" in words(slack_thread.send_command(user, "progress").json["blocks"])
    assert again.leave()[0] == 0


def test_a_termination_ends_the_program_with_nothing_half_done(program: Program, slack_thread: SlackThread) -> None:
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
