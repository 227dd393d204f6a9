"""The tables beside the code: words that people may want to change are data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C where it was built: ten times as fast."""


def read(name: str) -> dict[str, Any]:
    """The table ``name``.yaml."""
    text = (Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  # both loaders are the safe ones


@cache
def english() -> frozenset[str]:
    """Real words: read when the first unknown word comes, which is no start's business."""
    text = (Path(__file__).parent / "english.yaml").read_text(encoding="utf-8")
    return frozenset(text.partition("words: >-")[2].split())  # a scalar this long takes the loader a tenth of a second


def lines(block: str) -> tuple[str, ...]:
    """The lines of a block that say something."""
    return tuple(line for line in map(str.strip, block.splitlines()) if line and not line.startswith("#"))


def phrases(block: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a block, each as its words."""
    return tuple(tuple(line.split()) for line in lines(block))
