"""Two editions of the time zone database that disagree on Berlin."""

from __future__ import annotations

import zoneinfo
from importlib import resources
from typing import TYPE_CHECKING

from pathways.zones import forget_zones

if TYPE_CHECKING:
    from pathlib import Path

BEFORE, AFTER = "2026x", "2026y"
_BERLIN = {BEFORE: "Berlin", AFTER: "Moscow"}
"""In the second one Berlin's clocks are two hours ahead in winter."""


def editions(folder: Path) -> Path:
    """Both, each in a folder of its name."""
    database = resources.files("tzdata").joinpath("zoneinfo")
    for edition, city in _BERLIN.items():
        (folder / edition / "Europe").mkdir(parents=True)
        (folder / edition / "tzdata.zi").write_text(f"# version {edition}\n")
        (folder / edition / "Europe" / "Berlin").write_bytes(database.joinpath("Europe", city).read_bytes())
    return folder


def use(folder: Path, edition: str) -> None:
    """Go by the rules of one edition; ``use_bundled_zones`` ends it."""
    zoneinfo.reset_tzpath(to=[str(folder / edition)])
    forget_zones()
