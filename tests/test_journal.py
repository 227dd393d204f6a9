"""What follows from what a learner said."""

from __future__ import annotations

import datetime as dt

from pathways.journal import (
    Aimed,
    Allotted,
    Credited,
    Deed,
    Entry,
    Finished,
    Passed,
    Paused,
    Postponed,
    Proved,
    Rerouted,
    Resumed,
    Settled,
    Skipped,
    Split,
    Started,
    TakenBack,
    TookOff,
    Worked,
    aim,
    evidence,
    in_hand_since,
    pathway_in_hand,
    pathways_in_hand,
    progress,
    rerouted,
    rhythm,
    splits,
    standing,
    unanswered,
)
from pathways.learner import Away, Credit, Effort, Formerly, Level, Progress, Rhythm, Spell
from tests.strategies import MONDAY, entry

DAY = dt.timedelta(days=1)


def journal(*deeds: Deed) -> tuple[Entry, ...]:
    """Deeds of one day after the other."""
    return tuple(entry(number, deed, MONDAY + (number - 1) * DAY) for number, deed in enumerate(deeds, 1))


def test_a_later_deed_about_a_step_replaces_an_earlier_one() -> None:
    until = MONDAY + 30 * DAY
    postponed = Postponed("here", "a", until)
    assert progress(journal(postponed), "here") == Progress({}, {}, {"a": until})
    assert progress(journal(postponed, Finished("here", "a")), "here") == Progress({"a": MONDAY + DAY}, {}, {})
    assert progress(journal(postponed, Skipped("here", "a")), "here") == Progress({}, {"a": MONDAY + DAY}, {})
    changed = journal(Skipped("here", "a"), Finished("here", "a"), Skipped("here", "b"), Finished("here", "b"))
    assert progress(changed, "here") == Progress({"a": MONDAY + DAY, "b": MONDAY + 3 * DAY}, {}, {})
    dropped = journal(Finished("here", "a"), Skipped("here", "a"))
    assert progress(dropped, "here") == Progress({}, {"a": MONDAY + DAY}, {})


def test_a_step_is_the_same_wherever_its_id_stands() -> None:
    entries = journal(
        Started("here"), Finished("here", "a"), Skipped("here", "b"), Started("there"), Worked("there", "c", 90)
    )
    here, there = progress(entries, "here"), progress(entries, "there")
    assert here.done == there.done == {"a": MONDAY + DAY}
    assert here.worked == there.worked == {"c": (Effort(MONDAY + 4 * DAY, 90),)}
    assert (set(here.skipped), set(there.skipped)) == ({"b"}, set())
    assert set(progress(entries, "there", "here").skipped) == {"b"}
    assert pathway_in_hand(entries) == "there"
    assert pathway_in_hand(journal()) is None
    assert pathway_in_hand(journal(Started("here"), Started("there"), TakenBack(2))) == "here"


def test_one_pathway_is_followed_beside_another() -> None:
    both = journal(Started("here"), Started("there", beside=True))
    assert pathways_in_hand(both) == ("here", "there")
    assert pathways_in_hand((*both, entry(3, Started("third", beside=True)))) == ("here", "third")
    assert pathways_in_hand((*both, entry(3, Started("here", beside=True)))) == ("here",)
    assert pathways_in_hand((*both, entry(3, Started("there")))) == ("there",)
    assert pathways_in_hand(both[1:], "newcomers") == ("newcomers", "there")
    assert pathways_in_hand((), "newcomers") == ("newcomers",)
    assert pathways_in_hand(()) == ()


def test_what_was_half_done_is_kept_and_finishing_is_taken_back_by_it() -> None:
    entries = journal(Worked("here", "a", 60), Finished("here", "a"))
    assert progress(entries, "here").done == {"a": MONDAY + DAY}
    again = progress((*entries, entry(3, Worked("here", "a", 90), MONDAY)), "here")
    assert not again.done
    assert again.worked == {"a": (Effort(MONDAY, 60), Effort(MONDAY, 90))}


def test_the_last_word_on_what_is_known_counts() -> None:
    entries = journal(Credited("here", "sql", Level.RUSTY), Credited("there", "sql", Level.KNOWN))
    assert progress(entries, "here").credit == {"sql": Credit(Level.KNOWN, MONDAY + DAY)}


def test_steps_that_were_split_and_weeks_with_hours_of_their_own() -> None:
    entries = journal(Split("here", "a", 3), Split("here", "b", 2), TakenBack(1), Allotted(2.0, MONDAY, MONDAY))
    assert splits(entries) == {"b": 2}
    assert rhythm(entries, Rhythm()).spells == (Spell(MONDAY, MONDAY, 2.0),)


def test_days_off_may_lie_ahead() -> None:
    back = MONDAY + 21 * DAY
    assert rhythm(journal(TookOff(back, MONDAY + 14 * DAY)), Rhythm()).away == (Away(MONDAY + 14 * DAY, back - DAY),)


def test_a_deed_taken_back_never_was() -> None:
    entries = journal(Finished("here", "a"), Finished("here", "b"), TakenBack(1))
    assert [kept.number for kept in standing(entries)] == [2]
    assert progress(entries, "here").done == {"b": MONDAY + DAY}
    # Taking back twice is no taking back of the taking back.
    assert standing((*entries, entry(4, TakenBack(1)))) == standing(entries)


def test_settings_add_up() -> None:
    assumed = Rhythm(timezone="Europe/Berlin")
    result = rhythm(journal(Settled(hours=8.0), Finished("here", "a"), Settled(day=6, time=dt.time(18))), assumed)
    assert result == Rhythm(8.0, "Europe/Berlin", 6, dt.time(18), chosen=frozenset({"hours", "day", "time"}))


def test_the_first_answer_on_hours_holds_from_the_start_and_later_ones_from_their_day() -> None:
    result = rhythm(journal(Settled(hours=8.0), Settled(hours=4.0)), Rhythm())
    assert (result.hours, result.formerly) == (4.0, (Formerly(MONDAY + DAY, 8.0),))
    assert [result.hours_on(MONDAY + n * DAY) for n in range(3)] == [8.0, 8.0, 4.0]


def test_a_pause_with_an_end_is_time_away() -> None:
    back = MONDAY + 7 * DAY
    result = rhythm(journal(Paused(back)), Rhythm())
    assert (result.paused, result.paused_until) == (True, back)
    assert result.away == (Away(MONDAY, back - DAY),)
    assert rhythm(journal(Paused(None)), Rhythm()) == Rhythm(paused=True)
    assert rhythm(journal(Paused(MONDAY)), Rhythm()).away == ()


def test_coming_back_early_ends_the_time_away() -> None:
    result = rhythm(journal(Paused(MONDAY + 7 * DAY), Finished("here", "a"), Resumed()), Rhythm())
    assert (result.paused, result.paused_until) == (False, None)
    assert result.away == (Away(MONDAY, MONDAY + DAY),)
    same_day = (entry(1, Paused(MONDAY + 7 * DAY)), entry(2, Resumed()))
    assert rhythm(same_day, Rhythm()).away == ()


def test_other_hours_end_the_weeks_that_had_hours_of_their_own() -> None:
    thin = Allotted(2.0, MONDAY, MONDAY + 21 * DAY)
    assert rhythm(journal(thin, Settled(hours=8.0)), Rhythm()).spells == (Spell(MONDAY, MONDAY + DAY, 2.0),)
    ahead = Allotted(2.0, MONDAY + 7 * DAY, MONDAY + 21 * DAY)
    assert rhythm(journal(ahead, Settled(day=3)), Rhythm()).spells
    assert not rhythm(journal(ahead, Settled(hours=8.0)), Rhythm()).spells


def test_weeks_on_another_pathway_are_no_weeks_on_this_one() -> None:
    away = (entry(1, Started("there"), MONDAY + 10 * DAY), entry(2, Started("here", beside=True), MONDAY + 11 * DAY))
    assert in_hand_since(away, "here", MONDAY) == MONDAY
    soon = (*away, entry(3, Started("third"), MONDAY + 12 * DAY), entry(4, Started("here"), MONDAY + 13 * DAY))
    assert in_hand_since(soon, "here", MONDAY) == MONDAY
    late = (*away, entry(3, Started("here"), MONDAY + 40 * DAY))
    assert in_hand_since(late, "here", MONDAY) == MONDAY + 40 * DAY
    assert in_hand_since(late, "there", MONDAY + 10 * DAY) == MONDAY + 10 * DAY


def test_what_was_proved_wished_chosen_and_asked() -> None:
    entries = journal(Proved("here", "a", "one"), Proved("here", "a", "two"), Aimed(MONDAY), Aimed(None))
    assert evidence(entries) == {"a": "two"}
    assert aim(entries) is None
    assert aim(entries[:3]) == MONDAY
    assert rerouted(entries) is None
    assert rerouted(journal(Rerouted("later"), Rerouted("more"))) == MONDAY + DAY
    assert unanswered(entries) == ("hours", "known")
    assert unanswered(journal(Settled(day=2))) == ("hours", "known", "by")
    assert unanswered(journal(Settled(hours=2.0), Credited("here", "a", Level.NEW), Passed("by"))) == ()
