"""What holds for every journal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pathways.journal import (
    Entry,
    Finished,
    Postponed,
    Skipped,
    Started,
    TakenBack,
    Worked,
    pathways_in_hand,
    progress,
    rhythm,
    splits,
    standing,
)
from pathways.learner import Progress, Rhythm
from tests.strategies import MONDAY, entry, journals

if TYPE_CHECKING:
    from collections.abc import Sequence

Picture = tuple[Progress, Progress, Rhythm, tuple[str, ...], dict[str, int]]


def picture(entries: Sequence[Entry]) -> Picture:
    """All that follows from a journal."""
    return (
        progress(entries, "here"),
        progress(entries, "there"),
        rhythm(entries, Rhythm()),
        pathways_in_hand(entries),
        splits(entries),
    )


@given(journals())
def test_taking_back_the_last_deed_restores_everything(entries: tuple[Entry, ...]) -> None:
    while entries:
        last = entries[-1]
        if not isinstance(last.deed, TakenBack):
            undone = (*entries, entry(last.number + 1, TakenBack(last.number)))
            assert picture(undone) == picture(entries[:-1])
        entries = entries[:-1]


@given(journals())
def test_taking_everything_back_leaves_nothing(entries: tuple[Entry, ...]) -> None:
    undone = list(entries)
    for kept in reversed(standing(entries)):
        undone.append(entry(len(undone) + 1, TakenBack(kept.number)))
    assert standing(undone) == ()
    assert picture(undone) == picture(())


@given(journals())
def test_what_stands_says_all(entries: tuple[Entry, ...]) -> None:
    kept = standing(entries)
    assert picture(kept) == picture(entries)
    assert standing(kept) == kept
    assert [one.number for one in kept] == sorted(one.number for one in kept)


@given(journals(), st.data())
def test_an_entry_said_twice_changes_nothing_more(entries: tuple[Entry, ...], data: st.DataObject) -> None:
    kept = standing(entries)
    if kept and isinstance(kept[-1].deed, Started | Finished | Skipped | Postponed):
        again = entry(len(entries) + 1, kept[-1].deed, kept[-1].counts)
        assert picture((*entries, again)) == picture(entries)
    if entries:
        back = TakenBack(data.draw(st.integers(1, len(entries))))
        once = (*entries, entry(len(entries) + 1, back))
        assert picture((*once, entry(len(entries) + 2, back))) == picture(once)


@given(journals())
def test_no_step_is_both_done_and_dropped_and_the_last_word_counts(entries: tuple[Entry, ...]) -> None:
    for name in ("here", "there"):
        whole = progress(entries, name)
        assert not set(whole.done) & set(whole.skipped)
        words = [one for one in standing(entries) if isinstance(one.deed, Finished | Worked)]
        words += [one for one in standing(entries) if isinstance(one.deed, Skipped) and one.deed.pathway == name]
        last = {one.deed.step: one for one in sorted(words, key=lambda one: one.number)}  # pyright: ignore[reportAttributeAccessIssue]
        assert whole.done == {step: one.counts for step, one in last.items() if isinstance(one.deed, Finished)}
        assert whole.skipped == {step: one.counts for step, one in last.items() if isinstance(one.deed, Skipped)}


@given(journals())
def test_what_was_dropped_or_put_off_was_so_on_one_pathway(entries: tuple[Entry, ...]) -> None:
    mine = [one for one in entries if not isinstance(one.deed, Skipped | Postponed) or one.deed.pathway == "here"]
    kept = [one for one in standing(entries) if one in mine]
    assert progress(kept, "here") == progress(entries, "here")


@given(journals())
def test_a_switch_and_a_switch_back_change_nothing(entries: tuple[Entry, ...]) -> None:
    before = picture(entries)
    held = before[3]
    there = (*entries, entry(len(entries) + 1, Started("elsewhere")))
    number = len(there) + 1
    back = [entry(number + n, Started(pathway, beside=bool(n))) for n, pathway in enumerate(held)]
    after = picture((*there, *back))
    assert after[:3] == before[:3]
    assert after[3] == (held or ("elsewhere",))
    assert after[4] == before[4]


@given(journals(), st.integers(0, 30))
def test_time_away_is_over_once_back(entries: tuple[Entry, ...], later: int) -> None:
    result = rhythm(entries, Rhythm())
    assert all(stretch.first <= stretch.last for stretch in result.away)
    assert result.paused or result.paused_until is None
    day = MONDAY + dt.timedelta(days=later)
    assert result.hours_on(day) == result.hours or any(day <= then.until for then in result.formerly)
