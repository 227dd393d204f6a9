"""Hypothesis strategies: parts and replies of every shape, and words that try to be more than words.

Import as ``from tests.replies import PART, WORDS, replies``.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from bot.core.compose import compose
from bot.core.intents import AboutStep, Done, Fact, Fit, Forget, HowFar, Later, Next, Proof, Settings, Skip
from bot.core.phrases import DAYS
from bot.core.questions import Field, Form
from bot.core.reply import (
    MAX_ALT,
    Attachment,
    Bar,
    Bold,
    Bullets,
    Button,
    Buttons,
    Facts,
    Heading,
    Image,
    Link,
    Moment,
    Note,
    Part,
    Reply,
    Steps,
    Text,
)

if TYPE_CHECKING:
    from bot.core.intents import Intent

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=300)
SPANS = (
    WORDS
    | WORDS.map(Bold)
    | WORDS.map(lambda words: Link(words, "https://example.org/a"))
    | WORDS.map(lambda words: Moment(dt.datetime(2026, 11, 30, tzinfo=dt.UTC), words))
)
LINES = st.lists(SPANS, min_size=1, max_size=5).map(tuple)
MANY = st.lists(LINES, max_size=40).map(tuple)
PART: st.SearchStrategy[Part] = st.one_of(
    WORDS.map(Heading),
    LINES.map(Text),
    LINES.map(Note),
    MANY.map(Bullets),
    MANY.map(Steps),
    st.lists(st.tuples(WORDS, LINES), max_size=30).map(lambda rows: Facts(tuple(rows))),
    st.builds(Bar, st.floats(0, 1), WORDS),
    st.builds(Image, st.just(b"png"), st.just("a.png"), WORDS),
    st.builds(Attachment, st.just(b"x"), st.just("a.txt"), st.just("text/plain"), WORDS),
)

HOSTILE = (
    "<!channel>",
    "<!here|here>",
    "<@U123>",
    "<#C123|general>",
    "<!subteam^S123>",
    "<https://evil.example|x>",
    "<!date^0^{date}|x>",
    "&lt;!channel&gt;",
    "@everyone @here @channel",
    ":tada: :+1: :flag-de:",
    "*bold* _italic_ ~struck~ `code` ```pre```",
    "> quoted",
    "[x](https://evil.example)",
    "\N{RIGHT-TO-LEFT OVERRIDE}detrevni",
    "\N{RIGHT-TO-LEFT ISOLATE}alone",
    "\x00\x1b[31mred",
    "\ud83d",
    "\n\n\t",
)
"""What would be a mention, a link, an emoji, weight or worse, if it were not only words."""
_SHORT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=20)
SAID = st.one_of(
    _SHORT,
    st.builds(lambda word, times: (word + " ") * times, _SHORT, st.integers(1, 100)),
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(HOSTILE), max_size=4).map(" ".join),
)
TERSE = st.text(st.sampled_from("ab\\\"'<&>*"), min_size=1, max_size=2)
"""Short pieces cost more to dress than to say."""
_STEPS = st.from_regex(r"[a-z]{1,12}(-[a-z]{1,12}){0,3}", fullmatch=True)
_INTENTS: st.SearchStrategy[Intent] = st.one_of(
    st.builds(Done, _STEPS),
    st.builds(Later, _STEPS),
    st.builds(Skip, _STEPS),
    st.builds(AboutStep, _STEPS),
    st.sampled_from([Next(), HowFar(), Settings(), Settings(hours=7.5), Fact("salary"), Forget(confirmed=True)]),
)
_DAYS = tuple((day, day) for day in DAYS)
_SKILLS = (("Kafka and Spark", "kafka"), ("Deep Learning", "deep-learning"))
FORM = Form(
    "Change",
    Settings(),
    "Your settings",
    (
        Field("hours", "number", "Hours a week", "6", "such as 4", bounds=(0.5, 80)),
        Field("timezone", "zone", "Time zone", "Europe/Berlin", "a big city near you"),
        Field("day", "choice", "Day", "Monday", "Monday to Sunday", options=_DAYS),
        Field("time", "time", "Time", "09:00", "such as 18:30"),
    ),
)
QUESTIONS = Form(
    "Make it fit me",
    Fit(),
    "Make it fit me",
    (
        Field("hours", "number", "Hours a week", "6", optional=True),
        Field("known", "choices", "What do you know already?", options=_SKILLS, optional=True),
        Field("by", "date", "By when?", "2027-06-01", "such as June 2027", optional=True),
    ),
)
EVIDENCE = Form("Add a note", Proof("kafka"), "Evidence", (Field("words", "words", "One line or a link"),))
FORMS = (FORM, QUESTIONS, EVIDENCE)


def hostile_parts(words: st.SearchStrategy[str]) -> st.SearchStrategy[Part]:
    """Parts of these words, of every kind that holds words."""
    at = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
    spans = (
        words
        | words.map(Bold)
        | st.builds(Link, words, st.just("https://example.org"))
        | words.map(lambda said: Moment(at, said))
    )
    line = st.lists(spans, min_size=1, max_size=6).map(tuple)
    several = st.lists(line, min_size=1, max_size=3).map(tuple)
    many = st.builds(lambda lines, times: (lines * times)[:20], several, st.integers(0, 20))
    return st.one_of(
        words.map(Heading),
        line.map(Text),
        line.map(Note),
        many.map(Bullets),
        many.map(Steps),
        st.builds(lambda name, lines: Facts(tuple((name, line) for line in lines)), words, many),
        st.builds(Bar, st.floats(0, 1), words),
        st.builds(Image, st.just(b"png"), st.sampled_from(["a.png", "b.png"]), words.map(lambda said: said[:MAX_ALT])),
        st.builds(Attachment, st.just(b"x"), words, st.just("text/plain"), words),
    )


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """Any reply that can exist, up to its limits."""
    words = draw(st.sampled_from([SAID, TERSE]))
    parts: list[Part] = draw(st.lists(hostile_parts(words), max_size=14))
    intents = draw(st.lists(_INTENTS, max_size=12, unique_by=repr))
    label = SAID.map(lambda said: (said.strip() or "x")[:40].strip())
    made = [Button(draw(label), intent, primary=draw(st.booleans()), danger=draw(st.booleans())) for intent in intents]
    parts += [Buttons(tuple(made[n : n + 5])) for n in range(0, len(made), 5)]
    asking = (form for form in FORMS if form.intent not in intents)
    parts += [Buttons((form,)) for form in draw(st.lists(st.sampled_from(FORMS), unique=True)) if form in asking]
    return compose(draw(SAID), draw(st.permutations(parts)))
