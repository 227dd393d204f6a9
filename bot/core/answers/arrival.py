"""The end of a road: what was done, what can be shown for it, and how far one is on roads that go on from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import offer
from bot.core.compose import compose
from bot.core.intents import Export, HowFar, Start
from bot.core.reply import Bold, Button, Buttons, Part, Reply, Text
from pathways.kinship import fit, ranked

if TYPE_CHECKING:
    from bot.core.turn import Turn

MOST = 2
"""Roads that are named as ways on."""
_WORTH_SAYING = 0.01


def all_done(turn: Turn) -> Reply:
    """Nothing is left to do."""
    tally = turn.plan.standing.tally
    words = f"Everything on this road is done: {phrases.count(tally.done, 'step')}."
    extra = f" You dropped {phrases.count(tally.skipped, 'step')}." if tally.skipped else ""
    text, row = onward(turn)
    far = Button("How far I came", HowFar())
    return compose(words, (Text((Bold(words), extra)), *text, Buttons((*row, far))), turn.cite("phases"))


def onward(turn: Turn) -> tuple[tuple[Part, ...], tuple[Button, ...]]:
    """What somebody at the end of a road can do next: show it, or go on where much is done already."""
    certificate = Button("A certificate", Export("certificate"), primary=True)
    mine = set(turn.held)
    fits = [
        fit(page, turn.progress, turn.rhythm, turn.today, role=turn.pathway.from_role)
        for page in turn.catalog.values()
        if page.id not in mine
    ]
    near = [each for each in ranked(fits) if each.minutes][:MOST]
    if not near:
        return (), (certificate,)
    begun = [f"{each.done:.0%} of the way to {each.pathway.to_role}" for each in near if each.done >= _WORTH_SAYING]
    free = f" Without trying, you are {phrases.row(begun)}." if begun else ""
    text = Text((f"What now is yours to say.{free}",))
    row = (Button(phrases.shorten(f"Take {each.pathway.to_role}", 48), Start(each.pathway.id)) for each in near)
    return (text,), (certificate, *offer.fitting(*row))
