"""docs/slack.md is true: what the program says at its start, scopes, settings, commands and pictures."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from bot.adapters.slack.manifest import SCOPES
from bot.cli import parser
from docs import pictures
from tests.guides import REPO, Guide
from tests.test_docs_discord import GUIDE as DISCORD

GUIDE = Guide(
    "slack",
    (
        "bot/adapters/slack/serve.py",
        "bot/adapters/slack/hello.py",
        "bot/adapters/slack/lines.py",
        "bot/adapters/slack/manifest.py",
        "storage/sealing.py",
        "storage/workspaces.py",
    ),
    # of tokens it is said while serving, when another program changed them
    others="Discord|DISCORD|a token that is kept|a sealed token|…: others have been",
)


def test_every_refusal_at_the_start_is_in_the_table_and_no_other() -> None:
    told = GUIDE.rows("it says")
    assert len(told) == len(set(told))
    assert set(told) == GUIDE.said_at_the_start()


def test_every_scope_is_explained() -> None:
    assert GUIDE.rows("scope") == list(SCOPES)


def test_every_setting_is_one_that_the_example_names() -> None:
    assert GUIDE.settings_without_example("SLACK|COACH|DATABASE") == {"SLACK_API_URL"}  # for tests


@pytest.mark.parametrize("command", GUIDE.commands("slack|run|db|pathways"))
def test_every_command_is_one(command: str) -> None:
    lacking = {"--url": ["https://coach.example.org"], "backup": ["FILE"]}
    asked = shlex.split(command.strip())
    parser().parse_args([*asked, *lacking.get(asked[-1], [])])


def test_every_picture_is_shown_and_none_is_heavy(tmp_path: Path) -> None:
    drawn = {f"{picture.name}.png" for picture in pictures.pictures(tmp_path)}
    kept = {file.name: file.stat().st_size for file in (REPO / "docs" / "pictures").glob("*.png")}
    assert drawn == set(kept) == GUIDE.pictures() | DISCORD.pictures()
    assert max(kept.values()) < 120_000
    assert sum(kept.values()) < 1_500_000


def test_without_a_browser_the_way_to_one_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert pictures.main() == 2
    assert "apt-get install chromium" in capsys.readouterr().err
