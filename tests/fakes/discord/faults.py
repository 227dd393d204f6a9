"""One thing that is wrong with a request, and the commonest ways to be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

FORM: Final = 50035


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, where, and the code that Discord answers; none where Discord lets it pass."""

    path: str
    message: str
    code: int = 0

    @property
    def error(self) -> str:
        return str(self.code) if self.code else ""


def too_long(path: str, value: object, most: int) -> Iterator[Fault]:
    """Must be this long or shorter."""
    if value is not None and len(str(value)) > most:
        yield Fault(path, f"{len(str(value))} characters; Discord takes {most}", FORM)


def text(path: str, value: object, most: int) -> Iterator[Fault]:
    """Must be there, and not be too long."""
    if not isinstance(value, str) or not value:
        yield Fault(path, "is empty", FORM)
    else:
        yield from too_long(path, value, most)
