"""The commands of Discord, as data: ``/coach`` and what stands under it. What they mean are the coach's intents.

An option bears the name of the intent's field that it fills. What was chosen fills it; what was typed and is none of
what is offered is read as words ("done kafka"), so that nobody has to wait for a list.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot.core import intents as i
from bot.core import wire
from bot.core.forms import Filled
from bot.core.suggest import Kind
from pathways.learner import MAX_HOURS, MIN_HOURS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.coach import Said
    from bot.core.intents import Intent
    from bot.core.suggest import Names

COMMAND = "coach"
ASK = "ask"
MAX_CHOICES = 25
_SUBCOMMAND, _TEXT, _NUMBER = 1, 3, 10
_SERVER, _USER = 0, 1
_IN_SERVER, _IN_DM, _BETWEEN_OTHERS = 0, 1, 2

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: chosen from a few, suggested from many, or a number."""

    name: str
    about: str
    choices: Mapping[str, str] | None = None
    """What is shown, and what it stands for."""
    suggest: Kind | None = None
    number: tuple[float, float] | None = None
    lead: Literal["", "until ", "by ", "at ", "time "] = ""
    """What goes before it in words."""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the intent that it means, and what of it can be said."""

    name: str
    kind: type[Intent]
    options: tuple[Option, ...] = ()
    always: tuple[tuple[str, str], ...] = ()
    """What it means where nothing else is said."""
    about: str = ""

    @property
    def description(self) -> str:
        """What it does: the intent's own words, where it has none."""
        return self.about or (self.kind.__doc__ or "").split("\n")[0].rstrip(".")


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
    Command("next", i.Next, (_HORIZON,)),
    Command("done", i.Done, (Option("step", "Which step", suggest="step", required=True),)),
    Command("later", i.Later, (_STEP, Option("until", "Not before this day", suggest="date", lead="until "))),
    Command("skip", i.Skip, (Option("step", "Which step", suggest="step", required=True),)),
    Command("undo", i.Undo, (Option("step", "Which step; without one, the last change", suggest="step"),)),
    Command("step", i.AboutStep, (Option("step", "Which step; without one, this week's", suggest="step"),)),
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
    Command("gaps", i.Gaps),
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
    Command("start", i.Start, (Option("pathway", "Which pathway", suggest="pathway", required=True),)),
    Command(
        "settings",
        i.Settings,
        (
            Option("hours", "Hours a week", number=_HOURS),
            Option("timezone", "The nearest big city", suggest="timezone"),
            Option("day", "Day for nudges", choices=_DAYS),
            Option("time", "Time for nudges, such as 18:30", lead="time "),
        ),
    ),
    Command(
        "pause",
        i.Pause,
        (Option("until", "Until this day; without one, until you resume", suggest="date", lead="until "),),
    ),
    Command("resume", i.Resume),
    Command(
        "export",
        i.Export,
        (
            Option(
                "format",
                "What to take out",
                choices={"my plan, as a calendar": "calendar", "all my data": "data", "what I achieved": "resume"},
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
)
_BY_NAME = {command.name: command for command in COMMANDS}
_QUESTION = Option("words", "Say it your way: “what's next?”, “done with chapter 1”, “4 hours a week”", required=True)


def registered() -> list[Payload]:
    """What Discord is told of the commands."""
    subcommands = [_shown(command.name, command.description, command.options) for command in COMMANDS]
    ask = _shown(ASK, "Ask anything, or say what you did", (_QUESTION,))
    return [
        {
            "name": COMMAND,
            "description": "Your coach: what is next, how far you are, when you will be done",
            "type": 1,
            "integration_types": [_SERVER, _USER],
            "contexts": [_IN_SERVER, _IN_DM, _BETWEEN_OTHERS],
            "options": [ask, *subcommands],
        }
    ]


def digest() -> str:
    """Names what Discord is told of the commands: the same for the same."""
    return hashlib.sha256(json.dumps(registered(), sort_keys=True).encode()).hexdigest()


def meant(data: Mapping[str, Any], names: Names) -> Said:
    """What a command says: an intent, or where something was typed freely, words."""
    name, given = _given(data)
    command = _BY_NAME.get(name)
    if command is None:
        return given.get(_QUESTION.name, name)
    filled = dict(command.always) | given
    try:
        if all(_chosen(option, filled, names) for option in command.options):
            return wire.read(command.kind.name, filled)
    except ValueError:
        pass
    if command.kind is i.Settings:
        return Filled(i.Settings(), given)
    said = (f"{option.lead}{given[option.name]}" for option in command.options if option.name in given)
    return " ".join((command.name, *said))


def asked(data: Mapping[str, Any]) -> tuple[Kind | None, str]:
    """What is being typed into which kind of option."""
    name, _ = _given(data)
    options = {option.name: option for option in (_BY_NAME[name].options if name in _BY_NAME else ())}
    for told in _inner(data).get("options") or ():
        if told.get("focused") and told.get("name") in options:
            return options[str(told["name"])].suggest, str(told.get("value") or "")
    return None, ""


def _chosen(option: Option, given: Mapping[str, str], names: Names) -> bool:
    value = given.get(option.name)
    return value is None or option.suggest is None or names.knows(option.suggest, value)


def _given(data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The subcommand, and what was given with it, in words."""
    inner = _inner(data)
    options: list[Mapping[str, Any]] = inner.get("options") or []
    return str(inner.get("name", "")), {str(one["name"]): _in_words(one.get("value")) for one in options}


def _in_words(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _inner(data: Mapping[str, Any]) -> Mapping[str, Any]:
    subcommands: list[Mapping[str, Any]] = data.get("options") or [{}]
    return subcommands[0]


def _shown(name: str, about: str, options: tuple[Option, ...]) -> Payload:
    return {
        "type": _SUBCOMMAND,
        "name": name,
        "description": about,
        "options": [_option(one) for one in sorted(options, key=lambda one: not one.required)],
    }


def _option(option: Option) -> Payload:
    shown: Payload = {
        "type": _NUMBER if option.number else _TEXT,
        "name": option.name,
        "description": option.about,
        "required": option.required,
    }
    if option.choices:
        shown["choices"] = [{"name": name, "value": value} for name, value in option.choices.items()]
    if option.suggest:
        shown["autocomplete"] = True
    if option.number:
        shown["min_value"], shown["max_value"] = option.number
    return shown
