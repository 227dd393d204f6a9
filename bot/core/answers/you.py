"""Answers about the learner: settings, pauses, being forgotten."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import away, digest, offer, quiet, whereabouts
from bot.core.compose import compose
from bot.core.intents import Forget, HowFar, Next, Pause, Resume, Settings, Smalltalk, Undo
from bot.core.questions import Field, Form
from bot.core.reply import Bold, Button, Buttons, Note, Part, Reply, Text
from pathways import zones
from pathways.journal import Paused, Resumed, Settled, TookOff
from pathways.learner import MAX_HOURS, MIN_HOURS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.turn import Turn


FARTHEST = dt.timedelta(days=730)
"""A plan that waits for longer is none."""


def settings(turn: Turn, ask: Settings) -> Reply:
    """Show the settings, or change those given: all of them or, where one cannot be, none."""
    if ask == Settings():
        return _shown(turn)
    if wrong := refusals(ask):
        return refused(wrong, form(turn))
    kept = quiet.asked(turn.rhythm, ask)
    if isinstance(kept, str):
        return refused({"quiet": kept}, form(turn))
    before = turn.plan.finish
    day = phrases.SHORT_DAYS.index(ask.day) if ask.day else None
    zone = zones.zone_of(ask.timezone) if ask.timezone else None
    turn.write(Settled(ask.hours, zone, day, ask.time, *kept))
    rhythm = turn.rhythm
    changes: list[str] = []
    if ask.hours is not None:
        changes.append(f"{phrases.hours(rhythm.hours)} h a week")
    if zone is not None:
        local = turn.now.astimezone(zones.zone(zone))
        changes.append(f"{phrases.place(zone)}, where it is {local:%H:%M} now")
    if ask.day or ask.time:
        changes.append(f"nudges on {phrases.nudges(rhythm)}")
    if ask.quiet or ask.lifted:
        changes.append(f"no nudges {quiet.words(rhythm)}")
    parts: list[Part] = [Text(("Noted: ", Bold(phrases.row(changes)), "."))]
    after = turn.plan.finish
    if ask.hours is not None and after is not None and before is not None:
        parts.append(
            Text(
                (
                    f"At that pace the road ends about {phrases.date(after, turn.today)}"
                    f"{'' if after == before else f' (before: {phrases.date(before, turn.today)})'}.",
                )
            )
        )
    if ask != Settings(hours=ask.hours):
        parts += _next_nudge(turn)
    parts.append(Buttons((Button("My week", Next()), Button("Undo", Undo()))))
    return compose(f"Noted: {phrases.row(changes)}", parts)


def refused(wrong: Mapping[str, str], asked: Form) -> Reply:
    """Answers that cannot be: what would be right, that nothing changed, and the form once more."""
    lines = tuple(wrong.values())
    parts = (*(Text((line,)) for line in lines), Note(("Nothing was changed.",)), Buttons((asked,)))
    return compose(lines[0], parts)


def refusals(ask: Settings) -> dict[str, str]:
    """What cannot be, by the name of the setting, each with what would be right."""
    wrong: dict[str, str] = {}
    if ask.hours is not None and not MIN_HOURS <= ask.hours <= MAX_HOURS:
        wrong["hours"] = (
            f"{phrases.hours(ask.hours)} hours a week cannot be planned:"
            f" between half an hour and {phrases.hours(MAX_HOURS)} works. Say “6 hours a week”."
        )
    if ask.timezone is not None and zones.zone_of(ask.timezone) is None:
        near = zones.nearest_zones(ask.timezone, 3)
        likely = f"Did you mean {phrases.row(near, 'or')}?" if near else "Name a big city near you, such as Berlin."
        wrong["timezone"] = f"I know no time zone “{phrases.shorten(ask.timezone, 40)}”. {likely}"
    if ask.day is not None and ask.day not in phrases.SHORT_DAYS:
        wrong["day"] = f"“{phrases.shorten(ask.day, 20)}” is no weekday I know: Monday to Sunday work."
    if (why := quiet.refusal(ask)) is not None:
        wrong["quiet"] = why
    return wrong


def in_words(turn: Turn) -> str:
    """The settings in one sentence or two."""
    rhythm = turn.rhythm
    told = f" Quiet {quiet.words(rhythm)}." if quiet.is_told(rhythm) else ""
    if rhythm.is_paused(turn.today):
        until = rhythm.paused_to(turn.today)
        told += f" Paused{f' until {phrases.day(until, turn.today)}' if until else ' until you say “resume”'}."
    zone = phrases.place(rhythm.timezone)
    return f"{phrases.hours(rhythm.hours)} hours a week, nudges on {phrases.nudges(rhythm)}, {zone}.{told}"


def _shown(turn: Turn) -> Reply:
    rhythm, line = turn.rhythm, in_words(turn)
    parts: list[Part] = [Text((Bold(line),)), *_next_nudge(turn)]
    guessed = [words for name, words in _ASSUMED.items() if name not in rhythm.chosen]
    if guessed:
        parts.append(Note((f"Assumed until you say otherwise: {phrases.row(guessed)}.",)))
    button = Button("Nudge me again", Resume()) if rhythm.is_paused(turn.today) else Button("Pause nudges", Pause())
    parts.append(Buttons((form(turn), button, Button("My week", Next()))))
    return compose(line, (*parts, *digest.choice(turn)))


def _next_nudge(turn: Turn) -> tuple[Text, ...]:
    """What comes next, and when."""
    due = turn.coming
    if due is None:
        return ()
    at = due.slot.due.astimezone(zones.zone(turn.rhythm.timezone))
    what = phrases.nudge(due.kind)
    there = "" if whereabouts.is_home(turn) else f", to {whereabouts.home(turn)}"
    told = f"Next comes {what}, {phrases.day(at.date(), turn.today)} at {at:%H:%M}{there}."
    return (Text((f"{told}{quiet.moved(turn, due)}",)),)


_QUIET = "such as 22:00 to 7:00, weekends; or none"
_ASSUMED = {"hours": "the hours", "day": "the day", "time": "the time", "timezone": "the time zone"}


def form(turn: Turn) -> Form:
    """The settings as questions. A zone that nobody has named is left empty, so that saving does not settle it."""
    rhythm = turn.rhythm
    timezone = "" if whereabouts.is_unknown(turn) else rhythm.timezone
    days = tuple((day, day) for day in phrases.DAYS)
    return Form(
        "Change",
        Settings(),
        "Your settings",
        (
            hours_field(turn),
            Field("timezone", "zone", "Time zone", timezone, "a big city near you", optional=not timezone),
            Field("day", "choice", "Day for nudges", phrases.DAYS[rhythm.day], "Monday to Sunday", options=days),
            Field("time", "time", "Time for nudges", f"{rhythm.time:%H:%M}", "such as 18:30"),
            Field("quiet", "words", "Quiet hours and days", quiet.in_a_form(rhythm), _QUIET, optional=True),
        ),
    )


def hours_field(turn: Turn, *, optional: bool = False) -> Field:
    """How many hours a week, as of now."""
    now, bounds = phrases.hours(turn.rhythm.hours), (MIN_HOURS, MAX_HOURS)
    return Field("hours", "number", "Hours a week", now, "such as 4 or 7.5", bounds=bounds, optional=optional)


def pause(turn: Turn, ask: Pause) -> Reply:
    """No nudges, until a date or until further notice; days off that lie ahead or behind, where both ends are named."""
    if ask.ask and ask.until is None:
        return away.asked()
    if ask.since is not None and ask.until is not None and ask.since != turn.today and _is_stretch(turn, ask):
        return _break(turn, ask.since, ask.until)
    if ask.until is not None and ask.until <= turn.today:
        return past(turn, ask.until)
    if ask.until is not None and ask.until > turn.today + FARTHEST:
        return too_far(turn, ask.until, "Pause for less, or say “pause” and come back when you like.")
    turn.write(Paused(ask.until))
    buttons = Buttons((Button("Nudge me again", Resume()), Button("Undo", Undo())))
    if ask.until is None:
        return compose(
            "No nudges until you say so",
            (
                Text(
                    ("No nudges until you say ", Bold("resume"), "."),
                ),
                buttons,
            ),
        )
    until = phrases.day(ask.until, turn.today)
    words = f"No nudges until {until}, and the plan leaves those days free."
    return compose(words, (Text((words, " Enjoy them.")), buttons))


def _is_stretch(turn: Turn, ask: Pause) -> bool:
    near = turn.today - FARTHEST, turn.today + FARTHEST
    return ask.since is not None and ask.until is not None and near[0] < ask.since < ask.until < near[1]


def _break(turn: Turn, since: dt.date, until: dt.date) -> Reply:
    """Days off that lie ahead, without study and without nudges; or that lay behind: nothing was expected of them."""
    turn.write(Paused(until, since) if since > turn.today else TookOff(until, since))
    span = f"from {phrases.day(since, turn.today)} until {phrases.day(until, turn.today)}"
    words = (
        f"Noted: free {span}{', without nudges' if since > turn.today else ''}."
        if until > turn.today
        else f"Noted: {span} nothing was expected of you."
    )
    after = turn.plan.finish
    ends = f" The road ends about {phrases.date(after, turn.today)}." if after else ""
    return compose(words, (Text((Bold(words), ends)), Buttons((Button("My week", Next()), Button("Undo", Undo())))))


def past(turn: Turn, date: dt.date) -> Reply:
    """A date that has gone by."""
    words = f"{phrases.day(date, turn.today)} has passed; today is {phrases.day(turn.today, turn.today)}."
    words += " Which day do you mean?"
    return compose(words, (Text((words,)), Note(("Nothing was changed.",))))


def too_far(turn: Turn, date: dt.date, remedy: str) -> Reply:
    """A date beyond all planning."""
    words = f"{phrases.day(date, turn.today)} is more than two years off. {remedy}"
    return compose(words, (Text((words,)), Note(("Nothing was changed.",))))


def resume(turn: Turn, _: Resume) -> Reply:
    """Nudges again."""
    if not turn.rhythm.is_paused(turn.today):
        words = f"Nudges are on already: {phrases.nudges(turn.rhythm)}, {phrases.place(turn.rhythm.timezone)}."
        return compose(words, (Text((words,)), offer.useful()))
    turn.write(Resumed())
    words = f"Good to have you back. Nudges come on {phrases.nudges(turn.rhythm)} again."
    return compose(words, (Text((words,)), Buttons((Button("My week", Next()), Button("How am I doing", HowFar())))))


def _kept(turn: Turn) -> str:
    lines = len(turn.notebook.entries)
    said = f", {phrases.count(lines, 'journal entry', 'journal entries')} and your settings" if lines else ""
    many = len(turn.notebook.accounts)
    return f"your first day{said}{f', on all your {many} accounts' if many > 1 else ''}"


def forget(turn: Turn, ask: Forget) -> Reply:
    """Delete everything, after one question."""
    if not ask.confirmed:
        return compose(
            "Delete everything I know about you?",
            (
                Text((Bold("Delete everything I know about you?"),)),
                Text((f"That is {_kept(turn)}. It cannot be undone.",)),
                Buttons(
                    (
                        Button("Delete everything", Forget(confirmed=True), danger=True),
                        Button("Keep it", Smalltalk("ok")),
                    )
                ),
            ),
        )
    turn.notebook.forget()
    words = "Done: everything I knew about you is deleted. If you write again, we start from the beginning."
    return compose(words, (Text((words,)),))
