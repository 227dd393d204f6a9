"""A Discord on loopback, for tests, that the real discord.py runs against.

    async with FakeDiscord() as discord, connected(client, discord):   # from `library`
        await client.tree.sync()
        await discord.say(discord.user, "hello")                        # Ada types in the DM
        await discord.until(lambda: len(discord.messages(discord.user)) == 2)
        asked = await discord.command(discord.user, "coach done", {"step": "kafka"})
        await discord.settled(asked)                                    # more than "thinking" came
        pressed = await discord.press(discord.user, asked.messages[-1], label="Hours")
        await discord.submit(discord.user, {"Hours a week": "6"})       # the form that `pressed` has opened
        discord.fates.next("create_message", Fate.refuse(50007))
        discord.no_complaints()

`accepted` is the truth, `complaints` what the app did wrong. Calls have the names of Discord's own specification:
`create_message`, `create_interaction_response`, `update_original_webhook_message`, `execute_webhook`, `create_dm`.
Whatever is pressed, chosen, typed or filled in must really be there, else it is `CannotDo`.

`discord.gateway` has the sessions: `reconnect()`, `invalidate()`, `close(4014)`, `cut()`, `down`, `shards`,
`max_concurrency`. `discord.clock.advance(4)` makes an interaction too old to be answered. `discord.budgets.set(...)`
limits a route. `discord.world` has what can be turned beside: `app.allowed` (privileged intents), `app.token`,
`dm_budget`, `nonce_seconds`. `add_user(alone=True, installed=True)`, `add_guild(bot=False)`, `world.add_private(...)`
make the places of an app that somebody has installed for themselves.

`thread.DiscordThread` is the same in a thread of its own, for programs; `environment()` points them here. `fixtures`
are for pytest; `python -m tests.fakes.discord` is to tinker with.
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
