"""The fake in a thread of its own, for tests that start the program itself: the same deeds, without `await`."""

from __future__ import annotations

from tests.fakes.discord.hands import FakeDiscord
from tests.fakes.looped import Looped


class DiscordThread(Looped):
    """`with DiscordThread() as discord`: `discord.command(...)` waits; `discord.fake` is the fake itself."""

    def __init__(self, *, port: int = 0) -> None:
        self.fake = FakeDiscord(port=port)
        super().__init__("fake-discord", self.fake)
        self.fates = self.fake.fates
        self.gateway = self.fake.gateway
        self.budgets = self.fake.budgets
        self.say = self._waited(self.fake.say)
        self.write = self._waited(self.fake.write)
        self.rewrite = self._waited(self.fake.rewrite)
        self.take_back = self._waited(self.fake.take_back)
        self.throw_out = self._waited(self.fake.throw_out)
        self.invite = self._waited(self.fake.invite)
        self.command = self._waited(self.fake.command)
        self.autocomplete = self._waited(self.fake.autocomplete)
        self.press = self._waited(self.fake.press)
        self.choose = self._waited(self.fake.choose)
        self.submit = self._waited(self.fake.submit)
        self.settled = self._waited(self.fake.settled)
        self.until = self._waited(self.fake.until)
