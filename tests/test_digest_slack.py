"""The weekly digest in Slack: turned on by an admin as Slack knows them, and posted once into a channel."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.registry import Registry
from bot.adapters.slack.sender import Sender
from pathways.delivery import Posting, Unsure
from pathways.digest import Place
from tests.digests import FRIDAY, Workspace
from tests.fakes.aio import in_loop
from tests.fakes.slack import Fate, limits
from tests.fakes.slack.thread import SlackThread
from tests.nudgers import deliverer
from tests.slack_program import serving, words

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from storage.database import Database
    from tests.fakes.slack import FakeSlack, User

pytest_plugins = ["tests.fakes.slack.fixtures"]
WEEK = dt.timedelta(weeks=1)
ACTIONS = ("digest here", "digest on Mondays at 9", "digest preview", "digest off")


class Town:
    """A workspace in the fake Slack whose people learn, and a worker that posts its digest."""

    def __init__(self, slack: FakeSlack, database: Database, session: aiohttp.ClientSession) -> None:
        self.slack, self.database = slack, database
        self.channel = slack.world.add_channel(slack.team, "learning")
        self.people: list[User] = [slack.add_user(name) for name in ("Ada", "Bo <!channel>", "Cy & @here", "Di", "Ed")]
        self.workspace = Workspace(database, slack.team.id, channel=self.channel.id)
        self.workspace.say("BOSS", "digest here")
        self.now = FRIDAY
        slack.clock.advance(FRIDAY.timestamp() - slack.clock())
        self.client = AsyncWebClient(
            slack.bot_token(), base_url=slack.environment()["SLACK_API_URL"], session=session, retry_handlers=[]
        )
        self.out: list[str] = []
        self.sender = Sender(self._client, self._put_out, apart=0.0)

    async def _client(self, _: str) -> AsyncWebClient | None:
        return self.client

    async def _put_out(self, workspace: str, _token: str, _code: str) -> None:
        self.out.append(workspace)

    def busy(self, named: int = 0) -> None:
        for number, person in enumerate(self.people):
            self.workspace.say(person.id, "next")
            self.workspace.say(person.id, "done 1")
            if number < named:
                self.workspace.say(person.id, "name me in the digest")

    async def deliver(self, passing: Callable[[str], None] = lambda _: None) -> None:
        worker = deliverer(self.database, {"slack": self.sender}, lambda: self.now, passing=passing)
        await worker.plan()
        await worker.dispatch()

    @property
    def posted(self) -> list[Any]:
        return self.slack.accepted_of("chat.postMessage", channel=self.channel.id)

    @property
    def shown(self) -> str:
        return words(self.channel.messages[-1].blocks)


@asynccontextmanager
async def town(slack: FakeSlack, database: Database) -> AsyncGenerator[Town]:
    async with slack, aiohttp.ClientSession() as session:
        yield Town(slack, database, session)


@in_loop
async def test_it_is_posted_once_with_the_names_that_slack_knows(fake_slack: FakeSlack, database: Database) -> None:
    async with town(fake_slack, database) as here:
        here.busy(named=3)
        await here.deliver()
        await here.deliver()
        assert len(here.posted) == 1
        assert "5 people took part and finished 5 steps" in here.shown
        assert "Ada" in here.shown
        assert "Bo <!channel>" in here.shown  # in rich text, which Slack does not read marks in
        assert "Di" not in here.shown
        message = here.channel.messages[-1]
        assert message.blocks[0]["block_id"].startswith("d:")
        assert "<!channel>" not in message.text
        assert here.workspace.deliveries() == {"2026-W48": "sent"}
        here.now += WEEK
        await here.deliver()
        assert len(here.posted) == 1
        assert here.workspace.deliveries()["2026-W49"] == "skipped"


@in_loop
async def test_chat_write_is_all_that_it_takes(fake_slack: FakeSlack, database: Database) -> None:
    from bot.adapters.slack.manifest import SCOPES

    async with town(fake_slack, database) as here:
        token = fake_slack.world.grant(fake_slack.team, frozenset(SCOPES))
        here.client.token = token.value
        assert limits.READ_CHANNELS not in SCOPES
        here.busy(named=1)
        await here.deliver()
        assert len(here.posted) == 1


@in_loop
async def test_B2_what_may_have_been_posted_is_looked_for_and_never_posted_twice(
    fake_slack: FakeSlack, database: Database
) -> None:
    async with town(fake_slack, database) as here:
        here.busy()
        here.client.token = fake_slack.world.grant(fake_slack.team, limits.ALL_SCOPES | {limits.READ_CHANNELS}).value
        fake_slack.fates.next("chat.postMessage", Fate.accept_drop())
        await here.deliver()
        assert here.workspace.deliveries() == {"2026-W48": "unknown"}
        here.now += dt.timedelta(minutes=1)
        await here.deliver()
        assert len(here.posted) == 1
        assert here.workspace.deliveries() == {"2026-W48": "sent"}


@in_loop
async def test_B2_what_is_not_there_is_posted_again(fake_slack: FakeSlack, database: Database) -> None:
    async with town(fake_slack, database) as here:
        here.busy()
        here.client.token = fake_slack.world.grant(fake_slack.team, limits.ALL_SCOPES | {limits.READ_CHANNELS}).value
        fake_slack.fates.next("chat.postMessage", Fate.refuse_drop())
        await here.deliver()
        here.now += dt.timedelta(minutes=1)
        await here.deliver()
        assert len(here.posted) == 1


@in_loop
async def test_B3_where_channels_cannot_be_read_what_is_in_doubt_is_not_posted_again(
    fake_slack: FakeSlack, database: Database
) -> None:
    async with town(fake_slack, database) as here:
        here.busy()
        fake_slack.fates.next("chat.postMessage", Fate.refuse_drop())
        for _ in range(4):
            await here.deliver()
            here.now += dt.timedelta(hours=12)
        await here.deliver()
        assert here.posted == []
        assert here.workspace.deliveries() == {"2026-W48": "expired_unknown"}
        assert here.out == []  # that a right is missing puts nobody out


@pytest.mark.parametrize("trouble", ["not_in_channel", "is_archived", "channel_not_found"])
def test_a_channel_that_takes_nothing_pauses_it_and_the_admin_is_told_once(
    fake_slack: FakeSlack, database: Database, trouble: str
) -> None:
    @in_loop
    async def run() -> None:
        async with town(fake_slack, database) as here:
            here.busy()
            match trouble:
                case "not_in_channel":
                    here.channel.members.discard(fake_slack.team.bot_user)
                case "is_archived":
                    here.channel.archived = True
                case _:
                    del fake_slack.team.channels[here.channel.id]
            await here.deliver()
            await here.deliver()
            assert len([call for call in fake_slack.calls if call.method == "chat.postMessage"]) == 1
            assert here.workspace.deliveries() == {"2026-W48": "failed"}
            assert trouble in here.workspace.say("BOSS", "next")
            assert trouble not in here.workspace.say("BOSS", "next")

    run()


@in_loop
async def test_who_left_is_counted_and_not_named_and_without_names_it_waits(
    fake_slack: FakeSlack, database: Database
) -> None:
    async with town(fake_slack, database) as here:
        here.busy(named=3)
        here.people[0].deleted = True
        fake_slack.team.users.pop(here.people[1].id)
        fake_slack.fates.next("users.info", Fate.accept_5xx())
        await here.deliver()
        assert here.posted == []
        assert here.workspace.deliveries() == {"2026-W48": "ready"}
        here.now += dt.timedelta(minutes=2)
        await here.deliver()
        assert "5 people" in here.shown
        assert "Cy & @here" in here.shown
        assert "Ada" not in here.shown
        assert "Bo" not in here.shown


@in_loop
async def test_a_workspace_that_the_coach_was_put_out_of_gets_none(fake_slack: FakeSlack, database: Database) -> None:
    async with town(fake_slack, database) as here:
        here.busy(named=1)
        real, here.client = here.client, None  # type: ignore[assignment]
        assert await here.sender.names(here.workspace.place, ("U1",)) is None
        posting = Posting(
            id="a" * 32, fence=1, place=Place("slack", "T1", "C1"), slot="2026-W48", due=FRIDAY,
            not_after=FRIDAY + WEEK, first_try=FRIDAY, in_doubt=False,
        )  # fmt: skip
        assert await here.sender.look_up(posting) == Unsure("not_installed")
        here.client = real
        fake_slack.world.kill_tokens(fake_slack.team, "token_revoked")
        await here.deliver()
        assert here.posted == []


@in_loop
async def test_ranks_are_read_from_slack_as_they_are_now(fake_slack: FakeSlack, database: Database) -> None:
    async with town(fake_slack, database) as here:
        registry = Registry(here.client, 2.0)
        place = here.workspace.place
        ranks = {
            "admin": fake_slack.add_user("A", is_admin=True),
            "owner": fake_slack.add_user("O", is_owner=True),
            "member": fake_slack.add_user("M"),
            "gone": fake_slack.add_user("G", is_admin=True, deleted=True),
        }
        told = {name: await registry.rank(place, user.id) for name, user in ranks.items()}
        assert told == {"admin": "admin", "owner": "admin", "member": "member", "gone": "member"}
        assert await registry.rank(place, "U404") == "unknown"
        ranks["admin"].is_admin = False
        assert await registry.rank(place, ranks["admin"].id) == "member"
        fake_slack.fates.next("users.info", Fate.accept_5xx())
        assert await registry.rank(place, ranks["owner"].id) == "unknown"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with SlackThread() as slack, serving(slack, tmp_path_factory.mktemp("coach")):
        yield slack
    slack.fake.no_complaints()


@pytest.mark.parametrize("action", ACTIONS)
def test_F11_three_ranks_and_each_action(served: SlackThread, action: str) -> None:
    """An admin and an owner may; a member may not, and neither may who was an admin a moment ago."""
    fake = served.fake
    channel = fake.world.add_channel(fake.team, "learning")
    boss, owner = fake.add_user("Boss", is_admin=True), fake.add_user("Owner", is_owner=True)
    member = fake.add_user("Member")

    def says(user: Any) -> str:
        return words(served.send_command(user, action, channel=channel).json["blocks"])

    served.send_command(owner, "digest here", channel=channel)
    assert "Only an admin" in says(member)
    assert "Nothing was changed" not in says(boss)
    served.send_command(owner, "digest here", channel=channel)
    assert "Nothing was changed" not in says(owner)
    served.send_command(owner, "digest here", channel=channel)
    boss.is_admin = False  # and Slack has not told of it
    assert "Only an admin" in says(boss)
    member.is_admin = True
    assert "Nothing was changed" not in says(member)


def test_F11_a_button_asks_again_who_presses_it(served: SlackThread) -> None:
    fake = served.fake
    channel = fake.world.add_channel(fake.team, "learning")
    boss = fake.add_user("Boss", is_admin=True)
    told = served.send_command(boss, "post a digest here on Fridays at 4pm", channel=channel)
    assert "comes to this channel on Fridays at 16:00" in words(told.json["blocks"])
    boss.is_admin = False
    served.press(boss, fake.ephemerals(boss)[-1], text="Turn it off")
    served.until(lambda: "Only an admin" in words(fake.ephemerals(boss)[-1].blocks))


def test_somebody_agrees_in_private_and_withdraws_among_the_settings(served: SlackThread) -> None:
    fake = served.fake
    channel = fake.world.add_channel(fake.team, "learning")
    served.send_command(fake.add_user("Boss", is_admin=True), "digest here", channel=channel)
    ada = fake.add_user("Ada")
    served.say(ada, "name me in the digest")
    served.until(lambda: "names you from now on" in words(fake.messages(ada)[-1].blocks))
    shown = served.send_command(ada, "settings")
    assert "names you" in words(shown.json["blocks"])
    assert "Leave me out of the digest" in words(shown.json["blocks"])
