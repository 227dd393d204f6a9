"""Transcripts said at the door of the real program: SQLite, terminal and all. ``REWRITE=1`` writes them anew.

A line that begins with ``> `` is said by the learner; ``@ 2026-12-07 09:00`` sets the clock (UTC);
``@ restart`` ends the program and starts it again; ``@ on discord`` goes on with the learner's account there;
``@ as ada``, or ``@ as ada, an admin``, goes on in a channel of a workspace that all of them share;
``@ digest`` shows what is posted into that channel when its digest is due.
Everything else is what the terminal shows.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import settings, wiring
from bot.adapters.terminal.chat import Chat
from bot.adapters.terminal.render import text
from bot.core import door
from bot.core.told import AskNames, Told
from pathways.delivery import Posting, Skipped
from pathways.digest import Place
from pathways.learner import Account

if TYPE_CHECKING:
    from bot.core.coach import Answer, Request
    from bot.core.told import Rank

TRANSCRIPTS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))
SAID = {"{nothing}": "", "{100 kB}": "kafka " * 17_000, "{spaces}": "   "}


class Room:
    """One learner at one terminal, with a clock that a transcript sets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
        self.out = io.StringIO()
        self.chance = random.Random(7)  # noqa: S311  (repeatable on purpose)
        self.account = Account("terminal", "", "somebody")
        self.place: Place | None = None
        self.rank: Rank = "member"
        self.chat = self._begin()

    def _begin(self) -> Chat:
        told = settings.read({"COACH_DATA": str(self.folder)}, dotenv=None)
        self.coach, _ = wiring.remembering(told, clock=lambda: self.now, choose=self.chance.choice)
        return Chat(
            consider=self._consider,
            account=self.account,
            timezone="Europe/Berlin",
            exports=Path("exports"),
            out=self.out,
        )

    def direct(self, direction: str) -> None:
        if direction == "restart":
            self.chat = self._begin()
        elif direction.startswith("on "):
            self.account, self.place = Account(direction.removeprefix("on "), "", "somebody"), None
            self.chat = self._begin()
        elif direction.startswith("as "):
            name, _, rank = direction.removeprefix("as ").partition(", ")
            self.account, self.place = Account("slack", "T1", name), Place("slack", "T1", "C1")
            self.rank = "admin" if rank else "member"
            self.chat = self._begin()
        else:
            self.now = dt.datetime.fromisoformat(direction).replace(tzinfo=dt.UTC)

    def _consider(self, request: Request) -> Answer:
        """As on a platform where all go by their ids."""
        names: dict[str, str] = {}
        while True:
            told = Told(self.rank, names or None)
            answer = door.consider(self.coach, replace(request, place=self.place, told=told))
            if not isinstance(answer.question, AskNames):
                return answer
            names = {user: user.capitalize() for user in answer.question.users}

    def posted(self) -> str:
        """What comes into the channel."""
        assert self.place is not None
        posting = Posting(
            id="a" * 32,
            fence=1,
            place=self.place,
            slot="",
            due=self.now,
            not_after=self.now,
            first_try=self.now,
            in_doubt=False,
        )
        made = self.coach.post(posting, Told())
        if isinstance(made, AskNames):
            made = self.coach.post(posting, Told(names={user: user.capitalize() for user in made.users}))
        return f"Nothing: {made.reason}." if isinstance(made, Skipped) else text(made)

    def say(self, line: str, more: list[str]) -> str:
        self.now += dt.timedelta(minutes=1)
        self.out.seek(0)
        self.out.truncate()
        self.chat.hear(SAID.get(line, line), lambda question: self._ask(question, more))
        return self.out.getvalue()

    def _ask(self, question: str, more: list[str]) -> str | None:
        answer = more.pop(0) if more else None
        self.out.write(f"{question}\n> {answer}\n")
        return answer


def played(script: str, folder: Path) -> str:
    room = Room(folder)
    shown: list[str] = []
    said = [line for line in script.splitlines() if line.startswith(("> ", "@ ", "# "))]
    while said:
        line = said.pop(0)
        shown.append(line)
        if line == "@ digest":
            shown.append(room.posted().rstrip("\n"))
        elif line.startswith("@ "):
            room.direct(line[2:])
        elif line.startswith("> "):
            more = [coming[2:] for coming in _coming(said)]
            asked = len(more)
            answer = room.say(line[2:], more)
            del said[: asked - len(more)]
            shown.append(answer.rstrip("\n"))
        shown.append("")
    return "\n".join(shown).rstrip("\n") + "\n"


def _coming(said: list[str]) -> list[str]:
    ahead: list[str] = []
    for line in said:
        if not line.startswith("> "):
            break
        ahead.append(line)
    return ahead


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_transcript_is_what_is_said(transcript: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    script = transcript.read_text()
    shown = played(script, tmp_path)
    if os.environ.get("REWRITE"):
        transcript.write_text(shown)
    assert shown == script


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 8
