"""What holds for journals that are read together: nothing is lost, nothing is rewritten, and each can be had back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pathways.journal import (
    Entry,
    Finished,
    Skipped,
    TakenBack,
    finished,
    pathway_in_hand,
    progress,
    rhythm,
    standing,
)
from pathways.learner import Rhythm
from pathways.woven import Woven
from tests.strategies import MONDAY, journals

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
some_journals = st.dictionaries(st.sampled_from("abc"), st.tuples(journals(), st.integers(-600, 600)), max_size=3).map(
    lambda told: {
        name: [replace(entry, said=entry.said + dt.timedelta(seconds=late)) for entry in entries]
        for name, (entries, late) in told.items()
    }
)


def deeds(entries: Sequence[Entry]) -> list[tuple[dt.datetime, object]]:
    return [(entry.said, entry.deed) for entry in entries]


@given(some_journals)
def test_everything_is_there_in_the_order_of_telling(told: dict[str, list[Entry]]) -> None:
    entries = Woven(told).entries
    assert [entry.number for entry in entries] == list(range(1, sum(map(len, told.values())) + 1))
    assert [entry.said for entry in entries] == sorted(entry.said for each in told.values() for entry in each)
    kept = [pair for each in told.values() for pair in deeds(standing(each))]
    assert sorted(map(repr, deeds(standing(entries)))) == sorted(map(repr, kept))


@given(some_journals)
def test_every_step_that_was_finished_stays_so_unless_it_was_dropped_later(told: dict[str, list[Entry]]) -> None:
    together = Woven(told).entries
    done = finished(together)
    each = frozenset[tuple[str, str]]().union(*map(finished, told.values()))
    assert done <= each
    for where, step in each - done:
        assert step in progress(together, where).skipped
        said = [e for e in standing(together) if isinstance(e.deed, Finished | Skipped)]
        assert isinstance([e for e in said if (e.deed.pathway, e.deed.step) == (where, step)][-1].deed, Skipped)


@given(some_journals)
def test_without_drops_what_is_done_together_is_what_is_done_on_either_side(told: dict[str, list[Entry]]) -> None:
    kept = {
        name: [e if not isinstance(e.deed, Skipped) else replace(e, deed=Finished("here", "z")) for e in entries]
        for name, entries in told.items()
    }
    assert finished(Woven(kept).entries) == frozenset[tuple[str, str]]().union(*map(finished, kept.values()))


@given(journals())
def test_one_journal_alone_is_itself(told: tuple[Entry, ...]) -> None:
    assert Woven({"a": told, "b": ()}).entries == list(told)


@given(some_journals, st.data())
def test_what_is_written_reads_the_same_at_once_and_later(told: dict[str, list[Entry]], data: st.DataObject) -> None:
    woven = Woven(told)
    kept = {name: list(entries) for name, entries in told.items()}
    for minute in range(data.draw(st.integers(0, 4))):
        numbers = [entry.number for entry in woven.entries]
        deed = data.draw(
            st.just(Finished("here", "new")) | (st.sampled_from(numbers).map(TakenBack) if numbers else st.nothing())
        )
        said = NOW + dt.timedelta(minutes=minute)
        entry, journal, line = woven.write(data.draw(st.sampled_from("abc")), deed, said=said, counts=MONDAY)
        assert entry.deed == deed
        assert (line.said, line.counts) == (entry.said, entry.counts) == (said, MONDAY)
        assert line.number == len(kept.setdefault(journal, [])) + 1
        kept[journal].append(line)
    now, later = woven.entries, Woven(kept).entries
    assert deeds(standing(later)) == deeds(standing(now))
    assert (rhythm(later, Rhythm()), pathway_in_hand(later)) == (rhythm(now, Rhythm()), pathway_in_hand(now))


def test_what_a_damaged_line_takes_back_is_nothing_of_the_others() -> None:
    said = [NOW + dt.timedelta(minutes=minute) for minute in range(3)]
    told = {
        "a": [Entry(1, said[0], MONDAY, Finished("here", "x")), Entry(2, said[2], MONDAY, TakenBack(7))],
        "b": [Entry(1, said[1], MONDAY, Finished("here", "y"))],
    }
    assert finished(Woven(told).entries) == {("here", "x"), ("here", "y")}
