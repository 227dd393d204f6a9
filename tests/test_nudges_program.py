"""`coach run nudges` as its own process with a turned clock, against the fake Slack; and where it does not start."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.settings import SettingsProblem, read
from pathways.learner import Account
from storage import files
from storage.database import Database
from storage.errors import StorageError
from tests.fakes.slack import Fate
from tests.network import environment
from tests.outbox import rows, states
from tests.workers import MONDAY_IN_BERLIN, MONDAY_IN_TOKYO, waited_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.slack import SlackThread, User
    from tests.workers import Worker

pytest_plugins = ["tests.fakes.slack.fixtures", "tests.turning"]
REPO = Path(__file__).parent.parent


class AtSlack:
    """A worker for the fake Slack."""

    def __init__(self, slack: SlackThread, worker: Worker) -> None:
        self.slack, self.address = slack, worker.address
        worker.given = slack.fake.environment(socket=True, oauth=False)
        self.start, self.leave, self.enrol = worker.start, worker.leave, worker.enrol

    def accepted(self, user: User) -> int:
        return len(self.slack.fake.accepted_of("chat.postMessage", channel=self.slack.fake.world.im(user).id))


@pytest.fixture
def worker(slack_thread: SlackThread, workers: Callable[..., Worker]) -> AtSlack:
    return AtSlack(slack_thread, workers(slack_thread))


def enrolled(worker: AtSlack, name: str, tz: str) -> User:
    user = worker.slack.fake.add_user(name, tz=tz)
    worker.enrol(Account("slack", user.team, user.id), tz)
    return user


def test_each_gets_one_message_on_Monday_at_nine_where_they_are(worker: AtSlack) -> None:
    ada, ken = enrolled(worker, "Ada", "Europe/Berlin"), enrolled(worker, "Ken", "Asia/Tokyo")
    tokyo = worker.start(MONDAY_IN_TOKYO)
    waited_for(lambda: worker.accepted(ken), "Tokyo's nudge")
    worker.leave(tokyo)
    assert (worker.accepted(ken), worker.accepted(ada)) == (1, 0)
    berlin = worker.start(MONDAY_IN_BERLIN)
    waited_for(lambda: worker.accepted(ada), "Berlin's nudge")
    worker.leave(berlin)
    assert (worker.accepted(ken), worker.accepted(ada)) == (1, 1)
    message = worker.slack.fake.messages(ada)[-1]
    assert message.blocks[0]["block_id"].startswith("d:")
    worker.slack.fake.no_complaints()


def test_A4_killed_while_slack_holds_its_answer_and_started_again_it_is_still_one(worker: AtSlack) -> None:
    ada = enrolled(worker, "Ada", "Europe/Berlin")
    worker.slack.fates.next("chat.postMessage", Fate.accept_held())
    process = worker.start(MONDAY_IN_BERLIN)
    waited_for(lambda: worker.accepted(ada), "the nudge")
    process.kill()
    process.wait()
    worker.slack.soon(worker.slack.fates.release)
    again = worker.start(MONDAY_IN_BERLIN + dt.timedelta(minutes=5))

    def is_sent() -> bool:
        with Database.open(worker.address) as database:
            return states(database) == {"2026-W49": "sent"}

    waited_for(is_sent, "the look")
    worker.leave(again)
    assert worker.accepted(ada) == 1


def test_A6_told_to_leave_it_finishes_what_it_has_begun(worker: AtSlack) -> None:
    ada = enrolled(worker, "Ada", "Europe/Berlin")
    worker.slack.fates.next("chat.postMessage", Fate.accept_late(2))
    process = worker.start(MONDAY_IN_BERLIN)
    waited_for(lambda: worker.accepted(ada), "the nudge")
    began = time.monotonic()
    worker.leave(process)
    assert time.monotonic() - began < 15
    with Database.open(worker.address) as database:
        assert [(row.state, row.lease_until) for row in rows(database)] == [("sent", None)]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_D12_a_second_worker_on_one_file_does_not_start(worker: AtSlack) -> None:
    first = worker.start(MONDAY_IN_BERLIN)
    given = {**worker.slack.fake.environment(socket=True, oauth=False), "DATABASE_URL": worker.address}
    second = subprocess.run(
        [sys.executable, "-m", "bot", "run", "nudges"],
        env=environment(**given), capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert second.returncode == 2
    assert "another worker sends nudges from it already" in second.stderr
    worker.leave(first)
    third = worker.start(MONDAY_IN_BERLIN)
    worker.leave(third)


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 3)])
def test_an_old_SQLite_is_told_to_whoever_runs_a_worker(
    sqlite_file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(files.sqlite3, "sqlite_version_info", version)
    with Database.open(sqlite_file) as database, database.worker():
        assert ("can damage a file" in caplog.text) == (version < files.SOUND)
        with Database.open(sqlite_file) as other, pytest.raises(StorageError, match="another worker"), other.worker():
            pass


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_D7_a_file_on_a_network_filesystem_is_refused(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    (tmp_path / "far away").mkdir()
    far = str(tmp_path / "far away").replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/home {far} {kind} rw 0 0\nbroken\n")
    with pytest.raises(StorageError, match=rf"network filesystem \({kind}\).*PostgreSQL"):
        files.refuse_network(tmp_path / "far away" / "coach.db", mounts)
    files.refuse_network(tmp_path / "near" / "coach.db", mounts)
    files.refuse_network(tmp_path / "near" / "coach.db", tmp_path / "no such list")


def test_D8_a_file_on_a_disk_that_is_wiped_is_refused() -> None:
    with pytest.raises(SettingsProblem, match="DATABASE_URL"):
        read({"DYNO": "web.1"}, dotenv=None)
    assert read({"DYNO": "web.1", "DATABASE_URL": "postgresql://h/d"}, dotenv=None)
    assert read({"DYNO": "web.1", "COACH_EPHEMERAL": "yes"}, dotenv=None).database_url.startswith("sqlite")


def test_the_procfile_names_commands_that_there_are() -> None:
    told = dict(line.split(": ", 1) for line in (REPO / "Procfile").read_text().splitlines())
    assert list(told) == ["release", "web", "worker", "discord"]
    for command in told.values():
        asked = [sys.executable, *shlex.split(command)[1:], "--help"]
        ended = subprocess.run(asked, env=environment(), cwd=REPO, capture_output=True, timeout=30, check=False)
        assert ended.returncode == 0, command
    assert os.linesep == "\n"
