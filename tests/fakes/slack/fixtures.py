"""Fixtures, had by `pytest_plugins = ["tests.fakes.slack.fixtures"]`; import nothing from here.

A complaint left over at the end fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.slack.install import FakeSlack
from tests.fakes.slack.thread import SlackThread


@pytest.fixture
def fake_slack() -> Iterator[FakeSlack]:
    """For an async test, which starts it: `async with fake_slack`."""
    fake = FakeSlack()
    yield fake
    fake.no_complaints()


@pytest.fixture
def slack_thread() -> Iterator[SlackThread]:
    """Running already, in a thread of its own."""
    with SlackThread() as thread:
        yield thread
    thread.fake.no_complaints()
