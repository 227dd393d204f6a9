"""What a platform was asked for one answer, and what has to be asked first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pathways.digest import Place

Rank: TypeAlias = Literal["admin", "member", "unknown"]
"""Whether somebody decides for a workspace or a server; unknown where the platform did not say."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the platform said just now; None is what it was not asked."""

    rank: Rank | None = None
    names: Mapping[str, str] | None = None
    """What people are called there, by their ids; who is not there any more is left out."""


@dataclass(frozen=True, slots=True)
class AskRank:
    """Whether whoever speaks is an admin there."""

    place: Place


@dataclass(frozen=True, slots=True)
class AskNames:
    """What these people are called there."""

    place: Place
    users: tuple[str, ...]


Question: TypeAlias = AskRank | AskNames


class AskFirst(Exception):
    """There is no answer before the platform is asked. Whatever the turn did is undone with it."""

    def __init__(self, question: Question) -> None:
        super().__init__(type(question).__name__)
        self.question: Question = question


NOTHING = Told()
