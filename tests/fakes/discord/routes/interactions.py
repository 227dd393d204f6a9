"""The answers to interactions: the first one within three seconds, the rest within fifteen minutes."""

from __future__ import annotations

from enum import IntEnum

from tests.fakes.discord import limits
from tests.fakes.discord.people import AUTOCOMPLETE, MODAL, Answered, Interaction, Message
from tests.fakes.discord.records import Json, many
from tests.fakes.discord.routes.desk import Refusal, Visit, route
from tests.fakes.discord.routes.messages import rewrite, told, withdraw, written


class Kind(IntEnum):
    """What a first answer is."""

    MESSAGE = 4
    THINKING = 5
    PENDING = 6
    UPDATE = 7
    CHOICES = 8
    FORM = 9


NAMES: dict[int, Answered] = {
    Kind.MESSAGE: "message",
    Kind.THINKING: "thinking",
    Kind.PENDING: "pending",
    Kind.UPDATE: "update",
    Kind.CHOICES: "choices",
    Kind.FORM: "modal",
}
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = WEBHOOK + "/messages/@original"
FOLLOWUP = WEBHOOK + "/messages/{message_id}"


@route(
    "create_interaction_response",
    "POST",
    "/interactions/{interaction_id}/{interaction_token}/callback",
    public=True,
)
def respond(visit: Visit) -> Json | None:
    """The first answer. It comes once, in time, and is one that fits what the user did."""
    interaction = visit.interaction("interaction_token")
    if interaction is None or interaction.id != visit.params["interaction_id"]:
        raise Refusal(10062)
    waited = visit.world.clock() - interaction.at
    if interaction.answered:
        raise Refusal(40060, "an interaction is answered once; what follows are follow-ups")
    if waited > limits.FIRST_RESPONSE_SECONDS:
        raise Refusal(10062, f"answered after {waited:.1f} s; Discord waits {limits.FIRST_RESPONSE_SECONDS:.0f} s")
    kind = int(visit.said["type"])
    if kind not in _fitting(interaction):
        raise Refusal(50035, f"an answer of type {kind} does not fit", "/type")
    visit.said = visit.said.get("data") or {}
    _answer(visit, interaction, kind)
    interaction.answered, interaction.answered_after = NAMES[kind], waited
    if visit.call.query.get("with_response") not in {"1", "true", "True"}:
        return None
    return _reported(visit, interaction, kind)


def _fitting(interaction: Interaction) -> set[int]:
    if interaction.kind == AUTOCOMPLETE:
        return {Kind.CHOICES}
    on_message = interaction.source is not None
    forms: set[int] = set() if interaction.kind == MODAL else {Kind.FORM}
    return {Kind.MESSAGE, Kind.THINKING} | forms | ({Kind.PENDING, Kind.UPDATE} if on_message else set())


def _answer(visit: Visit, interaction: Interaction, kind: int) -> None:
    data = visit.said
    match kind:
        case Kind.MESSAGE | Kind.THINKING:
            interaction.original = _said(visit, interaction)
            interaction.original.flags |= limits.LOADING if kind == Kind.THINKING else 0
        case Kind.PENDING:
            interaction.original = interaction.source
        case Kind.UPDATE:
            interaction.original = interaction.source
            if interaction.source is None or interaction.source.deleted:
                raise Refusal(10008)
            rewrite(visit, interaction.source)
        case Kind.CHOICES:
            interaction.choices = many(data, "choices")
        case _:
            interaction.modal = data
            visit.world.modals[interaction.user.id] = interaction


def _said(visit: Visit, interaction: Interaction) -> Message:
    hidden = int(visit.said.get("flags") or 0) & limits.EPHEMERAL
    message = written(
        visit,
        interaction.channel,
        interaction=interaction.metadata(visit.world.owners),
        application=visit.world.app.id,
        ephemeral_for=interaction.user.id if hidden else "",
    )
    visit.gateway.tell("MESSAGE_CREATE", message)
    return message


def _reported(visit: Visit, interaction: Interaction, kind: int) -> Json:
    report: Json = {"id": interaction.id, "type": interaction.kind}
    message = interaction.original
    if message is None:
        return {"interaction": report}
    report |= {
        "response_message_id": message.id,
        "response_message_loading": message.loading,
        "response_message_ephemeral": bool(message.ephemeral_for),
    }
    resource = {"type": kind, "message": told(visit.world, message)}
    return {"interaction": report} | ({"resource": resource} if kind in {Kind.MESSAGE, Kind.UPDATE} else {})


# What follows the first answer.


def _living(visit: Visit) -> Interaction:
    """The interaction whose token is used, while it can be."""
    interaction = visit.interaction("webhook_token")
    if interaction is None or visit.params["webhook_id"] != visit.world.app.id:
        raise Refusal(10015)
    if visit.world.clock() - interaction.at > limits.TOKEN_SECONDS:
        raise Refusal(50027, f"a token lives {limits.TOKEN_SECONDS:.0f} s")
    if not interaction.answered or interaction.kind == AUTOCOMPLETE:
        raise Refusal(10015, "before the first answer there is nothing to follow up")
    return interaction


def _original(visit: Visit) -> Message:
    message = _living(visit).original
    if message is None or message.deleted:
        raise Refusal(10008)
    visit.made = message.id
    return message


def _followup(visit: Visit) -> Message:
    """A message of this interaction by its id; the first answer has one too."""
    interaction = _living(visit)
    first = [interaction.original] if interaction.original is not None else []
    for message in (*first, *interaction.followups):
        if message.id == visit.params["message_id"] and not message.deleted:
            visit.made = message.id
            return message
    raise Refusal(10008)


@route("execute_webhook", "POST", WEBHOOK, public=True)
def follow_up(visit: Visit) -> Json | None:
    """One more message. Right after "thinking" it takes the place of that, and its ephemeral flag does not count."""
    interaction = _living(visit)
    if interaction.answered == "thinking" and interaction.original is not None and interaction.original.loading:
        message = interaction.original
        rewrite(visit, message)
    else:
        if "0" not in visit.world.owners(interaction) and interaction.channel.guild:
            most = limits.USER_INSTALL_FOLLOWUPS
            if len(interaction.followups) >= most:
                raise Refusal(40094, f"{most} follow-ups where the app is the user's alone")
        message = _said(visit, interaction)
        interaction.followups.append(message)
    return told(visit.world, message)


@route("get_original_webhook_message", "GET", ORIGINAL, public=True)
def get_original(visit: Visit) -> Json:
    return told(visit.world, _original(visit))


@route("update_original_webhook_message", "PATCH", ORIGINAL, public=True)
def update_original(visit: Visit) -> Json:
    message = _original(visit)
    rewrite(visit, message)
    _living(visit).edited = True
    return told(visit.world, message)


@route("delete_original_webhook_message", "DELETE", ORIGINAL, public=True)
def delete_original(visit: Visit) -> None:
    withdraw(visit, _original(visit))


@route("get_webhook_message", "GET", FOLLOWUP, public=True)
def get_followup(visit: Visit) -> Json:
    return told(visit.world, _followup(visit))


@route("update_webhook_message", "PATCH", FOLLOWUP, public=True)
def update_followup(visit: Visit) -> Json:
    message = _followup(visit)
    rewrite(visit, message)
    return told(visit.world, message)


@route("delete_webhook_message", "DELETE", FOLLOWUP, public=True)
def delete_followup(visit: Visit) -> None:
    withdraw(visit, _followup(visit))
