"""Where a surface does not know the time zone, the coach asks once, with a guess, and shows the clock there."""

from __future__ import annotations

import pytest

from bot.adapters.terminal import render
from bot.core.coach import Coach, Request
from bot.core.forms import Filled
from bot.core.intents import Forget, Next, Settings
from bot.core.questions import Form
from bot.core.reply import Button
from bot.core.understand import data
from pathways.learner import Account
from pathways.zones import zone_names
from tests.talk import ARCHITECT, MONDAY_MORNING, Kept

QUESTION = "What time is it where you live?"
ADA = Account("discord", "", "1")


class Stranger:
    """Somebody on a surface that knows their language at most."""

    def __init__(self, locale: str | None) -> None:
        self.locale = locale
        self.memory = Kept()
        self.coach = Coach({ARCHITECT.id: ARCHITECT}, self.memory, lambda: MONDAY_MORNING, ARCHITECT.id)

    def say(self, said: object, timezone: str | None = None) -> str:
        self.reply = self.coach.answer(Request(ADA, said, timezone=timezone, locale=self.locale))  # type: ignore[arg-type]
        return render.text(self.reply)

    @property
    def guesses(self) -> dict[str, object]:
        pressable = render.choices(self.reply)
        settings = [
            button for button in pressable if isinstance(button, Button) and isinstance(button.intent, Settings)
        ]
        return {button.label: button.intent for button in settings}


@pytest.mark.parametrize(
    ("locale", "first", "how_many"),
    [
        ("de", "Berlin, 09:00", 3),
        ("en-US", "New York, 03:00", 4),
        ("EN_us", "New York, 03:00", 4),
        ("de-AT", "Berlin, 09:00", 3),
        ("ja", "Tokyo, 17:00", 1),
    ],
)
def test_the_first_answer_asks_with_a_guess_and_the_clock_there(locale: str, first: str, how_many: int) -> None:
    ada = Stranger(locale)
    assert QUESTION in ada.say("what's next?")
    assert next(iter(ada.guesses)) == first
    assert len(ada.guesses) == how_many


@pytest.mark.parametrize("locale", [None, "tlh", ""])
def test_without_a_guess_it_asks_in_words(locale: str | None) -> None:
    ada = Stranger(locale)
    said = ada.say("hi")
    assert QUESTION in said
    assert "Say a big city near you" in said
    assert not ada.guesses


def test_it_asks_once_and_a_press_settles_it() -> None:
    ada = Stranger("en-GB")
    ada.say("how am I doing?")
    intent = ada.guesses["Kolkata, 13:30"]
    assert "where it is 13:30 now" in ada.say(intent)
    assert QUESTION not in ada.say("what's next?")
    assert "Kolkata time" in ada.say("settings")


def test_it_does_not_ask_twice_though_nobody_answered() -> None:
    ada = Stranger("de")
    ada.say(Next())
    assert QUESTION not in ada.say(Next())


def test_who_is_known_or_says_it_at_once_is_not_asked() -> None:
    assert QUESTION not in Stranger("de").say("hi", timezone="Europe/Berlin")
    assert QUESTION not in Stranger("de").say("I live in Lisbon")


@pytest.mark.parametrize("said", [Forget(), "I want to kill myself"])
def test_there_are_moments_for_other_things(said: object) -> None:
    assert QUESTION not in Stranger("de").say(said)


def test_the_form_leaves_a_zone_that_nobody_named_empty() -> None:
    ada = Stranger("de")
    ada.say("settings")
    (form,) = (choice for choice in render.choices(ada.reply) if isinstance(choice, Form))
    assert {field.name: field.value for field in form.fields}["timezone"] == ""
    ada.say(Filled(Settings(), {"hours": "8", "timezone": ""}))
    assert "timezone" not in ada.coach._turn(Request(ADA, "")).__enter__().rhythm.chosen


def test_a_language_is_kept_though_the_next_message_does_not_tell_it() -> None:
    ada = Stranger("fr")
    ada.say("hi")
    ada.locale = None
    ada.say("hi")
    assert ada.memory.page.profile.locale == "fr"


def test_every_guess_is_a_zone() -> None:
    for locale, zones in data.read("homes").items():
        assert 1 <= len(zones) <= 4, locale
        assert set(zones) <= zone_names(), locale
