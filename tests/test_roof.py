"""What all adapters of one process share."""

from __future__ import annotations

import gc
import weakref

from bot.adapters.roof import spare_what_is_loaded


class Knot:
    """Something that holds itself, so that only the collector of garbage finds it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_loaded_is_gone_through_no_more_and_what_comes_later_is() -> None:
    before = len(gc.get_objects())
    try:
        spare_what_is_loaded()
        assert len(gc.get_objects()) < before / 10
        gone = weakref.ref(Knot())
        gc.collect()
        assert gone() is None
    finally:
        gc.unfreeze()
