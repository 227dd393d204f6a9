"""The same words get the same answer in a terminal, in Slack and in Discord: each as it is really sent and shown."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot import settings, wiring
from bot.adapters.discord import render as discord
from bot.adapters.slack import render as slack
from bot.adapters.terminal import render as terminal
from bot.core import door
from bot.core.coach import Request
from bot.core.reply import Attachment, Button, Form
from pathways.learner import Account
from tests import markdown
from tests.fakes.discord import DiscordThread
from tests.fakes.discord import components as c
from tests.fakes.slack.thread import SlackThread
from tests.programs import run, staying
from tests.slack_program import words as slack_words
from tests.test_conversations import SAID, TRANSCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.coach import Coach
    from bot.core.intents import Intent
    from bot.core.reply import Reply

pytest_plugins = ["tests.fakes.slack.fixtures", "tests.fakes.discord.fixtures"]
OWNER = "1234567890123456789"
ZONE = "Europe/Berlin"
ALIKE = [path for path in TRANSCRIPTS if not re.search(r"^@ (on|as) ", path.read_text(), re.MULTILINE)]
"""A transcript that goes from platform to platform by itself is another matter."""
_DRESS = re.compile(r"^(?:### |-# |- |\d+\. )", re.MULTILINE)
_FIGURE = re.compile(r"[$€]?\d[\d.,:%k]*\d[%k]?|\d")


class Table:
    """One learner on one surface, with a clock that a transcript sets; what can be pressed has numbers."""

    def __init__(self, folder: Path, platform: str) -> None:
        self.folder, self.account = folder, Account(platform, "", OWNER)
        self.now = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
        self.coach = self._begin()
        self.pressable: tuple[Button | Form, ...] = ()

    def _begin(self) -> Coach:
        told = settings.read({"COACH_DATA": str(self.folder)}, dotenv=None)
        return wiring.remembering(told, clock=lambda: self.now)[0]

    def direct(self, direction: str) -> None:
        if direction == "restart":
            self.coach = self._begin()
        else:
            self.now = dt.datetime.fromisoformat(direction).replace(tzinfo=dt.UTC)

    def say(self, line: str) -> Reply:
        self.now += dt.timedelta(minutes=1)
        said: str | Intent | Mapping[str, str] = SAID.get(line, line)
        if line.isascii() and line.isdigit() and 0 < int(line[:3]) <= len(self.pressable):
            choice = self.pressable[int(line[:3]) - 1]
            said = choice.intent
        reply = door.answer(self.coach, Request(self.account, said, timezone=ZONE))
        self.pressable = terminal.choices(reply)
        return reply


def in_terminal(reply: Reply) -> str:
    return terminal.text(reply, width=100_000)


def in_slack(reply: Reply) -> str:
    drawn = slack.message(reply, owner=OWNER).blocks
    return slack_words([block for block in drawn if block["type"] != "actions"])


def in_discord(reply: Reply) -> str:
    drawn = discord.message(reply, owner=OWNER).view.to_components()
    texts = [_DRESS.sub("", text).replace("**", "") for text in c.texts(drawn)]
    return markdown.said("\n".join(texts))


def facts(shown: str, reply: Reply) -> dict[str, list[str]]:
    """All figures and all words; of a file only what it is about, of a link only its words."""
    for file in (part for part in reply.parts if isinstance(part, Attachment)):
        shown = shown.replace("It comes as a file:", "").replace(f"({file.name})", "").replace(file.name, "")
    shown = re.sub(r"\(<?https://[^\s)>]+>?\)", "", shown)
    plain = re.sub(r"[░▓]+|^\s*\d+\. ", " ", shown, flags=re.MULTILINE)
    return {"figures": sorted(_FIGURE.findall(plain)), "words": sorted(re.findall(r"[^\W\d_]+", plain))}


@pytest.mark.parametrize("transcript", ALIKE, ids=lambda path: path.stem)
def test_a_transcript_says_the_same_everywhere(transcript: Path, tmp_path: Path) -> None:
    tables = [Table(tmp_path / name, name) for name in ("terminal", "slack", "discord")]
    for line in transcript.read_text().splitlines():
        if line.startswith("@ "):
            for table in tables:
                table.direct(line[2:])
        elif line.startswith("> "):
            replies = [table.say(line[2:]) for table in tables]
            assert len({reply.summary for reply in replies}) == 1, line
            reply = replies[0]
            wanted = facts(in_terminal(reply), reply)
            assert facts(in_slack(reply), reply) == wanted, line
            assert facts(in_discord(reply), reply) == wanted, line


def test_most_transcripts_are_said_everywhere() -> None:
    assert len(ALIKE) >= 10


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SlackThread, DiscordThread]]:
    """One program that serves both."""
    with SlackThread() as in_slack, DiscordThread() as in_discord:
        given = {**in_slack.fake.environment(socket=False), **in_discord.fake.environment()}
        program = run("slack", "discord", data=tmp_path_factory.mktemp("coach"), **given)
        in_slack.fake.app_url = f"http://127.0.0.1:{program.port}"
        in_discord.until(lambda: in_discord.fake.world.commands)
        with staying(program):
            yield in_slack, in_discord
    assert program.said.splitlines()[:2] == [
        f"Slack is served at http://127.0.0.1:{program.port}/slack/events.",
        "Discord is served as coach.",
    ]
    in_slack.fake.no_complaints()
    in_discord.fake.no_complaints()


def test_one_program_serves_both_alike(both: tuple[SlackThread, DiscordThread]) -> None:
    in_slack, in_discord = both
    one, other = in_slack.fake.add_user("Ada", tz="UTC"), in_discord.fake.add_user("Ada", locale="xx")
    in_slack.send_command(one, "I live in London")
    in_discord.command(other, "coach settings", {"timezone": "Europe/London"})
    for said in ("next", "finished the jupyter setup", "how am I doing?", "how much more would I make?", "plan"):
        slack_told = in_slack.send_command(one, said).json["blocks"]
        discord_told = in_discord.command(other, "coach ask", {"words": said}).messages[0].components
        wanted = _FIGURE.findall(slack_words([block for block in slack_told if block["type"] != "actions"]))
        shown: Any = "\n".join(_DRESS.sub("", text).replace("**", "") for text in c.texts(discord_told))
        assert sorted(_FIGURE.findall(markdown.said(shown))) == sorted(wanted), said


def test_one_termination_ends_both(slack_thread: SlackThread, discord_thread: DiscordThread, tmp_path: Path) -> None:
    given = {**slack_thread.fake.environment(socket=True), **discord_thread.fake.environment()}
    program = run(data=tmp_path, **given)  # no role: all that is configured
    assert program.healthy()
    discord_thread.until(discord_thread.gateway.live)
    code, said = program.leave()
    assert (code, "Traceback" in said) == (0, False)
    discord_thread.until(lambda: not discord_thread.gateway.live())


def test_where_one_cannot_be_served_neither_is(
    slack_thread: SlackThread, discord_thread: DiscordThread, tmp_path: Path
) -> None:
    given = {**slack_thread.fake.environment(socket=True), **discord_thread.fake.environment()}
    program = run("slack", "discord", data=tmp_path, **{**given, "DISCORD_TOKEN": "an.other.token"})
    code, said = program.ended()
    assert code == 2
    assert said.startswith("DISCORD_TOKEN: Discord refuses it.")
    assert said.count("\n") == 1
