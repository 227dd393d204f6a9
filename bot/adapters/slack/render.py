"""A reply as a Slack message: Block Kit for the eye, ``text`` for notifications and screen readers.

Paragraphs are ``rich_text`` rather than ``mrkdwn``: its elements say what is bold or a link, so there is nothing to
escape and nothing to forge. Facts are lines of "name: value" instead of two columns, whose fields a screen reader
would read as a list without names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic_core import to_json
from slack_bolt.response import BoltResponse

from bot.adapters.drawing import bar, table
from bot.adapters.slack import buttons, text
from bot.adapters.slack.buttons import Pressed, pressed
from bot.core.reply import (
    Attachment,
    Bar,
    Bold,
    Bullets,
    Buttons,
    Facts,
    Heading,
    Image,
    Link,
    Note,
    Part,
    Reply,
    Steps,
    Text,
    lines,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.adapters.slack.text import Block
    from bot.core.reply import Line

MAX_CHARACTERS = 13_200
"""Of all blocks together, as JSON: undocumented, and refused as ``msg_blocks_too_long`` (slackapi/bolt-js#2509)."""


@dataclass(frozen=True, slots=True)
class Message:
    """The arguments of ``chat.postMessage`` that say something."""

    text: str
    blocks: list[Block]
    written: str
    """The blocks as JSON."""


def message(reply: Reply, *, owner: str, files: Mapping[str, str] | None = None) -> Message:
    """The reply, drawn for ``owner`` (a Slack user id); ``files`` gives uploaded pictures' ids by name."""
    silent = all(isinstance(part, Buttons) for part in reply.parts)
    said = [text.paragraph((reply.summary,))] if silent else []
    drawn = [_draw(part, owner, files or {}) for part in reply.parts]
    written = _written([*said, *drawn])
    if weight(written) > MAX_CHARACTERS:
        drawn = [_bare(part) or whole for part, whole in zip(reply.parts, drawn, strict=True)]
        written = _written([*said, *drawn])
    return Message(text.notification(reply.summary), [*said, *drawn], written)


def ephemeral(shown: Message) -> BoltResponse:
    """A message for one pair of eyes, as the answer to a command; what was weighed is not written a second time."""
    head = _written({"response_type": "ephemeral", "text": shown.text})
    return BoltResponse(status=200, body=f'{head[:-1]},"blocks":{shown.written}}}')


def weight(written: str) -> int:
    """The characters of blocks with all that holds them together; a quotation mark counts once, as it is shown."""
    return len(written) - written.count('\\"')


def _written(drawn: list[Block] | Block) -> str:
    return to_json(drawn).decode()


def _draw(part: Part, owner: str, files: Mapping[str, str]) -> Block:
    match part:
        case Heading(title):
            return text.header(title)
        case Text(line):
            return text.paragraph(line)
        case Note(line):
            return text.small_print(line)
        case Bullets(items):
            return text.rich(text.listed(items, "bullet"))
        case Steps(items):
            return text.rich(text.listed(items, "ordered"))
        case Facts(rows):
            return text.paragraph(table(rows))
        case Bar(share, words):
            return text.paragraph((bar(share, words),))
        case Image(_, name, alt):
            return _picture(files.get(name), alt)
        case Attachment(_, name, _, about):
            return text.paragraph((f"{about} It comes as a file: ", Bold(name)))
        case Buttons(choices):
            return buttons.row(*(buttons.choice(choice, owner) for choice in choices))


def _picture(file: str | None, alt: str) -> Block:
    """A picture that could not be uploaded is told instead."""
    if file is None:
        return text.context(alt)
    return {"type": "image", "slack_file": {"id": file}, "alt_text": text.plain(alt)["text"]}


def _bare(part: Part) -> Block | None:
    """Words without dress, where the dress of very many short pieces would weigh more than Slack takes."""
    match part:
        case Text() | Bullets() | Steps() | Facts():
            return text.paragraph(("\n".join(_undressed(line) for line in lines(part)),))
        case Note(line):
            return text.context(_undressed(line))
        case Heading() | Bar() | Image() | Attachment() | Buttons():
            return None


def _undressed(line: Line) -> str:
    """A line as bare words; a link keeps its address."""
    return "".join(
        span if isinstance(span, str) else f"{span.text} ({span.url})" if isinstance(span, Link) else span.text
        for span in line
    )


__all__ = ["Message", "Pressed", "message", "pressed"]
