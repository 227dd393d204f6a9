"""A text that must not be seen: a token, a key, a password."""

from __future__ import annotations

from hmac import compare_digest


class Secret:
    """Masked wherever it is printed, formatted or logged; only ``reveal`` gives the text.

    Not a ``str`` and not a dataclass, on purpose: joining, JSON and ``asdict`` would all lay it open.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself; hand it to what needs it, and keep it nowhere."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._bytes(), other._bytes())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def _bytes(self) -> bytes:
        return self._text.encode(errors="surrogatepass")
