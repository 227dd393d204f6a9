"""Any reply can be drawn in Slack, within every limit, and nothing that anybody wrote comes alive."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.slack import modal, render, text
from bot.adapters.slack.buttons import PRESSABLE, Pressed
from bot.core.compose import compose
from bot.core.intents import Settings, Unknown
from bot.core.questions import MAX_ANSWER, Form
from bot.core.reply import Bold, Bullets, Button, Buttons, Heading, Link, Steps, Text
from bot.core.wire import pack
from tests.blockkit import NUMBERS, check_blocks, check_view, known_problems, objects
from tests.replies import FORM, HOSTILE, SAID, replies

if TYPE_CHECKING:
    from bot.core.reply import Reply

OWNER = "U0123456789"
FILES = {"a.png": "F0123456789"}
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A reply at its limits takes a while to make up."""
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["a|next", "|", "U1|done?x=1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["value", "values", "selected_option", "action_id", "hours", "timezone", "selected_time", "time"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@LAW
@given(replies())
def test_any_reply_can_be_drawn(reply: Reply) -> None:
    drawn = render.message(reply, owner=OWNER, files=FILES)
    check_blocks(drawn.blocks)
    assert known_problems(drawn.blocks, "MessageBlocks") == []
    assert json.loads(drawn.written) == drawn.blocks
    assert render.weight(drawn.written) <= NUMBERS["message.all_blocks_chars_observed_max"]
    links = {span.url for part in reply.parts for line in _lines(part) for span in line if isinstance(span, Link)}
    assert {found["url"] for found in objects(drawn.blocks) if "url" in found} <= links


def _lines(part: object) -> tuple[tuple[object, ...], ...]:
    line = getattr(part, "line", None)
    items = getattr(part, "items", ())
    return (
        ((line,) if line else ())
        + (items if isinstance(items, tuple) else ())
        + tuple(value for _, value in getattr(part, "rows", ()))
    )


@LAW
@given(replies())
def test_F1_a_notification_is_words_alone(reply: Reply) -> None:
    said = render.message(reply, owner=OWNER).text
    assert said.strip()
    said.encode()
    assert not re.search(r"[<>]|&(?!(?:amp|lt|gt);)|:[\w+'-]*[a-z][\w+'-]*:", said)
    assert all(said.count(mark) < 2 for mark in "*_~`")


@LAW
@given(replies())
def test_every_word_is_shown(reply: Reply) -> None:
    drawn = render.message(reply, owner=OWNER)
    shown = "\n".join(found.get("text") or "" for found in objects(drawn.blocks) if found.get("type") == "text")
    for part in reply.parts:
        if isinstance(part, (Text, Bullets, Steps)):
            for line in _lines(part):
                for span in line:
                    if isinstance(span, (str, Bold)):
                        words = text.clean(span if isinstance(span, str) else span.text)
                        assert not words.strip() or words in shown
        if isinstance(part, Heading):
            titles = [found["text"]["text"] for found in drawn.blocks if found["type"] == "header"]
            assert (" ".join(text.clean(part.text).split()) or "…") in titles


@LAW
@given(replies())
def test_every_press_is_read_back(reply: Reply) -> None:
    drawn = [found for found in objects(render.message(reply, owner=OWNER).blocks) if found.get("type") == "button"]
    made: list[Pressed] = []
    for part in reply.parts:
        match part:
            case Buttons(row):
                made += [Pressed(OWNER, choice.intent, form=isinstance(choice, Form)) for choice in row]
            case _:
                pass
    assert [render.pressed(found) for found in drawn] == made
    assert all(PRESSABLE.match(found["action_id"]) for found in drawn)


@LAW
@given(st.dictionaries(st.sampled_from(["value", "action_id", "selected_option"]), JUNK))
def test_no_press_is_too_strange(action: dict[str, object]) -> None:
    read = render.pressed(action)
    assert pack(read.intent)


@LAW
@given(st.text(max_size=200))
def test_what_cannot_be_read_is_stale(value: str) -> None:
    if "|" not in value:
        assert render.pressed({"value": value}) == Pressed("", Unknown(puzzle="stale"))


@LAW
@given(SAID)
def test_F1_hostile_words_stay_words(words: str) -> None:
    drawn = render.message(_reply_of(words), owner=OWNER)
    check_blocks(drawn.blocks)
    if text.clean(words).strip():
        assert drawn.blocks[0]["elements"][0]["elements"] == [{"type": "text", "text": text.clean(words)}]


def _reply_of(words: str) -> Reply:
    return compose(words, [Text((words,))])


def test_F1_every_hostile_word_as_a_label() -> None:
    for words in HOSTILE:
        label = text.clean(words).strip()
        if label:
            reply = _with_button(Button(label, Settings()))
            (row,) = (block for block in render.message(reply, owner=OWNER).blocks if block["type"] == "actions")
            assert row["elements"][0]["text"] == {
                "type": "plain_text",
                "text": " ".join(label.split()),
                "emoji": False,
            }


def _with_button(button: Button) -> Reply:
    return compose("s", [Buttons((button,))])


@LAW
@given(JUNK)
def test_no_state_of_a_form_is_too_strange(state: object) -> None:
    answers = modal.filled({"state": state if isinstance(state, dict) else {"values": state}}).answers
    assert all(len(answer) <= MAX_ANSWER for answer in answers.values())


@LAW
@given(st.text(max_size=100))
def test_a_modal_remembers_where_it_came_from(place: str) -> None:
    view = modal.view(FORM, owner=OWNER, place=place)
    check_view(view)
    assert known_problems(view, "ModalView") == []
    assert modal.origin(view) == modal.Origin(OWNER, place)


@LAW
@given(st.text(max_size=100))
def test_any_typing_finds_zones_or_none(typed: str) -> None:
    found = modal.zones(typed)
    assert len(found) <= modal.MAX_OPTIONS
    assert len({option["value"] for option in found}) == len(found)
