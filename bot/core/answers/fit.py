"""The first questions: hours a week, what is known, by when. One form; each can be left out, or answered in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import credit, ending, replan, you
from bot.core.answers.undo import go_on
from bot.core.compose import compose
from bot.core.intents import Aim, Credit, Fit, Forecast, Settings, Undo
from bot.core.questions import MAX_OPTION, MAX_OPTIONS, Field, Form
from bot.core.reply import Bold, Button, Buttons, Facts, Note, Part, Reply, Text
from pathways.journal import Aimed, Credited, Passed, Settled, aim, unanswered
from pathways.learner import Level

if TYPE_CHECKING:
    from bot.core.intents import Intent
    from bot.core.turn import Turn
    from pathways.deeds import Question

_LABEL = "Make it fit me"
_NOTHING = "That is how the plan has it. Nothing changed."


def fit(turn: Turn, ask: Fit) -> Reply:
    """The questions, or what their answers come to: all of them or, where one cannot be, none."""
    if ask.hours is None and not ask.known and ask.by is None:
        return _left_out(turn, ask) if ask.passed else _asked(turn)
    if wrong := refusals(turn, ask):
        return you.refused(wrong, form(turn))
    return _taken(turn, ask)


def form(turn: Turn, label: str = _LABEL) -> Form:
    """The questions, with what stands now."""
    wished = aim(turn.notebook.entries)
    skills = tuple((phrases.shorten(each.name, MAX_OPTION), each.id) for each in credit.unknown_skills(turn))
    known = Field("known", "choices", "What do you know already?", options=skills[:MAX_OPTIONS], optional=True)
    return Form(
        label,
        Fit(),
        _LABEL,
        (
            you.hours_field(turn, optional=True),
            *((known,) if skills else ()),
            Field(
                "by",
                "date",
                "By when would you like to be done?",
                wished.isoformat() if wished else "",
                "such as June 2027",
                optional=True,
            ),
        ),
    )


def _asked(turn: Turn) -> Reply:
    """What stands for each question, and the form."""
    words = "Three questions, and your plan counts on the answers. Leave out what you like."
    rhythm, wished = turn.rhythm, aim(turn.notebook.entries)
    names = [found[1] for item in turn.progress.credit if (found := credit.named(turn, item))]
    rows = (
        ("Hours a week", (f"{phrases.hours(rhythm.hours)}{'' if 'hours' in rhythm.chosen else ', assumed'}",)),
        ("Known already", (phrases.row(names) if names else "nothing said yet",)),
        ("Done by", (phrases.date(wished, turn.today) if wished else "no date yet",)),
    )
    left = unanswered(turn.notebook.entries)
    other = Button("Leave them out", Fit(passed=True)) if left else go_on()
    parts = (
        Text((Bold(words),)),
        Facts(rows),
        Note(("Or say it in one sentence: “5 h a week, I know Docker and SQL, done by June”.",)),
        Buttons((form(turn), other)),
    )
    return compose(words, parts)


def refusals(turn: Turn, ask: Fit) -> dict[str, str]:
    """What cannot be, by the name of the question."""
    wrong = you.refusals(Settings(hours=ask.hours))
    if ask.by is not None and ask.by <= turn.today:
        wrong["by"] = f"{phrases.day(ask.by, turn.today)} has passed; a day that is to come would work."
    return wrong


def _left_out(turn: Turn, ask: Fit) -> Reply:
    """Nothing is asked any more; ``question`` names one of them alone."""
    left: list[Question] = [
        each for each in unanswered(turn.notebook.entries) if ask.question is None or ask.question == each
    ]
    for question in left:
        turn.write(Passed(question))
    words = "Left out, and the plan is fine without. Say “make it fit me” whenever you like." if left else _NOTHING
    return compose(words, (Text((words,)), Text((you.in_words(turn),)), Buttons((go_on(), Button("Undo", Undo())))))


def _taken(turn: Turn, ask: Fit) -> Reply:
    """All answers, written in one breath, so that one undo takes them back."""
    before, left = turn.plan.finish, _left(turn)
    noted: list[str] = []
    if ask.hours is not None and (ask.hours != turn.rhythm.hours or "hours" not in turn.rhythm.chosen):
        turn.write(Settled(hours=ask.hours))
        noted.append(f"{phrases.hours(ask.hours)} h a week")
    names: list[str] = []
    for item in ask.known:
        found = credit.named(turn, item)
        said = turn.progress.credit.get(item)
        if found and not turn.standing.is_done(item) and (said is None or said.level is not Level.KNOWN):
            turn.write(Credited(found[0].id, item, Level.KNOWN))
            names.append(found[1])
    if names:
        noted.append(f"You know {phrases.row(names)}")
    saved = left - _left(turn)
    if ask.by is not None and ask.by != aim(turn.notebook.entries):
        turn.write(Aimed(ask.by))
        noted.append(f"You aim for {phrases.date(ask.by, turn.today)}")
    if ask.passed:
        for question in unanswered(turn.notebook.entries):
            turn.write(Passed(question))
    words = f"Noted: {'. '.join(noted)}." if noted else _NOTHING
    parts: list[Part] = [Text((Bold(words),))]
    if saved:
        parts.append(Text((f"What you know saves {phrases.duration(saved)}.",)))
    return compose(words, (*parts, *_ends(turn, ask, before)))


def _left(turn: Turn) -> int:
    """Minutes that are still to be done."""
    tally = turn.plan.standing.tally
    return tally.minutes - tally.minutes_done


def _ends(turn: Turn, ask: Fit, before: object) -> tuple[Part, ...]:
    """Where the road ends now; whether a date that was named fits is said at once."""
    after = turn.plan.finish
    if ask.by is not None and after is not None:
        return replan.with_undo(ending.forecast(turn, Forecast(date=ask.by)))
    ends = f"The road ends about {phrases.date(after, turn.today)}." if after and after != before else ""
    return (*((Text((ends,)),) if ends else ()), Buttons((go_on(), Button("Undo", Undo()))))


def with_questions_left(turn: Turn, answered: Intent, reply: Reply) -> Reply:
    """The answer to one of the questions, with a way on to the others for who has only just begun."""
    told = isinstance(answered, Credit | Aim) or (isinstance(answered, Settings) and answered.hours is not None)
    if not told or not turn.is_young:
        return reply
    left = unanswered(turn.notebook.entries)
    asks = any(isinstance(choice, Form) for part in reply.parts if isinstance(part, Buttons) for choice in part.row)
    if len(left) in {0, 3} or asks:
        return reply
    more = Buttons((form(turn, f"{phrases.count(len(left), 'question')} left"),))
    return compose(reply.summary, (*reply.parts, more), reply.sources)
