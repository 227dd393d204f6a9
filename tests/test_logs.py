"""What reaches the log: where it went wrong and under which incident, and none of what a learner said."""

from __future__ import annotations

import json
import logging
import stat
from typing import TYPE_CHECKING

from bot import logs

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "my marriage is falling apart"  # noqa: S105


def test_a_line_names_the_place_and_the_incident_and_keeps_words_out(tmp_path: Path) -> None:
    kept = logging.getLogger().handlers[:], logging.getLogger().level
    file = tmp_path / "deep" / "coach.log"
    try:
        logs.to_file(file)
        try:
            int(SECRET)
        except ValueError:
            logging.getLogger("coach").exception("bug", extra={"incident": "abcd1234", "platform": "terminal"})
        logging.getLogger("coach").warning("late")
    finally:
        for handler in logging.getLogger().handlers:
            handler.close()
        logging.getLogger().handlers[:], level = kept
        logging.getLogger().setLevel(level)
    bug, late = [json.loads(line) for line in file.read_text().splitlines()]
    assert (bug["message"], bug["incident"], bug["platform"]) == ("bug", "abcd1234", "terminal")
    assert bug["error"] == "builtins.ValueError"
    assert "test_logs.py" in bug["trace"][0]
    assert SECRET not in file.read_text()
    assert (late["level"], late["message"]) == ("warning", "late")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
