"""Each kind of part as Discord's components, drawn as a page too; and every answer of the coach."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot import settings as given_settings
from bot import wiring
from bot.adapters.discord import modal, numbers, render
from bot.adapters.studio import discord_page as page
from bot.core.coach import Request
from bot.core.forms import Filled
from bot.core.intents import INTENTS, Done, Fit, Forget, HowFar, Later, Next, Undo
from bot.core.questions import Form
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
from pathways.learner import Account
from tests.fakes.discord import checks_components as checks
from tests.fakes.discord import components as c
from tests.replies import FORM, FORMS, HOSTILE, QUESTIONS, replies
from tests.test_studio_slack import Page

OWNER = "1234567890123456789"
AT = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(label: str, what: str, style: int = 2) -> dict[str, Any]:
    return {"type": 2, "style": style, "disabled": False, "label": label, "custom_id": f"{OWNER}|{what}"}


def opener(label: str, what: str) -> dict[str, Any]:
    return {**button(label, ""), "custom_id": f"{OWNER}/{what}"}


EVERY: tuple[tuple[Part, list[dict[str, Any]]], ...] = (
    (Heading("A *heading*\nof two"), [text("### A \\*heading\\* of two")]),
    (
        Text(("Go ", Bold(" on "), Link("here", "https://example.org/a b"), " ", Moment(AT, "Mon 9:00"))),
        [text("Go  **on** [here](<https://example.org/a%20b>) <t:1796029200:f>")],
    ),
    (Text((Bold("one"), Bold("two"), Bold(" "), "# no heading")), [text("**onetwo** # no heading")]),
    (Text((Link("https://example.org", "https://example.org"),)), [text("<https://example.org>")]),
    (Note(("Small ", Bold("print"))), [text("-# Small **print**")]),
    (Bullets((("one",), ("1. two\nthree",))), [text("- one\n- 1\\. two three")]),
    (Steps((("first",), ("second",))), [text("1. first\n2. second")]),
    (Facts((("Name", ("value",)), ("Other", ("thing",)))), [text("**Name:** value\n**Other:** thing")]),
    (Bar(0.25, "a quarter"), [text("a quarter\n▓▓▓▓░░░░░░░░░░░░")]),
    (
        Image(b"png", "up there.png", "A picture"),
        [
            {
                "type": 12,
                "items": [
                    {"media": {"url": "attachment://up-there.png"}, "description": "A picture", "spoiler": False}
                ],
            }
        ],
    ),
    (
        Attachment(b"x", "a.ics", "text/calendar", "Your plan."),
        [text("Your plan."), {"type": 13, "file": {"url": "attachment://a.ics"}, "spoiler": False}],
    ),
    (
        Buttons((Button("Done", Done("kafka"), primary=True), Button("Delete", Forget(confirmed=True), danger=True))),
        [
            {
                "type": 1,
                "components": [button("Done", "done?step=kafka", 1), button("Delete", "forget?confirmed=yes", 4)],
            }
        ],
    ),
    (
        Buttons((FORM, Button("Done", Done("kafka")))),
        [{"type": 1, "components": [opener("Change", "settings"), button("Done", "done?step=kafka")]}],
    ),
)


def drawn(reply: Reply) -> list[dict[str, Any]]:
    """What is inside the one container."""
    (container,) = render.message(reply, owner=OWNER).view.to_components()
    assert container["type"] == 17
    return [_bare(one) for one in container["components"]]


def _bare(one: dict[str, Any]) -> dict[str, Any]:
    return {name: _bare_value(value) for name, value in one.items() if name != "id"}


def _bare_value(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(one) for one in value]
    return _bare(value) if isinstance(value, dict) else value


@pytest.mark.parametrize(("part", "expected"), EVERY, ids=lambda value: type(value).__name__)
def test_a_part_is_drawn(part: Part, expected: list[dict[str, Any]]) -> None:
    assert drawn(Reply("s", (Text(("Words.",)), part)))[1:] == expected


def test_every_kind_of_part_is_tried() -> None:
    assert {type(part) for part, _ in EVERY} == set(PARTS)


def test_a_button_stands_beside_the_line_that_it_marks_done() -> None:
    parts = (
        Steps((("first",), ("second",))),
        Note(("small",)),
        Buttons((Button("Done 1", Done("a")), Button("Done 2", Done("b")), Button("Why?", Next()))),
    )
    one, other, line, small, rest = drawn(Reply("s", parts))
    assert one == {"type": 9, "components": [text("1. first")], "accessory": button("Done 1", "done?step=a")}
    assert other["accessory"] == button("Done 2", "done?step=b")
    assert line["type"] == 14
    assert small == text("-# small")
    assert rest == {"type": 1, "components": [button("Why?", "next")]}


def test_where_nothing_follows_there_is_no_line() -> None:
    shown = drawn(Reply("s", (Steps((("first",),)), Buttons((Button("Done", Done("a")),)))))
    assert [one["type"] for one in shown] == [9]


def test_buttons_that_do_not_match_the_lines_stay_below() -> None:
    shown = drawn(Reply("s", (Steps((("first",), ("second",))), Buttons((Button("Done", Done("a")),)))))
    assert [one["type"] for one in shown] == [10, 1]


def test_what_would_be_too_many_pieces_is_drawn_in_fewer() -> None:
    def several(name: str) -> tuple[Part, ...]:
        ids = [f"{name}-{number}" for number in range(5)]
        return (Steps(tuple((one,) for one in ids)), Buttons(tuple(Button(one, Done(one)) for one in ids)))

    reply = Reply("s", (*several("a"), *several("b"), *several("c")))
    components = render.message(reply, owner=OWNER).view.to_components()
    assert list(checks.shown(components, v2=True)) == []
    assert not any(one["type"] == 9 for one in c.walk(components))


def test_long_names_are_a_menu_unless_one_is_dangerous() -> None:
    long = tuple(Button("x" * 30, intent) for intent in (Next(), HowFar(), Later("a")))
    (_, row) = drawn(Reply("s", (Text(("Which?",)), Buttons(long))))
    (menu,) = row["components"]
    assert menu["type"] == 3
    assert [option["value"] for option in menu["options"]] == ["next", "progress", "later?step=a"]
    grave = (*long[:2], Button("y" * 30, Forget(confirmed=True), danger=True))
    (_, row) = drawn(Reply("s", (Text(("Which?",)), Buttons(grave))))
    assert [one["type"] for one in row["components"]] == [2, 2, 2]


def test_a_reply_of_buttons_alone_says_its_summary() -> None:
    assert drawn(Reply("What now?", (Buttons((Button("Undo", Undo()),)),)))[0] == text("What now?")


def test_files_of_one_name_are_told_apart() -> None:
    parts = tuple(Attachment(content, "a.txt", "text/plain", "x") for content in (b"1", b"2"))
    assert [file.filename for file in render.message(Reply("s", parts), owner=OWNER).files] == ["a.txt", "1-a.txt"]


def coach() -> Any:
    return wiring.stranger(given_settings.read({}, dotenv=None))


@pytest.mark.parametrize("kind", INTENTS.values(), ids=lambda kind: kind.name)
def test_every_answer_is_drawn_and_can_be_shown_as_a_page(kind: Any) -> None:
    reply = coach().answer(Request(Account("discord", "", OWNER), kind(), locale="de"))
    components = render.message(reply, owner=OWNER).view.to_components()
    assert list(checks.shown(components, v2=True)) == []
    shown = Page(page.page(page.message(components), dark=True))
    assert "Pathway Coach" in shown.words


@LAW
@given(replies())
def test_any_message_is_a_page_and_nothing_on_it_comes_alive(reply: Reply) -> None:
    components = render.message(reply, owner=OWNER).view.to_components()
    shown = Page(page.page(page.message(components)))
    links = {span.url for part in reply.parts for line in _lines(part) for span in line if isinstance(span, Link)}
    assert shown.attributes("href") <= links


def _lines(part: Part) -> tuple[tuple[object, ...], ...]:
    from bot.core.reply import lines

    return lines(part)


@pytest.mark.parametrize("words", [*HOSTILE, "<script>alert(1)</script>", '"><img src=x>', "</style>", "<!-- x"])
def test_words_stay_words_on_a_page(words: str) -> None:
    said = words.encode(errors="replace").decode()
    assert said.strip() in Page(page.page(page.spoken(said, by=said), title=said)).words


def test_a_form_is_a_page() -> None:
    shown = Page(page.page(page.modal(modal.view(FORM, {"hours": "7"}).to_dict())))
    assert {"hours", "timezone", "day", "time"} <= shown.attributes("id")
    assert "7" in shown.attributes("value")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.title)
def test_every_form_is_a_modal_whose_answers_fill_the_slots_of_its_intent(form: Form) -> None:
    made = modal.view(form, {}).to_dict()
    assert list(checks.modal(made)) == []
    assert {field.name for field in form.fields} <= Page(page.page(page.modal(made))).attributes("id")
    sent = modal.filled({"custom_id": made["custom_id"], "components": []})
    assert (sent.form, sent.answers) == (form.intent, {})


def test_several_things_are_chosen_at_once_and_shown_again() -> None:
    sent = modal.filled(
        {"custom_id": "fit", "components": [{"component": {"custom_id": "known", "values": ["a", "b"]}}]}
    )
    assert sent == Filled(Fit(), {"known": "a,b"})
    made = modal.view(QUESTIONS, {"known": "deep-learning,gone"}).to_dict()
    menu = made["components"][1]["component"]
    assert [option["default"] for option in menu["options"]] == [False, True]
    assert (menu["min_values"], menu["max_values"], menu["required"]) == (0, 2, False)


@pytest.mark.parametrize(
    "strange", [{"type": 99}, {"type": 18, "label": "l", "component": {"type": 99, "custom_id": "x"}}]
)
def test_what_is_not_drawn_is_said(strange: dict[str, Any]) -> None:
    with pytest.raises(page.Unfamiliar, match=r"99|18"):
        page.message([strange])
    if "component" in strange:
        with pytest.raises(page.Unfamiliar, match="input 99"):
            page.modal({"title": "t", "components": [strange]})


def test_a_message_has_a_mark_that_stays_and_each_listing_a_number_of_its_own() -> None:
    reply = Reply("s", (Text(("words",)), Buttons((Button("Done", Done("kafka")),))))
    mark = numbers.mark("a nudge")
    drawn = [render.message(reply, owner=OWNER, of=of, mark=mark).view.to_components()[0] for of in ("i1", "i2")]
    assert [one["id"] for one in drawn] == [mark, mark]
    shown = [one["components"][0]["id"] for one in drawn]
    assert shown == [numbers.number("i1"), numbers.number("i2")]
    assert len({mark, *shown}) == 3
    assert all(numbers.LEAST <= each < 2 * numbers.LEAST for each in (mark, *shown))


def test_what_was_sent_before_there_were_numbers_is_told_by_its_last_change() -> None:
    at = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
    old: Any = SimpleNamespace(components=[SimpleNamespace(id=1, children=[SimpleNamespace(id=2)])], edited_at=at)
    assert numbers.listing(old) == str(round(at.timestamp() * 1000))
    assert numbers.marked(old) is None
    for empty in ([], [SimpleNamespace(id=3)]):
        bare: Any = SimpleNamespace(components=empty, edited_at=None)
        assert numbers.listing(bare) == "0"
        assert numbers.marked(bare) is None
