"""Which tests `make test` leaves to `make check`: the dearest ones, by measure.

`python -m tests.slow` runs every test, and writes the names of those into ``slow.txt`` that are to be left out for the
others to end in time. A test that shows a platform being served at all is never left out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

LIST = Path(__file__).parent / "slow.txt"
SECONDS = 110.0
"""What the tests of `make test` may take together, one after the other. Two run at a time."""
EACH = 0.4
"""Seconds; who takes less is never left out."""
ALWAYS = (
    "tests.test_program",
    "tests.test_conversations",
    "tests.test_alike",
    "tests.test_slack_program",
    "tests.test_discord_program",
)


def names() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="utf-8").splitlines())


def measured() -> dict[str, float]:
    """How many seconds each test takes, by its name."""
    with tempfile.TemporaryDirectory() as room:
        report = Path(room) / "report.xml"
        subprocess.run([sys.executable, "-m", "pytest", "-q", f"--junitxml={report}"], check=True)
        cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 - pytest wrote it, just now
    return {f"{case.attrib['classname']}::{case.attrib['name']}": float(case.attrib["time"]) for case in cases}


def chosen(seconds: dict[str, float]) -> list[str]:
    """The dearest, as many as must go for the others to fit."""
    left = sum(seconds.values())
    out: list[str] = []
    for name, each in sorted(seconds.items(), key=lambda pair: -pair[1]):
        if left <= SECONDS or each < EACH:
            break
        if not name.startswith(ALWAYS):
            out.append(name)
            left -= each
    return sorted(out)


if __name__ == "__main__":
    LIST.write_text("".join(f"{name}\n" for name in chosen(measured())), encoding="utf-8")
