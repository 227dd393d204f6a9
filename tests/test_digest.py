"""The weekly digest, from what an admin asks for to what is said, on SQLite and on PostgreSQL."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from bot.core.coach import Request
from bot.core.forgetful import Forgetful
from bot.core.intents import Digest, Forget, NameMe
from bot.core.told import AskNames, Told
from bot.core.weekly import MOST_NAMED
from pathways.delivery import Accepted, Claim, Refused, Skipped, Unsure
from pathways.digest import LEAST, Place
from pathways.learner import Account
from storage.digests import Digests
from storage.outbox import Outbox
from storage.reckoning import reckon
from storage.tables import digests
from tests import nudgers
from tests.digests import FRIDAY, Workspace
from tests.fakes.aio import in_loop
from tests.outbox import rows
from tests.talk import Learner

if TYPE_CHECKING:
    from storage.database import Database

WEEK = dt.timedelta(weeks=1)
HOUR = dt.timedelta(hours=1)
ACTIONS = (Digest("here"), Digest("change", day="mon"), Digest("off"), Digest("preview"))


@pytest.fixture
def town(database: Database) -> Workspace:
    """A workspace with a digest on Fridays at four."""
    made = Workspace(database)
    made.say("BOSS", "digest here")
    return made


def test_an_admin_has_it_posted_and_is_told_what_it_will_be(database: Database) -> None:
    town = Workspace(database)
    assert "There is no digest in this workspace" in town.say("U1", "digest")
    told = town.say("BOSS", "post a digest here on Thursdays at 5pm")
    assert "comes to this channel on Thursdays at 17:00, Berlin time, next on Thu 26 Nov" in told
    assert "names only those who agree" in told
    assert "invite me to the channel" in told
    assert "on Mondays at 17:00, Berlin time, next on Mon 23 Nov" in town.say("BOSS", "move the digest to Mondays")
    shown = town.say("U1", "digest")
    assert "comes to this channel on Mondays" in shown
    assert "does not name you" in shown
    assert [
        button.label for part in town.consider("U1", "digest").reply.parts for button in getattr(part, "row", ())
    ] == ["Name me in the digest"]
    assert "its channel" in town.say("U1", "digest", private=True)


def test_in_private_it_has_no_channel_to_come_to(database: Database) -> None:
    town = Workspace(database)
    assert "Say it in the channel" in town.say("BOSS", "digest here", private=True)
    assert "Say it in the channel" in town.say("BOSS", "move the digest to Mondays", private=True)
    assert "There is no digest" in town.say("BOSS", "digest off")
    town.say("BOSS", "digest here")
    assert "Mondays at 16:00" in town.say("BOSS", "move the digest to Mondays", private=True)
    assert "no weekday I know" in town.say("BOSS", Digest("change", day="someday"))


def test_whoever_asks_where_nobody_shares_anything_is_told_where_it_belongs(database: Database) -> None:
    town = Workspace(database)
    for said in (Digest(), NameMe("yes"), NameMe("no")):
        alone = town.coach.consider(Request(Account("terminal", "", "me"), said)).reply
        keeps_nothing = Learner(Forgetful()).say(said)
        assert "belongs to a channel" in keeps_nothing
        assert ("belongs to a channel" in alone.summary) == isinstance(said, Digest)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda ask: ask.do)
@pytest.mark.parametrize("rank", ["member", "unknown"])
def test_F11_only_who_is_an_admin_now_changes_anything(database: Database, action: Digest, rank: str) -> None:
    town = Workspace(database)
    town.say("BOSS", "digest here")
    town.busy(LEAST)
    before = town.say("U1", "digest")
    town.ranks["BOSS"] = rank  # demoted, or the platform is silent
    refused = town.say("BOSS", action)
    assert "Nothing was changed" in refused
    assert "took part and" not in refused
    assert town.say("U1", "digest") == before


def test_F11_the_platform_is_asked_each_time(town: Workspace) -> None:
    for action in ACTIONS:
        town.asked.clear()
        town.say("BOSS", action)
        assert town.asked == ["BOSS"]


def test_what_has_to_be_asked_first_leaves_nothing_behind(town: Workspace) -> None:
    """Two things said in one breath: the deed before the question counts once."""
    said = town.say("BOSS", "done 1 and turn off the digest")
    assert "The digest is off" in said
    assert town.coach.memory.turn
    with town.memory.turn(town.account("BOSS"), now=town.now) as book:
        assert len(book.entries) == 1
    alone = town.coach.consider
    with pytest.raises(Exception, match="AskRank"):
        alone(Request(town.account("BOSS"), Digest("here"), place=town.place))


def test_it_says_what_was_done_together_and_names_who_agreed(town: Workspace) -> None:
    town.busy(LEAST + 1, named=2)
    said = town.posted()
    assert "6 people took part and finished 6 steps, about 8 hours of work." in said
    assert "- Person 1: Python and Jupyter setup - Person 2: Huyen, chapter 1" in said
    assert "Person 3" not in said
    assert "20 Nov to 27 Nov" in said
    assert "first" not in said
    assert "best" not in said


def test_of_fewer_than_five_nothing_is_said_at_all(town: Workspace) -> None:
    town.busy(LEAST - 1, named=LEAST - 1)
    assert "nothing would be posted" in town.say("BOSS", "preview the digest")
    assert town.posted() == "too few people"
    outbox = Outbox(town.database, "worker")
    town.now = FRIDAY + WEEK
    posting = town.posting(FRIDAY + WEEK)
    assert outbox.record(posting, Skipped("too few people"), town.now)
    assert "So far: 1 left out, for want of people" in town.say("BOSS", "digest")
    assert "So far" not in town.say("U1", "digest")


def test_a_week_of_work_that_finished_nothing_is_one_all_the_same(town: Workspace) -> None:
    for number in range(LEAST):
        town.say(f"U{number}", "next")
        town.say(f"U{number}", "halfway through the jupyter setup")
    assert "5 people took part. Nobody is named" in town.posted()
    assert "So far" not in town.say("BOSS", "digest")  # it is on its way


def test_who_is_named_elsewhere_stays_so(database: Database) -> None:
    here, there = Workspace(database, "G1", "discord", "CH1"), Workspace(database, "G2", "discord", "CH2")
    for town in (here, there):
        town.say("BOSS", "digest here")
        town.say("U1", NameMe("yes"))
    here.say("U1", NameMe("no"))
    here.say("U1", NameMe("no"))
    assert "does not name you" in here.say("U1", "digest")
    assert "digest names you" in there.say("U1", "digest")


def test_whoever_remembers_nothing_posts_nothing() -> None:
    coach = Learner(Forgetful()).coach
    with coach.memory.digests() as kept:
        assert kept is None


def test_rules_of_zones_that_change_move_it_within_its_week(town: Workspace) -> None:
    with town.database.write() as connection:
        connection.execute(update(digests).values(next_at=FRIDAY + 3 * HOUR))
    assert reckon(town.database, "other rules") > 0
    Outbox(town.database, "worker").plan(FRIDAY)
    assert town.deliveries() == {"2026-W48": "ready"}
    with town.database.write() as connection:
        connection.execute(update(digests).values(timezone="Mars/Base"))
    reckon(town.database, "yet others")


def test_who_only_looked_took_no_part(town: Workspace) -> None:
    town.busy(LEAST - 1)
    town.say("U9", "next")
    town.say("U9", "4 hours a week")
    assert town.posted() == "too few people"


def test_nobody_is_named_who_did_not_agree_or_agrees_no_more(town: Workspace) -> None:
    town.busy(LEAST, named=2)
    assert "names you" in town.say("U1", "settings")
    assert "named in no digest" in town.say("U1", "leave me out of the digest", private=True)
    assert "does not name you" in town.say("U1", "settings")
    said = town.posted()
    assert "Person 2" in said
    assert "Person 1" not in said
    assert "5 people" in said


def test_who_takes_it_back_while_names_are_asked_is_not_named(town: Workspace) -> None:
    town.busy(LEAST, named=2)
    town.now = FRIDAY
    posting = town.posting()
    asked = town.coach.post(posting, Told())
    assert isinstance(asked, AskNames)
    assert set(asked.users) == {"U1", "U2"}
    town.say("U1", "leave me out of the digest")
    made = town.coach.post(posting, Told(names=town.names))
    assert not isinstance(made, AskNames | Skipped)
    assert "Person 1" not in str(made)
    assert "Person 2" in str(made)


def test_who_is_gone_or_has_no_name_is_counted_and_not_named(town: Workspace) -> None:
    town.busy(LEAST, named=3)
    del town.names["U1"]
    town.names["U2"] = "   "
    town.names["U3"] = "@channel *Bo* <!here>\nand " + "x" * 99
    said = town.posted()
    assert "5 people" in said
    assert "Some of what was finished: - @channel *Bo* <!here> and" in said
    assert "x" * 40 not in said


def test_what_was_taken_back_is_not_celebrated(town: Workspace) -> None:
    town.busy(LEAST, named=1)
    town.say("U1", "undo")
    assert town.posted() == "too few people"


def test_many_who_agreed_are_some_each_week_in_the_order_of_their_names(town: Workspace) -> None:
    town.busy(MOST_NAMED + 4, named=MOST_NAMED + 4)
    said = town.posted()
    found = [int(words.split(":")[0]) for words in said.split("- Person ")[1:]]
    assert len(found) == MOST_NAMED
    assert [str(one) for one in found] == sorted(map(str, found))


def test_F10_what_is_told_in_one_workspace_stays_there(database: Database) -> None:
    here, there = Workspace(database), Workspace(database, "T2", channel="C2")
    for town in (here, there):
        town.say("BOSS", "digest here")
    here.busy(LEAST, named=LEAST)  # with the same ids of users in both
    there.busy(1, named=1)
    assert there.posted() == "too few people"
    assert "5 people took part and finished 5 steps" in here.posted()
    there.say("BOSS", "digest off")
    assert "names you" in here.say("U1", "settings")
    assert "digest" not in there.say("U1", "settings")


def test_F10_joined_accounts_are_one_person_and_tell_in_each_workspace_what_was_told_there(database: Database) -> None:
    here, there = Workspace(database), Workspace(database, "T2", channel="C2")
    here.say("BOSS", "digest here")
    here.busy(LEAST)
    code = next(
        word for word in here.say("U1", "link").split() if word.count("-") == 2 or (word.isupper() and len(word) > 5)
    )
    there.now = here.now
    there.say("V1", f"link {code.strip('.')}")
    there.say("V1", "done 2")
    assert "5 people took part and finished 5 steps" in here.posted()


def test_in_discord_who_was_met_in_the_server_is_counted_there(database: Database) -> None:
    town = Workspace(database, "G1", "discord", "CH1")
    other = Workspace(database, "G2", "discord", "CH2")
    town.say("BOSS", "digest here")
    town.busy(LEAST, named=1)
    other.say("U9", "next")
    other.say("U9", "done 1")
    said = town.posted()
    assert "5 people" in said
    assert "Person 1" in said


def test_in_discord_s_private_conversation_the_one_server_is_meant(database: Database) -> None:
    town = Workspace(database, "G1", "discord", "CH1")
    town.say("BOSS", "digest here")

    def private(said: NameMe) -> str:
        return town.coach.consider(Request(town.account("U1"), said)).reply.summary

    assert "server whose digest" in private(NameMe("yes"))
    town.say("U1", "next")
    assert private(NameMe("yes")).startswith("Agreed")
    assert "names you" in town.say("U1", "digest")
    other = Workspace(database, "G2", "discord", "CH2")
    other.say("BOSS", "digest here")
    other.say("U1", NameMe("yes"))
    assert "server whose digest" in private(NameMe("yes"))
    private(NameMe("no"))
    assert "does not name you" in town.say("U1", "digest")
    assert "does not name you" in other.say("U1", "digest")


def test_to_be_named_needs_a_digest(database: Database) -> None:
    assert "nothing to be named in" in Workspace(database).say("U1", "name me in the digest")


def test_the_preview_is_what_would_be_posted(town: Workspace) -> None:
    town.busy(LEAST, named=2)
    shown = town.say("BOSS", "digest preview")
    assert "As it stands, this would be posted" in shown
    assert "- Person 1: Python and Jupyter setup" in shown
    assert "U1" in town.asked
    assert town.deliveries() == {}
    bare = Workspace(town.database)
    bare.say("BOSS", "digest off")
    assert "5 people took part" in bare.say("BOSS", "digest preview")


def test_what_was_told_in_one_digest_is_not_told_in_the_next(town: Workspace) -> None:
    town.busy(LEAST)
    posting = town.posting()
    Outbox(town.database, "worker").record(posting, Accepted("1.0"), FRIDAY)
    town.now = FRIDAY
    town.say("BOSS", "move the digest to Mondays")
    assert town.posted(FRIDAY + dt.timedelta(days=3)) == "too few people"
    assert "So far: 1 posted" in town.say("BOSS", "digest")


def test_a_week_has_one_digest_whatever_is_changed(town: Workspace) -> None:
    town.busy(LEAST)
    outbox = Outbox(town.database, "worker")
    outbox.record(town.posting(), Accepted("1.0"), FRIDAY)
    town.now = FRIDAY + HOUR
    assert "next on Sat 5 Dec" in town.say("BOSS", "move the digest to Saturdays")
    town.say("BOSS", "digest off")
    assert "next on Fri 4 Dec" in town.say("BOSS", "digest here")
    outbox.plan(FRIDAY + dt.timedelta(days=2))
    assert town.deliveries() == {"2026-W48": "sent"}


def test_several_workers_plan_and_lend_it_once(town: Workspace) -> None:
    first, second = Outbox(town.database, "one"), Outbox(town.database, "two")
    first.plan(FRIDAY)
    second.plan(FRIDAY)
    assert len(first.claim(FRIDAY, ("slack",))) == 1
    assert second.claim(FRIDAY, ("slack",)) == ()
    assert first.claim(FRIDAY, ("discord",)) == ()


def test_what_is_in_doubt_is_lent_again_as_such_and_closed_in_the_end(town: Workspace) -> None:
    outbox = Outbox(town.database, "worker")
    outbox.record(town.posting(), Unsure("timeout"), FRIDAY)
    (again,) = outbox.claim(FRIDAY + HOUR, ("slack",))
    assert again.in_doubt
    assert not isinstance(again, Claim)
    outbox.record(again, Unsure("missing_scope"), FRIDAY + HOUR)
    outbox.claim(FRIDAY + 2 * WEEK, ("slack",))
    assert town.deliveries() == {"2026-W48": "expired_unknown"}
    assert "So far: 1 in doubt" in town.say("BOSS", "digest")


def test_after_an_outage_the_newest_week_alone_is_planned(town: Workspace) -> None:
    outbox = Outbox(town.database, "worker")
    outbox.plan(FRIDAY + 5 * WEEK + HOUR)
    assert town.deliveries() == {"2026-W53": "ready"}
    outbox.plan(FRIDAY + 8 * WEEK + dt.timedelta(days=2))
    assert town.deliveries()["2027-W03"] == "stale"


def test_a_channel_that_is_gone_pauses_it_and_its_admin_is_told_once(town: Workspace) -> None:
    town.busy(LEAST)
    posting = town.posting()
    Outbox(town.database, "worker").record(posting, Refused("person", "is_archived"), FRIDAY)
    town.now = FRIDAY + HOUR
    assert town.coach.post(posting, Told()) == Skipped("turned off, or moved")
    assert "paused" not in town.say("U1", "next")
    assert "The digest is paused: I could not post in its channel (is_archived)" in town.say("BOSS", "next")
    assert "paused" not in town.say("BOSS", "next")
    assert "paused" in town.say("BOSS", "digest")
    Outbox(town.database, "worker").plan(FRIDAY + WEEK)
    assert town.deliveries() == {"2026-W48": "failed"}
    town.place = Place("slack", "T1", "C9")
    assert "comes to this channel" in town.say("BOSS", "digest here")
    assert town.posting(FRIDAY + 2 * WEEK).place.channel == "C9"


def test_a_refusal_that_comes_after_it_was_moved_pauses_nothing(town: Workspace) -> None:
    posting = town.posting()
    town.now = FRIDAY
    town.place = Place("slack", "T1", "C9")
    town.say("BOSS", "digest here")
    Outbox(town.database, "worker").record(posting, Refused("person", "is_archived"), FRIDAY)
    assert "paused" not in town.say("BOSS", "digest")
    assert town.coach.post(posting, Told()) == Skipped("turned off, or moved")


def test_moved_before_it_is_posted_it_goes_to_the_new_channel(town: Workspace) -> None:
    Outbox(town.database, "worker").plan(FRIDAY)
    town.now = FRIDAY
    town.place = Place("slack", "T1", "C9")
    town.say("BOSS", "digest here")
    assert town.posting().place.channel == "C9"


def test_turned_off_nothing_is_on_its_way_any_more(town: Workspace) -> None:
    Outbox(town.database, "worker").plan(FRIDAY)
    town.now = FRIDAY
    town.say("BOSS", "digest off")
    assert town.deliveries() == {"2026-W48": "cancelled"}


def test_an_admin_who_is_forgotten_leaves_no_name_behind(town: Workspace) -> None:
    town.say("BOSS", "name me in the digest")
    town.say("BOSS", Forget(confirmed=True))
    with town.memory.digests() as kept:
        assert kept.of(town.place) is not None
    Outbox(town.database, "worker").record(town.posting(), Refused("person", "is_archived"), FRIDAY)
    assert "is paused" not in town.say("BOSS", "next")
    assert "does not name you" in town.say("BOSS", "digest")


def test_nobody_s_look_at_the_digests_is_no_account_s(database: Database) -> None:
    with database.read() as connection, pytest.raises(LookupError):
        Digests(connection).tenants()


def test_a_zone_that_is_no_more_pauses_it(database: Database) -> None:
    town = Workspace(database)
    town.say("BOSS", "digest here")
    with database.write() as connection:
        connection.execute(update(digests).values(timezone="Mars/Base"))
    Outbox(database, "worker").plan(FRIDAY)
    assert town.deliveries() == {}
    with town.memory.digests() as kept:
        found = kept.of(town.place)
        assert found is not None
        assert found.paused == "UnknownZone"


class NobodySays:
    """A platform that does not say what anybody is called."""

    def __init__(self) -> None:
        self.sent: list[object] = []

    async def send(self, claim: Claim, reply: object) -> Accepted:
        self.sent.append(claim)
        assert reply
        return Accepted("1.0")

    async def names(self, place: Place, users: object) -> None:
        assert place
        assert users


@in_loop
async def test_as_long_as_nobody_says_what_people_are_called_it_waits(town: Workspace) -> None:
    town.busy(LEAST, named=1)
    mute = NobodySays()
    worker = nudgers.deliverer(town.database, {"slack": mute}, lambda: FRIDAY)
    await worker.plan()
    await worker.dispatch()
    assert all(isinstance(claim, Claim) for claim in mute.sent)  # nudges go, the digest stays
    (row,) = [row for row in rows(town.database) if row.kind == "digest"]
    assert row.state == "ready"
