"""Fixtures: `pytest_plugins = ["tests.fakes.slack.fixtures"]`. A complaint left over at the end fails the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.slack.install import FakeSlack
from tests.fakes.slack.thread import SlackThread


def no_complaints(fake: FakeSlack) -> None:
    """The end of each test: the app has done nothing that Slack would mind."""
    if fake.complaints:
        pytest.fail(f"Slack complains:\n{fake.complaints}", pytrace=False)


@pytest.fixture
def fake_slack() -> Iterator[FakeSlack]:
    """For an async test, which starts it: `async with fake_slack`."""
    fake = FakeSlack()
    yield fake
    no_complaints(fake)


@pytest.fixture
def slack_thread() -> Iterator[SlackThread]:
    """Running already, in a thread of its own."""
    with SlackThread() as thread:
        yield thread
    no_complaints(thread.fake)
