"""Many workspaces: installed by OAuth, each with its own learners; tokens that rotate; taken out and put in again."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import logging
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs, wiring
from bot.adapters.slack.chores import repeat
from bot.adapters.slack.install import Install
from bot.adapters.slack.manifest import manifest
from bot.adapters.slack.oauth import Exchange
from bot.adapters.slack.tenants import Tenants, is_departure
from bot.clock import utc_now
from bot.settings import OAuth, SettingsProblem, read
from pathways.secret import Secret
from pathways.workspace import Installation
from storage import StorageError
from storage.database import Database
from storage.sealing import Seal
from storage.states import States
from storage.workspaces import Workspaces
from tests.fakes.slack.fates import Fate
from tests.network import environment
from tests.slack_program import Program, start, words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from tests.fakes.slack.install import FakeSlack
    from tests.fakes.slack.people import Team
    from tests.fakes.slack.thread import SlackThread

pytest_plugins = ["tests.fakes.slack.fixtures"]

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
URL = "https://coach.example"
MANY = {"COACH_KEYS": KEY, "COACH_URL": URL}
HOUR = dt.timedelta(hours=1)


def tokens(fake: FakeSlack) -> list[str]:
    """Every secret that Slack gave out, whatever became of it."""
    bots = [token.value for token in fake.world.tokens.values() if token.kind == "bot"]
    return [*bots, *fake.world.refresh_tokens, fake.world.app.client_secret]


def assert_no_token_lies_about(fake: FakeSlack, data: Path, said: str) -> None:
    kept = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())
    assert kept
    for token in tokens(fake):
        assert token.encode() not in kept
        assert token not in said


@pytest.fixture
def many(slack_thread: SlackThread, tmp_path: Path) -> Iterator[Program]:
    """The program, in no workspace yet."""
    running = start(slack_thread, tmp_path / "data", oauth=True, **MANY)
    yield running
    code, said = running.leave()
    assert code == 0, said
    assert "Traceback" not in said
    assert_no_token_lies_about(slack_thread.fake, running.data, said)


def test_F10_two_workspaces_with_equal_user_ids_share_nothing(many: Program, slack_thread: SlackThread) -> None:  # noqa: N802
    fake = slack_thread.fake
    acme, beta = (fake.add_team(name, installed=False, rotation=True) for name in ("Acme <b>", "Beta"))
    for team in (acme, beta):
        installed = slack_thread.install(team)
        assert installed.status == 200, installed.body
    assert "Acme &lt;b&gt;" in slack_thread.install(acme).body
    ada, bob = (fake.add_user(name, team=team, user_id="U0SAME") for name, team in (("Ada", acme), ("Bob", beta)))
    ada.tz, bob.tz = "Europe/Berlin", "Asia/Tokyo"
    assert "Berlin" in words(slack_thread.send_command(ada, "next").json["blocks"])
    assert "Tokyo" in words(slack_thread.send_command(bob, "next").json["blocks"])
    slack_thread.say(ada, "finished the jupyter setup")
    (said,) = fake.accepted_of("chat.postMessage")
    assert said.team == acme.id
    for user, done in ((ada, "1 of 24"), (bob, "0 of 24")):
        slack_thread.open_home(user)
        assert f"{done} steps" in words(slack_thread.send_command(user, "progress").json["blocks"])
        home = fake.home(user)
        assert home is not None
        assert f"{done} steps" in words(home["blocks"])
    assert len(fake.calls_of("auth.test")) == 1, "who we are is known from installing; only the clock is looked at"


def test_an_installation_is_refused_to_whoever_did_not_begin_it(many: Program, slack_thread: SlackThread) -> None:
    fake = slack_thread.fake
    team = fake.add_team("Acme", installed=False)
    denied = slack_thread.install(team, deny=True)
    for refused in (
        denied,
        slack_thread.install(team, cookie=False),
        slack_thread.install(team, state="x" * 43),
        slack_thread.install(team, state="é😀"),
    ):
        assert refused.status == 400
        assert "Nothing was installed" in refused.body
        assert f'href="{URL}/slack/install"' in refused.body
    assert slack_thread.come_back(denied.back, cookie=denied.cookie)[0] == 400
    assert slack_thread.come_back("/slack/oauth_redirect")[0] == 400
    assert not fake.calls_of("oauth.v2.access")
    good = slack_thread.install(team)
    assert good.status == 200
    assert slack_thread.come_back(good.back, cookie=good.cookie)[0] == 400, "a replay"
    assert len(fake.calls_of("oauth.v2.access")) == 1
    fake.complaints.take(".*oauth.*")


def test_slack_that_does_not_answer_is_said_and_nothing_is_kept(many: Program, slack_thread: SlackThread) -> None:
    team = slack_thread.fake.add_team("Acme", installed=False)
    slack_thread.fates.next("oauth.v2.access", Fate.refuse_drop())
    assert slack_thread.install(team).status == 502
    slack_thread.fates.next("oauth.v2.access", Fate.refuse("invalid_code"))
    refused = slack_thread.install(team)
    assert refused.status == 400
    assert "invalid_code" in refused.body
    user = slack_thread.fake.add_user("Ada", team=team)
    assert "not installed" in slack_thread.send_command(user, "next").json["text"]


def test_taken_out_it_is_silent_and_put_in_again_it_goes_on(many: Program, slack_thread: SlackThread) -> None:
    fake = slack_thread.fake
    team = fake.add_team("Acme", installed=False, rotation=True)
    slack_thread.install(team)
    user = fake.add_user("Ada", team=team)
    slack_thread.send_command(user, "done jupyter")
    slack_thread.until(lambda: fake.accepted_of("views.publish"))
    for gone in slack_thread.uninstall(team):
        assert gone.status == 200
    stored = Workspaces(Database.open(f"sqlite:///{many.data / 'coach.db'}"), Seal.of(KEY))
    assert stored.find("slack", team.id) is None
    before = len(fake.calls)
    told = slack_thread.send_command(user, "progress")
    assert f"{URL}/slack/install" in told.json["text"]
    slack_thread.say(user, "progress")
    slack_thread.open_home(user)
    assert len(fake.calls) == before
    assert slack_thread.install(team).status == 200
    assert "1 of 24 steps" in words(slack_thread.send_command(user, "progress").json["blocks"])


def test_an_unknown_workspace_is_told_how_to_install_and_nothing_else_happens(
    many: Program, slack_thread: SlackThread
) -> None:
    fake = slack_thread.fake
    user = fake.add_user("Ada", team=fake.add_team("Nobody"))
    before = len(fake.calls)
    told = slack_thread.send_command(user, "done jupyter")
    assert told.json == {
        "response_type": "ephemeral",
        "text": f"I am not installed in this workspace any more. An admin can add me again at {URL}/slack/install",
    }
    assert slack_thread.say(user, "next").body == ""
    assert len(fake.calls) == before


def test_over_a_socket_the_pages_for_installing_are_served_all_the_same(
    slack_thread: SlackThread, tmp_path: Path
) -> None:
    fake = slack_thread.fake
    program = start(slack_thread, tmp_path / "data", by="socket", oauth=True, **MANY)
    team = fake.add_team("Acme", installed=False)
    user = fake.add_user("Ada", team=team)
    assert "not installed" in slack_thread.send_command(user, "next").json["text"]
    fake.app_url = f"http://127.0.0.1:{program.port}"
    assert slack_thread.install(team).status == 200
    fake.app_url = ""
    assert "Jupyter" in words(slack_thread.send_command(user, "next").json["blocks"])
    code, said = program.leave()
    assert code == 0, said
    assert_no_token_lies_about(fake, program.data, said)


def due(fake: FakeSlack, database: Path, *, left: dt.timedelta = HOUR) -> tuple[Workspaces, Team]:
    """A workspace whose token ends soon, as an earlier run of the program would have left it."""
    from storage import migrate

    migrate.upgrade(database)
    team = fake.add_team("Acme", installed=False, rotation=True)
    token = fake.world.grant(team, frozenset({"commands", "users:read", "chat:write"}))
    workspaces = Workspaces(Database.open(f"sqlite:///{database}"), Seal.of(KEY))
    refresh = fake.world.refresh_token(token)
    assert refresh is not None
    now = utc_now()
    kept = Installation("slack", team.id, "Acme", team.bot_user, Secret(token.value), (), "U1", Secret(refresh))
    workspaces.save(replace(kept, expires=now + left), now)
    return workspaces, team


def test_two_programs_replace_a_token_that_ends_once_without_anybody_writing(
    slack_thread: SlackThread, tmp_path: Path
) -> None:
    fake = slack_thread.fake
    (tmp_path / "data").mkdir()
    workspaces, team = due(fake, tmp_path / "data" / "coach.db")
    programs = [start(slack_thread, tmp_path / "data", oauth=True, **MANY) for _ in range(2)]
    slack_thread.until(lambda: fake.accepted_of("oauth.v2.access"))
    user = fake.add_user("Ada", team=team)
    told = slack_thread.send_command(user, "next")
    assert told.ok, (told.reason, told.elapsed, told.status, told.body)
    said = "".join(program.leave()[1] for program in programs)
    assert len(fake.calls_of("oauth.v2.access")) == 1
    found = workspaces.find("slack", team.id)
    assert found is not None
    assert found.bot_token.reveal() == fake.bot_token(team)
    assert "replaced" not in said
    assert_no_token_lies_about(fake, tmp_path / "data", said)


# What no program can be waited for: in this process, against the same fake and a real database.


@asynccontextmanager
async def tenants(fake: FakeSlack, workspaces: Workspaces, now: Callable[[], dt.datetime]) -> AsyncIterator[Tenants]:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=fake.api_url, session=session, retry_handlers=[])
        app = fake.world.app
        yield Tenants(workspaces, Exchange(client, OAuth(app.client_id, Secret(app.client_secret), URL), now), now)


def run(fake: FakeSlack, scenario: Callable[[], Any]) -> None:
    async def whole() -> None:
        async with fake:
            await scenario()

    asyncio.run(whole())


def test_B12_of_many_who_need_a_token_at_once_one_replaces_it(fake_slack: FakeSlack, sqlite_file: Path) -> None:  # noqa: N802
    async def scenario() -> None:
        workspaces, team = due(fake_slack, sqlite_file, left=dt.timedelta(minutes=1))
        async with tenants(fake_slack, workspaces, utc_now) as one, tenants(fake_slack, workspaces, utc_now) as two:
            asked = [house.authorize(team.id) for house in (one, two) * 5]
            found = await asyncio.gather(*asked, one.renew_due(), two.renew_due())
        assert len(fake_slack.calls_of("oauth.v2.access")) == 1
        assert {known.bot_token for known in found if known is not None} == {fake_slack.bot_token(team)}

    run(fake_slack, scenario)


def test_a_token_that_cannot_be_replaced_is_tried_again_and_quoted_nowhere(
    fake_slack: FakeSlack, sqlite_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        workspaces, team = due(fake_slack, sqlite_file, left=dt.timedelta(minutes=1))
        async with tenants(fake_slack, workspaces, utc_now) as house:
            fake_slack.fates.next("oauth.v2.access", Fate.refuse("internal_error"))
            old = await house.of(team.id)
            assert old is not None, "the old token is still good"
            assert await house.of(team.id) == old
            assert len(fake_slack.calls_of("oauth.v2.access")) == 1, "whoever writes meanwhile does not wait for it"
            await house.renew_due()
            renewed = await house.of(team.id)
            assert renewed is not None
            assert renewed.bot_token.reveal() == fake_slack.bot_token(team)

    with caplog.at_level(logging.INFO):
        run(fake_slack, scenario)
    assert "internal_error" in caplog.text
    assert not [token for token in tokens(fake_slack) if token in caplog.text]


def test_a_chore_is_done_again_and_again_and_survives_a_failure(fake_slack: FakeSlack, sqlite_file: Path) -> None:
    async def scenario() -> None:
        workspaces, team = due(fake_slack, sqlite_file)
        leave = asyncio.Event()
        times = 0

        async with tenants(fake_slack, workspaces, utc_now) as house:

            async def deed() -> None:
                nonlocal times
                times += 1
                if times == 1:
                    raise OSError
                await house.renew_due()

            chore = asyncio.create_task(repeat("test", dt.timedelta(milliseconds=5), deed, leave))
            await fake_slack.until(lambda: fake_slack.accepted_of("oauth.v2.access"))
            leave.set()
            await chore
            await house.finish()
            found = await house.of(team.id)
        assert found is not None
        assert found.bot_token.reveal() == fake_slack.bot_token(team)

    run(fake_slack, scenario)


def test_what_was_read_before_a_departure_is_not_held_after_it(fake_slack: FakeSlack, sqlite_file: Path) -> None:
    async def scenario() -> None:
        workspaces, team = due(fake_slack, sqlite_file)
        async with tenants(fake_slack, workspaces, utc_now) as house:
            assert await house.authorize(team.id)
            await asyncio.gather(house.of(team.id), house.leave(team.id), house.of(team.id))
            assert await house.authorize(team.id) is None
            assert await house.authorize(None) is None
            await house.renew_due()
        assert not fake_slack.calls_of("oauth.v2.access")

    run(fake_slack, scenario)


@asynccontextmanager
async def browsing(fake: FakeSlack, database: Database, now: Callable[[], dt.datetime]) -> AsyncIterator[None]:
    """The pages for installing, for a browser to look at."""
    pages = web.Application()
    async with tenants(fake, Workspaces(database, Seal.of(KEY)), now) as house:
        Install(house, States(database), now).add_to(pages)
        async with TestServer(pages) as server:
            fake.app_url = str(server.make_url("")).rstrip("/")
            yield


def test_the_way_to_slack_asks_for_what_the_manifest_says(fake_slack: FakeSlack, sqlite_file: Path) -> None:
    asked = manifest(url=URL, socket=False, many=True)["oauth_config"]
    assert asked["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]

    async def scenario() -> None:
        async with browsing(fake_slack, Database.open(f"sqlite:///{sqlite_file}"), utc_now):
            status, _, headers = await fake_slack.fetch("/slack/install")
            assert status == 302
            for flag in ("secure", "httponly", "samesite=lax", "max-age=600"):
                assert flag in headers["Set-Cookie"].lower()
            installed = await fake_slack.install(fake_slack.add_team("Acme", installed=False))
            assert installed.scopes == set(asked["scopes"]["bot"])

    run(fake_slack, scenario)


def test_a_state_that_is_ten_minutes_old_is_refused(fake_slack: FakeSlack, sqlite_file: Path) -> None:
    begun = utc_now()
    now = [begun]

    async def scenario() -> None:
        database = Database.open(f"sqlite:///{sqlite_file}")
        async with browsing(fake_slack, database, lambda: now[0]):
            _, _, headers = await fake_slack.fetch("/slack/install")
            state = headers["Set-Cookie"].partition("=")[2].partition(";")[0]
            back = f"/slack/oauth_redirect?code=c&state={state}"
            now[0] = begun + dt.timedelta(minutes=10)
            assert (await fake_slack.come_back(back, cookie=f"slack-app-oauth-state={state}"))[0] == 400
            team = fake_slack.add_team("Acme", installed=False)
            assert (await fake_slack.install(team)).status == 200
        assert [kept.workspace for kept in Workspaces(database, Seal.of(KEY)).all("slack")] == [team.id]
        assert len(fake_slack.calls_of("oauth.v2.access")) == 1

    run(fake_slack, scenario)


@pytest.mark.parametrize(
    ("event", "ends"),
    [
        ({"type": "app_uninstalled"}, True),
        ({"type": "tokens_revoked", "tokens": {"bot": ["U1"], "oauth": []}}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}, False),
        ({"type": "tokens_revoked"}, False),
        ({"type": "message"}, False),
    ],
)
def test_an_installation_ends_with_the_bots_tokens_only(event: dict[str, Any], ends: bool) -> None:
    assert is_departure(event) is ends


GOOD = {"SLACK_SIGNING_SECRET": "s", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c", "COACH_URL": f"{URL}/"}


def test_settings_for_many_workspaces_mask_what_is_secret() -> None:
    told = read({**GOOD, "COACH_KEYS": KEY}, dotenv=None)
    assert told.slack is not None
    assert told.slack.bot_token is None
    assert told.slack.oauth == OAuth("1.2", Secret("c"), URL)
    assert KEY not in repr(told)
    assert "'c'" not in repr(told)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-one"}, "remove one"),
        ({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing"),
        ({"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID is missing"),
        ({"COACH_URL": ""}, "COACH_URL is missing"),
        ({"COACH_URL": "http://coach.example"}, "https"),
        ({"COACH_URL": "https://coach.example/here"}, "without a path"),
        ({"SLACK_CLIENT_ID": "", "SLACK_CLIENT_SECRET": ""}, "SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_settings_that_do_not_go_together_are_one_sentence_each(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsProblem, match=said) as problem:
        read({**GOOD, **wrong}, dotenv=None)
    assert str(problem.value).count("\n") == 0


def test_without_a_key_it_does_not_start_and_says_how_to_make_one(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run", "slack"],
        env=environment(**GOOD, COACH_DATA=str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 2
    assert "COACH_KEYS" in ended.stderr
    assert "Fernet.generate_key" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_key_that_is_none_is_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "to_stderr", lambda: None)
    told = read({**GOOD, "COACH_KEYS": "hello", "COACH_DATA": str(tmp_path)}, dotenv=None)
    with pytest.raises(StorageError, match="COACH_KEYS: key 1 is none; make one with") as trouble:
        wiring.serve(told, ("slack",), ready=pytest.fail)
    assert "hello" not in str(trouble.value)
