"""Files made to do harm, or that look like it: refused with a line and a remedy, quickly, on both parsers."""
# ruff: noqa: N802 - tests are named after the fault they show survived

from __future__ import annotations

import math
import time
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pathways.source import MAX_BYTES, PARSER, Unreadable, read, scalar
from tests.pace import EXAMPLES

PARSERS = [PARSER, yaml.SafeLoader]


def deep(opening: str, closing: str, levels: int) -> str:
    return opening * levels + closing * levels


MERGE_BOMB = "a: &a {x: 1}\n" + "".join(f"k{n}: &k{n} {{<<: [{'*a, ' * 40}*a]}}\n" for n in range(12))
LAUGHS = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30))

HOSTILE = {
    "brackets": ("[" * 200_000, 1, "nested more than 20"),
    "braces": ("{a: " * 60_000, 1, "nested more than 20"),
    "dashes": ("- " * 100_000, 1, "nested more than 20"),
    "question marks": ("? " * 100_000, 1, "where a key should"),
    "indentation": ("".join(" " * n + "a:\n" for n in range(600)), 21, "nested more than 20"),
    "one level too many": (deep("[", "]", 21), 1, "nested more than 20"),
    "merge bomb": (MERGE_BOMB, 1, "an anchor"),
    "billion laughs": (LAUGHS, 1, "an anchor"),
    "alias": ("a: 1\nb: *a\n", 2, "an alias"),
    "alias as a key": ("a: 1\n*a : 1\n", 2, "an alias"),
    "anchor": ("a: 1\nb: &a 1\n", 2, "an anchor"),
    "anchor on a key": ("a: 1\n&b b: 1\n", 2, "an anchor"),
    "anchor on a list": ("a: 1\nb: &a [1]\n", 2, "an anchor"),
    "merge key": ("a: 1\n<<: {b: 1}\n", 2, "merge key"),
    "python object": ("a: !!python/object/apply:os.system [ls]\n", 1, "a tag"),
    "python name": ("a: !!python/name:os.system\n", 1, "a tag"),
    "tag on a list": ("a: !!omap [b: 1]\n", 1, "a tag"),
    "tag on a text": ("a: b\nc: !!binary aGk=\n", 2, "a tag"),
    "tag on the whole": ("!!set {a, b}\n", 1, "a tag"),
    "bare tag": ("a: ! b\n", 1, "a tag"),
    "tag by another name": ("%TAG ! tag:yaml.org,2002:python/\n---\na: !name:os.system x\n", 3, "a tag"),
    "two documents": ("a: 1\n---\nb: 1\n", 2, "second document"),
    "many documents": ("---\n" * 50_000, 2, "second document"),
    "twice the same key": ("a: 1\nb: 1\na: 2\n", 3, "'a' stands here twice"),
    "number as key": ("a: 1\n1: b\n", 2, "the key '1'"),
    "truth as key": ("true: b\n", 1, "the key 'true'"),
    "nothing as key": ("~: b\n", 1, "the key '~'"),
    "list as key": ("a: 1\n? [b]\n: c\n", 2, "where a key should"),
    "list as key in braces": ("{[a]: b}\n", 1, "where a key should"),
    "tab": ("a:\n\tb: 1\n", 2, "a tab"),
    "nul": ("a: 1\nb: \0\n", 2, "U+0000"),
    "odd line break": ("a: b\u2028c: d\n", 1, "U+2028"),
    "byte-order mark inside": ("a: 1\nb: \ufeffc\n", 2, "U+FEFF"),
    "half a character": ('a: 1\nb: "\\ud800"\n', 2, "means nothing"),
    "half a character as key": ('"\\udfff": b\n', 1, "means nothing"),
    "no such character": ('a: 1\nb: "\\UFFFFFFFF"\n', 2, "means nothing"),
    "no such character either": ('b: "\\U00110000"\n', 1, "means nothing"),
    "unknown escape": ('a: 1\nb: "C:\\path"\n', 2, "means nothing"),
    "bad escape": ('a: "\\xzz"\n', 1, "means nothing"),
    "colon too many": ("a: 1\nb: c: d\n", 2, "a colon too many"),
    "at sign": ("a: @b\n", 1, "keeps for itself"),
    "open quote": ('a: 1\nb: "c\n', 3, "never closed"),
    "open bracket": ("a: [b\n", 2, "not YAML"),
    "two values": ('a: "b" c\n', 1, "not YAML"),
    "after the end": ('"a"b\n', 1, "no part of what stands above"),
    "too many values": ("- a\n" * 50_000, 50_000, "more than 50,000 values"),
    "too many small values": ("[" + "a," * 60_000 + "]", 1, "more than 50,000 values"),
    "too big": ("a: " + "b" * MAX_BYTES, 1, "bigger than 256 kB"),
}
"""What to read, the line that is named, and a piece of what is said."""

HARMLESS = {
    "one long text": "a: " + "b" * 250_000,
    "one long quoted text": 'a: "' + "b " * 120_000 + '"',
    "many lines of one text": "a: |\n" + "  b\n" * 60_000,
    "many empty lines": "a: b\n" + "\n" * 250_000,
    "many comments": "# a\n" * 60_000 + "a: b\n",
    "one long comment": "# " + "a" * 250_000,
    "quotes in quotes": "a: '" + "''" * 120_000 + "'",
    "as deep as allowed": deep("[", "]", 20),
    "other line ends": "a: b\r\nc: d\r\n",
    "with a mark before it": "\ufeffa: b\n",
    "nothing": "",
    "only a comment": "# a\n",
}


@pytest.mark.parametrize("parser", PARSERS, ids=["fast", "pure"])
@pytest.mark.parametrize("name", HOSTILE)
def test_F7_the_hostile_is_refused_with_its_line(name: str, parser: Any) -> None:
    text, line, words = HOSTILE[name]
    before = time.process_time()
    with pytest.raises(Unreadable) as refused:
        read(text.encode(), parser)
    if parser is PARSER or "values" not in words:  # the pure parser needs seconds to reach the 50,000th value
        assert time.process_time() - before < 1
    found = refused.value.flaws[-1]
    assert words in found.message
    if name not in {"open quote", "open bracket"}:  # the two parsers name the line of the end or of the beginning
        assert found.line == line
    assert f"line {found.line}: " in str(refused.value)


@pytest.mark.parametrize("name", HARMLESS)
def test_the_big_but_harmless_is_read_quickly_and_alike(name: str) -> None:
    raw = HARMLESS[name].encode()
    before = time.process_time()
    fast = read(raw)
    assert time.process_time() - before < 1
    assert read(raw, yaml.SafeLoader) == fast


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    for raw in (b"a: b\nc: \xff\n", "a: b\nc: \xe9".encode("latin-1")):
        with pytest.raises(Unreadable, match="line 2: this is not UTF-8"):
            read(raw)
    with pytest.raises(Unreadable, match="line 1: this is not UTF-8"):
        read("a: b".encode("utf-16"))


def test_what_can_be_passed_over_is_all_reported() -> None:
    with pytest.raises(Unreadable) as refused:
        read(b"a: 1\na: 2\n2: 3\n<<: 4\nb: [\n")
    assert [flaw.line for flaw in refused.value.flaws][:3] == [2, 3, 4]
    assert len(refused.value.flaws) == 4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, word) for word in ("no", "off", "yes", "on", "y", "True", "NULL", "Null", ".inf", ".nan", "1e3")),
        *(
            (word, word)
            for word in ("012", "0x1f", "0o7", "1_000", "1,000", "60:00", "2026-11-23", "1e999", "5.", ".5")
        ),
        *((word, word) for word in ("1" * 16, "1." + "1" * 16, "-", "+", "--1", "٣", "=", "1 ")),
        *((word, None) for word in ("", "~", "null")),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-90", -90),
        ("+50", 50),
        ("9" * 15, 999_999_999_999_999),
        ("0.25", 0.25),
        ("-1.5", -1.5),
        ("10.0", 10.0),
    ],
)
def test_only_what_nobody_could_mean_otherwise_is_no_text(text: str, value: object) -> None:
    found = scalar(text)
    assert found == value
    assert type(found) is type(value)


def test_quotes_make_text_of_anything() -> None:
    found = read(b"""a: "1"\nb: 'true'\nc: ""\nd: |\n  12\n"1": x\n'<<': y\n""").data
    assert found == {"a": "1", "b": "true", "c": "", "d": "12\n", "1": "x", "<<": "y"}


def test_every_value_has_its_line() -> None:
    source = read(b"a:\n  - b\n  -\n    c: 1\n    d: |\n      long\n      text\n    e: 2\n")
    assert source.data == {"a": ["b", {"c": 1, "d": "long\ntext\n", "e": 2}]}
    assert [source.line(place) for place in [(), ("a",), ("a", 0), ("a", 1), ("a", 1, "c"), ("a", 1, "e")]] == [
        1,
        1,
        2,
        4,
        4,
        8,
    ]
    assert source.line(("a", 1, "x", "y")) == 4, "a value that is not there stands where it would"
    assert read(b"").line(("a",)) == 1


def outcome(raw: bytes, parser: Any) -> object:
    try:
        return read(raw, parser).data
    except Unreadable:
        return "refused"


YAMLISH = st.text(st.sampled_from(list("ab01:-,.?!&*#|>'\"%@`{}[]<~\\ \n\r\té\u0085\u2028\ufeff😀")), max_size=40)


@settings(max_examples=EXAMPLES, deadline=None)
@given(YAMLISH)
@example("a: - b")
@example("? a\n? b")
@example("a: >1-\n b")
def test_F7_no_text_escapes_and_both_parsers_agree(text: str) -> None:
    raw = text.encode()
    fast, pure = outcome(raw, PARSER), outcome(raw, yaml.SafeLoader)
    if "refused" not in (fast, pure):
        assert fast == pure


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=200))
def test_F7_no_bytes_escape(raw: bytes) -> None:
    for parser in PARSERS:
        outcome(raw, parser)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBER = st.integers(-(10**15) + 1, 10**15 - 1) | st.decimals(-1000, 1000, places=2).map(float)
VALUE = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(VALUE)
def test_what_was_written_is_what_is_read(value: Any) -> None:
    raw = yaml.safe_dump(value, sort_keys=False).encode()
    for parser in PARSERS:
        found = outcome(raw, parser)
        assert found == value or "&id" in raw.decode()
        assert not isinstance(found, float) or math.isfinite(found)
