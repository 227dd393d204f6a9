"""Answers about the way as a whole: how far, what the phases hold, what one step is for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import offer, pieces, week
from bot.core.compose import compose
from bot.core.intents import AboutStep, Done, Fact, Forecast, HowFar, Later, Next, Resources, Roadmap, Skip
from bot.core.reply import Bar, Bold, Bullets, Button, Buttons, Heading, Line, Note, Part, Reply, Steps, Text
from pathways.journal import Finished, Worked, aim, standing
from pathways.record import RESERVES, active

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.model import Phase, Step
    from pathways.outlook import Outlook
    from pathways.standing import Tally


def how_far(turn: Turn, _: HowFar) -> Reply:
    """How far, and how fast."""
    if turn.is_elsewhere:
        return _without_trying(turn)
    standing, phases = turn.standing, turn.pathway.phases
    tally, current = standing.tally, standing.current
    at = f"Phase {phases.index(current.phase) + 1} of {len(phases)}" if current else "All phases done"
    counted = f"{phrases.steps(tally)}, {phrases.hours_of_all(tally)}"
    parts: list[Part] = [
        Text((Bold(f"{at} · {tally.share:.0%}"), f" · {current.phase.name}" if current else "")),
        Bar(tally.share, counted),
    ]
    if tally.known:
        parts.append(Note((f"{phrases.count(tally.known, 'step')} known before and left out of the hours.",)))
    if tally.skipped:
        parts.append(Note((f"{phrases.count(tally.skipped, 'step')} dropped and left out of the hours.",)))
    parts.append(Text((_weeks(turn), *_end(turn))))
    wished = aim(turn.notebook.entries)
    if wished is not None and turn.outlook is not None:
        parts.append(Text((f"Aim: {phrases.date(wished, turn.today)}, {_aimed(turn.outlook, wished)}.",)))
    latest = _latest(turn)
    if latest:
        parts.append(Text((f"Latest: {phrases.row(latest)}.",)))
    parts.append(
        Buttons((Button("This week", Next()), Button("When am I done?", Forecast()), Button("The road", Roadmap())))
    )
    return compose(f"{at}: {counted}", parts, turn.cite("phases"))


def _without_trying(turn: Turn) -> Reply:
    """How far somebody is on a road that they do not walk, by what they did and know."""
    page = turn.pathway
    tally = turn.standing.tally
    words = f"You are {tally.share:.0%} of the way to {page.to_role} without trying"
    counted = f"{phrases.steps(tally)}, {phrases.hours_of_all(tally)}"
    parts: list[Part] = [Text((Bold(words), ".")), Bar(tally.share, counted)]
    if latest := _latest(turn):
        parts.append(Text((f"Counted there: {phrases.row(latest)}.",)))
    finish = turn.plan.finish
    if finish is not None:
        own = phrases.hours(turn.rhythm.hours)
        parts.append(Text((f"At {own} h a week it would end about {phrases.date(finish, turn.today)}.",)))
    return compose(words, parts, turn.cite("phases"))


def _weeks(turn: Turn) -> str:
    """What was done of this week, and active weeks of the last twelve: no zero to fear, no streak to break."""
    plan = turn.plan
    words = ""
    meant = sum(each.minutes for each in plan.opening)
    if meant:
        words = f"This week: {phrases.in_hours(plan.spent)} of {phrases.in_hours(meant)} h. "
    told = [e.counts for e in standing(turn.notebook.entries) if isinstance(e.deed, Finished | Worked)]
    seen = active(told, turn.rhythm, turn.today, started=turn.started)
    if seen.of == 1:
        return words
    spare = f"Reserve weeks left: {seen.reserves} of {RESERVES}. " if seen.spared else ""
    return f"{words}Active in {seen.weeks} of the last {seen.of} weeks. {spare}"


def _aimed(seen: Outlook, wished: dt.date) -> str:
    if seen.late <= wished:
        return "which fits"
    if seen.early <= wished:
        return "which may fit"
    return f"which is {phrases.count(max(1, (seen.early - wished).days // 7), 'week')} before the range begins"


def _end(turn: Turn) -> Line:
    finish, seen = turn.plan.finish, turn.outlook
    if finish is None or seen is None:
        return ()
    if seen.own:
        return ("Finish: ", Bold(phrases.span(seen, turn.today)), f" ({phrases.pace(seen)}).")
    return (
        "Finish: ",
        Bold(f"about {phrases.date(finish, turn.today)}"),
        f" at {phrases.hours(turn.rhythm.hours)} h a week.",
    )


def _latest(turn: Turn) -> list[str]:
    steps = [turn.step(step) for step in turn.progress.done]
    return [step.name for step in steps if step is not None][-3:]


def roadmap(turn: Turn, ask: Roadmap) -> Reply:
    """All phases, or one."""
    phases = turn.pathway.phases
    chosen = next((phase for phase in phases if phase.id == ask.phase), None)
    if chosen is not None:
        return _phase(turn, chosen)
    standing = turn.standing
    items = tuple(
        (
            Bold(at.phase.name),
            f" · {at.phase.weeks} weeks · {_phase_hours(turn, at.phase):g} h",
            " · you are here" if at is standing.current and ask.pathway is None else _over(at.tally),
        )
        for at in standing.phases
    )
    weeks = sum(phase.weeks for phase in phases)
    return compose(
        f"{len(phases)} phases, {weeks} weeks",
        (
            Heading(turn.pathway.title),
            Steps(items),
            Note(
                (
                    f"{weeks} weeks at {phrases.hours(turn.pathway.pace.hours)} h a week."
                    " Ask “when am I done?” for yours.",
                )
            ),
            Buttons(tuple(Button(f"Phase {number}", Roadmap(p.id)) for number, p in enumerate(phases[:5], start=1))),
            Buttons((Button("When am I done?", Forecast()), Button("This week", Next()))),
        ),
        turn.cite("phases"),
    )


def _over(tally: Tally) -> str:
    if tally.open:
        return ""
    return " · done" if tally.done else " · dropped"


def _phase_hours(turn: Turn, phase: Phase) -> float:
    steps = turn.pathway.steps.values()
    return sum(step.hours for step in steps if step.part_of is None and turn.pathway.phase_of[step.id].id == phase.id)


def _phase(turn: Turn, phase: Phase) -> Reply:
    pathway, here = turn.pathway, turn.standing
    number = pathway.phases.index(phase) + 1
    steps = [s for s in pathway.steps.values() if s.part_of is None and pathway.phase_of[s.id] is phase]
    steps.sort(key=lambda step: step not in phase.steps)
    turn.show(steps)
    items = tuple(
        (Bold(s.title), f" · {phrases.hours_of(s)}", "" if here.is_open(s.id) else f" · {phrases.fate(here, s)}")
        for s in steps
    )
    dates = _dates(turn, phase)
    head = (Bold(f"Phase {number}: {phase.name}"), f" · {phase.weeks} weeks · {_phase_hours(turn, phase):g} h")
    buttons = [Button("Books and courses", Resources(phase.id))]
    if number < len(pathway.phases):
        buttons.append(Button(f"Phase {number + 1}", Roadmap(pathway.phases[number].id)))
    parts: list[Part] = [Text(head), Steps(items)]
    if dates:
        parts.append(Text((f"For you, at {phrases.hours(turn.rhythm.hours)} h a week: {dates}.",)))
    return compose(
        f"Phase {number}: {phase.name}, {phase.weeks} weeks",
        (*parts, Buttons(tuple(buttons))),
        turn.cite(f"phases.{phase.id}"),
    )


def _dates(turn: Turn, phase: Phase) -> str:
    """When the open work of a phase is planned."""
    home = turn.pathway.phase_of
    weeks = [w for w in turn.plan.weeks if any(s.minutes and home[s.step.id] is phase for s in w.shares)]
    if not weeks:
        return ""
    return f"{phrases.date(weeks[0].first, turn.today)} to {phrases.date(weeks[-1].last, turn.today)}"


def about_step(turn: Turn, ask: AboutStep) -> Reply:
    """One step: what, why, how long, with what. No step named: why this week's are this week's."""
    step = turn.step(ask.step)
    if step is None:
        return offer.steps(turn, AboutStep, ask.named or ask.step or "") if ask.named or ask.step else _why_these(turn)
    pathway, here = turn.pathway, turn.standing
    phase = pathway.phase_of[step.id]
    names = {skill.id: skill.name for skill in pathway.skills}
    parts: list[Part] = [
        Text((Bold(step.title), f" · {phrases.hours_of(step)}{' (estimated)' if step.assumed else ''}")),
    ]
    if step.why:
        parts.append(Text((step.why,)))
    ties: list[Line] = []
    if step.teaches:
        ties.append((f"Teaches: {phrases.row([names[skill] for skill in step.teaches])}",))
    if step.needs:
        ties.append((f"After: {phrases.row([pathway.steps[need].name for need in step.needs])}",))
    if step.part_of:
        ties.append((f"Part of: {pathway.steps[step.part_of].name}",))
    unlocks = [s.name for s in pathway.steps.values() if step.id in s.needs]
    if unlocks:
        ties.append((f"Opens the way to: {phrases.row(unlocks)}",))
    ties.append((f"Where: {_place(turn, step)}",))
    ties.append((f"For you: {_when(turn, step)}",))
    parts.append(Bullets(tuple(ties)))
    if here.is_open(step.id):
        row = (
            Button("Done", Done(step.id), primary=True),
            Button("Later", Later(step.id)),
            Button("Drop it", Skip(step.id)),
        )
        parts.append(Buttons((*row, Button("Books and courses", Resources(step.part_of or step.id)))))
        parts += pieces.ways_with(step)
    else:
        parts.append(
            Buttons((Button("Books and courses", Resources(step.part_of or step.id)), Button("This week", Next())))
        )
    turn.show([step])
    return compose(
        f"{step.title}: {phrases.hours_of(step)}", parts, turn.cite(f"steps.{step.id}", f"phases.{phase.id}")
    )


def _place(turn: Turn, step: Step) -> str:
    plan = turn.pathway.action_plan
    for name, steps in (("This Week", plan.week), ("This Month", plan.month), ("Next 90 Days", plan.quarter)):
        if step in steps:
            return f"the page's {name}"
    phase = turn.pathway.phase_of[step.id]
    return f"phase {turn.pathway.phases.index(phase) + 1}, {phase.name}"


def _when(turn: Turn, step: Step) -> str:
    """When the plan has it."""
    here = turn.standing
    if not here.is_open(step.id):
        return phrases.fate(here, step)
    family = {step.id, *(part.id for part in turn.pathway.parts.get(step.id, ()))}
    weeks = [w for w in turn.plan.weeks if any(s.minutes and s.step.id in family for s in w.shares)]
    if weeks[0].number == 0:
        return f"this week{'' if len(weeks) == 1 else f', until {phrases.date(weeks[-1].last, turn.today)}'}"
    first, last = phrases.date(weeks[0].first, turn.today), phrases.date(weeks[-1].last, turn.today)
    return f"{first} to {last}"


def _why_these(turn: Turn) -> Reply:
    work = [share for share in turn.plan.week.shares if share.minutes]
    if not work:
        return week.next_(turn, Next())
    items = tuple((Bold(share.step.name), f": {phrases.reason(share, turn.today)}") for share in work[:5])
    each = tuple(Button(phrases.shorten(share.step.name, 48), AboutStep(share.step.id)) for share in work[:3])
    return compose(
        "Why these, and why now",
        (
            Text((Bold("Why these, and why now"),)),
            Bullets(items),
            Buttons((*each, Button("This week", Next()), Button("Time", Fact("timeline")))),
        ),
        turn.cite(*(f"steps.{share.step.id}" for share in work[:5])),
    )
