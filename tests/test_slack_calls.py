"""One call to Slack, and whatever may be answered: also what no Slack would say, but a proxy between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.calls import Refused, ask
from tests.fakes.aio import in_loop

if TYPE_CHECKING:
    from collections.abc import Callable


ANSWERS: dict[str, tuple[Callable[[], web.Response], str, float | None]] = {
    "a page": (lambda: web.Response(text="<html>", content_type="text/html"), "unreadable_answer_200", None),
    "words": (lambda: web.Response(text="fine"), "unreadable_answer", None),
    "a list": (lambda: web.json_response([1]), "unreadable_answer", None),
    "half an object": (
        lambda: web.Response(text="{", content_type="application/json"),
        "unreadable_answer_200",
        None,
    ),
    "a gateway's": (lambda: web.Response(status=502, text="bad gateway"), "unreadable_answer_502", None),
    "a 429 in words": (
        lambda: web.Response(status=429, text="slower", headers={"Retry-After": "7"}),
        "unreadable_answer_429",
        7.0,
    ),
    "a 429 that tells no time": (
        lambda: web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "soon"}),
        "ratelimited",
        None,
    ),
}


@pytest.mark.parametrize("said", ANSWERS)
@in_loop
async def test_an_answer_of_any_kind_is_a_refusal_with_a_word(said: str) -> None:
    answer, code, wait = ANSWERS[said]

    async def api(_: web.Request) -> web.Response:
        return answer()

    application = web.Application()
    application.router.add_post("/api/chat.postMessage", api)
    async with TestServer(application) as server, aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=str(server.make_url("/api/")), session=session, retry_handlers=[])
        with pytest.raises(Refused) as refused:
            await ask(client, "chat.postMessage", channel="D1", text="secret words")
    assert (refused.value.code, refused.value.retry_after) == (code, wait)
    assert "secret" not in str(refused.value)
