"""Each kind of part in Block Kit, forms as modals, presses read back, and every answer of the coach drawn."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot import settings, wiring
from bot.adapters.slack import buttons, modal, render
from bot.adapters.slack.buttons import Pressed
from bot.adapters.terminal import render as terminal
from bot.core.coach import Request
from bot.core.forms import Filled
from bot.core.intents import INTENTS, Done, Fit, Forget, Next, Settings, Unknown
from bot.core.questions import Field, Form
from bot.core.reply import (
    PARTS,
    Attachment,
    Bar,
    Bold,
    Bullets,
    Button,
    Buttons,
    Facts,
    Heading,
    Image,
    Link,
    Moment,
    Note,
    Part,
    Reply,
    Steps,
    Text,
)
from bot.core.wire import pack
from pathways.learner import Account
from pathways.zones import zone_names
from tests.blockkit import check_blocks, check_view, known_problems, objects
from tests.replies import EVIDENCE, FORM, FORMS, QUESTIONS

OWNER = "U0123456789"
AT = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
SOMEBODY = Account("slack", "T1", OWNER)
BOLD = {"style": {"bold": True}}


def text(words: str, **style: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **style}


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def context(words: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "plain_text", "text": words, "emoji": False}]}


EVERY: tuple[tuple[Part, dict[str, Any]], ...] = (
    (Heading("A heading"), {"type": "header", "text": {"type": "plain_text", "text": "A heading", "emoji": False}}),
    (
        Text(("Go ", Bold("on"), " ", Link("here", "https://example.org"), " ", Moment(AT, "Mon 9:00"))),
        rich(
            section(
                text("Go "),
                text("on", **BOLD),
                text(" "),
                {"type": "link", "url": "https://example.org", "text": "here"},
                text(" "),
                {
                    "type": "date",
                    "timestamp": 1796029200,
                    "format": "{date_short_pretty} {time}",
                    "fallback": "Mon 9:00",
                },
            )
        ),
    ),
    (Note(("Small ", Bold("print"))), context("Small print")),
    (
        Note(("From ", Link("the page", "https://example.org"))),
        rich(section(text("From "), {"type": "link", "url": "https://example.org", "text": "the page"})),
    ),
    (
        Bullets((("one",), ("two", " and more"))),
        rich(
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [section(text("one")), section(text("two and more"))],
            }
        ),
    ),
    (
        Steps((("first",),)),
        rich({"type": "rich_text_list", "style": "ordered", "elements": [section(text("first"))]}),
    ),
    (
        Facts((("Name", ("value",)), ("Other", ("thing",)))),
        rich(section(text("Name:", **BOLD), text(" value\n"), text("Other:", **BOLD), text(" thing"))),
    ),
    (
        Facts((("Name", (Bold("value"), " · 2")),)),
        rich(section(text("Name: "), text("value", **BOLD), text(" · 2"))),
    ),
    (Bar(0.25, "a quarter"), rich(section(text("a quarter\n▓▓▓▓▓░░░░░░░░░░░░░░░")))),
    (
        Image(b"png", "up.png", "A picture"),
        {"type": "image", "slack_file": {"id": "F0123456789"}, "alt_text": "A picture"},
    ),
    (Image(b"png", "lost.png", "A picture"), context("A picture")),
    (
        Attachment(b"x", "a.ics", "text/calendar", "Your plan."),
        rich(section(text("Your plan. It comes as a file: "), text("a.ics", **BOLD))),
    ),
    (
        Buttons(
            (
                Button("Done 1", Done("kafka-spark"), primary=True),
                Button("Delete everything", Forget(confirmed=True), danger=True),
            )
        ),
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "press:done?step=kafka-spark",
                    "text": {"type": "plain_text", "text": "Done 1", "emoji": False},
                    "value": "U0123456789|done?step=kafka-spark",
                    "accessibility_label": "Done 1: kafka spark",
                    "style": "primary",
                },
                {
                    "type": "button",
                    "action_id": "press:forget?confirmed=yes",
                    "text": {"type": "plain_text", "text": "Delete everything", "emoji": False},
                    "value": "U0123456789|forget?confirmed=yes",
                    "style": "danger",
                },
            ],
        },
    ),
    (
        Buttons((FORM, EVIDENCE)),
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "form:settings",
                    "text": {"type": "plain_text", "text": "Change", "emoji": False},
                    "value": "U0123456789|settings",
                },
                {
                    "type": "button",
                    "action_id": "form:proof?step=kafka",
                    "text": {"type": "plain_text", "text": "Add a note", "emoji": False},
                    "value": "U0123456789|proof?step=kafka",
                },
            ],
        },
    ),
)


@pytest.mark.parametrize(("part", "block"), EVERY, ids=lambda value: type(value).__name__)
def test_each_kind_of_part(part: Part, block: dict[str, Any]) -> None:
    drawn = render.message(Reply("s", (part,)), owner=OWNER, files={"up.png": "F0123456789"}).blocks
    assert drawn[-1] == block
    check_blocks(drawn)
    assert known_problems(drawn, "MessageBlocks") == []


def test_no_kind_of_part_is_forgotten() -> None:
    assert {type(part) for part, _ in EVERY} == set(PARTS)


@pytest.mark.parametrize("parts", [(), (Buttons((FORM,)),), (Buttons((Button("Week", Next()),)),)])
def test_a_reply_without_words_says_its_summary(parts: tuple[Part, ...]) -> None:
    assert render.message(Reply("Choose", parts), owner=OWNER).blocks[0] == rich(section(text("Choose")))


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("Tom & <!channel>", "Tom &amp; &lt;!channel&gt;"),
        ("at 09:30:15, 5 * 3", "at 09:30:15, 5 * 3"),
        ("go :tada:", "go :\N{WORD JOINER}tada:"),
        ("*a* _b_ ~c~ `d`", "∗a∗ ＿b＿ ∼c∼ ˋdˋ"),  # noqa: RUF001
        ("\N{RIGHT-TO-LEFT OVERRIDE}", "…"),
    ],
)
def test_the_notification_is_words_alone(summary: str, said: str) -> None:
    assert render.message(Reply(summary), owner=OWNER).text == said


def test_very_many_short_pieces_lose_their_dress_but_no_words() -> None:
    many = tuple((Bold("a"), "b") for _ in range(20))
    facts = Facts((("n", ("v", Link("w", "https://example.org"))),))
    note = Note((Moment(AT, "Mon "), *(Bold("c") for _ in range(60))))
    reply = Reply("s", (Heading("Title"), *(Bullets(many) for _ in range(9)), facts, note))
    drawn = render.message(reply, owner=OWNER).blocks
    check_blocks(drawn)
    assert drawn[0]["type"] == "header"
    assert drawn[1] == rich(section(text("\n".join(["ab"] * 20))))
    assert drawn[-2] == rich(section(text("n: vw (https://example.org)")))
    assert drawn[-1] == context(f"Mon {'c' * 60}")


def test_F3_the_heaviest_reply_that_can_exist_is_light_enough() -> None:
    rows = [Buttons(tuple(Button('"', Done(f"{row}{n}{'x' * 60}"), danger=True) for n in range(5))) for row in range(3)]
    words = [Text((Bold('"' * 395),)) for _ in range(9)]
    reply = Reply("s", (*words, *rows))
    assert render.weight(render.message(reply, owner=OWNER).written) <= render.MAX_CHARACTERS


@pytest.mark.parametrize(
    ("action", "read"),
    [
        ({"action_id": "press:next", "value": "U1|next"}, Pressed("U1", Next())),
        ({"action_id": "form:3", "value": "U1|settings"}, Pressed("U1", Settings(), form=True)),
        ({"action_id": "press:settings", "value": "U1|settings"}, Pressed("U1", Settings())),
        ({"action_id": "form:3", "value": "U1|fit"}, Pressed("U1", Fit(), form=True)),
        ({"selected_option": {"value": "U1|done?step=a"}}, Pressed("U1", Done("a"))),
        ({"value": "T1|U1|next"}, Pressed("T1|U1", Next())),
        ({"value": "U1|gone?x=1"}, Pressed("U1", Unknown(puzzle="stale"))),
        ({"value": "next"}, Pressed("", Unknown(puzzle="stale"))),
        ({"value": None}, Pressed("", Unknown(puzzle="stale"))),
        ({"value": ["U1|next"]}, Pressed("", Unknown(puzzle="stale"))),
        ({}, Pressed("", Unknown(puzzle="stale"))),
    ],
)
def test_a_press_is_read_back(action: dict[str, Any], read: Pressed) -> None:
    assert render.pressed(action) == read


def test_a_modal_shows_what_stands_now() -> None:
    view = modal.view(FORM, owner=OWNER, place="D1:17.2")
    check_view(view)
    assert known_problems(view, "ModalView") == []
    controls = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert controls["hours"]["initial_value"] == "6"
    assert controls["timezone"]["initial_option"]["value"] == "Europe/Berlin"
    assert controls["timezone"]["initial_option"]["text"]["text"] == "Berlin time (Europe/Berlin)"
    assert controls["day"]["initial_option"]["value"] == "Monday"
    assert controls["time"]["initial_time"] == "09:00"
    assert modal.origin(view) == modal.Origin(OWNER, "D1:17.2")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.title)
def test_every_form_is_a_modal_whose_answers_fill_the_slots_of_its_intent(form: Form) -> None:
    view = modal.view(form, owner=OWNER, place="")
    check_view(view)
    assert known_problems(view, "ModalView") == []
    assert [block["optional"] for block in view["blocks"]] == [field.optional for field in form.fields]
    sent = modal.filled({**view, "state": {"values": {}}})
    assert (sent.form, sent.answers) == (form.intent, {})


def test_the_three_questions_as_a_modal() -> None:
    view = modal.view(QUESTIONS, owner=OWNER, place="")
    controls = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert [option["value"] for option in controls["known"]["options"]] == ["kafka", "deep-learning"]
    assert controls["by"]["initial_date"] == "2027-06-01"
    chosen = [{"value": "kafka"}, {"value": "deep-learning"}, {"value": 7}, "strange"]
    values = {
        "hours": {"hours": {"type": "number_input", "value": None}},
        "known": {"known": {"type": "multi_static_select", "selected_options": chosen}},
        "by": {"by": {"type": "datepicker", "selected_date": "2027-07-01"}},
    }
    sent = modal.filled({**view, "state": {"values": values}})
    assert sent == Filled(Fit(), {"hours": "", "known": "kafka,deep-learning", "by": "2027-07-01"})


def test_evidence_as_a_modal() -> None:
    (block,) = modal.view(EVIDENCE, owner=OWNER, place="")["blocks"]
    assert (block["element"]["type"], block["element"]["max_length"]) == ("plain_text_input", 300)
    assert "initial_value" not in block["element"]


def test_a_modal_that_cannot_show_what_stands_now_asks_all_the_same() -> None:
    strange = Form(
        "Change",
        Settings(),
        "Your settings",
        (
            Field("hours", "number", "Hours", "many", "h"),
            Field("timezone", "zone", "Zone", "Nowhere", "h"),
            Field("day", "choice", "Day", "Someday", "h", options=(("Monday", "Monday"),)),
            Field("time", "time", "Time", "25:00", "h"),
            Field("by", "date", "Date", "soon", "h"),
        ),
    )
    view = modal.view(strange, owner=OWNER, place="")
    check_view(view)
    assert known_problems(view, "ModalView") == []
    assert not [key for found in objects(view) for key in found if key.startswith("initial")]


def test_a_place_that_no_modal_could_carry() -> None:
    with pytest.raises(modal.TooMuchToCarry):
        modal.view(FORM, owner=OWNER, place="x" * 3000)


@pytest.mark.parametrize("kept", [None, "", "[]", "{}", '"x"', "[" * 9000, '{"owner": "U1"}'])
def test_where_a_modal_came_from_may_be_unreadable(kept: str | None) -> None:
    assert modal.origin({"private_metadata": kept}) == modal.Origin("", "")


def state(hours: str, zone: str, day: str, time: str) -> dict[str, Any]:
    return {
        "values": {
            "hours": {"hours": {"type": "number_input", "value": hours}},
            "timezone": {"timezone": {"type": "external_select", "selected_option": {"value": zone}}},
            "day": {"day": {"type": "static_select", "selected_option": {"value": day}}},
            "time": {"time": {"type": "timepicker", "selected_time": time}},
            "other": {"other": {"value": "ignored"}},
        }
    }


def coach_at(now: dt.datetime = AT) -> Any:
    return wiring.stranger(settings.read({}, dotenv=None), at=now)


def test_a_filled_form_enters_by_the_door_of_words() -> None:
    coach = coach_at()
    for zone in ("Europe/Berlin", "America/Argentina/Buenos_Aires", "Pacific/Auckland", "UTC"):
        sent = modal.filled({"callback_id": "settings", "state": state("7.5", zone, "Sunday", "18:30")})
        read = coach.consider(Request(SOMEBODY, sent)).reading
        assert read.intent == Settings(7.5, zone, "sun", dt.time(18, 30))
        assert read.also == ()


def test_answers_may_be_missing_or_strange() -> None:
    assert modal.filled({}) == Filled(Unknown(puzzle="stale"), {})
    assert modal.filled({"callback_id": "settings", "state": {"values": None}}) == Filled(Settings(), {})
    read = modal.filled({"state": state("", "x" * 301, "Monday", "09:00")}).answers
    assert read == {"hours": "", "timezone": "", "day": "Monday", "time": "09:00", "other": "ignored"}
    read = modal.filled({"state": state("7,5", "Europe/Berlin", " Sun\nday ", "")}).answers
    assert read == {"hours": "7,5", "timezone": "Europe/Berlin", "day": "Sun day", "time": "", "other": "ignored"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berlin", "Europe/Berlin"),
        ("ber", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("bxrlin", "Europe/Berlin"),
        ("utc", "UTC"),
    ],
)
def test_zones_are_found_as_they_are_typed(typed: str, first: str) -> None:
    assert modal.zones(typed)[0]["value"] == first


@pytest.mark.parametrize("typed", ["", "x", "zz", "qqqqqq", "etc/gmt+2"])
def test_what_is_no_place_finds_nothing(typed: str) -> None:
    assert modal.zones(typed) == []


def test_every_offered_zone_can_be_said() -> None:
    coach = coach_at()
    areas = sorted({name.partition("/")[0] for name in zone_names() if "/" in name} - {"Etc"})
    offered = {option["value"] for area in areas for option in modal.zones(area)}
    assert len(offered) > 150
    for zone in sorted(offered)[::5]:
        sent = modal.filled({"callback_id": "settings", "state": state("6", zone, "Monday", "09:00")})
        assert coach.consider(Request(SOMEBODY, sent)).reading.intent == Settings(6, zone, "mon", dt.time(9))


def test_every_answer_of_the_coach_can_be_drawn() -> None:
    """From the example of each intent, press whatever can be pressed until nothing new appears."""
    coach = coach_at()
    waiting: list[Any] = [kind.example for kind in INTENTS.values()] + [kind() for kind in INTENTS.values()]
    seen: set[str] = set()
    while waiting and len(seen) < 250:
        said = waiting.pop(0)
        name = said if isinstance(said, str) else pack(said)
        if name in seen:
            continue
        seen.add(name)
        reply = coach.answer(Request(SOMEBODY, said, timezone="Europe/Berlin"))
        drawn = render.message(reply, owner=OWNER)
        check_blocks(drawn.blocks)
        assert known_problems(drawn.blocks, "MessageBlocks") == [], name
        for choice in terminal.choices(reply):
            if isinstance(choice, Form):
                assert known_problems(modal.view(choice, owner=OWNER, place="D1"), "ModalView") == []
        pressable = [found for found in objects(drawn.blocks) if found.get("type") == "button"]
        waiting += [buttons.pressed(found).intent for found in pressable]
    assert len(seen) > 100
