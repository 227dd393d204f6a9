"""Nudges into the fake Slack: every fate of a call has its outcome, and a message in doubt is found again."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import AMBIGUOUS, GROUNDS, WAITING
from bot.adapters.slack.sender import Sender, mark
from bot.core.intents import Next
from bot.core.reply import Button, Buttons, Reply, Text
from pathways.delivery import Absent, Accepted, Claim, Refused, Unsent, Unsure, Wait
from pathways.learner import Account
from pathways.model import Horizon
from tests.fakes.aio import in_loop
from tests.fakes.slack import Fate

if TYPE_CHECKING:
    from tests.fakes.slack import FakeSlack, User

pytest_plugins = ["tests.fakes.slack.fixtures"]
REPLY = Reply("Your week: 6 h.", (Text(("Your week: 6 h.",)), Buttons((Button("This week", Next()),))))


class Post:
    """A sender at the fake Slack, and a nudge for somebody there."""

    def __init__(self, slack: FakeSlack, session: aiohttp.ClientSession, **more: float) -> None:
        self.slack = slack
        self.user: User = slack.add_user("Ada")
        self.out: list[str] = []
        self.client: AsyncWebClient | None = AsyncWebClient(
            slack.bot_token(), base_url=slack.environment()["SLACK_API_URL"], session=session, retry_handlers=[]
        )
        self.sender = Sender(self._client, self._put_out, **{"apart": 0.0, **more})
        now = dt.datetime.fromtimestamp(slack.world.clock(), dt.UTC)
        self.claim = Claim(
            id="a" * 32,
            fence=1,
            learner="b" * 32,
            account=Account("slack", self.user.team, self.user.id),
            kind=Horizon.WEEK,
            slot="2026-W49",
            due=now,
            not_after=now + dt.timedelta(hours=36),
            first_try=now,
            in_doubt=False,
        )

    async def _client(self, _: str) -> AsyncWebClient | None:
        return self.client

    async def _put_out(self, workspace: str, token: str, code: str) -> None:
        assert token
        assert code
        self.out.append(workspace)

    @property
    def posted(self) -> int:
        return len(self.slack.accepted_of("chat.postMessage", channel=self.slack.world.im(self.user).id))


@in_loop
async def test_a_nudge_is_posted_once_and_bears_its_mark(fake_slack: FakeSlack) -> None:
    async with fake_slack, aiohttp.ClientSession() as session:
        post = Post(fake_slack, session)
        sent = await post.sender.send(post.claim, REPLY)
        (message,) = fake_slack.messages(post.user)
        assert sent == Accepted(message.ts)
        assert message.blocks[0]["block_id"] == mark(post.claim) == "d:" + "a" * 32
        assert message.text == "Your week: 6 h."
        await post.sender.send(replace(post.claim, id="c" * 32), REPLY)
        assert len([call for call in fake_slack.calls if call.method == "conversations.open"]) == 1


AMBIGUOUS_FATES = [
    Fate.accept_drop(), Fate.accept_5xx(), Fate.accept_error(), Fate.accept_error("fatal_error"),
    Fate.accept_garbled(), Fate.refuse_drop(), Fate.refuse_5xx(),
]  # fmt: skip


@pytest.mark.parametrize("fate", AMBIGUOUS_FATES, ids=str)
def test_B2_what_may_have_been_taken_is_in_doubt_and_found_where_it_is(fake_slack: FakeSlack, fate: Fate) -> None:
    @in_loop
    async def run() -> None:
        async with fake_slack, aiohttp.ClientSession() as session:
            post = Post(fake_slack, session)
            fake_slack.fates.next("chat.postMessage", fate)
            assert isinstance(await post.sender.send(post.claim, REPLY), Unsure)
            found = await post.sender.look_up(post.claim)
            assert isinstance(found, Accepted if fate.accepts else Absent)
            assert post.posted == fate.accepts

    run()


@in_loop
async def test_B2_a_late_answer_is_given_up_and_found(fake_slack: FakeSlack) -> None:
    async with fake_slack, aiohttp.ClientSession() as session:
        post = Post(fake_slack, session, timeout=0.2)
        fake_slack.fates.next("chat.postMessage", Fate.accept_held())
        assert await post.sender.send(post.claim, REPLY) == Unsure("TimeoutError")
        fake_slack.fates.release()
        assert isinstance(await post.sender.look_up(post.claim), Accepted)


@in_loop
async def test_what_did_not_begin_was_surely_not_sent(fake_slack: FakeSlack) -> None:
    async with fake_slack, aiohttp.ClientSession() as session:
        post = Post(fake_slack, session)
        fake_slack.fates.next("conversations.open", Fate.accept_drop(), Fate.accept_error())
        assert isinstance(await post.sender.send(post.claim, REPLY), Unsent)
        assert await post.sender.send(post.claim, REPLY) == Unsent("internal_error")
        assert post.posted == 0
    async with aiohttp.ClientSession() as session:
        post.client = AsyncWebClient("-".join(("xoxb", "1")), base_url="http://127.0.0.1:9/api/", session=session)
        assert isinstance(await post.sender.send(post.claim, REPLY), Unsent)


@in_loop
async def test_B1_a_429_says_how_long_to_wait(fake_slack: FakeSlack) -> None:
    async with fake_slack, aiohttp.ClientSession() as session:
        post = Post(fake_slack, session)
        fake_slack.fates.next("chat.postMessage", Fate.refuse_429(7), Fate.refuse("ratelimited"))
        assert await post.sender.send(post.claim, REPLY) == Wait(7)
        assert await post.sender.send(post.claim, REPLY) == Wait(30)
        fake_slack.fates.next("conversations.history", Fate.refuse_429(60))
        assert await post.sender.look_up(post.claim) == Wait(60)


@in_loop
async def test_B3_a_look_that_fails_leaves_it_in_doubt(fake_slack: FakeSlack) -> None:
    async with fake_slack, aiohttp.ClientSession() as session:
        post = Post(fake_slack, session)
        for fate in (Fate.accept_drop(), Fate.refuse("channel_not_found"), Fate.refuse_5xx()):
            fake_slack.fates.next("conversations.history", fate)
            assert isinstance(await post.sender.look_up(post.claim), Unsure)
        post.client = None
        assert await post.sender.look_up(post.claim) == Unsure("not_installed")


@pytest.mark.parametrize("code", sorted(GROUNDS))
def test_B4_B5_every_word_for_no_has_its_ground(fake_slack: FakeSlack, code: str) -> None:
    @in_loop
    async def run() -> None:
        async with fake_slack, aiohttp.ClientSession() as session:
            post = Post(fake_slack, session)
            fake_slack.fates.next("chat.postMessage", Fate.refuse(code))
            assert await post.sender.send(post.claim, REPLY) == Refused(GROUNDS[code], code)
            assert post.out == ([post.user.team] if GROUNDS[code] == "tenant" else [])
            assert post.posted == 0

    run()


def test_the_words_for_no_are_those_of_the_list_of_faults() -> None:
    listed = {
        "tenant": "account_inactive token_revoked invalid_auth not_authed token_expired org_login_required"
        " team_access_not_granted ekm_access_denied missing_scope",
        "person": "channel_not_found user_not_found user_disabled is_archived messages_tab_disabled cannot_dm_bot"
        " restricted_action",
        "form": "msg_too_long invalid_blocks no_text invalid_arguments",
    }
    for ground, codes in listed.items():
        assert {GROUNDS[code] for code in codes.split()} == {ground}
    assert not (AMBIGUOUS | WAITING) & GROUNDS.keys()


@in_loop
async def test_an_unknown_word_and_a_missing_installation(fake_slack: FakeSlack) -> None:
    async with fake_slack, aiohttp.ClientSession() as session:
        post = Post(fake_slack, session)
        fake_slack.fates.next("chat.postMessage", Fate.refuse("something_new"))
        assert await post.sender.send(post.claim, REPLY) == Refused("other", "something_new")
        post.client = None
        assert await post.sender.send(post.claim, REPLY) == Refused("tenant", "not_installed")


@in_loop
async def test_a_message_is_found_among_many_and_given_up_among_too_many(fake_slack: FakeSlack) -> None:
    async with fake_slack, aiohttp.ClientSession() as session:
        post = Post(fake_slack, session)
        await post.sender.send(post.claim, REPLY)
        channel, team = fake_slack.world.im(post.user), fake_slack.world.team_of(post.user)

        def chatter(times: int) -> None:
            for _ in range(times):
                fake_slack.world.put_message(team, channel, {"text": "…", "user": post.user.id})

        chatter(250)
        assert isinstance(await post.sender.look_up(post.claim), Accepted)
        other = replace(post.claim, id="c" * 32)
        assert await post.sender.look_up(other) == Absent()
        chatter(300)
        assert isinstance(await post.sender.look_up(other), Unsure)


@in_loop
async def test_nudges_of_one_workspace_come_one_after_the_other(fake_slack: FakeSlack) -> None:
    async with fake_slack, aiohttp.ClientSession() as session:
        post = Post(fake_slack, session, apart=0.05)
        began = asyncio.get_running_loop().time()
        claims = [replace(post.claim, id=str(number) * 32) for number in range(4)]
        await asyncio.gather(*(post.sender.send(claim, REPLY) for claim in claims))
        assert asyncio.get_running_loop().time() - began >= 0.15
        assert post.posted == 4
