import datetime as dt
from functools import cache
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.core.understand import Reading, Scope, nearest_steps, understand
from bot.core.understand.data import english
from bot.core.wire import slots
from pathways.loader import SHIPPED, load
from pathways.model import Pathway

TABLE = Path(__file__).parent.parent / "understanding" / "looked_at.txt"
SENTENCES = [line.rpartition(" -> ")[0] for line in TABLE.read_text(encoding="utf-8").splitlines() if " -> " in line]
sentences = st.sampled_from([sentence for sentence in SENTENCES if not sentence.startswith("#")])
plain = st.sampled_from([sentence for sentence in SENTENCES if sentence.isascii() and "/" not in sentence])
WORDS = sorted({word for sentence in SENTENCES for word in sentence.split()})
jumbles = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
days = st.dates(min_value=dt.date(1, 1, 1))


@cache
def pathway() -> Pathway:
    return load(SHIPPED / "backend-developer-to-ai-architect.yaml")


def scope(today: dt.date = dt.date(2026, 11, 23)) -> Scope:
    return Scope(pathway=pathway(), pathways=(pathway(),), today=today)


def meaning(text: str) -> tuple[object, ...]:
    reading = understand(text, scope())
    name = reading.intent.name
    return (name,) if name == "unknown" else tuple((one.name, slots(one)) for one in (reading.intent, *reading.also))


@settings(deadline=None)
@given(st.text(max_size=300), days)
def test_no_text_raises(text: str, today: dt.date) -> None:
    assert isinstance(understand(text, scope(today)), Reading)
    assert isinstance(nearest_steps(text, scope(today)), tuple)


@settings(deadline=None)
@given(jumbles, days)
def test_no_row_of_the_rules_own_words_raises(text: str, today: dt.date) -> None:
    assert isinstance(understand(text, scope(today)), Reading)


@settings(deadline=None)
@given(sentences, st.sampled_from(["please ", "hey coach, ", "hi! ", "ok so ", "could you please "]))
def test_politeness_in_front_changes_nothing(sentence: str, politeness: str) -> None:
    if meaning(sentence)[0] != "unknown" and understand(sentence, scope()).intent.name != "smalltalk":
        assert meaning(politeness + sentence) == meaning(sentence)


@settings(deadline=None)
@given(plain, st.sampled_from(["", ".", "!", "?", " …", "  "]))
def test_case_and_the_last_mark_change_nothing(sentence: str, mark: str) -> None:
    assert meaning(sentence.upper() + mark) == meaning(sentence)


@settings(max_examples=50, deadline=None)
@given(sentences)
def test_the_same_words_mean_the_same(sentence: str) -> None:
    assert understand(sentence, scope()) == understand(sentence, scope())


VERBS = ["finished", "completed", "postpone", "skip", "explain"]
NAMES = {
    "kafka pipeline": "kafka-spark-pipeline",
    "business case": "business-case",
    "certification": "cloud-architect-certification",
    "recommender": "recommender-architecture",
    "classifier": "simple-classifier",
}


@st.composite
def slips(draw: st.DrawFn, word: str) -> str:
    """A word of some length with one slip in it: two letters swapped, one doubled or one left out, the first never."""
    if len(word) < 7:
        return word
    at = draw(st.integers(1, len(word) - 2))
    return draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1 :],
            ]
        )
    )


@settings(deadline=None)
@given(st.data(), st.sampled_from(VERBS), st.sampled_from(sorted(NAMES)))
def test_a_slip_in_a_verb_or_a_name_changes_nothing(data: st.DataObject, verb: str, name: str) -> None:
    slipped = " ".join(data.draw(slips(word)) for word in f"{verb} the {name}".split())
    assume(english().isdisjoint(set(slipped.split()) - set(f"{verb} the {name}".split())))  # "competed" is no slip
    assert meaning(slipped)[0] == meaning(f"{verb} the {name}")[0], slipped


@settings(deadline=None)
@given(
    st.sampled_from(VERBS),
    st.sampled_from(sorted(NAMES)),
    st.sampled_from([" please", ", thanks", " if possible", "!!"]),
)
def test_politeness_behind_changes_nothing(verb: str, name: str, ending: str) -> None:
    assert meaning(f"{verb} the {name}{ending}") == meaning(f"{verb} the {name}")
