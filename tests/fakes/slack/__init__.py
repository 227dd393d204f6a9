"""A Slack on loopback, for tests. Start with `install.FakeSlack` (async) or `thread.SlackThread` (in a thread)."""

from __future__ import annotations

from tests.fakes.slack.blocks import CannotDo
from tests.fakes.slack.delivery import Delivered, Wire
from tests.fakes.slack.fates import Fate
from tests.fakes.slack.install import FakeSlack, Installed
from tests.fakes.slack.people import Channel, Message, Team, User
from tests.fakes.slack.records import Accepted, Call, Complaint
from tests.fakes.slack.thread import SlackThread

__all__ = [
    "Accepted",
    "Call",
    "CannotDo",
    "Channel",
    "Complaint",
    "Delivered",
    "FakeSlack",
    "Fate",
    "Installed",
    "Message",
    "SlackThread",
    "Team",
    "User",
    "Wire",
]
