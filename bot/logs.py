"""The log: one JSON object a line. What learners say never reaches it, so an exception's own words do not either."""

from __future__ import annotations

import json
import logging
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_EXTRAS = ("incident", "platform", "error", "trace")
_MANY = 5_000_000
"""Bytes after which a log file gives way to the next."""


class Lines(logging.Formatter):
    """A record as one line of JSON; of an exception its kind and where it arose, without its message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "room": record.name,
            "message": record.getMessage(),
            **{name: value for name in _EXTRAS if (value := getattr(record, name, None)) is not None},
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            told["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
            frames = traceback.extract_tb(error.__traceback__)
            told["trace"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(told)


def to_stderr() -> None:
    """Send warnings and worse to standard error, where whoever runs a server looks for them."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def to_file(path: Path) -> None:
    """Send warnings and worse to a file that nobody else can read."""
    from logging.handlers import RotatingFileHandler

    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    handler = RotatingFileHandler(path, maxBytes=_MANY, backupCount=1, encoding="utf-8")
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
