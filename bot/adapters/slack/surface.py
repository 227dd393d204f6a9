"""Slack's payloads to requests, and replies to Slack: one method for each kind of payload. Nothing is decided here."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.adapters.hands import Hands
from bot.adapters.slack import buttons, home, inbound, modal, render
from bot.adapters.slack.calls import UNANSWERED, Gates
from bot.adapters.slack.inbound import PLATFORM
from bot.adapters.slack.manifest import PROMPTS
from bot.adapters.slack.people import UNKNOWN, People
from bot.adapters.slack.registry import Registry
from bot.core import asking
from bot.core.coach import Request
from bot.core.reply import Attachment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    import aiohttp
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.slack.inbound import Payload
    from bot.adapters.slack.inbound import Said as Heard
    from bot.core.coach import Answer, Coach
    from pathways.learner import Account, Outdated

_REMEMBERED = 10_000
_PATIENCE = 1.0
"""Seconds, of the three that an answer may take, for what Slack is asked first."""
_log = logging.getLogger("coach.slack")
STRANGER = "I coach the members of this workspace. In your own workspace, ask an admin to add me there."
NOT_YOURS = "That button belongs to somebody else, so I left everything as it is. Here is yours: type /coach."


@dataclass
class Surface:
    """Answers whatever Slack delivers. What follows an answer (Home, files) runs beside, and is seen to its end."""

    coach: Coach
    session: aiohttp.ClientSession
    gates: Gates
    people: People = field(init=False)
    claimed: OrderedDict[str, None] = field(default_factory=OrderedDict[str, None])
    tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    hands: Hands = field(init=False)
    """Where turns are taken, off the event loop."""

    def __post_init__(self) -> None:
        self.people = People(self.gates)
        self.hands = Hands(self.coach.memory.at_once)

    async def command(self, body: Payload, ack: AsyncAck, client: AsyncWebClient) -> None:
        """``/coach …``: the answer is the acknowledgement itself, so it cannot get lost."""
        said = inbound.command(body)
        request = Request(said.account, said.words, key=said.key, carried=True, place=inbound.place(said))
        answer = await self._answer(request, client)
        if answer is None:
            await ack(response_type="ephemeral", text=STRANGER)
            return
        shown = render.message(answer.reply, owner=said.account.user)
        ack.response = render.ephemeral(shown)
        self._follow(answer, said.account, client)

    async def event(self, body: Payload, client: AsyncWebClient) -> None:
        """An event: words in private or a mention, the Home opened, a profile changed."""
        event: Mapping[str, Any] = body["event"]
        match event["type"]:
            case "message" | "app_mention":
                said = inbound.message(body)
                if said is not None and not inbound.is_stranger(body, said.account):
                    await self._reply(said, client)
            case "app_home_opened":
                await self._opened(inbound.account(str(body["team_id"]), str(event["user"])), event, client)
            case "user_change":
                user: Mapping[str, Any] = event["user"]
                self.people.forget(inbound.account(str(body["team_id"]), str(user["id"])))
            case _:
                pass

    async def _reply(self, said: Heard, client: AsyncWebClient) -> None:
        if not self._claim(f"{said.account.workspace}:{said.key}"):
            return
        request = Request(said.account, said.words, key=said.key, place=inbound.place(said))
        answer = await self._answer(request, client)
        if answer is None:
            return
        shown = render.message(answer.reply, owner=said.account.user)
        where: dict[str, Any] = {"channel": said.channel, "text": shown.text, "blocks": shown.blocks}
        if said.thread is not None:
            where["thread_ts"] = said.thread
        if said.private:
            where |= {"unfurl_links": False, "unfurl_media": False}
            await self.gates.call(client, said.account.workspace, "chat.postMessage", **where)
        else:
            # others read along in a channel, and what is the learner's is shown to the learner alone
            where["user"] = said.account.user
            await self.gates.call(client, said.account.workspace, "chat.postEphemeral", **where)
        self._follow(answer, said.account, client)

    def _claim(self, key: str) -> bool:
        """True for the first delivery under a key here; Slack repeats one that it thinks was not taken in time."""
        if key in self.claimed:
            return False
        self.claimed[key] = None
        if len(self.claimed) > _REMEMBERED:
            self.claimed.popitem(last=False)
        return True

    async def _opened(self, account: Account, event: Mapping[str, Any], client: AsyncWebClient) -> None:
        if event.get("tab") == "home":
            await self.show_home(account, client)
            return
        offered = [{"title": title, "message": message} for title, message in PROMPTS.items()]
        prompts: dict[str, Any] = {"channel_id": str(event["channel"]), "title": "Ask me", "prompts": offered}
        # without a paid plan there are no prompts to set; the conversation works all the same
        method = "assistant.threads.setSuggestedPrompts"
        await self.gates.call(client, account.workspace, method, **prompts)

    async def action(self, body: Payload, ack: AsyncAck, client: AsyncWebClient) -> None:
        """A button: the message it stands in shows the answer in its place."""
        account = inbound.account(str(body["team"]["id"]), str(body["user"]["id"]))
        pressed = buttons.pressed(body["actions"][0])
        if pressed.owner not in {"", account.user}:
            await self._respond(body, {"response_type": "ephemeral", "replace_original": False, "text": NOT_YOURS})
            await ack()
            return
        # looking something up again has no effect to guard, and the same button may be pressed twice on purpose
        place = inbound.workspace(account)
        request = Request(account, pressed.intent, key=inbound.press_key(body), carried=True, place=place)
        answer = await self._answer(request, client)
        if answer is not None:
            await self._show(body, answer, account, client, form=pressed.form)
            self._follow(answer, account, client)
        await ack()

    async def _show(
        self, body: Payload, answer: Answer, account: Account, client: AsyncWebClient, *, form: bool
    ) -> None:
        """The answer to a press: a form opens, a message or a window is replaced, over the Home a window opens."""
        view: Mapping[str, Any] = body.get("view") or {}
        trigger, team = str(body.get("trigger_id")), account.workspace
        asked = answer.form if form else None
        window = modal.view(asked, owner=account.user, place=str(body.get("response_url") or "")) if asked else None
        if view.get("type") == "modal":
            window = window or modal.shown(answer.reply, owner=account.user)
            known = str(view["id"])
            await self.gates.call(client, team, "views.update", view_id=known, view=window)
        elif window is not None:
            await self.gates.call(client, team, "views.open", trigger_id=trigger, view=window)
        elif not view:
            shown = render.message(answer.reply, owner=account.user)
            await self._respond(body, {"replace_original": True, "text": shown.text, "blocks": shown.blocks})
        elif not answer.changed:
            window = modal.shown(answer.reply, owner=account.user)
            await self.gates.call(client, team, "views.open", trigger_id=trigger, view=window)

    async def view(self, body: Payload, ack: AsyncAck, client: AsyncWebClient) -> None:
        """A form that was sent: what is wrong is said inside it; otherwise the window shows the answer."""
        account = inbound.account(str(body["team"]["id"]), str(body["user"]["id"]))
        view: Mapping[str, Any] = body["view"]
        key = f"form:{view['id']}:{view.get('hash', '')}"
        request = Request(account, modal.filled(view), key=key, carried=True)
        answer = await self._answer(request, client)
        if answer is None:
            await ack()
        elif answer.errors:
            await ack(response_action="errors", errors=dict(answer.errors))
        else:
            await ack(response_action="update", view=modal.shown(answer.reply, owner=account.user))
            self._follow(answer, account, client)

    async def options(self, body: Payload, ack: AsyncAck) -> None:
        """Choices for what is being typed: time zones."""
        await ack(options=modal.zones(str(body.get("value") or "")))

    async def show_home(self, account: Account, client: AsyncWebClient) -> None:
        """Publish the learner's Home as it is now."""
        person = await self.people.of(account, client)
        request = Request(account, "", timezone=person.timezone, locale=person.locale)
        seen = await self.hands.do(partial(self.coach.home, request))
        view = home.view(seen, owner=account.user)
        await self.gates.call(client, account.workspace, "views.publish", user_id=account.user, view=view)

    async def catch_up(self, speak: Callable[[str], Awaitable[AsyncWebClient | None]]) -> None:
        """Publish the Homes that something changed from elsewhere: another account, platform or process.

        ``speak`` gives the client for a workspace, None where the coach is not any more.
        """
        pages = await self.hands.do(partial(self.coach.memory.outdated, PLATFORM))
        await asyncio.gather(*(self._draw_anew(page, speak) for page in pages))

    async def _draw_anew(self, page: Outdated, speak: Callable[[str], Awaitable[AsyncWebClient | None]]) -> None:
        try:
            client = await speak(page.account.workspace)
            if client is not None:
                await self.show_home(page.account, client)
        except Exception as trouble:  # noqa: BLE001  (one Home must not keep the others from being drawn)
            _log.warning("home not published: %s", type(trouble).__name__)
        # once is enough: a Home that cannot be drawn now is drawn when it is opened
        await self.hands.do(partial(self.coach.memory.catch_up, page))

    async def _answer(self, request: Request, client: AsyncWebClient) -> Answer | None:
        """The coach's answer, one hop off the event loop; None for somebody who does not belong here."""
        person = await self.people.of(request.account, client)
        if person is not UNKNOWN and not person.belongs:
            return None
        request = replace(request, timezone=person.timezone, locale=person.locale)
        return await asking.consider(self.coach, request, Registry(client, _PATIENCE), self.hands)

    def _follow(self, answer: Answer, account: Account, client: AsyncWebClient) -> None:
        """What comes after an answer and is not waited for: the Home as it is now, and files."""
        if answer.changed:
            self.start(self.show_home(account, client))
        for file in (part for part in answer.reply.parts if isinstance(part, Attachment)):
            self.start(self._hand_over(file, account, client))

    async def _hand_over(self, file: Attachment, account: Account, client: AsyncWebClient) -> None:
        opened = await self.gates.call(client, account.workspace, "conversations.open", users=account.user)
        if opened is None:
            return
        channel = str(opened["channel"]["id"])
        said = {"filename": file.name, "title": file.name, "initial_comment": file.about}
        await self.gates.hand_over(client, account.workspace, channel=channel, content=file.content, **said)

    async def _respond(self, body: Payload, message: Mapping[str, Any]) -> None:
        """Post to the address that came with the press; it needs no token."""
        url = body.get("response_url")
        if url:
            try:
                async with self.session.post(str(url), json=message) as answered:
                    await answered.read()
            except UNANSWERED as trouble:
                _log.warning("response_url unanswered: %s", type(trouble).__name__)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside, and keep hold of it until it ends."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
