"""Any reply can be drawn in Discord, within every limit, and nothing that anybody wrote comes alive."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.discord import buttons, modal, render, text
from bot.adapters.discord.buttons import Pressed
from bot.adapters.drawing import clean, unbroken
from bot.core.compose import compose
from bot.core.intents import Settings, Unknown
from bot.core.questions import MAX_ANSWER, Form
from bot.core.reply import Attachment, Button, Buttons, Image, Text
from bot.core.wire import pack
from tests.fakes import schemas
from tests.fakes.discord import checks_components as checks
from tests.fakes.discord import components as c
from tests.markdown import live, said
from tests.replies import FORM, HOSTILE, SAID, replies

if TYPE_CHECKING:
    from bot.core.reply import Reply

OWNER = "1" * 19
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A reply at its limits takes a while to make up."""
LISTED = r"(?:- |-# |### |\d+\. )"
MESSAGE = schemas.discord_body("POST", "/channels/{channel_id}/messages")
CALLBACK = schemas.discord_body("POST", "/interactions/{interaction_id}/{interaction_token}/callback")


def drawn(reply: Reply) -> list[dict[str, Any]]:
    return render.message(reply, owner=OWNER).view.to_components()


def specified(where: str, value: object) -> list[object]:
    """What Discord's own specification has against it, where that is at hand."""
    known = schemas.discord()
    return list(known.problems(where, value)) if known else []


@LAW
@given(replies())
def test_any_reply_can_be_drawn(reply: Reply) -> None:
    components = drawn(reply)
    assert [fault for fault in checks.shown(components, v2=True)] == []  # noqa: C416
    assert specified(MESSAGE, {"components": components, "flags": 1 << 15}) == []


@LAW
@given(replies())
def test_F2_nothing_that_was_written_comes_alive(reply: Reply) -> None:
    for shown in c.texts(drawn(reply)):
        assert live(shown, list_mark=LISTED) == []


@LAW
@given(SAID)
def test_F2_hostile_words_stay_words(words: str) -> None:
    shown = text.line((words,))
    assert live(shown) == []
    if clean(words):
        assert said(shown) == unbroken(words)


def test_F2_hostile_words_across_spans_stay_words() -> None:
    for pieces in (("@", "everyone"), ("https:", "//evil.example"), (":ta", "da:"), ("1", ". one"), ("[x]", "(y)")):
        shown = text.line(pieces)
        assert live(shown) == []
        assert said(shown) == "".join(pieces)


@LAW
@given(replies())
def test_every_file_that_is_shown_is_sent_and_the_other_way_round(reply: Reply) -> None:
    message = render.message(reply, owner=OWNER)
    shown = {url["url"] for one in c.walk(message.view.to_components()) for url in c.media(one)}
    assert shown == {file.uri for file in message.files}
    assert len(message.files) == len({part for part in reply.parts if isinstance(part, (Image, Attachment))})


@LAW
@given(replies())
def test_every_press_is_read_back(reply: Reply) -> None:
    wanted: list[Pressed] = []
    for part in reply.parts:
        match part:
            case Buttons(row):
                wanted += [Pressed(OWNER, choice.intent, form=isinstance(choice, Form)) for choice in row]
            case _:
                pass
    made: list[Pressed] = []
    for one in c.walk(drawn(reply)):
        if one["type"] == c.BUTTON:
            made.append(buttons.pressed(one["custom_id"]))
        elif one["type"] == c.SELECT:
            made += [buttons.pressed(one["custom_id"], option["value"]) for option in one["options"]]
    assert sorted(map(repr, made)) == sorted(map(repr, wanted))


@LAW
@given(st.text(max_size=100), st.text(max_size=100))
def test_no_press_is_too_strange(custom_id: str, chosen: str) -> None:
    assert pack(buttons.pressed(custom_id, chosen).intent)
    if buttons.TEMPLATE.fullmatch(custom_id) is None:
        assert buttons.pressed(custom_id, chosen) == Pressed("", Unknown(puzzle="stale"))


def test_F2_every_hostile_word_as_a_label() -> None:
    for words in HOSTILE:
        if label := clean(words).strip():
            (shown,) = (
                one for one in c.walk(drawn(compose("s", [Buttons((Button(label, Settings()),))]))) if "label" in one
            )
            assert shown["label"] == " ".join(label.split())


@LAW
@given(st.dictionaries(st.sampled_from(["hours", "timezone", "day", "time"]), SAID))
def test_any_answer_is_offered_again_as_far_as_it_fits(answers: dict[str, str]) -> None:
    shown = render.message(compose("s", [Text(("x",)), Buttons((FORM,))]), owner=OWNER, given=answers)
    (opener,) = (one for one in c.walk(shown.view.to_components()) if one["type"] == c.BUTTON)
    assert len(opener["custom_id"]) <= buttons.MAX_ID
    again = buttons.pressed(opener["custom_id"])
    assert again.form
    assert again.given.items() <= {name: clean(answer) for name, answer in answers.items()}.items()
    form = modal.view(FORM, again.given).to_dict()
    assert list(checks.modal(form)) == []
    assert specified(CALLBACK, {"type": 9, "data": form}) == []


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=90),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "values", "custom_id", "hours", "component", "components", "day"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@LAW
@given(st.dictionaries(st.sampled_from(["components", "custom_id"]), JUNK))
def test_no_form_is_too_strange(data: dict[str, Any]) -> None:
    answers = modal.filled(data).answers
    assert all(len(each) <= MAX_ANSWER for answer in answers.values() for each in answer.split(","))
