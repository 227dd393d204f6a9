"""A reply that exists can be shown everywhere; whatever there is to say can be made into one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.terminal import render
from bot.core import reply as limits
from bot.core.compose import compose
from bot.core.intents import Done, Next
from bot.core.questions import Field, Form
from bot.core.reply import (
    PARTS,
    Attachment,
    Bar,
    Bold,
    Bullets,
    Button,
    Buttons,
    DoesNotFit,
    Facts,
    Heading,
    Image,
    Link,
    Note,
    Part,
    Reply,
    Steps,
    Text,
    cost,
    lines,
    plain,
)
from tests.replies import FORM, PART, WORDS

BUTTON = Buttons((Button("This week", Next()), Button("Done", Done("kafka"))))


@given(WORDS, st.lists(PART, max_size=20))
def test_whatever_there_is_to_say_fits(summary: str, parts: list[Part]) -> None:
    made = compose(summary, [*parts, BUTTON])
    assert len(made.parts) <= limits.MAX_PARTS
    assert sum(cost(line) for part in made.parts for line in lines(part)) <= limits.MAX_TEXT
    assert BUTTON in made.parts
    drawn = render.text(made)
    assert all(len(line) <= render.WIDTH or " " not in line.strip() for line in drawn.splitlines() if "▓" not in line)


def test_what_fits_is_left_as_it_is() -> None:
    parts = (Heading("Title"), Text(("One ", Bold("two"))), Bullets((("a",), ("b",))), BUTTON)
    assert compose("Summary", parts).parts == parts


def test_a_long_list_says_how_many_more_there_are() -> None:
    (kept,) = compose("s", [Bullets(tuple((f"item {n}",) for n in range(50)))]).parts
    assert isinstance(kept, Bullets)
    assert len(kept.items) == limits.MAX_ITEMS
    assert kept.items[-1] == ("and 31 more",)


def test_a_long_line_ends_at_a_word_with_an_ellipsis() -> None:
    (kept,) = compose("s", [Text((Bold("start "), "word " * 2000))]).parts
    words = plain(lines(kept)[0])
    assert words.endswith("word…")
    assert len(words) < limits.MAX_PART_TEXT


def test_what_can_be_pressed_outlives_what_is_said() -> None:
    made = compose("s", [*(Text((f"{n} " * 900,)) for n in range(20)), BUTTON])
    assert made.parts[-1] == BUTTON
    assert len(made.parts) < 20


@pytest.mark.parametrize(
    ("summary", "parts"),
    [
        ("", ()),
        ("x" * 301, ()),
        ("s", tuple(Text((str(n),)) for n in range(limits.MAX_PARTS + 1))),
        ("s", (Text(("x" * 2801,)),)),
        ("s", (Text(("&" * 600,)),)),
        ("s", (Text(("x" * 2000,)), Text(("y" * 2000,)))),
        ("s", (Text((" ",)),)),
        ("s", (Heading("x" * 121),)),
        ("s", (Bullets(()),)),
        ("s", (Steps(tuple(("x",) for _ in range(21))),)),
        ("s", (Facts(()),)),
        ("s", (Bullets((("x" * 901,),)),)),
        ("s", (Facts((("x", ("y" * 901,)),)),)),
        ("s", (Facts(tuple((str(n), ("x",)) for n in range(21))),)),
        ("s", (Heading(""),)),
        ("s", (Attachment(b"x" * (limits.MAX_FILE_BYTES + 1), "a", "text/plain", "big"),)),
        ("s", (Buttons((Button("x" * 76, Next()),)),)),
        ("s", (Bar(1.5, "too much"),)),
        ("s", (Image(b"", "a.png", "nothing"),)),
        ("s", (Image(b"png", "a.png", ""),)),
        ("s", (Attachment(b"", "a", "text/plain", "empty"),)),
        ("s", (Buttons(()),)),
        ("s", (Buttons(tuple(Button(str(n), Done(str(n))) for n in range(6))),)),
        ("s", (Buttons((Button("", Next()),)),)),
        ("s", (Buttons((Button("a", Next()), Button("b", Next()))),)),
        ("s", tuple(Buttons(tuple(Button("x", Done(f"{row}-{n}")) for n in range(4))) for row in range(4))),
    ],
)
def test_a_reply_that_some_surface_could_not_show_does_not_exist(summary: str, parts: tuple[Part, ...]) -> None:
    with pytest.raises(DoesNotFit):
        Reply(summary, parts)


def test_links_are_https() -> None:
    with pytest.raises(DoesNotFit):
        Link("here", "javascript:alert(1)")


def test_every_kind_of_part_is_drawn_in_the_terminal() -> None:
    every: tuple[Part, ...] = (
        Heading("A heading"),
        Text(("Text with ", Bold("weight"), " and a ", Link("link", "https://example.org"))),
        Note(("Small print",)),
        Bullets((("one",), ("two",))),
        Steps((("first",), ("second",))),
        Facts((("Name", ("value",)), ("Longer name", ("other",)))),
        Bar(0.25, "a quarter"),
        Image(b"png", "a.png", "A picture of nothing"),
        Attachment(b"x", "a.txt", "text/plain", "A file."),
        Buttons((*BUTTON.row, FORM)),
    )
    assert {type(part) for part in every} == set(PARTS)
    made = Reply("everything", every)
    assert render.text(made) == "\n".join(
        [
            "A heading",
            "Text with weight and a link (https://example.org)",
            "  Small print",
            "- one",
            "- two",
            "1. first",
            "2. second",
            "Name         value",
            "Longer name  other",
            "▓▓▓▓▓░░░░░░░░░░░░░░░  a quarter",
            "A picture of nothing",
            "A file. (a.txt)",
        ]
    )
    assert render.menu(made) == "[1] This week  [2] Done  [3] Change"


def test_a_reply_of_buttons_alone_says_its_summary() -> None:
    assert render.text(Reply("Choose", (BUTTON,))) == "Choose"


def test_a_line_is_cut_before_a_link_and_never_in_one() -> None:
    link = Link("here", "https://example.org/" + "a" * 100)
    (kept,) = compose("s", [Text(("word " * 538, link))]).parts
    words = plain(lines(kept)[0])
    assert words == "word " * 538 + "…"


def test_a_table_that_is_too_long_loses_its_last_rows() -> None:
    (kept,) = compose("s", [Facts(tuple((f"Row {n}", ("word " * 150,)) for n in range(9)))]).parts
    assert isinstance(kept, Facts)
    assert [name for name, _ in kept.rows] == ["Row 0", "Row 1", "Row 2"]


CHOICE = (("A", "a"),)


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("A title that is longer than it may be", FORM.fields),
        ("None", ()),
        ("Long", (Field("hours", "number", "x" * 46),)),
        ("Long", (Field("day", "choice", "Day", options=(("x" * 76, "a"),)),)),
        ("Many", (Field("day", "choice", "Day", options=tuple((str(n), str(n)) for n in range(26))),)),
        ("None", (Field("day", "choices", "Day"),)),
        ("Some", (Field("hours", "number", "Hours", options=CHOICE),)),
    ],
)
def test_a_form_that_some_surface_could_not_show_does_not_exist(title: str, fields: tuple[Field, ...]) -> None:
    with pytest.raises(DoesNotFit):
        Reply("s", (Buttons((Form("Ask", FORM.intent, title, fields),)),))
