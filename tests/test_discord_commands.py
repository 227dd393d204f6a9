"""The commands of Discord: what Discord is told, and what each of them means."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot import settings, wiring
from bot.adapters.discord import commands
from bot.core import intents as i
from bot.core.coach import Request
from bot.core.forms import Filled
from bot.core.suggest import Names
from pathways.learner import Account
from pathways.model import Horizon
from tests.fakes import schemas
from tests.fakes.discord.checks_commands import commands as faults
from tests.talk import SHIPPED

NAMES = Names(SHIPPED)
# fmt: off
ASKED_FOR = {
    "next", "done", "later", "skip", "undo", "progress", "plan", "roadmap", "skill", "resources", "reality", "facts",
    "pathways", "start", "settings", "pause", "resume", "export", "forget", "help", "ask",
}
# fmt: on
STEP = "kafka-spark-pipeline"


def data(name: str, **options: object) -> dict[str, Any]:
    """A command as Discord tells of it."""
    told = [{"name": option, "value": value} for option, value in options.items()]
    return {"name": "coach", "options": [{"type": 1, "name": name, "options": told}]}


def test_discord_takes_them_all() -> None:
    told = commands.registered()
    assert list(faults(told)) == []
    known = schemas.discord()
    if known is not None:
        path = "/applications/{application_id}/commands"
        assert known.problems(schemas.discord_body("PUT", path), told) == []
    (coach,) = told
    names = [one["name"] for one in coach["options"]]
    assert set(names) >= ASKED_FOR
    assert len(names) == len(set(names)) <= 25
    assert coach["contexts"] == [0, 1, 2]
    assert coach["integration_types"] == [0, 1]


def test_the_digest_changes_with_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    before = commands.digest()
    assert commands.digest() == before
    monkeypatch.setattr(commands, "COMMANDS", commands.COMMANDS[1:])
    assert commands.digest() != before


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (data("next"), i.Next()),
        (data("next", horizon="today"), i.Next(Horizon.TODAY)),
        (data("plan"), i.Next(Horizon.QUARTER)),
        (data("plan", horizon="month"), i.Next(Horizon.MONTH)),
        (data("done", step=STEP), i.Done(STEP)),
        (data("later", step=STEP, until="2026-12-12"), i.Later(STEP, dt.date(2026, 12, 12))),
        (data("later"), i.Later()),
        (data("skip", step=STEP), i.Skip(STEP)),
        (data("undo"), i.Undo()),
        (data("step", step=STEP), i.AboutStep(STEP)),
        (data("progress"), i.HowFar()),
        (data("forecast", hours=7.5, date="2027-06-01"), i.Forecast(7.5, dt.date(2027, 6, 1))),
        (data("forecast", hours=8), i.Forecast(8.0)),
        (data("roadmap", phase="foundation"), i.Roadmap("foundation")),
        (data("gaps"), i.Gaps()),
        (data("skill", skill="devops-and-mlops"), i.AboutSkill("devops-and-mlops")),
        (data("resources", about=STEP), i.Resources(STEP)),
        (data("reality", aspect="miss"), i.Reality("miss")),
        (data("facts", fact="salary"), i.Fact("salary")),
        (data("pathways"), i.Pathways()),
        (data("start", pathway=next(iter(SHIPPED))), i.Start(next(iter(SHIPPED)))),
        (
            data("settings", hours=8.0, timezone="Europe/Berlin", day="sun", time="18:00"),
            i.Settings(8.0, "Europe/Berlin", "sun", dt.time(18)),
        ),
        (data("settings"), i.Settings()),
        (data("pause", until="2026-12-12"), i.Pause(dt.date(2026, 12, 12))),
        (data("resume"), i.Resume()),
        (data("export", format="data"), i.Export("data")),
        (data("forget"), i.Forget()),
        (data("help"), i.Help()),
        # what is typed and is none of what is offered becomes words
        (data("done", step="the kafka thing"), "done the kafka thing"),
        (data("later", step="kafka", until="friday"), "later kafka until friday"),
        (data("pause", until="the 12th"), "pause until the 12th"),
        (data("forecast", date="june"), "forecast by june"),
        (data("roadmap", phase="the third"), "roadmap the third"),
        (data("settings", time="6pm", timezone="Lisbon"), Filled(i.Settings(), {"time": "6pm", "timezone": "Lisbon"})),
        (data("settings", hours=8.0, time="6pm"), Filled(i.Settings(), {"hours": "8", "time": "6pm"})),
        (data("ask", words="order me a pizza"), "order me a pizza"),
        (data("a-command-of-another-version"), "a-command-of-another-version"),
        ({}, ""),
    ],
)
def test_each_means_what_it_says(told: dict[str, Any], meant: object) -> None:
    assert commands.meant(told, NAMES) == meant


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("later kafka until friday", i.Later),
        ("pause until the 12th", i.Pause),
        ("forecast by june", i.Forecast),
        ("done the kafka thing", i.Done),
        ("roadmap the third", i.Roadmap),
        ("skill mlops", i.AboutSkill),
        ("resources kafka", i.Resources),
    ],
)
def test_the_words_that_it_makes_are_understood(words: str, meant: type[object]) -> None:
    coach = wiring.stranger(settings.read({}, dotenv=None))
    assert isinstance(coach.consider(Request(Account("discord", "", "1"), words)).reading.intent, meant)


def test_what_is_being_typed_is_found_out() -> None:
    typing = data("later", step=STEP)
    typing["options"][0]["options"].append({"name": "until", "value": "tom", "focused": True})
    assert commands.asked(typing) == ("date", "tom")
    assert commands.asked(data("ask", words="x")) == (None, "")
    assert commands.asked({"options": [{"name": "nothing we know", "options": []}]}) == (None, "")
