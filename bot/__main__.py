"""``python -m bot`` is ``coach``."""

from __future__ import annotations

import gc
import sys

# what is made while starting stays until the end, so looking through it for rubbish only costs time;
# the composition root turns the collector on again
gc.disable()

from bot.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
