"""One person on two platforms, as the person notices it."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core import intents as i
from bot.core.coach import Request
from bot.core.forgetful import Forgetful
from pathways.joining import GUESSES, LASTS
from pathways.learner import Account
from tests.talk import Learner

if TYPE_CHECKING:
    from storage.notebook import Memory

SLACK, DISCORD, WORK = Account("slack", "T1", "U1"), Account("discord", "", "7"), Account("slack", "T2", "U9")


@pytest.fixture
def on_slack(memory: Memory) -> Learner:
    return Learner(memory, account=SLACK)


@pytest.fixture
def on_discord(memory: Memory) -> Learner:
    return Learner(memory, account=DISCORD)


def code_of(learner: Learner) -> str:
    said = learner.say("link my other account")
    (code,) = re.findall(r"link ([A-Z0-9]{4}-[A-Z0-9]{4})", said)
    assert code not in learner.reply.summary
    return code


def join(giver: Learner, sayer: Learner) -> str:
    sayer.now = max(giver.now, sayer.now)
    return sayer.say(f"link {code_of(giver)}")


def test_accounts_are_joined_and_it_is_said_what_was(on_slack: Learner, on_discord: Learner) -> None:
    on_slack.say("done with the jupyter setup")
    on_slack.say("done enrolling in the specialization")
    on_discord.say("finished the ml specialization")
    said = join(on_slack, on_discord)
    assert "Joined: 1 step from here and 2 steps from there." in said
    assert "You are at 5 of 24 steps, wherever you look. Nudges come to your Slack account." in said
    assert on_discord.labels == ["My week", "Nudge me here", "Unlink"]
    for learner in (on_slack, on_discord):
        assert "5 of 24 steps" in learner.say("how am I doing?")


def test_the_code_alone_is_enough_and_a_newcomer_may_begin_with_it(on_slack: Learner, on_discord: Learner) -> None:
    on_slack.say("done with the jupyter setup")
    assert "Joined: 0 steps from here and 1 step from there." in on_discord.say(code_of(on_slack).lower())
    assert on_discord.answer.changed
    assert "Taken back: done with Python and Jupyter setup" in on_discord.say("undo")
    assert "0 of 24 steps" in on_slack.say("how am I doing?")


def test_nudges_can_be_moved(on_slack: Learner, on_discord: Learner) -> None:
    assert "Nudges come here already: Mondays at 09:00, Berlin time." in on_slack.say("send my nudges here")
    join(on_slack, on_discord)
    assert "Nudges come here from now on: Mondays at 09:00, Berlin time." in on_discord.press("Nudge me here")
    assert "here already" in on_discord.say("send my nudges here")
    assert "Nudges come here from now on" in on_slack.say(i.Here())


def test_who_gives_the_code_keeps_the_nudges_and_a_second_slack_is_the_other_one(
    on_slack: Learner, on_discord: Learner, memory: Memory
) -> None:
    at_work = Learner(memory, account=WORK)
    said = join(on_slack, at_work)
    assert "Nudges come to your other Slack account." in said
    join(on_discord, at_work)
    assert "Parted: 0 steps here, 0 steps with your 2 other accounts." in at_work.say("unlink")


def test_accounts_are_parted_and_nothing_is_lost(on_slack: Learner, on_discord: Learner) -> None:
    assert "This account is joined to no other." in on_slack.say("unlink")
    on_slack.say("done with the jupyter setup")
    join(on_slack, on_discord)
    on_discord.say("done enrolling in the specialization")
    said = on_discord.say("unlink")
    assert "Parted: 1 step here, 1 step with your other account." in said
    (code,) = re.findall(r"link ([A-Z0-9]{4}-[A-Z0-9]{4})", on_discord.press("Join them again"))
    for learner in (on_slack, on_discord):
        assert "1 of 24 steps" in learner.say("how am I doing?")
    on_slack.say(code)
    assert "2 of 24 steps" in on_slack.say("how am I doing?")


def test_codes_that_do_not_fit_are_refused_with_what_would_work(on_slack: Learner, on_discord: Learner) -> None:
    code = code_of(on_slack)
    assert "That code is for your other account: say it to me there." in on_slack.say(code)
    # no code has a vowel in it: that is a slip, and no guess
    for _ in range(GUESSES + 1):
        assert "I know no such code. A code works once, and for 10 minutes" in on_discord.say("link ABCD-EFGH")
    on_discord.say(code)
    assert "These accounts are joined already." in on_discord.say(code_of(on_slack))
    assert not on_discord.answer.changed


def test_a_code_that_is_too_old_is_none(on_slack: Learner, on_discord: Learner) -> None:
    code = code_of(on_slack)
    on_discord.now = on_slack.now + LASTS
    assert "I know no such code" in on_discord.say(code)


def test_after_five_wrong_codes_there_is_a_rest(on_slack: Learner, on_discord: Learner) -> None:
    code = code_of(on_slack)
    for _ in range(GUESSES - 1):
        assert "I know no such code" in on_discord.say("link CCCC-CCCC")
    until = (on_discord.now + dt.timedelta(minutes=16)).astimezone(dt.timezone(dt.timedelta(hours=1)))
    rest = f"5 codes did not fit, so I look at none that is said here until {until:%H:%M}."
    assert rest in on_discord.say("link CCCC-CCCC")
    assert rest in on_discord.say(code)
    assert on_discord.labels == ["A code from here"]


def test_settings_are_what_was_said_last_and_zones_stay_where_they_are(on_slack: Learner, on_discord: Learner) -> None:
    on_discord.timezone = "Asia/Tokyo"
    on_slack.say("8 hours a week")
    on_discord.now = on_slack.now
    on_discord.say("nudge me on sundays")
    assert "holds: 8 hours a week, nudges on Sundays at 09:00, Tokyo time." in join(on_slack, on_discord)
    assert "8 hours a week, nudges on Sundays at 09:00, Berlin time." in on_slack.say("settings")
    assert "6 hours a week, nudges on Sundays" in on_discord.say("unlink") + on_discord.say("settings")


def test_numbers_stand_for_what_was_listed_on_the_same_account(on_slack: Learner, on_discord: Learner) -> None:
    join(on_slack, on_discord)
    on_slack.say("what's next this week?")
    on_discord.say("phase 5")
    on_discord.say("what's next in the next 90 days?")
    assert "✓ Enroll" in on_slack.say("done 1")


def test_being_forgotten_is_for_all_accounts(on_slack: Learner, on_discord: Learner) -> None:
    on_slack.say("done with the jupyter setup")
    join(on_slack, on_discord)
    assert "1 journal entry and your settings, on all your 2 accounts. It cannot" in on_slack.say("delete my data")
    on_discord.say(i.Forget(confirmed=True))
    assert "0 of 24 steps" in on_slack.say("how am I doing?")


def test_the_code_is_the_same_for_the_same_chance(on_slack: Learner) -> None:
    on_slack.coach = replace(on_slack.coach, choose=random.Random(7).choice)  # noqa: S311  (repeatable on purpose)
    assert code_of(on_slack) == "QHT7-DF3G"


def test_a_repeated_delivery_neither_shows_the_code_nor_gives_another(on_slack: Learner) -> None:
    first, again = (on_slack.coach.consider(Request(SLACK, "link", key="1")) for _ in range(2))
    assert again.again
    assert again.reply.summary == first.reply.summary == "A code for your other account, good for 10 minutes"


def test_who_keeps_nothing_says_so() -> None:
    stranger = Learner(Forgetful())
    assert "I keep nothing of this conversation" in stranger.say("link")
    assert "I know no such code" in stranger.say("K7MP-3WQX")
    assert "joined to no other" in stranger.say("unlink")
    assert "Nudges come here already" in stranger.say("send my nudges here")


def test_words_given_as_evidence_are_read_where_they_were_given(on_slack: Learner, on_discord: Learner) -> None:
    for learner in (on_slack, on_discord):
        learner.say("done with the jupyter setup")
    on_slack.say("proof: the notebook that I showed at work")
    join(on_slack, on_discord)
    said = on_discord.say(i.Export("resume"))
    assert "Nothing has evidence that can be read here." in said
    assert "read only on the account it was given on: Python and Jupyter setup." in said
    assert on_discord.labels[0].startswith("Proof: Python and Jupyter")
    assert said == on_discord.say(i.Export("certificate"))
    assert "showed at work" in on_slack.say(i.Export("resume"))
    on_discord.say("proof: https://example.org/notebook")
    assert "example.org" in on_discord.say(i.Export("resume"))
    assert "showed at work" in on_slack.say(i.Export("resume"))
    on_discord.say("undo")
    assert "Nothing has evidence that can be read here." in on_discord.say(i.Export("resume"))
