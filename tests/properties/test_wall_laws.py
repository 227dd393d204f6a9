"""The wall between accounts that are one learner's: what was done is shared, nobody's own words are."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core import intents as i
from bot.core.coach import Request
from bot.core.intents import INTENTS
from pathways.deeds import Deed, Proved, elsewhere
from pathways.learner import Account
from pathways.model import Horizon
from tests.talk import ARCHITECT, Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.intents import Intent
    from storage.notebook import Memory

WHO = (Account("slack", "T1", "U1"), Account("discord", "", "7"), Account("slack", "T2", "U9"))
STEPS = [step.id for step in ARCHITECT.action_plan.week]
SKILL = "sql-and-databases"
KEYS = {"pathway", "edition", "step", "item", "timezone", "way", "question"}
"""Fields of deeds that hold an id, a name from a list or a time zone: nothing that anybody worded."""
LOOKS: tuple[Intent, ...] = (
    *(kind() for kind in INTENTS.values() if kind not in {i.Unlink, i.Link, i.Undo}),
    *(i.Next(horizon) for horizon in Horizon),
    *(i.Nudge(horizon) for horizon in Horizon),
    *(i.Export(name) for name in ("calendar", "data", "resume", "certificate")),
    *(i.Proof(step) for step in STEPS),
    *(i.AboutStep(step) for step in STEPS),
    i.AboutSkill(SKILL),
    i.Undo(STEPS[0]),
    i.Undo(),
    i.Unlink(),
)
"""Everything that can be asked; what parts the accounts comes last."""

PROOFS = st.lists(st.tuples(st.sampled_from(range(3)), st.sampled_from([*STEPS, SKILL])), min_size=1, max_size=8)


def told(learners: list[Learner], proofs: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Evidence given by turns on several accounts: which account, and its words."""
    for number, (who, item) in enumerate(proofs):
        words = f"https://example.org/canary-{number}-of-{who}-"
        learner = learners[who]
        learner.say(i.Proof(item, words) if item != SKILL else f"proof for SQL: {words}")
        yield who, words


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.differing_executors],
)
@given(before=PROOFS, after=PROOFS)
def test_no_word_of_one_account_is_said_to_another(
    memory: Memory, before: list[tuple[int, str]], after: list[tuple[int, str]]
) -> None:
    learners = [Learner(memory, account=account) for account in WHO]
    for learner in learners:
        for step in STEPS:
            learner.say(i.Done(step))
        learner.say(i.Credit(skill=SKILL))
    words = [*told(learners, before)]
    for learner in learners[1:]:
        code = next(word for word in learners[0].say(i.Link()).split() if "-" in word and word.isupper())
        assert "Joined" in learner.say(f"link {code}")
    words += told(learners, after)
    for who, learner in enumerate(learners):
        own = {each for teller, each in words if teller == who}
        others = {each for teller, each in words if teller != who}
        heard = repr(learner.coach.home(Request(learner.account, i.Help())))
        for look in LOOKS:
            learner.say(look)
            heard += repr(learner.answer)
        assert {each for each in own if each in heard} == own
        assert not {each for each in others if each in heard}
    for learner in learners:
        learner.say(i.Forget(confirmed=True))


def test_every_deed_that_holds_words_is_known_to_the_wall() -> None:
    """A new kind of deed with a text of its own is either an id, or hidden from other accounts."""
    for kind in get_args(Deed):
        texts = {field.name for field in fields(kind) if "str" in str(field.type)} - KEYS
        assert texts == ({"words"} if kind is Proved else set())
    assert elsewhere(Proved("p", "s", "mine")) == Proved("p", "s", "")
