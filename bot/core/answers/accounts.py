"""Answers about being one person on several platforms: join accounts, part them, say where nudges come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import codes, phrases
from bot.core.answers import offer, whereabouts, you
from bot.core.compose import compose
from bot.core.intents import Here, Link, Next, Unlink
from bot.core.reply import Bold, Button, Buttons, Note, Part, Reply, Text
from pathways.joining import GUESSES, LASTS, Joined, NoSuchCode, OneAlready, OwnCode, Resting
from pathways.journal import finished
from pathways.zones import zone

if TYPE_CHECKING:
    from bot.core.turn import Turn

_MINUTES = phrases.count(LASTS.seconds // 60, "minute")


def link(turn: Turn, ask: Link) -> Reply:
    """Give a code, or join this account to the one that gave it."""
    return _give(turn) if ask.code is None else _redeem(turn, ask.code)


def _give(turn: Turn) -> Reply:
    code = codes.make(turn.choose)
    if not turn.notebook.give(code, at=turn.now):
        words = "I keep nothing of this conversation, so there is nothing to join to another account."
        return compose(words, (Text((words,)), offer.useful()))
    # the summary is kept with the delivery, and read aloud by notifications: the code is in neither
    return compose(
        f"A code for your other account, good for {_MINUTES}",
        (
            Text((f"On your other account, say this to me within {_MINUTES}:",)),
            Text((Bold(f"link {code}"),)),
            Note(
                (
                    "What you did on either side then counts on both, and nudges keep coming where they come for this"
                    " account. The code works once, and “unlink” parts the accounts again.",
                )
            ),
        ),
    )


def _redeem(turn: Turn, code: str) -> Reply:
    outcome = turn.redeem(code) if codes.is_one(code) else NoSuchCode()
    match outcome:
        case Joined():
            return _joined(turn, outcome)
        case NoSuchCode():
            words = (
                f"I know no such code. A code works once, and for {_MINUTES}: “link” on your other account gives one."
            )
            return _unchanged(words, Button("A code from here", Link()))
        case Resting(until):
            local = until.astimezone(zone(turn.rhythm.timezone))
            words = f"{GUESSES} codes did not fit, so I look at none that is said here until {local:%H:%M}."
            return _unchanged(words, Button("A code from here", Link()))
        case OwnCode():
            return _unchanged("That code is for your other account: say it to me there.", Button("My week", Next()))
        case OneAlready():
            return _unchanged("These accounts are joined already.", Button("My week", Next()))


def _unchanged(words: str, button: Button) -> Reply:
    return compose(words, (Text((words,)), Buttons((button,))))


def _joined(turn: Turn, joined: Joined) -> Reply:
    here, there = (phrases.count(len(finished(side)), "step") for side in (joined.here, joined.there))
    words = f"Joined: {here} from here and {there} from there."
    at_home = whereabouts.is_home(turn)
    nudges = "Nudges come to this account" if at_home else f"Nudges come to {whereabouts.home(turn)}"
    parts: list[Part] = [
        Text((Bold(words),)),
        Text((f"You are at {phrases.steps(turn.standing.tally)}, wherever you look. {nudges}.",)),
        Note((f"Where the two differed, what you said last holds: {you.in_words(turn)}",)),
    ]
    move = () if at_home else (Button("Nudge me here", Here()),)
    parts.append(Buttons((Button("My week", Next()), *move, Button("Unlink", Unlink()))))
    return compose(words, parts)


def unlink(turn: Turn, _: Unlink) -> Reply:
    """Part this account from the others."""
    before = turn.notebook.accounts
    parted = turn.part()
    if parted is None:
        words = "This account is joined to no other. “link” gives you a code that joins one."
        return _unchanged(words, Button("Get a code", Link()))
    others = [account for account in before if account != turn.notebook.account]
    with_whom = "your other account" if len(others) == 1 else f"your {len(others)} other accounts"
    here, there = (phrases.count(len(finished(side)), "step") for side in (parted.here, parted.there))
    words = f"Parted: {here} here, {there} with {with_whom}."
    after = "Each side plans and nudges by itself now. Nothing is lost: joined again, they are together again."
    buttons = Buttons((Button("My week", Next()), Button("Join them again", Link())))
    return compose(words, (Text((Bold(words),)), Text((after,)), buttons))


def here(turn: Turn, _: Here) -> Reply:
    """Let nudges come to this account."""
    when = f"{phrases.nudges(turn.rhythm)}, {phrases.place(turn.rhythm.timezone)}"
    if whereabouts.is_home(turn):
        words = f"Nudges come here already: {when}."
        return compose(words, (Text((words,)), offer.useful()))
    turn.notebook.move_home()
    words = f"Nudges come here from now on: {when}."
    return compose(words, (Text((words,)), Buttons((Button("My week", Next()),))))
