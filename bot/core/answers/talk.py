"""Answers that are about talking itself: hello, thanks, help, and what was not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases, wire
from bot.core.answers import away, fit, offer, replan
from bot.core.answers.week import welcome
from bot.core.compose import compose
from bot.core.intents import (
    AboutSkill,
    AboutStep,
    Credit,
    Done,
    Export,
    Help,
    Later,
    Next,
    Pathways,
    Pause,
    Replan,
    Settings,
    Skip,
    Smalltalk,
    Undo,
    Unknown,
)
from bot.core.reply import Bold, Button, Buttons, Facts, Reply, Text

if TYPE_CHECKING:
    from bot.core.intents import Intent
    from bot.core.turn import Turn


def help_(turn: Turn, _: Help) -> Reply:
    """What the coach can do, by example."""
    rows = (
        ("Your plan", ("“what's next this week?”, “this month”, “next 90 days”",)),
        ("Make it yours", ("“I know SQL”, “only 2 hours this week”, “I've got 15 minutes”, “I fell behind”",)),
        (
            "Record",
            (
                "“done with chapter 1”, “halfway through kafka”, “proof https://…”, “undo”,"
                " “skip the certification”, “push kafka to next week”",
            ),
        ),
        ("Where you are", ("“how am I doing?”, “will I be done by June?”, “what if I had 10 hours?”",)),
        ("The road", ("“phase 3”, “why the business case?”, “a book on system design?”",)),
        ("The honest look", ("“what will I hate about it?”, “how much more would I make?”",)),
        ("You", ("“I have 4 hours a week”, “pause till the 12th”, “export my data”, “delete my data”",)),
        ("Elsewhere", ("“link my discord”: one plan on all your accounts; “unlink”, “send my nudges here”",)),
    )
    return compose(
        "What I can do",
        (
            Text((f"I know the road to {turn.pathway.to_role} and keep a plan that fits your week. Say it your way:",)),
            Facts(rows),
            *_menus(turn),
        ),
    )


def _menus(turn: Turn) -> tuple[Buttons, ...]:
    """A way to everything for who likes buttons: what there is, what makes it yours, and the rest."""
    look = (*offer.useful().row, Button("Which pathways?", Pathways()))
    yours = (fit.form(turn), Button("I know something", Credit()), away.form(), replan.form())
    rest = (Button("I fell behind", Replan()), Button("Take it out", Export()), Button("Settings", Settings()))
    return Buttons(look), Buttons(yours), Buttons(rest)


def smalltalk(turn: Turn, said: Smalltalk) -> Reply:
    """A greeting, thanks, a goodbye."""
    match said.kind:
        case "hello" | "mood":
            return _hello(turn, mood=said.kind == "mood")
        case "thanks":
            return _brief("You are welcome.", (Button("What's next", Next()),))
        case "goodbye":
            return _brief("See you. Your place is kept.", ())
        case "low":
            return _brief(_LOW, (Button("Pause nudges", Pause()),))
        case "ok":
            return _brief("Good. Nothing changed; I am here when you want to go on.", (Button("What's next", Next()),))


def _hello(turn: Turn, *, mood: bool) -> Reply:
    if not turn.notebook.entries[1:] and turn.notebook.is_new:
        return welcome(turn)
    tally = turn.standing.tally
    opening = "Well, thank you, and glad you are here." if mood else "Good to see you."
    where = f"You are at {phrases.steps(tally)}, and nothing is lost."
    row = (*offer.useful().row, Button("What else?", Help()))
    return compose(opening, (Text((f"{opening} {where}",)), Buttons(row)))


def again(told: str) -> Reply:
    """The same delivery once more: what was answered then, and nothing done twice."""
    words = told or "That was answered already."
    return compose(words, (Text((words,)), offer.useful()))


_LOW = (
    "That sounds hard, and it matters more than any plan. The plan can wait; nothing is lost. Please talk to somebody"
    " you trust, or to a doctor. If you are in danger, call your local emergency number now."
)


def _brief(words: str, buttons: tuple[Button, ...]) -> Reply:
    return compose(words, (Text((words,)), *((Buttons(buttons),) if buttons else ())))


def unknown(turn: Turn, said: Unknown, nearest: tuple[Intent, ...] = ()) -> Reply:
    """Not understood: said openly, with what would work."""
    match said.puzzle:
        case "empty":
            words = "That was empty. Ask me what is next, or say what you finished."
        case "too long":
            words = "That is too long for me: 4,000 characters are the most I read at once. What is the gist of it?"
        case "unreadable":
            words = "I could not read that: it is not valid UTF-8 text. Say it again in plain letters."
        case "stale":
            words = "That button is from another time and I cannot tell what it meant. Here is what works now:"
        case "unclear":
            words = f"I did not get “{phrases.shorten(said.said, 60)}”. I can do things like:"
    close = [Button(_label(turn, intent), intent) for intent in nearest[:3]]
    return compose(words, (Text((words,)), Buttons(tuple(close)) if close else offer.useful()))


def which(turn: Turn, meant: tuple[Intent, ...]) -> Reply:
    """One short question where two things may be meant and one of them would change something."""
    words = "Which of these do you mean?"
    told = {_label(turn, intent): intent for intent in meant if not isinstance(intent, Unknown) and wire.fits(intent)}
    buttons = [Button(label, intent) for label, intent in told.items()]
    other = () if len(buttons) > 1 else (Button("Nothing of it", Smalltalk("ok")),)
    return compose(words, (Text((Bold(words), " Nothing changed so far.")), Buttons((*buttons, *other))))


def _label(turn: Turn, intent: Intent) -> str:
    """What a nearest thing would do, on a button."""
    pathway = turn.pathway
    match intent:
        case Done(step) | Skip(step) | Later(step) | Undo(step):
            verb = {"done": "Done", "skip": "Drop", "later": "Later", "undo": "Take back"}[intent.name]
            name = pathway.steps[step].name if step in pathway.steps else ""
            return phrases.shorten(f"{verb}: {name}", 60) if name else verb
        case AboutStep(str(step)):
            return phrases.shorten(pathway.steps[step].name, 60)
        case AboutSkill(str(skill)):
            names = {each.id: each.name for each in (*pathway.skills, *pathway.transferable_skills)}
            return phrases.shorten(names[skill], 60)
        case Next():
            return "What's next"
        case Help():
            return "What can you do?"
        case _:
            return intent.name.capitalize()
