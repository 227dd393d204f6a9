"""A Discord on loopback, for tests, that the real discord.py runs against.

    async with FakeDiscord() as discord, running(client, discord):     # a client with guild_ready_timeout=0
        await discord.say(discord.user, "hello")                        # types in the DM
        await discord.until(lambda: len(discord.messages(discord.user)) == 2)
        asked = await discord.command(discord.user, "coach done", {"step": "kafka"})
        await discord.settled(asked)                                    # more than "thinking" came
        pressed = await discord.press(discord.user, asked.messages[-1], label="Undo")
        await discord.submit(discord.user, {"Hours a week": "6"})       # the form that `pressed` has opened
        discord.fates.next("create_message", Fate.refuse(50007))
        discord.no_complaints()

`accepted` is the truth, `complaints` what the app did wrong. Calls have the names of Discord's own specification:
`create_message`, `create_interaction_response`, `update_original_webhook_message`, `execute_webhook`, `create_dm`.
`discord.gateway` has the sessions: `reconnect()`, `invalidate()`, `close(4014)`, `cut()`, `shards`, `max_concurrency`.
`discord.clock.advance(4)` makes an interaction too old to be answered. `thread.DiscordThread` is the same in a thread,
`library.aimed_at(discord)` points discord.py here, `fixtures` are for pytest, `python -m tests.fakes.discord` tinkers.
"""

from __future__ import annotations

from tests.fakes.discord.components import CannotDo
from tests.fakes.discord.fates import Fate
from tests.fakes.discord.hands import FakeDiscord
from tests.fakes.discord.people import Channel, Guild, Interaction, Message, User
from tests.fakes.discord.records import Accepted, Call, Complaint
from tests.fakes.discord.thread import DiscordThread

__all__ = [
    "Accepted",
    "Call",
    "CannotDo",
    "Channel",
    "Complaint",
    "DiscordThread",
    "FakeDiscord",
    "Fate",
    "Guild",
    "Interaction",
    "Message",
    "User",
]
