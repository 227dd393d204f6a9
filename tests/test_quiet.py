"""Hours and days without nudges: in words, in a form, as a command, and what is told of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bot.adapters.discord import commands
from bot.core import intents as i
from bot.core.forms import Filled
from bot.core.questions import Form
from bot.core.reply import Buttons
from bot.core.suggest import Names
from bot.core.understand import understand
from bot.core.understand.quiet import marks
from pathways.delivery import Claim, Skipped
from pathways.learner import Account
from pathways.model import Horizon
from tests.outbox import learner_row
from tests.talk import SHIPPED, Learner
from tests.understanding.table import scope

if TYPE_CHECKING:
    from storage.database import Database
    from storage.notebook import Memory

ADA = Account("slack", "T1", "U1")
WEEKEND, WORKDAYS = ("sat", "sun"), ("mon", "tue", "wed", "thu", "fri")


@pytest.fixture
def ada(memory: Memory) -> Learner:
    """On a Monday morning, nudged on Saturdays at nine in the evening."""
    learner = Learner(memory, account=ADA)
    learner.say("Saturdays at 9pm")
    return learner


@pytest.mark.parametrize(
    ("words", "quiet", "lifted"),
    [
        ("don't message me after 8pm", ("20:00-",), ()),
        ("please don't write to me after 8 in the evening", ("20:00-",), ()),
        ("never after 20:00", ("20:00-",), ()),
        ("no messages after 8", ("20:00-",), ()),
        ("no nudges before 9:30 am", ("-09:30",), ()),
        ("don't nudge me before 10", ("-10:00",), ()),
        ("quiet from 22 to 7", ("22:00-07:00",), ()),
        ("no messages between 10 and 7", ("22:00-07:00",), ()),
        ("quiet hours 1 to 6", ("01:00-06:00",), ()),
        ("no nudges on weekends", WEEKEND, ()),
        ("not on Fridays", ("fri",), ()),
        ("but not on Saturdays or Sundays", WEEKEND, ()),
        ("Sundays are sacred", ("sun",), ()),
        ("please stop pinging me at night", ("20:00-08:00",), ()),
        ("no reminders in the evening", ("18:00-",), ()),
        ("I'd rather not get nudges on Mondays", ("mon",), ()),
        ("nudge me on Sundays, not before 10", ("-10:00",), ()),
        ("only nudge me on weekdays", WEEKEND, WORKDAYS),
        ("you may write again on weekends", (), WEEKEND),
        ("you may nudge me again on Fridays", (), ("fri",)),
        ("no quiet hours any more", (), ("all",)),
    ],
)
def test_what_is_said_of_quiet(words: str, quiet: tuple[str, ...], lifted: tuple[str, ...]) -> None:
    intent = understand(words, scope()).intent
    assert isinstance(intent, i.Settings)
    assert (intent.quiet, intent.lifted) == (quiet, lifted)
    assert intent.time is None
    assert intent.day == ("sun" if words.startswith("nudge me on Sundays") else None)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("not on Mondays, better Fridays", i.Settings(day="fri")),
        ("not on Monday, on Friday", i.Settings(day="fri")),
        ("I have no time to study on weekends, so 4 hours a week", i.Settings(hours=4.0)),
        ("Sundays at 6pm", i.Settings(day="sun", time=dt.time(18))),
        ("no nudges in August", i.Pause(dt.date(2027, 9, 1), dt.date(2027, 8, 1))),
        ("no nudges until August", i.Pause(dt.date(2027, 8, 1))),
    ],
)
def test_what_is_said_of_something_else(words: str, asked: i.Intent) -> None:
    assert understand(words, scope()).intent == asked


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("after", ()),
        ("before the", ()),
        ("from 10 to noon", ("22:00-12:00",)),
        ("from 10 to bed", ()),
        ("from 25 to 7", ()),
        ("22 to 7 weekends", ("22:00-07:00", *WEEKEND)),
        ("this weekend", ()),
    ],
)
def test_marks_are_what_is_named(words: str, found: tuple[str, ...]) -> None:
    assert marks(words.split()) == found


def test_a_nudge_that_would_disturb_comes_later_and_it_is_said_why(ada: Learner) -> None:
    assert "Next comes your month, Sat 5 Dec at 21:00." in ada.say("settings")
    said = ada.say("don't message me after 8pm")
    assert said.startswith("Noted: no nudges from 20:00 to 08:00. Next comes your month, Sun 6 Dec at 08:00.")
    assert "Sat 5 Dec at 21:00 is quiet, as you asked." in said
    said = ada.say("no nudges on weekends")
    assert said.startswith("Noted: no nudges from 20:00 to 08:00 and on weekends.")
    assert "at 08:00. Sat" in said
    assert "Quiet from 20:00 to 08:00 and on weekends." in ada.say("settings")
    assert "no nudges from 20:00 to 08:00." in ada.say("you may write again on weekends")
    assert "no nudges from 22:00 to 07:00 and on Fridays." in ada.say(i.Settings(quiet=("22:00-07:00", "fri")))
    assert "Next comes your month, Sat 5 Dec at 21:00." in ada.say("undo") + ada.say("no quiet hours any more")
    assert "Quiet" not in ada.say("settings")


def test_whoever_asks_for_nudges_on_a_quiet_day_means_that_day(ada: Learner) -> None:
    ada.say(i.Settings(quiet=("fri", "sun")))
    said = ada.say("nudge me on Fridays at 10")
    assert "Next comes your month, Fri 4 Dec at 10:00." in said
    assert "and on Sundays." in ada.say("settings")
    assert "and on Sundays." in ada.say("nudge me on Thursdays") + ada.say("settings")


def test_silence_at_any_time_is_a_pause_and_changes_nothing(ada: Learner) -> None:
    silence = "That would be silence at any time. For that say “pause”"
    assert ada.say("quiet from 9am to 9am").startswith(silence)
    assert ada.say(i.Settings(quiet=(*WORKDAYS, *WEEKEND))).startswith(silence)
    ada.say("no nudges on weekdays")
    assert ada.say("no nudges on weekends").startswith(silence)
    ada.say(i.Settings(quiet=("20:00-",)))
    assert ada.say(i.Settings(quiet=("-20:00",))).startswith(silence)
    assert "“25:00-” is no hour or weekday I know" in ada.say(i.Settings(quiet=("25:00-",)))
    assert "“noon” is no hour or weekday I know" in ada.say(i.Settings(lifted=("noon",)))
    assert "Quiet from 20:00 to 08:00 and on weekdays." in ada.say("settings")


def test_days_without_nudges_that_lie_ahead_are_named_and_pass_by_themselves(ada: Learner, database: Database) -> None:
    assert "free from Tue 1 Dec until Fri 1 Jan 2027, without nudges" in ada.say("no messages in December")
    said = ada.say("settings")
    assert "Next comes your month, Sat 2 Jan 2027 at 21:00." in said
    assert "From Tue 1 Dec to Thu 31 Dec nothing comes, as you asked." in said
    ada.wait(days=10)
    assert "Paused until Fri 1 Jan 2027." in ada.say("settings")
    due = dt.datetime(2026, 12, 12, 20, tzinfo=dt.UTC)
    learner = learner_row(database, ADA).id
    claim = Claim(
        id="d" * 32,
        fence=1,
        slot="2026-W50",
        due=due,
        not_after=due + dt.timedelta(days=9),
        first_try=due,
        in_doubt=False,
        learner=learner,
        account=ADA,
        kind=Horizon.WEEK,
    )
    assert ada.coach.due(claim) == Skipped("paused")
    assert "again" in ada.say("resume")
    assert "Next comes your week, Sat 12 Dec at 21:00." in ada.say("settings")


def test_a_form_tells_what_stands_and_replaces_it(ada: Learner) -> None:
    def fill(words: str) -> str:
        ada.say(Filled(i.Settings(), {"quiet": words}))
        return ada.reply.summary

    def standing() -> str:
        ada.say("settings")
        (form,) = (
            one for part in ada.reply.parts if isinstance(part, Buttons) for one in part.row if isinstance(one, Form)
        )
        return next(field.value for field in form.fields if field.name == "quiet")

    assert standing() == ""
    assert fill("22:00 to 7:00, weekends") == "Noted: no nudges from 22:00 to 07:00 and on weekends"
    assert standing() == "22:00 to 07:00, weekends"
    assert fill("Fridays") == "Noted: no nudges from 23:00 to 08:00 and on Fridays"
    assert fill("none") == "Noted: no nudges from 23:00 to 08:00"
    assert fill("whenever I sleep").startswith("“whenever I sleep” is no hour or weekday I know; 22:00 to 7:00")
    assert fill("9:00 to 9:00").startswith("That would be silence")
    assert ada.answer.errors.keys() == {"quiet"}


def test_a_command_in_discord_says_it_as_a_form_does(ada: Learner) -> None:
    data = {"options": [{"name": "settings", "options": [{"name": "quiet", "value": "22 to 7, weekends"}]}]}
    told = commands.meant(data, Names(SHIPPED))
    assert told == Filled(i.Settings(), {"quiet": "22 to 7, weekends"})
    assert ada.say(told).startswith("Noted: no nudges from 22:00 to 07:00 and on weekends.")


def test_nothing_is_said_to_be_moved_where_nothing_comes(ada: Learner) -> None:
    ada.say(i.Settings(quiet=WEEKEND))
    ada.say("pause")
    said = ada.say("settings")
    assert "Quiet from 23:00 to 08:00 and on weekends. Paused until you say “resume”." in said
    assert "Next comes" not in said
