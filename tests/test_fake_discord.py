"""The fake Discord is tried with discord.py itself: what it can do to Discord, and what Discord may do to it."""

from __future__ import annotations

import asyncio
import copy
import importlib.util
import io
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import aiohttp
import discord
import pytest
from discord import ui
from discord.http import Route

from tests.discord_bot import Bot, Hours, layout, running, week
from tests.fakes import schemas
from tests.fakes.aio import in_loop
from tests.fakes.discord import CannotDo, DiscordThread, FakeDiscord, Fate, components, limits
from tests.fakes.discord.routes import ROUTES
from tests.network import environment

pytest_plugins = ["tests.fakes.discord.fixtures"]

needs_specs = pytest.mark.skipif(schemas.folder() is None, reason="no specifications beside the checkout")


@pytest.fixture
def fake(fake_discord: FakeDiscord) -> Iterator[FakeDiscord]:
    """Whatever the fake has answered in a test must be an answer that Discord could give."""
    yield fake_discord
    known = schemas.discord()
    paths = {route.method: route.path for route in ROUTES}
    for call in fake_discord.calls if known is not None else []:
        if call.status == 200 and known is not None:
            place = schemas.discord_body(call.verb, paths[call.method], 200)
            assert known.problems(place, call.answer) == [], call.method


NOBODY = "nobody"


async def refused(call: Any) -> int:
    with pytest.raises(discord.HTTPException) as raised:
        await call
    return raised.value.code


def dm_of(bot: Bot, fake: FakeDiscord) -> discord.PartialMessageable:
    return bot.get_partial_messageable(int(fake.world.dm(fake.user).id), type=discord.ChannelType.private)


# Messages.


@in_loop
async def test_a_dm_comes_in_and_is_answered(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake) as bot:
        await fake.say(fake.user, "hello")
        await fake.until(lambda: len(fake.messages(fake.user)) == 2)
        assert [m.content for m in fake.messages(fake.user)] == ["hello", "You said: hello"]
        assert fake.accepted_of("create_message")[0].user == fake.user.id
        assert [guild.name for guild in bot.guilds] == ["Acme"]
        assert bot.heard == ["hello"]


@in_loop
async def test_what_is_sent_edited_and_deleted_can_be_read_back(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake) as bot:
        channel = await bot.create_dm(discord.Object(fake.user.id))
        sent = [await channel.send(str(number)) for number in range(5)]
        await sent[1].edit(content="one")
        await sent[2].delete()
        read = [m.content async for m in channel.history(limit=2)]
        assert read == ["4", "3"]
        assert [m.content async for m in channel.history(before=sent[3])] == ["one", "0"]
        assert [m.content async for m in channel.history(after=sent[0], oldest_first=True)] == ["one", "3", "4"]
        assert [m.content async for m in channel.history(around=sent[3], limit=3)] == ["4", "3", "one"]
        assert (await channel.fetch_message(sent[1].id)).edited_at is not None
        assert await refused(channel.fetch_message(sent[2].id)) == 10008
        assert [e.id for e in fake.accepted_of("update_message", "delete_message")] == [str(m.id) for m in sent[1:3]]


@in_loop
async def test_the_same_nonce_makes_one_message_for_some_minutes(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake) as bot:
        first = await dm_of(bot, fake).send("nudge", nonce="n1")
        again = await dm_of(bot, fake).send("nudge", nonce="n1")
        other = await dm_of(bot, fake).send("nudge", nonce="n2")
        assert first.id == again.id != other.id
        assert len(fake.accepted_of("create_message")) == 2
        assert [call.accepted for call in fake.calls_of("create_message")] == [True, False, True]
        fake.clock.advance(limits.NONCE_SECONDS + 1)
        late = await dm_of(bot, fake).send("nudge", nonce="n1")
        assert late.id != first.id


@in_loop
async def test_files_come_with_words_and_can_be_had_again(fake: FakeDiscord) -> None:
    picture = discord.File(io.BytesIO(b"PNG"), "week.png", description="Your week: three steps")
    async with fake, running(Bot(), fake) as bot:
        view = layout(
            ui.MediaGallery(discord.MediaGalleryItem("attachment://week.png", description="Your week")),
            ui.File("attachment://plan.ics"),
        )
        plan = discord.File(io.BytesIO(b"BEGIN:VCALENDAR"), "plan.ics")
        sent = await dm_of(bot, fake).send(view=view, files=[picture, plan])
        assert [a.content_type for a in sent.attachments] == ["image/png", "text/calendar"]
        assert await sent.attachments[0].read() == b"PNG"
        gallery, file = fake.messages(fake.user)[0].components
        assert gallery["items"][0]["media"]["url"] == sent.attachments[0].url
        assert (file["name"], file["size"]) == ("plan.ics", 15)
        too_much = discord.File(io.BytesIO(b"x" * (limits.ATTACHMENT_BYTES + 1)), "much.ics")
        assert await refused(dm_of(bot, fake).send("much", file=too_much)) == 40005
        assert len(fake.complaints.take("10485761 bytes")) == 1
        kept = await sent.edit(view=layout(ui.TextDisplay("without")), attachments=[sent.attachments[1]])
        assert [a.filename for a in kept.attachments] == ["plan.ics"]
        assert len(fake.complaints.take("may call everybody")) == 1  # discord.py says it only beside content
        async with aiohttp.ClientSession() as session, session.get(f"{fake.url}/cdn/attachments/1/2/x.png") as gone:
            assert gone.status == 404


@in_loop
async def test_who_cannot_be_written_to_is_told_by_code(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake) as bot:
        closed = fake.add_user("Closed", dms_closed=True)
        stranger = fake.add_user("Stranger", alone=True)
        installed = fake.add_user("Installed", alone=True, installed=True)
        for user, code in ((closed, 50007), (stranger, 50278)):
            channel = await bot.create_dm(discord.Object(user.id))
            assert await refused(channel.send("hello")) == code
        await (await bot.create_dm(discord.Object(installed.id))).send("hello")
        fake.world.dm_budget = 1
        await bot.create_dm(discord.Object(fake.user.id))
        assert await refused(bot.create_dm(discord.Object(fake.add_user("Next").id))) == 40003
        await bot.create_dm(discord.Object(fake.user.id))  # one that is open already costs nothing
        assert await refused(bot.create_dm(discord.Object(1))) == 10013
        assert await refused(bot.get_partial_messageable(2).send("hello")) == 10003
        said = await fake.write(fake.user, "mine")
        theirs = bot.get_partial_messageable(int(fake.channel.id)).get_partial_message(int(said.id))
        assert await refused(theirs.edit(content="not yours")) == 50005
        assert await refused(theirs.delete()) == 50013
        assert len(fake.complaints.take("only its own messages")) == 2
        private = fake.world.add_private(fake.user, closed)
        assert await refused(bot.fetch_channel(int(private.id))) == 50001
        assert len(fake.complaints.take("not in this channel")) == 1


@in_loop
async def test_the_app_and_its_commands(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake, sync=True) as bot:
        info = await bot.application_info()
        assert (info.id, info.owner.name) == (int(fake.world.app.id), "owner")
        changed = await info.edit(description="A coach", guild_install_scopes=["bot"], reason="new")
        assert changed.description == fake.world.app.description == "A coach"
        before = await bot.tree.fetch_commands()
        await bot.tree.sync()
        assert [c.id for c in await bot.tree.fetch_commands()] == [c.id for c in before]
        channel = await bot.fetch_channel(int(fake.channel.id))
        assert isinstance(channel, discord.TextChannel)
        assert (channel.name, channel.guild.name) == ("general", "Acme")
        assert (await bot.http.request(Route("GET", "/gateway")))["url"] == fake.gateway.url


@in_loop
async def test_an_unknown_route_and_a_wrong_token_are_refused(fake: FakeDiscord) -> None:
    async with fake:
        async with running(Bot(), fake) as bot:
            with pytest.raises(discord.NotFound):
                await bot.fetch_premium_sticker_packs()
            with pytest.raises(pytest.fail.Exception, match="sticker-packs"):
                fake.no_complaints()
            fake.complaints.take("there is no GET")
        with pytest.raises(discord.LoginFailure):
            async with running(Bot(), fake, token=NOBODY):
                pass
        assert fake.calls[-1].status == 401


# Fates.

FATES: list[tuple[Fate, int, str]] = [
    (Fate.accept(), 1, ""),
    (Fate.accept_drop(), 1, "dropped"),
    (Fate.accept_5xx(), 1, "503"),
    (Fate.accept_late(0.02), 1, ""),
    (Fate.accept_garbled(), 1, "garbled"),
    (Fate.refuse_429(0.01), 1, ""),
    (Fate.refuse_429(0.01, everywhere=True), 1, ""),
    (Fate.refuse_banned(), 0, "429"),
    (Fate.refuse_5xx(), 0, "503"),
    (Fate.refuse_drop(), 0, "dropped"),
    (Fate.refuse(50007), 0, "403 50007"),
    (Fate.refuse(0), 0, "401"),
]


async def outcome(bot: Bot, fake: FakeDiscord) -> str:
    """What the caller sees."""
    try:
        await dm_of(bot, fake).send("hello")
    except aiohttp.ClientError:
        return "dropped"
    except TypeError:
        return "garbled"
    except discord.HTTPException as error:
        return f"{error.status} {error.code or ''}".strip()
    return ""


@pytest.mark.parametrize(("fate", "accepted", "seen"), FATES, ids=lambda value: getattr(value, "answers", None))
@in_loop
async def test_each_fate_is_done_or_not_and_seen_or_not(
    fake: FakeDiscord, fate: Fate, accepted: int, seen: str
) -> None:
    async with fake, running(Bot(), fake) as bot:
        fake.fates.next("create_message", fate, user=fake.user.id)
        assert await outcome(bot, fake) == seen
        assert len(fake.accepted_of("create_message")) == len(fake.messages(fake.user)) == accepted
        assert await outcome(bot, fake) == ""
        assert len(fake.calls_of("create_message")) == 2 + (fate.answers == "limited")
        assert fake.fates.pending == 0


@in_loop
async def test_an_answer_can_be_held_back(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake) as bot:
        fake.fates.next("create_message", Fate.accept_held(), Fate.refuse_held())
        for done, seen in ((1, ""), (1, "dropped")):
            before = len(fake.calls)
            call = asyncio.create_task(outcome(bot, fake))
            await fake.until(lambda before=before: len(fake.calls) > before)
            assert len(fake.messages(fake.user)) == done
            assert not call.done()
            fake.fates.release()
            assert await call == seen


@in_loop
async def test_fates_fall_on_a_channel_for_ever_or_by_a_rule(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake) as bot:
        bob = fake.add_user("Bob")
        fake.fates.always("create_message", Fate.refuse(50007), channel=fake.world.dm(bob).id)
        fake.fates.by(lambda call: Fate.refuse(50001) if "dice" in str(call.payload.get("content")) else None)
        channel = await bot.create_dm(discord.Object(bob.id))
        assert [await refused(channel.send("hello")) for _ in range(2)] == [50007, 50007]
        assert await outcome(bot, fake) == ""
        assert await refused(dm_of(bot, fake).send("dice")) == 50001
        fake.fates.clear()
        await channel.send("hello")


@in_loop
async def test_a_budget_is_kept_to_by_the_library_and_held_by_the_fake(fake: FakeDiscord) -> None:
    fake.budgets.set("create_message", 2, 0.15)
    async with fake, running(Bot(), fake) as bot:
        began = asyncio.get_running_loop().time()
        for _ in range(3):
            assert await outcome(bot, fake) == ""
        assert asyncio.get_running_loop().time() - began > 0.14
        fake.budgets.set("create_message", 2, 60)
        path = f"/channels/{fake.world.dm(fake.user).id}/messages"
        answers = [await raw(fake, "POST", path, plain()) for _ in range(2)]
        assert [status for status, _ in answers] == [200, 429]
        assert 0 < answers[1][1]["retry_after"] <= 60
        bob = fake.add_user("Bob")
        await (await bot.create_dm(discord.Object(bob.id))).send("another channel")


@in_loop
async def test_an_outage_ends_and_everything_is_there_again(fake: FakeDiscord) -> None:
    fake.gateway.down = True
    async with fake:
        port = fake.url
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):  # discord.py tries again every 5 s
            await spoken(fake)
    await fake.say(fake.user, "anybody?")
    fake.gateway.down = False
    async with fake, running(Bot(), fake) as bot:
        assert fake.url == port
        assert [m.content async for m in dm_of(bot, fake).history()] == ["anybody?"]


# Interactions.


@in_loop
async def test_a_command_is_answered_for_ones_own_eyes(fake: FakeDiscord) -> None:
    bot = Bot()

    async def think(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.followup.send(view=week())  # its ephemeral flag would not count
        await interaction.followup.send("and more")
        original = await interaction.original_response()
        await original.edit(view=layout(ui.TextDisplay("changed")))

    bot.on_command = think
    async with fake, running(bot, fake, sync=True):
        asked = await fake.command(fake.user, "/coach ahead", {"weeks": 2}, channel=fake.channel)
        assert asked.answered == "thinking"
        await fake.until(lambda: fake.accepted_of("update_original_webhook_message", "update_webhook_message"))
        assert (bot.heard, bot.errors) == (["ahead 2"], [])
        first, second = asked.messages
        assert first.components[0]["content"] == "changed"
        assert first.flags & limits.EPHEMERAL
        assert (first.ephemeral_for, second.ephemeral_for) == (fake.user.id, "")
        assert fake.ephemerals(fake.user) == [first]
        assert fake.messages(fake.channel) == [second]
        assert {e.user for e in fake.accepted_of("execute_webhook")} == {fake.user.id}


@in_loop
async def test_follow_ups_are_read_changed_and_taken_away(fake: FakeDiscord) -> None:
    bot = Bot()

    async def talk(interaction: discord.Interaction) -> None:
        answered = await interaction.response.send_message("one", ephemeral=True)
        assert isinstance(answered.resource, discord.InteractionMessage)
        assert answered.resource.content == "one"
        more = await interaction.followup.send("two", wait=True)
        await more.edit(content="zwei")
        assert (await interaction.followup.fetch_message(more.id)).content == "zwei"
        await more.delete()
        await interaction.delete_original_response()
        await interaction.original_response()

    bot.on_command = talk
    async with fake, running(bot, fake, sync=True):
        asked = await fake.command(fake.user, "coach ahead")
        await fake.until(lambda: bot.errors)
        assert asked.messages == fake.messages(fake.user) == fake.ephemerals(fake.user) == []
        assert [error.code for error in bot.errors] == [10008]
        kept = [e.method for e in fake.accepted if "webhook" in e.method]
        assert kept == [
            *("execute_webhook", "update_webhook_message", "get_webhook_message", "delete_webhook_message"),
            "delete_original_webhook_message",
        ]


@in_loop
async def test_the_first_answer_comes_once_and_in_time(fake: FakeDiscord) -> None:
    bot, twin = Bot(), Bot()

    async def late(interaction: discord.Interaction) -> None:
        fake.clock.advance(limits.FIRST_RESPONSE_SECONDS + 0.2)
        await interaction.response.defer()

    async with fake, running(bot, fake, sync=True):
        bot.on_command = late
        asked = await fake.command(fake.user, "coach ahead", wait=False)
        await fake.until(lambda: fake.complaints)
        assert not asked.answered
        assert len(fake.complaints.take("answered after 3.2 s")) == 1
        async with running(twin, fake):  # the same shard twice: both hear it, one answers
            bot.on_command = twin.on_command
            await fake.command(fake.user, "coach ahead")
            await fake.until(lambda: len(fake.calls_of("create_interaction_response")) == 3)
        assert len(fake.complaints.take("answered once")) == 1
        assert sorted(e.code for e in bot.errors + twin.errors) == [10062, 40060]


@in_loop
async def test_a_token_lives_for_fifteen_minutes(fake: FakeDiscord) -> None:
    bot = Bot()
    early = asyncio.Event()

    async def slow(interaction: discord.Interaction) -> None:
        await bot.keep(interaction.followup.send("too early", wait=True))
        await interaction.response.defer(thinking=True)
        early.set()
        await fake.until(lambda: fake.clock.offset)
        await interaction.followup.send("too late", wait=True)

    bot.on_command = slow
    async with fake, running(bot, fake, sync=True):
        asked = await fake.command(fake.user, "coach ahead")
        await early.wait()
        assert not asked.settled
        fake.clock.advance(limits.TOKEN_SECONDS + 1)
        await fake.say(fake.user, "wake up")
        await fake.until(lambda: len(bot.errors) == 2)
        assert [e.code for e in bot.errors] == [10015, 50027]
        assert len(fake.complaints.take("nothing to follow up|lives 900 s")) == 2


@in_loop
async def test_who_is_not_answered_is_complained_about(fake: FakeDiscord) -> None:
    bot = Bot()

    async def silent(_: discord.Interaction) -> None:
        bot.heard.append("...")

    bot.on_command, fake.patience = silent, 0.01
    async with fake, running(bot, fake, sync=True):
        await fake.command(fake.user, "coach ahead")
        assert len(fake.complaints.take("did not respond")) == 1
    async with asyncio.timeout(1):
        unheard = await fake.command(fake.user, "coach ahead")
    assert not unheard.delivered


@in_loop
async def test_a_message_knows_the_interaction_that_brought_it(fake: FakeDiscord) -> None:
    bot, seen = Bot(), list[discord.MessageInteractionMetadata | None]()

    async def look(interaction: discord.Interaction) -> None:
        assert interaction.message is not None
        seen.append(interaction.message.interaction_metadata)
        await interaction.response.send_modal(Hours())

    bot.on_command = bot.on_form = lambda interaction: interaction.response.send_message(view=week())
    bot.on_press = look
    async with fake, running(bot, fake, sync=True):
        asked = await fake.command(fake.user, "coach ahead")
        await fake.press(fake.user, asked.messages[0], label="Done jupyter")
        saved = await fake.submit(fake.user, {"Day": "Monday", "Pace": "Slow"})
        await fake.press(fake.user, saved.messages[0], label="Done jupyter")
        first, second = seen
        assert first is not None
        assert (first.user.name, str(first.id)) == ("ada", asked.id)
        assert second is not None
        assert second.modal_interaction is not None
        assert second.modal_interaction.interacted_message_id == int(asked.messages[0].id)


@in_loop
async def test_a_token_opens_only_what_is_there(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake, sync=True):
        asked = await fake.command(fake.user, "coach ahead")
        hook = f"/webhooks/{fake.world.app.id}"
        assert (await raw(fake, "GET", f"{hook}/nobody/messages/@original"))[1]["code"] == 10015
        assert (await raw(fake, "GET", f"/webhooks/1/{asked.token}/messages/@original"))[1]["code"] == 10015
        assert (await raw(fake, "GET", f"{hook}/{asked.token}/messages/1"))[1]["code"] == 10008
        first = asked.messages[0]
        assert (await raw(fake, "GET", f"{hook}/{asked.token}/messages/{first.id}"))[1]["content"] == "yes"


@in_loop
async def test_choices_are_offered_while_somebody_types(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake, sync=True) as bot:
        offered = await fake.autocomplete(fake.user, "coach done", "step", "k")
        assert [choice["name"] for choice in offered.choices] == ["Kafka", "Spark"]
        asked = await fake.command(fake.user, "coach done", {"step": "kafka"})
        assert (bot.heard, asked.messages[0].content) == (["done kafka"], "yes")


CANNOT: list[tuple[str, dict[str, object], str]] = [
    ("/nothing", {}, "there is no /nothing"),
    ("/coach fly", {}, "no subcommand 'fly'"),
    ("/coach", {}, "wants one of"),
    ("/coach done", {}, "not sent without"),
    ("/coach done", {"step": "x" * 6_001}, "takes 0 to 6000"),
    ("/coach done", {"stop": "x"}, "no options"),
    ("/coach ahead", {"weeks": "two"}, "takes int"),
    ("/coach ahead", {"weeks": True}, "takes int"),
    ("/coach ahead", {"weeks": 13}, "takes 1 to 12"),
]


@pytest.mark.parametrize(("words", "options", "why"), CANNOT)
@in_loop
async def test_nobody_types_what_discord_does_not_offer(
    fake: FakeDiscord, words: str, options: dict[str, object], why: str
) -> None:
    fake.world.commands = registered(fake)
    with pytest.raises(CannotDo, match=why):
        await fake.command(fake.user, words, options)
    with pytest.raises(CannotDo, match="offers nothing"):
        await fake.autocomplete(fake.user, "coach ahead", "weeks", "1")


def registered(fake: FakeDiscord) -> list[dict[str, Any]]:
    """The commands of the bot, without the way through Discord."""
    group = Bot().tree.get_command("coach")
    assert group is not None
    return [{**group.to_dict(Bot().tree), "id": fake.world.make()}]


@in_loop
async def test_some_options_and_places_are_not_for_everybody(fake: FakeDiscord) -> None:
    choices = [{"name": "Fast", "value": "f"}]
    options = [option("pace", choices=choices), option("who", 6), option("share", 10, max_value=1.5)]
    told = command(options=options, id="1", integration_types=[0], contexts=None, dm_permission=False)
    fake.world.commands = [told]
    async with fake:
        for values, why in (({"pace": "s"}, "none of the choices"), ({"who": "Ada"}, "cannot fill in")):
            with pytest.raises(CannotDo, match=why):
                await fake.command(fake.user, "coach", values, channel=fake.channel)
        with pytest.raises(CannotDo, match=r"takes -inf to 1\.5"):
            await fake.command(fake.user, "coach", {"share": 1.6}, channel=fake.channel)
        with pytest.raises(CannotDo, match="not shown in context 1"):
            await fake.command(fake.user, "coach")
        told["dm_permission"] = True
        await fake.command(fake.user, "coach", {"pace": "f", "share": 1.5})


@in_loop
async def test_where_a_command_is_used_and_for_whom_it_is_installed(fake: FakeDiscord) -> None:
    bot = Bot()
    seen: list[tuple[bool, bool, bool, str, str]] = []

    async def look(interaction: discord.Interaction) -> None:
        where = interaction.context
        seen.append(
            (
                where.guild is True,
                where.dm_channel is True,
                where.private_channel is True,
                "guild" * interaction.is_guild_integration() + "user" * interaction.is_user_integration(),
                f"{interaction.locale} {interaction.guild_locale}",
            )
        )
        await interaction.response.defer(thinking=True)
        for number in range(1 + limits.USER_INSTALL_FOLLOWUPS + 1):  # the first takes the place of "thinking"
            await interaction.followup.send(str(number), wait=True)

    bot.on_command = look
    async with fake, running(bot, fake, sync=True):
        other = fake.add_user("Kim", alone=True, installed=True, locale="de")
        elsewhere = fake.add_guild("Elsewhere", other, fake.user, bot=False, locale="fr")
        private = fake.world.add_private(other, fake.user, fake.add_user("Bob"))
        places = [*elsewhere.channels.values(), private, None]
        for place in places:
            await fake.command(other, "coach ahead", channel=place)
        await fake.command(fake.user, "coach ahead", channel=fake.channel)
        await fake.until(lambda: len(fake.accepted_of("execute_webhook")) == 6 + 3 * 7)
        await fake.until(lambda: bot.errors)
        assert seen == [
            (True, False, False, "user", "de fr"),
            (False, False, True, "user", "de None"),
            (False, True, False, "user", "de None"),
            (True, False, False, "guild", "en-US en-US"),
        ]
        assert [e.code for e in bot.errors] == [40094]
        assert len(fake.complaints.take("5 follow-ups where the app is the user's alone")) == 1
        for place in places[:2]:
            with pytest.raises(CannotDo, match="not installed"):
                await fake.command(fake.user, "coach ahead", channel=place)
        with pytest.raises(CannotDo, match="not in that server"):
            await fake.command(other, "coach ahead", channel=fake.channel)
        fake.world.commands[0] |= {"default_member_permissions": str(limits.MANAGE_GUILD)}
        with pytest.raises(CannotDo, match="may not use"):
            await fake.command(fake.user, "coach ahead", channel=fake.channel)
        fake.guild.grants[fake.user.id] = limits.ADMINISTRATOR
        await fake.command(fake.user, "coach ahead", channel=fake.channel)
        fake.world.commands[0] |= {"contexts": [1]}
        with pytest.raises(CannotDo, match="not shown in context 0"):
            await fake.command(fake.user, "coach ahead", channel=fake.channel)


# Buttons, selects, forms.


@in_loop
async def test_a_button_outlives_the_process_that_made_it(fake: FakeDiscord) -> None:
    async with fake:
        async with running(Bot(), fake) as bot:
            await dm_of(bot, fake).send(view=week())
        message = fake.messages(fake.user)[0]
        fresh, old = Bot(), copy.copy(message)

        async def redraw(interaction: discord.Interaction) -> None:
            assert interaction.message is not None
            await interaction.response.edit_message(view=layout(ui.TextDisplay("All done")))
            await interaction.followup.send("Well done", ephemeral=True)

        fresh.on_press = redraw
        async with running(fresh, fake):
            pressed = await fake.press(fake.user, message, label="Done jupyter")
            await fake.until(lambda: len(pressed.messages) == 1)
            assert (pressed.answered, message.components[0]["content"]) == ("update", "All done")
            assert message.edited_at is not None
            again = await fake.press(fake.user, old, label="Done jupyter")
            assert (again.answered, fresh.errors) == ("update", [])
            message.deleted = True
            await fake.press(fake.user, old, label="Done jupyter", wait=False)
            await fake.until(lambda: fresh.errors)
            assert [error.code for error in fresh.errors] == [10008]


@in_loop
async def test_only_what_is_there_can_be_pressed(fake: FakeDiscord) -> None:
    bot = Bot()
    bot.on_command = lambda interaction: interaction.response.send_message(view=week(), ephemeral=True)
    async with fake, running(bot, fake, sync=True):
        asked = await fake.command(fake.user, "coach ahead", channel=fake.channel)
        message, bob = asked.messages[0], fake.add_user("Bob")
        for user, label, why in (
            (fake.user, "Dance", "0 like 'Dance'"),
            (fake.user, "", "3 like"),
            (fake.user, "Later", "greyed out"),
            (fake.user, "Read", "is a link"),
            (bob, "Done jupyter", "does not see"),
        ):
            with pytest.raises(CannotDo, match=why):
                await fake.press(user, message, label=label)
        for values, why in ((["Storm"], "no options"), (["Kafka", "Spark"], "2 chosen")):
            with pytest.raises(CannotDo, match=why):
                await fake.choose(fake.user, message, *values, label="Which step?")
        with pytest.raises(CannotDo, match="no form open"):
            await fake.submit(fake.user)


@in_loop
async def test_an_option_is_chosen(fake: FakeDiscord) -> None:
    bot, chosen = Bot(), list[Any]()

    class Step(ui.Select[ui.LayoutView]):
        async def callback(self, interaction: discord.Interaction) -> None:
            chosen.extend(self.values)
            await interaction.response.defer()
            await interaction.edit_original_response(view=layout(ui.TextDisplay("chosen")))

    step = Step(custom_id="step", placeholder="Which?", options=[discord.SelectOption(label="Kafka", value="k")])
    async with fake, running(bot, fake):
        await dm_of(bot, fake).send(view=layout(ui.ActionRow(step)))
        message = fake.messages(fake.user)[0]
        used = await fake.choose(fake.user, message, "Kafka", label="Which?")
        assert used.answered == "pending"
        await fake.settled(used)
        assert (chosen, message.components[0]["content"]) == (["k"], "chosen")


@in_loop
async def test_a_form_is_opened_filled_in_and_sent(fake: FakeDiscord) -> None:
    bot = Bot()
    bot.on_press = lambda interaction: interaction.response.send_modal(Hours())
    bot.on_form = lambda interaction: interaction.response.edit_message(view=layout(ui.TextDisplay("saved")))
    async with fake, running(bot, fake) as bot:
        await dm_of(bot, fake).send(view=week())
        message = fake.messages(fake.user)[0]
        pressed = await fake.press(fake.user, message, custom_id="done:jupyter")
        assert fake.modal(fake.user) is pressed
        for values, why in (
            ({"Hours a week": "1000", "Day": "Monday", "Pace": "Slow"}, "4 characters in 'Hours a week'"),
            ({"Hours a week": "", "Day": "Monday", "Pace": "Slow"}, "0 characters"),
            ({"Day": "Someday", "Pace": "Slow"}, "no options"),
            ({"Day": "Monday", "Pace": "Slow", "Colour": "red"}, "no fields"),
            ({"Day": "Monday"}, "0 chosen"),
        ):
            with pytest.raises(CannotDo, match=why):
                await fake.submit(fake.user, values)
        sent = await fake.submit(fake.user, {"hours": "8", "Day": "Sunday", "pace": "f", "Nudges": False})
        assert bot.heard == ["8 ['sun'] f False"]
        assert (sent.answered, message.components[0]["content"]) == ("update", "saved")
        assert fake.modal(fake.user) is None


FIELDS: list[dict[str, Any]] = [
    {"type": 10, "content": "Some words"},
    {"type": 1, "components": [{"type": 4, "custom_id": "why", "style": 1, "label": "Why", "required": False}]},
    {"type": 18, "label": "How", "component": {"type": 22, "custom_id": "how", "max_values": 2, "options": []}},
    {"type": 18, "label": "Pace", "component": {"type": 21, "custom_id": "pace", "required": False, "options": []}},
    {"type": 18, "label": "Who", "component": {"type": 5, "custom_id": "who"}},
]


@pytest.mark.parametrize(
    ("count", "values", "sent"),
    [
        (2, {}, [{"type": 10, "id": 1, "content": "Some words"}, ("why", "")]),
        (2, {"Why": "so"}, [{"type": 10, "id": 1, "content": "Some words"}, ("why", "so")]),
    ],
)
def test_what_is_sent_of_a_form(count: int, values: dict[str, object], sent: list[Any]) -> None:
    told = components.submitted({"title": "A form", "components": FIELDS[:count]}, values)
    assert told[0] == sent[0]
    assert [(f["custom_id"], f["value"]) for f in told[1]["components"]] == sent[1:]


def test_choices_in_a_form() -> None:
    how, pace = (copy.deepcopy(field) for field in FIELDS[2:4])
    how["component"]["options"] = [{"label": n, "value": n.lower(), "default": n == "A"} for n in "ABC"]
    pace["component"]["options"] = [{"label": n, "value": n.lower()} for n in "AB"]
    form = {"title": "A form", "components": [how, pace]}
    told = [field["component"] for field in components.submitted(form, {})]
    assert (told[0]["values"], told[1]["value"]) == (["a"], None)
    told = [field["component"] for field in components.submitted(form, {"How": ["B", "c"], "Pace": "B"})]
    assert (told[0]["values"], told[1]["value"]) == (["b", "c"], "b")
    with pytest.raises(CannotDo, match="put nothing"):
        components.submitted({"title": "A form", "components": FIELDS[4:]}, {"Who": "me"})


@in_loop
async def test_a_form_comes_first_and_not_upon_a_form(fake: FakeDiscord) -> None:
    bot = Bot()

    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Hours())

    bot.on_command = bot.on_form = form
    async with fake, running(bot, fake, sync=True):
        asked = await fake.command(fake.user, "coach ahead")
        await fake.submit(fake.user, {"Day": "mon", "Pace": "s"}, form=asked, wait=False)
        await fake.until(lambda: bot.errors)
        assert [error.code for error in bot.errors] == [50035]
        assert len(fake.complaints.take("type 9 does not fit")) == 1


# What is heard in servers.


@in_loop
async def test_in_a_server_only_a_mention_is_read(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake) as bot:
        plain = await fake.write(fake.user, "nobody's business")
        called = await fake.write(fake.user, "what's next?", mention=True)
        await fake.until(lambda: len(bot.heard) == 2)
        await fake.rewrite(called, "never mind")
        assert bot.heard == ["", f"<@{fake.world.bot.id}> what's next?"]
        channel = bot.get_partial_messageable(int(fake.channel.id))
        assert [m.content async for m in channel.history()] == ["never mind", ""]
        assert plain.content == "nobody's business"
        with pytest.raises(CannotDo, match="not in that channel"):
            await fake.write(fake.add_user("Kim", alone=True), "hello")
        bob = fake.add_user("Bob")
        calling = f"<@{bob.id}> and <@{fake.user.id}>"
        sent = await channel.send(calling, allowed_mentions=discord.AllowedMentions(users=[discord.Object(bob.id)]))
        assert [user.name for user in sent.mentions] == ["bob"]


@in_loop
async def test_the_bot_is_thrown_out_and_comes_again(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake, sync=True) as bot:
        await fake.until(lambda: bot.guilds)
        said = await fake.write(fake.user, "hello", mention=True)
        await fake.until(lambda: bot.heard)
        await fake.take_back(said)
        await fake.throw_out(fake.guild)
        await fake.until(lambda: not bot.guilds)
        assert await refused(bot.get_partial_messageable(int(fake.channel.id)).send("hello?")) == 50001
        assert await refused(dm_of(bot, fake).send("hello?")) == 50278
        fake.complaints.take("not in this channel")
        with pytest.raises(CannotDo, match="not installed"):
            await fake.command(fake.user, "coach ahead", channel=fake.channel)
        await fake.invite(fake.guild)
        await fake.until(lambda: bot.guilds)
        async with dm_of(bot, fake).typing():
            await dm_of(bot, fake).send("here again")
        assert (await bot.fetch_user(int(fake.user.id))).global_name == "Ada"
        assert await refused(bot.fetch_user(1)) == 10013
        assert len(fake.accepted_of("trigger_typing_indicator", user=fake.user.id)) == 1


@in_loop
async def test_a_bot_with_the_intent_reads_everything(fake: FakeDiscord) -> None:
    fake.world.app.allowed = limits.MESSAGE_CONTENT
    intents = discord.Intents(guild_messages=True, guilds=True, message_content=True)
    async with fake, running(Bot(intents=intents), fake) as bot:
        fresh = fake.add_guild("New", fake.user)
        await fake.write(fake.user, "all of it", channel=next(iter(fresh.channels.values())))
        await fake.say(fake.user, "without the intent for DMs")
        await fake.until(lambda: bot.heard)
        assert (bot.heard, len(bot.guilds)) == (["all of it"], 2)


# The gateway.


@pytest.mark.parametrize(("name", "missing"), [("zstd-stream", "nothing"), ("zlib-stream", "zstandard")])
@in_loop
async def test_both_compressions_are_spoken(
    fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch, name: str, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)  # discord.py takes what is installed
    spec = importlib.util.spec_from_file_location("discord.utils_again", discord.utils.__file__)
    assert spec is not None
    assert spec.loader is not None
    again: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(again)
    monkeypatch.setattr(discord.utils, "_ActiveDecompressionContext", again._ActiveDecompressionContext)
    async with fake, running(Bot(), fake) as bot:
        assert [link.compress for link in fake.gateway.links] == [name]
        for number in range(3):
            await fake.say(fake.user, f"{number} " + "x" * 1_900)
        await fake.until(lambda: len(bot.heard) == 3)


@in_loop
async def test_two_shards_hear_each_what_is_theirs(fake: FakeDiscord) -> None:
    fake.gateway.shards, fake.gateway.max_concurrency, fake.gateway.identify_seconds = 2, 2, limits.IDENTIFY_SECONDS
    second = fake.add_guild("Second", fake.user)
    async with fake, running(Bot(), fake, sync=True) as bot:
        await fake.until(lambda: len(bot.guilds) == 2)
        for guild in (fake.guild, second):
            mine = bot.get_guild(int(guild.id))
            assert mine is not None
            assert mine.shard_id == (int(guild.id) >> 22) % 2
            await fake.write(fake.user, "hey", channel=next(iter(guild.channels.values())), mention=True)
        await fake.say(fake.user, "hello")
        await fake.until(lambda: len(bot.heard) == 3 and len(fake.messages(fake.user)) == 2)
        heard = {s.shard: [e["t"] for e in s.events if e["t"] == "MESSAGE_CREATE"] for s in fake.gateway.sessions}
        assert sorted(map(len, heard.values())) == [1, 3]
        assert [e.payload["shard"] for e in fake.accepted_of("identify")] == [[0, 2], [1, 2]]
        for guild in (fake.guild, second):
            asked = await fake.command(fake.user, "coach ahead", channel=next(iter(guild.channels.values())))
            assert asked.answered == "message"
        fake.gateway.reconnect(1)
        await fake.until(lambda: "(resumed)" in bot.heard and len(fake.gateway.live()) == 2)
        await fake.say(fake.user, "on the other shard")
        await fake.until(lambda: "on the other shard" in bot.heard)
    assert fake.gateway.sessions == []


@in_loop
async def test_after_op_7_what_was_missed_comes_again(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake) as bot:
        fake.gateway.reconnect()
        await fake.until(lambda: not fake.gateway.live())
        await fake.say(fake.user, "while you were away")
        await fake.until(lambda: "(resumed)" in bot.heard)
        assert bot.heard == ["while you were away", "(resumed)"]
        assert len(fake.accepted_of("identify")) == len(fake.accepted_of("resume")) == 1


@pytest.mark.parametrize("how", ["close", "cut", "forbid"])
@in_loop
async def test_a_lost_connection_is_taken_up_again(fake: FakeDiscord, how: str) -> None:
    async with fake, running(Bot(), fake) as bot:
        match how:
            case "close":
                fake.gateway.close(4000)
            case "cut":
                fake.gateway.cut()
            case _:
                fake.gateway.invalidate(resumable=True)
        await fake.until(lambda: fake.accepted_of("resume"))
        await fake.say(fake.user, "still there?")
        await fake.until(lambda: "still there?" in bot.heard)
        assert fake.gateway.starts == 1


@in_loop
async def test_after_op_9_everything_begins_anew(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake) as bot:
        fake.gateway.invalidate()
        await fake.until(lambda: not fake.gateway.live())
        await fake.say(fake.user, "while you were away")
        await fake.until(lambda: len(fake.accepted_of("identify")) == 2)
        await fake.say(fake.user, "hello")
        await fake.until(lambda: bot.heard)
        assert bot.heard == ["hello"]
        read = [m.content async for m in dm_of(bot, fake).history(oldest_first=True, limit=2)]
        assert read == ["while you were away", "hello"]


@in_loop
async def test_a_session_that_is_forgotten_cannot_be_resumed(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake):
        session = fake.gateway.live()[0]
        fake.gateway.forget(session)
        assert session.link is not None
        session.link.end(4000)
        await fake.until(lambda: len(fake.accepted_of("identify")) == 2)
        assert fake.accepted_of("resume") == []


@in_loop
async def test_who_identifies_too_early_is_sent_away(fake: FakeDiscord) -> None:
    fake.gateway.identify_seconds = limits.IDENTIFY_SECONDS
    async with fake, running(Bot(), fake):
        fake.gateway.invalidate()
        await fake.until(lambda: fake.complaints)
        fake.clock.advance(limits.IDENTIFY_SECONDS)
        await fake.until(lambda: len(fake.accepted_of("identify")) == 2)
        assert fake.complaints.take("identifies too early")
        assert (await fake_budget(fake))["remaining"] == limits.SESSION_STARTS - 2


async def fake_budget(fake: FakeDiscord) -> dict[str, int]:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {fake.token}"}) as session:
        return (await (await session.get(fake.api_url + "/gateway/bot")).json())["session_start_limit"]


@in_loop
async def test_a_heartbeat_is_asked_for_and_acknowledged(fake: FakeDiscord) -> None:
    async with fake, running(Bot(), fake):
        link = fake.gateway.links[0]
        fake.gateway.ask()
        await fake.until(lambda: [f["op"] for f in link.received] == [1, 2, 1])
        await fake.until(lambda: [f["op"] for f in link.sent if f["op"]] == [10, 11, 1, 11])
        fake.gateway.muted = True
        fake.gateway.ask()
        await fake.until(lambda: [f["op"] for f in link.received] == [1, 2, 1, 1])
        assert [f["op"] for f in link.sent if f["op"]] == [10, 11, 1, 11, 1]


@in_loop
async def test_heartbeats_come_by_themselves(fake: FakeDiscord) -> None:
    fake.gateway.heartbeat_ms = 10
    async with fake, running(Bot(), fake) as bot:
        await fake.until(lambda: len([f for f in fake.gateway.links[0].received if f["op"] == 1]) > 2)
        await fake.until(lambda: bot.latency < 1)


@in_loop
async def test_intents_that_the_app_does_not_have_are_refused(fake: FakeDiscord) -> None:
    async with fake:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with running(Bot(intents=discord.Intents(message_content=True)), fake):
                pass
        await fake.until(lambda: not fake.gateway.links)


@in_loop
async def test_a_connection_is_closed_for_good_with_its_code(fake: FakeDiscord) -> None:
    async def closed() -> None:
        async with running(Bot(), fake) as bot:
            fake.gateway.close(4004)
            await fake.until(bot.is_closed)

    async with fake:
        with pytest.raises(discord.ConnectionClosed, match="4004"):
            await closed()


async def spoken(fake: FakeDiscord, *frames: object) -> int | None:
    """The code with which the gateway closes after it was told this."""
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway.url) as socket:
        for frame in frames:
            await (socket.send_str(frame) if isinstance(frame, str) else socket.send_json(frame))
        async for _ in socket:
            pass
        return socket.close_code


def identify(fake: FakeDiscord, **more: object) -> dict[str, object]:
    properties = {"os": "linux", "browser": "test", "device": "test"}
    return {"op": 2, "d": {"token": fake.token, "properties": properties, "intents": 1, **more}}


@in_loop
async def test_the_gateway_closes_with_the_code_that_fits(fake: FakeDiscord) -> None:
    resume = {"op": 6, "d": {"token": fake.token, "session_id": "none", "seq": 1}}
    async with fake:
        assert await spoken(fake, {"op": 99}) == 4001
        assert await spoken(fake, "{") == await spoken(fake, "[]") == 4002
        assert (
            await spoken(fake, {"op": 3, "d": {"since": None, "activities": [], "status": "idle", "afk": False}})
            == 4003
        )
        assert await spoken(fake, identify(fake, token=NOBODY)) == 4004
        assert await spoken(fake, {"op": 6, "d": {"token": "nobody", "session_id": "x", "seq": 1}}) == 4004
        assert await spoken(fake, identify(fake), identify(fake)) == 4005
        assert await spoken(fake, identify(fake), resume) == 4005
        resume["d"] = {"token": fake.token, "session_id": fake.gateway.sessions[0].id, "seq": 100}
        assert await spoken(fake, resume) == 4007
        assert await spoken(fake, *({"op": 1, "d": None} for _ in range(limits.SENDS + 1))) == 4008
        assert await spoken(fake, identify(fake, shard=[2, 2])) == 4010
        assert await spoken(fake, identify(fake, intents=1 << 30)) == 4013
        async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway.url) as first:
            await first.send_bytes(b"not for the gateway")
            await first.send_json(identify(fake))
            await fake.until(fake.gateway.live)
            resume["d"] = {"token": fake.token, "session_id": fake.gateway.live()[0].id, "seq": 1}
            async with session.ws_connect(fake.gateway.url) as second:
                await second.send_json(resume)
                frames = [await first.receive_json() for _ in range(3)]
                assert [frame.get("t") for frame in frames] == [None, "READY", "GUILD_CREATE"]
                assert (await first.receive()).data == 4000
                frames = [await second.receive_json() for _ in range(3)]
                assert [frame.get("t") for frame in frames] == [None, "GUILD_CREATE", "RESUMED"]
        fake.gateway.shards = 2
        assert await spoken(fake, identify(fake)) == 4011
        fake.complaints.take("99|is not valid|gateway")


@needs_specs
@in_loop
async def test_wrong_frames_are_complained_about(fake: FakeDiscord) -> None:
    async with fake:
        assert await spoken(fake, identify(fake, colour="red", token=NOBODY)) == 4004
        assert len(fake.complaints.take("colour")) == 1


# What is wrong is complained about, and refused as Discord refuses it.

V2 = limits.COMPONENTS_V2
NONE: dict[str, Any] = {"parse": []}


def text(said: str = "words", **more: Any) -> dict[str, Any]:
    return {"type": 10, "content": said, **more}


def button(label: str = "Press", custom_id: str = "b", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id, **more}


def row(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inside)}


def select(options: int = 2, **more: Any) -> dict[str, Any]:
    listed = [{"label": f"o{n}", "value": f"v{n}"} for n in range(options)]
    return {"type": 3, "custom_id": "s", "options": listed, **more}


def v2(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(components), "allowed_mentions": NONE, **more}


def plain(content: str = "hello", **more: Any) -> dict[str, Any]:
    return {"content": content, "allowed_mentions": NONE, **more}


PICTURE = {"media": {"url": "https://example.org/a.png"}}
WRONG: list[tuple[dict[str, Any], int, str]] = [
    (plain("x" * 2_001), 50035, "2001 characters"),
    (plain(""), 50006, "neither content nor embeds"),
    (plain(nonce="n" * 26), 50035, "26 characters"),
    ({"content": "hello"}, 0, "may call everybody"),
    (plain(allowed_mentions={"parse": ["everyone"]}), 0, "lets words call"),
    (plain(embeds=[{"title": "x" * 257}]), 50035, "257 characters"),
    (plain(embeds=[{"description": "x" * 3_100}] * 2), 50035, "6200 characters in all"),
    (plain(embeds=[{"title": "x"}] * 11), 50035, "11 embeds"),
    (plain(embeds=[{"fields": [{"name": "n", "value": "v"}] * 26}]), 50035, "26 fields"),
    (plain(embeds=[{"fields": [{"name": "n", "value": "x" * 1_025}]}]), 50035, "1025 characters"),
    (plain(embeds=[{"footer": {"text": "x" * 2_049}}]), 50035, "2049 characters"),
    (plain(embeds=[{"author": {"name": "x" * 257}}]), 50035, "257 characters"),
    (plain(attachments=[{"id": "0", "filename": "a.png", "description": "x" * 1_025}]), 50035, "1025 characters"),
    (plain(attachments=[{"id": "0", "filename": "a.png"}]), 0, "a picture without words"),
    (plain(attachments=[{"id": str(n), "filename": "a.txt"} for n in range(11)]), 50035, "more than 10 files"),
    (plain(components=[row(button(custom_id=str(n))) for n in range(6)]), 50035, "6 rows"),
    (plain(components=[text()]), 50035, "needs MessageFlags"),
    (plain(components=[button()]), 50035, "cannot stand alone"),
    (plain(components=[row(*(button(custom_id=str(n)) for n in range(6)))]), 50035, "a row has"),
    (plain(components=[row(button(), select())]), 50035, "a row has"),
    (plain(components=[row()]), 50035, "a row has"),
    (plain(components=[row(button("x" * 81))]), 50035, "81 characters"),
    (plain(components=[row(button(""))]), 50035, "a button without words"),
    (plain(components=[row(button("", emoji={"name": "x"}))]), 0, "by an emoji alone"),
    (plain(components=[row(button(custom_id="x" * 101))]), 50035, "101 characters"),
    (plain(components=[row(button(), button())]), 50035, "'b' is there twice"),
    (plain(components=[row(button(style=5, url="https://example.org"))]), 50035, "a link has none"),
    (plain(components=[row({"type": 2, "style": 5, "label": "x"})]), 50035, "is empty"),
    (plain(components=[row({"type": 4, "custom_id": "i", "style": 1})]), 50035, "for forms only"),
    (plain(components=[row(select(26))]), 50035, "26 options"),
    (plain(components=[row(select(placeholder="x" * 151))]), 50035, "151 characters"),
    (plain(components=[row(select(max_values=3))]), 50035, "1 to 3 of 2"),
    (plain(components=[row(select(options=2, custom_id=""))]), 50035, "is empty"),
    (plain(components=[row({**select(), "options": [{"label": "x", "value": "v"}] * 2})]), 50035, "'v' is there twice"),
    (plain(components=[{"type": 99}]), 50035, "99 is no component"),
    (v2(), 50006, "without components"),
    (v2(text(), content="beside"), 50035, "cannot be used with"),
    (v2(text(), embeds=[{"title": "beside"}]), 50035, "cannot be used with"),
    (v2(*(text() for _ in range(41))), 50035, "41 components"),
    (v2({"type": 17, "components": [text() for _ in range(40)]}), 50035, "41 components"),
    (v2(text("x" * 2_001), text("x" * 2_000)), 50035, "4001 characters"),
    (v2(text("")), 50035, "is empty"),
    (v2(text(id=7), text(id=7)), 50035, "id 7 is there twice"),
    (v2({"type": 17, "components": []}), 50035, "is empty"),
    (v2({"type": 9, "components": [text()] * 4, "accessory": button()}), 50035, "a section has"),
    (v2({"type": 9, "components": [text()]}), 50035, "a section has"),
    (v2({"type": 12, "items": [PICTURE | {"description": "x"}] * 11}), 50035, "11 pictures"),
    (v2({"type": 12, "items": [PICTURE]}), 0, "a picture without words"),
    (v2({"type": 9, "components": [text()], "accessory": {"type": 11, **PICTURE}}), 0, "a picture without words"),
    (v2({"type": 18, "label": "x", "component": {"type": 4, "custom_id": "i", "style": 1}}), 50035, "for forms only"),
]


async def raw(fake: FakeDiscord, verb: str, path: str, said: Any = None, **more: Any) -> tuple[int, Any]:
    """What no library would send."""
    headers = {"Authorization": f"Bot {fake.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(verb, fake.api_url + path, **({"json": said} if said is not None else {}), **more) as r,
    ):
        return r.status, await r.json() if r.status != 204 else None


@pytest.mark.parametrize("specs", [pytest.param(True, marks=needs_specs), False])
@in_loop
async def test_wrong_messages(fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch, *, specs: bool) -> None:
    if not specs:
        monkeypatch.setenv("COACH_SPECS", "/nowhere")
    async with fake:
        path = f"/channels/{fake.world.dm(fake.user).id}/messages"
        for said, code, why in WRONG:
            status, answer = await raw(fake, "POST", path, said)
            assert (status, answer.get("code", 0)) == (400 if code else 200, code), (why, answer)
            assert [c.error for c in fake.complaints.take(why)][:1] == [str(code or "")], why
            fake.complaints.take("")
        assert len(fake.accepted) == sum(not code for _, code, _ in WRONG)
        status, answer = await raw(fake, "POST", path, v2(row(button("x" * 81))))
        assert answer["errors"]["components"]["0"]["components"]["0"]["label"]["_errors"][0]["message"]
        for data, content_type in ((b"{", "application/json"), (b"[1", "application/json"), (b"a=1", "text/plain")):
            assert (await raw(fake, "POST", path, data=data, headers={"Content-Type": content_type}))[1][
                "code"
            ] == 50109
        assert (await raw(fake, "POST", path, 7))[1]["code"] == 50109
        fake.complaints.take("")


@needs_specs
@in_loop
async def test_what_only_the_specification_knows_is_complained_about(fake: FakeDiscord) -> None:
    async with fake:
        path = f"/channels/{fake.world.dm(fake.user).id}/messages"
        status, answer = await raw(fake, "POST", path, plain(tts="loud"))
        assert (status, answer["errors"]["tts"]["_errors"][0]["code"]) == (400, "INVALID")
        assert len(fake.complaints.take("'loud' is not of type")) == 1


@in_loop
async def test_a_message_becomes_one_of_components_only_with_nothing_beside(fake: FakeDiscord) -> None:
    async with fake:
        path = f"/channels/{fake.world.dm(fake.user).id}/messages"
        _, sent = await raw(fake, "POST", path, plain(embeds=[{"title": "x"}]))
        there = f"{path}/{sent['id']}"
        assert (await raw(fake, "PATCH", there, v2(text())))[0] == 400
        assert len(fake.complaints.take("the message has it still")) == 2
        status, edited = await raw(fake, "PATCH", there, v2(text(), content=None, embeds=[]))
        assert (status, edited["content"], edited["embeds"]) == (200, "", [])
        assert (await raw(fake, "PATCH", there, plain("back to words", flags=0)))[0] == 400
        assert len(fake.complaints.take("cannot be used with")) == 1
        _, edited = await raw(
            fake, "PATCH", there, {"components": [text("more")], "flags": 0, "allowed_mentions": NONE}
        )
        assert edited["flags"] & V2


FORM_WRONG: list[tuple[dict[str, Any], str]] = [
    ({"title": "x" * 46}, "46 characters"),
    ({"title": ""}, "is empty"),
    ({"custom_id": "x" * 101}, "101 characters"),
    ({"components": []}, "0 components"),
    ({"components": [text(str(n)) for n in range(6)]}, "6 components"),
    ({"components": [row(button())]}, "cannot be in a form"),
    ({"components": [{"type": 18, "label": "x" * 46, "component": select()}]}, "46 characters"),
    ({"components": [{"type": 18, "label": "x", "description": "x" * 101, "component": select()}]}, "101 characters"),
    ({"components": [row({"type": 4, "custom_id": "i", "style": 1, "label": "x" * 46})]}, "46 characters"),
    ({"components": [row({"type": 4, "custom_id": "i", "style": 1, "label": "x", "placeholder": "x" * 101})]}, "101"),
    ({"components": [row({"type": 4, "custom_id": "i", "style": 1, "label": "x", "value": "x" * 4_001})]}, "4001"),
    (
        {"components": [row({"type": 4, "custom_id": "i", "style": 1, "label": "x", "value": "xx", "max_length": 1})]},
        "2",
    ),
]


@in_loop
async def test_wrong_answers_to_interactions(fake: FakeDiscord) -> None:
    fake.world.commands = registered(fake)
    async with fake:
        asked = await fake.command(fake.user, "coach ahead")
        path = f"/interactions/{asked.id}/{asked.token}/callback"
        form = {"title": "A form", "custom_id": "f", "components": [text()]}
        wrong: list[tuple[dict[str, Any], str]] = [
            *(({"type": 9, "data": form | more}, why) for more, why in FORM_WRONG),
            ({"type": 4, "data": plain("x" * 2_001)}, "2001 characters"),
            ({"type": 8, "data": {"choices": []}}, "type 8 does not fit"),
            ({"type": 6}, "type 6 does not fit"),
            ({"type": 12}, "12 is no answer"),
        ]
        for said, why in wrong:
            status, answer = await raw(fake, "POST", path, said)
            assert (status, answer["code"]) == (400, 50035), why
            assert fake.complaints.take(why), why
            fake.complaints.take("")
        assert (await raw(fake, "POST", f"/interactions/{asked.id}/nobody/callback", {"type": 5}))[1]["code"] == 10062
        assert (await raw(fake, "POST", path, {"type": 5}))[0] == 204
        typing = await fake.autocomplete(fake.user, "coach done", "step", "k")
        path = f"/interactions/{typing.id}/{typing.token}/callback"
        for choices in ([{"name": "n", "value": str(n)} for n in range(26)], [{"name": "x" * 101, "value": "v" * 101}]):
            assert (await raw(fake, "POST", path, {"type": 8, "data": {"choices": choices}}))[0] == 400
        assert len(fake.complaints.take("26 choices|/choices/0/(name|value): 101")) == 3
        fake.complaints.take("")


def command(name: str = "coach", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "words", "type": 1, **more}


def option(name: str = "step", kind: int = 3, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "words", "type": kind, **more}


DEEP = option("a", 2, options=[option("b", 1, options=[option("c", 1)])])
COMMANDS_WRONG: list[tuple[list[dict[str, Any]], str]] = [
    ([command("Coach")], "'Coach' is no name"),
    ([command("x" * 33)], "is no name"),
    ([command(description="x" * 101)], "101 characters"),
    ([command(description="")], "is empty"),
    ([command(), command()], "'coach' is there twice"),
    ([command(str(n)) for n in range(101)], "101 commands"),
    ([command(options=[option(str(n)) for n in range(26)])], "26 options"),
    ([command(options=[option(), option()])], "'step' is there twice"),
    ([command(options=[option("a"), option("b", required=True)])], "what is required comes first"),
    ([command(options=[option("a"), option("b", 1)])], "either subcommands or options"),
    ([command(options=[DEEP])], ""),
    ([command(options=[option("x", 2, options=[DEEP])])], "too deep"),
    ([command(options=[option(choices=[{"name": "x", "value": "x"}], autocomplete=True)])], "either choices or auto"),
    ([command(options=[option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])])], "26 choices"),
    ([command(options=[option(choices=[{"name": "x" * 101, "value": "x"}])])], "101 characters"),
    ([command(name_localizations={"xx": "x"})], "no such locale"),
    ([command(name_localizations={"de": "Trainer"})], "'Trainer' is no name"),
    ([command(description_localizations={"de": "x" * 101})], "101 characters"),
    (
        [
            command(
                options=[
                    option(str(n), choices=[{"name": f"{m}" + "x" * 90, "value": "y" * 20} for m in range(10)])
                    for n in range(8)
                ]
            )
        ],
        "characters in all",
    ),
]


@in_loop
async def test_wrong_commands(fake: FakeDiscord) -> None:
    async with fake:
        path = f"/applications/{fake.world.app.id}/commands"
        for said, why in COMMANDS_WRONG:
            status, answer = await raw(fake, "PUT", path, said)
            assert (status, answer["code"]) == (400, 50035), why
            assert fake.complaints.take(why), why
            fake.complaints.take("")
        assert fake.world.commands == []


# Programs.


def test_the_thread_serves_programs_that_know_no_await(discord_thread: DiscordThread) -> None:
    thread = discord_thread
    thread.fake.world.commands = registered(thread.fake)
    asked = thread.command(thread.fake.user, "coach ahead")
    assert not asked.delivered
    sent, again = thread.together(thread.fake.say(thread.fake.user, "one"), thread.fake.say(thread.fake.user, "two"))
    assert int(sent.id) < int(again.id)
    thread.soon(lambda: thread.fake.clock.advance(1))
    assert thread.fake.clock.offset == 1
    assert set(thread.fake.environment()) == {"DISCORD_API_URL", "DISCORD_TOKEN"}


def test_it_stands_alone_and_a_bot_talks_to_it() -> None:
    command_line = [sys.executable, "-m", "tests.fakes.discord"]
    with subprocess.Popen(command_line, env=environment(), stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            told = dict(line.rstrip().split("=", 1) for line in (server.stdout.readline(), server.stdout.readline()))

            async def ask() -> int:
                headers = {"Authorization": f"Bot {told['DISCORD_TOKEN']}"}
                async with aiohttp.ClientSession(headers=headers) as session:
                    return (await session.get(told["DISCORD_API_URL"] + "/users/@me")).status

            assert asyncio.run(ask()) == 200
            assert server.stdout.readline().split() == ["get_my_user", "200"]
        finally:
            server.terminate()
