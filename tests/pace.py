"""How patient a test of speed must be, and how many examples a law is tried on."""

from __future__ import annotations

import sys

from hypothesis import settings

# under coverage every line is counted, and that is not the program's doing
SLOWER = 6.0 if "coverage" in sys.modules and sys.gettrace() is not None else 1.0

EXAMPLES = 3 * settings.get_profile(settings.get_current_profile_name()).max_examples
"""Examples where each is cheap."""
