"""Nudges into the fake Discord: every fate of a call has its outcome, and a message in doubt is found again."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.discord import numbers
from bot.adapters.discord.errors import GROUNDS, OPENING_TOO_FAST
from bot.adapters.discord.sender import AT_ONCE, Sender, nonce, opened
from bot.core.intents import Next
from bot.core.reply import Button, Buttons, Reply, Text
from bot.settings import read
from pathways.delivery import Absent, Accepted, Claim, Deferred, Refused, Unsent, Unsure, Wait
from pathways.learner import Account
from pathways.model import Horizon
from storage.mailboxes import Mailboxes
from storage.notebook import Memory
from storage.openings import EVERY, REST, Openings
from tests.fakes.aio import in_loop
from tests.fakes.discord import FakeDiscord, Fate

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.adapters.roof import SaysNo
    from storage.database import Database
    from tests.fakes.discord import User

pytest_plugins = ["tests.fakes.discord.fixtures"]
REPLY = Reply("Your week: 6 h.", (Text(("Your week: 6 h.",)), Buttons((Button("This week", Next()),))))
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def backend() -> str:
    """What the sender asks of the memory is tried on both elsewhere."""
    return "sqlite"


class Post:
    """A sender at the fake Discord, and a nudge for somebody there."""

    def __init__(self, discord: FakeDiscord, database: Database, user: User | None = None) -> None:
        self.discord = discord
        self.database = database
        self.user = user or discord.user
        self.now = dt.datetime.fromtimestamp(discord.clock(), dt.UTC)
        self.failed: list[SaysNo] = []
        self.sender: Any = None
        self.claim = self.claim_of(self.user)

    def claim_of(self, user: User, name: str = "a") -> Claim:
        account = Account("discord", "", user.id)
        with Memory(self.database).turn(account, now=self.now):
            pass
        return Claim(
            id=name * 32,
            fence=1,
            learner="b" * 32,
            account=account,
            kind=Horizon.WEEK,
            slot="2026-W49",
            due=self.now,
            not_after=self.now + dt.timedelta(hours=36),
            first_try=self.now,
            in_doubt=False,
        )

    async def sends(self, claim: Claim | None = None) -> Any:
        return await self.sender.send(claim or self.claim, REPLY)

    async def finds(self, claim: Claim | None = None) -> Any:
        return await self.sender.look_up(claim or self.claim)

    def sent(self, user: User | None = None) -> int:
        """How many nudges somebody got."""
        return len(self.discord.accepted_of("create_message", user=(user or self.user).id))

    def later(self, by: dt.timedelta = EVERY) -> None:
        self.now += by


@asynccontextmanager
async def posting(
    discord: FakeDiscord, database: Database, *, settled: bool = True, **more: float
) -> AsyncGenerator[Post]:
    """A sender; where it is ``settled``, the conversation with its learner is open."""
    async with discord:
        told = read(discord.environment(), dotenv=None).discord
        assert told is not None
        post = Post(discord, database)
        way = opened(told, Mailboxes(database), Openings(database), lambda: post.now, post.failed.append)
        async with way as sender:
            post.sender = sender
            sender.apart, sender.timeout = more.get("apart", 0.0), more.get("timeout", sender.timeout)
            if settled:
                assert isinstance(await post.sends(post.claim_of(post.user, "e")), Accepted)
                discord.book.accepted.clear()
                discord.book.calls.clear()
            yield post


@in_loop
async def test_a_nudge_is_sent_once_and_bears_its_nonce_and_its_mark(
    fake_discord: FakeDiscord, database: Database
) -> None:
    async with posting(fake_discord, database, settled=False) as post:
        sent = await post.sends()
        (message,) = fake_discord.messages(post.user)
        assert sent == Accepted(message.id)
        (call,) = fake_discord.accepted_of("create_message")
        assert call.payload["nonce"] == nonce(post.claim) == message.nonce
        assert call.payload["enforce_nonce"] is True
        assert call.payload["allowed_mentions"] == {"parse": []}
        assert message.components[0]["id"] == numbers.mark(post.claim.id)
        await post.sends(post.claim_of(post.user, "c"))
        assert len(fake_discord.calls_of("create_dm")) == 1
        # Discord itself takes the same one once only, for a few minutes
        assert await post.sends() == sent
        assert post.sent() == 2


@in_loop
async def test_where_a_conversation_is_outlives_the_sender_and_what_is_written_there_is_read(
    fake_discord: FakeDiscord, database: Database
) -> None:
    async with posting(fake_discord, database) as post:
        boxes = Mailboxes(database).latest("discord", since=post.now - SECOND, most=5)
        channel = fake_discord.world.dm(post.user)
        assert [(box.account.user, box.channel) for box in boxes] == [(post.user.id, channel.id)]
        said = await fake_discord.say(post.user, "finished the jupyter setup")
        assert int(boxes[0].read) < int(said.id)
        again = Post(fake_discord, database, post.user)
        again.sender = Sender(post.sender.api, post.sender.rooms, again.failed.append)
        assert isinstance(await again.sends(), Accepted)
        assert not fake_discord.calls_of("create_dm")


AMBIGUOUS_FATES = [
    Fate.accept_drop(), Fate.accept_5xx(), Fate.accept_5xx(500), Fate.accept_garbled(),
    Fate.refuse_drop(), Fate.refuse_5xx(), Fate.refuse_5xx(502),
]  # fmt: skip


@pytest.mark.parametrize("fate", AMBIGUOUS_FATES, ids=str)
def test_B2_what_discord_may_have_taken_is_in_doubt_and_found_where_it_is(
    fake_discord: FakeDiscord, database: Database, fate: Fate
) -> None:
    @in_loop
    async def run() -> None:
        async with posting(fake_discord, database) as post:
            fake_discord.fates.next("create_message", fate)
            assert isinstance(await post.sends(), Unsure)
            assert isinstance(await post.finds(), Accepted if fate.accepts else Absent)
            assert post.sent() == fate.accepts
            assert len(fake_discord.calls_of("create_message")) == 1, "nothing is repeated unseen"

    run()


@in_loop
async def test_B2_a_late_answer_of_discords_is_given_up_and_found(
    fake_discord: FakeDiscord, database: Database
) -> None:
    async with posting(fake_discord, database, timeout=0.3) as post:
        fake_discord.fates.next("create_message", Fate.accept_held())
        assert await post.sends() == Unsure("TimeoutError")
        fake_discord.fates.release()
        post.sender.timeout = 10
        assert isinstance(await post.finds(), Accepted)


@in_loop
async def test_B2_a_message_is_found_by_its_mark_where_discord_tells_no_nonces(
    fake_discord: FakeDiscord, database: Database
) -> None:
    async with posting(fake_discord, database) as post:
        await post.sends()
        for message in fake_discord.messages(post.user):
            message.nonce = ""
        assert isinstance(await post.finds(), Accepted)
        assert await post.finds(replace(post.claim, id="f" * 32)) == Absent()


@in_loop
async def test_what_did_not_begin_in_discord_was_surely_not_sent(fake_discord: FakeDiscord, database: Database) -> None:
    async with posting(fake_discord, database, settled=False) as post:
        for fate in (Fate.refuse_drop(), Fate.refuse_5xx(), Fate.accept_garbled()):
            fake_discord.fates.next("create_dm", fate)
            assert isinstance(await post.sends(), Unsent)
            post.later()
        assert await post.finds() == Absent(), "where none was opened, none was said"
        post.sender.rooms.api = replace(post.sender.api, url="http://127.0.0.1:9/api/v10")
        assert isinstance(await post.sends(), Unsent)
        assert post.sent() == 0


@pytest.mark.parametrize(
    ("fate", "seconds"),
    [(Fate.refuse_429(7), 7), (Fate.refuse_429(9, everywhere=True), 9), (Fate.refuse_banned(), 3600)],
)
def test_B1_discord_says_how_long_to_wait_and_so_does_who_stands_before_it(
    fake_discord: FakeDiscord, database: Database, fate: Fate, seconds: float
) -> None:
    @in_loop
    async def run() -> None:
        async with posting(fake_discord, database) as post:
            for method in ("create_message", "list_messages"):
                fake_discord.fates.next(method, fate)
            assert await post.sends() == Wait(seconds)
            assert await post.finds() == Wait(seconds)
            assert len(fake_discord.calls) == 2
            newcomer = fake_discord.add_user("Eve")
            fake_discord.fates.next("create_dm", fate)
            post.later()
            met = await post.sends(post.claim_of(newcomer, "d"))
            # a limit of opening alone keeps nobody else from being written to
            assert met == (
                Wait(seconds) if fate.everywhere or not fate.retry_after else Deferred(post.now + seconds * SECOND)
            )

    run()


@in_loop
async def test_B3_a_look_into_discord_that_fails_leaves_it_in_doubt(
    fake_discord: FakeDiscord, database: Database
) -> None:
    async with posting(fake_discord, database) as post:
        # a mere question is asked once more by itself when the line breaks
        fake_discord.fates.next("list_messages", Fate.accept_drop(), Fate.accept_drop())
        assert isinstance(await post.finds(), Unsure)
        for fate in (Fate.refuse(50001), Fate.refuse(10003), Fate.refuse_5xx(), Fate.accept_garbled()):
            fake_discord.fates.next("list_messages", fate)
            assert isinstance(await post.finds(), Unsure)
        assert not fake_discord.fates.pending


@pytest.mark.parametrize("code", sorted(GROUNDS))
def test_B5_every_number_for_no_has_its_ground(fake_discord: FakeDiscord, database: Database, code: int) -> None:
    @in_loop
    async def run() -> None:
        async with posting(fake_discord, database) as post:
            fake_discord.fates.next("create_message", Fate.refuse(code))
            assert await post.sends() == Refused(GROUNDS[code], str(code))
            assert post.sent() == 0
            assert not post.failed

    run()


def test_the_numbers_for_no_are_those_of_the_list_of_faults() -> None:
    assert {GROUNDS[code] for code in (50007, 50278, 50001, 50013, 10013)} == {"person"}
    assert {GROUNDS[code] for code in (50035, 50006)} == {"form"}
    assert 40003 in OPENING_TOO_FAST
    assert not OPENING_TOO_FAST & GROUNDS.keys()


@in_loop
async def test_B5_somebody_who_is_no_more_or_shares_no_place_is_told_at_the_opening(
    fake_discord: FakeDiscord, database: Database
) -> None:
    async with posting(fake_discord, database, settled=False) as post:
        fake_discord.fates.next("create_dm", Fate.refuse(10013))
        assert await post.sends() == Refused("person", "10013")
        post.later()
        stranger = fake_discord.add_user("Eve", alone=True)
        assert await post.sends(post.claim_of(stranger, "d")) == Refused("person", "50278")


@in_loop
async def test_a_number_nobody_knows_gets_a_second_try(fake_discord: FakeDiscord, database: Database) -> None:
    async with posting(fake_discord, database) as post:
        fake_discord.fates.next("create_message", Fate.refuse(40060))
        assert await post.sends() == Refused("other", "40060")


@in_loop
async def test_a_conversation_that_discord_knows_no_more_is_opened_once_more(
    fake_discord: FakeDiscord, database: Database
) -> None:
    async with posting(fake_discord, database) as post:
        post.later()
        fake_discord.fates.next("create_message", Fate.refuse(10003), Fate.refuse(10003))
        assert await post.sends() == Unsent("10003")
        assert await post.sends() == Refused("person", "10003")
        assert len(fake_discord.calls_of("create_dm")) == 1
        post.later()
        assert isinstance(await post.sends(), Accepted)


@in_loop
async def test_B6_a_refused_token_ends_it_and_is_used_no_more(fake_discord: FakeDiscord, database: Database) -> None:
    async with posting(fake_discord, database) as post:
        fake_discord.world.app.token = "reset"  # noqa: S105  (no token of anybody)
        claims = [replace(post.claim, id=str(number) * 32) for number in range(10)]
        assert set(await asyncio.gather(*map(post.sends, claims))) == {Unsent("401")}
        assert await post.finds() == Unsure("looking: 401")
        assert len(fake_discord.calls) <= AT_ONCE
        assert post.sender.trouble.startswith("DISCORD_TOKEN: ")
        assert [str(said) for said in post.failed] == [post.sender.trouble]
        post.later(dt.timedelta(minutes=10))
        await post.sends()
        assert len(fake_discord.calls) <= AT_ONCE


@in_loop
async def test_B6_a_token_refused_while_looking_ends_it_too(fake_discord: FakeDiscord, database: Database) -> None:
    async with posting(fake_discord, database) as post:
        fake_discord.world.app.token = "reset"  # noqa: S105  (no token of anybody)
        assert await post.finds() == Unsure("looking: 401")
        assert len(post.failed) == 1


@pytest.mark.parametrize("code", sorted(OPENING_TOO_FAST))
def test_B7_too_many_openings_are_a_rest_that_doubles_and_open_conversations_go_on(
    fake_discord: FakeDiscord, database: Database, code: int
) -> None:
    @in_loop
    async def run() -> None:
        async with posting(fake_discord, database) as post:
            new = [post.claim_of(fake_discord.add_user(f"Eve {number}"), name) for number, name in enumerate("cdf")]
            for rest in (REST, 2 * REST):
                post.later(EVERY)
                fake_discord.fates.next("create_dm", Fate.refuse(code))
                met = post.now
                opened_before = len(fake_discord.calls_of("create_dm"))
                put_off = [await post.sends(claim) for claim in new]
                assert all(isinstance(outcome, Deferred) and outcome.until >= met + rest for outcome in put_off)
                assert len({outcome.until for outcome in put_off}) == 3, "they do not come back as one"
                assert len(fake_discord.calls_of("create_dm")) == opened_before + 1
                assert isinstance(await post.sends(replace(post.claim, id=f"{rest.seconds:032}")), Accepted)
                post.later(rest)
            assert isinstance(await post.sends(new[0]), Accepted)

    run()


@in_loop
async def test_new_conversations_are_opened_one_after_the_other(fake_discord: FakeDiscord, database: Database) -> None:
    async with posting(fake_discord, database, settled=False) as post:
        claims = [post.claim_of(fake_discord.add_user(f"Ada {number}"), name) for number, name in enumerate("abcd")]
        got = await asyncio.gather(*map(post.sends, claims))
        assert sorted(type(outcome).__name__ for outcome in got) == ["Accepted", "Deferred", "Deferred", "Deferred"]
        waits = sorted(outcome.until - post.now for outcome in got if isinstance(outcome, Deferred))
        assert waits == [EVERY, 2 * EVERY, 3 * EVERY]


@in_loop
async def test_a_message_is_found_among_many_in_discord_and_given_up_among_too_many(
    fake_discord: FakeDiscord, database: Database
) -> None:
    async with posting(fake_discord, database) as post:
        world, channel = fake_discord.world, fake_discord.world.dm(post.user)

        def chatter(times: int) -> None:
            for _ in range(times):
                world.put(channel, post.user, content="…")

        chatter(250)
        await post.sends()
        chatter(100)
        assert isinstance(await post.finds(), Accepted)
        other = replace(post.claim, id="f" * 32)
        assert await post.finds(other) == Absent()
        chatter(300)
        assert isinstance(await post.finds(other), Unsure)


@in_loop
async def test_nudges_in_discord_come_one_after_the_other(fake_discord: FakeDiscord, database: Database) -> None:
    async with posting(fake_discord, database) as post:
        post.sender.apart = 0.05
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(post.sends(replace(post.claim, id=str(number) * 32)) for number in range(4)))
        assert asyncio.get_running_loop().time() - began >= 0.15
        assert post.sent() == 4


@in_loop
async def test_a_bug_on_the_way_leaves_it_in_doubt_and_is_logged(
    fake_discord: FakeDiscord, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with posting(fake_discord, database) as post:
        monkeypatch.setattr("bot.adapters.discord.sender.written", lambda *_: {}["a canary"])
        assert await post.sends() == Unsure("KeyError")
    assert "unforeseen from Discord: KeyError" in caplog.messages
    assert "canary" not in caplog.text
