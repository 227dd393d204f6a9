"""`make pictures`: the main replies, from the real coach through the real renderer, drawn as Slack and Discord would.

Needs Chromium, and no network: the pages go to a temporary folder, the pictures to docs/pictures/. The clock stands
still and the learner is made up, so that the same program draws the same pictures.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot import settings, wiring
from bot.adapters.discord import modal as discord_modal
from bot.adapters.discord import render as discord_render
from bot.adapters.slack import home, modal, render
from bot.adapters.studio import discord_page as discord
from bot.adapters.studio import slack_page as slack
from bot.core import door, weekly
from bot.core.coach import Request
from bot.core.home import Home
from bot.core.intents import Fit, Intent, Nudge, Proof, Settings
from bot.core.questions import Form
from bot.core.reply import Buttons, Reply
from docs import png
from pathways.digest import Digest, Place
from pathways.learner import Account

HERE = Path(__file__).parent / "pictures"
NOW = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
SAID = {
    "hello": "hi",
    "week": "what's next this week?",
    "done": "done 1",
    "progress": "how am I doing?",
    "forecast": "will I be done by June?",
    "salary": "how much more would I make?",
    "reality": "what will I hate about it?",
    "not-understood": "order me a pizza",
}
FORMS: dict[str, Intent] = {"settings": Settings(), "questions": Fit(), "evidence": Proof("enroll-ml-specialization")}
DESKTOP, PHONE = 680, 390
TALLEST = 1600
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MISSING = "No Chromium here, and the pictures are drawn by it. On Debian or Ubuntu: apt-get install chromium"


@dataclass(frozen=True)
class Picture:
    """One page and how to look at it."""

    name: str
    page: str
    width: int = DESKTOP


class Stage:
    """One learner and the coach, with a clock that stands still."""

    def __init__(self, folder: Path, account: Account, **known: str) -> None:
        told = settings.read({"COACH_DATA": str(folder)}, dotenv=None)
        self._coach, _ = wiring.remembering(told, clock=lambda: NOW)
        self.owner = account.user
        self._account, self._known = account, known

    def asks(self, said: str | Intent) -> Reply:
        """The answer to words, or to a press."""
        return door.answer(self._coach, self._request(said))

    def form(self, intent: Intent) -> Form:
        """The questions that the answer to an intent holds."""
        choices = (one for part in self.asks(intent).parts if isinstance(part, Buttons) for one in part.row)
        return next(one for one in choices if isinstance(one, Form))

    def home(self) -> Home:
        """The learner's place as it is now."""
        return self._coach.home(self._request(""))

    def _request(self, said: str | Intent) -> Request:
        return Request(self._account, said, timezone=self._known.get("timezone"), locale=self._known.get("locale"))


def pictures(folder: Path) -> list[Picture]:
    """All of them."""
    ada = Stage(folder, Account("slack", "T0123456789", "U0123456789"), timezone="Europe/Berlin")
    other_ada = Stage(folder, Account("discord", "", "1234567890123456789"), locale="de")
    return [*in_slack(ada), *in_discord(other_ada)]


def in_slack(stage: Stage) -> list[Picture]:
    """What is shown, in the order in which a learner meets it."""

    def says(words: str) -> str:
        shown = render.message(stage.asks(words), owner=stage.owner)
        return slack.spoken(words, by="Ada") + slack.message(shown.blocks, text=shown.text)

    posted = render.message(digest(), owner="")
    shown = {
        **{name: says(words) for name, words in SAID.items()},
        "digest": slack.message(posted.blocks, text=posted.text),
        **{
            name: slack.modal(modal.view(stage.form(intent), owner=stage.owner, place=""))
            for name, intent in FORMS.items()
        },
        "home": slack.home(home.view(stage.home(), owner=stage.owner)),
        "nudge": slack.message(render.message(stage.asks(Nudge()), owner=stage.owner).blocks),
    }
    week, place = shown["week"], shown["home"]
    return [
        *(Picture(f"slack-{name}", slack.page(one)) for name, one in shown.items()),
        Picture("slack-home-dark", slack.page(place, dark=True)),
        Picture("slack-home-phone", slack.page(place), PHONE),
        Picture("slack-week-phone-dark", slack.page(week, dark=True), PHONE),
    ]


def in_discord(stage: Stage) -> list[Picture]:
    """The same in Discord, where the zone is asked for."""

    def says(words: str) -> str:
        shown = discord_render.message(stage.asks(words), owner=stage.owner)
        return discord.spoken(words, by="Ada") + discord.message(shown.view.to_components())

    shown = {
        **{name: says(words) for name, words in SAID.items()},
        "zone": says("I live in Lisbon"),
        "digest": discord.message(discord_render.message(digest(), owner="").view.to_components()),
        **{name: discord.modal(discord_modal.view(stage.form(intent), {}).to_dict()) for name, intent in FORMS.items()},
    }
    nudge = discord_render.message(stage.asks(Nudge()), owner=stage.owner)
    shown["nudge"] = discord.message(nudge.view.to_components())
    return [
        *(Picture(f"discord-{name}", discord.page(one, dark=True)) for name, one in shown.items()),
        Picture("discord-nudge-phone", discord.page(shown["nudge"]), PHONE),
        Picture("discord-week-phone", discord.page(shown["week"]), PHONE),
    ]


def digest() -> Reply:
    """What a team reads once a week; the team is made up."""
    done = weekly.Week(7, 12, 31 * 60, (("U1", "Linear regression from scratch"), ("U2", "Kafka and Spark pipeline")))
    names = {"U1": "Grace", "U2": "Ada"}
    return weekly.said(Digest(Place("slack", "T1", "C1")), done, NOW - dt.timedelta(weeks=1), NOW, names)


def draw(browser: str, picture: Picture, folder: Path) -> Path:
    """Draw one page with a browser that talks to nobody."""
    page, raw = folder / f"{picture.name}.html", folder / f"{picture.name}.png"
    page.write_text(picture.page, "utf-8")
    quiet = ("quic", "background-networking", "component-update", "sync", "gpu")
    subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--no-first-run",
            *(f"--disable-{what}" for what in quiet),
            "--hide-scrollbars",
            "--lang=en-US",
            "--force-device-scale-factor=2",
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={picture.width},{TALLEST}",
            f"--screenshot={raw}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return raw


def main() -> int:
    """Draw all, and say how heavy each is."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(MISSING, file=sys.stderr)
        return 2
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for picture in pictures(folder):
            small = png.smaller(draw(browser, picture, folder).read_bytes())
            file = HERE / f"{picture.name}.png"
            file.write_bytes(small)
            print(f"{file.name:28}{len(small) / 1000:6.1f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
