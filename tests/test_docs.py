"""What is written is true: the README's table and transcript, the decisions, the locks. ``REWRITE=1`` writes anew."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from bot.core.commands import COMMANDS, Command
from bot.core.intents import INTENTS
from tests import faults
from tests.test_conversations import played

REPO = Path(__file__).parent.parent
README = REPO / "README.md"
SCRIPT = "> what is next this week?\n> done 1\n> how am I doing?\n> how much more would I make?\n"


def _between(name: str, wanted: str, page: Path = README) -> None:
    """The page's marked passage holds ``wanted``."""
    text = page.read_text()
    found = re.search(rf"(<!-- {name}:[^\n]*-->\n)(.*?)(<!-- /{name} -->)", text, re.DOTALL)
    assert found, f"{page.name} has no passage {name}"
    if os.environ.get("REWRITE"):
        page.write_text(text[: found.start(2)] + wanted + text[found.end(2) :])
    assert found[2] == wanted, f"{page.name}, {name}: should be\n{wanted}"


def test_the_command_table_is_the_intents() -> None:
    rows = []
    for name, kind in INTENTS.items():
        meaning = (kind.__doc__ or "").split("\n")[0].rstrip(".")
        rows.append(f"| `{name}` | {meaning} | “{kind.example}” |\n")
    _between("commands", "| intent | what it does | for example |\n|---|---|---|\n" + "".join(rows))


def test_the_page_of_commands_is_the_commands() -> None:
    rows = [f"| `{each.path}` | {each.description} | {_options(each)} |\n" for each in COMMANDS]
    wanted = "| command | what it does | what may follow |\n|---|---|---|\n" + "".join(rows)
    _between("commands", wanted, REPO / "docs" / "commands.md")


def _options(command: Command) -> str:
    return ", ".join(f"{one.name}: {' / '.join(one.choices)}" if one.choices else one.name for one in command.options)


def test_the_transcript_is_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _between("transcript", f"```\n{played(SCRIPT, tmp_path)}```\n")


def test_every_decision_says_what_checks_it() -> None:
    records = sorted((REPO / "docs" / "decisions").glob("*.md"))
    numbers = [record.name[:4] for record in records]
    assert numbers == sorted(set(numbers))
    for record in records:
        text = record.read_text()
        assert text.startswith(f"# {int(record.name[:4])}. "), record
        assert "**Decision.**" in text, record
        assert "**Checks.**" in text, record
        for path in re.findall(r"`((?:tests|benchmarks|docs|bot|pathways|storage)/[\w./-]+\.\w+)`", text):
            assert (REPO / path).exists(), f"{record.name} names {path}, which is not there"


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in [README, REPO / "CONTRIBUTING.md", *(REPO / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPO, capture_output=True, text=True, check=False).stdout
    return [REPO / name for name in listed.split("\0") if name] or [*REPO.glob("*.*"), *REPO.glob("bot/**/*.py")]


def test_locks_hold_hashes_and_no_addresses() -> None:
    for lock in REPO.glob("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\S)", text.strip()))


SECRETS = re.compile(r"xox[abprs]-\d|xapp-\d|-----BEGIN [A-Z ]*PRIVATE KEY|[MN][A-Za-z\d]{23}\.[\w-]{6}\.[\w-]{27}")


def test_no_secret_is_in_the_tree() -> None:
    for file in _tracked():
        if file.is_file() and file.stat().st_size < 2_000_000:
            assert not SECRETS.search(file.read_text(errors="replace")), file


def test_modules_stay_small() -> None:
    for file in _tracked():
        if file.suffix == ".py" and file.relative_to(REPO).parts[0] in {"bot", "pathways", "storage"}:
            assert len(file.read_text().splitlines()) <= 300, f"{file} is past 300 lines: it holds more than one thing"


def test_the_page_of_faults_is_what_is_tested() -> None:
    told = faults.page()
    if os.environ.get("REWRITE"):
        faults.PAGE.write_text(told)
    assert faults.PAGE.read_text() == told
    missing = faults.listed().keys() - faults.tested().keys()
    assert missing == set(), f"no test is named after {sorted(missing)}"
