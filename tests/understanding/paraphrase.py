"""Sentences drawn from the builds in ``paraphrases.yaml``: always the same ones."""

from __future__ import annotations

import random
import re
from pathlib import Path

import yaml

from bot.evaluation import Case, wanted_of

FILE = Path(__file__).with_name("paraphrases.yaml")
_SIGN = re.compile(r"[()\[\]|]|\{[a-z]+\}|[^()\[\]|{]+")


def drawn(each: int) -> list[Case]:
    """So many sentences of each build, or fewer where it gives fewer."""
    table = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    lists = {name: words.split("|") for name, words in table["lists"].items()}
    draw = random.Random(2)  # noqa: S311
    return [
        Case(sentence, (wanted_of(meaning.split()),), "drawn")
        for meaning, block in table["meanings"].items()
        for line in block.splitlines()
        for sentence in dict.fromkeys(_said(line, lists, draw) for _ in range(each))
    ]


def _said(line: str, lists: dict[str, list[str]], draw: random.Random) -> str:
    signs = _SIGN.findall(line)
    text, _ = _branch(signs, 0, lists, draw)
    return " ".join(text.split())


def _branch(signs: list[str], at: int, lists: dict[str, list[str]], draw: random.Random) -> tuple[str, int]:
    """One of the branches up to the closing bracket, and where that stands."""
    branches = [""]
    while at < len(signs) and signs[at] not in ")]":
        match signs[at][0]:
            case "|":
                branches.append("")
            case "(" | "[" as opening:
                inner, at = _branch(signs, at + 1, lists, draw)
                branches[-1] += inner if opening == "(" or draw.random() < 0.5 else ""
            case "{":
                branches[-1] += draw.choice(lists[signs[at][1:-1]])
            case _:
                branches[-1] += signs[at]
        at += 1
    return draw.choice(branches), at
