"""What people do in Slack: type commands, write, press, fill in, open the Home tab, throw the app out."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack import acks, blocks, checks
from tests.fakes.slack.blocks import CannotDo
from tests.fakes.slack.delivery import Delivered, Delivery, Wire
from tests.fakes.slack.people import Channel, Message, Team, User
from tests.fakes.slack.records import Json


class Hands(Delivery):
    """Each deed is a payload in Slack's own form, delivered; what the app answers in the ack is checked and shown."""

    def add_user(self, name: str, *, team: Team | None = None, user_id: str = "", **more: str | bool) -> User:
        """A new person; `more` are the fields of `User` (tz, locale, deleted, is_restricted, home ...)."""
        return self.world.add_user(team or self.team, name, user_id=user_id, **more)

    async def send_command(
        self,
        user: User,
        text: str = "",
        *,
        command: str = "/coach",
        channel: Channel | None = None,
        wire: Wire | None = None,
    ) -> Delivered:
        """A slash command, in the user's DM with the app or in a channel."""
        place = channel or self.world.im(user)
        trigger, url = self.world.new_trigger(user), self._response_url(user, place.id)
        payload: Json = {
            "token": "verification",
            "team_id": user.team,
            "team_domain": self.world.team_of(user).name.lower(),
            "channel_id": place.id,
            "channel_name": "directmessage" if place.is_im else place.name,
            "user_id": user.id,
            "user_name": user.name.lower(),
            "command": command,
            "text": text,
            "api_app_id": self.world.app.id,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": trigger,
        }
        done = await self.deliver("slash_commands", payload, wire)
        done.trigger_id, done.response_url = trigger, url
        acks.command(self.world, self.book, done, user, place)
        return done

    async def send_event(
        self, event: Json, *, team: Team | None = None, event_id: str = "", wire: Wire | None = None
    ) -> Delivered:
        """Any event, in its envelope. `Wire(retries=3)` sends it again as Slack does when it fails."""
        for fault in checks.event(event):
            raise AssertionError(f"no such event comes from Slack: {fault.path}: {fault.message}")
        home = team or self.team
        authorization = {
            "enterprise_id": None,
            "team_id": home.id,
            "user_id": home.bot_user,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        payload: Json = {
            "token": "verification",
            "team_id": home.id,
            "api_app_id": self.world.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id or self.world.make("Ev"),
            "event_time": int(self.clock()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": self.world.make("EC"),
        }
        done = await self.deliver("events_api", payload, wire)
        acks.silent(self.book, done)
        return done

    async def say(
        self,
        user: User,
        text: str,
        *,
        thread_ts: str = "",
        event_id: str = "",
        wire: Wire | None = None,
        **more: Any,
    ) -> Delivered:
        """A user writes to the app in the DM. `more` goes into the event: subtype, bot_id, files ..."""
        channel = self.world.im(user)
        body: Json = {"user": user.id, "text": text, "team": user.home or user.team, **more}
        body |= {"thread_ts": thread_ts} if thread_ts else {}
        message = self.world.put_message(self.world.team_of(user), channel, body)
        event = {
            **message.body,
            "type": "message",
            "channel": channel.id,
            "channel_type": "im",
            "event_ts": message.ts,
        }
        return await self.send_event(event, team=self.world.team_of(user), event_id=event_id, wire=wire)

    async def open_home(self, user: User, tab: str = "home", *, wire: Wire | None = None) -> Delivered:
        """The user opens the app: its Home tab, or its Messages tab."""
        event: Json = {"type": "app_home_opened", "user": user.id, "channel": self.world.im(user).id, "tab": tab}
        view = self.home(user)
        event |= {"event_ts": self.world.stamp()} | ({"view": view} if view is not None and tab == "home" else {})
        return await self.send_event(event, team=self.world.team_of(user), wire=wire)

    async def change_user(self, user: User, *, wire: Wire | None = None, **fields: str | bool) -> Delivered:
        """A user's profile changes: another zone, deactivated, a guest."""
        for name, value in fields.items():
            setattr(user, name, value)
        told = user.info(self.clock(), locale=True)
        event: Json = {
            "type": "user_change",
            "user": told,
            "cache_ts": int(self.clock()),
            "event_ts": self.world.stamp(),
        }
        return await self.send_event(event, team=self.world.team_of(user), wire=wire)

    async def uninstall(
        self, team: Team | None = None, *, events: tuple[str, ...] = ("tokens_revoked", "app_uninstalled")
    ) -> list[Delivered]:
        """A workspace throws the app out: its tokens die, and the events come, in any order or not at all."""
        gone = team or self.team
        self.world.kill_tokens(gone, "account_inactive")
        told: dict[str, Json] = {
            "tokens_revoked": {"type": "tokens_revoked", "tokens": {"bot": [gone.bot_user], "oauth": []}},
            "app_uninstalled": {"type": "app_uninstalled"},
        }
        return [await self.send_event(told[name], team=gone) for name in events]

    async def press(
        self,
        user: User,
        on: Message | Json,
        *,
        action_id: str = "",
        block_id: str = "",
        text: str = "",
        value: str = "",
        choose: object = None,
        wire: Wire | None = None,
    ) -> Delivered:
        """Press a button, or choose in a select, overflow, date picker ...: in a message, a modal or the Home tab.

        It is found by what a person sees (`text`) or by its names; it must be there, once. `on` may be an old copy.
        """
        shown: list[Json] = on.blocks if isinstance(on, Message) else on["blocks"]
        block, element = blocks.find(shown, action_id=action_id, block_id=block_id, text=text, value=value)
        action: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
        if element["type"] == "button":
            action |= {key: element[key] for key in ("text", "value", "style", "url") if key in element}
        else:
            action |= blocks.filled(element, choose)
        action["action_ts"] = self.world.stamp()
        trigger = self.world.new_trigger(user, "" if isinstance(on, Message) else on["id"])
        payload = self._interaction("block_actions", user, trigger) | {"actions": [action]}
        payload |= self._on_message(user, on) if isinstance(on, Message) else self._on_view(on)
        done = await self.deliver("interactive", payload, wire)
        done.trigger_id, done.response_url = trigger, str(payload.get("response_url", ""))
        acks.silent(self.book, done)
        return done

    async def submit_view(
        self,
        user: User,
        view: Json | None = None,
        values: dict[str, Any] | None = None,
        *,
        wire: Wire | None = None,
    ) -> Delivered:
        """Fill in the uppermost modal (or another) and send it; values are named by action_id or block_id."""
        shown = view if view is not None else self._top(user)
        if shown.get("submit") is None:
            raise CannotDo("a view without submit cannot be sent")
        stated = blocks.state(shown["blocks"], values or {}, whole=True)
        trigger = self.world.new_trigger(user, shown["id"])
        payload = self._interaction("view_submission", user, trigger)
        payload |= {"view": {**shown, "state": stated}, "response_urls": []}
        done = await self.deliver("interactive", payload, wire)
        done.trigger_id = trigger
        acks.submission(self.world, self.book, done, user, shown)
        return done

    async def close_view(self, user: User, *, cleared: bool = False, wire: Wire | None = None) -> Delivered | None:
        """Close the uppermost modal, or all; the app hears of it only where it wants to."""
        shown = self._top(user)
        stack = self.world.team_of(user).stacks[user.id]
        stack[:] = [] if cleared else stack[:-1]
        if not shown.get("notify_on_close"):
            return None
        payload = self._interaction("view_closed", user, "") | {"view": shown, "is_cleared": cleared}
        return await self.deliver("interactive", payload, wire)

    # How an interaction is told.

    def _top(self, user: User) -> Json:
        if not (open_ones := self.modals(user)):
            raise CannotDo(f"{user.name} has no modal open")
        return open_ones[-1]

    def _response_url(self, user: User, channel: str, message: Message | None = None) -> str:
        return f"{self.url}/response/{self.world.new_response_url(user, channel, message)}"

    def _interaction(self, kind: str, user: User, trigger: str) -> Json:
        team = self.world.team_of(user)
        who = {"id": user.id, "username": user.name.lower(), "name": user.name.lower(), "team_id": user.home or team.id}
        told: Json = {
            "type": kind,
            "user": who,
            "api_app_id": self.world.app.id,
            "token": "verification",
            "team": {"id": team.id, "domain": team.name.lower()},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        return told | ({"trigger_id": trigger} if trigger else {})

    def _on_message(self, user: User, message: Message) -> Json:
        place = {"id": message.channel, "name": "directmessage"}
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": bool(message.ephemeral_for),
        }
        told: Json = {
            "container": container,
            "channel": place,
            "state": blocks.state(message.blocks, {}),
            "response_url": self._response_url(user, message.channel, message),
        }
        return told if message.ephemeral_for else told | {"message": message.body}

    def _on_view(self, view: Json) -> Json:
        return {"container": {"type": "view", "view_id": view["id"]}, "view": view}
