"""What comes in from Slack: twice, late, forged, hostile, or just when the program dies. Rows E and F of the matrix."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import asyncio
import socket
import sqlite3
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.slack import inbound, pages
from tests.blockkit import objects
from tests.fakes.slack.delivery import Wire
from tests.fakes.slack.fates import Fate
from tests.fakes.slack.thread import SlackThread
from tests.slack_program import latest, serving, start, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.slack.delivery import Delivered

pytest_plugins = ["tests.fakes.slack.fixtures"]


@pytest.fixture(scope="module", params=["http", "socket"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackThread]:
    """One program for many tests: each brings its own people, and looks at what became of them alone."""
    with SlackThread() as slack:
        with serving(slack, tmp_path_factory.mktemp("coach"), by=request.param):
            yield slack
        slack.fake.no_complaints()


def posted(slack: SlackThread, user: Any) -> list[Any]:
    """The direct messages that somebody got."""
    return slack.fake.accepted_of("chat.postMessage", channel=slack.fake.world.im(user).id)


def progress(slack: SlackThread, user: Any) -> str:
    return words(slack.send_command(user, "progress").json["blocks"])


def unheard(slack: SlackThread, user: Any, text: str) -> Delivered:
    """A message that was sent and did not arrive yet."""
    url, slack.fake.app_url = slack.fake.app_url, "http://127.0.0.1:9"
    lost = slack.say(user, text)
    slack.fake.app_url = url
    return replace(lost, url=lost.url.replace("http://127.0.0.1:9", url))


def test_E1_copies_of_an_event_at_two_programs_at_once_have_one_effect(
    slack_thread: SlackThread, tmp_path: Path
) -> None:
    user = slack_thread.fake.add_user("Ada")
    with serving(slack_thread, tmp_path / "data") as one, serving(slack_thread, tmp_path / "data") as two:
        slack_thread.send_command(user, "done jupyter")
        slack_thread.send_command(user, "done kafka")
        copy = unheard(slack_thread, user, "undo")
        there = [replace(copy, url=copy.url.replace(str(two.port), str(port))) for port in (one.port, two.port)]
        told = slack_thread.together(*(slack_thread.fake.replay(each, 2) for each in there))
        assert [each.status for pair in told for each in pair] == [200] * 4
        assert "1 of 24 steps" in progress(slack_thread, user)
        answers = posted(slack_thread, user)
        assert 1 <= len(answers) <= 2, "one from each program at most"
        assert all("Taken back" in words(answer.payload["blocks"]) for answer in answers)


def test_E2_one_text_that_comes_as_two_kinds_of_event_has_one_effect(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    served.send_command(user, "done jupyter")
    served.send_command(user, "done kafka")
    served.say(user, f"<@{served.fake.team.bot_user}> undo")
    told = served.fake.world.im(user).messages[-2]
    assert "undo" in told.text
    mention = {"type": "app_mention", "user": user.id, "text": told.text, "ts": told.ts, "event_ts": told.ts}
    served.send_event({**mention, "channel": told.channel})
    assert "1 of 24 steps" in progress(served, user)
    assert len(posted(served, user)) == 1


def test_E3_a_first_copy_that_comes_as_a_retry_is_heard(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    served.say(user, "done jupyter", wire=Wire(retry_num=1))
    assert "1 of 24 steps" in words(posted(served, user)[0].payload["blocks"])


def test_E4_a_replay_of_signed_requests_has_no_effect(slack_thread: SlackThread, tmp_path: Path) -> None:
    user = slack_thread.fake.add_user("Ada")
    with serving(slack_thread, tmp_path / "data"):
        for step in ("jupyter", "kafka", "bishop"):
            slack_thread.send_command(user, f"done {step}")
        for sent in (slack_thread.say(user, "undo"), slack_thread.send_command(user, "undo")):
            assert [again.status for again in slack_thread.replay(sent, 3)] == [200] * 3
        assert "1 of 24 steps" in progress(slack_thread, user)
        assert len(posted(slack_thread, user)) == 1


def test_E5_a_forged_or_stale_request_is_refused_and_not_repeated(slack_thread: SlackThread, tmp_path: Path) -> None:
    user = slack_thread.fake.add_user("Ada")
    forged = "".join(["w", "rong"])
    with serving(slack_thread, tmp_path / "data") as program:
        for wire in (Wire(unsigned=True), Wire(secret=forged), Wire(skew=-360), Wire(skew=360)):
            assert slack_thread.send_command(user, "done jupyter", wire=wire).status == 401
            assert slack_thread.say(user, "done jupyter", wire=wire).status == 401
        assert "0 of 24 steps" in progress(slack_thread, user)
    assert "jupyter" not in program.said


def test_E6_dying_between_the_effect_and_its_answer_the_next_copy_is_answered(
    slack_thread: SlackThread, tmp_path: Path
) -> None:
    user = slack_thread.fake.add_user("Ada")
    program = start(slack_thread, tmp_path / "data")
    for step in ("jupyter", "kafka"):
        slack_thread.send_command(user, f"done {step}")
    slack_thread.fates.next("chat.postMessage", Fate.refuse_held())
    first = slack_thread.begin(slack_thread.fake.say(user, "undo"))
    slack_thread.until(lambda: slack_thread.fake.calls_of("chat.postMessage"))
    program.kill()
    assert first.result(10).reason == "connection_failed", "not acknowledged"
    with serving(slack_thread, tmp_path / "data", PORT=str(program.port)):
        slack_thread.replay(first.result(), 1)
        (told,) = posted(slack_thread, user)
        assert "Taken back" in words(told.payload["blocks"])
        assert "1 of 24 steps" in progress(slack_thread, user)


def test_E6_an_answer_that_takes_too_long_is_not_given_twice(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    served.fates.next("chat.postMessage", Fate.accept_held(), channel=user.id)
    served.fake.patience = 0.3
    told = served.say(user, "done jupyter", wire=Wire(retries=3))
    served.fake.patience = 3.0
    assert [each.ok for each in told.attempts] == [False, True], "the copy is taken, the first is still at work"
    served.soon(served.fates.release)
    assert "1 of 24 steps" in progress(served, user)
    assert len(posted(served, user)) == 1


def test_E7_dying_before_the_effect_nothing_is_kept_and_the_next_copy_counts(
    slack_thread: SlackThread, tmp_path: Path
) -> None:
    user = slack_thread.fake.add_user("Ada")
    program = start(slack_thread, tmp_path / "data")
    slack_thread.fates.next("users.info", Fate.refuse_held())
    first = slack_thread.begin(slack_thread.fake.say(user, "done jupyter"))
    slack_thread.until(lambda: slack_thread.fake.calls_of("users.info"))
    program.kill()
    assert first.result(10).reason == "connection_failed", "not acknowledged"
    with closing(sqlite3.connect(tmp_path / "data" / "coach.db")) as kept:
        for table in ("learners", "journal", "inbox"):
            assert kept.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608  (three words)
    with serving(slack_thread, tmp_path / "data", PORT=str(program.port)):
        slack_thread.replay(first.result(), 1)
        assert len(posted(slack_thread, user)) == 1
        assert "1 of 24 steps" in progress(slack_thread, user)


def test_E8_a_double_click_changes_its_message_in_place_and_counts_once(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    served.say(user, "what's next?")
    message = latest(served, user)
    fake = served.fake
    served.together(*(fake.press(user, message, text="Done 1") for _ in range(2)))
    changed = fake.accepted_of("response_url", user=user.id)
    assert len(changed) == 2
    assert all(change.payload["replace_original"] for change in changed)
    assert "1 of 24 steps" in progress(served, user)


def test_E8_a_button_after_undo_and_one_of_long_ago_show_what_is_true_now(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    served.say(user, "what's next?")
    old = replace(latest(served, user))
    for said, known in (("Done 1", "1 of 24"), ("undo", "0 of 24"), ("Done 1", "1 of 24"), ("Done 1", "1 of 24")):
        if said == "undo":
            served.send_command(user, "undo")
        else:
            served.press(user, replace(old), text=said)
        assert f"{known} steps" in progress(served, user)
    element = {"action_id": "press:finish", "type": "button", "text": {"type": "plain_text", "text": "Old"}}
    for value in (f"{user.id}|finish?task=1", f"{user.id}|done?step=gone", "U0|done", "", "done", f"{user.id}|"):
        gone = {"type": "actions", "block_id": "b", "elements": [{**element, "value": value}]}
        assert served.press(user, replace(old, body={**old.body, "blocks": [gone]}), text="Old").ok
    assert "1 of 24 steps" in progress(served, user)


def test_E9_a_button_of_somebody_else_changes_nothing_and_shows_nothing(served: SlackThread) -> None:
    ada, eve = served.fake.add_user("Ada"), served.fake.add_user("Eve")
    served.say(ada, "what's next?")
    served.press(eve, latest(served, ada), text="Done 1")
    (refused,) = served.fake.accepted_of("response_url", user=eve.id)
    assert refused.payload["replace_original"] is False
    assert "somebody else" in refused.payload["text"]
    assert "blocks" not in refused.payload
    for user in (ada, eve):
        assert "0 of 24 steps" in progress(served, user)


def test_E10_dying_after_each_question_the_conversation_goes_on(slack_thread: SlackThread, tmp_path: Path) -> None:
    user = slack_thread.fake.add_user("Ada")
    program = start(slack_thread, tmp_path / "data")
    port = str(program.port)
    slack_thread.say(user, "hi")

    def again() -> None:
        nonlocal program
        program.kill()
        program = start(slack_thread, tmp_path / "data", PORT=port)

    again()
    slack_thread.press(user, latest(slack_thread, user), text="Make it fit me")
    slack_thread.until(lambda: slack_thread.fake.modals(user))
    again()
    sent = slack_thread.submit_view(user, values={"hours": "8"})
    assert "8 h a week" in words(sent.json["view"]["blocks"])
    slack_thread.say(user, "delete my data")
    again()
    slack_thread.press(user, latest(slack_thread, user), text="Delete everything")
    (told,) = slack_thread.fake.accepted_of("response_url", user=user.id)
    assert "deleted" in told.payload["text"]
    again()
    slack_thread.say(user, "what's next?")
    slack_thread.press(user, latest(slack_thread, user), text="Done 2")
    again()
    assert "1 of 24 steps" in progress(slack_thread, user)
    assert program.leave()[0] == 0


def test_E11_bots_are_no_words_of_a_learner(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    served.say(user, "done jupyter")
    told = len(posted(served, user))
    served.say(user, "done kafka", bot_id="B0000000001")
    assert len(posted(served, user)) == told
    assert "1 of 24 steps" in progress(served, user)


def test_E12_a_profile_that_is_told_late_does_not_undo_a_newer_one(served: SlackThread) -> None:
    user = served.fake.add_user("Ada", tz="Europe/Berlin")
    assert "Berlin" in words(served.send_command(user, "next").json["blocks"])
    served.change_user(user, tz="Asia/Tokyo")
    assert "Tokyo" in words(served.send_command(user, "settings").json["blocks"])
    old = {**user.info(0.0, locale=True), "tz": "Europe/Berlin", "updated": 0}
    served.send_event({"type": "user_change", "user": old, "cache_ts": 0, "event_ts": "1764500000.000100"})
    assert "Tokyo" in words(served.send_command(user, "settings").json["blocks"])


HOSTILE = ["<!channel>", "<@U0EVIL|boss>", "<https://evil.example|your bank>", "*x* _y_ `z` :tada:", "& < >"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_F1_what_somebody_wrote_comes_back_as_words(served: SlackThread, hostile: str) -> None:
    user = served.fake.add_user("Ada")
    escaped = hostile.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    served.say(user, escaped)
    (told,) = posted(served, user)
    assert "mrkdwn" not in str(told.payload["blocks"])
    assert not set("<>") & set(told.payload["text"])


@pytest.mark.parametrize("line", ["x", "a\n", "order a pizza ", "e\u0301", "\N{FAMILY}"])
def test_F3_a_text_of_any_size_is_answered_within_the_limits(served: SlackThread, line: str) -> None:
    user = served.fake.add_user("Ada")
    sizes = (1, 2_999, 3_000, 3_001, 4_000, 4_001, 40_000)
    for size in sizes:
        served.say(user, (line * size)[:size])
    assert len(posted(served, user)) == len(sizes), "Slack complains of none"
    assert "too long for me" in posted(served, user)[-1].payload["text"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("\u200b\u200b\u2060", "That was empty"),
        (" \u00a0 ", "That was empty"),
        ("\x00order a pizza", "“order a pizza”"),
        ("order \ud83da pizza", "“order a pizza”"),
        ("\u202eazzip a redro", "“azzip a redro”"),
        ("\N{PARTY POPPER}", "“\N{PARTY POPPER}”"),
        ("z" + "\u0301" * 200, "I did not get"),
    ],
)
def test_F4_what_no_reader_sees_is_not_there(served: SlackThread, typed: str, said: str) -> None:
    user = served.fake.add_user("Ada")
    served.say(user, typed)
    (told,) = posted(served, user)
    assert said in told.payload["text"]
    if "order" in said and "\ud83d" not in typed:  # half a letter fits in JSON only
        assert said in served.send_command(user, typed).json["text"]


def test_F9_no_link_is_followed_and_none_unfolds(served: SlackThread) -> None:
    user = served.fake.add_user("Ada")
    with socket.create_server(("127.0.0.1", 0)) as bait:
        bait.settimeout(0.2)
        url = f"http://127.0.0.1:{bait.getsockname()[1]}/"
        for said in (f"done jupyter <{url}>", f"<{url}|look>", f"a book on <{url}>?"):
            served.say(user, said)
            told = posted(served, user)[-1]
            assert (told.payload["unfurl_links"], told.payload["unfurl_media"]) == (False, False)
            assert url not in [found.get("url") for found in objects(told.payload["blocks"])]
        with pytest.raises(TimeoutError):
            bait.accept()


def test_F12_a_stranger_is_told_kindly_and_not_enrolled(served: SlackThread) -> None:
    home = served.fake.add_team("Elsewhere", installed=False)
    stranger = served.fake.add_user("Eve", home=home.id)
    served.say(stranger, "done 1")
    assert not posted(served, stranger)
    assert "coach the members of this workspace" in served.send_command(stranger, "done 1").json["text"]
    robot = served.fake.add_user("Robot", is_bot=True)
    assert "coach the members of this workspace" in served.send_command(robot, "done 1").json["text"]


def test_F12_a_guest_is_coached_like_everybody(served: SlackThread) -> None:
    user = served.fake.add_user("Gus", is_restricted=True)
    assert "Jupyter" in words(served.send_command(user, "next").json["blocks"])


def test_F15_a_body_that_is_too_big_is_refused(slack_thread: SlackThread, tmp_path: Path) -> None:
    with serving(slack_thread, tmp_path / "data") as program:
        with closing(HTTPConnection("127.0.0.1", program.port, timeout=10)) as sender:
            sender.request("POST", "/slack/events", body=bytes(1024**2 + 1))
            assert sender.getresponse().status == 413
        assert program.healthy()


def test_F15_a_body_that_never_comes_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "READ", 0.1)

    async def scenario() -> bytes:
        from slack_bolt.async_app import AsyncApp

        bolt = AsyncApp(token="t", signing_secret="s")  # noqa: S106
        served = web.Application()
        pages.take_events(bolt, served)
        async with TestServer(served) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            told = await asyncio.wait_for(reader.readline(), 10)
            writer.close()
            return told

    assert b" 408 " in asyncio.run(scenario())


def test_a_thread_that_was_answered_in_stays_one() -> None:
    said = {"type": "message", "channel_type": "im", "user": "U1", "text": "x", "ts": "2.5", "channel": "D1"}
    told = inbound.message({"team_id": "T1", "event": {**said, "thread_ts": "1.5"}})
    assert told is not None
    assert told.thread == "1.5"
