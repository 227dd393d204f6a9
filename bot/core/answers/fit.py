"""The first questions: hours a week, what is known, by when. Each can be left out, and whoever stops goes on later."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from bot.core import phrases
from bot.core.answers import credit, replan, you
from bot.core.answers.undo import go_on
from bot.core.compose import compose
from bot.core.intents import Aim, Credit, Fit, Settings
from bot.core.reply import Bold, Button, Buttons, Note, Reply, Text
from pathways import deeds
from pathways.journal import Passed, unanswered

if TYPE_CHECKING:
    from bot.core.intents import Intent
    from bot.core.turn import Turn
    from pathways.deeds import Question

_HOURS = (3.0, 5.0, 8.0)


def fit(turn: Turn, ask: Fit) -> Reply:
    """The next question that is open, or the one that is asked for."""
    if ask.passed and ask.question:
        turn.write(Passed(ask.question))
        return fit(turn, Fit())
    left = unanswered(turn.notebook.entries)
    match ask.question or next(iter(left), None):
        case "hours":
            return _hours(turn)
        case "known":
            return _asked(credit.credit(turn, Credit()), "known")
        case "by":
            return _asked(replan.aim(turn, Aim()), "by")
        case None:
            return _over(turn)


def _hours(turn: Turn) -> Reply:
    words = "How many hours a week do you have?"
    mine = f"Now planned with {phrases.hours(turn.rhythm.hours)}. Say any number: “4 hours a week”."
    buttons = tuple(Button(f"{phrases.hours(hours)} h a week", Settings(hours=hours)) for hours in _HOURS)
    return _asked(compose(words, (Text((Bold(words),)), Note((mine,)), Buttons(buttons))), "hours")


def _asked(reply: Reply, question: Question) -> Reply:
    """A question with a way past it."""
    number = get_args(deeds.Question).index(question) + 1
    skip = Buttons((Button("Leave it out", Fit(question, passed=True)),))
    return compose(reply.summary, (Note((f"Question {number} of 3",)), *reply.parts, skip), reply.sources)


def _over(turn: Turn) -> Reply:
    words = "That is all I ask. Your plan counts on it; anything can be changed by saying so."
    return compose(words, (Text((words,)), Text((you.in_words(turn),)), Buttons((go_on(),))))


def with_next_question(turn: Turn, answered: Intent, reply: Reply) -> Reply:
    """The answer to one of the questions, with a way on to the next for who has only just begun."""
    left = unanswered(turn.notebook.entries)
    told = isinstance(answered, Credit | Aim) or (isinstance(answered, Settings) and answered.hours is not None)
    if not turn.is_young or len(left) in {0, 3} or not told:
        return reply
    label = f"Next question ({len(left)} left)"
    return compose(reply.summary, (*reply.parts, Buttons((Button(label, Fit()),))), reply.sources)
