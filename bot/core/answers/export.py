"""Answers that are taken out: the plan as a calendar, the data as a file, and what can be claimed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from bot.core import calendar_file
from bot.core.answers import proof
from bot.core.compose import compose
from bot.core.intents import Export, Forget
from bot.core.reply import Attachment, Button, Buttons, Reply, Text

if TYPE_CHECKING:
    from bot.core.turn import Turn


def export(turn: Turn, ask: Export) -> Reply:
    """The plan as a calendar, the data as JSON, or what can be claimed."""
    match ask.format:
        case None:
            return compose(
                "What would you like to take out?",
                (
                    Text(("What would you like to take out?",)),
                    Buttons(
                        (
                            Button("My plan, as a calendar", Export("calendar")),
                            Button("All my data", Export("data")),
                            Button("What I achieved", Export("resume")),
                            Button("A certificate", Export("certificate")),
                        )
                    ),
                ),
            )
        case "calendar":
            content = calendar_file.of(turn.plan, turn.pathway, made=turn.now)
            about = "Your plan for any calendar; import it again later and the same entries move."
            file = Attachment(content, f"{turn.pathway.id}.ics", "text/calendar", about)
            return compose("Your plan as a calendar file", (file,))
        case "data":
            content = json.dumps(_data(turn), indent=2, ensure_ascii=False).encode()
            file = Attachment(content, "pathway-coach-data.json", "application/json", "All I keep about you.")
            return compose("All I keep about you, as a file", (file, Buttons((Button("Delete it all", Forget()),))))
        case "resume":
            return proof.resume(turn)
        case "certificate":
            return proof.certificate(turn)


def _data(turn: Turn) -> dict[str, object]:
    return {
        "pathways": [{"pathway": e.pathway, "started": e.started.isoformat()} for e in turn.notebook.enrolments],
        "journal": [
            {
                "number": entry.number,
                "said": entry.said.isoformat(),
                "counts": entry.counts.isoformat(),
                "kind": type(entry.deed).__name__.lower(),
                **{name: _json(getattr(entry.deed, name)) for name in entry.deed.__dataclass_fields__},
            }
            for entry in turn.notebook.entries
        ],
    }


def _json(value: object) -> object:
    if isinstance(value, tuple):
        return [_json(one) for one in cast("tuple[object, ...]", value)]
    return value if value is None or isinstance(value, (str, int, float)) else str(value)
