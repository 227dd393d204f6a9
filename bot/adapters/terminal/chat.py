"""A conversation in a terminal: keeps what can be pressed, so that a bare number presses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from bot.adapters.terminal import render
from bot.core.coach import Request
from bot.core.reply import Attachment, Button, Form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.core.intents import Intent
    from bot.core.reply import Reply
    from pathways.learner import Account


@dataclass
class Chat:
    """One conversation."""

    answer: Callable[[Request], Reply]
    account: Account
    timezone: str
    exports: Path
    """Where files that the coach hands over are kept."""
    out: TextIO
    pressable: tuple[Button | Form, ...] = field(default=(), init=False)

    def hear(self, line: str, more: Callable[[str], str | None]) -> None:
        """Answer one line; ``more`` asks one further question and gives None at the end of input."""
        said = line.strip()
        if said.isascii() and said.isdigit() and 0 < int(said[:3]) <= len(self.pressable):
            choice = self.pressable[int(said[:3]) - 1]
            self.press(choice.intent if isinstance(choice, Button) else self._fill(choice, more))
        else:
            self.press(line)

    def press(self, said: str | Intent | Mapping[str, str]) -> None:
        """Answer words, an intent or a form, and show the answer."""
        reply = self.answer(Request(self.account, said, timezone=self.timezone))
        self.pressable = render.choices(reply)
        shown = [render.text(reply), *self._kept(reply), render.menu(reply)]
        print("\n".join(block for block in shown if block), end="\n\n", file=self.out, flush=True)

    def _fill(self, form: Form, more: Callable[[str], str | None]) -> dict[str, str]:
        """The answers to a form's questions; an empty one leaves things as they are."""
        answers: dict[str, str] = {}
        for question in form.fields:
            answer = more(f"{question.label}, {question.hint} [{question.value}]: ")
            if answer is None:
                break
            answers[question.name] = answer
        return answers

    def _kept(self, reply: Reply) -> list[str]:
        """Files that came with the reply are saved; what is said is where."""
        told: list[str] = []
        for file in (part for part in reply.parts if isinstance(part, Attachment)):
            self.exports.mkdir(parents=True, exist_ok=True)
            path = self.exports / file.name
            path.write_bytes(file.content)
            told.append(f"Saved as {path}")
        return told
