"""One question, or a stream of them, from somebody nobody knows: ``coach ask``. Nothing is stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO, TextIO

from bot.adapters.terminal import render
from bot.core.coach import Request
from bot.core.intents import Unknown
from bot.core.wire import slots
from pathways.learner import Account

if TYPE_CHECKING:
    from bot.core.coach import Answer, Coach
    from bot.core.reply import Reply

NOBODY = Account("ask", "", "nobody")


def one(coach: Coach, question: str, timezone: str) -> str:
    """The answer in plain words."""
    return _shown(_consider(coach, question, timezone).reply)


def as_json(coach: Coach, question: str, timezone: str) -> str:
    """The answer and how the question was read, as one JSON object on one line."""
    answer = _consider(coach, question, timezone)
    reading = answer.reading
    return json.dumps(
        {
            "question": question,
            "intent": reading.intent.name,
            "slots": slots(reading.intent),
            "also": [{"intent": also.name, "slots": slots(also)} for also in reading.also],
            "confidence": round(reading.confidence, 2),
            "answer": _shown(answer.reply),
            "sources": list(answer.reply.sources),
        }
    )


def stream(coach: Coach, lines: BinaryIO, out: TextIO, timezone: str) -> None:
    """One object a line for each question a line, in order, flushing each; nothing stops the stream."""
    for line in lines:
        question = line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "surrogateescape")
        print(as_json(coach, question, timezone), file=out, flush=True)


def _shown(reply: Reply) -> str:
    return "\n".join(block for block in (render.text(reply), render.offers(reply)) if block)


def _consider(coach: Coach, question: str, timezone: str) -> Answer:
    said = question if _is_text(question) else Unknown(puzzle="unreadable")
    return coach.consider(Request(NOBODY, said, timezone=timezone))


def _is_text(question: str) -> bool:
    """Bytes that are no UTF-8 arrive as lone surrogates."""
    try:
        question.encode()
    except UnicodeEncodeError:
        return False
    return True
