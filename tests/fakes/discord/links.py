"""One connection of the bot to the gateway: frames in order, compressed as the bot asks for it."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Protocol, Self, cast

import zstandard
from aiohttp import WSMsgType, web

from tests.fakes import schemas
from tests.fakes.discord import limits
from tests.fakes.discord.records import Json
from tests.fakes.schemas import Problem


class Ended(Exception):
    """The gateway closes the connection, with one of its codes."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class _Stream(Protocol):
    def pack(self, data: bytes) -> bytes:
        """The next piece of the one stream that a connection is."""
        ...


class _Zlib:
    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def pack(self, data: bytes) -> bytes:
        return self._stream.compress(data) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class _Zstd:
    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor().compressobj()

    def pack(self, data: bytes) -> bytes:
        return self._stream.compress(data) + self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


STREAMS: dict[str, Callable[[], _Stream]] = {"zlib-stream": _Zlib, "zstd-stream": _Zstd}


class Link:
    """Frames go out one after the other; `end` and `cut` come after what was sent before."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, clock: Callable[[], float]) -> None:
        self.socket = socket
        self.compress = request.query.get("compress", "")
        self.query = dict(request.query)
        self.sent: list[Json] = []
        self.received: list[Json] = []
        self.ended = asyncio.Event()
        self._ending = False
        self._request = request
        self._clock = clock
        self._stream = STREAMS[self.compress]() if self.compress in STREAMS else None
        self._queue: asyncio.Queue[Json | int] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())
        self._times: deque[float] = deque(maxlen=limits.SENDS)

    @classmethod
    async def opened(cls, request: web.Request, clock: Callable[[], float]) -> Self:
        """Take the connection."""
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        return cls(socket, request, clock)

    @property
    def left_for_good(self) -> bool:
        """Has the bot, and not the gateway, closed, and in the way that ends its session?"""
        return not self._ending and self.socket.close_code in {1000, 1001}

    def send(self, frame: Json) -> None:
        """One more frame."""
        self.sent.append(frame)
        self._queue.put_nowait(frame)

    def end(self, code: int) -> None:
        """Close, with a code."""
        self._ending = True
        self._queue.put_nowait(code)

    def cut(self) -> None:
        """Drop the connection without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    def faults(self, said: Json) -> list[Problem]:
        """What is wrong with a frame of the bot's, by the published types."""
        known = schemas.discord()
        return known.problems(schemas.GATEWAY, said) if known is not None else []

    async def frames(self) -> AsyncIterator[Json]:
        """What the bot says; more than 120 frames in a minute are too many."""
        async for frame in self.socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            now = self._clock()
            if len(self._times) == limits.SENDS and now - self._times[0] < 60:
                raise Ended(4008)
            self._times.append(now)
            said = self._read(str(frame.data))
            self.received.append(said)
            yield said

    @staticmethod
    def _read(text: str) -> Json:
        try:
            said: object = json.loads(text)
        except ValueError:
            raise Ended(4002) from None
        if not isinstance(said, dict):
            raise Ended(4002)
        return cast("Json", said)

    async def finish(self) -> None:
        """Let what is still to be said be said, then be gone."""
        if self.socket.closed or self._request.transport is None:
            self._writer.cancel()
        await asyncio.wait([self._writer])
        self.ended.set()

    async def _write(self) -> None:
        while True:
            frame = await self._queue.get()
            if isinstance(frame, int):
                await self.socket.close(code=frame)
                return
            data = json.dumps(frame).encode()
            try:
                if self._stream is None:
                    await self.socket.send_str(data.decode())
                else:
                    await self.socket.send_bytes(self._stream.pack(data))
            except ConnectionError:
                return
