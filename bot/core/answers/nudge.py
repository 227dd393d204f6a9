"""What a nudge says: one main thing and at most two more, under sixty words, one tap to record.

The words are made when it is delivered, of what is true then. A nudge that is left unanswered asks for less.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot.core import phrases
from bot.core.answers import checkin, week
from bot.core.compose import compose
from bot.core.intents import AboutStep, CheckIn, Done, HowFar, Later, Next, Nudge, Pause, Reality, Settings
from bot.core.reply import Bold, Button, Buttons, Part, Text
from pathways.journal import Finished, standing
from pathways.model import Horizon
from pathways.nudging import GOODBYE
from pathways.planner import SPAN

if TYPE_CHECKING:
    from bot.core.reply import Line, Reply
    from bot.core.turn import Turn
    from pathways.model import Step
    from pathways.planner import Share

MOST_WORDS = 60
FEW = 3
"""One main step and at most two more."""
_LONGEST_NAME = 48
_BACK = {Horizon.MONTH: 31, Horizon.QUARTER: 91}
"""Days that a look back takes in."""


def asked(turn: Turn, ask: Nudge) -> Reply:
    """A nudge on request: as it would come now, or what is true where none would come."""
    horizon = Horizon.WEEK if ask.horizon is Horizon.TODAY else ask.horizon
    return week.next_(turn, Next(horizon)) if needless(turn, horizon) else _made(turn, horizon)


def needless(turn: Turn, horizon: Horizon) -> str | None:
    """Why there is nothing to write about; None where there is."""
    if turn.plan.finish is None:
        return "all is done"
    return None if _work(turn, horizon) else "nothing is due"


def due(turn: Turn, horizon: Horizon, unanswered: int) -> Reply:
    """A nudge that is due, after so many that were left without an answer. There is something to write about."""
    if horizon is Horizon.QUARTER or not unanswered:
        return _made(turn, horizon)
    return _goodbye(turn) if unanswered >= GOODBYE else _smaller(turn, horizon, unanswered)


def _made(turn: Turn, horizon: Horizon) -> Reply:
    match horizon:
        case Horizon.MONTH:
            return _month(turn)
        case Horizon.QUARTER:
            return _quarter(turn)
        case _:
            return _week(turn)


def _week(turn: Turn) -> Reply:
    work = _work(turn, Horizon.WEEK)[:FEW]
    opening = _opening(turn, Horizon.WEEK, sum(share.minutes for share in _work(turn, Horizon.WEEK)))
    parts: list[Part] = [Text((Bold(opening),)), Text(_line(work[0]))]
    if work[1:]:
        more = phrases.joined((_line(share, bold=False) for share in work[1:]), "; ")
        parts.append(Text(("If there is time: ", *more, ".")))
    turn.show([share.step for share in work])
    parts.append(Buttons((*_deeds(work[0].step), Button("Too much", CheckIn("less")), _pause(), _why(work[0].step))))
    return compose(f"{opening} {_name(work[0].step)}", parts, _cite(turn, work))


def _month(turn: Turn) -> Reply:
    work = _work(turn, Horizon.MONTH)
    opening = _opening(turn, Horizon.MONTH, sum(share.minutes for share in work))
    few = list({share.step.id: share for share in work}.values())[:FEW]
    finished = _finished(turn, _BACK[Horizon.MONTH])
    back = f"Done last month: {_names(finished)}." if finished else "Last month had other plans, and that is fine."
    parts: list[Part] = [Text((Bold(opening), f" {back}")), Text(("First: ", Bold(_name(few[0].step)), "."))]
    if few[1:]:
        parts.append(Text((f"Then: {_names([share.step for share in few[1:]])}.",)))
    parts.append(Text(("How does the load feel?",)))
    turn.show([share.step for share in few])
    parts += [Buttons((*_deeds(few[0].step), _pause(), _why(few[0].step))), Buttons(checkin.loads())]
    return compose(f"{opening} {back}", parts, _cite(turn, few))


def _quarter(turn: Turn) -> Reply:
    opening, tally = _opening(turn, Horizon.QUARTER, 0), turn.standing.tally
    finished = _finished(turn, _BACK[Horizon.QUARTER])
    learned = _learned(turn, finished)
    stuck = [turn.pathway.steps[step] for step in turn.progress.postponed if turn.standing.is_open(step)]
    stuck = stuck or list(turn.plan.carried.still_open)
    said = [f"{phrases.steps(tally)} done."]
    if learned:
        said.append(f"Learned: {phrases.row(learned)}.")
    if stuck:
        said.append(f"Stuck: {_names(stuck[:2])}.")
    said.append(f"Finish: about {phrases.date(turn.plan.finish or turn.today, turn.today)}.")
    parts: list[Part] = [
        Text((Bold(opening), f" {' '.join(said)}")),
        Text(("Does it still fit what you love, miss and find hard? Keep, change, or stop well.",)),
        Buttons(
            (
                Button("Keep going", CheckIn("same"), primary=True),
                Button("Change something", Settings()),
                Button("Stop well", Pause()),
            )
        ),
        Buttons(
            (
                Button("What I love", Reality("love")),
                Button("What I miss", Reality("miss")),
                Button("What is hard", Reality("challenges")),
            )
        ),
    ]
    return compose(f"{opening} {said[0]}", parts, turn.cite("reality_check"))


def _smaller(turn: Turn, horizon: Horizon, unanswered: int) -> Reply:
    """The smallest thing that would be a beginning."""
    share = min(_work(turn, horizon), key=lambda share: share.minutes)
    opening = str(_wording()["silence"][unanswered])
    turn.show([share.step])
    month = Pause(turn.today + dt.timedelta(days=28))
    row: tuple[Button, ...] = (*_deeds(share.step), Button("Too much", CheckIn("less")), _pause())
    if unanswered > 1:
        keep, change = Button("I'll do that", CheckIn("same"), primary=True), Button("Change the plan", Settings())
        row = (keep, Button("Done", Done(share.step.id)), change, Button("Pause a month", month))
    parts = (Text((Bold(opening),)), Text(_line(share)), Buttons(row))
    return compose(f"{opening} {_name(share.step)}", parts, _cite(turn, [share]))


def _goodbye(turn: Turn) -> Reply:
    words = str(_wording()["silence"][GOODBYE])
    kept = f"Nothing is lost: {phrases.steps(turn.standing.tally)} done. Say hi whenever you like."
    buttons = Buttons((Button("Pick it up again", Next()), Button("How far I came", HowFar())))
    return compose(f"{words} {kept}", (Text((Bold(words), f" {kept}")), buttons))


def _work(turn: Turn, horizon: Horizon) -> list[Share]:
    return [share for each in turn.plan.weeks[: SPAN[horizon]] for share in each.shares if share.minutes]


def _opening(turn: Turn, horizon: Horizon, minutes: int) -> str:
    """The next of the lines of its kind: one for each period, in turn."""
    lines: list[str] = _wording()[horizon.value]
    number = {
        Horizon.WEEK: turn.today.toordinal() // 7,
        Horizon.MONTH: turn.today.year * 12 + turn.today.month,
    }.get(horizon, (turn.today - turn.started).days // 91)
    return lines[number % len(lines)].replace("{hours}", phrases.duration(minutes))


@cache
def _wording() -> dict[str, Any]:
    return yaml.safe_load(Path(__file__).parent.with_name("nudges.yaml").read_text(encoding="utf-8"))


def _line(share: Share, *, bold: bool = True) -> Line:
    """One step, which week of how many, how long."""
    words = _name(share.step) if not bold else phrases.shorten(share.step.title, 100)
    part = f", week {share.part} of {share.parts}" if share.parts > 1 else ""
    return (Bold(words) if bold else words, f"{part} · {phrases.duration(share.minutes)}")


def _name(step: Step) -> str:
    return phrases.shorten(step.name, _LONGEST_NAME)


def _names(steps: list[Step]) -> str:
    shown = [_name(step) for step in steps[:FEW]]
    return phrases.row([*shown[:-1], f"{shown[-1]} and {len(steps) - FEW} more"] if len(steps) > FEW else shown)


def _finished(turn: Turn, days: int) -> list[Step]:
    """Steps done in so many days, the latest first."""
    since = turn.today - dt.timedelta(days=days)
    ids = [
        entry.deed.step
        for entry in standing(turn.notebook.entries)
        if isinstance(entry.deed, Finished) and entry.deed.pathway == turn.pathway.id and entry.counts >= since
    ]
    found = (turn.step(step) for step in dict.fromkeys(reversed(ids)))
    return [step for step in found if step is not None and turn.standing.is_done(step.id)]


def _learned(turn: Turn, finished: list[Step]) -> list[str]:
    """The skills that the finished steps teach, by name."""
    names = {skill.id: skill.name for skill in turn.pathway.skills}
    return list(dict.fromkeys(names[skill] for step in finished for skill in step.teaches))[:FEW]


def _deeds(step: Step) -> tuple[Button, Button]:
    return Button("Done", Done(step.id), primary=True), Button("Later", Later(step.id))


def _pause() -> Button:
    return Button("Pause", Pause())


def _why(step: Step) -> Button:
    return Button("Why this?", AboutStep(step.id))


def _cite(turn: Turn, work: list[Share]) -> tuple[str, ...]:
    return turn.cite(*(f"steps.{share.step.id}" for share in work))
