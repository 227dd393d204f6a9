"""Fixtures, had by `pytest_plugins = ["tests.fakes.discord.fixtures"]`; import nothing from here.

A complaint left over at the end fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.discord.hands import FakeDiscord
from tests.fakes.discord.thread import DiscordThread


@pytest.fixture
def fake_discord() -> Iterator[FakeDiscord]:
    """For an async test, which starts it: `async with fake_discord`."""
    fake = FakeDiscord()
    yield fake
    fake.no_complaints()


@pytest.fixture
def discord_thread() -> Iterator[DiscordThread]:
    """Running already, in a thread of its own."""
    with DiscordThread() as thread:
        yield thread
    thread.fake.no_complaints()
