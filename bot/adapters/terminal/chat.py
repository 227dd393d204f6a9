"""A conversation in a terminal: keeps what can be pressed, so that a bare number presses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from bot.adapters.terminal import render
from bot.core.coach import Request
from bot.core.forms import Filled
from bot.core.intents import Smalltalk
from bot.core.questions import Form
from bot.core.reply import Attachment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.core.coach import Answer, Said
    from bot.core.reply import Choice, Reply
    from pathways.learner import Account


@dataclass
class Chat:
    """One conversation."""

    consider: Callable[[Request], Answer]
    account: Account
    timezone: str
    exports: Path
    """Where files that the coach hands over are kept."""
    out: TextIO
    pressable: tuple[Choice, ...] = field(default=(), init=False)

    def hear(self, line: str, more: Callable[[str], str | None]) -> None:
        """Answer one line; ``more`` asks one further question and gives None where somebody stops answering."""
        said = line.strip()
        if not (said.isascii() and said.isdigit() and 0 < int(said[:3]) <= len(self.pressable)):
            self.press(line)
            return
        choice = self.pressable[int(said[:3]) - 1]
        if isinstance(choice, Form):
            self._fill(choice, more)
        else:
            self.press(choice.intent)

    def press(self, said: Said) -> None:
        """Answer words, an intent or a form, and show the answer."""
        self._show(self._consider(said).reply)

    def _consider(self, said: Said) -> Answer:
        return self.consider(Request(self.account, said, timezone=self.timezone))

    def _fill(self, form: Form, more: Callable[[str], str | None]) -> None:
        """Ask a form's questions; what cannot be is said at once and asked again. An empty answer leaves it as it is.

        Who stops in the middle keeps what was answered, and has the rest left open.
        """
        answers: dict[str, str] = {}
        open_ones = form.fields
        while True:
            for question in open_ones:
                typed = more(render.question(question))
                if typed is None:
                    self.press(Filled(form.intent, answers) if answers else Smalltalk("ok"))
                    return
                answers[question.name] = render.answer(question, typed)
            answer = self._consider(Filled(form.intent, answers))
            open_ones = tuple(one for one in form.fields if one.name in answer.errors and answers[one.name])
            if not open_ones:
                self._show(answer.reply)
                return
            for one in open_ones:
                print(render.paragraph(answer.errors[one.name]), file=self.out)

    def _show(self, reply: Reply) -> None:
        self.pressable = render.choices(reply)
        shown = [render.text(reply), *self._kept(reply), render.menu(reply)]
        print("\n".join(block for block in shown if block), end="\n\n", file=self.out, flush=True)

    def _kept(self, reply: Reply) -> list[str]:
        """Files that came with the reply are saved; what is said is where."""
        told: list[str] = []
        for file in (part for part in reply.parts if isinstance(part, Attachment)):
            self.exports.mkdir(parents=True, exist_ok=True)
            path = self.exports / file.name
            path.write_bytes(file.content)
            told.append(f"Saved as {path}")
        return told
