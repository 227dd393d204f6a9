"""`make pictures`: the main replies, from the real coach through the real renderer, drawn as Slack would draw them.

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
from bot.adapters.slack import home, modal, render
from bot.adapters.studio import slack_page as slack
from bot.core import door
from bot.core.coach import Request
from bot.core.intents import Settings
from bot.core.reply import Form
from docs import png
from pathways.learner import Account

HERE = Path(__file__).parent / "pictures"
NOW = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
ADA = Account("slack", "T0123456789", "U0123456789")
ZONE = "Europe/Berlin"
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

    def __init__(self, folder: Path) -> None:
        told = settings.read({"COACH_DATA": str(folder)}, dotenv=None)
        self._coach, _ = wiring.remembering(told, clock=lambda: NOW)

    def says(self, words: str) -> str:
        """The words and the answer to them, as messages."""
        reply = door.answer(self._coach, Request(ADA, words, timezone=ZONE))
        shown = render.message(reply, owner=ADA.user)
        return slack.spoken(words, by="Ada") + slack.message(shown.blocks, text=shown.text)

    def home(self) -> str:
        """The Home as it is now."""
        return slack.home(home.view(self._coach.home(Request(ADA, "", timezone=ZONE)), owner=ADA.user))

    def form(self) -> str:
        """The window that asks for the settings."""
        reply = door.answer(self._coach, Request(ADA, Settings(), timezone=ZONE))
        (form,) = (part for part in reply.parts if isinstance(part, Form))
        return slack.modal(modal.view(form, owner=ADA.user, place=""))


def pictures(stage: Stage) -> list[Picture]:
    """What is shown, in the order in which a learner meets it."""
    shown = {
        "hello": stage.says("hi"),
        "week": stage.says("what's next this week?"),
        "done": stage.says("done 1"),
        "progress": stage.says("how am I doing?"),
        "forecast": stage.says("will I be done by June?"),
        "salary": stage.says("how much more would I make?"),
        "reality": stage.says("what will I hate about it?"),
        "not-understood": stage.says("order me a pizza"),
        "settings": stage.form(),
        "home": stage.home(),
    }
    light = [Picture(name, slack.page(one)) for name, one in shown.items()]
    week, place = shown["week"], shown["home"]
    return [
        *light,
        Picture("home-dark", slack.page(place, dark=True)),
        Picture("home-phone", slack.page(place), PHONE),
        Picture("week-phone-dark", slack.page(week, dark=True), PHONE),
    ]


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
        for picture in pictures(Stage(folder)):
            small = png.smaller(draw(browser, picture, folder).read_bytes())
            file = HERE / f"slack-{picture.name}.png"
            file.write_bytes(small)
            print(f"{file.name:28}{len(small) / 1000:6.1f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
