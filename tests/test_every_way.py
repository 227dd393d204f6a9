"""What a learner can do with a road of their own is done by words, by a command and by buttons, on every surface.

Each surface is the real renderer and the real reader: what is pressed is found in what was drawn, a form is filled in
where it was drawn, and a command is told as the platform tells it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.discord import buttons as discord_buttons
from bot.adapters.discord import commands as discord_commands
from bot.adapters.discord import modal as discord_modal
from bot.adapters.discord import render as discord_render
from bot.adapters.slack import buttons as slack_buttons
from bot.adapters.slack import inbound as slack_inbound
from bot.adapters.slack import modal as slack_modal
from bot.adapters.slack import render as slack_render
from bot.adapters.terminal import render as terminal_render
from bot.core import intents as i
from bot.core.coach import Request
from bot.core.forms import Filled
from bot.core.questions import Form
from bot.core.suggest import Names
from pathways import journal
from tests.blockkit import objects
from tests.fakes.discord import components as c
from tests.talk import SHIPPED, Kept, Learner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.coach import Said

OWNER = "1234567890123456789"
NAMES = Names(SHIPPED)
ARCHITECT, SOLUTIONS, MLOPS = SHIPPED


class Terminal:
    """Numbers press; a form is asked question by question; commands are words."""

    def press(self, ada: Learner, label: str) -> Said:
        return next(one.intent for one in terminal_render.choices(ada.reply) if one.label == label)

    def fill(self, form: Form, answers: Mapping[str, str]) -> Filled:
        given = {one.name: terminal_render.answer(one, answers.get(one.name, "")) for one in form.fields}
        return Filled(form.intent, given)

    def command(self, path: str, options: Mapping[str, Any], typed: str) -> Said:
        del path, options
        return typed


class Slack(Terminal):
    """Block Kit, and a modal's state."""

    def press(self, ada: Learner, label: str) -> Said:
        drawn = slack_render.message(ada.reply, owner="U1").blocks
        pressable = [one for one in objects(drawn) if one.get("type") == "button"]
        return slack_buttons.pressed(next(one for one in pressable if one["text"]["text"] == label)).intent

    def fill(self, form: Form, answers: Mapping[str, str]) -> Filled:
        view = slack_modal.view(form, owner="U1", place="")
        state = {name: {name: _in_slack(element, answers.get(name, ""))} for name, element in _elements(view)}
        return slack_modal.filled({**view, "state": {"values": state}})

    def command(self, path: str, options: Mapping[str, Any], typed: str) -> Said:
        del path, options
        return slack_inbound.command({"text": typed, "team_id": "T1", "user_id": "U1"}).words


def _elements(view: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(block["block_id"], block["element"]) for block in view["blocks"]]


def _in_slack(element: dict[str, Any], answer: str) -> dict[str, Any]:
    offered = [option["value"] for option in element.get("options", ())]
    match element["type"]:
        case "multi_static_select":
            chosen = answer.split(",") if answer else []
            assert set(chosen) <= set(offered)
            return {"selected_options": [{"value": value} for value in chosen]}
        case "datepicker":
            return {"selected_date": answer or None}
        case kind:
            assert kind in {"number_input", "plain_text_input"}
            return {"value": answer or None}


class Discord(Terminal):
    """Components, and a modal's controls."""

    def press(self, ada: Learner, label: str) -> Said:
        for one in c.walk(discord_render.message(ada.reply, owner=OWNER).view.to_components()):
            if one.get("label") == label:
                return discord_buttons.pressed(one["custom_id"]).intent
            for option in one.get("options") or ():
                if option["label"] == label:
                    return discord_buttons.pressed(one["custom_id"], option["value"]).intent
        raise LookupError(label)

    def fill(self, form: Form, answers: Mapping[str, str]) -> Filled:
        made = discord_modal.view(form, {}).to_dict()
        told = [{"component": _in_discord(one["component"], answers)} for one in made["components"]]
        return discord_modal.filled({"custom_id": made["custom_id"], "components": told})

    def command(self, path: str, options: Mapping[str, Any], typed: str) -> Said:
        del typed
        *group, name = path.split()
        inner = [{"type": 1, "name": name, "options": [{"name": k, "value": v} for k, v in options.items()]}]
        below = [{"type": 2, "name": group[0], "options": inner}] if group else inner
        _is_registered(path, options)
        return discord_commands.meant({"options": below}, NAMES)


def _in_discord(control: dict[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    name, answer = control["custom_id"], answers.get(control["custom_id"], "")
    if control["type"] == c.SELECT:
        chosen = answer.split(",") if answer else []
        assert set(chosen) <= {option["value"] for option in control["options"]}
        return {"custom_id": name, "values": chosen}
    return {"custom_id": name, "value": answer}


def _is_registered(path: str, options: Mapping[str, Any]) -> None:
    told = discord_commands.registered()[0]
    for name in path.split():
        told = next(one for one in told["options"] if one["name"] == name)
    assert set(options) <= {one["name"] for one in told["options"]}


SURFACES = (Terminal(), Slack(), Discord())

Tap = tuple[str, dict[str, str]] | str
"""What is pressed; a form with its answers."""


@dataclass(frozen=True)
class Can:
    """One thing that issue and guide say a learner can do."""

    name: str
    words: str
    typed: str
    path: str
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    taps: tuple[Tap, ...] = ()
    """From the first hello, or from what was said last before it."""
    before: tuple[Said, ...] = ()
    weeks: int = 0
    """That go by before it."""
    last: str = ""
    """What is said right before pressing begins; empty: the first hello, and after that the week."""


KAFKA, SETUP = "kafka-spark-pipeline", "python-jupyter-setup"
PIPELINES = "data-engineering-pipelines"
WEEK = "what's next this week?"
LESS = {"hours": "5", "known": PIPELINES, "by": "2027-06-01"}
CAN = (
    Can(
        "the three questions",
        "5 h a week, I know data engineering, want it by June",
        "fit 5 data engineering by june",
        "road fit",
        {"hours": 5.0, "known": PIPELINES, "by": "2027-06-01"},
        (("Make it fit me", LESS),),
    ),
    Can(
        "credit for a skill",
        "I know data engineering",
        "credit data engineering",
        "road credit",
        {"skill": PIPELINES},
        ("What else?", "I know something", "Data Engineering Pipelines"),
    ),
    Can(
        "credit, rusty",
        "my data engineering is rusty",
        "credit data engineering rusty",
        "road credit",
        {"skill": PIPELINES, "level": "rusty"},
        ("Data Engineering Pipelines", "Rusty"),
        last="credit",
    ),
    Can(
        "credit for a step",
        "I already know the jupyter setup",
        "credit jupyter setup",
        "road credit",
        {"step": SETUP},
        ("Why these?", "Python and Jupyter setup", "I know it already"),
        last=WEEK,
    ),
    Can("credit taken back", "undo", "undo", "undo", {}, ("Undo",), last="credit data engineering"),
    Can(
        "a wished date",
        "will I be done by June?",
        "forecast by june",
        "forecast",
        {"date": "2027-06-01"},
        (("What if?", {"date": "2027-06-01"}),),
        last="when am I done?",
    ),
    Can(
        "what if",
        "what if I had 10 hours?",
        "forecast 10",
        "forecast",
        {"hours": 10.0},
        (("What if?", {"hours": "10"}),),
        last="when am I done?",
    ),
    Can(
        "a date to aim for",
        "my goal is 1 June 2027",
        "aim 2027-06-01",
        "road aim",
        {"date": "2027-06-01"},
        (("Make it fit me", {"by": "2027-06-01"}),),
    ),
    Can(
        "a break ahead",
        "I'm on holiday from 20 December to 3 January",
        "pause from 20 december to 3 january",
        "pause",
        {"since": "2026-12-20", "until": "2027-01-03"},
        ("What else?", ("Days off", {"since": "2026-12-20", "until": "2027-01-03"})),
    ),
    Can(
        "a thin week",
        "only 2 hours this week",
        "load 2",
        "road load",
        {"hours": 2.0},
        ("What else?", ("Other hours for a while", {"hours": "2"})),
    ),
    Can(
        "a step put off",
        "push the jupyter setup to next week",
        "later jupyter",
        "later",
        {"step": SETUP},
        ("Why these?", "Python and Jupyter setup", "Later"),
        last=WEEK,
    ),
    Can("this week put off", "put this week off", "later this week", "later", {}, ("Put this week off",), last=WEEK),
    Can(
        "part of a step",
        "halfway through the jupyter setup",
        "part jupyter setup halfway",
        "road part",
        {"step": SETUP, "share": "0.5"},
        ("Why these?", "Python and Jupyter setup", "Part of it is done", "Halfway"),
        last=WEEK,
    ),
    Can(
        "done another day",
        "did the jupyter setup yesterday",
        "done jupyter setup yesterday",
        "done",
        {"step": SETUP, "on": "2026-11-29"},
        ("Why these?", "Python and Jupyter setup", "Part of it is done", "Done yesterday"),
        last=WEEK,
    ),
    Can(
        "a step cut up",
        "split the jupyter setup into 2",
        "split jupyter setup 2",
        "road split",
        {"step": SETUP, "parts": "2"},
        ("Why these?", "Python and Jupyter setup", "Cut it up"),
        last=WEEK,
    ),
    Can(
        "a quarter of an hour",
        "I've got 15 minutes and no brain",
        "15 minutes",
        "next",
        {"spare": 15.0},
        ("15 minutes of it",),
        last=WEEK,
    ),
    Can("ways on after a slip", "I fell behind", "replan", "road replan", {}, ("Ways on",), (i.Done(SETUP),), 4, WEEK),
    Can(
        "a way taken",
        "replan later",
        "replan later",
        "road replan",
        {"way": "later"},
        ("Take A",),
        (i.Done(SETUP),),
        4,
        "I fell behind",
    ),
    Can(
        "evidence",
        "proof https://example.org/me",
        "proof https://example.org/me",
        "road proof",
        {"words": "https://example.org/me"},
        (("Add a link or note", {"words": "https://example.org/me"}),),
        (),
        0,
        "finished the jupyter setup",
    ),
    Can(
        "résumé lines",
        "resume bullets please",
        "export resume",
        "export",
        {"format": "resume"},
        ("What else?", "Take it out", "What I achieved"),
    ),
    Can(
        "a certificate",
        "give me a certificate",
        "give me a certificate",
        "export",
        {"format": "certificate"},
        ("What else?", "Take it out", "A certificate"),
    ),
    Can(
        "which pathway",
        "which one should I pick?",
        "recommend",
        "road recommend",
        {},
        ("What else?", "Which pathways?", "Which fits me?"),
    ),
    Can(
        "pathways side by side",
        "compare the pathways",
        "compare",
        "road compare",
        {},
        ("What else?", "Which pathways?", "Side by side"),
    ),
    Can(
        "a switch",
        "switch to mlops engineer",
        "start mlops",
        "start",
        {"pathway": MLOPS},
        ("What else?", "Which pathways?", "Switch to MLOps Engineer"),
    ),
    Can(
        "two at once",
        "follow mlops engineer as well",
        "start mlops as well",
        "start",
        {"pathway": MLOPS, "beside": "yes"},
        ("What else?", "Which pathways?", "Side by side", "MLOps Engineer as well"),
    ),
    Can(
        "how the load feels",
        "this is too much",
        "check-in too much",
        "road check-in",
        {"load": "less"},
        ("Too much",),
        last="nudge month",
    ),
)


def _met(can: Can) -> Learner:
    ada = Learner(Kept(), SHIPPED)
    ada.say("hi")
    for said in can.before:
        ada.say(said)
    ada.wait(weeks=can.weeks)
    if can.last:
        ada.say(can.last)
    return ada


def _stands(ada: Learner) -> tuple[object, ...]:
    """All that the plan counts on; in what order it was told is all one."""
    entries = ada.entries
    told = (journal.progress(entries), journal.rhythm(entries, ada.rhythm), journal.pathways_in_hand(entries))
    return (*told, journal.aim(entries), journal.evidence(entries), journal.splits(entries), journal.rerouted(entries))


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: type(surface).__name__)
@pytest.mark.parametrize("can", CAN, ids=lambda can: can.name)
def test_by_words_by_command_and_by_buttons_the_same_is_done(can: Can, surface: Terminal) -> None:
    words, command, pressed = _met(can), _met(can), _met(can)
    before = _stands(words)
    words.say(can.words)
    wanted = (_stands(words), words.reply.summary if _stands(words) == before else "")
    command.say(surface.command(can.path, can.options, can.typed))
    assert (_stands(command), wanted[1] and command.reply.summary) == wanted
    for tap in can.taps:
        _tap(surface, pressed, *(tap if isinstance(tap, tuple) else (tap, None)))
    assert (_stands(pressed), wanted[1] and pressed.reply.summary) == wanted


def _tap(surface: Terminal, ada: Learner, label: str, answers: dict[str, str] | None) -> None:
    intent = surface.press(ada, label)
    if answers is None:
        ada.say(intent)
        return
    form = ada.coach.consider(Request(ada.account, intent, timezone=ada.timezone)).form
    assert form is not None, label
    ada.say(surface.fill(form, answers))
    assert not ada.answer.errors


def test_no_more_taps_than_the_promise() -> None:
    one = {"the three questions", "a way taken", "evidence", "this week put off", "a quarter of an hour"}
    assert all(len(can.taps) == 1 for can in CAN if can.name in one)
    assert all(len(can.taps) <= 4 for can in CAN)
