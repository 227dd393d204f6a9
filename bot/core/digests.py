"""What the coach needs of a memory for digests; storage fulfils it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pathways.digest import Digest, Member, Place


class Digests(Protocol):
    """The digests, within one transaction, as the account that is met may know of them."""

    def of(self, place: Place) -> Digest | None:
        """The digest of a place's tenant; None where there is none."""
        ...

    def keep(self, digest: Digest, *, now: datetime) -> datetime:
        """Keep a digest in place of one before it, paused no more; when the next one is due."""
        ...

    def drop(self, place: Place) -> None:
        """Keep no digest, and nothing of who was to be named in it."""
        ...

    def tally(self, place: Place) -> Mapping[str, int]:
        """How many digests there were, by what became of them."""
        ...

    def tenants(self) -> Mapping[str, bool]:
        """The tenants with a digest that the account is kept as a member of, and whether it is named there."""
        ...

    def meet(self, tenant: str) -> None:
        """Keep that the account was met in a tenant."""
        ...

    def name(self, tenant: str, *, named: bool) -> None:
        """Name the account in the digest of a tenant, or do not any more."""
        ...

    def news(self) -> Digest | None:
        """A digest that was paused and that the account asked for, as long as it has not been told."""
        ...

    def tell(self, place: Place) -> None:
        """The one who asked has been told."""
        ...

    def members(self, place: Place, since: datetime, until: datetime) -> tuple[Member, ...]:
        """Everybody of a tenant who told something there in that time."""
        ...
