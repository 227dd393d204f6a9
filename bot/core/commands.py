"""The commands, as data: one table for every surface that has them. What they mean are the coach's intents.

An option bears the name of the intent's field that it fills. What was chosen fills it; what was typed and is none of
what is offered is read as words ("done kafka"), so that nobody has to wait for a list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.core import intents as i
from bot.core.suggest import Kind
from pathways.learner import MAX_HOURS, MIN_HOURS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.intents import Intent


@dataclass(frozen=True, slots=True)
class Option:
    """One option: chosen from a few, suggested from many, a number, or words."""

    name: str
    about: str
    choices: Mapping[str, str] | None = None
    """What is shown, and what it stands for."""
    suggest: Kind | None = None
    number: tuple[float, float] | None = None
    lead: Literal["", "until ", "by ", "at ", "time ", "on ", "from "] = ""
    """What goes before it in words."""
    required: bool = False
    spoken: bool = False
    """Typed freely, and read as the answer to a form."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the intent that it means, and what of it can be said."""

    name: str
    kind: type[Intent]
    options: tuple[Option, ...] = ()
    always: tuple[tuple[str, str], ...] = ()
    """What it means where nothing else is said."""
    about: str = ""
    group: str = ""
    """What it stands under, where commands are too many for one list."""

    @property
    def description(self) -> str:
        """What it does: the intent's own words, where it has none."""
        return self.about or (self.kind.__doc__ or "").split("\n")[0].rstrip(".")

    @property
    def path(self) -> str:
        """Its name with its group before it."""
        return f"{self.group} {self.name}".strip()


ROAD, ACCOUNT = "road", "account"
GROUPS = {
    ROAD: "Make the road your own, and look around before you choose one",
    ACCOUNT: "Your accounts on several platforms, and your name in the digest",
}
_STRETCHES = {"today": "today", "this week": "week", "the next four weeks": "month", "the next 90 days": "quarter"}
_DAYS = {
    "Monday": "mon",
    "Tuesday": "tue",
    "Wednesday": "wed",
    "Thursday": "thu",
    "Friday": "fri",
    "Saturday": "sat",
    "Sunday": "sun",
}
_LOADS = {"too much": "less", "about right": "same", "too little": "more"}
_WAYS = {"finish later": "later", "a little more each week": "more", "drop what is nice to have": "less"}
_PATHWAY = Option("pathway", "Of which pathway; without one, yours", suggest="pathway")
_DOINGS = {
    "post it here": "here",
    "change day or time": "change",
    "see what would be posted": "preview",
    "turn it off": "off",
}
_HORIZON = Option("horizon", "How far ahead", choices=_STRETCHES)
_STEP = Option("step", "Which step", suggest="step")
_HOURS = (MIN_HOURS, MAX_HOURS)
COMMANDS = (
    Command("next", i.Next, (_HORIZON, Option("spare", "A piece for so many minutes", number=(5, 120)))),
    Command(
        "done",
        i.Done,
        (
            Option("step", "Which step", suggest="step", required=True),
            Option("on", "The day it was done; without one, today", suggest="past", lead="on "),
        ),
    ),
    Command("later", i.Later, (_STEP, Option("until", "Not before this day", suggest="date", lead="until "))),
    Command("skip", i.Skip, (Option("step", "Which step", suggest="step", required=True),)),
    Command("undo", i.Undo, (Option("step", "Which step; without one, the last change", suggest="step"),)),
    Command("progress", i.HowFar),
    Command("plan", i.Next, (_HORIZON,), always=(("horizon", "quarter"),), about="What the next 90 days hold"),
    Command(
        "forecast",
        i.Forecast,
        (
            Option("hours", "What if you had so many hours a week", number=_HOURS),
            Option("date", "Would you be done by this day", suggest="date", lead="by "),
        ),
    ),
    Command("roadmap", i.Roadmap, (Option("phase", "Which phase; without one, all", suggest="phase"),)),
    Command("skill", i.AboutSkill, (Option("skill", "Which skill", suggest="skill", required=True),)),
    Command("resources", i.Resources, (Option("about", "A skill or a step; without one, all", suggest="topic"),)),
    Command(
        "reality",
        i.Reality,
        (Option("aspect", "Which side", choices={"love": "love", "miss": "miss", "find hard": "challenges"}),),
    ),
    Command(
        "facts",
        i.Fact,
        (Option("fact", "Which one", choices={name: name for name in ("salary", "timeline", "difficulty", "demand")}),),
    ),
    Command("pathways", i.Pathways),
    Command(
        "start",
        i.Start,
        (
            Option("pathway", "Which pathway", suggest="pathway", required=True),
            Option("beside", "Or both at once", choices={"beside the one in hand": "yes"}),
        ),
    ),
    Command(
        "settings",
        i.Settings,
        (
            Option("hours", "Hours a week", number=_HOURS),
            Option("timezone", "The nearest big city", suggest="timezone"),
            Option("day", "Day for nudges", choices=_DAYS),
            Option("time", "Time for nudges, such as 18:30", lead="time "),
            Option("quiet", "Quiet hours and days, such as 22:00 to 7:00, weekends; or none", spoken=True),
        ),
    ),
    Command(
        "pause",
        i.Pause,
        (
            Option("until", "Until this day; without one, until you resume", suggest="date", lead="until "),
            Option("since", "From this day; without one, today", suggest="date", lead="from "),
        ),
    ),
    Command("resume", i.Resume),
    Command(
        "export",
        i.Export,
        (
            Option(
                "format",
                "What to take out",
                choices={
                    "my plan, as a calendar": "calendar",
                    "all my data": "data",
                    "what I achieved": "resume",
                    "a certificate": "certificate",
                },
            ),
        ),
    ),
    Command(
        "digest",
        i.Digest,
        (
            Option("do", "Without one, it is shown", choices=_DOINGS),
            Option("day", "On which day", choices=_DAYS),
            Option("time", "At what time, such as 16:00", lead="at "),
        ),
    ),
    Command("forget", i.Forget),
    Command("help", i.Help),
    Command(
        "fit",
        i.Fit,
        (
            Option("hours", "Hours a week", number=_HOURS),
            Option("known", "A skill or a step that you know already", suggest="topic"),
            Option("by", "A day to be done by", suggest="date", lead="by "),
        ),
        group=ROAD,
    ),
    Command(
        "credit",
        i.Credit,
        (
            Option("skill", "Which skill", suggest="skill"),
            Option("step", "Or which step", suggest="step"),
            Option("level", "How well", choices={"well": "known", "rusty": "rusty", "new to me": "new"}),
        ),
        group=ROAD,
    ),
    Command(
        "part",
        i.Part,
        (
            Option("step", "Which step; without one, the next", suggest="step"),
            Option("share", "How far", choices={"a quarter": "0.25", "halfway": "0.5", "three quarters": "0.75"}),
            Option("minutes", "Or minutes more than before", number=(1, 6000)),
        ),
        group=ROAD,
    ),
    Command(
        "split",
        i.Split,
        (
            Option("step", "Which step; without one, this week's biggest", suggest="step"),
            Option("parts", "Into how many", choices={"two": "2", "three": "3", "four": "4"}),
        ),
        group=ROAD,
    ),
    Command(
        "proof",
        i.Proof,
        (
            Option("words", "One line or a link"),
            Option("step", "For which step; without one, the latest", suggest="step"),
        ),
        group=ROAD,
    ),
    Command(
        "load",
        i.Load,
        (
            Option("hours", "Hours a week for a while", number=(0, MAX_HOURS)),
            Option("until", "Until this day; without one, this week", suggest="date", lead="until "),
        ),
        group=ROAD,
    ),
    Command("check-in", i.CheckIn, (Option("load", "How it feels", choices=_LOADS),), group=ROAD),
    Command("replan", i.Replan, (Option("way", "Take this one at once", choices=_WAYS),), group=ROAD),
    Command("aim", i.Aim, (Option("date", "The day", suggest="date", lead="by "),), group=ROAD),
    Command("changes", i.Changes, (Option("take", "At once", choices={"take them": "yes"}),), group=ROAD),
    Command(
        "nudge",
        i.Nudge,
        (Option("horizon", "Which one", choices={"week": "week", "month": "month", "90 days": "quarter"}),),
        group=ROAD,
    ),
    Command("step", i.AboutStep, (Option("step", "Which step; without one, this week's", suggest="step"),), group=ROAD),
    Command("gaps", i.Gaps, (_PATHWAY,), group=ROAD),
    Command("strengths", i.Strengths, (_PATHWAY,), group=ROAD),
    Command("overview", i.Overview, (_PATHWAY,), group=ROAD),
    Command("recommend", i.Recommend, group=ROAD),
    Command(
        "compare",
        i.Compare,
        (Option("pathways", "With which one; without one, all", suggest="pathway"),),
        group=ROAD,
    ),
    Command("link", i.Link, (Option("code", "The code that another account gave you"),), group=ACCOUNT),
    Command("unlink", i.Unlink, group=ACCOUNT),
    Command("here", i.Here, group=ACCOUNT),
    Command(
        "name",
        i.NameMe,
        (Option("wish", "Whether to name you", choices={"name me": "yes", "leave me out": "no"}, required=True),),
        group=ACCOUNT,
    ),
)
BY_PATH = {command.path: command for command in COMMANDS}
