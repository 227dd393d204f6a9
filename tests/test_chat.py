"""The terminal: a form is asked question by question, and leaving it in the middle loses nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.adapters.terminal import console
from bot.adapters.terminal.chat import Chat
from tests.talk import ARCHITECT, SOMEBODY, Kept, Learner

if TYPE_CHECKING:
    from collections.abc import Callable


class Terminal:
    """Somebody who answers from a list, and then no more."""

    def __init__(self, memory: Kept) -> None:
        self.out, self.asked = io.StringIO(), list[str]()
        coach = Learner(memory, {ARCHITECT.id: ARCHITECT}).coach
        self.chat = Chat(coach.consider, SOMEBODY, "Europe/Berlin", Path("exports"), self.out)

    def say(self, line: str, *answers: str) -> str:
        self.out.seek(0)
        self.out.truncate()
        self.chat.hear(line, self._from(list(answers)))
        return self.out.getvalue()

    def _from(self, answers: list[str]) -> Callable[[str], str | None]:
        def answer(question: str) -> str | None:
            self.asked.append(question)
            return answers.pop(0) if answers else None

        return answer


def test_who_leaves_a_form_keeps_what_was_answered_and_is_asked_the_rest_another_time() -> None:
    ada = Terminal(Kept())
    ada.say("hi")
    assert ada.say("4", "8").startswith("Noted: 8 h a week.")
    assert len(ada.asked) == 2
    assert "[2] Leave them out" in ada.say("make it fit me")
    assert "[8]" in (ada.say("1", "", "3,6", "june 2027") and ada.asked[2])
    known = [entry.deed for entry in ada.chat.consider.__self__.memory.page.entries]  # type: ignore[attr-defined]
    assert [getattr(deed, "item", None) for deed in known][1:3] == [
        "machine-learning-algorithms",
        "model-deployment-and-monitoring",
    ]


def test_who_leaves_a_form_at_once_changes_nothing() -> None:
    ada = Terminal(Kept())
    ada.say("hi")
    assert ada.say("4").startswith("Good. Nothing changed")


def test_a_wrong_answer_is_asked_again_and_only_that() -> None:
    ada = Terminal(Kept())
    ada.say("hi")
    said = ada.say("4", "many", "", "june 2027", "8")
    assert said.startswith("“many” is no number of hours; 4 or 7.5 would work.\nNoted: 8 h a week. You aim for 1 Jun")
    assert [question.partition(" (")[0] for question in ada.asked][-1] == "Hours a week"


def test_an_answer_that_has_to_be_is_not_asked_for_for_ever() -> None:
    ada = Terminal(Kept())
    ada.say("done with joining the ai groups")
    assert ada.say("2", "").startswith("One line or a link is wanted")
    assert ada.say("1", "https://example.org/me").startswith("Kept as evidence for Join AI groups")


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_ctrl_c_leaves_a_form_and_the_conversation_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: type[BaseException]
) -> None:
    ada = Terminal(Kept())
    typed = iter(["4", "7", end, "settings"])

    def answer(_: str) -> str:
        line = next(typed, EOFError)
        if isinstance(line, str):
            return line
        raise line

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr(console, "_edit_lines", lambda _: None)
    console.converse(ada.chat, history=tmp_path / "history")
    assert "Noted: 7 h a week." in ada.out.getvalue()
    assert "7 hours a week, nudges on Mondays" in ada.out.getvalue()
