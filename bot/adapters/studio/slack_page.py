"""What Slack is sent, as Slack would draw it: Block Kit to HTML, pure, without a script and without a network.

It knows what our renderer makes and refuses the rest, so that a picture never leaves out what a learner would see.
Words are escaped where they enter the page: ``said`` for text, ``attributes_of`` for the rest.
"""

from __future__ import annotations

import datetime as dt
import html
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.adapters.studio import markup
from bot.adapters.studio.markup import Markup, Unfamiliar, attributes_of, said, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Block: TypeAlias = dict[str, Any]

_NAME = "Pathway Coach"


def page(*shown: Markup, title: str = _NAME, dark: bool = False) -> str:
    """A whole document that shows these pieces below each other."""
    return markup.page(shown, style="slack.css", title=title, dark=dark)


def spoken(words: str, *, by: str) -> Markup:
    """What a learner writes."""
    return _post(by, tag("p", said(words), cls="text"), cls="post learner")


def message(blocks: Iterable[Block], *, text: str = "", pictures: Mapping[str, str] | None = None) -> Markup:
    """A message of the coach; Slack shows ``text`` where there are no blocks. ``pictures`` gives files' addresses."""
    drawn = _blocks(blocks, pictures or {})
    # the top-level text is the one place where Slack undoes escapes
    return _post(_NAME, drawn or tag("p", said(html.unescape(text)), cls="text"), cls="post coach")


def home(view: Block) -> Markup:
    """The App Home."""
    tabs = "".join(tag("span", name, cls="tab") for name in ("Home", "Messages", "About"))
    return tag("section", tag("h1", _NAME) + tag("div", tabs, cls="tabs") + _blocks(view["blocks"]), cls="home")


def modal(view: Block) -> Markup:
    """A window over everything else."""
    feet = [tag("button", _plain(view["close"]), type="button", cls="button")] if "close" in view else []
    feet += [tag("button", _plain(view["submit"]), type="button", cls="button primary")] if "submit" in view else []
    inside = tag("h1", _plain(view["title"])) + tag("div", _blocks(view["blocks"]), cls="body")
    return tag("section", inside + tag("footer", "".join(feet)), cls="modal", role="dialog")


def _post(name: str, inside: Markup, *, cls: str) -> Markup:
    face = tag("span", said(name[:1]), cls="face", aria_hidden="true")
    app = tag("small", "APP", cls="app") if name == _NAME else ""
    return tag("article", face + tag("div", tag("h2", said(name) + app) + inside, cls="said"), cls=cls)


def _blocks(blocks: Iterable[Block], pictures: Mapping[str, str] | None = None) -> Markup:
    return "".join(_block(block, pictures or {}) for block in blocks)


def _block(block: Block, pictures: Mapping[str, str]) -> Markup:
    match block["type"]:
        case "header":
            return tag("h3", _plain(block["text"]))
        case "rich_text":
            return tag("div", "".join(_rich(part) for part in block["elements"]), cls="text")
        case "section":
            aside = _pressable(block["accessory"]) if "accessory" in block else ""
            return tag("div", tag("p", _plain(block["text"])) + aside, cls="section")
        case "context":
            return tag("p", " ".join(_plain(words) for words in block["elements"]), cls="context")
        case "actions":
            return tag("div", "".join(_pressable(one) for one in block["elements"]), cls="actions")
        case "divider":
            return "<hr>"
        case "image":
            return _picture(block, pictures)
        case "input":
            return _question(block)
        case kind:
            raise Unfamiliar(f"no picture of a block {kind!r}")


def _rich(part: Block) -> Markup:
    match part["type"]:
        case "rich_text_section":
            return tag("p", _spans(part))
        case "rich_text_list":
            items = "".join(tag("li", _spans(item)) for item in part["elements"])
            return tag("ol" if part["style"] == "ordered" else "ul", items)
        case kind:
            raise Unfamiliar(f"no picture of rich text {kind!r}")


def _spans(part: Block) -> Markup:
    return "".join(_span(span) for span in part["elements"])


def _span(span: Block) -> Markup:
    match span["type"]:
        case "text":
            words = said(span["text"])
            return tag("strong", words) if span.get("style", {}).get("bold") else words
        case "link":
            return tag("a", said(span["text"]), href=span["url"])
        case "date":
            # Slack words it in the reader's zone; the fallback is worded in the zone that the learner chose
            when = dt.datetime.fromtimestamp(span["timestamp"], dt.UTC).isoformat()
            return tag("time", said(span["fallback"]), datetime=when)
        case kind:
            raise Unfamiliar(f"no picture of a span {kind!r}")


def _picture(block: Block, pictures: Mapping[str, str]) -> Markup:
    address = pictures.get(block["slack_file"]["id"])
    if address is None:
        return tag("p", said(block["alt_text"]), cls="missing")
    return f"<img{attributes_of(src=address, alt=block['alt_text'])}>"


def _pressable(element: Block) -> Markup:
    match element["type"]:
        case "button":
            named = {"aria_label": element["accessibility_label"]} if "accessibility_label" in element else {}
            cls = f"button {element.get('style', '')}".strip()
            return _press(element, element["text"], cls=cls, data_action=element["action_id"], **named)
        case "overflow":
            options = "".join(tag("li", _press(one, one["text"], cls="choice")) for one in element["options"])
            return tag("details", tag("summary", "⋮", aria_label="More") + tag("ul", options), cls="more")
        case kind:
            raise Unfamiliar(f"no picture of an element {kind!r}")


def _press(carrying: Block, words: Block, **attributes: str) -> Markup:
    return tag("button", _plain(words), type="button", value=carrying["value"], **attributes)


def _question(block: Block) -> Markup:
    name = block["block_id"]
    label = tag("label", _plain(block["label"]) + (" (optional)" if block.get("optional") else ""), for_=name)
    hint = tag("p", _plain(block["hint"]), cls="context") if "hint" in block else ""
    return tag("div", label + _control(block["element"], name) + hint, cls="field")


def _control(element: Block, name: str) -> Markup:
    match element["type"]:
        case "number_input":
            bounds = {"min": element.get("min_value", ""), "max": element.get("max_value", ""), "step": "any"}
            return _input("number", name, element.get("initial_value", ""), **bounds)
        case "plain_text_input":
            return _input("text", name, element.get("initial_value", ""))
        case "timepicker":
            return _input("time", name, element.get("initial_time", ""))
        case "datepicker":
            return _input("date", name, element.get("initial_date", ""))
        case "external_select":
            # what is typed here is searched for by the coach, hence no list of options
            return tag("select", _option(element["initial_option"]) if "initial_option" in element else "", id=name)
        case "static_select":
            chosen = element.get("initial_option")
            return tag("select", "".join(_option(one, chosen=one == chosen) for one in element["options"]), id=name)
        case "multi_static_select":
            # a list to choose several things from, as it is when it is open
            options = "".join(_option(one, chosen=False) for one in element["options"])
            return tag("select", options, id=name, multiple="", size=str(len(element["options"])))
        case kind:
            raise Unfamiliar(f"no picture of an input {kind!r}")


def _input(kind: str, name: str, value: str, **more: str) -> Markup:
    return f"<input{attributes_of(type=kind, id=name, value=value, **more)}>"


def _option(option: Block, *, chosen: bool = True) -> Markup:
    return tag("option", _plain(option["text"]), value=option["value"], **({"selected": ""} if chosen else {}))


def _plain(words: Block) -> Markup:
    return said(words["text"])
