"""Where exceptions end: the learner hears calmly what happened, and the log never hears the learner."""

from __future__ import annotations

import json
import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import pytest

from bot import logs
from bot.adapters.terminal import render
from bot.core import door
from bot.core import intents as i
from bot.core.coach import Coach, Request
from bot.core.forgetful import Forgetful
from pathways.learner import Account
from storage import StorageError
from tests.talk import ARCHITECT, MONDAY_MORNING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Generator

WORDS = "done with kafka, and my salary is 12345 at Initech"
REQUEST = Request(Account("terminal", "", "somebody"), WORDS)


class Broken(Forgetful):
    """A memory that fails once it was written to."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    @contextmanager
    def turn(self, account: Account, *, now: dt.datetime) -> Generator[NoReturn]:
        del account, now
        raise self.error from ValueError(WORDS)
        yield


def coach(memory: Forgetful) -> Coach:
    return Coach({ARCHITECT.id: ARCHITECT}, memory, lambda: MONDAY_MORNING, ARCHITECT.id)


def test_what_goes_well_passes_through() -> None:
    assert render.text(door.answer(coach(Forgetful()), REQUEST)).startswith("✓ Build an end-to-end data pipeline")


@pytest.mark.parametrize(
    ("error", "said", "noted"),
    [
        (StorageError("coach.db: has no room left"), "Not saved: I cannot reach my memory right now.", "no room left"),
        (RuntimeError(WORDS), "Something went wrong on my side, and nothing was changed.", "RuntimeError"),
        (KeyError(WORDS), "Something went wrong on my side, and nothing was changed.", "KeyError"),
    ],
)
def test_a_failure_is_an_incident_told_calmly_and_logged_without_words(
    caplog: pytest.LogCaptureFixture, error: Exception, said: str, noted: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        reply = door.answer(coach(Broken(error)), REQUEST)
    told = render.text(reply)
    assert told.startswith(said[:60])
    incident = re.search(r"Incident ([0-9a-f]{8})\.", " ".join(told.split()))
    assert incident is not None
    (record,) = caplog.records
    assert incident[1] == record.__dict__["incident"]
    assert record.__dict__["platform"] == "terminal"
    line = logs.Lines().format(record)
    for shown in (caplog.text, line):
        assert noted in shown
        assert "test_door.py" in shown
        for secret in ("kafka", "salary", "12345", "Initech", "somebody"):
            assert secret not in shown
    assert json.loads(line)["incident"] == incident[1]
    assert json.loads(line)["trace"][-1].endswith(" turn")
    assert record.exc_info is None


def test_a_bug_in_an_answer_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.core.answers import undo

    def fail(*_: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(undo, "undo", fail)
    reply = door.answer(coach(Forgetful()), Request(REQUEST.account, i.Undo()))
    assert "nothing was changed" in reply.summary
