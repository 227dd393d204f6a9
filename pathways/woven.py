"""The journals of a learner's accounts, read as one.

Each account writes a journal of its own. Joining accounts rewrites none of them: they are read together, in the
order of telling, and once the accounts are parted each has its own again, with what was said there since.
Shared is what was done and settled. The learner's own words are read only on the account they were told on.
"""

from __future__ import annotations

import heapq
from dataclasses import replace
from typing import TYPE_CHECKING

from pathways.deeds import Deed, TakenBack, elsewhere
from pathways.journal import Entry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

_NOTHING = 0
"""No entry has this number."""


class Woven:
    """Several journals as one, and where each line of it belongs."""

    def __init__(self, journals: Mapping[str, Sequence[Entry]], own: str) -> None:
        """``journals`` by their names, each in the order of telling; that order is kept whatever a clock said.

        ``own`` is the journal of the account that they are read on.
        """
        self._last = {name: entries[-1].number for name, entries in journals.items() if entries}
        each = [[(name, _as_read(name, entry, own)) for entry in of] for name, of in journals.items() if of]
        alone = len(each) <= 1
        told = [line for of in each for line in of] if alone else list(heapq.merge(*each, key=lambda one: one[1].said))
        self._places = {
            entry.number if alone else position: (name, entry.number)
            for position, (name, entry) in enumerate(told, start=1)
        }
        numbers = {place: number for number, place in self._places.items()}
        self.entries = (
            [entry for _, entry in told] if alone else [_renumbered(name, entry, numbers) for name, entry in told]
        )

    def told_in(self, journals: Collection[str]) -> frozenset[int]:
        """The numbers of the entries that stand in some of the journals."""
        return frozenset(number for number, (name, _) in self._places.items() if name in journals)

    def write(self, journal: str, deed: Deed, *, said: dt.datetime, counts: dt.date) -> tuple[Entry, str, Entry]:
        """Add a deed that was said at one account: the new entry, and in which journal it is kept as which line.

        What was said is kept where it was said; what is taken back is taken back where it stands.
        """
        kept = deed
        if isinstance(deed, TakenBack):
            journal, taken = self._places.get(deed.entry, (journal, deed.entry))
            kept = TakenBack(taken)
        number = self.entries[-1].number + 1 if self.entries else 1
        line = Entry(self._last.get(journal, 0) + 1, said, counts, kept)
        self._last[journal] = line.number
        self._places[number] = (journal, line.number)
        entry = Entry(number, said, counts, deed)
        self.entries.append(entry)
        return entry, journal, line


def _as_read(name: str, entry: Entry, own: str) -> Entry:
    """An entry as it may be read on the account that writes ``own``."""
    return entry if name == own else replace(entry, deed=elsewhere(entry.deed))


def _renumbered(name: str, entry: Entry, numbers: Mapping[tuple[str, int], int]) -> Entry:
    """An entry with the number it has among all, and the number of what it takes back."""
    deed = entry.deed
    if isinstance(deed, TakenBack):
        deed = TakenBack(numbers.get((name, deed.entry), _NOTHING))
    return replace(entry, number=numbers[name, entry.number], deed=deed)
