"""A reply as a Discord message of components: one container with an accent line, each step with its button beside it.

A screen reader meets words first: a bar is said before it is drawn, a picture has its words with it, and nothing is
told by colour alone.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord import ui

from bot.adapters.discord import buttons, numbers, text
from bot.adapters.drawing import bar, clean, table
from bot.core.intents import Done
from bot.core.reply import (
    Attachment,
    Bar,
    Bullets,
    Button,
    Buttons,
    Choice,
    Facts,
    Heading,
    Image,
    Note,
    Part,
    Reply,
    Steps,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_COMPONENTS = 40
MAX_CHARACTERS = 4000
MAX_ALT = 1024
ACCENT = 0x4F7CAC
_BLOCKS = 16
"""Letters of a bar: as many as fit on one line of a phone."""
_MENU = 80
"""Characters of labels in a row past which they would be broken on a phone, and are a menu instead."""
_MAX_NAME = 60
_STRANGE = re.compile(r"[^A-Za-z0-9._-]+")

Item: TypeAlias = "ui.Item[Any]"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: the components, and the files that they show."""

    view: ui.LayoutView
    files: list[discord.File]


def message(
    reply: Reply, *, owner: str, of: str = "", mark: int | None = None, given: Mapping[str, str] | None = None
) -> Message:
    """The reply, drawn for ``owner`` (a Discord user id).

    ``of`` names what it answers, and so tells it from every other one; ``mark`` is the message's own; ``given`` is
    what its form was answered with before.
    """
    drawn = list(_Drawing(reply, owner, given or {}, beside=True).items())
    if 1 + sum(_weight(item) for item in drawn) > MAX_COMPONENTS:
        drawn = list(_Drawing(reply, owner, given or {}, beside=False).items())
    if isinstance(drawn[-1], ui.Separator):
        drawn.pop()
    if of:
        drawn[0].id = numbers.number(of)
    return Message(page(*drawn, mark=mark), [_file(part, name) for part, name in _names(reply.parts).items()])


def words(said: str) -> Message:
    """A sentence of the adapter's own."""
    return Message(page(ui.TextDisplay(text.line((said,)))), [])


def page(*items: Item, mark: int | None = None) -> ui.LayoutView:
    """The items in one container."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=ACCENT, id=mark))
    # whatever is pressed is read from its id: the library need not keep the message in memory
    view.stop()
    return view


@dataclass(frozen=True)
class _Drawing:
    """One reply on its way to items; ``beside`` says whether buttons of a list stand beside its lines."""

    reply: Reply
    owner: str
    given: Mapping[str, str]
    beside: bool

    def items(self) -> Iterator[Item]:
        """Top to bottom."""
        parts = self.reply.parts
        if all(isinstance(part, Buttons) for part in parts):
            yield ui.TextDisplay(text.line((self.reply.summary,)))
        names, taken = _names(parts), set[Choice]()
        for place, part in enumerate(parts):
            own = _done(part, parts[place + 1 :]) if self.beside else ()
            if isinstance(part, Steps) and own and not taken.intersection(own):
                taken.update(own)
                yield from self._steps(part, own)
                continue
            yield from self._draw(part, place, names, taken)

    def _steps(self, part: Steps, own: Sequence[Button]) -> Iterator[Item]:
        for number, (item, done) in enumerate(zip(part.items, own, strict=True), start=1):
            shown = ui.TextDisplay[Any](text.numbered(number, item))
            yield ui.Section[Any](shown, accessory=buttons.button(done, self.owner))
        yield ui.Separator()

    def _draw(self, part: Part, place: int, names: Mapping[Part, str], taken: set[Choice]) -> Iterator[Item]:
        match part:
            case Heading(title):
                yield ui.TextDisplay(text.heading(title))
            case Text(line):
                yield ui.TextDisplay(text.line(line))
            case Note(line):
                yield ui.TextDisplay(text.small_print(line))
            case Bullets(items):
                yield ui.TextDisplay(text.bullets(items))
            case Steps(items):
                yield ui.TextDisplay("\n".join(text.numbered(number, item) for number, item in enumerate(items, 1)))
            case Facts(rows):
                yield ui.TextDisplay(text.line(table(rows)))
            case Bar(share, said):
                yield ui.TextDisplay(text.line((bar(share, said, blocks=_BLOCKS),)))
            case Image(_, _, alt):
                yield ui.MediaGallery(
                    discord.MediaGalleryItem(f"attachment://{names[part]}", description=_alt(alt)),
                )
            case Attachment(_, _, _, about):
                yield ui.TextDisplay(text.line((about,)))
                yield ui.File(f"attachment://{names[part]}")
            case Buttons(row):
                yield from self._row(tuple(one for one in row if one not in taken), place)

    def _row(self, row: tuple[Choice, ...], place: int) -> Iterator[Item]:
        plain = tuple(one for one in row if isinstance(one, Button))
        long = sum(len(one.label) for one in plain) > _MENU
        if len(plain) > 1 and long and not any(one.danger for one in plain):
            yield _side_by_side(buttons.menu(plain, self.owner, place=place))
            row = tuple(one for one in row if one not in plain)  # a form is opened by a button of its own
        if row:
            yield _side_by_side(*(buttons.choice(one, self.owner, given=self.given) for one in row))


def _side_by_side(*items: Any) -> Item:
    return ui.ActionRow(*items)


def _done(part: Part, after: Sequence[Part]) -> tuple[Button, ...]:
    """The buttons that mark the lines of a list done, one for each line; none where they do not match."""
    if not isinstance(part, Steps):
        return ()
    for later in after:
        if isinstance(later, Buttons):
            own = tuple(one for one in later.row if isinstance(one, Button) and isinstance(one.intent, Done))
            return own if len(own) == len(part.items) else ()
    return ()


def _names(parts: Sequence[Part]) -> dict[Part, str]:
    """The files of a reply, each under a name that an address can hold and no other file has."""
    files = [part for part in parts if isinstance(part, (Image, Attachment))]
    return {part: f"{number}-{_name(part.name)}" if number else _name(part.name) for number, part in enumerate(files)}


def _name(name: str) -> str:
    return _STRANGE.sub("-", name).strip("-.")[-_MAX_NAME:].strip("-.") or "file"


def _file(part: Part, name: str) -> discord.File:
    match part:
        case Image(png, _, alt):
            return discord.File(io.BytesIO(png), name, description=_alt(alt))
        case Attachment(content, _, _, _):
            return discord.File(io.BytesIO(content), name)
        case _:
            raise TypeError(part)


def _alt(words: str) -> str:
    return clean(words)[:MAX_ALT] or "…"


def _weight(item: Item) -> int:
    """How many components an item is, with all that it holds."""
    match item:
        case ui.Section():
            return 3
        case ui.ActionRow():
            return 1 + len(item.children)
        case _:
            return 1
