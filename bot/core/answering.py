"""One answer for each intent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import intents as i
from bot.core.answers import (
    accounts,
    changes,
    checkin,
    choice,
    credit,
    deeds,
    digest,
    ending,
    export,
    figures,
    fit,
    nudge,
    page,
    pieces,
    proof,
    replan,
    road,
    talk,
    undo,
    week,
    you,
)

if TYPE_CHECKING:
    from bot.core.intents import Intent
    from bot.core.reply import Reply
    from bot.core.turn import Turn
    from bot.core.understand import Reading


def answer(turn: Turn, intent: Intent, reading: Reading) -> Reply:
    """The answer; of a pathway that is not the one in hand it says so."""
    asked = turn.beside(intent.pathway) if isinstance(intent, i.OfAPathway) else turn
    reply = _plainly(asked, intent, reading)
    return reply if asked is turn else choice.aside(turn, asked.pathway, reply)


def _plainly(turn: Turn, intent: Intent, reading: Reading) -> Reply:  # noqa: C901, PLR0912  (as many arms as intents)
    """One arm for each intent; a forgotten one is a type error."""
    match intent:
        case i.Next(spare=int(minutes)):
            return pieces.ten_minutes(turn, minutes)
        case i.Next():
            return week.next_(turn, intent)
        case i.Done():
            return deeds.done(turn, intent)
        case i.Undo():
            return undo.undo(turn, intent)
        case i.Skip():
            return deeds.skip(turn, intent)
        case i.Later():
            return deeds.later(turn, intent)
        case i.AboutStep():
            return road.about_step(turn, intent)
        case i.HowFar():
            return road.how_far(turn, intent)
        case i.Forecast():
            return ending.forecast(turn, intent)
        case i.Roadmap():
            return road.roadmap(turn, intent)
        case i.Gaps():
            return page.gaps(turn, intent)
        case i.Strengths():
            return page.strengths(turn, intent)
        case i.AboutSkill():
            return page.skill(turn, intent)
        case i.Resources():
            return page.resources(turn, intent)
        case i.Reality():
            return page.reality(turn, intent)
        case i.Fact():
            return figures.fact(turn, intent)
        case i.Overview():
            return page.overview(turn, intent)
        case i.Pathways():
            return choice.pathways(turn, intent)
        case i.Recommend():
            return choice.recommend(turn, intent)
        case i.Compare():
            return choice.compare(turn, intent)
        case i.Start():
            return choice.start(turn, intent)
        case i.Settings():
            return you.settings(turn, intent)
        case i.Pause():
            return you.pause(turn, intent)
        case i.Resume():
            return you.resume(turn, intent)
        case i.Nudge():
            return nudge.asked(turn, intent)
        case i.CheckIn():
            return checkin.check_in(turn, intent)
        case i.Export():
            return export.export(turn, intent)
        case i.Link():
            return accounts.link(turn, intent)
        case i.Unlink():
            return accounts.unlink(turn, intent)
        case i.Here():
            return accounts.here(turn, intent)
        case i.Forget():
            return you.forget(turn, intent)
        case i.Part():
            return pieces.part(turn, intent)
        case i.Split():
            return pieces.split(turn, intent)
        case i.Credit():
            return credit.credit(turn, intent)
        case i.Proof():
            return proof.proof(turn, intent)
        case i.Load():
            return replan.load(turn, intent)
        case i.Replan():
            return replan.replan(turn, intent)
        case i.Aim():
            return replan.aim(turn, intent)
        case i.Changes():
            return changes.changes(turn, intent)
        case i.Fit():
            return fit.fit(turn, intent)
        case i.Digest():
            return digest.digest(turn, intent)
        case i.NameMe():
            return digest.name_me(turn, intent)
        case i.Help():
            return talk.help_(turn, intent)
        case i.Smalltalk():
            return talk.smalltalk(turn, intent)
        case i.Unknown():
            return talk.unknown(turn, intent, reading.nearest)
