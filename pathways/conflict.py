"""What a conflict is: two statements of one pathway that cannot both be true, or hardly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from pathways.model import Pathway

Kind: TypeAlias = Literal["length", "pay", "deadline", "priority", "orphan", "hours"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """No error: a pathway keeps its source's figures even where they cannot all be true."""

    kind: Kind
    message: str
    where: tuple[str, ...]
    """The items that disagree, as ``path.to.item``."""


def at_pace(weeks: int, pathway: Pathway) -> str:
    """What a number of weeks means in hours."""
    pace = f"{'the assumed ' if pathway.pace.assumed else ''}{pathway.pace.hours:g} hours a week"
    return f"At {pace} {counted(weeks)} {'is' if weeks == 1 else 'are'} {weeks * pathway.pace.hours:g} hours"


def counted(weeks: int) -> str:
    """A number of weeks in words."""
    return f"{weeks} week{'' if weeks == 1 else 's'}"
