"""Answers about the weekly digest: what an admin asks for, and who agrees to be named in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import phrases, weekly
from bot.core.compose import compose
from bot.core.forgetful import Page
from bot.core.intents import Digest, NameMe, Next, Settings
from bot.core.reply import Bold, Button, Buttons, Note, Part, Reply, Text
from bot.core.told import AskFirst, AskRank
from pathways import digest as digests
from pathways.zones import zone

if TYPE_CHECKING:
    from bot.core.digests import Digests
    from bot.core.told import Rank
    from bot.core.turn import Turn
    from pathways.digest import Member, Place

_TENANTS = {"slack": "workspace", "discord": "server"}
_WHAT = (
    "It says how many people took part and what was finished together, and names only those who agree to it. In weeks"
    f" with fewer than {phrases.count(digests.LEAST, 'person', 'people')} nothing is posted."
)
_INVITE = "I can post only where I am let in: invite me to the channel if I am not in it yet."
_NOWHERE = "A digest belongs to a channel of a Slack workspace or a Discord server. Say it there, and only you see it."
_NOT_HERE = "Say it in the channel that the digest is to come to: /coach digest here."
_FATES = {
    "sent": "posted",
    "skipped": "left out, for want of people",
    "failed": "not taken",
    "expired_unknown": "in doubt",
    "stale": "too late",
    "cancelled": "cancelled",
}
_LEVERS = (Button("Preview", Digest("preview")), Button("Turn it off", Digest("off")))


def digest(turn: Turn, ask: Digest) -> Reply:
    """Show the digest, or do what an admin asks for."""
    kept, place = turn.notebook.digests, turn.place
    if kept is None or place is None:
        return _plain(_NOWHERE)
    rank = _rank(turn, place)
    if ask.do == "show":
        return _shown(kept, place, is_admin=rank == "admin")
    if rank == "member":
        words = f"Only an admin of this {_tenant(place)} can do that. Nothing was changed."
        return _plain(words, Button("The digest", Digest()))
    if rank == "unknown":
        words = f"{place.platform.capitalize()} did not tell me just now whether you are an admin here."
        return _plain(f"{words} Nothing was changed; try again in a minute.")
    match ask.do:
        case "here" | "change":
            return _kept(turn, kept, place, ask)
        case "off":
            return _off(kept, place)
        case "preview":
            return _preview(turn, kept, place)


def _rank(turn: Turn, place: Place) -> Rank:
    """As the platform sees it now; what anybody was a minute ago counts for nothing."""
    if turn.told.rank is None:
        raise AskFirst(AskRank(place))
    return turn.told.rank


def _shown(kept: Digests, place: Place, *, is_admin: bool) -> Reply:
    found = kept.of(place)
    if found is None:
        words = f"There is no digest in this {_tenant(place)}."
        whose = "Say" if is_admin else "An admin can say"
        how = f"{whose} “digest here” in the channel that it is to come to."
        return compose(words, (Text((words,)), Note((f"{how} {_WHAT}",))))
    words = f"The digest comes to {_channel(found, place)} on {_when(found)}."
    parts: list[Part] = [Text((Bold(words),)), *_trouble(found), Note((_WHAT,))]
    if is_admin and (tally := kept.tally(place)):
        counts = [f"{tally[state]} {fate}" for state, fate in _FATES.items() if tally.get(state)]
        if counts:
            parts.append(Text((f"So far: {phrases.row(counts)}.",)))
    yours = _LEVERS if is_admin else ()
    parts += [Text((_naming(kept, place),)), Buttons((*yours, _switch(kept, place)))]
    return compose(words, parts)


def _kept(turn: Turn, kept: Digests, place: Place, ask: Digest) -> Reply:
    before = kept.of(place)
    if not place.channel and (before is None or ask.do == "here"):
        return _plain(f"{_NOT_HERE} {_INVITE}")
    if ask.day is not None and ask.day not in phrases.SHORT_DAYS:
        return _plain(f"“{phrases.shorten(ask.day, 20)}” is no weekday I know. Nothing was changed.")
    made = before or digests.Digest(place)
    where = place if before is None or ask.do == "here" else before.place
    made = replace(
        made,
        place=where,
        day=phrases.SHORT_DAYS.index(ask.day) if ask.day else made.day,
        time=ask.time or made.time,
        timezone=turn.rhythm.timezone,
    )
    due = kept.keep(made, now=turn.now)
    first = phrases.day(due.astimezone(zone(made.timezone)).date(), turn.today)
    words = f"The digest comes to {_channel(made, place)} on {_when(made)}, next on {first}."
    return compose(words, (Text((Bold(words),)), Text((_WHAT,)), Note((_INVITE,)), Buttons(_LEVERS)))


def _off(kept: Digests, place: Place) -> Reply:
    if kept.of(place) is None:
        return _plain(f"There is no digest in this {_tenant(place)}.")
    kept.drop(place)
    return _plain("The digest is off, and I keep nothing of who was to be named in it.")


def _preview(turn: Turn, kept: Digests, place: Place) -> Reply:
    found = kept.of(place) or digests.Digest(place, timezone=turn.rhythm.timezone)
    since, until = digests.week(found, turn.now)
    done = weekly.week(kept.members(place, since, until), since, until, lambda member: _as(turn, member))
    if not done.is_enough:
        words = f"As it stands, nothing would be posted: fewer than {digests.LEAST} people took part in the past week."
        return _plain(words)
    if asked := weekly.unnamed(turn.told, place, done):
        raise AskFirst(asked)
    made = weekly.said(found, done, since, until, turn.told.names or {})
    lead = "As it stands, this would be posted:"
    return compose(f"{lead} {made.summary}", (Note((lead,)), *made.parts))


def _as(turn: Turn, member: Member) -> Turn:
    return replace(turn, notebook=Page(is_new=False, entries=member.entries, enrolments=member.enrolments))


def name_me(turn: Turn, ask: NameMe) -> Reply:
    """Agree to be named, or do not any more."""
    kept = turn.notebook.digests
    if kept is None:
        return _plain(_NOWHERE)
    tenants = _tenants(turn, kept)
    if ask.wish == "no":
        for tenant, named in kept.tenants().items():
            if named and tenant in tenants:
                kept.name(tenant, named=False)
        words = "You are named in no digest. What you finish still counts in its totals, with no name."
        return _plain(words, Button("My week", Next()))
    if turn.place is not None and kept.of(turn.place) is None:
        return _plain(f"There is no digest in this {_tenant(turn.place)}, so there is nothing to be named in.")
    if len(tenants) != 1:
        return _plain("Say that in the server whose digest it is for: /coach digest, then “Name me”.")
    kept.name(tenants[0], named=True)
    words = "Agreed: the weekly digest names you from now on."
    what = "It shows your name as it stands there and one step that you finished in the week, to all in its channel."
    end = "Say “leave me out of the digest” at any time: the next one names you no more."
    return compose(
        words,
        (
            Text((Bold(words),)),
            Text((f"{what} {end}",)),
            Buttons((Button("Leave me out", NameMe("no")), Button("My settings", Settings()))),
        ),
    )


def choice(turn: Turn) -> tuple[Part, ...]:
    """Among the settings: whether the digest names them, and how to change that; nothing where there is no digest."""
    kept, place = turn.notebook.digests, turn.place
    if kept is None or place is None or kept.of(place) is None:
        return ()
    return Text((_naming(kept, place),)), Buttons((_switch(kept, place),))


def with_news(turn: Turn, reply: Reply) -> Reply:
    """Tell whoever asked for a digest, once, that it cannot be posted any more."""
    kept = turn.notebook.digests if turn.notebook.has_news else None
    found = kept.news() if kept is not None else None
    if kept is None or found is None:
        return reply
    kept.tell(found.place)
    return compose(reply.summary, (*_trouble(found), *reply.parts), reply.sources)


def _tenants(turn: Turn, kept: Digests) -> list[str]:
    """The tenants that are meant: the one where it is said or, in private, all that the account is known in."""
    return [turn.place.tenant] if turn.place else list(kept.tenants())


def _naming(kept: Digests, place: Place) -> str:
    named = kept.tenants().get(place.tenant)
    return f"The weekly digest {'names you' if named else 'does not name you'}."


def _switch(kept: Digests, place: Place) -> Button:
    named = kept.tenants().get(place.tenant, False)
    return Button("Leave me out of the digest" if named else "Name me in the digest", NameMe("no" if named else "yes"))


def _trouble(found: digests.Digest) -> tuple[Part, ...]:
    if not found.paused:
        return ()
    words = f"The digest is paused: I could not post in its channel ({found.paused})."
    return (Text((f"{words} Let me in there and say “digest here” in it, or in another channel.",)),)


def _when(found: digests.Digest) -> str:
    return f"{phrases.DAYS[found.day]}s at {found.time:%H:%M}, {phrases.place(found.timezone)}"


def _channel(found: digests.Digest, place: Place) -> str:
    return "this channel" if place.channel == found.place.channel else "its channel"


def _tenant(place: Place) -> str:
    return _TENANTS.get(place.platform, "place")


def _plain(words: str, *buttons: Button) -> Reply:
    return compose(words, (Text((words,)), *([Buttons(buttons)] if buttons else [])))
