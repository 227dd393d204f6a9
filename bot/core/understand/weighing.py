"""What the rules say of a clause and what the fitted reading says, weighed against each other."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import intents as say
from bot.core.understand.fitted import fit
from bot.core.understand.frames import Group, frame
from bot.core.understand.meaning import Clause, Read, as_read, meant
from bot.core.understand.traits import DULL

if TYPE_CHECKING:
    from bot.core.intents import Intent
    from bot.core.understand.linking import Context

# All of these are logarithms of odds: 0.7 doubles them.
_VOTE = 2.0
"""How much the word of a rule that fits weighs beside the fitted reading."""
_BRIEF = 4.0
"""What is shared out among its words besides: of a brief clause there is little else to go by than its rule."""
_HINT = 0.5
"""The same of the rule for a name alone, for most sentences about a step hold one."""
_SILENCE = 1.0
"""How much it weighs for "none of its business" that no rule fits."""
_TORN = 0.7
"""Two meanings are nearly as likely up to this difference."""
_UNHEARD = -9.0
"""What the fitted reading gives to a meaning that it was never shown."""
_HARDLY = -3.0
"""How likely it is that what is surely a request asks nothing."""
_CHANGING = frozenset({"done", "skip", "later", "settings", "forget", "undo", "start", "pause", "resume"})
"""What would change something: worth a question before guessing."""
_UNKNOWN = say.Unknown.name
ASIDE = "aside"
"""What surrounds a request and asks nothing."""
SEVERAL = "several"
"""More than one request: no meaning of a clause, but what a clause is that had better be cut."""
TOLD_APART = {"fact": "fact", "reality": "aspect", "export": "format", "smalltalk": "kind", "credit": "level"}
"""Intents whose meanings the fitted reading tells apart further, by the slot that only the words can fill."""


def read_clause(clause: Clause, context: Context, *, divisible: bool = False, partial: bool = False) -> list[Read]:
    """What a clause may mean: the likeliest, and that it asks nothing.

    One that may be cut holds perhaps several requests; one that is part of a message perhaps only surrounds another.
    """
    if partial and len(clause.cells) == 2 and "not" in clause.cells[0] and "DENIED" in clause.cells[1]:
        return [Read((), ASIDE)]  # "not phase 2": what follows it, or went before, is what is asked
    group = frame(clause.cells)
    ruled = None if group is None else as_read(group, clause, context)
    vote = label(ruled.intents[0]) if ruled else _UNKNOWN
    known = fit().labels
    if ruled is not None and (
        _is_plea(ruled) or vote not in known or all("NAME" in cell for cell in clause.cells)
    ):  # what the fit was never taught, its rule alone tells
        return [ruled, Read((), ASIDE, odds=_HARDLY)]
    if all(
        "STRANGE" in cell or cell <= DULL for cell in clause.cells
    ):  # letters and no word among them, or nothing at all
        return [as_read(_group(_UNKNOWN), clause, context), Read((), ASIDE, odds=0.0 if partial else _HARDLY)]
    odds = fit().odds(clause.cells)
    weight = _SILENCE if ruled is None else _HINT if vote == "about" else _VOTE + _BRIEF / len(clause.cells)
    odds[vote] = odds.get(vote, _UNHEARD) + weight
    if divisible:  # a rule may fit one part of what holds several
        odds[SEVERAL] += weight
    else:
        del odds[SEVERAL]
    whole = math.log(sum(map(math.exp, odds.values())))
    aside = odds.pop(ASIDE) - whole
    odds.pop(SEVERAL, None)
    if partial:  # around a request, what is none of its business asks nothing
        aside = math.log(math.exp(aside) + math.exp(odds[_UNKNOWN] - whole))
    best, second = sorted(odds, key=odds.__getitem__, reverse=True)[:2]
    if ruled is None or best != vote:
        ruled = as_read(_group(best), clause, context)
    torn = odds[best] - odds[second] < _TORN and not _CHANGING.isdisjoint({best, second}) and best != _UNKNOWN
    rival = meant(_group(second), clause, context) if torn else ()
    return [replace(ruled, odds=odds[best] - whole, rival=rival), Read((), ASIDE, odds=aside)]


def _is_plea(ruled: Read) -> bool:
    """Somebody who is not well is heard before anything else."""
    return ruled.intents == (say.Smalltalk("low"),)


def label(intent: Intent) -> str:
    """An intent as the fitted reading knows it."""
    match intent:
        case say.AboutStep(step=None, named=""):
            return "step"
        case say.AboutStep() | say.AboutSkill():
            return "about"
        case _:
            value = getattr(intent, TOLD_APART.get(intent.name, "name"))
            return f"{intent.name} {value}" if value and value != intent.name else intent.name


def _group(label: str) -> Group:
    """A meaning as if a rule had given it."""
    name, _, value = label.partition(" ")
    return Group(name, (), (), frozenset(), {TOLD_APART[name]: value} if value else {}, 0)
