"""Whatever our renderer makes is drawn: every word is on the page, and no word is anything but a word."""

from __future__ import annotations

import html
import struct
import zlib
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot import settings as told
from bot import wiring
from bot.adapters.slack import home, modal, render
from bot.adapters.studio import slack_page as slack
from bot.core.coach import Request
from bot.core.intents import AboutStep, Done, Later
from bot.core.reply import Button, Link, Note, Reply, Text
from docs import png
from pathways.learner import Account
from tests.blockkit import objects
from tests.replies import FORMS, HOSTILE, replies

if TYPE_CHECKING:
    from collections.abc import Iterable

OWNER = "U0123456789"
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PICTURE = "picture.png"
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "section",
    "article",
    "footer",
    "div",
    "span",
    "small",
}
TAGS |= {"p", "h1", "h2", "h3", "ol", "ul", "li", "strong", "a", "time", "img", "hr", "button", "details", "summary"}
TAGS |= {"label", "input", "select", "option"}
ATTRIBUTES = {
    "lang",
    "class",
    "charset",
    "name",
    "content",
    "type",
    "value",
    "role",
    "href",
    "datetime",
    "src",
    "alt",
    "multiple",
    "size",
}
ATTRIBUTES |= {"aria-hidden", "aria-label", "for", "id", "min", "max", "step", "selected", "data-action"}


class Page(HTMLParser):
    """The elements, attributes and words of a page, as a browser would have them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "hr", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def attributes(self, name: str) -> set[str | None]:
        return {attributes[name] for _, attributes in self.seen if name in attributes}


def check(made: Any, page: str) -> Page:
    """Every word of a payload is escaped on its page, and a browser reads it back as it was."""
    read = Page(page)
    for found in objects(made):
        for key in ("text", "fallback", "alt_text"):
            words = found.get(key)
            if isinstance(words, str):
                assert html.escape(words) in page
                if key != "alt_text":
                    assert _even(words) in _even(read.words)
        for key, where in (("url", "href"), ("value", "value"), ("accessibility_label", "aria-label")):
            if key in found:
                assert found[key] in read.attributes(where)
    return read


def _even(words: str) -> str:
    """A browser's line end is one character."""
    return words.replace("\r\n", "\n").replace("\r", "\n")


@LAW
@given(replies())
def test_any_message_is_drawn_with_every_word_and_nothing_comes_alive(reply: Reply) -> None:
    drawn = render.message(reply, owner=OWNER, files={"a.png": "F0123456789"})
    read = check(drawn.blocks, slack.page(slack.message(drawn.blocks, pictures={"F0123456789": PICTURE})))
    assert read.attributes("src") <= {PICTURE}
    assert {address for address in read.attributes("href") if address} <= {
        found["url"] for found in objects(drawn.blocks) if "url" in found
    }


@pytest.mark.parametrize("words", [*HOSTILE, "<script>alert(1)</script>", '"><img src=x>', "</style>", "<!-- x"])
def test_words_stay_words(words: str) -> None:
    shown = words.encode(errors="replace").decode()
    page = slack.page(slack.spoken(shown, by=shown), slack.message([], text=html.escape(shown)), title=shown)
    assert shown.strip() in Page(page).words


def coach() -> Any:
    return wiring.stranger(told.read({}, dotenv=None))


def test_the_home_and_its_windows_are_drawn() -> None:
    asked = Request(Account("slack", "T1", OWNER), "", timezone="Europe/Berlin")
    view = home.view(coach().home(asked), owner=OWNER)
    read = check(view, slack.page(slack.home(view)))
    assert [tag for tag, _ in read.seen].count("details") == 3
    for form in FORMS:
        window = modal.view(form, owner=OWNER, place="")
        read = check(window["blocks"], slack.page(slack.modal(window)))
        assert read.attributes("for") <= read.attributes("id")
    told = modal.shown(Reply("s", (Text(("Told.",)),)), owner=OWNER)
    check(told["blocks"], slack.page(slack.modal(told)))


def test_a_page_is_for_eyes_and_for_screen_readers() -> None:
    message = render.message(Reply("s", (Note(("See ", Link("it", "https://example.org"))),)), owner=OWNER)
    page = slack.page(slack.message(message.blocks), dark=True)
    assert 'lang="en" class="dark"' in page
    assert "<h2>Pathway Coach" in page
    assert 'class="light"' in slack.page()


def _unknown() -> Iterable[Any]:
    strange = {"type": "video"}
    yield [strange]
    yield [{"type": "rich_text", "elements": [strange]}]
    yield [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [strange]}]}]
    yield [{"type": "actions", "elements": [strange]}]
    label = {"text": "l"}
    yield [{"type": "input", "block_id": "b", "label": label, "element": strange}]


@pytest.mark.parametrize("blocks", [*_unknown()])
def test_what_is_not_drawn_is_said(blocks: Any) -> None:
    with pytest.raises(slack.Unfamiliar, match="video"):
        slack.message(blocks)


def test_a_button_carries_what_it_means() -> None:
    from bot.adapters.slack import buttons

    drawn = buttons.row(
        buttons.button(Button("Done 1", Done("kafka"), primary=True), OWNER),
        buttons.menu((Button("Later", Later("kafka")), Button("Why this?", AboutStep("kafka"))), OWNER),
    )
    read = check([drawn], slack.page(slack.message([drawn])))
    assert f"{OWNER}|done?step=kafka" in read.attributes("value")
    assert "press:done?step=kafka" in read.attributes("data-action")


def picture(kind: int, filters: bytes, rows: list[list[tuple[int, ...]]]) -> bytes:
    """A PNG whose rows say that they are filtered so; the values are taken as they are."""
    raw = b"".join(
        bytes([each]) + bytes(value for pixel in row for value in pixel)
        for each, row in zip(filters, rows, strict=True)
    )
    head = struct.pack(">2I5B", len(rows[0]), len(rows), 8, kind, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    )


def pixels(data: bytes) -> list[list[tuple[int, ...]]]:
    """What a picture with a palette shows."""
    parts = dict(png._chunks(data))
    width, height = struct.unpack(">2I", parts[b"IHDR"][:8])
    raw, palette = zlib.decompress(parts[b"IDAT"]), parts[b"PLTE"]
    rows = [raw[at * (width + 1) + 1 : (at + 1) * (width + 1)] for at in range(height)]
    return [[tuple(palette[3 * place : 3 * place + 3]) for place in row] for row in rows]


def test_a_picture_made_small_shows_the_same() -> None:
    first, second = [(9, 9, 9), (1, 2, 3)], [(1, 1, 1), (1, 1, 1)]
    for kind, expected in (
        (0, [(1, 1, 1), (1, 1, 1)]),
        (1, [(1, 1, 1), (2, 2, 2)]),
        (2, [(10, 10, 10), (2, 3, 4)]),
        (3, [(5, 5, 5), (4, 4, 5)]),
        (4, [(10, 10, 10), (2, 3, 4)]),
    ):
        small = pixels(png.smaller(picture(2, bytes([0, kind]), [first, second])))
        assert small == [first, expected]
    empty = [[(0, 0, 0, 255)] * 2] * 100
    assert len(pixels(png.smaller(picture(6, bytes(101), [[(5, 5, 5, 255), (0, 0, 0, 255)], *empty])))) == 40
    many = [[(n, n // 2, 255 - n) for n in range(256)], [(n, 7, 7) for n in range(256)]]
    assert len({colour for row in pixels(png.smaller(picture(2, bytes(2), many))) for colour in row}) == 256
    with pytest.raises(ValueError, match="colour type 0"):
        png.smaller(picture(0, b"\0", [[(1,)]]))
