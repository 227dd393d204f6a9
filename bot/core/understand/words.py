"""From a message to words: one spelling, no politeness, sentence marks kept apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.core.understand.data import lines, phrases, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STOP, BREATH = ".", ","
"""Marks between words: a sentence's end, and a pause within one."""

_TOKEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}"  # an ISO date
    r"|\b(?:k8s|2day|2nite|2moro|2morrow|b4|l8r|l8er|gr8|m8|p[1-5]|ch1|90d)\b"  # figures for letters
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\d/])"  # a date with slashes
    r"|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)"  # a date with dots
    r"|\d{1,2}[:.]\d{2}(?!\d)"  # a clock time
    r"|\d+(?:st|nd|rd|th)\b"  # an ordinal
    r"|(?<![\w-])-?\d+(?:\.\d+)?"  # a number
    r"|\d+(?:\.\d+)?"
    r"|(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?\d{2})?\b"  # a distance from Greenwich
    r"|etc/gmt[+-]\d{1,2}"
    r"|[a-z]+/[a-z_]+(?:[-/][a-z_]+)*"  # a time zone's name, or two words with a slash
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"  # a word
    r"|[.!?;\n…:]|,"
    r"|\${1,3}(?!\d)|[£€]+(?!\d)|[=%]"
    r"|[&+👍👌🙏👋✅☑✔❌⏭]",
    re.IGNORECASE,
)
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'", "\u2212": "-"})
_DASHES = re.compile(r"\s[-\u2013\u2014]+\s|[\u2013\u2014]")
_MENTIONS = re.compile(r"<[@#!][^>]*>|(?<!\w)@\w+")
_GLUED = re.compile(
    r"(?!(?<=\b2)day\b)(?<=\d)(?=(?:h|hr|hrs|hours?|w|wks?|weeks?|mins?|am|pm|days?|months?)\b)", re.IGNORECASE
)
_WEEKS = re.compile(r"(?<=\d)\s?w\b", re.IGNORECASE)
"""2w: what else the letter stands for is "with"."""
_MILITARY = re.compile(r"0\d[0-5]\d")
"""0800: a time without its colon."""
_STRETCHED = re.compile(r"([a-z])\1{2,}")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the rules see it, and as it was written."""

    text: str
    raw: str


@dataclass(frozen=True, slots=True)
class _Spelling:
    written_out: dict[str, tuple[str, ...]]
    idioms: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    """By their first word, the longest first."""
    dropped: frozenset[str]
    openings: tuple[tuple[str, ...], ...]
    endings: tuple[tuple[str, ...], ...]
    everyday: frozenset[str]
    colourless: frozenset[str]
    common: frozenset[str]
    not_typos: frozenset[str]
    people: frozenset[str]
    areas: frozenset[str]


@cache
def spelling() -> _Spelling:
    """The tables of ``words.yaml``."""
    table = read("words")
    return _Spelling(
        written_out={short: tuple(full.split()) for short, full in table["written_out"].items()},
        idioms=_idioms(table["idioms"]),
        dropped=frozenset(table["dropped"].split()),
        openings=phrases(table["openings"]),
        endings=phrases(table["endings"]),
        everyday=frozenset(table["everyday"].split()),
        colourless=frozenset(table["colourless"].split()),
        common=frozenset(table["common"].split()),
        not_typos=frozenset(table["not_typos"].split()) | frozenset(f"{table['people']} {table['peoples']}".split()),
        people=frozenset(table["people"].split()),
        areas=frozenset(table["areas"].split()),
    )


def _idioms(block: str) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    pairs = [tuple(map(tuple, map(str.split, line.split("=")))) for line in lines(block)]
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for said, meant in sorted(pairs, key=lambda pair: len(pair[0]), reverse=True):
        found.setdefault(said[0], []).append((said, meant))
    return {first: tuple(ways) for first, ways in found.items()}


def plainly(said: Sequence[Word]) -> tuple[Word, ...]:
    """The words with every turn of phrase written plainly."""
    table = spelling().idioms
    found: list[Word] = []
    at = 0
    while at < len(said):
        for idiom, meant in table.get(said[at].text, ()):
            if tuple(word.text for word in said[at : at + len(idiom)]) == idiom:
                found.extend(Word(word, word) for word in meant)
                at += len(idiom)
                break
        else:
            found.append(said[at])
            at += 1
    return tuple(found)


def words(text: str) -> tuple[Word, ...]:
    """Every word and mark of a text, short forms written out, fillers dropped."""
    clean = _DASHES.sub(" , ", _MENTIONS.sub(" ", _visible(text)))
    found: list[Word] = []
    for match in _TOKEN.finditer(_GLUED.sub(" ", _WEEKS.sub(" weeks", clean))):
        found.extend(_read(match.group()))
    return tuple(found)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a name in a pathway file, spelt as those of a message are."""
    return tuple(word.text for word in words(text) if word.text not in {STOP, BREATH})


def peeled(said: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    """Where a clause begins and ends without the politeness around it; all of it where it is nothing else."""
    table = spelling()
    begin, stop = start, end
    while begin < stop and (cut := _opening(said[begin : min(stop, begin + 8)], table.openings)):
        begin += cut
    while begin < stop and (cut := _ending(said[max(begin, stop - 8) : stop], table.endings)):
        stop -= cut
    return (begin, stop) if begin < stop else (start, end)


def _visible(text: str) -> str:
    """The text in one Unicode form, with neither controls nor invisible characters nor half characters."""
    if text.isascii() and text.isprintable():
        return text.replace("`", "'")
    whole = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return "".join(
        " " if mark.isspace() and mark != "\n" else mark
        for mark in whole
        if mark in "\n\t" or unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def _read(raw: str) -> Iterable[Word]:
    folded = raw.casefold()
    if folded in ".!?;\n…:":
        yield Word(STOP, raw)
        return
    table = spelling()
    if (
        "/" in folded
        and folded[0].isalpha()
        and folded not in table.written_out
        and folded.split("/")[0] not in table.areas
    ):
        for part in raw.split("/"):
            yield from _read(part)
        return
    if folded[:3] in {"utc", "gmt"} and len(folded) > 3:
        yield Word(folded.replace(" ", ""), raw)
        return
    if _MILITARY.fullmatch(folded):
        yield Word(f"{folded[:2]}:{folded[2:]}", raw)
        return
    folded = _STRETCHED.sub(r"\1", folded) if _STRETCHED.search(folded) else folded
    if folded in table.dropped:
        return
    if (full := table.written_out.get(folded)) is not None:
        yield from (Word(part, part) for part in full if part not in table.dropped)
    elif folded.endswith("'s"):
        yield Word(folded[:-2], raw[:-2])
        yield Word("'s", "'s")
    else:
        yield Word(folded.replace("'", ""), raw)


def _opening(said: Sequence[Word], openings: tuple[tuple[str, ...], ...]) -> int:
    """How many words of the beginning to peel; marks left at the front go too."""
    if said[0].text in {STOP, BREATH}:
        return 1
    texts = tuple(word.text for word in said[:6])
    return max((len(opening) for opening in openings if texts[: len(opening)] == opening), default=0)


def _ending(said: Sequence[Word], endings: tuple[tuple[str, ...], ...]) -> int:
    if said[-1].text in {STOP, BREATH}:
        return 1
    texts = tuple(word.text for word in said[-6:])
    return max((len(ending) for ending in endings if texts[-len(ending) :] == ending), default=0)
