"""Buttons for ever: an intent and its wire form are the same thing, and nothing read from outside raises."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import wire
from bot.core.intents import INTENTS, Compare, Done, Forget, Intent, Later, Next, Settings, Unknown
from pathways.model import Horizon

IDS = st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,30}\Z")
VALUES = {
    "horizon": st.sampled_from(Horizon),
    "until": st.none() | st.dates(),
    "date": st.none() | st.dates(),
    "hours": st.none() | st.floats(0.5, 80).map(lambda hours: round(hours * 2) / 2),
    "time": st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    "day": st.none() | st.sampled_from(["mon", "tue", "sun"]),
    "aspect": st.none() | st.sampled_from(["love", "miss", "challenges"]),
    "fact": st.none() | st.sampled_from(["salary", "timeline", "difficulty", "demand"]),
    "format": st.none() | st.sampled_from(["calendar", "data", "resume", "certificate"]),
    "confirmed": st.booleans(),
    "load": st.none() | st.sampled_from(["less", "same", "more"]),
    "kind": st.sampled_from(["hello", "thanks", "goodbye", "mood", "ok", "low"]),
    "puzzle": st.sampled_from(["unclear", "empty", "too long", "unreadable", "stale"]),
    "pathways": st.lists(IDS, max_size=1).map(tuple),
    **dict.fromkeys(
        ("quiet", "lifted"),
        st.lists(st.sampled_from(["22:00-07:00", "20:00-", "-10:00", "sat"]), max_size=2).map(tuple),
    ),
    "timezone": st.none() | st.sampled_from(["Europe/Berlin", "America/Argentina/Buenos_Aires"]),
    "spare": st.none() | st.integers(5, 120),
    "on": st.none() | st.dates(),
    "since": st.none() | st.dates(),
    "beside": st.booleans(),
    "share": st.none() | st.sampled_from([0.25, 0.5, 0.75]),
    "minutes": st.none() | st.integers(1, 600),
    "parts": st.none() | st.integers(2, 4),
    "level": st.sampled_from(["known", "rusty", "new"]),
    "way": st.none() | st.sampled_from(["later", "more", "less"]),
    "question": st.none() | st.sampled_from(["hours", "known", "by"]),
    "passed": st.booleans(),
    "take": st.booleans(),
    "ask": st.booleans(),
    "known": st.lists(IDS, max_size=1).map(tuple),
    "by": st.none() | st.dates(),
    "do": st.sampled_from(["show", "here", "change", "off", "preview"]),
    "wish": st.sampled_from(["yes", "no"]),
    "words": st.just(""),
    "named": st.just(""),
    "said": st.just(""),
}


@st.composite
def any_intent(draw: st.DrawFn) -> Intent:
    kind = draw(st.sampled_from(list(INTENTS.values())))
    return kind(**{field.name: draw(VALUES.get(field.name, st.none() | IDS)) for field in fields(kind)})


@given(any_intent())
def test_an_intent_comes_back_from_its_wire_form(intent: Intent) -> None:
    try:
        packed = wire.pack(intent)
    except wire.TooLongForAButton:
        assert sum(len(str(getattr(intent, field.name))) for field in fields(intent)) > 30
    else:
        assert len(packed) <= wire.MAX_WIRE
        assert wire.unpack(packed) == intent


@given(
    st.text(max_size=200)
    | st.sampled_from(sorted(INTENTS)).flatmap(lambda name: st.text().map(lambda t: f"{name}?{t}"))
)
def test_whatever_a_button_carries_is_read_without_raising(packed: str) -> None:
    assert wire.unpack(packed).name in INTENTS


@pytest.mark.parametrize(
    ("packed", "intent"),
    [
        ("next", Next()),
        ("next?horizon=quarter", Next(Horizon.QUARTER)),
        ("done?step=kafka-spark-pipeline", Done("kafka-spark-pipeline")),
        ("later?step=lead-poc&until=2026-12-07", Later("lead-poc", dt.date(2026, 12, 7))),
        ("settings?hours=7.5&day=sun&time=18%3A00", Settings(hours=7.5, day="sun", time=dt.time(18))),
        ("compare?pathways=a%2Cb", Compare(("a", "b"))),
        ("forget?confirmed=yes", Forget(confirmed=True)),
    ],
)
def test_forms_that_are_out_there_are_read_for_ever(packed: str, intent: Intent) -> None:
    assert wire.unpack(packed) == intent
    assert wire.pack(intent) == packed


@pytest.mark.parametrize(
    "stale", ["", "dance", "done?steps=x", "settings?hours=many", "next?horizon", "next?" + "x" * 90]
)
def test_what_cannot_be_read_any_more_is_stale(stale: str) -> None:
    assert wire.unpack(stale) == Unknown(puzzle="stale")


def test_what_no_button_can_carry_is_known_before_it_is_packed() -> None:
    step = "x" * 64
    assert wire.fits(Later(step))
    too_long = Later(step, dt.date(2026, 12, 7))
    assert not wire.fits(too_long)
    with pytest.raises(wire.TooLongForAButton):
        wire.pack(too_long)
