"""Discord's events to requests, and replies to Discord: one method for each kind of event. Nothing is decided here."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.http import Route

from bot.adapters.discord import commands, inbound, modal, numbers, render
from bot.adapters.discord.calls import TOO_LATE, UNANSWERED, Post, named
from bot.adapters.discord.registry import Registry
from bot.adapters.drawing import clean
from bot.adapters.hands import Hands
from bot.core import asking
from bot.core.coach import Request
from bot.core.suggest import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from datetime import datetime

    from bot.adapters.discord.buttons import Interaction, Pressed
    from bot.adapters.discord.render import Message
    from bot.core.coach import Answer, Coach, Said
    from bot.core.questions import Form
    from pathways.learner import Account

_log = logging.getLogger("coach.discord")
_REMEMBERED = 20_000
_SOON = 1.5
"""Seconds of the three that an answer may take; what takes longer is announced first."""
_LAST_WORD = 10.0
"""Seconds for one answer to an interaction."""
_PATIENCE = 5.0
"""Seconds for what Discord is asked first."""
NOT_YOURS = "That belongs to somebody else, so I left everything as it is. Here is yours: type /coach next."
IN_PRIVATE = (
    "What I know about you is yours, so I answer in private: type /coach here and only you see the answer, or write to"
    " me directly."
)


@dataclass
class Surface:
    """Answers whatever Discord delivers. What is begun is seen to its end."""

    coach: Coach
    now: Callable[[], datetime]
    post: Post
    tasks: set[asyncio.Task[Any]] = field(default_factory=set[asyncio.Task[Any]])
    closing: bool = False
    hands: Hands = field(init=False)
    """Where turns are taken, off the event loop."""
    names: Names = field(init=False)
    _roads: OrderedDict[Account, str] = field(default_factory=OrderedDict["Account", str])
    """The pathway that somebody was last seen on; whose is not known is taken for a newcomer."""
    _pressed: OrderedDict[str, None] = field(default_factory=OrderedDict[str, None])
    """Presses whose answers are shown, or will be."""

    def __post_init__(self) -> None:
        self.hands = Hands(self.coach.memory.at_once)
        self.names = Names(self.coach.catalog)

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
        """Run something, and keep hold of it until it ends; nothing more once the program ends."""
        if self.closing:
            work.close()
            return None
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A bug is told where it arose, without the words that it may have been about."""
        self.tasks.discard(task)
        if not task.cancelled() and (bug := task.exception()) is not None:
            _log.error("bug while answering: %s", type(bug).__name__, exc_info=bug)

    async def command(self, interaction: Interaction) -> None:
        """``/coach …``."""
        said = commands.meant(_data(interaction), self.names)
        answer = await self._turn(interaction, said, key=f"command:{interaction.id}")
        await self._show(interaction, answer, in_place=False)

    async def complete(self, interaction: Interaction) -> None:
        """Names for what is being typed, from memory alone."""
        kind, typed = commands.asked(_data(interaction))
        found = ()
        if kind is not None:
            road = self._roads.get(inbound.account(interaction.user), self.coach.newcomers)
            today = self.now().date()
            found = self.names.like(kind, typed, pathway=road, today=today, most=commands.MAX_CHOICES)
        choices = [app_commands.Choice(name=one.label[:100], value=one.value) for one in found]
        # whoever types on has asked anew, and does not miss what comes too late
        with suppress(*UNANSWERED):
            await interaction.response.autocomplete(choices)

    async def press(self, interaction: Interaction, pressed: Pressed) -> None:
        """A button or a menu: the message it stands in shows the answer in its place, or a form opens."""
        if pressed.owner != str(interaction.user.id):
            await self._tell(interaction, render.words(NOT_YOURS), in_place=False, hidden=True)
            return
        key = "" if pressed.form else inbound.press_key(interaction)
        known = key in self._pressed
        self._note(key)
        answer = await self._turn(interaction, pressed.intent, key=key)
        if pressed.form and answer.form is not None and not interaction.response.is_done():
            await self._open(interaction, answer.form, pressed.given)
        elif answer.again and known:
            # the first press has its answer in this message, or is getting it; this one is only to end
            await self.end(interaction)
        elif not await self._show(interaction, answer, in_place=_is_own_place(interaction)):
            self._pressed.pop(key, None)

    def _note(self, key: str) -> None:
        """Remember a press, for a while."""
        self._pressed[key] = None
        if len(self._pressed) > _REMEMBERED:
            self._pressed.popitem(last=False)

    async def filled(self, interaction: Interaction) -> None:
        """A form that was sent. What is wrong is said to the one who sent it, with the form as they filled it in."""
        sent = modal.filled(_data(interaction))
        answer = await self._turn(interaction, sent, key=f"form:{interaction.id}")
        if answer.errors:
            shown = render.message(
                answer.reply, owner=str(interaction.user.id), of=f"i{interaction.id}", given=sent.answers
            )
            await self._tell(interaction, shown, in_place=False, hidden=True)
        else:
            await self._show(interaction, answer, in_place=_is_own_place(interaction))

    async def end(self, interaction: Interaction) -> None:
        """Say no more than that it was heard."""
        if not interaction.response.is_done():
            with suppress(*UNANSWERED):
                await interaction.response.defer()

    async def direct(self, message: discord.Message) -> None:
        """Words in private."""
        said, name = clean(message.content), f"m{message.id}"
        answer = await self._answer(Request(inbound.account(message.author), said, key=inbound.message_key(message)))
        shown = render.message(answer.reply, owner=str(message.author.id), of=name)
        await self.post.into(message.channel, shown, nonce=name)

    async def mention(self, message: discord.Message) -> None:
        """Somebody named the coach where others read along: nothing personal, and how to ask in private."""
        await self.post.into(message.channel, render.words(IN_PRIVATE), nonce=f"m{message.id}")

    async def finish(self, patience: float) -> None:
        """Begin nothing more, and give what was begun its time."""
        self.closing = True
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=patience)
        self.hands.rest()

    async def _answer(self, request: Request, client: discord.Client | None = None) -> Answer:
        """The coach's answer, one hop off the event loop; of a server the client is asked."""
        account = request.account
        registry = Registry(partial(_ask, client), _PATIENCE)
        answer = await asking.consider(self.coach, request, registry, self.hands)
        if answer.pathway:
            self._roads[account] = answer.pathway
            self._roads.move_to_end(account)
            if len(self._roads) > _REMEMBERED:
                self._roads.popitem(last=False)
        return answer

    async def _turn(self, interaction: Interaction, said: Said, *, key: str) -> Answer:
        """The answer to an interaction; one that takes long is announced, so that Discord waits for it."""
        account, locale, place = (
            inbound.account(interaction.user),
            inbound.locale(interaction),
            inbound.place(interaction),
        )
        said = clean(said) if isinstance(said, str) else said
        request = Request(account, said, locale=locale, key=key, carried=True, place=place)
        turn = asyncio.ensure_future(self._answer(request, interaction.client))
        done, _ = await asyncio.wait({turn}, timeout=_SOON)
        if not done:
            with suppress(*UNANSWERED):
                await self._announce(interaction, in_place=_is_own_place(interaction), hidden=False)
        return await turn

    async def _show(self, interaction: Interaction, answer: Answer, *, in_place: bool) -> bool:
        mark = numbers.marked(interaction.message) if in_place and interaction.message else None
        shown = render.message(answer.reply, owner=str(interaction.user.id), of=f"i{interaction.id}", mark=mark)
        return await self._tell(interaction, shown, in_place=in_place, hidden=False)

    async def _tell(self, interaction: Interaction, shown: Message, *, in_place: bool, hidden: bool) -> bool:
        """Answer an interaction; whether the answer got there.

        Where it is too late for that, what was done stands, and the answer comes directly.
        """
        try:
            async with asyncio.timeout(_LAST_WORD):
                await self._respond(interaction, shown, in_place=in_place, hidden=hidden)
        except discord.HTTPException as refusal:
            _log.warning("interaction not answered: %s", named(refusal))
            late = refusal.code in TOO_LATE
            return late and await self.post.direct(interaction.user, shown, nonce=f"i{interaction.id}")
        except UNANSWERED as trouble:
            _log.warning("interaction not answered: %s", named(trouble))
            return False
        return True

    async def _respond(self, interaction: Interaction, shown: Message, *, in_place: bool, hidden: bool) -> None:
        if shown.files and not interaction.response.is_done():
            await self._announce(interaction, in_place=in_place, hidden=hidden)
        if interaction.response.is_done():
            await interaction.edit_original_response(view=shown.view, attachments=shown.files)
        elif in_place:
            await interaction.response.edit_message(view=shown.view, attachments=[])
        else:
            await interaction.response.send_message(view=shown.view, ephemeral=hidden or inbound.is_open(interaction))

    async def _announce(self, interaction: Interaction, *, in_place: bool, hidden: bool) -> None:
        """Say that the answer is coming; in place of a message that stays as it is until then."""
        hidden = hidden or inbound.is_open(interaction)
        await interaction.response.defer(ephemeral=hidden, thinking=not in_place)

    async def _open(self, interaction: Interaction, form: Form, given: Mapping[str, str]) -> None:
        try:
            async with asyncio.timeout(_LAST_WORD):
                await interaction.response.send_modal(modal.view(form, given))
        except UNANSWERED as trouble:
            _log.warning("form not opened: %s", named(trouble))


async def _ask(client: discord.Client | None, path: str) -> Any:
    """What is at a path of the API."""
    if client is None:
        raise LookupError("nobody to ask")
    return await client.http.request(Route("GET", path))


def _data(interaction: Interaction) -> Mapping[str, Any]:
    return interaction.data or {}


def _is_own_place(interaction: Interaction) -> bool:
    """Whether the message that was pressed in can hold the answer: nobody but the presser reads it."""
    told = interaction.message
    return told is not None and (told.flags.ephemeral or not inbound.is_open(interaction))
