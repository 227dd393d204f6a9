"""Secrets as the database keeps them: encrypted, and of use only in the very place they were sealed for."""

from __future__ import annotations

import json
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from pathways.secret import Secret
from storage.errors import StorageError

_MAKE = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
NO_KEYS = f"COACH_KEYS: is not set, and without it no token can be kept or read; make a key once with: {_MAKE}"


class Seal:
    """A ring of keys: the first one seals, and each of them opens."""

    def __init__(self, ring: MultiFernet | None) -> None:
        self._ring = ring

    @classmethod
    def of(cls, keys: str) -> Self:
        """A ring of the keys that are listed newest first, with commas between. Without any it seals nothing.

        Raises ``StorageError`` for a key that is none.
        """
        given = [key.strip() for key in keys.split(",") if key.strip()]
        ring: list[Fernet] = []
        for number, key in enumerate(given, start=1):
            try:
                ring.append(Fernet(key))
            except ValueError:
                # neither the key nor what is wrong with it is repeated
                raise StorageError(f"COACH_KEYS: key {number} is none; make one with: {_MAKE}") from None
        return cls(MultiFernet(ring) if ring else None)

    @property
    def is_ready(self) -> bool:
        """True when there is a key."""
        return self._ring is not None

    def seal(self, context: str, secret: Secret) -> str:
        """``secret`` for the place that ``context`` names: a tenant and a column."""
        return self._keys().encrypt(json.dumps([context, secret.reveal()]).encode()).decode()

    def unseal(self, context: str, sealed: str) -> Secret:
        """What was sealed; ``StorageError`` when it was sealed for another place, or with a key that is not here."""
        ring = self._keys()
        try:
            where, text = json.loads(ring.decrypt(sealed))
        except (InvalidToken, ValueError, TypeError):
            raise StorageError(
                "COACH_KEYS: no key in it opens a token that is kept; add the key it was sealed with "
                "behind the newest, or install the coach in that workspace again"
            ) from None
        if where != context:
            raise StorageError(
                "a sealed token is not where it was sealed; restore a backup, "
                "or install the coach in that workspace again"
            )
        return Secret(text)

    def rotate(self, sealed: str) -> str:
        """The same, sealed with the newest key."""
        try:
            return self._keys().rotate(sealed).decode()
        except InvalidToken:
            raise StorageError(
                "COACH_KEYS: no key in it opens a token that is kept; add the key it was sealed with behind the newest"
            ) from None

    def _keys(self) -> MultiFernet:
        if self._ring is None:
            raise StorageError(NO_KEYS)
        return self._ring
