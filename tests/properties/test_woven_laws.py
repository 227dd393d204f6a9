"""What holds for journals that are read together: nothing is lost, nothing is rewritten, and each can be had back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pathways.deeds import elsewhere
from pathways.journal import (
    Entry,
    Finished,
    Proved,
    Skipped,
    TakenBack,
    Worked,
    finished,
    pathway_in_hand,
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
    """Without anybody's own words, which are read on one account alone."""
    return [(entry.said, elsewhere(entry.deed)) for entry in entries]


@given(some_journals)
def test_everything_is_there_in_the_order_of_telling(told: dict[str, list[Entry]]) -> None:
    entries = Woven(told, "a").entries
    assert [entry.number for entry in entries] == list(range(1, sum(map(len, told.values())) + 1))
    assert [entry.said for entry in entries] == sorted(entry.said for each in told.values() for entry in each)
    kept = [pair for each in told.values() for pair in deeds(standing(each))]
    assert sorted(map(repr, deeds(standing(entries)))) == sorted(map(repr, kept))


@given(some_journals)
def test_every_step_that_was_finished_stays_so_unless_something_else_was_said_later(
    told: dict[str, list[Entry]],
) -> None:
    together = Woven(told, "a").entries
    done = finished(together)
    each = frozenset[tuple[str, str]]().union(*map(finished, told.values()))
    assert done <= each
    for where, step in each - done:
        said = [
            deed
            for deed in (entry.deed for entry in standing(together))
            if (isinstance(deed, Finished | Worked) and deed.step == step)
            or (isinstance(deed, Skipped) and (deed.pathway, deed.step) == (where, step))
        ]
        assert not isinstance(said[-1], Finished)


@given(some_journals)
def test_without_drops_and_parts_what_is_done_together_is_what_is_done_on_either_side(
    told: dict[str, list[Entry]],
) -> None:
    kept = {
        name: [
            e if not isinstance(e.deed, Skipped | Worked) else replace(e, deed=Finished("here", "z")) for e in entries
        ]
        for name, entries in told.items()
    }
    assert finished(Woven(kept, "a").entries) == frozenset[tuple[str, str]]().union(*map(finished, kept.values()))


@given(some_journals, st.sampled_from("abc"))
def test_words_are_read_on_their_own_account_and_no_other(told: dict[str, list[Entry]], own: str) -> None:
    read = Woven(told, own).entries
    given = {
        name: sorted(entry.said for entry in entries if isinstance(entry.deed, Proved))
        for name, entries in told.items()
    }
    assert sorted(e.said for e in read if isinstance(e.deed, Proved)) == sorted(
        at for each in given.values() for at in each
    )
    assert sorted(e.said for e in read if isinstance(e.deed, Proved) and e.deed.words) == given.get(own, [])


@given(journals())
def test_one_journal_alone_is_itself(told: tuple[Entry, ...]) -> None:
    assert Woven({"a": told, "b": ()}, "a").entries == list(told)


@given(some_journals, st.data())
def test_what_is_written_reads_the_same_at_once_and_later(told: dict[str, list[Entry]], data: st.DataObject) -> None:
    woven = Woven(told, "a")
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
    now, later = woven.entries, Woven(kept, "a").entries
    assert deeds(standing(later)) == deeds(standing(now))
    assert (rhythm(later, Rhythm()), pathway_in_hand(later)) == (rhythm(now, Rhythm()), pathway_in_hand(now))


def test_what_a_damaged_line_takes_back_is_nothing_of_the_others() -> None:
    said = [NOW + dt.timedelta(minutes=minute) for minute in range(3)]
    told = {
        "a": [Entry(1, said[0], MONDAY, Finished("here", "x")), Entry(2, said[2], MONDAY, TakenBack(7))],
        "b": [Entry(1, said[1], MONDAY, Finished("here", "y"))],
    }
    assert finished(Woven(told, "a").entries) == {("here", "x"), ("here", "y")}
