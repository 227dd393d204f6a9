"""The longest texts and lists that a pathway file may hold, in characters that every surface escapes."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from itertools import product
from typing import Any, Literal, get_args

import pytest

from bot.core import intents as i
from bot.core.digest_intents import Doing, Wish
from bot.core.intents import INTENTS, Intent
from bot.core.rhythm_intents import Load
from pathways.deeds import Question, Way
from pathways.model import Horizon, Pathway
from tests.talk import Kept, Learner

LOUD = "&<>*_~`|#-[]() "


def loud(most: int) -> str:
    return (LOUD * most)[: most - 1] + "x"


def name(prefix: str, number: int) -> str:
    return f"{prefix}{number}".ljust(64, "x")


def step(prefix: str, number: int, **more: Any) -> dict[str, Any]:
    skills = tuple(name("skill", n) for n in range(30))
    return {
        "id": name(prefix, number), "title": loud(120), "why": loud(400), "hours": 3.0, "teaches": skills, **more,
    }  # fmt: skip


def biggest() -> Pathway:
    phases = tuple(
        {
            "id": name("phase", n),
            "name": loud(120),
            "weeks": 104,
            "steps": tuple(step(f"step{n}-", k) for k in range(25)),
            "resources": tuple(
                {
                    "id": name(f"book{n}-", k),
                    "name": loud(120),
                    "kind": "book",
                    "by": loud(120),
                    "note": loud(400),
                    "about": (name("step0-", 0), name("skill", 0)),
                }
                for k in range(25)
            ),
        }
        for n in range(12)
    )
    claims = tuple({"where": loud(120), "low": 50 + n, "high": 60} for n in range(8))
    pay = {"where": loud(120), "low": 1, "high": 10_000_000}
    many = tuple(loud(400) for _ in range(30))
    asked = ("salary", "timeline", "difficulty", "demand", None)
    first = name("step0-", 0)
    plan = {
        when: tuple(
            step(when.replace("_", "-"), k, phase=name("phase", 0), needs=(first,) * (k > 0)) for k in range(25)
        )
        for when in ("this_week", "this_month", "next_90_days")
    }
    return Pathway.model_validate(
        {
            "id": "p" * 64,
            "title": loud(120),
            "from": loud(120),
            "to": loud(120),
            "updated": dt.date(2026, 11, 30),
            "provenance": {"name": loud(120), "url": f"https://{'e' * 292}", "note": loud(700)},
            "pace": {"hours": 10.0, "why": loud(400)},
            "facts": {
                "difficulty": {"level": loud(120), "note": loud(400)},
                "timeline": claims,
                "pay": {"currency": "SEK", "change": claims, "now": pay, "then": pay, "note": loud(400)},
                "demand": {"level": loud(120), "note": loud(400)},
            },
            "overview": tuple(loud(700) for _ in range(10)),
            "transferable_skills": tuple(
                {"id": name("have", n), "name": loud(120), "carries_over": loud(700)} for n in range(30)
            ),
            "skills": tuple(
                {"id": name("skill", n), "name": loud(120), "priority": "nice-to-have", "weeks": 104, "how": many}
                for n in range(30)
            ),
            "phases": phases,
            "action_plan": plan,
            "reality_check": {"love": many, "miss": many, "challenges": many},
            "faq": tuple(
                {"id": name("faq", n), "question": loud(400), "answer": loud(700), "about": asked[n % 5]}
                for n in range(20)
            ),
        },
        strict=False,
    )


BIGGEST = biggest()
VALUES: dict[str, tuple[Any, ...]] = {
    "step": (None, name("step0-", 0), name("this-week", 3)),
    "skill": (None, name("skill", 0), name("have", 0)),
    "phase": (None, name("phase", 0)),
    "about": (None, name("phase", 0), name("step0-", 0), name("skill", 0), name("book1-", 1), name("skill", 9)),
    "pathway": (None, "p" * 64),
    "pathways": ((), ("p" * 64, "q" * 64)),
    "named": ("", loud(4000)),
    "said": ("", loud(4000)),
    "until": (None, dt.date(2027, 1, 4)),
    "date": (None, dt.date(2030, 1, 1)),
    "hours": (None, 8.0),
    "timezone": (None, loud(4000), "Europe/Berlin"),
    "day": (None, loud(4000), "sun"),
    "time": (None, dt.time(9)),
    "horizon": tuple(Horizon),
    "load": (None, "less", "same", "more"),
    "confirmed": (False,),
    "code": (None, "CCCC-CCCC", "ABCD-EFGH"),
    "spare": (None, 15),
    "on": (None, dt.date(2026, 11, 20)),
    "since": (None, dt.date(2026, 12, 20)),
    "beside": (False, True),
    "share": (None, 0.5),
    "minutes": (None, 45),
    "parts": (None, 3),
    "words": ("", "x" * 300, loud(4000)),
    "passed": (False, True),
    "take": (False, True),
    "ask": (False, True),
    "known": ((), (name("skill", 0), name("have", 0), name("step0-", 0))),
    "by": (None, dt.date(2026, 11, 20), dt.date(2030, 1, 1)),
    "quiet": ((), ("22:00-07:00", "sat"), (loud(4000),)),
    "lifted": ((), ("sat",), ("all",)),
}


def every(kind: type[Intent]) -> list[Intent]:
    options = [VALUES.get(field.name) or get_args(_choices(field.name)) for field in fields(kind)]
    return [kind(*values) for values in product(*options)]


def _choices(field: str) -> Any:
    return {
        "aspect": i.Aspect, "fact": i.FactName, "format": i.ExportFormat, "puzzle": i.Puzzle,
        "kind": Literal["hello", "thanks", "goodbye", "mood", "ok"], "load": Load,
        "question": Question, "way": Way, "level": Literal["known", "rusty", "new"],
        "do": Doing, "wish": Wish,
    }[field]  # fmt: skip


@pytest.mark.parametrize("kind", INTENTS.values(), ids=lambda kind: kind.name)
def test_everything_there_is_to_say_of_it_fits(kind: type[Intent]) -> None:
    other = BIGGEST.model_copy(update={"id": "q" * 64})
    learner = Learner(Kept(), {each.id: each for each in (BIGGEST, other)})
    for intent in every(kind):
        assert learner.say(intent)
