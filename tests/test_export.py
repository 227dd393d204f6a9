"""What is taken out can be read by others: the plan by any calendar, the data by any program."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from bot.core import intents as i
from tests.talk import ARCHITECT, SHIPPED, Kept, Learner

if TYPE_CHECKING:
    from icalendar import Event


@pytest.fixture
def ada() -> Learner:
    return Learner(Kept())


def events(ada: Learner) -> dict[str, Event]:
    assert "same entries move" in ada.say("put my plan in my calendar")
    assert (ada.file.name, ada.file.media_type) == (f"{ARCHITECT.id}.ics", "text/calendar")
    calendar = Calendar.from_ical(ada.file.content)
    found = list(calendar.walk("VEVENT"))
    named = {str(event["UID"]): event for event in found}
    assert len(named) == len(found)
    return named


def test_the_calendar_has_an_entry_for_each_open_step(ada: Learner) -> None:
    ada.say("done with the jupyter setup")
    ada.say("skip the certification")
    told = events(ada)
    closed = {"python-jupyter-setup", "cloud-architect-certification"}
    # a whole that is no more than its parts has no time of its own
    empty = {"ml-specialization", "deploy-pretrained-model", "lead-poc"}
    assert set(told) == {f"{step}.{ARCHITECT.id}@pathway-coach" for step in set(ARCHITECT.steps) - closed - empty}
    event = told[f"kafka-spark-pipeline.{ARCHITECT.id}@pathway-coach"]
    assert event["SUMMARY"] == ARCHITECT.steps["kafka-spark-pipeline"].title
    assert event["DESCRIPTION"] == ARCHITECT.steps["kafka-spark-pipeline"].why
    assert event.DTSTART.weekday() == 0
    assert (event.DTEND - event.DTSTART).days % 7 == 0


def test_two_pathways_are_one_calendar() -> None:
    ada = Learner(Kept(), SHIPPED)
    other = SHIPPED["backend-developer-to-mlops-engineer"]
    ada.say(i.Start(ARCHITECT.id))
    ada.say(i.Start(other.id, beside=True))
    assert {f"{step}.{ARCHITECT.id}@pathway-coach" for step in set(other.steps) - set(ARCHITECT.steps)} & set(
        events(ada)
    )


def test_a_later_calendar_moves_the_same_entries(ada: Learner) -> None:
    before = events(ada)
    ada.say(i.Later("kafka-spark-pipeline", dt.date(2027, 9, 6)))
    after = events(ada)
    assert set(before) == set(after)
    moved = f"kafka-spark-pipeline.{ARCHITECT.id}@pathway-coach"
    assert before[moved].DTSTART < after[moved].DTSTART == dt.date(2027, 9, 6)
    assert before[moved]["DTSTAMP"].dt < after[moved]["DTSTAMP"].dt


def test_the_data_holds_every_entry_with_all_that_it_says(ada: Learner) -> None:
    ada.say("done with the jupyter setup")
    ada.say(i.Skip("join-ai-groups"))
    ada.say(i.Later("kafka-spark-pipeline", dt.date(2026, 12, 14)))
    ada.say(i.Later(until=dt.date(2026, 12, 7)))
    ada.say(i.Settings(hours=7.5, timezone="Europe/London", day="sun", time=dt.time(18)))
    ada.say(i.Pause(dt.date(2026, 12, 12)))
    ada.say(i.Pause())
    ada.say(i.Resume())
    ada.say(i.Undo())
    ada.say("export my data")
    told = json.loads(ada.file.content)
    assert told["pathways"] == [{"pathway": ARCHITECT.id, "started": "2026-11-30"}]
    assert [line["number"] for line in told["journal"]] == [entry.number for entry in ada.entries] == list(range(1, 10))
    kinds = ["finished", "skipped", "postponed", "tookoff", "settled", "paused", "paused", "resumed", "takenback"]
    assert [line["kind"] for line in told["journal"]] == kinds
    step, _, put_off, off, settled, paused, for_good, _, back = told["journal"]
    assert (step["pathway"], step["step"], step["counts"]) == (ARCHITECT.id, "python-jupyter-setup", "2026-11-30")
    assert dt.datetime.fromisoformat(step["said"]) == ada.entries[0].said
    assert (put_off["until"], off["until"]) == ("2026-12-14", "2026-12-07")
    assert [settled[name] for name in ("hours", "timezone", "day", "time")] == [7.5, "Europe/London", 6, "18:00:00"]
    assert (paused["until"], for_good["until"], back["entry"]) == ("2026-12-12", None, 8)
