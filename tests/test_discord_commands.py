"""The commands of Discord: what Discord is told, and what each of them means."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot import settings, wiring
from bot.adapters.discord import commands
from bot.core import intents as i
from bot.core.coach import Request
from bot.core.commands import COMMANDS
from bot.core.forms import Filled
from bot.core.intents import INTENTS
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


def data(path: str, **options: object) -> dict[str, Any]:
    """A command as Discord tells of it."""
    *group, name = path.split()
    told = [{"name": option, "value": value} for option, value in options.items()]
    inner = [{"type": 1, "name": name, "options": told}]
    return {"name": "coach", "options": [{"type": 2, "name": group[0], "options": inner}] if group else inner}


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
    meant = {one.kind for one in COMMANDS}
    assert set(INTENTS.values()) - meant == {i.Smalltalk, i.Unknown}, "some intent has no command"
    assert coach["contexts"] == [0, 1, 2]
    assert coach["integration_types"] == [0, 1]


def test_the_digest_changes_with_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    before = commands.digest()
    assert commands.digest() == before
    monkeypatch.setattr(commands, "COMMANDS", COMMANDS[1:])
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
        (data("road step", step=STEP), i.AboutStep(STEP)),
        (data("progress"), i.HowFar()),
        (data("forecast", hours=7.5, date="2027-06-01"), i.Forecast(7.5, dt.date(2027, 6, 1))),
        (data("forecast", hours=8), i.Forecast(8.0)),
        (data("roadmap", phase="foundation"), i.Roadmap("foundation")),
        (data("next", spare=15.0), i.Next(spare=15)),
        (data("done", step=STEP, on="2026-11-24"), i.Done(STEP, on=dt.date(2026, 11, 24))),
        (data("pause", until="2027-01-03", since="2026-12-20"), i.Pause(dt.date(2027, 1, 3), dt.date(2026, 12, 20))),
        (data("start", pathway=next(iter(SHIPPED)), beside="yes"), i.Start(next(iter(SHIPPED)), beside=True)),
        (data("road gaps"), i.Gaps()),
        (data("road credit", skill="devops-and-mlops", level="rusty"), i.Credit(None, "devops-and-mlops", "rusty")),
        (data("road part", step=STEP, share="0.5"), i.Part(STEP, 0.5)),
        (data("road part", minutes=45.0), i.Part(minutes=45)),
        (data("road split", step=STEP, parts="3"), i.Split(STEP, 3)),
        (data("road proof", words="https://example.org/a", step=STEP), i.Proof(STEP, "https://example.org/a")),
        (data("road load", hours=2.0, until="2026-12-12"), i.Load(2.0, dt.date(2026, 12, 12))),
        (data("road check-in", load="less"), i.CheckIn("less")),
        (data("road replan", way="later"), i.Replan("later")),
        (data("road aim", date="2027-06-01"), i.Aim(dt.date(2027, 6, 1))),
        (data("road changes", take="yes"), i.Changes(take=True)),
        (data("road nudge", horizon="month"), i.Nudge(Horizon.MONTH)),
        (data("road fit", hours=5.0, known=STEP), i.Fit(hours=5.0, known=(STEP,))),
        (data("road compare", pathways=next(iter(SHIPPED))), i.Compare((next(iter(SHIPPED)),))),
        (data("account link", code="ABCD-EFGH"), i.Link("ABCD-EFGH")),
        (data("account here"), i.Here()),
        (data("road credit", skill="the mlops one", level="rusty"), "credit the mlops one rusty"),
        (data("road load", hours=2.0, until="friday"), "load 2 until friday"),
        (data("road fit", by="june"), Filled(i.Fit(), {"by": "june"})),
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
        ("credit the mlops one rusty", i.Credit),
        ("part the kafka thing 0.5", i.Part),
        ("split the kafka thing 3", i.Split),
        ("load 2 until friday", i.Load),
        ("aim by june", i.Aim),
        ("compare the mlops one", i.Compare),
        ("start the mlops one", i.Start),
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
