"""The gateway: sessions that outlive their connections, and the events that they are told."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from aiohttp import web

from tests.fakes.discord import limits
from tests.fakes.discord.links import Ended, Link
from tests.fakes.discord.people import Message
from tests.fakes.discord.records import Book, Json
from tests.fakes.discord.world import World


class Op(IntEnum):
    """What a frame is about."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    MEMBERS = 8
    INVALID = 9
    HELLO = 10
    ACK = 11


@dataclass(slots=True, eq=False)
class Session:
    """What the bot is to be told on one shard, and how far it is; it waits for the bot while no link is there."""

    id: str
    shard: int
    shards: int
    intents: int
    events: list[Json] = field(default_factory=list[Json])
    link: Link | None = None

    def serves(self, guild: str) -> bool:
        """Is this the shard of a server? What is of no server is told to shard 0."""
        return self.shard == (int(guild) >> 22) % self.shards if guild else self.shard == 0

    def tell(self, event: str, data: Json) -> None:
        """One more event, at once or when the bot resumes."""
        frame = {"op": Op.DISPATCH, "s": len(self.events) + 1, "t": event, "d": data}
        self.events.append(frame)
        if self.link is not None:
            self.link.send(frame)


class Gateway:
    """All connections of the bot. Settings may be changed before it connects.

    `identify_seconds` is 0, so that a bot may come back at once; with Discord's own (`limits.IDENTIFY_SECONDS`) one
    that identifies too early is sent away with op 9.
    """

    def __init__(self, world: World, book: Book) -> None:
        self.world = world
        self.book = book
        self.url = ""
        self.shards = 1
        self.max_concurrency = 1
        self.identify_seconds = 0.0
        self.heartbeat_ms = limits.HEARTBEAT_MS
        self.muted = False  # heartbeats find no answer
        self.down = False  # nobody can connect
        self.starts = 0
        self.sessions: list[Session] = []
        self.links: list[Link] = []
        self._identified: dict[int, float] = {}

    def budget(self) -> Json:
        """How often sessions may still be started today."""
        left = limits.SESSION_STARTS - self.starts
        return {
            "total": limits.SESSION_STARTS,
            "remaining": left,
            "reset_after": 0,
            "max_concurrency": self.max_concurrency,
        }

    # What the fake does.

    def live(self, shard: int | None = None) -> list[Session]:
        """The sessions that are connected now."""
        return [s for s in self.sessions if s.link is not None and shard in {None, s.shard}]

    def dispatch(self, event: str, data: Json, *, guild: str = "", needs: int = 0, plain: Json | None = None) -> bool:
        """Tell the sessions of a server's shard, or of shard 0; `plain` is for those that may not read contents."""
        heard = False
        for session in self.sessions:
            if session.serves(guild) and session.intents & needs == needs:
                reads = session.intents & limits.MESSAGE_CONTENT or plain is None
                session.tell(event, data if reads else plain or {})
                heard = heard or session.link is not None
        self.book.on_change()
        return heard

    def tell(self, event: str, message: Message) -> None:
        """Tell of a message, in as far as the bot may know of it; of ephemeral ones nobody is told."""
        channel, bot = self.world.channels[message.channel], self.world.bot
        if message.ephemeral_for or not channel.bot:
            return
        if event == "MESSAGE_DELETE":
            data: Json = {"id": message.id, "channel_id": channel.id}
            plain = None
        else:
            free = channel.is_bot_dm or message.author is bot or bot in message.mentions
            data, plain = message.info(), None if free else message.info(content=False)
        guild = self.world.guild_of(channel)
        if guild is not None:
            more = {"guild_id": guild.id, "member": guild.membership()}
            data, plain = data | more, None if plain is None else plain | more
        needs = limits.GUILD_MESSAGES if guild is not None else limits.DIRECT_MESSAGES
        self.dispatch(event, data, guild=channel.guild, needs=needs, plain=plain)

    def reconnect(self, shard: int | None = None) -> None:
        """Op 7: come back on another connection, and resume."""
        for session in self.live(shard):
            self._link(session).send({"op": Op.RECONNECT, "d": None})

    def invalidate(self, shard: int | None = None, *, resumable: bool = False) -> None:
        """Op 9: the session is over (or may be resumed)."""
        for session in self.live(shard):
            self._link(session).send({"op": Op.INVALID, "d": resumable})
            if not resumable:
                self.forget(session)

    def close(self, code: int, shard: int | None = None) -> None:
        """Close the connections, with a code."""
        for session in self.live(shard):
            self._link(session).end(code)

    def cut(self, shard: int | None = None) -> None:
        """Drop the connections without a word."""
        for session in self.live(shard):
            self._link(session).cut()

    def ask(self, shard: int | None = None) -> None:
        """Op 1: ask for a heartbeat."""
        for session in self.live(shard):
            self._link(session).send({"op": Op.HEARTBEAT, "d": None})

    def forget(self, *sessions: Session) -> None:
        """These sessions (or all) cannot be resumed any more."""
        gone = sessions or tuple(self.sessions)
        self.sessions = [session for session in self.sessions if session not in gone]

    @staticmethod
    def _link(session: Session) -> Link:
        if session.link is None:
            raise RuntimeError("the session is not connected")
        return session.link

    async def stop(self) -> None:
        """Close everything."""
        for link in list(self.links):
            link.end(1001)
        await asyncio.gather(*(link.ended.wait() for link in list(self.links)))

    # What the bot does.

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """One connection, from HELLO to its end."""
        if self.down:
            return web.Response(status=503, text="upstream error")
        link = await Link.opened(request, self.world.clock)
        self.links.append(link)
        link.send({"op": Op.HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}})
        session: Session | None = None
        try:
            async for said in link.frames():
                session = self._heard(link, session, said)
                self.book.on_change()
        except Ended as ended:
            link.end(ended.code)
        finally:
            await link.finish()
            self.links.remove(link)
            if session is not None and session.link is link:
                session.link = None
                if link.left_for_good:
                    self.forget(session)
            self.book.on_change()
        return link.socket

    def _heard(self, link: Link, session: Session | None, said: Json) -> Session | None:
        op, data = said.get("op"), said.get("d")
        for fault in link.faults(said):
            self.book.complain("gateway", fault.path, fault.message, payload=said)
        match op:
            case Op.HEARTBEAT:
                if not self.muted:
                    link.send({"op": Op.ACK, "d": None})
            case Op.IDENTIFY:
                if session is not None:
                    raise Ended(4005)
                return self._identify(link, data or {})
            case Op.RESUME:
                if session is not None:
                    raise Ended(4005)
                return self._resume(link, data or {})
            case Op.PRESENCE | Op.VOICE | Op.MEMBERS:
                if session is None:
                    raise Ended(4003)
            case _:
                raise Ended(4001)
        return session

    def _identify(self, link: Link, data: Json) -> Session | None:
        if data.get("token") != self.world.app.token:
            raise Ended(4004)
        shard, shards = data.get("shard") or (0, 1)
        intents = int(data.get("intents", 0))
        if not 0 <= shard < shards:
            raise Ended(4010)
        if shards < self.shards:
            raise Ended(4011)
        if intents & ~limits.ALL_INTENTS:
            raise Ended(4013)
        if intents & limits.PRIVILEGED & ~self.world.app.allowed:
            raise Ended(4014)
        if self._too_early(shard):
            link.send({"op": Op.INVALID, "d": False})
            return None
        self.starts += 1
        self.sessions = [s for s in self.sessions if s.link is not None or s.shard != shard]
        session = Session(uuid.uuid4().hex, shard, shards, intents, link=link)
        self.sessions.append(session)
        self.book.accept("identify", data)
        self._welcome(session)
        return session

    def _too_early(self, shard: int) -> bool:
        key, now = shard % self.max_concurrency, self.world.clock()
        early = now - self._identified.get(key, 0.0) < self.identify_seconds
        if early:
            self.book.complain("gateway", "/shard", f"shard {shard} identifies too early after another", error="op 9")
        else:
            self._identified[key] = now
        return early

    def _guilds(self, session: Session) -> Iterator[Json]:
        for guild in self.world.guilds.values():
            if guild.bot and session.serves(guild.id):
                yield guild.info(self.world.bot)

    def _welcome(self, session: Session) -> None:
        guilds = list(self._guilds(session))
        ready: Json = {
            "v": 10,
            "user": self.world.bot.info(),
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [session.shard, session.shards],
            "application": {"id": self.world.app.id, "flags": self.world.app.flags},
            "private_channels": [],
        }
        session.tell("READY", ready)
        for guild in guilds if session.intents & limits.GUILDS else []:
            session.tell("GUILD_CREATE", guild)

    def _resume(self, link: Link, data: Json) -> Session | None:
        if data.get("token") != self.world.app.token:
            raise Ended(4004)
        session = next((s for s in self.sessions if s.id == data.get("session_id")), None)
        if session is None:
            link.send({"op": Op.INVALID, "d": False})
            return None
        seen = int(data.get("seq") or 0)
        if seen > len(session.events):
            raise Ended(4007)
        if session.link is not None:
            session.link.end(4000)
        self.book.accept("resume", data)
        session.link = link
        for frame in session.events[seen:]:
            link.send(frame)
        session.tell("RESUMED", {"_trace": []})
        return session
