"""The keys that tokens are sealed with: changed, missing, wrong, lost."""

from __future__ import annotations

import base64
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.clock import utc_now
from pathways.secret import Secret
from pathways.workspace import Installation
from storage import migrate
from storage.database import Database
from storage.sealing import Seal
from storage.workspaces import Workspaces
from tests.network import environment

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = (base64.urlsafe_b64encode(bytes([number] * 32)).decode() for number in range(2))
APP = {
    "SLACK_SIGNING_SECRET": "s",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "c",
    "COACH_URL": "https://coach.example",
}


def coach(data: Path, *command: str, keys: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *command],
        env=environment(**APP, COACH_DATA=str(data), COACH_KEYS=keys),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.fixture
def sealed(tmp_path: Path) -> Database:
    """Two workspaces' tokens under the old key."""
    migrate.upgrade(f"sqlite:///{tmp_path / 'coach.db'}")
    database = Database.open(tmp_path / "coach.db")
    for team in ("T1", "T2"):
        Workspaces(database, Seal.of(OLD)).save(
            Installation("slack", team, "Acme", "B1", Secret(f"{team} s3cret"), (), "U1"), utc_now()
        )
    return database


def test_tokens_are_sealed_anew_and_the_old_key_can_go(tmp_path: Path, sealed: Database) -> None:
    done = coach(tmp_path, "slack", "reseal", keys=f"{NEW},{OLD}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The tokens of 2 workspaces are sealed with the first key")
    found = Workspaces(sealed, Seal.of(NEW)).all("slack")
    assert [kept.bot_token.reveal() for kept in found] == ["T1 s3cret", "T2 s3cret"]


@pytest.mark.parametrize("command", [("run", "slack"), ("slack", "reseal")])
@pytest.mark.parametrize(("keys", "said"), [("", "COACH_KEYS: is not set"), (NEW, "2 of 2 workspaces (T1, T2); add")])
def test_a_key_that_is_missing_or_wrong_is_one_line_at_the_start(
    tmp_path: Path, sealed: Database, command: tuple[str, ...], keys: str, said: str
) -> None:
    ended = coach(tmp_path, *command, keys=keys)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "s3cret" not in ended.stderr
    assert len(Workspaces(sealed, Seal.of(OLD)).all("slack")) == 2


def test_a_lost_key_costs_its_workspaces_and_no_other(tmp_path: Path, sealed: Database) -> None:
    kept = Installation("slack", "T3", "Beta", "B1", Secret("other"), (), "U1")
    Workspaces(sealed, Seal.of(NEW)).save(kept, utc_now())
    done = coach(tmp_path, "slack", "reseal", "--without-lost", keys=NEW)
    assert (done.returncode, done.stderr) == (0, "")
    assert "The tokens of 1 workspace are sealed" in done.stdout
    assert Workspaces(sealed, Seal.of(NEW)).all("slack") == (kept,)
