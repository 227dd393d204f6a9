"""What nudges say: little, in ever new words, of what is true when they come; and the check-in."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.answers import nudge
from bot.core.answers.nudge import MOST_WORDS
from bot.core.coach import Coach
from bot.core.intents import CheckIn, Done, Later, Nudge, Settings, Skip
from bot.core.reply import Buttons, Heading, Note, Reply, Steps, Text, lines, plain
from pathways.delivery import Claim, Deferred, Skipped
from pathways.learner import Account
from pathways.model import Horizon
from pathways.nudging import GOODBYE
from storage.notebook import Memory
from storage.outbox import Outbox
from storage.settling import Accepted
from tests.outbox import DUE, ENROLLED, NOW, somebody
from tests.talk import ARCHITECT, SHIPPED, Kept, Learner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.core.intents import Intent

WEEK = dt.timedelta(weeks=1)


def words(reply: Reply) -> str:
    said = [part for part in reply.parts if isinstance(part, Text | Note | Heading | Steps)]
    return " ".join(plain(line) for part in said for line in lines(part))


def labels(reply: Reply) -> list[str]:
    return [button.label for part in reply.parts if isinstance(part, Buttons) for button in part.row]


class Person:
    """A learner on the real memory who is talked to, and nudged."""

    def __init__(self, file: Path, opened: Callable[..., object]) -> None:
        self.database = opened(file)
        self.memory = Memory(self.database)  # pyright: ignore[reportArgumentType]
        self.outbox = Outbox(self.database, "worker")  # pyright: ignore[reportArgumentType]
        self.now = ENROLLED
        self.learner = Learner(self.memory, SHIPPED, somebody())
        self.coach = Coach(SHIPPED, self.memory, lambda: self.now, ARCHITECT.id)
        self.say("hi")

    def say(self, said: str | Intent) -> str:
        self.learner.now = self.now
        return self.learner.say(said)

    def claim(self) -> Claim | None:
        self.outbox.plan(self.now)
        claims = [one for one in self.outbox.claim(self.now, ("slack",)) if isinstance(one, Claim)]
        return claims[0] if claims else None

    def nudged(self) -> Reply | None:
        """The nudge that comes now, if one does."""
        claim = self.claim()
        if claim is None:
            return None
        made = self.coach.due(claim)
        assert isinstance(made, Reply), made
        self.outbox.record(claim, Accepted("ref"), self.now)
        return made

    def weeks(self, number: int) -> Iterator[Reply]:
        for _ in range(number * 7):
            self.now += dt.timedelta(days=1)
            reply = self.nudged()
            if reply is not None:
                yield reply


@pytest.fixture
def person(sqlite_file: Path, opened: Callable[..., object]) -> Person:
    return Person(sqlite_file, opened)


def test_the_week_s_nudge_has_one_main_thing_two_more_and_five_taps(person: Person) -> None:
    person.now = NOW
    reply = person.nudged()
    assert reply is not None
    assert labels(reply) == ["Done", "Later", "Too much", "Pause", "Why this?"]
    assert "6 h" in words(reply)
    assert "If there is time: " in words(reply)
    assert words(reply).count(" · ") == 3
    assert "Enroll" in reply.summary


def test_a_year_of_answered_nudges_is_short_and_never_repeats_itself_within_eight(person: Person) -> None:
    openings: list[str] = []
    kinds = set[str]()
    for reply in person.weeks(40):
        first = re.sub(r"[\d. h]+", "#", words(reply)[:40])
        assert first not in openings[-8:]
        openings.append(first)
        assert len(words(reply).split()) <= MOST_WORDS, words(reply)
        assert "!" not in words(reply)
        kinds |= {"month"} if "Too little" in labels(reply) else {"quarter"} if "Stop well" in labels(reply) else set()
        # one step in three weeks: the road lasts for the whole year
        deed = next(part.row[0].intent for part in reply.parts if isinstance(part, Buttons))
        person.say(deed if isinstance(deed, Done) and len(openings) % 3 == 0 else "thanks")
    assert len(openings) >= 35
    assert kinds == {"month", "quarter"}


def test_the_month_looks_back_and_ahead_and_asks_one_thing(person: Person) -> None:
    person.say("done 1")
    person.now = DUE + WEEK + dt.timedelta(minutes=5)
    person.say("done with the jupyter setup")
    reply = person.nudged()
    assert reply is not None
    assert "Done last month: Python and Jupyter setup; Enroll in the Specialization." in words(reply)
    assert "First: " in words(reply)
    assert "Then: " in words(reply)
    assert labels(reply)[-3:] == ["Too much", "About right", "Too little"]
    assert len(words(reply).split()) <= MOST_WORDS


def test_a_month_without_anything_done_is_no_reproach(person: Person) -> None:
    person.now = DUE + WEEK + dt.timedelta(minutes=5)
    reply = person.nudged()
    assert reply is not None
    assert "that is fine" in words(reply)


def test_the_90_days_are_a_review(person: Person) -> None:
    person.now = dt.datetime(2027, 2, 20, 12, tzinfo=dt.UTC)
    person.say("done with the jupyter setup")
    person.say("done with the enrolment")
    person.say(Done("linear-regression-from-scratch"))
    person.say(Nudge(Horizon.QUARTER))
    shown = words(person.learner.reply)
    assert "Learned: " in shown
    assert "Finish: about " in shown
    assert labels(person.learner.reply) == [
        "Keep going", "Change something", "Stop well", "What I love", "What I miss", "What is hard",
    ]  # fmt: skip
    person.say(Later("huyen-chapter-1", dt.date(2027, 4, 1)))
    person.say(Nudge(Horizon.QUARTER))
    assert "Stuck: Huyen, chapter 1." in words(person.learner.reply)
    assert len(shown.split()) <= MOST_WORDS


def test_silence_is_answered_with_less_and_ends_with_a_kind_word(person: Person) -> None:
    got = list(person.weeks(60))
    assert len(got) == GOODBYE + 1
    assert "One small thing" in words(got[1])
    assert labels(got[2]) == ["I'll do that", "Done", "Change the plan", "Pause a month"]
    assert "every other week" in words(got[3])
    assert "once a month" in words(got[4])
    assert "last note" in words(got[-1])
    assert "0 of 24 steps done" in words(got[-1])
    assert all(len(words(reply).split()) <= MOST_WORDS for reply in got)
    assert len({words(reply).split(".")[0] for reply in got}) == len(got)


def test_the_first_word_after_a_silence_is_the_warmest(person: Person) -> None:
    assert "Good to see you" not in person.say("thanks")
    list(person.weeks(4))
    person.now += dt.timedelta(hours=2)
    back = person.say("what's next?")
    assert back.startswith("Good to see you. Nothing is lost: 0 of 24 steps done.")
    assert "Good to see you" not in person.say("what's next?")
    list(person.weeks(4))
    assert "Good to see you" not in person.say("I can't cope any more"), "not to somebody who is not well"


def test_a_nudge_is_made_of_what_is_true_when_it_comes(person: Person) -> None:
    person.now = NOW
    claim = person.claim()
    assert claim is not None
    person.say("done 1")
    reply = person.coach.due(claim)
    assert isinstance(reply, Reply)
    assert "Enroll" not in words(reply)
    person.say("pause")
    assert person.coach.due(claim) == Skipped("paused")
    person.say("resume")
    person.now = NOW + dt.timedelta(hours=11)
    assert person.coach.due(claim) == Deferred(dt.datetime(2026, 12, 1, 7, tzinfo=dt.UTC))
    person.now = NOW + dt.timedelta(hours=36)
    assert person.coach.due(claim) == Skipped("too late")
    person.now = NOW
    for step in ARCHITECT.steps:
        person.say(Skip(step))
    assert person.coach.due(claim) == Skipped("all is done")
    person.say("delete my data")
    person.learner.press("Delete everything")
    assert person.coach.due(claim) == Skipped("forgotten")


def test_a_week_that_is_free_has_no_nudge(person: Person) -> None:
    person.now = NOW
    claim = person.claim()
    assert claim is not None
    person.say("push everything to next week")
    assert person.coach.due(claim) == Skipped("nothing is due")


def test_a_pause_that_is_over_by_itself_is_over(person: Person) -> None:
    person.say("pause until 2026-12-01")
    person.now = DUE + WEEK + dt.timedelta(minutes=5)
    assert person.nudged() is not None


def test_send_me_one_now_sends_one(person: Person) -> None:
    assert "Why this?" in labels_of(person, "send me one now")
    assert "Too little" in labels_of(person, Nudge(Horizon.MONTH))
    assert "Why this?" in labels_of(person, Nudge(Horizon.TODAY))
    for step in ARCHITECT.steps:
        person.say(Skip(step))
    assert "Everything on this road is done" in person.say("send me one now")


def test_with_one_step_left_a_nudge_speaks_of_that_one(person: Person) -> None:
    for step in ARCHITECT.steps.keys() - {"simple-classifier"}:
        person.say(Skip(step))
    for horizon in (Horizon.WEEK, Horizon.MONTH):
        person.say(Nudge(horizon))
        assert "classif" in words(person.learner.reply)
        assert not re.search("If there is time|Then:", words(person.learner.reply))


def labels_of(person: Person, said: str | Intent) -> list[str]:
    person.say(said)
    return labels(person.learner.reply)


def test_settings_say_what_comes_next_and_when(person: Person) -> None:
    assert "Next comes your week, Mon 30 Nov at 09:00." in person.say("settings")
    assert "Next comes your week, Sun 29 Nov at 18:00." in person.say("Sundays at 6pm")
    assert "Next comes your week, Sun 29 Nov at 18:00." in person.say("I'm in Tokyo")
    person.say("pause")
    assert "Next comes" not in person.say("settings")
    person.say("pause until 2026-12-06")
    assert "Next comes your month, Sun 6 Dec at 18:00." in person.say("settings")


def test_nothing_is_promised_where_no_nudge_can_come() -> None:
    assert "Next comes" not in Learner(Kept()).say("settings")


def test_two_taps_change_the_load(person: Person) -> None:
    assert labels_of(person, "this is too much") == [
        "4.5 h a week", "3 h a week", "Put this week off", "Pause nudges", "Leave it",
    ]  # fmt: skip
    assert "4.5 h a week" in person.learner.press("4.5 h a week")
    assert "4 h 30" in person.say("send me one now")


def test_a_load_that_fits_stays(person: Person) -> None:
    assert "stays at 6 h" in person.say(CheckIn("same"))
    assert labels_of(person, CheckIn("more"))[:2] == ["7.5 h a week", "9 h a week"]
    assert labels_of(person, CheckIn()) == ["Too much", "About right", "Too little"]
    person.say(Settings(hours=0.5))
    assert "h a week" not in " ".join(labels_of(person, CheckIn("less")))


def test_there_are_enough_first_lines() -> None:
    for kind in ("week", "month", "quarter"):
        told = nudge._wording()[kind]
        assert len(set(told)) == len(told) >= 9
        assert all(len(line.split()) <= 12 for line in told)
    assert sorted(nudge._wording()["silence"]) == list(range(1, GOODBYE + 1))


def test_nobody_is_nudged_whom_the_coach_does_not_know(person: Person) -> None:
    person.now = NOW
    claim = person.claim()
    assert claim is not None
    stranger = Coach(SHIPPED, person.memory, lambda: NOW, ARCHITECT.id)
    other = replace(claim, account=Account("slack", "T2", "U1"))
    assert stranger.due(other) == Skipped("forgotten")
