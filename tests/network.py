"""The watch over the network, on in this process and handed to every program that a test starts."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

GUARD = Path(__file__).parent / "guard"


def _switched_on() -> type[BaseException]:
    """Load the watch once for this process; the programs that tests start load it by themselves."""
    spec = importlib.util.spec_from_file_location("coach_network_guard", GUARD / "sitecustomize.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Contacted


Contacted = _switched_on()


LEFT_OUT = ("COACH_", "DATABASE_URL", "SLACK_", "DISCORD_", "PYTHONDONTWRITEBYTECODE")
"""The user's own settings, and what would make every start of the program compile it anew."""


def environment(**more: str) -> dict[str, str]:
    """The environment for a program under test: watched, and without the user's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    return {**kept, "PYTHONPATH": f"{GUARD}{os.pathsep}{GUARD.parent.parent}", **more}
