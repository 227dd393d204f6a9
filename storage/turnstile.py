"""One at a time, in the order of coming: SQLite's own waiting is a lottery that somebody always loses."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import timedelta


class TooLong(TimeoutError):
    """One's turn did not come in time."""


class Turnstile:
    """A fair lock between the threads of one process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    @contextmanager
    def passed(self, patience: timedelta) -> Generator[None]:
        """Be alone until the block ends; ``TooLong`` when one's turn does not come in time."""
        self._enter(patience.total_seconds())
        try:
            yield
        finally:
            self._leave()

    def _enter(self, seconds: float) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            place = threading.Lock()
            place.acquire()
            self._waiting.append(place)
        came = False
        try:
            came = place.acquire(timeout=seconds)
        finally:
            if not came:
                self._give_up(place)
        if not came:
            raise TooLong

    def _give_up(self, place: threading.Lock) -> None:
        with self._guard:
            if place in self._waiting:
                self._waiting.remove(place)
                return
        # the turn came in the very instant of giving up: hand it on
        self._leave()

    def _leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
