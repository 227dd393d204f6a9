"""The fake Slack is tried with Slack's own libraries: what they can do to Slack, and what Slack may do to them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.client import WebClient

from tests.fakes import schemas
from tests.fakes.aio import in_loop
from tests.fakes.slack import CannotDo, FakeSlack, Fate, SlackThread, Wire, limits
from tests.network import environment

pytest_plugins = ["tests.fakes.slack.fixtures"]

Blocks = list[dict[str, Any]]
needs_specs = pytest.mark.skipif(schemas.folder() is None, reason="no specifications beside the checkout")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bolt and the SDK read the environment; here is nothing in it for them."""
    for name in [n for n in os.environ if n.startswith("SLACK_") or n.upper().endswith("_PROXY")]:
        monkeypatch.delenv(name)


@pytest.fixture
def without_specs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_SPECS", "/nowhere")


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action_id: str, value: str = "v") -> dict[str, Any]:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": label},
        "action_id": action_id,
        "value": value,
    }


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    filled: dict[str, Any] = {"type": "modal", "title": plain("Note"), "submit": plain("Save"), **more}
    return {**filled, "blocks": list(blocks)}


NOTE = {
    "type": "input",
    "block_id": "note",
    "label": plain("A note"),
    "element": {"type": "plain_text_input", "action_id": "text"},
}


@asynccontextmanager
async def client_of(fake: FakeSlack, token: str = "") -> AsyncGenerator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            token or fake.bot_token(), base_url=fake.api_url, session=session, retry_handlers=[], timeout=5
        )


@asynccontextmanager
async def served(app: AsyncApp, fake: FakeSlack) -> AsyncGenerator[AsyncApp]:
    runner = web.AppRunner(app.server(port=0, path="/slack/events", host="127.0.0.1").web_app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield app
    finally:
        await runner.cleanup()


def app_of(client: AsyncWebClient, fake: FakeSlack) -> AsyncApp:
    return AsyncApp(client=client, signing_secret=fake.world.app.signing_secret, process_before_response=True)


async def nothing() -> None:
    """A listener that has nothing to do."""


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


# The Web API.


@in_loop
async def test_what_is_posted_changed_and_deleted_can_be_read_back(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        opened = await client.conversations_open(users=fake.user.id)
        dm = opened["channel"]["id"]
        first = await client.chat_postMessage(channel=dm, text="one", blocks=[section("one", block_id="d:1")])
        second = await client.chat_postMessage(channel=fake.user.id, text="two", metadata={"event_type": "x"})
        reply = await client.chat_postMessage(channel=dm, text="in the thread", thread_ts=first["ts"])
        assert first["channel"] == second["channel"] == dm
        assert float(first["ts"]) < float(second["ts"]) < float(reply["ts"])
        await client.chat_update(channel=dm, ts=first["ts"], text="uno")
        page = await client.conversations_history(channel=dm, oldest=first["ts"], inclusive=True, limit=1)
        assert [m["text"] for m in page["messages"]] == ["two"]
        assert "metadata" not in page["messages"][0]
        rest = await client.conversations_history(channel=dm, cursor=page["response_metadata"]["next_cursor"])
        assert rest["messages"][0]["blocks"][0]["block_id"] == "d:1"
        assert not rest["has_more"]
        thread = await client.conversations_replies(channel=dm, ts=first["ts"])
        assert [m["text"] for m in thread["messages"]] == ["uno", "in the thread"]
        await client.chat_delete(channel=dm, ts=second["ts"])
        assert [m.text for m in fake.messages(fake.user)] == ["uno", "in the thread"]
        assert [(e.method, e.channel) for e in fake.accepted_of("chat.postMessage")] == 3 * [("chat.postMessage", dm)]
        assert fake.accepted_of("chat.update")[0].ts == first["ts"]
        assert await refused(client.chat_postMessage(channel="C404", text="?")) == "channel_not_found"
        assert await refused(client.chat_update(channel=dm, ts="1.0", text="?")) == "message_not_found"


@in_loop
async def test_users_are_told_with_zone_locale_and_kind(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        far = fake.add_user("Kim", tz="Asia/Kolkata", locale="hi-IN", is_ultra_restricted=True)
        stranger = fake.add_user("Sam", home="T9")
        gone = fake.add_user("Old", deleted=True)
        twin = fake.add_user("Twin", team=fake.add_team("Other"), user_id=fake.user.id)
        told = (await client.users_info(user=far.id, include_locale=True))["user"]
        assert (told["tz"], told["tz_offset"], told["locale"]) == ("Asia/Kolkata", 19_800, "hi-IN")
        assert told["is_ultra_restricted"]
        assert "locale" not in (await client.users_info(user=far.id))["user"]
        met = (await client.users_info(user=stranger.id))["user"]
        assert (met["team_id"], met["is_stranger"]) == ("T9", True)
        assert (await client.users_info(user=twin.id))["user"]["name"] == "ada"
        assert await refused(client.users_info(user="U404")) == "user_not_found"
        assert await refused(client.conversations_open(users=gone.id)) == "user_disabled"
        assert (await client.team_info())["team"]["id"] == fake.team.id
        assert (await client.auth_test())["bot_id"] == fake.team.bot_id


@in_loop
async def test_tokens_open_what_they_are_for_as_long_as_they_live(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake:
        small = fake.add_team("Small", scopes=frozenset({"chat:write"}))
        short = fake.add_team("Short", rotation=True)
        async with client_of(fake, "xoxb-nobody") as client:
            assert await refused(client.auth_test()) == "invalid_auth"
        async with client_of(fake, fake.bot_token(small)) as client:
            assert await refused(client.users_info(user="U1")) == "missing_scope"
            assert len(fake.complaints.take("needs users:read")) == 1
        async with client_of(fake, fake.bot_token(short)) as client:
            await client.auth_test()
            fake.clock.advance(limits.TOKEN_SECONDS)
            assert await refused(client.auth_test()) == "token_expired"
        async with client_of(fake) as client:
            await client.auth_revoke()
            assert await refused(client.auth_test()) == "token_revoked"
            fake.world.kill_tokens(fake.team, "account_inactive")
            assert await refused(client.auth_test()) == "account_inactive"
        assert [c.method for c in fake.calls_of(team=fake.team.id)] == ["auth.revoke", "auth.test", "auth.test"]


@in_loop
async def test_an_unknown_method_is_complained_about(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        assert await refused(client.api_call("chat.shout", json={"text": "!"})) == "unknown_method"
        with pytest.raises(pytest.fail.Exception, match=r"chat\.shout"):
            fake.no_complaints()
        fake.complaints.take("unknown_method")


# Fates.

FATES: list[tuple[Fate, int, str]] = [
    (Fate.accept(), 1, ""),
    (Fate.accept_drop(), 1, "dropped"),
    (Fate.accept_5xx(), 1, "503"),
    (Fate.accept_late(0.02), 1, ""),
    (Fate.accept_error(), 1, "internal_error"),
    (Fate.accept_garbled(), 1, "garbled"),
    (Fate.refuse_429(30), 0, "429 after 30"),
    (Fate.refuse_5xx(500), 0, "500"),
    (Fate.refuse_drop(), 0, "dropped"),
    (Fate.refuse("is_archived"), 0, "is_archived"),
    (Fate.refuse("ratelimited"), 0, "ratelimited"),
]


async def outcome(client: AsyncWebClient, channel: str) -> str:
    """What the caller sees."""
    try:
        await client.chat_postMessage(channel=channel, text="hello")
    except aiohttp.ClientError:
        return "dropped"
    except SlackApiError as error:
        told: Any = error.response
        if getattr(told, "status_code", 200) == 429:
            return f"429 after {int(told.headers['Retry-After'])}"
        if getattr(told, "status_code", 200) != 200:
            return str(told.status_code)
        return str(told["error"]) if told.__class__.__name__ == "AsyncSlackResponse" else "garbled"
    return ""


@pytest.mark.parametrize(("fate", "accepted", "seen"), FATES, ids=lambda value: getattr(value, "answers", None))
@in_loop
async def test_each_fate_is_done_or_not_and_seen_or_not(
    fake_slack: FakeSlack, fate: Fate, accepted: int, seen: str
) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        fake.fates.next("chat.postMessage", fate)
        assert await outcome(client, fake.user.id) == seen
        assert len(fake.accepted_of("chat.postMessage")) == len(fake.messages(fake.user)) == accepted
        assert await outcome(client, fake.user.id) == ""
        assert len(fake.calls_of("chat.postMessage")) == 2
        assert fake.fates.pending == 0


@in_loop
async def test_an_answer_can_be_held_back(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        fake.fates.next("chat.postMessage", Fate.accept_held(), Fate.refuse_held())
        for done in (1, 1):
            before = len(fake.calls)
            call = asyncio.create_task(outcome(client, fake.user.id))
            await fake.until(lambda before=before: len(fake.calls) > before)
            assert len(fake.messages(fake.user)) == done
            assert not call.done()
            fake.fates.release()
            assert await call in {"", "dropped"}


@in_loop
async def test_fates_fall_on_one_workspace_or_channel_or_by_a_rule(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake:
        other = fake.add_team("Other")
        bob = fake.add_user("Bob", team=other)
        fake.fates.always("chat.postMessage", Fate.refuse_429(5), team=other.id)
        fake.fates.by(lambda call: Fate.refuse("fatal_error") if call.channel == "D404" else None)
        async with client_of(fake) as mine, client_of(fake, fake.bot_token(other)) as theirs:
            assert await outcome(mine, fake.user.id) == ""
            assert await outcome(mine, "D404") == "fatal_error"
            assert await outcome(theirs, bob.id) == "429 after 5"
            fake.fates.clear()
            assert await outcome(theirs, bob.id) == ""


# What is wrong with a payload.


@needs_specs
@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("/blocks/0/text/text", {"text": "x", "blocks": [section("x" * 3_001)]}),
        ("/blocks/0/elements/0/text/text", {"blocks": [{"type": "actions", "elements": [button("x" * 76, "a")]}]}),
        ("/blocks/1/type", {"text": "x", "blocks": [section("x"), {"type": "sektion"}]}),
        ("", {"txt": "x", "text": "x"}),
        ("/unfurl_links", {"text": "x", "unfurl_links": "no"}),
    ],
)
@in_loop
async def test_the_specification_names_the_place(fake_slack: FakeSlack, path: str, arguments: dict[str, Any]) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        said = {"channel": fake.user.id, "text": "x", **arguments}
        assert await refused(client.api_call("chat.postMessage", json=said)) in {"invalid_blocks", "invalid_arguments"}
        assert [complaint.path for complaint in fake.complaints.take()] == [path]
        assert not fake.messages(fake.user)


ROW = {"type": "actions", "block_id": "b", "elements": [button("A", "same"), button("B", "same")]}
OURS: list[tuple[str, str, dict[str, Any]]] = [
    ("msg_blocks_too_long", "/blocks", {"text": "x", "blocks": [section("x" * 2_700) for _ in range(5)]}),
    ("invalid_blocks", "/blocks", {"text": "x", "blocks": [section("x") for _ in range(51)]}),
    ("invalid_blocks", "/blocks/0", {"text": "x", "blocks": [ROW]}),
    ("invalid_blocks", "/blocks/1/block_id", {"text": "x", "blocks": [section("x", block_id="b") for _ in range(2)]}),
    ("msg_too_long", "/blocks", {"text": "x", "blocks": 2 * [{"type": "markdown", "text": "x" * 6_001}]}),
    ("msg_too_long", "/text", {"text": "x" * 40_001}),
    ("no_text", "/text", {"text": ""}),
    ("invalid_arguments", "/channel", {"text": "x", "channel": ""}),
    ("", "/text", {"blocks": [section("x")]}),
]


@pytest.mark.usefixtures("without_specs")
@pytest.mark.parametrize(("error", "path", "arguments"), OURS, ids=[f"{o[0]} {o[1]}" for o in OURS])
@in_loop
async def test_our_own_limits_hold_without_specifications(
    fake_slack: FakeSlack, error: str, path: str, arguments: dict[str, Any]
) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        call = client.api_call("chat.postMessage", json={"channel": fake.user.id, **arguments})
        if error:
            assert await refused(call) == error
        else:
            await call
        found = fake.complaints.take()
        assert [(complaint.path, complaint.error) for complaint in found] == [(path, error)]
        assert len(fake.messages(fake.user)) == (0 if error else 1)


@in_loop
async def test_what_cannot_be_read_is_complained_about(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, aiohttp.ClientSession() as session:
        for body, error in [("{", "invalid_json"), ("[]", "json_not_object")]:
            async with session.post(
                f"{fake.api_url}chat.postMessage", data=body, headers={"Content-Type": "application/json"}
            ) as answer:
                assert (await answer.json())["error"] == error
        assert len(fake.complaints.take("cannot be read")) == 2


@in_loop
async def test_channels_have_doors(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        general = fake.world.add_channel(fake.team, "general", fake.user)
        await client.chat_postEphemeral(channel=general.id, user=fake.user.id, text="only for you")
        assert [m.text for m in fake.ephemerals(fake.user)] == ["only for you"]
        assert not fake.messages(general)
        bob = fake.add_user("Bob")
        outside = client.chat_postEphemeral(channel=general.id, user=bob.id, text="?")
        assert await refused(outside) == "user_not_in_channel"
        secret = fake.world.add_channel(fake.team, "secret", fake.user, bot=False)
        assert await refused(client.chat_postMessage(channel=secret.id, text="?")) == "not_in_channel"
        general.archived = True
        assert await refused(client.conversations_info(channel=general.id)) == "is_archived"
        await fake.say(bob, "mine")
        theirs = fake.messages(bob)[0]
        assert await refused(client.chat_delete(channel=theirs.channel, ts=theirs.ts)) == "cant_delete_message"
        assert await refused(client.chat_update(channel=theirs.channel, ts=theirs.ts, text="?")) == (
            "cant_update_message"
        )
        assert len(fake.complaints.take("its own messages")) == 2


@pytest.mark.usefixtures("without_specs")
@in_loop
async def test_views_have_limits_of_their_own(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        home = {"type": "home", "blocks": [section("x" * 2_900) for _ in range(99)]}
        assert await refused(client.views_publish(user_id=fake.user.id, view=home)) == "view_too_large"
        home = {"type": "home", "blocks": [section("x") for _ in range(101)]}
        assert await refused(client.views_publish(user_id=fake.user.id, view=home)) == "invalid_arguments"
        assert len(fake.complaints.take("views.publish")) == 2
        first = await client.views_publish(user_id=fake.user.id, view={"type": "home", "blocks": [section("1")]})
        old = first["view"]["hash"]
        await client.views_publish(user_id=fake.user.id, view={"type": "home", "blocks": [section("2")]}, hash=old)
        late = client.views_publish(user_id=fake.user.id, view={"type": "home", "blocks": [section("3")]}, hash=old)
        assert await refused(late) == "hash_conflict"
        assert (fake.home(fake.user) or {})["blocks"][0]["text"]["text"] == "2"


@in_loop
async def test_a_trigger_works_once_for_three_seconds_and_modals_stack_three_high(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        fresh = fake.world.new_trigger
        late, once = fresh(fake.user), fresh(fake.user)
        await client.views_open(trigger_id=once, view=modal(NOTE))
        assert await refused(client.views_open(trigger_id=once, view=modal(NOTE))) == "exchanged_trigger_id"
        assert await refused(client.views_open(trigger_id="1.2", view=modal(NOTE))) == "invalid_trigger_id"
        fake.clock.advance(limits.TRIGGER_SECONDS + 0.1)
        assert await refused(client.views_open(trigger_id=late, view=modal(NOTE))) == "expired_trigger_id"
        for _ in range(2):
            top = fake.modals(fake.user)[-1]["id"]
            await client.views_push(trigger_id=fresh(fake.user, top), view=modal(NOTE))
        top = fake.modals(fake.user)[-1]["id"]
        assert await refused(client.views_push(trigger_id=fresh(fake.user, top), view=modal(NOTE))) == (
            "push_limit_reached"
        )
        assert len(fake.complaints.take("trigger_id|views on each other")) == 4
        await client.views_update(view_id=top, view=modal(section("done")))
        assert fake.modals(fake.user)[-1]["blocks"][0]["text"]["text"] == "done"


@in_loop
async def test_a_file_comes_in_three_steps_and_is_shown_when_it_is_ready(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        fake.world.file_polls = 1
        done = await client.files_upload_v2(filename="bar.png", content=b"png", alt_txt="a bar", title="Progress")
        file = done["files"][0]["id"]
        image = {"type": "image", "slack_file": {"id": file}, "alt_text": "a bar"}
        post = {"channel": fake.user.id, "text": "a bar", "blocks": [image]}
        assert await refused(client.chat_postMessage(**post)) == "invalid_blocks"
        assert not (await client.files_info(file=file))["file"]["mimetype"]
        assert (await client.files_info(file=file))["file"]["mimetype"] == "image/png"
        await client.chat_postMessage(**post)
        await client.files_upload_v2(filename="b.png", content=b"b", channel=fake.world.im(fake.user).id)
        assert fake.messages(fake.user)[-1].body["files"][0]["name"] == "b.png"
        step = await client.files_getUploadURLExternal(filename="c.png", length=2)
        async with aiohttp.ClientSession() as session, session.post(step["upload_url"], data=b"three") as answer:
            assert answer.status == 400
        assert await refused(client.files_completeUploadExternal(files=[{"id": step["file_id"]}])) == "file_not_found"
        assert len(fake.complaints.take("announced|before its bytes")) == 2


@in_loop
async def test_agent_surfaces(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        dm = fake.world.im(fake.user).id
        prompts = [{"title": "Next", "message": "what is next?"}]
        await client.assistant_threads_setSuggestedPrompts(channel_id=dm, prompts=prompts)
        await client.assistant_threads_setStatus(channel_id=dm, thread_ts="1.1", status="thinks")
        assert not fake.complaints
        await client.assistant_threads_setSuggestedPrompts(channel_id=dm, thread_ts="1.1", prompts=prompts)
        assert len(fake.complaints.take("silently not shown")) == 1


# Deliveries by HTTP, to a real Bolt app.


@in_loop
async def test_a_conversation_by_http(fake_slack: FakeSlack) -> None:
    heard: list[Any] = []
    async with fake_slack as fake, client_of(fake) as client, served(app_of(client, fake), fake) as app:

        @app.command("/coach")
        async def command(ack: Any, respond: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
            if body["text"] == "note":
                await ack()
                await client.views_open(trigger_id=body["trigger_id"], view=modal(NOTE, callback_id="note"))
                return
            await ack(text="Your week", blocks=[{"type": "actions", "elements": [button("Done", "done", "s1")]}])
            await respond("more", response_type="in_channel")

        @app.action("done")
        async def done(ack: Any, action: dict[str, Any], say: Any, respond: Any) -> None:
            await ack()
            heard.append(action["value"])
            if respond.response_url:
                await respond("It is done", replace_original=True)

        @app.view("note")
        async def note(ack: Any, view: dict[str, Any]) -> None:
            text = view["state"]["values"]["note"]["text"]["value"]
            heard.append(text)
            if text == "short":
                await ack(response_action="errors", errors={"note": "longer, please"})
            else:
                await ack()

        @app.event("app_home_opened")
        async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
            heard.append((event["tab"], "view" in event))
            row = {"type": "actions", "elements": [button("Done", "done", "s2")]}
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [row]})

        asked = await fake.send_command(fake.user)
        assert (asked.status, asked.json["text"], asked.ok) == (200, "Your week", True)
        week = fake.ephemerals(fake.user)[-1]
        assert [m.text for m in fake.messages(fake.user)] == ["more"]
        with pytest.raises(CannotDo, match="'done', 'Done', 's1'"):
            await fake.press(fake.user, week, text="Undo")
        assert (await fake.press(fake.user, week, text="Done")).ok
        assert [m.text for m in fake.ephemerals(fake.user)] == ["It is done"]
        await fake.send_command(fake.user, "note")
        with pytest.raises(CannotDo, match="empty"):
            await fake.submit_view(fake.user)
        kept = await fake.submit_view(fake.user, values={"note": "short"})
        assert kept.json["errors"] == {"note": "longer, please"}
        assert fake.modals(fake.user)
        await fake.submit_view(fake.user, values={"text": "a longer one"})
        assert not fake.modals(fake.user)
        await fake.open_home(fake.user)
        await fake.press(fake.user, fake.home(fake.user) or {}, action_id="done")
        await fake.open_home(fake.user)
        assert heard == ["s1", "short", "a longer one", ("home", False), "s2", ("home", True)]
        answers = [entry.method for entry in fake.accepted_of("ack", "response_url")]
        # Bolt acknowledges when the listener is through: what it responds with comes first.
        assert answers == ["response_url", "ack", "response_url", "ack", "ack"]


@in_loop
async def test_answers_in_acks_are_checked_too(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client, served(app_of(client, fake), fake) as app:

        @app.command("/coach")
        async def command(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
            if body["text"] == "note":
                await client.views_open(trigger_id=body["trigger_id"], view=modal(NOTE, callback_id="note"))
            await ack(text="x", blocks=[section("x", block_id="b") for _ in range(2)])

        @app.view("note")
        async def note(ack: Any) -> None:
            await ack(response_action="errors", errors={"elsewhere": "?"})

        await fake.send_command(fake.user, "note")
        await fake.submit_view(fake.user, values={"text": "x"})
        assert not fake.ephemerals(fake.user)
        assert [complaint.path for complaint in fake.complaints.take("ack")] == ["/blocks/1/block_id", "/errors"]


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


@in_loop
async def test_everything_in_a_form_can_be_chosen(fake_slack: FakeSlack) -> None:
    heard: list[Any] = []
    options = [option("a"), option("b")]
    kinds: list[dict[str, Any]] = [
        {"type": "static_select", "action_id": "one", "options": options},
        {"type": "checkboxes", "action_id": "some", "options": options, "initial_options": options[:1]},
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-30"},
    ]
    inputs = [{"type": "input", "label": plain(k["action_id"]), "element": k} for k in kinds]
    async with fake_slack as fake, client_of(fake) as client, served(app_of(client, fake), fake) as app:

        @app.action("menu")
        async def menu(ack: Any, action: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
            await ack()
            heard.append(action["selected_option"]["value"])
            view = modal(*inputs, callback_id="form", notify_on_close=True)
            await client.views_open(trigger_id=body["trigger_id"], view=view)

        @app.view("form")
        async def form(ack: Any, view: dict[str, Any]) -> None:
            stated = {name: told for block in view["state"]["values"].values() for name, told in block.items()}
            heard.append(stated)
            day = stated["day"]["selected_date"]
            if day == "2026-12-01":
                await ack(response_action="push", view=modal(NOTE, callback_id="form2"))
            else:
                await ack(response_action="update", view=modal(section("Saved"), callback_id="form"))

        @app.view("form2")
        async def form2(ack: Any) -> None:
            await ack(response_action="clear")

        @app.view_closed("form")
        async def closed(ack: Any, body: dict[str, Any]) -> None:
            await ack()
            heard.append(body["is_cleared"])

        more = {"type": "overflow", "action_id": "menu", "options": options}
        await client.chat_postMessage(channel=fake.user.id, text="x", blocks=[section("x", accessory=more)])
        message = fake.messages(fake.user)[-1]
        with pytest.raises(CannotDo, match=r"no options \['c'\]"):
            await fake.press(fake.user, message, action_id="menu", choose="c")
        await fake.press(fake.user, message, action_id="menu", choose="b")
        with pytest.raises(CannotDo, match="no fields"):
            await fake.submit_view(fake.user, values={"one": "a", "elsewhere": 1})
        await fake.submit_view(fake.user, values={"one": "a", "some": ["a", "b"], "day": "2026-12-01"})
        assert len(fake.modals(fake.user)) == 2
        await fake.submit_view(fake.user, values={"text": "x"})
        assert fake.modals(fake.user) == []
        await fake.press(fake.user, message, action_id="menu", choose="a")
        await fake.submit_view(fake.user, values={"one": "b"})
        assert fake.modals(fake.user)[0]["blocks"][0]["text"]["text"] == "Saved"
        assert await fake.close_view(fake.user) is None
        await fake.press(fake.user, message, action_id="menu", choose="a")
        assert getattr(await fake.close_view(fake.user), "ok", None)
        assert heard[0] == "b"
        assert heard[1]["one"]["selected_option"]["value"] == "a"
        assert [o["value"] for o in heard[1]["some"]["selected_options"]] == ["a", "b"]
        assert [o["value"] for o in heard[3]["some"]["selected_options"]] == ["a"]
        assert heard[3]["day"] == {"type": "datepicker", "selected_date": "2026-11-30"}
        assert heard[-1] is False


@in_loop
async def test_a_response_url_works_five_times_in_half_an_hour(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, aiohttp.ClientSession() as session:
        place = fake.world.im(fake.user).id

        async def answer(url: str, **said: Any) -> tuple[int, str]:
            async with session.post(url, json=said) as answered:
                return answered.status, await answered.text()

        url = f"{fake.url}/response/{fake.world.new_response_url(fake.user, place)}"
        fake.fates.next("response_url", Fate.refuse_5xx(500), Fate.accept_5xx(500))
        assert [(await answer(url, text="x"))[0] for _ in range(6)] == [500, 500, 200, 200, 200, 200]
        status, body = await answer(url, text="x")
        assert (status, "used_url" in body) == (404, True)
        old = f"{fake.url}/response/{fake.world.new_response_url(fake.user, place)}"
        fake.clock.advance(limits.RESPONSE_URL_SECONDS + 1)
        assert "expired_url" in (await answer(old, text="x"))[1]
        assert len(fake.complaints.take("response_url")) == 2
        assert len(fake.accepted_of("response_url")) == len(fake.ephemerals(fake.user)) == 5


@in_loop
async def test_only_what_is_signed_now_with_the_secret_is_heard(fake_slack: FakeSlack) -> None:
    heard: list[str] = []
    async with fake_slack as fake, client_of(fake) as client, served(app_of(client, fake), fake) as app:

        @app.command("/coach")
        async def command(ack: Any, body: dict[str, Any]) -> None:
            heard.append(body["text"])
            await ack()

        wires = [Wire(skew=-310), Wire(skew=310), Wire(secret="other"), Wire(unsigned=True), Wire(timestamp=0)]  # noqa: S106
        for wire in wires:
            told = await fake.send_command(fake.user, "forged", wire=wire)
            assert (told.status, told.reason) == (401, "http_error")
        good = await fake.send_command(fake.user, "good", wire=Wire(skew=-200))
        again = await fake.replay(good, times=2)
        assert [good.status, *(copy.status for copy in again)] == [200, 200, 200]
        assert heard == 3 * ["good"]


@in_loop
async def test_events_come_again_until_they_are_taken(fake_slack: FakeSlack) -> None:
    heard: list[tuple[str, str, str]] = []
    async with fake_slack as fake, client_of(fake) as client, served(app_of(client, fake), fake) as app:
        fake.patience = 0.2
        never = asyncio.Event()

        @app.event("app_home_opened")
        async def home(body: dict[str, Any], request: Any) -> None:
            number = request.headers.get("x-slack-retry-num", [""])[0]
            heard.append((body["event_id"], number, request.headers.get("x-slack-retry-reason", [""])[0]))
            if number == "":
                fake.patience = 5  # from the next copy on
                await never.wait()
            if number == "1":
                raise RuntimeError("not yet")

        told = await fake.open_home(fake.user, wire=Wire(retries=3))
        never.set()
        assert [attempt.reason for attempt in told.attempts] == ["http_timeout", "http_error", ""]
        assert told.ok
        assert told.attempts[0].elapsed >= 0.2
        assert len({event_id for event_id, _, _ in heard}) == 1
        assert [(n, why) for _, n, why in heard] == [("", ""), ("1", "http_timeout"), ("2", "http_error")]
        first_seen = await fake.open_home(fake.user, wire=Wire(retry_num=3, retry_reason="ssl_error"))
        assert first_seen.ok
        assert heard[-1][1:] == ("3", "ssl_error")
        fake.app_url = "http://127.0.0.1:1"
        assert (await fake.say(fake.user, "anyone?", wire=Wire(retries=1))).reason == "connection_failed"


@in_loop
async def test_an_uninstalled_workspace_is_told_and_its_tokens_are_dead(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client, served(app_of(client, fake), fake) as app:
        app.event("message")(nothing)
        app.event("app_uninstalled")(nothing)
        assert (await fake.say(fake.user, "hello", thread_ts="1.0")).ok
        told = await fake.uninstall(events=("app_uninstalled",))
        # Bolt cannot even ask who it is any more.
        assert [(d.payload["event"]["type"], d.status) for d in told] == [("app_uninstalled", 200)]
        assert await refused(client.auth_test()) == "account_inactive"


@needs_specs
@in_loop
async def test_the_fake_sends_only_events_that_slack_could(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake:
        with pytest.raises(AssertionError, match="'dashboard' is not one of"):
            await fake.open_home(fake.user, tab="dashboard")


# Socket Mode.


@asynccontextmanager
async def linked(app: AsyncApp, fake: FakeSlack, ping: float = 10) -> AsyncGenerator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, fake.world.app.app_token, ping_interval=ping)
    await handler.connect_async()
    try:
        yield handler
    finally:
        await handler.close_async()
        tasks = [handler.client.message_processor, handler.client.current_session_monitor]
        await asyncio.gather(*(t for t in [*tasks, handler.client.message_receiver] if t), return_exceptions=True)


@in_loop
async def test_a_conversation_by_sockets(fake_slack: FakeSlack) -> None:
    heard: list[str] = []
    async with fake_slack as fake, client_of(fake) as client:
        app = app_of(client, fake)

        @app.command("/coach")
        async def command(ack: Any) -> None:
            await ack("hello")

        @app.event("message")
        async def message(event: dict[str, Any], request: Any) -> None:
            heard.append(event["text"] + request.headers.get("x-slack-retry-num", [""])[0])

        assert (await fake.say(fake.user, "nobody there")).reason == "connection_failed"
        async with linked(app, fake), linked(app, fake):
            await fake.until(lambda: len(fake.sockets.open) == 2)
            asked = await fake.send_command(fake.user)
            assert asked.json == {"text": "hello"}
            assert fake.ephemerals(fake.user)[-1].text == "hello"
            for number in range(4):
                assert (await fake.say(fake.user, f"{number} ")).ok
            await fake.say(fake.user, "again ", wire=Wire(retry_num=2))
            assert sorted(len(link.sent) for link in fake.sockets.links) == [3, 3]
            assert [len(link.acks) for link in fake.sockets.links] == [3, 3]
        assert heard == ["0 0", "1 0", "2 0", "3 0", "again 2"]


@pytest.mark.parametrize("how", ["warning", "refresh_requested", "cut"])
@in_loop
async def test_sockets_go_and_come_back(fake_slack: FakeSlack, how: str) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        app = app_of(client, fake)
        app.event("message")(nothing)
        async with linked(app, fake, ping=0.05):
            await fake.until(lambda: fake.sockets.open)
            first = fake.sockets.open[0].id
            if how == "cut":
                fake.sockets.cut()
            else:
                await fake.sockets.disconnect("warning" if how == "warning" else "refresh_requested")
            await fake.until(lambda: fake.sockets.open)
            assert fake.sockets.open[0].id != first
            assert (await fake.say(fake.user, "still there?")).ok
        await fake.until(lambda: not fake.sockets.links)


@in_loop
async def test_socket_mode_can_be_switched_off(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client, aiohttp.ClientSession() as session:
        opened = await client.apps_connections_open(app_token=fake.world.app.app_token)
        async with session.ws_connect(opened["url"]) as socket:
            assert (await socket.receive_json())["type"] == "hello"
            await fake.sockets.disconnect("link_disabled")
            assert (await socket.receive_json())["reason"] == "link_disabled"
        assert await refused(client.apps_connections_open(app_token=fake.world.app.app_token)) == "not_allowed"
        assert await refused(client.apps_connections_open(app_token=fake.bot_token())) == "not_allowed_token_type"
        fake.complaints.take("kind 'bot'")


@in_loop
async def test_no_more_than_ten_sockets_and_some_fall_silent(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client, aiohttp.ClientSession() as session:

        async def another() -> aiohttp.ClientWebSocketResponse:
            opened = await client.apps_connections_open(app_token=fake.world.app.app_token)
            return await session.ws_connect(opened["url"])

        sockets = [await another() for _ in range(limits.CONNECTIONS)]
        assert (await (await another()).receive_json())["reason"] == "too_many_websockets"
        assert len(fake.complaints.take("more than ten")) == 1
        fake.patience = 0.05
        unheard = await fake.change_user(fake.user, tz="Asia/Tokyo")
        assert (unheard.reason, unheard.status) == ("http_timeout", None)
        assert unheard.payload["event"]["user"]["tz_offset"] == 32_400
        await sockets[0].send_json({"envelope_id": "never sent"})
        await fake.until(lambda: fake.complaints)
        assert len(fake.complaints.take("was not sent here")) == 1
        fake.sockets.mute()
        assert (await fake.say(fake.user, "?")).reason == "connection_failed"


# Installing.


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk 3.47 on aiohttp 3.14
@in_loop
async def test_installing_with_rotating_tokens(fake_slack: FakeSlack, tmp_path: Path) -> None:
    async with fake_slack as fake, client_of(fake, "xoxb-none") as client:
        fake.complaints.take("token")
        own = fake.world.app
        store = FileInstallationStore(base_dir=str(tmp_path / "installations"), client_id=own.client_id)
        settings = AsyncOAuthSettings(
            client_id=own.client_id,
            client_secret=own.client_secret,
            scopes=["commands", "chat:write"],
            installation_store=store,
            state_store=FileOAuthStateStore(expiration_seconds=600, base_dir=str(tmp_path / "states")),
        )
        client.token = None
        app = AsyncApp(
            client=client, signing_secret=own.signing_secret, oauth_settings=settings, installation_store=store
        )

        @app.command("/coach")
        async def command(ack: Any, context: Any) -> None:
            await ack(str(context.bot_token))

        async with served(app, fake):
            team = fake.add_team("New", installed=False, rotation=True)
            ada = fake.add_user("Ada", team=team)
            assert (await fake.install(team, ada, cookie=False)).status == 400
            assert (await fake.install(team, ada, state="forged")).status == 400
            assert "access_denied" in (await fake.install(team, ada, deny=True)).body
            done = await fake.install(team, ada)
            assert (done.status, done.scopes) == (200, {"commands", "chat:write"})
            assert (await fake.come_back(done.back, cookie=done.cookie))[0] == 401
            assert (await fake.send_command(ada)).body == fake.bot_token(team)
            bot = await store.async_find_bot(enterprise_id=None, team_id=team.id)
            assert bot is not None
            rotator = AsyncTokenRotator(client_id=own.client_id, client_secret=own.client_secret, client=client)
            fresh = await rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=24 * 60)
            assert fresh is not None
            assert fresh.bot_token == fake.bot_token(team) != bot.bot_token
            used = client.oauth_v2_access(
                client_id=own.client_id,
                client_secret=own.client_secret,
                grant_type="refresh_token",
                refresh_token=bot.bot_refresh_token,
            )
            assert await refused(used) == "invalid_refresh_token"
            assert len(fake.accepted_of("oauth.v2.access", team=team.id)) == 2


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
@in_loop
async def test_codes_and_credentials_are_looked_at(fake_slack: FakeSlack) -> None:
    async with fake_slack as fake, client_of(fake) as client:
        own = fake.world.app
        codes = [fake.world.new_code(fake.user, {"chat:write"}, "https://coach.example/back") for _ in range(2)]
        good = {"client_id": own.client_id, "client_secret": own.client_secret, "code": codes[0]}
        back = "https://coach.example/back"
        assert await refused(client.oauth_v2_access(**good)) == "bad_redirect_uri"
        assert await refused(client.oauth_v2_access(**{**good, "client_id": "1.2"})) == "invalid_client_id"
        wrong = {**good, "client_secret": "wrong"}
        assert await refused(client.oauth_v2_access(**wrong)) == "bad_client_secret"
        assert (await client.oauth_v2_access(**good, redirect_uri=back))["scope"] == "chat:write"
        assert await refused(client.oauth_v2_access(**good, redirect_uri=back)) == "code_already_used"
        assert len(fake.complaints.take("oauth")) == 4
        fake.clock.advance(limits.CODE_SECONDS + 1)
        late = {**good, "code": codes[1]}
        assert await refused(client.oauth_v2_access(**late, redirect_uri=back)) == "invalid_code"


# The thread, and by hand.


def test_the_thread_serves_programs_that_know_no_await(slack_thread: SlackThread) -> None:
    slack = slack_thread
    client = WebClient(slack.fake.bot_token(), base_url=slack.fake.api_url, retry_handlers=[])
    slack.fates.next("chat.postMessage", Fate.accept_5xx())
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=slack.fake.user.id, text="hello")
    slack.until(lambda: slack.fake.accepted_of("chat.postMessage"))
    assert slack.fake.environment(socket=True)["SLACK_API_URL"] == slack.fake.api_url
    lonely = slack.together(slack.fake.say(slack.fake.user, "1"), slack.fake.say(slack.fake.user, "2"))
    assert {delivered.reason for delivered in lonely} == {"connection_failed"}
    slack.soon(slack.fates.release)
    assert [m.text for m in slack.fake.messages(slack.fake.user)] == ["hello", "1", "2"]


def test_it_can_be_started_by_hand() -> None:
    command = [sys.executable, "-m", "tests.fakes.slack", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as started:
        assert started.stdout is not None
        lines = dict(started.stdout.readline().strip().split("=", 1) for _ in range(4))
        client = WebClient(lines["SLACK_BOT_TOKEN"], base_url=lines["SLACK_API_URL"], retry_handlers=[])
        assert client.auth_test()["team"] == "Acme"
        assert started.stdout.readline().startswith("auth.test T")
        started.terminate()


def test_nothing_is_left_of_a_fake_that_could_not_start(slack_thread: SlackThread) -> None:
    taken = int(slack_thread.fake.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"), SlackThread(port=taken):
        pass
