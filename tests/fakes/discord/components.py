"""Looking into components: what is in a message or a form, what can be pressed, chosen and filled in."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from tests.fakes.discord import limits
from tests.fakes.discord.records import Json, many, named

ROW, BUTTON, SELECT, INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR = 1, 2, 3, 4, 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 17, 18, 19, 21, 22, 23
SELECTS = {SELECT, 5, 6, 7, 8}
LINK = 5
FORM_ONLY = {INPUT, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX}
NAMED = {*SELECTS, INPUT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX}  # they have a custom_id, always
V2 = {SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER}
KNOWN = {ROW, BUTTON, *SELECTS, *V2, *FORM_ONLY}
USUAL: dict[int, Json] = {  # what Discord adds where an app says nothing
    SELECT: {"min_values": 1, "max_values": 1, "disabled": False},
    BUTTON: {"disabled": False},
    THUMBNAIL: {"spoiler": False, "description": None},
    FILE: {"spoiler": False},
    SEPARATOR: {"spacing": 1, "divider": True},
    CONTAINER: {"spoiler": False, "accent_color": None},
}


class CannotDo(AssertionError):
    """A person could not do this in Discord: the button, the option, the command or the field is not there."""


def inside(component: Json) -> Iterator[Json]:
    """The components directly in one component."""
    nested: list[Any] = list(cast("list[Any]", component.get("components") or []))
    nested += [component.get("accessory"), component.get("component")]
    for child in nested:
        if isinstance(child, dict):
            yield cast("Json", child)


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """Every component, however deep, in the order in which they are seen."""
    for component in components:
        yield component
        yield from walk(inside(component))


def media(component: Json) -> Iterator[Json]:
    """What a component shows: each with its `url`, within whatever describes it."""
    if component["type"] == GALLERY:
        for item in many(component, "items"):
            yield named(item, "media")
    elif component["type"] in {THUMBNAIL, FILE}:
        yield named(component, "media" if component["type"] == THUMBNAIL else "file")


def kept(components: list[Json], attachments: list[Json], make: int) -> list[Json]:
    """A copy of the components as Discord keeps them: numbered, complete, their files with addresses."""
    mine = copy.deepcopy(components)
    addresses = {f"attachment://{file['filename']}": file for file in attachments}
    for number, component in enumerate(walk(mine), start=1):
        component.setdefault("id", number)
        for name, value in USUAL.get(component["type"], {}).items():
            component.setdefault(name, value)
        for shown in media(component):
            file = addresses.get(shown["url"])
            shown |= {"id": str(make + number), "url": file["url"] if file else shown["url"]}
            shown["proxy_url"] = shown["url"]
            if file is not None:
                shown |= {"attachment_id": file["id"], "content_type": file["content_type"]}
        if component["type"] == FILE:
            name = component["file"]["url"].rpartition("/")[2]
            size = next((file["size"] for file in attachments if file["filename"] == name), 0)
            component |= {"name": name, "size": size}
        if component["type"] == GALLERY:
            component["items"] = [{"description": None, "spoiler": False, **item} for item in component["items"]]
    return mine


def texts(components: Iterable[Json]) -> list[str]:
    """All that is written in text displays."""
    return [str(component.get("content", "")) for component in walk(components) if component.get("type") == TEXT]


def find(components: list[Json], kinds: set[int], *, custom_id: str = "", label: str = "") -> Json:
    """The one button or select that a person would use; it must be there, once, and not be greyed out."""
    there = [component for component in walk(components) if component["type"] in kinds]
    found = [
        component
        for component in there
        if (not custom_id or component.get("custom_id") == custom_id)
        and (not label or label in (component.get("label"), component.get("placeholder")))
    ]
    if len(found) != 1:
        seen = [(c.get("custom_id"), c.get("label") or c.get("placeholder")) for c in there]
        raise CannotDo(f"{len(found)} like {custom_id or label!r} among {seen}")
    if found[0].get("disabled"):
        raise CannotDo(f"{custom_id or label!r} is greyed out")
    if found[0].get("style") == LINK:
        raise CannotDo(f"{custom_id or label!r} is a link: the app never hears of it")
    return found[0]


def chosen(select: Json, values: list[str]) -> list[str]:
    """The values of a select's options that a person chose, by value or by label."""
    offered = {option["value"]: option["value"] for option in many(select, "options")}
    offered |= {option["label"]: option["value"] for option in many(select, "options")}
    if missing := [value for value in values if value not in offered]:
        raise CannotDo(f"no options {missing} among {list(offered)}")
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if not least <= len(values) <= most and (values or select.get("required", True)):
        raise CannotDo(f"{len(values)} chosen, of {least} to {most}")
    return [offered[value] for value in values]


def submitted(modal: Json, values: Mapping[str, object]) -> list[Json]:
    """What Discord sends of a form that a person filled in; values are named by custom_id or by label."""
    left = dict(values)
    sent: list[Json] = []
    for number, component in enumerate(modal["components"], start=1):
        told: Json = {"type": component["type"], "id": component.get("id", number)}
        if component["type"] == LABEL:
            field = component["component"]
            value = left.pop(str(field["custom_id"]), left.pop(str(component["label"]), None))
            sent.append(told | {"component": _filled(field, value, component["label"])})
        elif component["type"] == ROW:
            field = component["components"][0]
            value = left.pop(str(field["custom_id"]), left.pop(str(field.get("label")), None))
            sent.append(told | {"components": [_filled(field, value, str(field.get("label")))]})
        elif component["type"] == TEXT:
            sent.append(told | {"content": component["content"]})
    if left:
        raise CannotDo(f"no fields {sorted(left)} in {modal['title']!r}")
    return sent


def _filled(field: Json, value: object, label: str) -> Json:
    told: Json = {"type": field["type"], "id": field.get("id", 0), "custom_id": field["custom_id"]}
    required = field.get("required", True)
    kind = field["type"]
    if kind == INPUT:
        text = str(field.get("value") or "") if value is None else str(value)
        least, most = int(field.get("min_length") or 0), int(field.get("max_length") or limits.INPUT)
        if (required and not text) or (text and not least <= len(text) <= most):
            raise CannotDo(f"Discord does not send a form with {len(text)} characters in {label!r}")
        return told | {"value": text}
    if kind == CHECKBOX:
        return told | {"value": bool(field.get("default") if value is None else value)}
    if kind not in {SELECT, RADIO, CHECKBOXES}:
        raise CannotDo(f"the hands of the fake put nothing into a component of type {kind}")
    usual = [str(option["value"]) for option in many(field, "options") if option.get("default")]
    several = usual if value is None else _list(value)
    if kind == RADIO:
        one = chosen({**field, "min_values": int(required)}, several)
        return told | {"value": one[0] if one else None}
    return told | {"values": chosen(field, several)}


def _list(value: object) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in cast("list[object]", value)] if isinstance(value, list) else [str(value)]
