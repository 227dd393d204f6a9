"""Text that must not be shown: a token, a key, a password."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Secret:
    """Equal to a secret of the same text, and silent about it in every repr and log."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """The text itself, at the very edge where it is used."""
        return self._text

    def __str__(self) -> str:
        return "(secret)"
