"""Laws of editions: whatever an author does to a file, nobody loses a tick, and nobody sees it before they take it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import intents as i
from bot.core.coach import Coach
from bot.core.reply import Buttons, Note, plain
from pathways import editions
from pathways.model import Horizon, Pathway
from tests.pace import EXAMPLES
from tests.properties.test_coach_laws import deeds
from tests.strategies import pathways
from tests.talk import Kept, Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.intents import Intent
    from bot.core.reply import Part
    from bot.core.turn import Turn
    from pathways.model import Step


@st.composite
def edited(draw: st.DrawFn, page: Pathway) -> Pathway:
    """The same pathway after an author was at it: steps reworded, of other hours, reordered, taken out and added."""
    wholes = {step.part_of for step in page.steps.values()}
    fate = st.sampled_from(("as it was", "as it was", "other", "gone"))
    fates = draw(st.fixed_dictionaries(dict.fromkeys(page.steps, fate)))
    gone = {step for step, became in fates.items() if became == "gone"}
    gone |= {step.id for step in page.steps.values() if step.part_of in gone}

    def edit(step: Step) -> Step:
        changed: dict[str, Any] = {"needs": tuple(need for need in step.needs if need not in gone)}
        if fates[step.id] == "other":
            changed["title"] = f"{step.title} anew"
            changed["hours"] = step.hours + 1 if step.id in wholes else step.hours / 2
        return step.model_copy(update=changed)

    def lists(steps: tuple[Step, ...], name: str) -> tuple[Step, ...]:
        kept = [edit(step) for step in draw(st.permutations(steps)) if step.id not in gone]
        fresh = {"id": f"fresh-{name}", "title": "Fresh", "needs": (), "part_of": None, "phase": page.phases[0].id}
        if not kept or draw(st.booleans()):
            kept.append(steps[0].model_copy(update=fresh | ({"phase": None} if name.startswith("phase") else {})))
        return tuple(kept)

    action = page.action_plan
    rest = {
        when: tuple(edit(step) for step in getattr(action, when) if step.id not in gone)
        for when in ("month", "quarter")
    }
    brought = tuple(
        skill.model_copy(update={"eases": tuple(each for each in skill.eases if each.step not in gone)})
        for skill in page.transferable_skills
    )
    fields = {
        "phases": tuple(phase.model_copy(update={"steps": lists(phase.steps, phase.id)}) for phase in page.phases),
        "action_plan": action.model_copy(update={"week": lists(action.week, "week"), **rest}),
        "overview": draw(st.sampled_from((page.overview, ("Quite another change.",)))),
        "transferable_skills": brought,
    }
    return Pathway.model_construct(None, **{**dict(page), **fields})


def turn_of(learner: Learner) -> Turn:
    return learner.coach.taken(learner.memory.page, learner.now)  # pyright: ignore[reportAttributeAccessIssue]


def untold(parts: tuple[Part, ...]) -> Iterator[Part]:
    """The parts without the word that the page has changed, and without the button that asks what did."""
    for part in parts:
        if isinstance(part, Buttons):
            yield replace(part, row=tuple(choice for choice in part.row if choice.intent != i.Changes()))
        elif not (isinstance(part, Note) and plain(part.line).startswith("The page has changed")):
            yield part


def looks(page: Pathway) -> list[Intent]:
    steps = list(page.steps)
    return [
        *(i.Next(horizon) for horizon in Horizon), i.HowFar(), i.Forecast(), i.Roadmap(), i.Gaps(), i.Overview(),
        i.Strengths(), i.Compare(), i.Recommend(), i.AboutStep(steps[0]), i.AboutStep(steps[-1]), i.Replan(),
        i.Roadmap(page.phases[0].id), i.Export("calendar"), i.Export("certificate"), i.Fit(), i.Nudge(),
    ]  # fmt: skip


def seen(learner: Learner, page: Pathway) -> list[tuple[str, tuple[Part, ...]]]:
    """All that is answered, but for the word that the page has changed."""
    now, answers = learner.now, []
    for look in looks(page):
        learner.now = now
        learner.say(look)
        answers.append((learner.reply.summary, tuple(untold(learner.reply.parts))))
    learner.now = now
    return answers


@settings(deadline=None, max_examples=EXAMPLES // 3)  # a loaded machine is no broken law
@given(st.data())
def test_an_edit_shows_nowhere_until_it_is_taken_and_then_costs_no_tick(data: st.DataObject) -> None:
    page = data.draw(pathways(most=4))
    ada = Learner(Kept(), {page.id: page})
    ada.say("hi")
    for deed in data.draw(st.lists(deeds(ada.catalog), max_size=8)):
        ada.say(deed)
        ada.wait(days=3)
    before, ticks = seen(ada, page), set(turn_of(ada).progress.done)
    standing = turn_of(ada).plan.standing
    known = {step for step in ticks if step in standing.status}

    after = data.draw(edited(page))
    ada.coach = Coach({after.id: after}, ada.memory, lambda: ada.now, after.id)
    assert seen(ada, page) == before
    was = len(ada.entries)
    ada.say(i.Changes(take=True))
    assert (len(ada.entries) > was) == (page.edition != after.edition)
    status = turn_of(ada).plan.standing
    assert set(turn_of(ada).progress.done) == ticks
    assert all(status.is_done(step) for step in known)
    assert set(after.steps) <= set(status.status)
    if page.edition != after.edition:
        ada.say(i.Undo())
        ada.wait(minutes=-2)
        assert seen(ada, page) == before


@given(pathways())
def test_what_is_written_is_read_as_it_was(page: Pathway) -> None:
    again = editions.read(editions.written(page))
    assert again == page
    assert again is not None
    assert again.edition == page.edition
    assert editions.news(page, again) == editions.news(page, page)
