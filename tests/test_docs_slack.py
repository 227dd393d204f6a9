"""docs/slack.md is true: what the program says at its start, scopes, settings, commands and pictures."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from bot.adapters.slack.manifest import SCOPES
from bot.cli import parser
from docs import pictures

REPO = Path(__file__).parent.parent
GUIDE = (REPO / "docs" / "slack.md").read_text()
SPEAKERS = (
    "bot/settings.py",
    "bot/wiring.py",
    "bot/adapters/roof.py",
    "bot/adapters/slack/serve.py",
    "bot/adapters/slack/hello.py",
    "bot/adapters/slack/lines.py",
    "bot/adapters/slack/manifest.py",
    "storage/sealing.py",
    "storage/workspaces.py",
)
REFUSALS = {"SlackSaysNo", "SaysNo", "CannotStart", "NoAddress", "StorageError", "problems.append"}
NOT_AT_THE_START = ("a token that is kept", "a sealed token", "…: others have been")
"""Said of tokens while serving, when another program changed them."""


def words(node: ast.expr) -> str:
    """A text in the source, with … for what is filled in."""
    match node:
        case ast.Constant(str(said)):
            return said
        case ast.JoinedStr(parts):
            return "".join(words(part) for part in parts)
        case ast.FormattedValue():
            return "…"
        case _:
            return ""


def said_at_the_start() -> set[str]:
    found: set[str] = set()
    for file in SPEAKERS:
        for node in ast.walk(ast.parse((REPO / file).read_text())):
            match node:
                case ast.Call(func, [told, *_]) if ast.unparse(func) in REFUSALS:
                    found.add(words(told))
                case ast.Assign([ast.Name("NO_KEYS")], told):
                    found.add(words(told))
                case _:
                    pass
    own = {said for said in found if said and not said.upper().startswith("DISCORD")}
    return {said for said in own if not any(later in said for later in NOT_AT_THE_START)}


def rows(heading: str) -> list[str]:
    """The first column of the table that begins with this heading."""
    table = GUIDE.partition(f"| {heading} |")[2].split("\n\n")[0]
    return re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)


def test_every_refusal_at_the_start_is_in_the_table_and_no_other() -> None:
    told = rows("it says")
    assert len(told) == len(set(told))
    assert set(told) == said_at_the_start()


def test_every_scope_is_explained() -> None:
    assert rows("scope") == list(SCOPES)


def test_every_setting_is_one_that_the_example_names() -> None:
    example = (REPO / ".env.example").read_text()
    named = set(re.findall(r"\b(?:SLACK|COACH|DATABASE)_[A-Z_]+\b", GUIDE))
    unnamed = {"SLACK_API_URL"}  # for tests
    assert {name for name in named if f"# {name}=" not in example} == unnamed


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"coach ((?:slack|run|db|pathways) [\w -]+?)(?=[`\n…>]| https| FILE)", GUIDE)))
)
def test_every_command_is_one(command: str) -> None:
    lacking = {"--url": ["https://coach.example.org"], "backup": ["FILE"]}
    asked = shlex.split(command.strip())
    parser().parse_args([*asked, *lacking.get(asked[-1], [])])


def test_every_picture_is_shown_and_none_is_heavy(tmp_path: Path) -> None:
    drawn = {f"slack-{picture.name}.png" for picture in pictures.pictures(pictures.Stage(tmp_path))}
    kept = {file.name: file.stat().st_size for file in (REPO / "docs" / "pictures").glob("*.png")}
    assert drawn == set(kept) == set(re.findall(r"\(pictures/([\w-]+\.png)\)", GUIDE))
    assert max(kept.values()) < 120_000
    assert sum(kept.values()) < 1_500_000


def test_without_a_browser_the_way_to_one_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert pictures.main() == 2
    assert "apt-get install chromium" in capsys.readouterr().err
