"""`coach nudges`: what is to come can be seen, and a year of it tried; the checker finds what is wrong."""
# ruff: noqa: S311 - chance is seeded

from __future__ import annotations

import asyncio
import datetime as dt
import re
from random import Random
from typing import TYPE_CHECKING

import pytest

from bot import cli
from bot.adapters.simulated.history import Stay, wrong
from bot.adapters.simulated.platform import NONCES_KEPT, OPENINGS_APART, REST, Discord, Got
from bot.core.intents import Later, Link, Skip
from bot.core.preview import preview
from bot.core.reply import Reply
from pathways.calendar import QuietHours
from pathways.delivery import Accepted, Claim, Deferred
from pathways.learner import Account
from pathways.model import Horizon
from storage.ledger import Fact, Ledger
from storage.notebook import Memory
from tests.outbox import DUE, NOW, enrol, learner_row, somebody
from tests.talk import ARCHITECT, SHIPPED, Learner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.database import Database

ADA = somebody()
SMALL = ("nudges", "simulate", "--learners", "6", "--weeks", "5", "--seed", "3")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/coach.db")


def test_a_small_town_gets_all_its_nudges_once_and_the_same_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(SMALL) == 0
    first = capsys.readouterr().out
    assert "0 doubles, 0 lost: the history is sound" in first
    assert "0 workers killed" not in first
    accepted = re.search(r"accepted (\d+) in Slack, (\d+) in Discord", first)
    assert accepted is not None
    assert min(map(int, accepted.groups())) > 5
    assert cli.main(SMALL) == 0
    assert capsys.readouterr().out == first


def test_a_database_in_use_is_not_simulated_in(
    database: Database, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol(database)
    assert cli.main((*SMALL, "--database", address)) == 2
    assert "is in use; name an empty database" in capsys.readouterr().err
    assert Ledger(database).soonest() == DUE


@pytest.mark.parametrize(
    "wrong", [("--faults", "3"), ("--faults", "many"), ("--weeks", "0"), ("--learners", "few"), ("--kills", "1")]
)
def test_what_cannot_be_simulated_is_refused(wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(("nudges", "simulate", *wrong))
    assert ended.value.code == 2
    assert repr(wrong[1]) in capsys.readouterr().err


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_year_of_two_thousand_learners_is_sound(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    big = ("--learners", "2000", "--weeks", "52", "--workers", "3", "--faults", "0.1", "--seed", "1")
    assert cli.main(("nudges", "simulate", *big, "--database", address)) == 0
    assert "0 doubles, 0 lost" in capsys.readouterr().out


def test_the_simulated_discord_takes_the_same_once_but_not_for_long_and_opens_slowly() -> None:
    now = [NOW]
    discord = Discord(lambda: now[0], Random(1), 0.0)
    claims = [
        Claim(
            id=name,
            fence=1,
            slot="2026-W49",
            due=DUE,
            not_after=DUE,
            first_try=DUE,
            in_doubt=False,
            learner="l",
            account=Account("discord", "", name),
            kind=Horizon.WEEK,
        )
        for name in ("a", "b")
    ]

    def sends(claim: Claim) -> object:
        return asyncio.run(discord.send(claim, Reply("words", ())))

    assert sends(claims[0]) == Accepted("a")
    assert sends(claims[1]) == Deferred(NOW + OPENINGS_APART)
    assert sends(claims[0]) == Accepted("a")
    assert len(discord.got) == 1
    now[0] += NONCES_KEPT + dt.timedelta(seconds=1)
    assert sends(claims[0]) == Accepted("a")
    assert len(discord.got) == 2, "whoever sends blindly is found out"
    discord.faults = 1.0
    assert sends(claims[1]) == Deferred(now[0] + REST)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_town_on_postgresql_is_sound(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main((*SMALL, "--database", address)) == 0
    assert "0 doubles, 0 lost" in capsys.readouterr().out


def test_preview_shows_what_would_come_and_changes_nothing(
    sqlite_file: Path, opened: Callable[..., Database], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    database = opened(sqlite_file)
    enrol(database)
    before = learner_row(database)
    assert sqlite_file == tmp_path / "coach.db"
    assert cli.main(("nudges", "preview", "--learner", "slack:T1:U1", "--weeks", "15")) == 0
    out = capsys.readouterr().out
    assert out.count("09:00 Europe/Berlin") >= 13
    assert "week 20" in out
    assert "month 20" in out
    assert "quarter d90-" in out
    assert learner_row(database) == before


def test_preview_of_nobody_and_of_nothing(
    sqlite_file: Path, opened: Callable[..., Database], capsys: pytest.CaptureFixture[str]
) -> None:
    database = opened(sqlite_file)
    assert cli.main(("nudges", "preview", "--learner", "slack:T1:U9")) == 1
    assert "nobody is known as slack:T1:U9" in capsys.readouterr().out
    with Memory(database).turn(ADA, now=NOW):
        pass
    assert cli.main(("nudges", "preview", "--learner", "slack:T1:U1")) == 0
    assert "No nudge is to come" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cli.main(("nudges", "preview", "--learner", "slack"))
    assert "write platform:workspace:user" in capsys.readouterr().err


def test_preview_says_why_one_would_not_be_sent(sqlite_file: Path, opened: Callable[..., Database]) -> None:
    memory = Memory(opened(sqlite_file))
    learner = Learner(memory, SHIPPED, ADA)
    learner.now = NOW
    learner.say(Later(None, dt.date(2026, 12, 21)))
    found = preview(learner.coach, ADA, 4)
    assert found is not None
    coming = found.coming
    assert [each.slot for each in coming] == ["2026-12", "2026-W51", "2026-W52", "2026-W53"]
    assert coming[1].said == "nothing is due"
    assert isinstance(coming[2].said, Reply)
    for step in ARCHITECT.steps:
        learner.say(Skip(step))
    found = preview(learner.coach, ADA, 4)
    assert found is not None
    assert {each.said for each in found.coming} == {"all is done"}


def test_preview_tells_what_is_quiet_what_was_moved_and_where_it_comes(
    sqlite_file: Path, opened: Callable[..., Database], capsys: pytest.CaptureFixture[str]
) -> None:
    memory, there = Memory(opened(sqlite_file)), Account("discord", "", "7")
    learner = Learner(memory, SHIPPED, ADA, "America/New_York")
    other = Learner(memory, SHIPPED, there, "Asia/Tokyo")
    learner.now = other.now = dt.datetime(2126, 11, 25, 12, tzinfo=dt.UTC)  # whatever day it is, this lies ahead
    for said in ("Saturdays at 9pm", "don't message me after 8pm", "no nudges on weekends", "no messages in January"):
        learner.say(said)
    code = next(word for word in learner.say(Link()).split() if "-" in word and word.isupper())
    other.say(f"link {code}")
    said = other.say("settings")
    assert "at 22:00, to your Slack account. It was moved out of your quiet hours." in said, "eight in New York"
    found = preview(other.coach, there, 4)
    assert found is not None
    assert found.home == ADA
    assert "nothing comes, as you asked" in found.settings
    assert [f"{each.at:%a %H:%M}" for each in found.coming] == ["Mon 13:00"] * len(found.coming)
    assert cli.main(("nudges", "preview", "--learner", "discord::7", "--weeks", "9999")) == 0
    out = capsys.readouterr().out
    assert "They come to slack:T1:U1." in out
    assert ": that is quiet" in out


def test_the_checker_finds_every_kind_of_wrong() -> None:
    night, stranger = QuietHours(), Account("slack", "T9", "U9")

    def got(at: dt.datetime, slot: str = "2026-W49", who: Account = ADA, delivery: str = "a") -> Got:
        return Got(who, at, delivery, "week", slot, "words")

    def fact(state: str, name: str = "a", reason: str | None = None) -> Fact:
        return Fact(ADA, name, "2026-W49", state, reason)

    stays = {ADA: [Stay(DUE - dt.timedelta(days=9), "Europe/Berlin", night)]}
    fine = ([got(DUE)], [fact("sent")], stays, {ADA: ["2026-W49"]})
    assert wrong(*fine) == []
    day, hour = dt.timedelta(days=1), dt.timedelta(hours=1)
    for history, law in (
        (([got(DUE), got(DUE + day)], [fact("sent")], stays, {}), "2 times"),
        (([got(DUE), got(DUE + hour, "2026-12")], [fact("sent")], stays, {}), "too close"),
        (([got(DUE + 13 * hour)], [fact("sent")], stays, {}), "at night"),
        (([got(DUE, who=stranger)], [fact("sent")], stays, {}), "nobody who is known"),
        (([], [fact("sent")], stays, {}), "never was"),
        (([got(DUE)], [fact("skipped", reason="x")], stays, {}), "counts as skipped"),
        (([], [fact("unknown")], stays, {}), "has not arrived"),
        (([], [fact("stale")], stays, {}), "without a reason"),
        (([], [], stays, {ADA: ["2026-W49"]}), "nobody planned it"),
    ):
        assert law in " ".join(wrong(*history))
    early = {ADA: [Stay(DUE - day, "Europe/Berlin", QuietHours(dt.time(1), dt.time(12)))]}
    assert "at night" in wrong([got(DUE)], [fact("sent")], early, {})[0]
