import datetime as dt

import pytest

from bot.core.understand import clauses, names
from bot.core.understand.dates import date
from bot.core.understand.days import months_on
from bot.core.understand.frames import Rules, rules
from bot.core.understand.linking import Context, link
from bot.core.understand.numbers import clock, hours
from bot.core.understand.pattern import BadPattern, Matcher, parse
from bot.core.understand.places import zone
from bot.core.understand.words import words
from tests.understanding import table

TODAY = dt.date(2026, 11, 23)


def first(text: str, today: dt.date = TODAY) -> object:
    """The first date in a text."""
    texts = [word.text for word in words(text)]
    found = (date(texts, at, today) for at in range(len(texts)))
    return next((one.value for one in found if one is not None), None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-02-03", dt.date(2027, 2, 3)),
        ("2027-13-03", None),
        ("tomorrow", dt.date(2026, 11, 24)),
        ("the day after tomorrow", dt.date(2026, 11, 25)),
        ("day after tomorrow then", dt.date(2026, 11, 25)),
        ("the week after next", dt.date(2026, 12, 7)),
        ("next week", dt.date(2026, 11, 30)),
        ("next weekend", dt.date(2026, 12, 5)),
        ("this weekend", dt.date(2026, 11, 28)),
        ("next month", dt.date(2026, 12, 1)),
        ("next quarter", dt.date(2027, 1, 1)),
        ("next year", dt.date(2027, 1, 1)),
        ("end of the year", dt.date(2026, 12, 31)),
        ("end of next year", dt.date(2027, 12, 31)),
        ("end of the month", dt.date(2026, 11, 30)),
        ("middle of next month", dt.date(2026, 12, 15)),
        ("the end of march", dt.date(2027, 3, 31)),
        ("early june", dt.date(2027, 6, 1)),
        ("end of this week", dt.date(2026, 11, 29)),
        ("end of next week", dt.date(2026, 12, 6)),
        ("the end", None),
        ("end of it", None),
        ("christmas", dt.date(2026, 12, 25)),
        ("june", dt.date(2027, 6, 1)),
        ("june 12th", dt.date(2027, 6, 12)),
        ("june the 12th", dt.date(2027, 6, 12)),
        ("12th of june", dt.date(2027, 6, 12)),
        ("12 june 2028", dt.date(2028, 6, 12)),
        ("30 november", dt.date(2026, 11, 30)),
        ("31 june", dt.date(2027, 6, 1)),
        ("june 2028", dt.date(2028, 6, 1)),
        ("june next year", dt.date(2027, 6, 1)),
        ("i may go", None),
        ("by may", dt.date(2027, 5, 1)),
        ("may 3rd", dt.date(2027, 5, 3)),
        ("the 12th", dt.date(2026, 12, 12)),
        ("the 30th", dt.date(2026, 11, 30)),
        ("2nd try", None),
        ("the 3rd step", None),
        ("the 45th", None),
        ("till the first", dt.date(2026, 12, 1)),
        ("by the twenty third", dt.date(2026, 12, 23)),
        ("by the twenty", None),
        ("by the first step", None),
        ("24/12", dt.date(2026, 12, 24)),
        ("12/24/27", dt.date(2027, 12, 24)),
        ("31/31", None),
        ("01.06.2027", dt.date(2027, 6, 1)),
        ("31.12.26", dt.date(2026, 12, 31)),
        ("1.13.2027", dt.date(2027, 1, 13)),
        ("31.31.2027", None),
        ("christmas 2028", dt.date(2028, 12, 25)),
        ("easter", dt.date(2027, 3, 28)),
        ("good friday", dt.date(2027, 3, 26)),
        ("thanksgiving", dt.date(2026, 11, 26)),
        ("mothers day", dt.date(2027, 5, 9)),
        ("for two weeks", dt.date(2026, 12, 7)),
        ("for 3 more days", dt.date(2026, 11, 26)),
        ("a fortnight", dt.date(2026, 12, 7)),
        ("on sabbatical", None),
        ("in a month", dt.date(2026, 12, 23)),
        ("once a month", None),
        ("in two years", dt.date(2028, 11, 23)),
        ("5000 weeks", None),
        ("friday", dt.date(2026, 11, 27)),
        ("next monday", dt.date(2026, 11, 30)),
        ("last friday", None),
        ("i sat down in the sun today", None),
        ("see you on sun then my friend", dt.date(2026, 11, 29)),
    ],
)
def test_dates(text: str, day: dt.date | None) -> None:
    assert first(text) == day


@pytest.mark.parametrize(
    "text", ["next year", "in two years", "1000 weeks", "1400 months", "june", "next month", "the 12th"]
)
def test_no_date_is_past_the_last_year(text: str) -> None:
    if text not in {"next month", "the 12th"}:
        assert (first(text, dt.date.max) or dt.date.max) <= dt.date.max


def test_months_keep_to_the_days_a_month_has() -> None:
    assert months_on(dt.date(2027, 1, 31), 1) == dt.date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "value", "symbol"),
    [
        ("4 hours a week", 4, "HOURS"),
        ("six hrs", 6, "HOURS"),
        ("8h", 8, "HOURS"),
        ("2.5 hours weekly", 2.5, "HOURS"),
        ("an hour a day", 7, "HOURS"),
        ("an hour every weekday", 5, "HOURS"),
        ("30 minutes a day", 3.5, "HOURS"),
        ("20 min", 1 / 3, "MINUTES"),
        ("two and a half hours", 2.5, "HOURS"),
        ("hours 4", 4, "HOURS"),
        ("hours to 4 hours", 4, "HOURS"),
        ("hours -5", -5, "HOURS"),
        ("hours", None, ""),
        ("hours at 7 pm", None, ""),
        ("4 to 6 hours", None, ""),
        ("4 bananas", None, ""),
        ("half an hour", 0.5, "HOURS"),
    ],
)
def test_hours(text: str, value: float | None, symbol: str) -> None:
    found = hours([word.text for word in words(text)], 0)
    assert (None if found is None else found.value) == value
    assert found is None or found.symbol == symbol


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6pm", dt.time(18)),
        ("6 pm", dt.time(18)),
        ("12am", dt.time(0)),
        ("12 pm", dt.time(12)),
        ("18:00", dt.time(18)),
        ("8.30am", dt.time(8, 30)),
        ("8.30 hours", None),
        ("half past 8", dt.time(8, 30)),
        ("half eight", dt.time(8, 30)),
        ("quarter to nine in the evening", dt.time(20, 45)),
        ("quarter past 9", dt.time(9, 15)),
        ("quarter 9", None),
        ("quarter to 0", dt.time(23, 45)),
        ("half past", None),
        ("half of it", None),
        ("noon", dt.time(12)),
        ("midnight", dt.time(0)),
        ("7 oclock", dt.time(7)),
        ("7 in the evening", dt.time(19)),
        ("7", None),
        ("7 bananas", None),
        ("25:00", None),
        ("18:75", None),
        ("24:00", None),
        ("6.5", None),
    ],
)
def test_times_of_day(text: str, value: dt.time | None) -> None:
    found = clock([word.text for word in words(text)], 0)
    assert (None if found is None else found.value) == value


def test_a_bare_number_is_a_time_only_after_at() -> None:
    assert getattr(clock(["at", "7"], 1), "value", None) == dt.time(7)
    assert clock(["at", "7", "weeks"], 1) is None
    assert clock(["take", "7"], 1) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("mars/phobos", "Mars/Phobos"),
        ("new york", "America/New_York"),
        ("la", "America/Los_Angeles"),
    ],
)
def test_zones(text: str, name: str) -> None:
    said = text.split()
    found = zone(said, [word.title() for word in said], 0)
    assert found is not None
    assert found.value == name


def test_a_shy_place_needs_a_word_before_it() -> None:
    assert zone(["la", "la", "land"], ["la", "la", "land"], 0) is None
    assert zone(["in", "la"], ["in", "la"], 1) is not None


@pytest.mark.parametrize("text", ["a ) b", "a ( b", "[a"])
def test_a_pattern_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadPattern):
        parse(text)


@pytest.mark.parametrize(
    ("pattern", "said", "fits"),
    [
        ("a b", "a b", True),
        ("a b", "a c b", False),
        ("a .. b", "a c c c b", True),
        ("a .. b", "a c c c c b", False),
        ("a ... b", "a c c c c b", True),
        ("^ b", "a b", False),
        ("a $", "a b", False),
        ("a [c] b", "a b", True),
        ("(a|b c) d", "b c d", True),
        ("(a|b c) d", "b d", False),
        ("<x> $", "a z", True),
    ],
)
def test_patterns(pattern: str, said: str, fits: bool) -> None:
    matcher = Matcher([frozenset({word}) for word in said.split()], {"x": parse("y|z")})
    assert matcher.finds(parse(pattern)) is fits


def test_the_rules_hold_patterns_and_concepts_that_exist() -> None:
    book = rules()
    assert isinstance(book, Rules)
    assert all(group.when for group in book.groups)
    for group in book.groups:
        for pattern in group.unless:
            assert Matcher([frozenset({"x"})], book.concepts).finds(parse(pattern)) in {True, False}


def test_a_rule_that_fits_anything_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {"concepts": {}, "horizons": {}, "groups": [{"intent": "help", "when": "[a] .."}]}
    monkeypatch.setattr("bot.core.understand.frames.read", lambda _: broken)
    with pytest.raises(BadPattern):
        rules.__wrapped__()


def test_only_so_many_indexes_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    pathway = table.scope().pathway
    monkeypatch.setattr(names, "_INDEXES", {})
    monkeypatch.setattr(names, "_MOST_INDEXES", 1)
    one = names.names(pathway, ())
    assert names.names(pathway, ()) is one
    names.names(pathway, (pathway,))
    assert names.names(pathway, ()) is not one


def test_a_phase_beyond_the_last_names_none() -> None:
    pathway = table.scope().pathway
    context = Context(names.names(pathway, (pathway,)), (), TODAY)
    (found,) = link(["phase", "9"], ["phase", "9"], context)
    assert found.meaning is None


def test_an_empty_message_has_no_requests() -> None:
    assert clauses.requests([], lambda _start, _end: []) == []


def test_words_of_too_many_names_name_nothing_together() -> None:
    index = names.names(table.scope().pathway, ())
    assert index.meaning(["kafka", "mlflow", "grafana", "pramp", "iris", "bishop"]) is None
    context = Context(index, (), TODAY)
    said = ["kafka", "mlflow", "grafana", "pramp", "iris", "bishop"]
    (found,) = link(said, said, context)
    assert found.meaning is not None
    assert found.meaning.ids["step"] == ("kafka-spark-pipeline",)


def test_a_resource_leads_to_what_it_is_for() -> None:
    index = names.names(table.scope().pathway, ())
    assert index.serves["book-bishop"] == "bishop-first-five-chapters"
