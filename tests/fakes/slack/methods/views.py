"""views.*: modals on their stack, and the Home tab."""

from __future__ import annotations

import hashlib

from tests.fakes.slack import limits
from tests.fakes.slack.blocks import named, state
from tests.fakes.slack.methods.desk import Refusal, Visit, method
from tests.fakes.slack.people import Team, Trigger
from tests.fakes.slack.records import Json
from tests.fakes.slack.world import World


def made(world: World, team: Team, view: Json, *, over: Json | None = None, below: Json | None = None) -> Json:
    """A view as Slack keeps it: new, or in place of an old one (`over`), or on top of another (`below`)."""
    view_id = over["id"] if over is not None else world.make("V")
    blocks = named(view.get("blocks"), world.make("b"))
    settled = {
        "callback_id": "",
        "private_metadata": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        "title": {"type": "plain_text", "text": "View Title", "emoji": True},
        **view,
        "id": view_id,
        "team_id": team.id,
        "app_id": world.app.id,
        "bot_id": team.bot_id,
        "blocks": blocks,
        "state": state(blocks, {}),
        "root_view_id": over["root_view_id"] if over else below["root_view_id"] if below else view_id,
        "previous_view_id": over["previous_view_id"] if over else below["id"] if below else None,
    }
    stamp = f"{world.stamp()}.{hashlib.sha256(repr(blocks).encode()).hexdigest()[:8]}"
    team.views[view_id] = {**settled, "hash": stamp}
    return team.views[view_id]


def push(world: World, team: Team, user: str, view: Json) -> Json:
    """Put a view on top of the ones that the user has open."""
    stack = team.stacks.setdefault(user, [])
    if len(stack) >= limits.STACK:
        raise Refusal("push_limit_reached", f"more than {limits.STACK} views on each other", "/view")
    new = made(world, team, view, below=team.views[stack[-1]] if stack else None)
    stack.append(new["id"])
    return new


def _trigger(visit: Visit) -> Trigger:
    trigger = visit.world.triggers.get(visit.text("trigger_id"))
    if trigger is None or trigger.user.team != visit.team.id:
        raise Refusal("invalid_trigger_id", "a trigger that Slack has not given", "/trigger_id")
    if trigger.used:
        raise Refusal("exchanged_trigger_id", "a trigger works once", "/trigger_id")
    if visit.world.clock() - trigger.at > limits.TRIGGER_SECONDS:
        raise Refusal("expired_trigger_id", f"a trigger lives {limits.TRIGGER_SECONDS} s", "/trigger_id")
    trigger.used = True
    visit.call.user = trigger.user.id
    return trigger


@method("views.open")
def open_modal(visit: Visit) -> Json:
    trigger = _trigger(visit)
    visit.team.stacks[trigger.user.id] = []
    return {"view": push(visit.world, visit.team, trigger.user.id, visit.arguments["view"])}


@method("views.push")
def push_modal(visit: Visit) -> Json:
    trigger = _trigger(visit)
    if not trigger.view or trigger.view not in visit.team.stacks.get(trigger.user.id, []):
        raise Refusal("not_found", "there is no open modal to push onto", "/trigger_id")
    return {"view": push(visit.world, visit.team, trigger.user.id, visit.arguments["view"])}


@method("views.update")
def update(visit: Visit) -> Json:
    by_id = visit.team.views.get(visit.text("view_id"))
    outer = visit.text("external_id")
    old = by_id or next((v for v in visit.team.views.values() if outer and v["external_id"] == outer), None)
    if old is None:
        raise Refusal("not_found")
    visit.call.user = next((user for user, stack in visit.team.stacks.items() if old["id"] in stack), "")
    _same(visit, old)
    return {"view": made(visit.world, visit.team, visit.arguments["view"], over=old)}


@method("views.publish")
def publish(visit: Visit) -> Json:
    user = visit.user("user_id")
    view: Json = visit.arguments["view"]
    if view.get("type") != "home":
        raise Refusal("invalid_arguments", "only a home view can be published", "/view/type")
    if not visit.team.home_enabled:
        raise Refusal("not_enabled")
    old = visit.team.views.get(visit.team.homes.get(user.id, ""))
    _same(visit, old)
    new = made(visit.world, visit.team, view, over=old)
    visit.team.homes[user.id] = new["id"]
    return {"view": new}


def _same(visit: Visit, old: Json | None) -> None:
    if visit.text("hash") and (old is None or old["hash"] != visit.text("hash")):
        raise Refusal("hash_conflict")
