"""How patient a test of speed must be: under coverage every line is counted, and that is not the program's doing."""

from __future__ import annotations

import sys

SLOWER = 6.0 if "coverage" in sys.modules and sys.gettrace() is not None else 1.0
