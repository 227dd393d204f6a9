"""What Discord is sent, as Discord would draw it: components to HTML, pure, without a script and without a network.

It knows what our renderer makes and refuses the rest, so that a picture never leaves out what a learner would see. The
Markdown is read as Discord reads it: what is escaped is a letter.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.adapters.studio import markup
from bot.adapters.studio.markup import Markup, Unfamiliar, attributes_of, said, tag

if TYPE_CHECKING:
    from collections.abc import Iterable

Component: TypeAlias = dict[str, Any]

_NAME = "Pathway Coach"
_STYLES = {1: "primary", 2: "secondary", 4: "danger"}
_SPAN = re.compile(
    r"\\(?P<letter>[^0-9A-Za-z\s])"
    r"|\*\*(?P<bold>(?:\\.|[^*\\])+)\*\*"
    r"|\[(?P<words>(?:\\.|[^\]\\])+)\]\(<(?P<to>https://[^<>\s]+)>\)"
    r"|<(?P<bare>https://[^<>\s]+)>"
    r"|<t:(?P<at>-?\d+):f>",
    re.DOTALL,
)
_LINE = re.compile(r"(?P<mark>### |-# |- |\d+\. )?(?P<rest>.*)", re.DOTALL)


def page(*shown: Markup, title: str = _NAME, dark: bool = False) -> str:
    """A whole document that shows these pieces below each other."""
    return markup.page(shown, style="discord.css", title=title, dark=dark)


def spoken(words: str, *, by: str) -> Markup:
    """What a learner writes."""
    return _post(by, tag("p", said(words), cls="text"), cls="post learner")


def message(components: Iterable[Component]) -> Markup:
    """A message of the coach."""
    return _post(_NAME, _all(components), cls="post coach")


def modal(form: Component) -> Markup:
    """A form over everything else."""
    feet = tag("button", "Cancel", type="button", cls="button") + tag(
        "button", "Submit", type="button", cls="button primary"
    )
    inside = tag("h1", said(form["title"])) + tag("div", "".join(map(_question, form["components"])), cls="body")
    return tag("section", inside + tag("footer", feet), cls="modal", role="dialog")


def _post(name: str, inside: Markup, *, cls: str) -> Markup:
    face = tag("span", said(name[:1]), cls="face", aria_hidden="true")
    app = tag("small", "APP", cls="app") if name == _NAME else ""
    return tag("article", face + tag("div", tag("h2", said(name) + app) + inside, cls="said"), cls=cls)


def _all(components: Iterable[Component]) -> Markup:
    return "".join(map(_component, components))


def _component(one: Component) -> Markup:
    match one["type"]:
        case 1:
            return tag("div", _all(one["components"]), cls="row")
        case 2:
            return tag("button", said(one["label"]), type="button", cls=f"button {_STYLES[one['style']]}")
        case 3:
            options = "".join(tag("option", said(option["label"]), value=option["value"]) for option in one["options"])
            return tag("select", tag("option", said(one["placeholder"])) + options, cls="menu")
        case 9:
            return tag("div", tag("div", _all(one["components"])) + _component(one["accessory"]), cls="section")
        case 10:
            return _text(one["content"])
        case 12:
            return "".join(tag("p", said(item["description"]), cls="missing") for item in one["items"])
        case 13:
            return tag("p", said(one["file"]["url"].removeprefix("attachment://")), cls="file")
        case 14:
            return "<hr>"
        case 17:
            return tag("div", _all(one["components"]), cls="container")
        case kind:
            raise Unfamiliar(f"no picture of a component {kind!r}")


def _text(content: str) -> Markup:
    """Each line as what it is; lines of one kind belong together."""
    return tag("div", "".join(_line(line) for line in content.split("\n")), cls="text")


def _line(line: str) -> Markup:
    found = _LINE.fullmatch(line)
    mark, rest = (found["mark"] or "", found["rest"]) if found else ("", line)
    match mark:
        case "":
            return tag("p", _spans(rest))
        case "### ":
            return tag("h3", _spans(rest))
        case "-# ":
            return tag("p", _spans(rest), cls="small")
        case "- ":
            return tag("p", tag("span", "•", cls="mark") + _spans(rest), cls="item")
        case _:
            return tag("p", tag("span", said(mark), cls="mark") + _spans(rest), cls="item")


def _spans(words: str) -> Markup:
    made, at = "", 0
    for found in _SPAN.finditer(words):
        made += said(words[at : found.start()]) + _span(found)
        at = found.end()
    return made + said(words[at:])


def _span(found: re.Match[str]) -> Markup:
    if found["letter"]:
        return said(found["letter"])
    if found["bold"]:
        return tag("strong", _spans(found["bold"]))
    if found["at"]:
        when = dt.datetime.fromtimestamp(int(found["at"]), dt.UTC)
        # Discord words it in the reader's zone
        return tag("time", f"{when.day} {when:%B %Y %H:%M}", datetime=when.isoformat())
    return tag("a", _spans(found["words"] or found["bare"]), href=found["to"] or found["bare"])


def _question(label: Component) -> Markup:
    control = label["component"]
    name = control["custom_id"]
    about = tag("p", said(label["description"]), cls="hint") if label.get("description") else ""
    return tag("div", tag("label", said(label["label"]), for_=name) + about + _control(control, name), cls="field")


def _control(control: Component, name: str) -> Markup:
    match control["type"]:
        case 4:
            return f"<input{attributes_of(type='text', id=name, value=control.get('value') or '')}>"
        case 3:
            options = "".join(
                tag(
                    "option", said(one["label"]), value=one["value"], **({"selected": ""} if one.get("default") else {})
                )
                for one in control["options"]
            )
            several = {"multiple": "", "size": str(len(control["options"]))} if control.get("max_values", 1) > 1 else {}
            return tag("select", options, id=name, **several)
        case kind:
            raise Unfamiliar(f"no picture of an input {kind!r}")
