"""Where the coach is installed, and the tokens it speaks with there: sealed, and replaced by one worker at a time."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage import installations, leaving, storable
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pathways.workspace import Installation
    from storage.database import Database
    from storage.installations import Kept
    from storage.sealing import Seal

AHEAD = timedelta(hours=2)
"""How long before its end a token is replaced."""
LEASE = timedelta(seconds=30)
"""How long fetching a token may take before the worker that does it is given up for dead."""
PATIENCE = 2 * LEASE
PAUSE_SECONDS = 0.05
TRY_AGAIN_SECONDS = (0.1, 0.5, 1.0, 3.0)
"""Pauses between attempts to keep tokens that were fetched: the old ones may be of no use any more."""
LEFT_FOR = timedelta(days=30)
_NAMED = 5
"""So many workspaces a message names, and no more."""


class Workspaces:
    """The installations. Safe to share between threads and processes.

    Every method raises ``StorageError``; so does reading a token without the key that it was sealed with.
    """

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    def save(self, installation: Installation, now: datetime) -> None:
        """Keep an installation, in place of an earlier one of the same workspace."""
        with self._database.write() as connection:
            installations.save(connection, self._seal, installation, now=now)

    def find(self, platform: str, workspace: str) -> Installation | None:
        """The installation; None where the coach is not, or not any more."""
        kept = self._look(platform, workspace)
        return kept.installation if kept else None

    def all(self, platform: str) -> tuple[Installation, ...]:
        """Every installation on a platform, by workspace."""
        with self._database.read() as connection:
            return installations.every(connection, self._seal, platform)

    def erase_tokens(self, platform: str, workspace: str, now: datetime, told: datetime | None = None) -> None:
        """The coach was taken out: the tokens are gone at once, the rest follows by ``purge_left``.

        ``told`` is when that was, where it is heard of late: what was installed after that stays.
        """
        with self._database.write() as connection:
            installations.leave(connection, platform, workspace, now=now, told=told)

    def give_up(self, useless: Installation, now: datetime) -> None:
        """The platform has no use for these tokens any more: they go as when the coach is taken out.

        Other tokens that came in their place meanwhile stay.
        """
        with self._database.write() as connection:
            installations.give_up(connection, self._seal, useless, now=now)

    def due_for_refresh(self, now: datetime, ahead: timedelta = AHEAD) -> tuple[tuple[str, str], ...]:
        """Platform and workspace of every token that ends soon and that nobody is replacing; soonest first."""
        moment = storable.moment(now)
        with self._database.read() as connection:
            return installations.due(connection, now=moment, by=moment + ahead)

    def rotate(
        self,
        platform: str,
        workspace: str,
        now: datetime,
        refresh: Callable[[Installation], Installation],
        *,
        ahead: timedelta = AHEAD,
    ) -> Installation | None:
        """The installation with tokens that last; ``refresh`` fetches them where they end soon.

        Of many who call at once, one fetches, outside of any transaction; the others wait for what it gets, or take
        its place when it fails or dies. None where the coach was taken out. What ``refresh`` raises is passed on.
        """
        began, now = time.monotonic(), storable.moment(now)
        while True:
            waited = timedelta(seconds=time.monotonic() - began)
            kept = self._look(platform, workspace)
            if kept is None or not kept.installation.is_due(now + waited + ahead):
                return kept.installation if kept else None
            if self._is_taken(kept, now + waited):
                return self._replace(kept, refresh)
            if waited > PATIENCE:
                raise StorageError(f"{platform} {workspace}: others have been fetching its token for too long")
            time.sleep(PAUSE_SECONDS)

    def refuse_lost(self) -> None:
        """Raise ``StorageError`` with the workspaces whose tokens no key opens, where there are any."""
        with self._database.read() as connection:
            _refuse(*installations.lost(connection, self._seal))

    def reseal(self, now: datetime, *, without_lost: bool = False) -> int:
        """Seal every token with the newest key, so that older keys can be dropped; how many installations.

        Changes nothing where no key opens some, unless they are to be erased as when the coach is taken out there.
        """
        with self._database.write() as connection:
            lost, of = installations.lost(connection, self._seal)
            if not without_lost:
                _refuse(lost, of)
            for platform, workspace in lost:
                installations.leave(connection, platform, workspace, now=now)
            return installations.reseal(connection, self._seal)

    def purge_left(self, now: datetime, after: timedelta = LEFT_FOR) -> int:
        """Delete the workspaces that the coach was taken out of so long ago, and their accounts; how many accounts.

        Learners go with their last account.
        """
        return leaving.purge(self._database, before=storable.moment(now) - after)

    def _look(self, platform: str, workspace: str) -> Kept | None:
        with self._database.read() as connection:
            return installations.find(connection, self._seal, platform, workspace)

    def _is_taken(self, kept: Kept, now: datetime) -> bool:
        """True when it is up to us, and nobody else, to fetch tokens until the lease ends."""
        if kept.refreshing_until is not None and kept.refreshing_until > now:
            return False
        with self._database.write() as connection:
            return installations.lease(connection, kept, now=now, until=now + LEASE)

    def _replace(self, kept: Kept, refresh: Callable[[Installation], Installation]) -> Installation | None:
        try:
            fetched = refresh(kept.installation)
        except BaseException:
            with suppress(StorageError), self._database.write() as connection:
                installations.give_back(connection, kept)
            raise
        self._keep(kept, fetched)
        return self.find(kept.installation.platform, kept.installation.workspace)

    def _keep(self, kept: Kept, fetched: Installation) -> None:
        pauses = iter(TRY_AGAIN_SECONDS)
        while True:
            try:
                with self._database.write() as connection:
                    # nothing changes where the coach was taken out, or installed anew, in the meantime
                    installations.replace_tokens(connection, self._seal, kept, fetched)
            except StorageError:
                pause = next(pauses, None)
                if pause is None:
                    raise
                time.sleep(pause)
            else:
                return


def _refuse(lost: tuple[tuple[str, str], ...], of: int) -> None:
    if lost:
        some = ", ".join(workspace for _, workspace in lost[:_NAMED]) + (", …" if len(lost) > _NAMED else "")
        raise StorageError(
            f"COACH_KEYS: no key in it opens the tokens of {len(lost)} of {of} workspaces ({some}); add the key they"
            " were sealed with behind the newest, or give them up: coach slack reseal --without-lost"
        )
