"""What the app says in an ack is a message or a view too: it is checked, shown and written down like any other."""

from __future__ import annotations

from tests.fakes.slack import checks
from tests.fakes.slack.blocks import elements
from tests.fakes.slack.delivery import Delivered
from tests.fakes.slack.methods.chat import body_of
from tests.fakes.slack.methods.desk import Refusal
from tests.fakes.slack.methods.views import made, push
from tests.fakes.slack.people import Channel, User
from tests.fakes.slack.records import Book, Json
from tests.fakes.slack.world import World


def command(world: World, book: Book, delivered: Delivered, user: User, channel: Channel) -> None:
    """The answer to a slash command: shown to the one who asked, or to all in the channel."""
    if not delivered.ok or not delivered.body:
        return
    said: Json = delivered.json or {"text": delivered.body}
    _said(world, book, said, user, channel)


def _said(world: World, book: Book, said: Json, user: User, channel: Channel) -> None:
    faults = checks.message("ack", said)
    for fault in faults:
        book.complain("ack", fault.path, fault.message, error=fault.error, payload=said)
    if any(fault.error for fault in faults):
        return
    team = world.team_of(user)
    seen_by = "" if said.get("response_type") == "in_channel" else user.id
    message = world.put_message(team, channel, body_of(world, team, said), ephemeral_for=seen_by)
    book.accept("ack", team.id, said, channel=channel.id, user=user.id, ts=message.ts)


def silent(book: Book, delivered: Delivered) -> None:
    """An event or a press is acknowledged with nothing; a message here would be lost without a word."""
    if delivered.ok and delivered.json:
        book.complain("ack", "", "an answer that nobody sees", payload=delivered.json)


def submission(world: World, book: Book, delivered: Delivered, user: User, view: Json) -> None:
    """The answer to a submitted view: errors keep it open, a new view comes over or onto it, else it closes."""
    if not delivered.ok:
        return
    said = delivered.json
    try:
        _acted(world, book, delivered, user, view)
    except Refusal as no:
        if no.complaint:
            book.complain("ack", no.path, no.complaint, error=no.error, payload=said)
        return
    book.accept("ack", user.team, said, user=user.id)


def _acted(world: World, book: Book, delivered: Delivered, user: User, view: Json) -> None:
    team = world.team_of(user)
    said = delivered.json
    stack = team.stacks.get(user.id, [])
    match said.get("response_action"):
        case "errors":
            _errors(said.get("errors"), view)
        case "update":
            _refuse_wrong(book, said)
            made(world, team, said["view"], over=view)
        case "push":
            _refuse_wrong(book, said)
            push(world, team, user.id, said["view"])
        case "clear":
            stack.clear()
        case None if not delivered.body:
            stack[:] = [name for name in stack if name != view["id"]]  # it may have been sent twice
        case _:
            raise Refusal("invalid_response", f"{delivered.body[:80]!r} is no answer to a view", "/response_action")


def _errors(errors: object, view: Json) -> None:
    fields = {block["block_id"] for block, _ in elements(view["blocks"]) if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Refusal("invalid_response", "no errors are named", "/errors")
    if strange := sorted(set(map(str, errors)) - fields):
        raise Refusal("invalid_response", f"{strange} are no input blocks of the view", "/errors")


def _refuse_wrong(book: Book, said: Json) -> None:
    faults = checks.modal(said.get("view"))
    for fault in faults:
        book.complain("ack", fault.path, fault.message, error=fault.error, payload=said)
    if any(fault.error for fault in faults):
        raise Refusal("invalid_response")
