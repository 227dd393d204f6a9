"""The fake in a thread of its own, for tests that start the program itself: the same deeds, without `await`."""

from __future__ import annotations

from tests.fakes.looped import Looped
from tests.fakes.slack.install import FakeSlack


class SlackThread(Looped):
    """`with SlackThread() as slack`: `slack.send_command(...)` waits; `slack.fake` is the fake itself, to look at."""

    def __init__(self, app_url: str = "", *, port: int = 0) -> None:
        self.fake = FakeSlack(app_url, port=port)
        super().__init__("fake-slack", self.fake)
        self.fates = self.fake.fates
        self.send_command = self._waited(self.fake.send_command)
        self.send_event = self._waited(self.fake.send_event)
        self.say = self._waited(self.fake.say)
        self.open_home = self._waited(self.fake.open_home)
        self.change_user = self._waited(self.fake.change_user)
        self.uninstall = self._waited(self.fake.uninstall)
        self.press = self._waited(self.fake.press)
        self.submit_view = self._waited(self.fake.submit_view)
        self.close_view = self._waited(self.fake.close_view)
        self.replay = self._waited(self.fake.replay)
        self.install = self._waited(self.fake.install)
        self.come_back = self._waited(self.fake.come_back)
        self.until = self._waited(self.fake.until)
        self.disconnect = self._waited(self.fake.sockets.disconnect)
