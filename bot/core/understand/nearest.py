"""What is nearest to words that were only half understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import intents as say
from bot.core.understand.names import names
from bot.core.understand.spelling import mended
from bot.core.understand.words import plain_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.intents import Intent
    from bot.core.understand.names import Names
    from bot.core.understand.reading import Scope
from bot.core.understand.words import Word

_LEAST = 1.5
"""From this weight of shared words on, a step was perhaps meant."""


def nearest_steps(words: str, scope: Scope, n: int = 3) -> tuple[str, ...]:
    """Ids of the steps whose names are nearest to some words, the nearest first; never more than ``n``."""
    index = names(scope.pathway, scope.pathways)
    said = tuple(mended(word, index) for word in plain_words(words[:400]))
    ranked = [name for _, name in index.ranked(said, "step")]
    if len(ranked) < n:
        ranked.extend(name for name in _by_letters(" ".join(said), index) if name not in ranked)
    return tuple(ranked[:n])


def _by_letters(said: str, index: Names) -> list[str]:
    """Steps by likeness of spelling, where no word is shared."""
    from rapidfuzz import fuzz, process

    titles = {step.id: step.title.casefold() for step in index.pathway.steps.values()}
    return [name for _, score, name in process.extract(said, titles, scorer=fuzz.partial_ratio, limit=5) if score > 55]


def half_understood(said: Sequence[Word], index: Names) -> tuple[Intent, ...]:
    """Two or three things that would work, for words that gave no intent."""
    texts = [word.text for word in said[:40]]
    steps = [say.AboutStep(name) for score, name in index.ranked(texts, "step")[:2] if score >= _LEAST]
    skills = [say.AboutSkill(name) for score, name in index.ranked(texts, "skill")[:1] if score >= _LEAST]
    return tuple([*steps, *skills, say.Next(), say.Help()][:3])
